//! A run of messages without a hole: how pages and single messages are put into it (protocol sections 8.2 and 8.4).

use std::rc::Rc;

use super::timeline::Source;
use super::{Edge, Message, later};
use crate::sorted::{SortedSet, sort_by};
use crate::wire::{MessageId, MessageType};

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

impl MessageSet {
    pub(super) fn find(&self, id: &MessageId) -> Option<&Rc<Message>> {
        // From the end: almost everything that is looked up is recent.
        self.messages.iter().rev().find(|message| &message.id == id)
    }

    /// Puts a message where it belongs; before the first loaded one only when the history begins there, for otherwise
    /// there would be a hole.
    pub(super) fn insert(&mut self, message: Rc<Message>) -> bool {
        let at = self.messages.partition_point(|known| known.order() < message.order());
        if self.messages.get(at).is_some_and(|known| known.id == message.id) {
            return self.replace(&message, Source::Answer);
        }
        if at == 0 && self.older != Edge::End && !self.messages.is_empty() {
            return false;
        }
        self.messages.insert(at, message);
        true
    }

    /// Replaces the copy of a message by a newer one; own reactions, which events do not carry, are kept.
    pub(super) fn replace(&mut self, message: &Rc<Message>, source: Source) -> bool {
        let Some(at) = self.messages.iter().rposition(|known| known.id == message.id) else { return false };
        let Some(known) = self.messages.get(at) else { return false };
        let Some(newer) = later::renewed(known, message, source) else { return false };
        if known.order() == newer.order() {
            if let Some(slot) = self.messages.get_mut(at) {
                *slot = newer;
            }
        } else {
            self.messages.remove(at);
            let at = self.messages.partition_point(|known| known.order() < newer.order());
            self.messages.insert(at, newer);
        }
        true
    }

    pub(super) fn patch(&mut self, id: &MessageId, edit: &dyn Fn(&mut Message)) -> bool {
        let Some(slot) = self.messages.iter_mut().rev().find(|message| &message.id == id) else { return false };
        let mut patched = (**slot).clone();
        edit(&mut patched);
        if patched == **slot {
            return false;
        }
        let moved = patched.order() != slot.order();
        *slot = Rc::new(patched);
        if moved {
            sort_by(&mut self.messages, |a, b| a.order() < b.order());
        }
        true
    }

    /// Ranges of time meet.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let ends = |set: &Self| Some((set.messages.first()?.order().0, set.messages.last()?.order().0));
        match (ends(self), ends(other)) {
            (Some((first, last)), Some((other_first, other_last))) => first <= other_last && other_first <= last,
            _ => false,
        }
    }

    /// Joins an overlapping set; the one that begins earlier knows what is before.
    pub(super) fn join(&mut self, other: Self) {
        let begin = |set: &Self| set.messages.first().and_then(|message| message.created_at);
        if begin(&other) < begin(self) {
            self.older = other.older.clone();
        }
        self.merge(other);
    }

    /// Takes the messages of an overlapping or adjacent page. The page is complete for its range of time: what is loaded there and not in
    /// it was deleted for good.
    pub(super) fn merge(&mut self, page: Self) {
        if let (Some(first), Some(last)) = (page.messages.first(), page.messages.last()) {
            let (first, last) = (first.created_at, last.created_at);
            let listed: SortedSet<&MessageId> = page.messages.iter().map(|message| &message.id).collect();
            self.messages.retain(|known| {
                known.created_at <= first
                    || known.created_at >= last
                    || matches!(known.kind, MessageType::Ephemeral | MessageType::Error)
                    || listed.contains(&known.id)
            });
        }
        for message in page.messages {
            if self.find(&message.id).is_some() {
                self.replace(&message, Source::Answer);
            } else {
                let at = self.messages.partition_point(|known| known.order() < message.order());
                self.messages.insert(at, message);
            }
        }
    }
}

/// Whether more exists on each side of a window around `target` (protocol section 4.4).
pub(super) fn around_edges(set: &MessageSet, target: &MessageId, is_full: bool) -> (bool, bool) {
    let middle = set.messages.len() / 2;
    match set.messages.iter().position(|message| &message.id == target) {
        _ if !is_full => (false, false),
        Some(at) => (at >= middle, at <= middle),
        None => (true, true),
    }
}
