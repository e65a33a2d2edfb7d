//! Marking as read what the user sees (feature F58).

use crate::sorted::SortedMap;

use super::{Change, Chat};
use crate::api::Call;
use crate::connection::Phase;
use crate::state::{Control, Millis, Target};
use crate::wire::{Cid, Ts};

/// At most one request per channel in this time.
const MARK_EVERY: Millis = 500;
/// The same per thread (feature F159).
const MARK_THREAD_EVERY: Millis = 1_000;

/// What was told to be read, and what is to be told.
#[derive(Debug, Default)]
pub(super) struct Reads(SortedMap<Target, Mark>);

#[derive(Debug, Default)]
struct Mark {
    in_flight: bool,
    asked_at: Option<Millis>,
    /// To be told, not before `asked_at` plus the pause.
    wanted: bool,
}

impl Mark {
    fn due(&self, target: &Target) -> Option<Millis> {
        let pause = if target.is_thread() { MARK_THREAD_EVERY } else { MARK_EVERY };
        (self.wanted && !self.in_flight).then(|| self.asked_at.map_or(Millis::MIN, |at| at + pause))
    }
}

impl Reads {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.0.iter().filter_map(|(target, mark)| mark.due(target)).min()
    }
}

impl Chat {
    /// Marks every open channel and thread whose newest message is in view of a visible page.
    pub(super) fn look_again(&mut self) {
        if !self.is_visible || self.connection.phase() != Phase::Live {
            return;
        }
        let sees = |seat: &super::lists::Seat| seat.at_bottom && !seat.keeps_unread;
        let seen: Vec<(Cid, Ts)> = self.screens.iter().filter(|(_, seat)| sees(seat)).filter_map(|(id, _)| self.unread_in(*id)).collect();
        for (cid, at) in seen {
            self.apply(&Change::Seen(cid.clone(), at));
            self.judge(&cid, false);
            self.reads.0.or_default(cid.into()).wanted = true;
        }
        let seen: Vec<(Target, Ts, bool)> =
            self.screens.iter().filter(|(_, seat)| seat.thread_at_bottom).filter_map(|(id, _)| self.unread_in_thread(*id)).collect();
        for (target, at, is_news) in seen {
            if let Some(parent) = &target.parent {
                self.apply(&Change::ThreadSeen(parent.clone(), at));
            }
            if is_news {
                self.reads.0.or_default(target).wanted = true;
            }
        }
    }

    /// The open thread of an element, its newest reply, and whether that is news to the server.
    fn unread_in_thread(&self, id: super::ScreenId) -> Option<(Target, Ts, bool)> {
        let thread = self.state.open_thread(id)?;
        let newest = thread.timeline.newest().filter(|_| thread.timeline.shows_latest() && thread.is_fresh)?;
        let (at, me) = (newest.created_at.filter(|at| thread.last_read < Some(*at))?, self.state.my_id()?);
        let channel = self.state.channels.get(&thread.cid)?;
        let keeps_reads = self.state.may(channel, Control::MarkRead);
        Some((thread.target(), at, keeps_reads && newest.author() != Some(me)))
    }

    /// The user wants everything in the channel to be read.
    pub(super) fn mark_all_read(&mut self, cid: &Cid) {
        self.keep_unread(cid, false);
        self.apply(&Change::LineTaken(cid.clone()));
        let newest = self.state.channels.get(cid).and_then(|channel| channel.timeline.newest()).and_then(|newest| newest.created_at);
        if let Some(at) = newest {
            self.apply(&Change::Seen(cid.clone(), at));
            self.judge(cid, false);
        }
        self.reads.0.or_default(cid.into()).wanted = true;
    }

    /// Whether what elements show of a channel counts as seen.
    pub(super) fn keep_unread(&mut self, cid: &Cid, keeps: bool) {
        let shows = |id: &super::ScreenId| self.state.screens.get(id).is_some_and(|screen| screen.open.as_ref() == Some(cid));
        for (_, seat) in self.screens.iter_mut().filter(|(id, _)| shows(id)) {
            seat.keeps_unread = keeps;
        }
    }

    /// The open channel of an element and its newest message, if that is news to the server.
    fn unread_in(&self, id: super::ScreenId) -> Option<(Cid, Ts)> {
        let channel = self.state.open_channel(id)?;
        let me = self.state.my_id()?;
        let newest = channel.timeline.newest().filter(|_| channel.timeline.shows_latest() && channel.is_fresh)?;
        let at = newest.created_at?;
        let keeps_reads = self.state.may(channel, Control::MarkRead);
        let last_read = channel.reads.get(me).and_then(|read| read.last_read);
        let is_news = channel.unread > 0 || (newest.author() != Some(me) && last_read < Some(at));
        (keeps_reads && is_news).then(|| (channel.cid().clone(), at))
    }

    pub(super) fn mark_read_when_due(&mut self) {
        let now = self.now;
        let is_due = |(target, mark): &(&Target, &Mark)| mark.due(target).is_some_and(|at| at <= now);
        let due: Vec<Target> = self.reads.0.iter().filter(is_due).map(|(target, _)| target.clone()).collect();
        for target in due {
            self.reads.0.insert(target.clone(), Mark { in_flight: true, asked_at: Some(now), wanted: false });
            self.ask(Call::MarkRead { target });
        }
    }

    /// The server knows, or does not want to.
    pub(super) fn marked_read(&mut self, target: &Target) {
        if let Some(mark) = self.reads.0.get_mut(target) {
            mark.in_flight = false;
        }
    }
}
