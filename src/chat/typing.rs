//! Telling others that the user types (protocol section 4.8).

use crate::sorted::SortedMap;
use std::rc::Rc;

use super::{Change, Chat};
use crate::api::Call;
use crate::connection::Phase;
use crate::state::Millis;
use crate::wire::Cid;

/// At most one `typing.start` in this time.
const START_EVERY: Millis = 2_000;
/// Silence this long ends typing.
const IDLE_AFTER: Millis = 1_000;

/// Where the user types.
#[derive(Debug, Default)]
pub(super) struct Typings(SortedMap<Cid, Typed>);

#[derive(Debug)]
struct Typed {
    told_at: Millis,
    last_key: Millis,
}

impl Typings {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.0.values().map(|typed| typed.last_key + IDLE_AFTER).min()
    }
}

impl Chat {
    /// The text in a composer is now this.
    pub(super) fn write(&mut self, cid: &Cid, text: &Rc<str>) {
        self.apply(&Change::Drafted(cid.clone(), text.clone()));
        self.draft_changed(cid);
        if text.trim().is_empty() {
            return self.stop_typing(cid);
        }
        let may_tell = self.connection.phase() == Phase::Live
            && self.state.me.as_ref().is_some_and(|me| me.shows_typing())
            && self
                .state
                .channels
                .get(cid)
                .is_some_and(|channel| channel.config().is_none_or(|config| config.typing_events) && channel.can("send-typing-events"));
        if !may_tell {
            return;
        }
        let now = self.now;
        match self.typing.0.get_mut(cid) {
            Some(typed) if now - typed.told_at < START_EVERY => typed.last_key = now,
            _ => {
                self.typing.0.insert(cid.clone(), Typed { told_at: now, last_key: now });
                self.ask(Call::Type { cid: cid.clone(), start: true });
            }
        }
    }

    /// The user does not type any more.
    pub(super) fn stop_typing(&mut self, cid: &Cid) {
        if self.typing.0.remove(cid).is_some() && self.connection.phase() == Phase::Live {
            self.ask(Call::Type { cid: cid.clone(), start: false });
        }
    }

    pub(super) fn stop_typing_when_due(&mut self) {
        let idle: Vec<Cid> =
            self.typing.0.iter().filter(|(_, typed)| typed.last_key + IDLE_AFTER <= self.now).map(|(cid, _)| cid.clone()).collect();
        for cid in idle {
            self.stop_typing(&cid);
        }
    }
}
