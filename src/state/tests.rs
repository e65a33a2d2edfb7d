//! The state rules of protocol section 8, one claim each, and the properties that hold for any of them.

mod events;
mod history;
mod properties;
mod reading;
mod rights;

use std::rc::Rc;

use crate::json;
use crate::wire::Value;

use super::*;
use crate::wire::{ChannelState, Frame, MessageId, OwnUser, Wire, decode};

pub(super) const CID: &str = "messaging:general";

/// A time `seconds` after the start of the test world.
pub(super) fn at(seconds: u32) -> String {
    format!("2026-01-05T09:{:02}:{:02}.5Z", seconds / 60, seconds % 60)
}

pub(super) fn ts(seconds: u32) -> Option<Ts> {
    Ts::parse(&at(seconds))
}

/// A message by `user`, sent `seconds` after the start, with an id made of both.
pub(super) fn a_message(id: &str, user: &str, seconds: u32) -> Value {
    json!({"id": id, "cid": CID, "type": "regular", "text": id, "user": {"id": user}, "created_at": at(seconds), "updated_at": at(seconds)})
}

/// An event of the test channel.
#[expect(clippy::needless_pass_by_value, reason = "callers build it in place")]
pub(super) fn an_event(kind: &str, seconds: u32, rest: Value) -> Change {
    let mut event = json!({"type": kind, "cid": CID, "channel_id": "general", "channel_type": "messaging", "created_at": at(seconds)});
    for (key, value) in rest.as_object().unwrap() {
        event[key] = value.clone();
    }
    Change::Event(Rc::new(frame(&event)), 0)
}

pub(super) fn frame(event: &Value) -> Frame {
    decode(&event.to_string()).unwrap()
}

/// `message.new` of a message as [`a_message`] makes it.
pub(super) fn arrival(id: &str, user: &str, seconds: u32) -> Change {
    an_event("message.new", seconds, json!({"message": a_message(id, user, seconds), "user": {"id": user}}))
}

/// The test channel as a query answers it: giulia is the own user, marco the other member.
pub(super) fn the_channel(messages: &[Value]) -> ChannelState {
    let member = |id: &str| json!({"user_id": id, "user": {"id": id, "name": id}, "updated_at": at(0)});
    ChannelState::read(json!({
        "channel": {"cid": CID, "id": "general", "type": "messaging", "created_at": at(0), "updated_at": at(0), "member_count": 2,
            "config": {"read_events": true, "typing_events": true}, "own_capabilities": ["send-message", "read-events"]},
        "messages": messages, "members": [member("giulia"), member("marco")], "membership": member("giulia"),
        "read": [{"user": {"id": "giulia"}, "last_read": at(0), "unread_messages": 0}, {"user": {"id": "marco"}, "last_read": at(0), "unread_messages": 0}],
    }))
    .unwrap()
}

/// A state in which giulia is signed in and the test channel is listed and loaded.
pub(super) fn the_state(messages: &[Value]) -> State {
    let mut state = State::default();
    let me = OwnUser::read(json!({"id": "giulia", "total_unread_count": 0, "unread_channels": 0})).unwrap();
    state.apply(&Change::SignedIn(Rc::new(me)));
    state.apply(&Change::ScreenChanged(ScreenId(1), Box::default()));
    state.apply(&Change::InboxQueried {
        screen: ScreenId(1),
        states: vec![the_channel(messages)],
        more: false,
        limit: 20,
        message_limit: 25,
    });
    state
}

pub(super) fn after(mut state: State, changes: &[Change]) -> State {
    for change in changes {
        state.apply(change);
    }
    state
}

pub(super) fn channel(state: &State) -> &Channel {
    &state.channels[&Cid::from(CID)]
}

pub(super) fn ids(state: &State) -> Vec<&str> {
    channel(state).timeline.shown().map(|message| message.id.as_str()).collect()
}

pub(super) fn message(state: &State, id: &str) -> Rc<Message> {
    channel(state).timeline.find(&MessageId::from(id)).unwrap().clone()
}
