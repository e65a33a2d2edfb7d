//! Who has read how far, and what is unread (protocol sections 4.12 and 8.5).

use super::{Channel, Me, Message, Millis};
use crate::wire::{self, MessageId, MessageType, Ts, UserId};

/// How far one user has read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Everything up to here is read.
    pub last_read: Option<Ts>,
    /// Newest message read, a label beside the time.
    pub last_read_message_id: Option<MessageId>,
    /// Everything up to here has reached a device.
    pub last_delivered: Option<Ts>,
    /// Time of the newest event that moved it.
    pub as_of: Option<Ts>,
}

/// How far anybody else has read and received; own messages up to here show the tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// Newest `last_read` of the others.
    pub read_to: Option<Ts>,
    /// Newest `last_delivered` of the others.
    pub delivered_to: Option<Ts>,
}

/// The line above the first unread message; stays until the channel is left (feature F54).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Separator {
    /// Messages after this time were unread when the channel was opened; absent means all.
    pub after: Option<Ts>,
    /// How many.
    pub count: u32,
}

impl Channel {
    /// Takes read states from an answer. After a gap it is authoritative; otherwise events may have overtaken it, so that
    /// nothing moves back.
    pub(super) fn take_reads(&mut self, reads: &[wire::Read], me: Option<&UserId>, was_fresh: bool, newest: Option<Ts>) {
        if !was_fresh {
            self.reads.clear();
        }
        for read in reads {
            let Some(user) = &read.user else { continue };
            let known = self.reads.or_default(user.id.clone());
            let is_newer = !was_fresh || read.last_read >= known.last_read;
            if is_newer {
                known.last_read = read.last_read;
                known.as_of = known.as_of.max(read.last_read);
                known.last_read_message_id.clone_from(&read.last_read_message_id);
            }
            known.last_delivered = known.last_delivered.max(read.last_delivered_at);
            if is_newer && Some(&user.id) == me {
                self.counted = read.unread_messages;
                self.counted_to = newest.max(read.last_read);
            }
        }
        // Without an own entry nothing is unread (protocol section 8.5).
        if me.is_none_or(|me| !self.reads.contains_key(me)) {
            self.counted = 0;
            self.counted_to = newest.max(self.counted_to);
        }
    }

    /// A user read everything up to a time.
    pub(super) fn read_by(&mut self, user: &UserId, is_me: bool, at: Option<Ts>, message_id: Option<&MessageId>) -> bool {
        let read = self.reads.or_default(user.clone());
        if at.is_none() || read.as_of >= at {
            return false;
        }
        read.as_of = at;
        read.last_read = at;
        read.last_delivered = read.last_delivered.max(at);
        read.last_read_message_id = message_id.cloned();
        if is_me {
            self.counted = 0;
            self.counted_to = at;
        }
        true
    }

    /// The own user has seen everything up to a message, before the server says so.
    pub(super) fn seen(&mut self, me: &UserId, at: Ts) -> bool {
        let read = self.reads.or_default(me.clone());
        if read.last_read >= Some(at) && self.unread == 0 {
            return false;
        }
        read.last_read = read.last_read.max(Some(at));
        read.as_of = read.as_of.max(Some(at));
        self.counted = 0;
        self.counted_to = self.counted_to.max(Some(at));
        true
    }

    /// The own user marked messages unread, perhaps on another device.
    pub(super) fn unread_from(&mut self, me: &UserId, payload: &wire::Payload, at: Option<Ts>) -> bool {
        let read = self.reads.or_default(me.clone());
        if at.is_none() || read.as_of >= at {
            return false;
        }
        read.as_of = at;
        read.last_read = payload.last_read_at;
        read.last_read_message_id.clone_from(&payload.last_read_message_id);
        self.counted = payload.unread_messages.unwrap_or_default();
        self.counted_to = at;
        true
    }

    /// The own user marked a message and what follows as not read (feature F59); the line is drawn there.
    pub(super) fn mark_unread(&mut self, me: &UserId, id: &MessageId) -> bool {
        let messages = &self.timeline.current().messages;
        let Some(at) = messages.iter().position(|message| message.id == *id) else { return false };
        let before = at.checked_sub(1).and_then(|at| messages.get(at));
        let (last_read, last_read_message_id) = (before.and_then(|message| message.created_at), before.map(|message| message.id.clone()));
        let news = messages.iter().skip(at).filter(|message| message.author() != Some(me) && !message.is_deleted()).count();
        let count = u32::try_from(news).unwrap_or(u32::MAX);
        let newest = self.timeline.newest().and_then(|message| message.created_at);
        let read = self.reads.or_default(me.clone());
        read.last_read = last_read;
        read.last_read_message_id = last_read_message_id;
        self.counted = count;
        self.counted_to = newest;
        self.separator = Some(Separator { after: last_read, count });
        true
    }

    /// A user's device received everything up to a time.
    pub(super) fn delivered_to(&mut self, user: &UserId, at: Option<Ts>) -> bool {
        let read = self.reads.or_default(user.clone());
        let is_newer = at > read.last_delivered;
        read.last_delivered = read.last_delivered.max(at);
        is_newer
    }

    /// The server's count is void after a truncation: what is left is counted here.
    pub(super) fn forget_count(&mut self, truncated_at: Option<Ts>) {
        self.counted = 0;
        self.counted_to = self.counted_to.max(truncated_at);
    }

    /// Counts what is unread: the server's count up to a time, and what came after it.
    pub(super) fn recount(&mut self, me: Option<&Me>, now: Millis) {
        let counts = me.filter(|me| super::rights::keeps_reads(self) && !me.mutes_channel(self.cid(), now));
        self.unread = counts.map_or(0, |me| {
            let later = self.timeline.latest().messages.iter().rev().take_while(|message| message.created_at > self.counted_to);
            let later = later.filter(|message| is_countable(message, me, now)).count();
            self.counted.saturating_add(u32::try_from(later).unwrap_or(u32::MAX))
        });
    }

    /// Draws the unread line where it is now; it stays there until the channel is left.
    pub(super) fn draw_separator(&mut self, me: &UserId) {
        let after = self.reads.get(me).and_then(|read| read.last_read);
        self.separator = (self.unread > 0).then_some(Separator { after, count: self.unread });
    }
}

/// A message counts as unread for the own user (protocol section 4.12).
fn is_countable(message: &Message, me: &Me, now: Millis) -> bool {
    let is_ordinary = !matches!(message.kind, MessageType::System | MessageType::Ephemeral | MessageType::Error | MessageType::Unreadable);
    let author = message.author();
    is_ordinary
        && !message.silent
        && !message.is_deleted()
        && author != Some(&me.id)
        && author.is_none_or(|author| !me.mutes_user(author, now))
}
