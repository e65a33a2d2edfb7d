//! Marking as read what the user sees (feature F58).

use crate::sorted::SortedMap;

use super::{Change, Chat};
use crate::api::Call;
use crate::connection::Phase;
use crate::state::Millis;
use crate::wire::{Cid, Ts};

/// At most one request per channel in this time.
const MARK_EVERY: Millis = 500;

/// What was told to be read, and what is to be told.
#[derive(Debug, Default)]
pub(super) struct Reads(SortedMap<Cid, Mark>);

#[derive(Debug, Default)]
struct Mark {
    in_flight: bool,
    asked_at: Option<Millis>,
    /// To be told, not before `asked_at` plus the pause.
    wanted: bool,
}

impl Mark {
    fn due(&self) -> Option<Millis> {
        (self.wanted && !self.in_flight).then(|| self.asked_at.map_or(Millis::MIN, |at| at + MARK_EVERY))
    }
}

impl Reads {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.0.values().filter_map(Mark::due).min()
    }
}

impl Chat {
    /// Marks every open channel whose newest message is in view of a visible page.
    pub(super) fn look_again(&mut self) {
        if !self.is_visible || self.connection.phase() != Phase::Live {
            return;
        }
        let seen: Vec<(Cid, Ts)> =
            self.screens.iter().filter(|(_, seat)| seat.at_bottom).filter_map(|(id, _)| self.unread_in(*id)).collect();
        for (cid, at) in seen {
            self.apply(&Change::Seen(cid.clone(), at));
            self.reads.0.or_default(cid).wanted = true;
        }
    }

    /// The open channel of an element and its newest message, if that is news to the server.
    fn unread_in(&self, id: super::ScreenId) -> Option<(Cid, Ts)> {
        let channel = self.state.open_channel(id)?;
        let me = self.state.my_id()?;
        let newest = channel.timeline.newest().filter(|_| channel.timeline.shows_latest() && channel.is_fresh)?;
        let at = newest.created_at?;
        let keeps_reads = channel.membership.is_some() && channel.config().is_none_or(|config| config.read_events);
        let last_read = channel.reads.get(me).and_then(|read| read.last_read);
        let is_news = channel.unread > 0 || (newest.author() != Some(me) && last_read < Some(at));
        (keeps_reads && is_news).then(|| (channel.cid().clone(), at))
    }

    pub(super) fn mark_read_when_due(&mut self) {
        let now = self.now;
        let due: Vec<Cid> =
            self.reads.0.iter().filter(|(_, mark)| mark.due().is_some_and(|at| at <= now)).map(|(cid, _)| cid.clone()).collect();
        for cid in due {
            self.reads.0.insert(cid.clone(), Mark { in_flight: true, asked_at: Some(now), wanted: false });
            self.ask(Call::MarkRead { cid });
        }
    }

    /// The server knows, or does not want to.
    pub(super) fn marked_read(&mut self, cid: &Cid) {
        if let Some(mark) = self.reads.0.get_mut(cid) {
            mark.in_flight = false;
        }
    }
}
