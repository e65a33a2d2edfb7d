//! Conversations with the machine: scripts of inputs against a small virtual server and virtual time.

mod acts;
mod composing;
mod direct;
mod drafts;
mod echo;
mod first;
mod frames;
mod gates;
mod hosts;
mod identity;
mod jumps;
mod policy;
mod polls;
mod properties;
mod reacting;
mod reading;
mod recovery;
mod refresh;
mod searching;
mod starting;
mod suggesting;
mod threads;
mod tools;
mod uploads;
mod views;

use crate::json;
use crate::wire::Value;

use super::*;
use crate::api::{self, Failure, Reply, Request};
use crate::connection::Generation;
use crate::state::{Delivery, Link};
use crate::wire::UserId;

const SCREEN: ScreenId = ScreenId(1);
const GENERAL: &str = "messaging:general";

/// The machine with what it ordered and what time it is.
struct World {
    chat: Chat,
    now: Millis,
    effects: Vec<Effect>,
    socket: Option<Generation>,
    /// Inputs from now on, when they are wanted.
    record: Option<Vec<Input>>,
}

impl World {
    /// An element has appeared; the configuration is asked for.
    fn new() -> Self {
        let mut world =
            Self { chat: Chat::new(Backend::default(), 7), now: 1_767_603_600_000, effects: Vec::new(), socket: None, record: None };
        world.feed(Input::Attached(SCREEN, Box::new(ScreenSettings { opens_first: true, ..ScreenSettings::default() })));
        world
    }

    /// The configuration is there and the session open; lists are asked for.
    fn greeted() -> Self {
        let mut world = Self::new();
        world.configure("giulia");
        world.greet();
        world
    }

    /// One channel with two messages of marco is listed and open, everything read.
    fn online() -> Self {
        let mut world = Self::greeted();
        world.answer_lists(&[a_channel(GENERAL, &[a_message("a", "marco", 1), a_message("b", "marco", 2)])]);
        assert_eq!(world.state().link, Link::Online);
        world.effects.clear();
        world
    }

    /// The same, but for what the configuration switches off.
    fn without(feature: &str) -> Self {
        let mut world = Self::new();
        world.configure_with("giulia", &json!({feature: false}));
        world.greet();
        world.answer_lists(&[a_rich_channel(&[a_message("a", "marco", 1), a_message("b", "marco", 2)])]);
        world.effects.clear();
        world
    }

    /// The same with everything allowed and switched on.
    fn chatting() -> Self {
        Self::in_channel(a_rich_channel(&[a_message("a", "marco", 1), a_message("b", "marco", 2), a_message("mine", "giulia", 3)]))
    }

    /// This channel is listed and open.
    fn in_channel(channel: Value) -> Self {
        let mut world = Self::greeted();
        world.answer_lists(&[channel]);
        world.effects.clear();
        world
    }

    fn composer(&self) -> crate::state::Composer {
        self.chat.composer(&general())
    }

    fn message(&self, id: &str) -> Rc<crate::state::Message> {
        self.state().find(&Cid::from(GENERAL), &MessageId::from(id)).unwrap().clone()
    }

    fn screen(&self) -> &crate::state::Screen {
        &self.state().screens[&SCREEN]
    }

    fn notices(&self) -> Vec<crate::state::NoticeKey> {
        self.state().notices.iter().map(|notice| notice.key).collect()
    }

    /// Takes the only question of a kind.
    fn take_kind(&mut self, wanted: &str) -> (Rc<Call>, Request) {
        let asked = self.take(|call| kind(call) == wanted);
        asked.unwrap_or_else(|| panic!("nothing asks for {wanted}: {:?}", self.effects))
    }

    fn asks(&self, wanted: &str) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Ask { call, .. } if kind(call) == wanted))
    }

    fn state(&self) -> &State {
        self.chat.state()
    }

    fn channel(&self) -> &crate::state::Channel {
        &self.state().channels[&Cid::from(GENERAL)]
    }

    fn shown(&self) -> Vec<&str> {
        self.channel().timeline.shown().map(|message| message.id.as_str()).collect()
    }

    fn delivery(&self, id: &str) -> Delivery {
        self.channel().timeline.find(&MessageId::from(id)).unwrap().delivery.clone()
    }

    fn feed(&mut self, input: Input) {
        if let Some(record) = &mut self.record {
            record.push(input.clone());
        }
        let effects = self.chat.handle(input, self.now);
        for effect in &effects {
            match effect {
                Effect::OpenSocket { generation, .. } => self.socket = Some(*generation),
                Effect::CloseSocket(generation) if self.socket == Some(*generation) => self.socket = None,
                _ => {}
            }
        }
        self.effects.extend(effects);
    }

    fn intend(&mut self, intent: Intent) {
        self.feed(Input::Intent(SCREEN, intent));
    }

    /// Lets time pass, waking the machine whenever it wants.
    fn pass(&mut self, millis: Millis) {
        let end = self.now + millis;
        while let Some(at) = self.chat.wake_at().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.feed(Input::Wake);
        }
        self.now = end;
    }

    fn configure(&mut self, user: &str) {
        self.configure_with(user, &json!({}));
    }

    fn configure_with(&mut self, user: &str, features: &Value) {
        let mut body: Value = serde_json::from_str(&a_config(user)).unwrap();
        body["features"] = features.clone();
        self.feed(Input::Config(Ok(ConfigReply { status: 200, body: body.to_string(), ..ConfigReply::default() })));
    }

    fn greet(&mut self) {
        let generation = self.socket.expect("a socket was ordered");
        self.feed(Input::SocketOpened(generation));
        self.frame(&json!({"type": "health.check", "connection_id": format!("C{}", generation.0), "created_at": time(0),
            "me": {"id": self.chat.session.user_id.as_str(), "name": "Giulia", "total_unread_count": 0, "unread_channels": 0, "mutes": [], "channel_mutes": []}}));
    }

    fn frame(&mut self, frame: &Value) {
        let generation = self.socket.expect("a socket is open");
        self.feed(Input::Frame(generation, Rc::from(frame.to_string())));
    }

    fn lose_socket(&mut self) {
        let generation = self.socket.take().expect("a socket is open");
        self.feed(Input::SocketClosed(generation, 1006));
    }

    /// Questions that were asked and not taken yet.
    fn asked(&mut self) -> Vec<(Rc<Call>, Request)> {
        let (asked, rest) = std::mem::take(&mut self.effects).into_iter().partition(|effect| matches!(effect, Effect::Ask { .. }));
        self.effects = rest;
        let asked: Vec<Effect> = asked;
        asked.into_iter().map(|effect| if let Effect::Ask { call, request } = effect { (call, request) } else { unreachable!() }).collect()
    }

    fn asked_kinds(&mut self) -> Vec<&'static str> {
        self.asked().iter().map(|(call, _)| kind(call)).collect()
    }

    fn answer(&mut self, call: Rc<Call>, status: u16, body: &Value) {
        self.feed(Input::Answer { call, outcome: Ok(Reply { status, body: body.to_string(), ..Reply::default() }) });
    }

    fn fail(&mut self, call: Rc<Call>, failure: Failure) {
        self.feed(Input::Answer { call, outcome: Err(failure) });
    }

    /// Answers every question about channels with those of `channels` that it asks for.
    fn answer_lists(&mut self, channels: &[Value]) {
        while let Some((call, _)) = self.take(|call| matches!(call, Call::QueryChannels(_))) {
            let Call::QueryChannels(query) = &*call else { unreachable!() };
            let wanted = query.filter.to_string();
            let by_cid = wanted.contains("\"cid\"");
            let page: Vec<&Value> =
                channels.iter().filter(|channel| !by_cid || wanted.contains(channel["channel"]["cid"].as_str().unwrap())).collect();
            let body = json!({"channels": page});
            self.answer(call, 201, &body);
        }
    }

    /// Takes the first question that fits.
    fn take(&mut self, fits: impl Fn(&Call) -> bool) -> Option<(Rc<Call>, Request)> {
        let at = self.effects.iter().position(|effect| matches!(effect, Effect::Ask { call, .. } if fits(call)))?;
        match self.effects.remove(at) {
            Effect::Ask { call, request } => Some((call, request)),
            _ => unreachable!(),
        }
    }

    fn take_send(&mut self) -> Option<Rc<Call>> {
        self.take(|call| matches!(call, Call::SendMessage { .. })).map(|(call, _)| call)
    }

    fn told(&self) -> Vec<&HostEvent> {
        self.effects.iter().filter_map(|effect| if let Effect::Tell(_, event) = effect { Some(event) } else { None }).collect()
    }

    /// Writes and sends.
    fn say(&mut self, id: &str) {
        self.write(&general(), id);
        self.intend(Intent::Send { target: general(), id: MessageId::from(id) });
    }

    /// Writes, with the caret at the end.
    fn write(&mut self, target: &Target, text: &str) {
        self.intend(Intent::Write { target: target.clone(), text: Rc::from(text), caret: crate::state::units(text) });
    }
}

fn kind(call: &Call) -> &'static str {
    match call {
        Call::QueryChannels(query) => match query.purpose {
            api::Purpose::Inbox { .. } => "inbox",
            api::Purpose::Candidates { .. } => "candidates",
            api::Purpose::Open { .. } => "open",
            api::Purpose::Found { of_messages: false, .. } => "channels-found",
            api::Purpose::Found { .. } => "channels-of-messages",
            api::Purpose::Recovery { .. } => "recovery",
            api::Purpose::Gates => "gates",
            api::Purpose::Unread { .. } => "unread-channels",
        },
        Call::Act { .. } => "act",
        Call::Block { .. } => "block",
        Call::DeleteDraft(_) => "drop-draft",
        Call::DeleteMessage { .. } => "delete",
        Call::EditMessage { .. } => "edit",
        Call::Flag { .. } => "flag",
        Call::GetApp => "app",
        Call::GetMessage { .. } => "message",
        Call::MarkDelivered(_) => "delivered",
        Call::MarkRead { target } if target.is_thread() => "read-thread",
        Call::MarkRead { .. } => "read",
        Call::MarkUnread { .. } => "unread",
        Call::Mute { .. } => "mute",
        Call::OpenDirect { .. } => "direct",
        Call::CreatePoll { .. } => "create-poll",
        Call::Poll { .. } => "poll",
        Call::QueryUsers { .. } => "people",
        Call::SearchMessages { .. } => "messages-found",
        Call::Pin { .. } => "pin",
        Call::Preview { .. } => "preview",
        Call::QueryChannel { jump: Some(_), .. } => "jump",
        Call::QueryChannel { .. } => "history",
        Call::QueryMembers { .. } => "members",
        Call::QueryReactions { .. } => "reactions",
        Call::QueryReplies { .. } => "replies",
        Call::React { on: true, .. } => "react",
        Call::React { .. } => "unreact",
        Call::SaveDraft { .. } => "save-draft",
        Call::SearchCircles { of_roles, .. } => {
            if *of_roles {
                "roles"
            } else {
                "groups"
            }
        }
        Call::SendMessage { .. } => "send",
        Call::StopWatching { .. } => "stop-watching",
        Call::Type { start: true, .. } => "typing.start",
        Call::Type { .. } => "typing.stop",
        Call::UpdateChannel { .. } => "update-channel",
        Call::Upload { .. } => "upload",
    }
}

fn a_config(user: &str) -> String {
    let authentication = json!({"userId": user, "userToken": format!("jwt-of-{user}"), "apiKey": "k1"});
    json!({"authentication": authentication, "stream": {"baseUrl": "http://stream.test"}}).to_string()
}

fn general() -> Target {
    Cid::from(GENERAL).into()
}

fn time(seconds: u32) -> String {
    format!("2026-01-05T09:{:02}:{:02}.25Z", seconds / 60, seconds % 60)
}

fn a_message(id: &str, user: &str, seconds: u32) -> Value {
    json!({"id": id, "cid": GENERAL, "type": "regular", "text": id, "user": {"id": user}, "created_at": time(seconds), "updated_at": time(seconds)})
}

fn arrival(id: &str, user: &str, seconds: u32) -> Value {
    json!({"type": "message.new", "cid": GENERAL, "created_at": time(seconds), "user": {"id": user}, "message": a_message(id, user, seconds)})
}

fn a_channel(cid: &str, messages: &[Value]) -> Value {
    let cid = Cid::from(cid);
    let member = |id: &str| json!({"user_id": id, "user": {"id": id}});
    json!({
        "channel": {"cid": cid.as_str(), "type": cid.channel_type(), "id": cid.channel_id(), "created_at": time(0), "updated_at": time(0),
            "config": {"read_events": true, "typing_events": true}, "own_capabilities": ["send-message", "send-typing-events", "read-events"]},
        "messages": messages, "members": [member("giulia"), member("marco")], "membership": member("giulia"),
        "read": [{"user": {"id": "giulia"}, "last_read": time(50), "unread_messages": 0}],
    })
}

/// A channel in which everything is allowed and switched on.
fn a_rich_channel(messages: &[Value]) -> Value {
    let mut channel = a_channel(GENERAL, messages);
    channel["channel"]["config"] = json!({"read_events": true, "typing_events": true, "delivery_events": true, "reactions": true, "replies": true,
        "quotes": true, "mutes": true, "uploads": true, "url_enrichment": true, "max_message_length": 100, "commands": [
            {"name": "giphy", "description": "A moving picture", "args": "[text]", "set": "fun_set"},
            {"name": "ban", "description": "Ban", "args": "[@user] [text]", "set": "moderation_set"}]});
    channel["channel"]["own_capabilities"] = json!([
        "send-message",
        "send-reply",
        "send-reaction",
        "send-typing-events",
        "read-events",
        "quote-message",
        "update-own-message",
        "delete-own-message",
        "pin-message",
        "flag-message",
        "mute-channel",
        "upload-file",
        "delivery-events",
        "create-mention"
    ]);
    channel["channel"]["member_count"] = json!(2);
    channel
}

/// The body of a request.
fn body(request: &Request) -> Value {
    crate::wire::parse(request.body.as_deref().unwrap_or("null")).unwrap()
}

fn a_reply(id: &str, user: &str, seconds: u32) -> Value {
    let mut reply = a_message(id, user, seconds);
    reply["parent_id"] = json!("a");
    reply["type"] = json!("reply");
    reply
}

fn the_thread() -> Target {
    Target::thread(Cid::from(GENERAL), MessageId::from("a"))
}

fn id(text: &str) -> MessageId {
    MessageId::from(text)
}
