//! Telling others that the user types (protocol section 4.8).

use crate::sorted::SortedMap;

use super::Chat;
use crate::api::Call;
use crate::state::{Millis, Target};

/// At most one `typing.start` in this time.
const START_EVERY: Millis = 2_000;
/// Silence this long ends typing.
const IDLE_AFTER: Millis = 1_000;

/// Where the user types.
#[derive(Debug, Default)]
pub(super) struct Typings(SortedMap<Target, Typed>);

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
    /// The user types.
    pub(super) fn typed(&mut self, target: &Target) {
        let may_tell = self.is_live()
            && self.state.me.as_ref().is_some_and(|me| me.shows_typing())
            && self.state.channels.get(&target.cid).is_some_and(|channel| self.state.may(channel, crate::state::Control::Type));
        if !may_tell {
            return;
        }
        let now = self.now;
        match self.typing.0.get_mut(target) {
            Some(typed) if now - typed.told_at < START_EVERY => typed.last_key = now,
            _ => {
                self.typing.0.insert(target.clone(), Typed { told_at: now, last_key: now });
                self.ask(Call::Type { target: target.clone(), start: true });
            }
        }
    }

    /// The user does not type any more.
    pub(super) fn stop_typing(&mut self, target: &Target) {
        if self.typing.0.remove(target).is_some() && self.is_live() {
            self.ask(Call::Type { target: target.clone(), start: false });
        }
    }

    pub(super) fn stop_typing_when_due(&mut self) {
        let idle: Vec<Target> =
            self.typing.0.iter().filter(|(_, typed)| typed.last_key + IDLE_AFTER <= self.now).map(|(target, _)| target.clone()).collect();
        for target in idle {
            self.stop_typing(&target);
        }
    }
}
