//! Where the user was in an element that is gone: a host that builds its page anew, or comes back to a route, gets a new
//! element, and the user goes on where they were (hosts section 2.4).
//!
//! Lives as long as the chat, which outlives its last element by a few seconds. Drafts need nothing: they belong to channels.

use std::rc::Rc;

use super::{By, Chat, ScreenId, ScreenSettings};
use crate::wire::{Cid, Value};

/// So many places are remembered: one for each list that a host shows in turn.
const PLACES: usize = 8;

/// The channels that were open, each with the filters of its list, the newest first.
#[derive(Debug, Default)]
pub(super) struct Left(Vec<(Option<Rc<Value>>, Cid)>);

impl Chat {
    /// An element goes.
    pub(super) fn leave(&mut self, id: ScreenId, settings: ScreenSettings) {
        self.left.0.retain(|(filters, _)| *filters != settings.filters);
        let open = self.state.screens.get(&id).and_then(|screen| screen.open.clone());
        if let Some(cid) = open {
            self.left.0.insert(0, (settings.filters, cid));
            self.left.0.truncate(PLACES);
        }
    }

    /// An element comes whose host names no place of its own.
    pub(super) fn come_back(&mut self, id: ScreenId) {
        let Some(seat) = self.screens.get(&id) else { return };
        let ScreenSettings { channel, message, thread, filters, is_single, .. } = &seat.settings;
        if *is_single || channel.is_some() || message.is_some() || thread.is_some() {
            return;
        }
        let place = self.left.0.iter().find(|(known, _)| known == filters).map(|(_, cid)| cid.clone());
        if place.is_some() {
            self.open(id, place, By::Host);
        }
    }
}
