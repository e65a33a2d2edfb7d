//! The order of channels in a list: computed from the channels themselves, so that it is the same whatever order events
//! arrive in, and the same that the server answers after a gap (protocol section 4.2).

use std::cmp::Ordering;

use super::{Channel, State};
use crate::sorted::sort_by;
use crate::wire::{Cid, Ts, Value};

/// Sorts a list by its keys, newest activity first without any; true when something moved.
pub(super) fn sort(state: &State, cids: &mut [Cid], keys: &[(String, bool)]) -> bool {
    let compare = |a: &Cid, b: &Cid| match (state.channels.get(a), state.channels.get(b)) {
        (Some(a), Some(b)) => by_keys(a, b, keys),
        _ => Ordering::Equal,
    };
    if cids.is_sorted_by(|a, b| compare(a, b) != Ordering::Greater) {
        return false;
    }
    sort_by(cids, |a, b| compare(a, b) == Ordering::Less);
    true
}

fn by_keys(a: &Channel, b: &Channel, keys: &[(String, bool)]) -> Ordering {
    let by_key = |(key, descending): &(String, bool)| {
        let (a, b) = (value(a, key), value(b, key));
        match (a, b) {
            (None, None) => Ordering::Equal,
            // What is not there comes last in either direction.
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if *descending => b.partial_cmp(&a).unwrap_or(Ordering::Equal),
            (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        }
    };
    let ordering = keys.iter().map(by_key).find(|ordering| *ordering != Ordering::Equal);
    ordering.unwrap_or_else(|| last_updated(b).cmp(&last_updated(a))).then_with(|| a.cid().cmp(b.cid()))
}

#[derive(PartialEq, PartialOrd)]
enum Key {
    Number(f64),
    Text(String),
    Time(Ts),
}

fn value(channel: &Channel, key: &str) -> Option<Key> {
    let data = &channel.data;
    let time = |time: Option<Ts>| time.map(Key::Time);
    match key {
        "last_message_at" => time(last_message_at(channel)),
        "last_updated" => time(last_updated(channel)),
        "updated_at" => time(data.updated_at),
        "created_at" => time(data.created_at),
        "pinned_at" => time(channel.membership.as_ref().and_then(|member| member.pinned_at)),
        "member_count" => data.member_count.map(|count| Key::Number(count.into())),
        "unread_count" => Some(Key::Number(channel.unread.into())),
        "has_unread" => Some(Key::Number(u32::from(channel.unread > 0).into())),
        "name" => data.name.clone().map(Key::Text),
        custom => match data.extra.get(custom)? {
            Value::Number(number) => Some(Key::Number(number.as_f64())),
            Value::String(text) => Some(Ts::parse(text).map_or_else(|| Key::Text(text.clone()), Key::Time)),
            Value::Bool(flag) => Some(Key::Number(u32::from(*flag).into())),
            _ => None,
        },
    }
}

/// The newest channel-visible message, as far as told or loaded; what is being sent counts (protocol section 8.6).
pub(super) fn last_message_at(channel: &Channel) -> Option<Ts> {
    let outgoing = channel.timeline.outgoing().last().and_then(|message| message.created_at);
    channel.data.last_message_at.max(channel.timeline.newest().and_then(|message| message.created_at)).max(outgoing)
}

fn last_updated(channel: &Channel) -> Option<Ts> {
    last_message_at(channel).max(channel.data.created_at)
}
