//! A message as we hold it: the server's copy and how far sending it got.

use std::ops::Deref;
use std::rc::Rc;

use super::timeline::Source;
use super::wishes::Wishes;
use super::{Receipts, Trouble};
use crate::sorted::SortedMap;
use crate::wire::{self, Reaction, Reminder, Ts};

/// How far sending an own message got; everybody else's is `Sent`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Waits for the connection or for an earlier one.
    Queued,
    /// Asked, not answered yet.
    Sending,
    /// The server has it.
    #[default]
    Sent,
    /// The server refused it, or it waited too long.
    Failed(Trouble),
}

/// What the user sees beside an own message; only moves forward, except back to sending by a retry. The name is the
/// literal value of `data-status` (product contract).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Asked, not answered yet.
    Sending,
    /// Waits.
    Queued,
    /// The server has it.
    Sent,
    /// It reached a device of someone else.
    Delivered,
    /// Someone else read it.
    Read,
    /// It was not sent.
    Failed,
}

impl Status {
    /// The literal value of `data-status`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// The newest copy known.
    pub data: wire::Message,
    /// How far sending it got.
    pub delivery: Delivery,
    /// What the own user wants of it and the server has not confirmed; `data` shows it already.
    pub(super) wishes: Option<Rc<Wishes>>,
    /// Revision of the newest answer, which carries the own reactions; absent when only events told of the message.
    pub(super) answered: Option<Ts>,
    /// By kind of reaction, the time of the newest event about an own one.
    pub(super) own_as_of: SortedMap<String, Option<Ts>>,
}

impl Deref for Message {
    type Target = wire::Message;

    fn deref(&self) -> &wire::Message {
        &self.data
    }
}

impl Message {
    /// What to show beside the message, given how far the others have read.
    #[must_use]
    pub fn status(&self, receipts: Receipts) -> Status {
        match &self.delivery {
            Delivery::Queued => Status::Queued,
            Delivery::Sending => Status::Sending,
            Delivery::Failed(_) => Status::Failed,
            Delivery::Sent if self.created_at <= receipts.read_to => Status::Read,
            Delivery::Sent if self.created_at <= receipts.delivered_to => Status::Delivered,
            Delivery::Sent => Status::Sent,
        }
    }

    /// The message with a newer copy in it; nothing when that changes nothing.
    pub(super) fn renewed(known: &Rc<Self>, newer: &Rc<Self>, source: Source) -> Option<Rc<Self>> {
        if known == newer {
            return None;
        }
        let mut renewed = (**known).clone();
        renewed.renew(newer, source);
        renewed.delivery = Delivery::Sent;
        (renewed != **known).then(|| Rc::new(renewed))
    }

    /// Takes news of an own reminder, unless later ones are known.
    pub(super) fn remind(&mut self, is_on: bool, told: &Reminder) {
        self.revise(|server| {
            let is_late = server.reminder.as_ref().is_some_and(|known| known.updated_at > told.updated_at);
            if !is_late {
                server.reminder = is_on.then(|| Box::new(told.clone()));
            }
        });
    }

    /// Takes a newer copy. Events do not carry the own reactions, votes and reminder (protocol section 8.8): those known stay. A poll
    /// changes without its message: the newer of two stays.
    pub(super) fn renew(&mut self, newer: &wire::Message, source: Source) {
        if newer.revision() < self.server().revision() {
            return;
        }
        if source == Source::Answer {
            self.answered = newer.revision();
        }
        self.revise(|server| {
            let (own, reminder, poll) = (std::mem::take(&mut server.own_reactions), server.reminder.take(), server.poll.take());
            *server = newer.clone();
            if source == Source::Event {
                (server.own_reactions, server.reminder) = (own, reminder);
            }
            if let (Some(known), Some(new)) = (poll, &mut server.poll) {
                new.follow(*known, source == Source::Event);
            }
        });
    }

    /// Takes an own reaction that was told, unless later news about its kind is known.
    pub(super) fn own(&mut self, reaction: &Reaction, verb: super::reactions::Verb, at: Option<Ts>) {
        use super::reactions::Verb;
        let known = self.own_as_of.get(&reaction.kind).copied().flatten().max(self.answered);
        if at.is_some() && known >= at {
            return;
        }
        self.own_as_of.insert(reaction.kind.clone(), at);
        self.revise(|server| {
            server.own_reactions.retain(|own| verb != Verb::Replace && own.kind != reaction.kind);
            if verb != Verb::Remove {
                server.own_reactions.push(reaction.clone());
            }
        });
    }
}

impl From<wire::Message> for Message {
    fn from(data: wire::Message) -> Self {
        Self { data, ..Self::default() }
    }
}
