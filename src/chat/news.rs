//! Events of the session, and what the host is told.

use std::rc::Rc;

use super::{Change, Chat, Effect, HostEvent, ScreenId, Target};
use crate::state::Link;
use crate::wire::{Cid, Event, Frame, Payload};

/// What the host knows.
#[derive(Debug, Default)]
pub(super) struct News {
    link: Option<&'static str>,
    unread: Option<(u32, u32)>,
}

impl Chat {
    /// The server told something.
    pub(super) fn event(&mut self, frame: &Rc<Frame>) {
        let cid = frame.cid.as_ref();
        let before = self.gate(cid);
        self.apply(&Change::Event(frame.clone(), self.now));
        self.regate(frame, before.as_ref());
        self.sort_in(frame);
        match (&frame.event, cid) {
            (Event::MessageNew(payload), Some(cid)) => self.told_message(cid, payload),
            (Event::NotificationMessageNew(payload), Some(cid)) => {
                self.told_message(cid, payload);
                self.consider(cid);
            }
            (Event::NotificationAddedToChannel(_) | Event::ChannelVisible(_) | Event::NotificationInvited(_), Some(cid)) => {
                self.reconsider(cid)
            }
            (Event::ChannelUpdated(_), Some(cid)) => self.reconsider(cid),
            (Event::DraftUpdated(payload), _) => {
                if let Some(draft) = &payload.draft {
                    self.take_draft(draft);
                }
            }
            (Event::DraftDeleted(payload), _) => {
                if let Some(draft) = &payload.draft {
                    self.draft_gone(draft);
                }
            }
            _ => {}
        }
        self.look_again();
    }

    /// What an event says about a channel may bring it into a list, or out of it.
    fn sort_in(&mut self, frame: &Frame) {
        let is_deep = match &frame.event {
            Event::TypingStart(_)
            | Event::TypingStop(_)
            | Event::MessageDelivered(_)
            | Event::UserPresenceChanged(_)
            | Event::UserWatchingStart(_)
            | Event::UserWatchingStop(_) => return,
            Event::ChannelUpdated(_)
            | Event::ChannelTruncated(_)
            | Event::ChannelHidden(_)
            | Event::ChannelVisible(_)
            | Event::MemberAdded(_)
            | Event::MemberRemoved(_)
            | Event::MemberUpdated(_)
            | Event::NotificationAddedToChannel(_)
            | Event::NotificationInviteAccepted(_)
            | Event::NotificationInviteRejected(_)
            | Event::NotificationInvited(_) => true,
            _ => false,
        };
        match &frame.cid {
            Some(cid) => {
                self.judge(cid, is_deep);
                self.uncount(cid);
            }
            None => self.judge_all(),
        }
    }

    fn told_message(&mut self, cid: &Cid, payload: &Payload) {
        let Some(message) = &payload.message else { return };
        if message.author() == self.state.my_id() {
            self.arrived(&Target { cid: cid.clone(), parent: message.parent_id.clone() }, &message.id);
        } else {
            self.effects.push(Effect::Tell(None, HostEvent::MessageReceived { cid: cid.clone(), id: message.id.clone() }));
        }
        if !message.is_thread_only() {
            self.consider(cid);
            self.deliver(cid);
        }
    }

    /// Tells a new element what others have heard before it came: a page built anew has a badge to fill.
    pub(super) fn tell_known(&mut self, id: ScreenId) {
        // Not what somebody had who was signed in before.
        if let Some((total, channels)) = self.news.unread.filter(|_| self.state.totals.messages.is_some()) {
            self.effects.push(Effect::Tell(Some(id), HostEvent::UnreadChange { total, channels }));
        }
    }

    /// Tells the host what is different since the last input.
    pub(super) fn tell_news(&mut self) {
        let link = self.state.link.name();
        if self.news.link != Some(link) {
            let is_first = self.news.link.is_none();
            self.news.link = Some(link);
            if !is_first || self.state.link != Link::Loading {
                let online = matches!(self.state.link, Link::Online | Link::CatchingUp);
                self.effects.push(Effect::Tell(None, HostEvent::ConnectionChange { state: link, online }));
            }
        }
        let totals = self.state.totals;
        let unread = totals.messages.map(|messages| (messages, totals.channels.unwrap_or_default()));
        // Nobody has nothing to read.
        let is_over = matches!(self.state.link, Link::SignedOut | Link::ConfigError(_)) && self.news.unread.is_some();
        let unread = unread.or(is_over.then_some((0, 0)));
        if unread.is_some() && unread != self.news.unread {
            self.news.unread = unread;
            let (total, channels) = unread.unwrap_or_default();
            self.effects.push(Effect::Tell(None, HostEvent::UnreadChange { total, channels }));
        }
    }
}
