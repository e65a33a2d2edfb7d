//! Who is typing where (protocol section 4.8).

use super::{Channel, Millis, State};
use crate::wire::{MessageId, Ts, UserId};

/// How long a `typing.start` counts without another, in milliseconds.
pub const EXPIRES_AFTER: Millis = 7_000;

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

    /// Notes that a user began or stopped typing; older news than the known is ignored.
    pub(super) fn type_by(&mut self, user: &UserId, active: bool, parent_id: Option<MessageId>, as_of: Option<Ts>, now: Millis) {
        let known = self.typing.get(user);
        if known.is_some_and(|known| known.as_of > as_of) {
            return;
        }
        if !active && known.is_none_or(|known| !known.active && known.as_of == as_of) && as_of.is_none() {
            return;
        }
        self.typing.insert(user.clone(), Typing { active, parent_id, expires: now + EXPIRES_AFTER, as_of });
    }

    /// A message of the user ends the user's typing.
    pub(super) fn typed(&mut self, user: &UserId, as_of: Option<Ts>) {
        if let Some(typing) = self.typing.get_mut(user).filter(|typing| typing.active && typing.as_of <= as_of) {
            typing.active = false;
        }
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
        }
        changed = true;
    }
    changed
}

/// When the next entry expires.
pub(crate) fn next_expiry(state: &State) -> Option<Millis> {
    state.channels.values().flat_map(|channel| channel.typing.values()).filter(|typing| typing.active).map(|typing| typing.expires).min()
}
