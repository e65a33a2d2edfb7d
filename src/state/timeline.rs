//! The messages of one channel, in sets without holes (protocol section 8.4).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Message, Trouble};
use crate::wire::{MessageId, MessageType, Ts};

/// One side of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Before the oldest loaded message.
    Older,
    /// After the newest loaded message.
    Newer,
}

/// What is beyond one end of a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Edge {
    /// Nothing: the history begins or ends here.
    #[default]
    End,
    /// More, not asked for.
    More,
    /// More, asked for.
    Loading,
    /// More, but it could not be had.
    Failed(Trouble),
}

/// A run of messages without a hole, ascending by time, then id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageSet {
    /// The messages.
    pub messages: Vec<Rc<Message>>,
    /// What is before the first.
    pub older: Edge,
    /// What is after the last.
    pub newer: Edge,
}

/// The loaded messages of a channel: the latest set, which every new message joins, and at most one other that is on
/// screen instead after a jump. Messages that the server does not have yet stand after the latest, whatever the local
/// clock says.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    latest: MessageSet,
    aside: Option<MessageSet>,
    outgoing: Vec<Rc<Message>>,
    /// Hard-deleted ids: a late copy does not bring them back.
    gone: BTreeSet<MessageId>,
    /// Updates that came before their message.
    early: BTreeMap<MessageId, Rc<Message>>,
}

impl Default for Timeline {
    fn default() -> Self {
        let latest = MessageSet { messages: Vec::new(), older: Edge::More, newer: Edge::End };
        Self { latest, aside: None, outgoing: Vec::new(), gone: BTreeSet::new(), early: BTreeMap::new() }
    }
}

impl Timeline {
    /// The set on screen.
    #[must_use]
    pub fn current(&self) -> &MessageSet {
        self.aside.as_ref().unwrap_or(&self.latest)
    }

    /// Messages in the order they are shown: the set on screen and, below the latest, what is being sent.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &Rc<Message>> {
        let outgoing = if self.shows_latest() { self.outgoing.as_slice() } else { &[] };
        self.current().messages.iter().chain(outgoing)
    }

    /// True when the newest messages are on screen, not an older set.
    #[must_use]
    pub const fn shows_latest(&self) -> bool {
        self.aside.is_none()
    }

    /// The newest message that the server has.
    #[must_use]
    pub fn newest(&self) -> Option<&Rc<Message>> {
        self.latest.messages.last()
    }

    /// Messages that the server does not have yet, in the order they were sent.
    #[must_use]
    pub fn outgoing(&self) -> &[Rc<Message>] {
        &self.outgoing
    }
}
