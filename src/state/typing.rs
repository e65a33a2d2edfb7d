//! Who is typing where (protocol section 4.8).

use super::{Channel, Millis, State};
use crate::wire::{MessageId, Ts, UserId};

/// How long a `typing.start` counts without another, in milliseconds.
const EXPIRES_AFTER: Millis = 7_000;

/// One user's typing state; kept after a stop so that a start which arrives late does not bring it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Typing now.
    pub active: bool,
    /// The thread it concerns; absent means the main list.
    pub parent_id: Option<MessageId>,
    /// When it ends by itself, by the local clock.
    pub expires: Millis,
    /// When the user told, by the server's clock.
    pub as_of: Option<Ts>,
}

impl Channel {
    /// Who types in the main list, the own user left out.
    pub fn typing_users<'a>(&'a self, me: Option<&'a UserId>) -> impl Iterator<Item = &'a UserId> {
        self.typing.iter().filter(move |(id, typing)| typing.active && typing.parent_id.is_none() && Some(*id) != me).map(|(id, _)| id)
    }

    /// Who types in a thread, the own user left out.
    pub fn typing_in<'a>(&'a self, parent: &'a MessageId, me: Option<&'a UserId>) -> impl Iterator<Item = &'a UserId> {
        let is_there = move |typing: &Typing| typing.active && typing.parent_id.as_ref() == Some(parent);
        self.typing.iter().filter(move |(id, typing)| is_there(typing) && Some(*id) != me).map(|(id, _)| id)
    }

    /// Notes that a user began or stopped typing; older news than the known is ignored. A message is a stop, too.
    pub(super) fn type_by(&mut self, user: &UserId, active: bool, parent_id: Option<MessageId>, as_of: Option<Ts>, now: Millis) -> bool {
        let expires = if active { now + EXPIRES_AFTER } else { 0 };
        let news = Typing { active, parent_id, expires, as_of };
        let known = self.typing.get(user);
        if known.is_some_and(|known| known.as_of > as_of) || known == Some(&news) {
            return false;
        }
        self.typing.insert(user.clone(), news);
        true
    }
}

/// Ends what has expired.
pub(super) fn expire(state: &mut State, now: Millis) -> bool {
    let due = |typing: &Typing| typing.active && typing.expires <= now;
    let mut changed = false;
    for channel in state.channels.values_mut().filter(|channel| channel.typing.values().any(due)) {
        let channel = std::rc::Rc::make_mut(channel);
        for typing in channel.typing.values_mut().filter(|typing| due(typing)) {
            typing.active = false;
            typing.expires = 0;
        }
        changed = true;
    }
    changed
}

/// When the next entry expires.
pub(crate) fn next_expiry(state: &State) -> Option<Millis> {
    state.channels.values().flat_map(|channel| channel.typing.values()).filter(|typing| typing.active).map(|typing| typing.expires).min()
}
