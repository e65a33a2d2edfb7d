//! Members, and what a channel is called because of them.

use std::rc::Rc;

use super::{Channel, State};
use crate::wire::User;

pub(super) fn peer<'a>(state: &'a State, channel: &'a Channel) -> Option<&'a Rc<User>> {
    let me = state.my_id()?;
    let count = channel.data.member_count.unwrap_or_default().max(u32::try_from(channel.members.len()).unwrap_or(u32::MAX));
    let (id, member) = channel.members.iter().find(|(id, _)| *id != me)?;
    (count == 2).then(|| state.user(id).or(member.user.as_ref()))?
}

pub(super) fn channel_name(state: &State, channel: &Channel) -> Option<String> {
    let given = channel.data.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if let Some(name) = given {
        return Some(name.to_owned());
    }
    let name = |user: &Rc<User>| user.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| user.id.to_string());
    if let Some(peer) = peer(state, channel) {
        return Some(name(peer));
    }
    let others = channel.members.keys().filter(|id| Some(*id) != state.my_id());
    others.filter_map(|id| state.user(id)).take(2).map(name).reduce(|one, other| [&*one, ", ", &*other].concat())
}
