//! Reactions, with the own ones that events do not carry (protocol sections 7.3 and 8.8).

use super::timeline::Source;
use super::{State, threads};
use crate::wire::{Frame, Payload};

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

/// Takes a reaction that was given or taken: the message's counts by its revision, the own reactions by the event's time.
pub(super) fn reacted(state: &mut State, frame: &Frame, payload: &Payload, verb: Verb) -> bool {
    let (Some(message), Some(reaction), Some(cid)) = (&payload.message, &payload.reaction, &frame.cid) else { return false };
    let is_own = state.my_id() == Some(&reaction.user_id);
    let at = frame.created_at;
    threads::on_message(state, cid, &message.id, &|known| {
        known.renew(message, Source::Event);
        if is_own {
            known.own(reaction, verb, at);
        }
    })
}
