//! What the own user may do, asked for anew when it may have changed: events do not tell (protocol section 10).
//!
//! Views read rights from the state only, so every control follows by itself.

use crate::json;

use super::lists::cid_values;
use super::{Chat, Cids};
use crate::api::Purpose;
use crate::state::Millis;
use crate::wire::{Cid, Event, Frame};

/// At most one question in this time; the first is asked at once.
const PAUSE: Millis = 250;

/// Channels whose rights may be others now.
#[derive(Debug, Default)]
pub(super) struct Gates {
    due: Cids,
    asked_at: Option<Millis>,
}

impl Gates {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        (!self.due.is_empty()).then(|| self.asked_at.map_or(Millis::MIN, |at| at + PAUSE))
    }
}

/// What decides about rights and is told with a channel.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gate {
    frozen: bool,
    disabled: bool,
    role: Option<String>,
    banned: bool,
}

impl Chat {
    pub(super) fn gate(&self, cid: Option<&Cid>) -> Option<Gate> {
        let channel = self.state.channels.get(cid?)?;
        let member = channel.membership.as_ref();
        Some(Gate {
            frozen: channel.data.frozen,
            disabled: channel.data.disabled,
            role: member.and_then(|member| member.channel_role.clone()),
            banned: member.is_some_and(|member| member.banned),
        })
    }

    /// An event was taken; `before` is what decided about rights before it.
    pub(super) fn regate(&mut self, frame: &Frame, before: Option<&Gate>) {
        let cid = frame.cid.as_ref();
        let is_mine = || frame.user.as_ref().is_some_and(|user| Some(&user.id) == self.state.my_id());
        let is_other = match &frame.event {
            Event::ChannelFrozen(_) | Event::ChannelUnfrozen(_) => true,
            Event::CapabilitiesChanged(it) => !it.extra.contains_key("own_capabilities"),
            Event::UserBanned(_) | Event::UserUnbanned(_) | Event::UserUpdated(_) => is_mine(),
            Event::MemberAdded(it) | Event::MemberUpdated(it) | Event::MemberRemoved(it) => it.member_id() == self.state.my_id(),
            Event::NotificationInviteAccepted(_) | Event::NotificationInviteRejected(_) => true,
            _ => before.is_some() && self.gate(cid).as_ref() != before,
        };
        if !is_other {
            return;
        }
        match cid {
            Some(cid) => {
                if self.state.channels.contains_key(cid) {
                    self.gates.due.insert(cid.clone());
                }
            }
            None => self.gates.due.extend(self.state.channels.keys().cloned()),
        }
    }

    pub(super) fn ask_gates_when_due(&mut self) {
        if self.gates.wake_at().is_none_or(|at| at > self.now) || self.session.connection_id.is_none() {
            return;
        }
        self.gates.asked_at = Some(self.now);
        let cids: Vec<Cid> = std::mem::take(&mut self.gates.due).into_iter().collect();
        for page in cids.chunks(30) {
            self.ask_channels(Purpose::Gates, json!({"cid": {"$in": cid_values(page)}}), 30, 0);
        }
    }
}
