//! How long the core takes: a channel with 10,000 messages, and 1,000 events into it. Printed, never asserted: machines differ.
//!
//! `cargo xtask bench` runs it. Each figure is the best of several rounds, so that what else the machine does weighs least.

use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use chat_service::i18n::{EnglishUtc, Locale};
use chat_service::json;
use chat_service::state::{Change, State, Window};
use chat_service::wire::{ChannelState, Cid, Frame, OwnUser, UserId, Value, Wire, parse};

const HISTORY: usize = 10_000;
const EVENTS: usize = 1_000;
const ROUNDS: usize = 7;
const CID: &str = "messaging:bench";

/// Counts up from a morning in 2026, a second a message.
fn at(second: usize) -> String {
    format!("2026-03-{:02}T{:02}:{:02}:{:02}.5Z", 1 + second / 86_400, second / 3_600 % 24, second / 60 % 60, second % 60)
}

fn user(n: usize) -> Value {
    json!({ "id": format!("u{}", n % 5), "name": format!("User {}", n % 5), "role": "user", "online": true })
}

fn message(n: usize) -> Value {
    json!({
        "id": format!("m-{n}"), "cid": CID, "type": "regular", "text": format!("message {n} with **some** text and https://example.com/{n}"),
        "user": user(n), "created_at": at(n), "updated_at": at(n), "attachments": [], "latest_reactions": [], "own_reactions": [],
        "reaction_counts": {}, "reaction_groups": {}, "mentioned_users": [], "reply_count": 0, "pinned": false, "silent": false,
    })
}

/// The mix of a busy channel: 60 % messages, 25 % reactions, 15 % typing.
fn frame(n: usize) -> String {
    let created_at = at(HISTORY + n);
    let envelope = |kind: &str, rest: Value| {
        let mut frame = json!({
            "type": kind, "cid": CID, "channel_id": "bench", "channel_type": "messaging", "created_at": created_at, "user": user(n),
        });
        if let (Value::Object(frame), Value::Object(rest)) = (&mut frame, rest) {
            frame.extend(rest);
        }
        frame.to_string()
    };
    match n % 20 {
        0..12 => envelope("message.new", json!({ "message": message(HISTORY + n), "unread_count": 0 })),
        12..17 => {
            let of = HISTORY - 1 - n % 400;
            let count = json!({ "count": 1 + n % 9, "sum_scores": 1, "first_reaction_at": created_at, "last_reaction_at": created_at });
            let mut message = message(of);
            if let Value::Object(message) = &mut message {
                message.insert("reaction_groups".into(), json!({ "like": count }));
            }
            let reaction = json!({ "type": "like", "user_id": format!("u{}", n % 5), "user": user(n), "message_id": format!("m-{of}"), "created_at": created_at });
            envelope("reaction.new", json!({ "message": message, "reaction": reaction }))
        }
        _ => envelope(if n.is_multiple_of(2) { "typing.start" } else { "typing.stop" }, json!({})),
    }
}

fn a_busy_channel() -> State {
    let mut state = State::default();
    let me = OwnUser::read(json!({ "id": "u0", "name": "User 0", "mutes": [], "channel_mutes": [], "devices": [] }));
    state.apply(&Change::SignedIn(Rc::new(me.unwrap_or_default())));
    let messages: Vec<Value> = (0..HISTORY).map(message).collect();
    let channel = json!({
        "channel": {
            "id": "bench", "type": "messaging", "cid": CID, "name": "Bench", "member_count": 5, "last_message_at": at(HISTORY - 1),
            "config": { "typing_events": true, "read_events": true, "reactions": true, "replies": true },
            "own_capabilities": ["send-message", "send-reaction", "read-events"],
        },
        "messages": messages, "members": [], "read": [{ "user": user(0), "last_read": at(HISTORY - 1), "unread_messages": 0 }],
    });
    if let Some(channel) = ChannelState::read(channel) {
        state.apply(&Change::ChannelQueried { state: Box::new(channel), window: Window::Latest, limit: 300 });
    }
    state
}

/// The best of several rounds; `prepare` is not counted.
fn best<P, R>(prepare: impl Fn() -> P, run: impl Fn(&mut P) -> R) -> Duration {
    let round = |_| {
        let mut prepared = prepare();
        let start = Instant::now();
        black_box(run(&mut prepared));
        start.elapsed()
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn say(what: &str, took: Duration, count: usize) {
    println!("{what:<58} {:>9.2} ms {:>9.2} µs each", took.as_secs_f64() * 1e3, took.as_secs_f64() * 1e6 / count as f64);
}

fn main() {
    let state = a_busy_channel();
    let frames: Vec<String> = (0..EVENTS).map(frame).collect();
    let read = |text: &String| Rc::new(chat_service::wire::decode(text).unwrap_or_else(|error| unreachable!("{error}: {text}")));
    let decoded: Vec<Rc<Frame>> = frames.iter().map(read).collect();

    say(
        "read 1,000 frames",
        best(|| (), |()| frames.iter().map(read).fold(0, |count, frame| count + usize::from(frame.cid.is_some()))),
        EVENTS,
    );
    let apply = |state: &mut State| decoded.iter().filter(|frame| state.apply(&Change::Event((*frame).clone(), 0))).count();
    say("apply 1,000 events to 10,000 messages, nobody looking", best(|| state.clone(), apply), EVENTS);
    // A view holds the last published state: the first change of each frame copies what it touches.
    let published = |state: &mut State| {
        let mut shown = state.clone();
        for (n, frame) in decoded.iter().enumerate() {
            state.apply(&Change::Event(frame.clone(), 0));
            if n % 16 == 15 {
                shown = state.clone();
            }
        }
        shown
    };
    say("the same, published every 16 events", best(|| state.clone(), published), EVENTS);
    let page = (0..300).map(message).collect::<Value>().text();
    say("read a page of 300 messages", best(|| (), |()| parse(&page).ok().and_then(Vec::<chat_service::wire::Message>::read)), 300);
    rows(&state);
}

/// What the list makes of 10,000 messages, and of one more.
fn rows(state: &State) {
    use chat_service::ui::message_list::build::{Feed, Rows};
    let (locale, me) = (Rc::new(Locale::new("en", None, &[], Rc::new(EnglishUtc))), UserId::from("u0"));
    let update = |state: &State, rows: &mut Rows| {
        let channel = state.channels.get(&Cid::from(CID))?;
        rows.update(Feed { channel, thread: None, me: &me, blocked: &[], hides_deleted: false, group_minutes: None }, &locale)
    };
    say("rows of 10,000 messages from nothing", best(Rows::default, |rows| update(state, rows).map(|splice| splice.count)), HISTORY);
    let mut later = state.clone();
    if let Ok(frame) = chat_service::wire::decode(&frame(0)) {
        later.apply(&Change::Event(Rc::new(frame), 0));
    }
    let ready = || {
        let mut rows = Rows::default();
        update(state, &mut rows);
        rows
    };
    say("rows of 10,000 messages after one event", best(ready, |rows| update(&later, rows).map(|splice| splice.count)), 1);
}
