//! Reactions, with the own ones that events do not carry (protocol sections 7.3 and 8.8).

use super::Channel;
use crate::wire::{Payload, Reaction, UserId};

/// What an event does to the own reactions of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// Adds one.
    Add,
    /// Replaces all by one.
    Replace,
    /// Takes one back.
    Remove,
}

impl Channel {
    pub(super) fn reacted(&mut self, payload: &Payload, me: Option<&UserId>, verb: Verb) -> bool {
        let (Some(message), Some(reaction)) = (&payload.message, &payload.reaction) else { return false };
        self.timeline.patch(&message.id, |known| {
            let mut own = known.data.own_reactions.clone();
            if Some(&reaction.user_id) == me {
                own.retain(|own: &Reaction| verb != Verb::Replace && own.kind != reaction.kind);
                if verb != Verb::Remove {
                    own.push(reaction.clone());
                }
            }
            if message.revision() >= known.revision() {
                known.data = (**message).clone();
            }
            known.data.own_reactions = own;
        })
    }
}
