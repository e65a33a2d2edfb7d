//! Whether a channel belongs to a list, by Stream's channel filters (protocol section 4.2), evaluated on what is known here.
//!
//! So lists and counters stay right when something changes, without a question. What cannot be told from here (an operator
//! or a field that this version does not know, members that are not loaded) is answered as `None`: then the server is
//! asked. Called from the chat's `views`; judged by the demo server at 10,000 random filters.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::suggestions::{fold, folds_plainly};
use super::{Channel, State};
use crate::wire::{Map, MessageType, Ts, Value};

/// Keys of a channel that are no custom data, and that nothing is known of here.
const UNKNOWN: &[&str] = &[
    "app_banned",
    "auto_translation_enabled",
    "auto_translation_language",
    "blocked",
    "config",
    "config_overrides",
    "cooldown",
    "created_by",
    "deleted_at",
    "hide_messages_before",
    "invites",
    "message_count",
    "mute_expires_at",
    "own_capabilities",
    "truncated_at",
    "truncated_by",
    "truncated_by_id",
    "watcher_count",
];

/// Fields that hold a time.
const TIMES: &[&str] = &["created_at", "last_message_at", "last_updated", "pinned_at", "updated_at"];

impl State {
    /// Whether a loaded channel belongs to the list of a filter; `None` when that cannot be told here. Hidden channels do not,
    /// unless the filter asks for them.
    #[must_use]
    pub fn belongs(&self, filter: &Value, channel: &Channel) -> Option<bool> {
        if channel.data.hidden == Some(true) && !mentions(filter, "hidden") && !mentions(filter, "cid") {
            return Some(false);
        }
        matches(filter, &|name| self.field(channel, name))
    }

    fn field<'a>(&self, channel: &'a Channel, name: &str) -> Field<'a> {
        let (data, member) = (&channel.data, channel.membership.as_ref());
        let status = member.and_then(|member| member.status.as_deref());
        let invite = status.filter(|status| matches!(*status, "pending" | "accepted" | "rejected"));
        let mutes = || self.me.as_ref().is_some_and(|me| me.mutes_channel(channel.cid(), self.now));
        let time = |at: Option<Ts>| Field::whole(at.map(|at| at.to_string()));
        match name {
            "type" => Field::whole(&*data.channel_type),
            "id" => Field::whole(&*data.id),
            "cid" => Field::whole(data.cid.as_str()),
            "created_at" => time(data.created_at),
            "updated_at" => time(data.updated_at),
            "last_message_at" => time(last_message_at(channel)),
            "last_updated" => time(last_message_at(channel).max(data.created_at)),
            "pinned_at" => time(member.and_then(|member| member.pinned_at)),
            "created_by_id" => data.created_by.as_ref().map_or(Field::Unknown, |user| Field::whole(user.id.as_str())),
            "member_count" => data.member_count.map_or(Field::Unknown, Field::whole),
            "frozen" => Field::whole(data.frozen),
            "disabled" => Field::whole(data.disabled),
            "hidden" => Field::whole(data.hidden.unwrap_or_default()),
            "muted" => Field::whole(mutes()),
            "pinned" => Field::whole(member.is_some_and(|member| member.pinned_at.is_some())),
            "archived" => Field::whole(member.is_some_and(|member| member.archived_at.is_some())),
            "joined" => Field::whole(member.is_some() && matches!(invite, None | Some("accepted"))),
            "invite" => Field::whole(invite),
            // What is unread in a muted channel does not count here, but the server may have counted before.
            "has_unread" | "unread_count" if mutes() => Field::Unknown,
            "has_unread" => Field::whole(channel.unread > 0),
            "unread_count" => Field::whole(channel.unread),
            "members" => people(channel, channel.members.keys().map(|id| id.as_str().into()).collect()),
            "member.user.name" => {
                let known = channel.members.iter().map(|(id, member)| self.profile(id).or(member.user.as_ref()));
                people(channel, known.map(|user| user.and_then(|user| user.name.clone()).into()).collect())
            }
            "name" => Field::whole(data.name.as_deref()),
            "image" => Field::whole(data.image.as_deref()),
            "filter_tags" => custom(&data.extra, name).unwrap_or_else(|| Field::whole(Vec::<Value>::new())),
            reserved if UNKNOWN.contains(&reserved) || reserved.contains('.') => Field::Unknown,
            name => custom(&data.extra, name).unwrap_or_else(|| Field::whole(None::<bool>)),
        }
    }
}

/// What is known of a field.
enum Field<'a> {
    /// Its value; null when it has none.
    Whole(Cow<'a, Value>),
    /// Some of the items of a list.
    Part(Value),
    /// Nothing.
    Unknown,
}

impl<'a> Field<'a> {
    fn whole(value: impl Into<Value>) -> Self {
        Self::Whole(Cow::Owned(value.into()))
    }
}

fn custom<'a>(extra: &'a Map, name: &str) -> Option<Field<'a>> {
    extra.get(name).map(|value| Field::Whole(Cow::Borrowed(value)))
}

/// Something of each member; of a large channel only some are loaded.
fn people<'a>(channel: &Channel, items: Vec<Value>) -> Field<'a> {
    let is_all = channel.data.member_count.and_then(|count| usize::try_from(count).ok()) == Some(items.len());
    if is_all { Field::whole(items) } else { Field::Part(items.into()) }
}

/// The newest message that everybody sees, as far as told or loaded (protocol section 8.6).
fn last_message_at(channel: &Channel) -> Option<Ts> {
    let counts = |kind: &MessageType| !matches!(kind, MessageType::System | MessageType::Error | MessageType::Ephemeral);
    let newest = channel.timeline.latest().messages.iter().rev().find(|message| counts(&message.kind) && !message.is_deleted());
    channel.data.last_message_at.max(newest.and_then(|message| message.created_at))
}

/// Whether a filter asks about a field anywhere.
fn mentions(filter: &Value, field: &str) -> bool {
    match filter {
        Value::Object(map) => map.iter().any(|(key, value)| key == field || mentions(value, field)),
        Value::Array(items) => items.iter().any(|item| mentions(item, field)),
        _ => false,
    }
}

type Read<'a, 'b> = &'b dyn Fn(&str) -> Field<'a>;

fn matches(filter: &Value, field: Read<'_, '_>) -> Option<bool> {
    match filter {
        Value::Null => Some(true),
        Value::Object(map) => all(map.iter().map(|(key, value)| match (key.as_str(), value) {
            ("$and", Value::Array(filters)) => all(filters.iter().map(|filter| matches(filter, field))),
            ("$or", Value::Array(filters)) => any(filters.iter().map(|filter| matches(filter, field))),
            ("$nor", Value::Array(filters)) => not(any(filters.iter().map(|filter| matches(filter, field)))),
            (operator, _) if operator.starts_with('$') => None,
            (name, Value::Object(tests)) if tests.keys().any(|key| key.starts_with('$')) => {
                all(tests.iter().map(|(operator, operand)| test(name, operator, operand, field)))
            }
            (name, operand) => test(name, "$eq", operand, field),
        })),
        _ => None,
    }
}

/// Every part holds; one that does not decides it, whatever is not known of the others.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for part in parts {
        match part {
            Some(false) => return part,
            Some(true) => {}
            None => all = None,
        }
    }
    all
}

fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    not(all(parts.map(not)))
}

fn not(part: Option<bool>) -> Option<bool> {
    part.map(|holds| !holds)
}

fn test(name: &str, operator: &str, operand: &Value, field: Read<'_, '_>) -> Option<bool> {
    let (value, is_whole) = match field(name) {
        Field::Whole(value) => (value, true),
        Field::Part(items) => (Cow::Owned(items), false),
        Field::Unknown => return None,
    };
    if TIMES.contains(&name) && !is_time(operand) {
        return None;
    }
    // A name is anybody's.
    let is_anyones = name == "member.user.name" && !operand.is_array();
    let order = |wanted: &[Ordering]| Some(compare(&value, operand).is_some_and(|found| wanted.contains(&found)));
    // What holds for some items holds for all of them; what does not may hold for another.
    let certain = |holds: bool| if holds || is_whole { Some(holds) } else { None };
    let one_of = || if is_anyones { certain(within(&value, std::slice::from_ref(operand))) } else { same(&value, operand, is_whole) };
    match operator {
        "$eq" => one_of(),
        "$ne" => not(one_of()),
        "$gt" => order(&[Ordering::Greater]),
        "$gte" => order(&[Ordering::Greater, Ordering::Equal]),
        "$lt" => order(&[Ordering::Less]),
        "$lte" => order(&[Ordering::Less, Ordering::Equal]),
        "$in" => certain(within(&value, operand.as_array()?)),
        "$nin" => not(certain(within(&value, operand.as_array()?))),
        "$exists" => Some(value.is_null() != operand.as_bool()?),
        "$autocomplete" | "$q" => match contains_text(&value, operand.as_str()?) {
            Some(holds) => certain(holds),
            None => None,
        },
        "$contains" => certain(value.as_array().is_some_and(|items| items.iter().any(|item| equal(item, operand)))),
        _ => None,
    }
}

/// What is compared with a time is one, or several, or nothing.
fn is_time(operand: &Value) -> bool {
    match operand {
        Value::String(text) => Ts::parse(text).is_some(),
        Value::Array(items) => items.iter().all(is_time),
        Value::Null | Value::Bool(_) => true,
        Value::Number(_) | Value::Object(_) => false,
    }
}

fn same(value: &Value, operand: &Value, is_whole: bool) -> Option<bool> {
    match (value, operand) {
        (Value::Array(known), Value::Array(wanted)) if !is_whole => known.iter().any(|item| !within(item, wanted)).then_some(false),
        _ => Some(equal(value, operand)),
    }
}

/// Lists are equal as sets; what is not there is as good as `false`.
fn equal(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Array(left), Value::Array(right)) => {
            let covers = |some: &[Value], all: &[Value]| some.iter().all(|item| all.iter().any(|other| equal(item, other)));
            covers(left, right) && covers(right, left)
        }
        (Value::Null, Value::Bool(false)) | (Value::Bool(false), Value::Null) => true,
        _ => value == other || compare(value, other) == Some(Ordering::Equal),
    }
}

fn within(value: &Value, others: &[Value]) -> bool {
    let is_one = |value: &Value| others.iter().any(|other| equal(value, other));
    match value {
        Value::Array(items) => items.iter().any(is_one),
        _ => is_one(value),
    }
}

/// Whether a text, or one of several, contains this, without case; `None` where the scripts need more than is here.
fn contains_text(value: &Value, part: &str) -> Option<bool> {
    match value {
        Value::Array(items) => any(items.iter().map(|item| contains_text(item, part))),
        Value::String(text) if folds_plainly(text) && folds_plainly(part) => Some(fold(text).contains(&*fold(part))),
        Value::String(_) => None,
        _ => Some(false),
    }
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64().partial_cmp(&right.as_f64()),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => Some(match (Ts::parse(left), Ts::parse(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => left.cmp(right),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;
    use crate::testing::{BOB, ME, a_state, the_channel};

    /// What is known of a channel of Ada, Bob and, where there are more members than loaded, others.
    fn belongs(members: u32, filter: &Value) -> Option<bool> {
        let channel = the_channel().named("Front desk").but(|it| it.channel.member_count = Some(members));
        let state = a_state().listing([channel]).build();
        state.belongs(filter, state.channels.values().next().unwrap())
    }

    #[test]
    fn of_a_large_channel_only_what_is_loaded_can_be_told() {
        let table = [
            (json!({"members": {"$in": [BOB]}}), Some(true), Some(true)),
            (json!({"members": {"$in": ["zoe"]}}), Some(false), None),
            (json!({"members": {"$nin": ["zoe"]}}), Some(true), None),
            (json!({"members": {"$contains": "zoe"}}), Some(false), None),
            (json!({"members": [ME, BOB]}), Some(true), None),
            (json!({"members": [ME]}), Some(false), Some(false)),
            (json!({"member.user.name": {"$autocomplete": "LINDQ"}}), Some(true), Some(true)),
            (json!({"member.user.name": {"$autocomplete": "zoe"}}), Some(false), None),
            (json!({"member.user.name": "Bob Lindqvist"}), Some(true), Some(true)),
            (json!({"members": {"$exists": true}}), Some(true), Some(true)),
        ];
        for (filter, all, some) in table {
            assert_eq!((belongs(2, &filter), belongs(90, &filter)), (all, some), "{filter}");
        }
    }

    #[test]
    fn what_is_not_known_matters_only_where_it_decides() {
        let unknown = json!({"place": {"$near": 7}});
        let (yes, no) = (json!({"name": "Front desk"}), json!({"frozen": true}));
        let table = [
            (json!({"$and": [unknown, no]}), Some(false)),
            (json!({"$and": [unknown, yes]}), None),
            (json!({"$or": [unknown, yes]}), Some(true)),
            (json!({"$or": [unknown, no]}), None),
            (json!({"$nor": [unknown, yes]}), Some(false)),
            (json!({"$nor": [unknown, no]}), None),
            (json!({"$not": [yes]}), None),
            (json!({"cooldown": 3}), None),
            (json!({"created_by.id": "bob"}), None),
            (json!({"created_at": {"$gt": "last week"}}), None),
            (json!({"name": {"$autocomplete": "Ꭰ"}}), None),
            (json!([]), None),
            (json!({"name": {"$in": "Front desk"}}), None),
            (Value::Null, Some(true)),
        ];
        for (filter, expected) in table {
            assert_eq!(belongs(2, &filter), expected, "{filter}");
        }
    }
}
