//! REST as values: what we ask and how the answer reads.
//!
//! [`Call`] is every operation as data, [`request`] turns it into HTTP, [`answer`] reads what came back. Knows no network
//! and no state; called from [`crate::chat`], carried out by the browser layer.

mod channels;
mod errors;
mod http;
mod messages;
mod polls;
mod token;

use std::rc::Rc;

pub use channels::{ChannelsQuery, Jump, PAGE_OF_FOUND, Page, Purpose};
pub use errors::{EXPIRED, Error};
pub use http::{Failure, Reply, Request, Session};
pub use messages::SKIP_ENRICH;
pub use token::claims;

use crate::json;

use crate::chat::{FileId, NewPoll, PollDeed, ScreenId, Target, Wish};
use crate::wire::{
    AppSettings, Attachment, ChannelState, Cid, Circle, Map, Member, Message, MessageId, Poll, PollVote, Reaction, User, UserId, Value,
    Wire, page, parse,
};

/// Every operation as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Press a button of a message (protocol section 5.11).
    Act {
        /// Where it is shown.
        target: Target,
        /// The message.
        id: MessageId,
        /// The action's name.
        name: Rc<str>,
        /// The action's value.
        value: Rc<str>,
    },
    /// Block a user, or no more (protocol section 6.7).
    Block {
        /// Whom.
        user: UserId,
        /// Block.
        on: bool,
    },
    /// Delete a message (protocol section 5.4).
    DeleteMessage {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// What it settles.
        wish: Wish,
    },
    /// Forget the server's draft (protocol section 6.3).
    DeleteDraft(Target),
    /// Change a message (protocol section 5.4).
    EditMessage {
        /// As it is to be.
        message: Rc<Message>,
        /// What it settles.
        wish: Wish,
    },
    /// Report a message (protocol section 5.13).
    Flag {
        /// The message.
        id: MessageId,
    },
    /// What may be uploaded (protocol section 6.8).
    GetApp,
    /// One message (protocol section 5.4): the head of a thread.
    GetMessage {
        /// Which.
        id: MessageId,
    },
    /// What reached this device (protocol section 4.13).
    MarkDelivered(Vec<(Cid, MessageId)>),
    /// Everything in the channel, or in one thread, is read (protocol section 4.9).
    MarkRead {
        /// Which.
        target: Target,
    },
    /// A message and what follows is not read (protocol section 4.10).
    MarkUnread {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
    },
    /// Mute a user, or no more (protocol section 6.7).
    Mute {
        /// Whom.
        user: UserId,
        /// Mute.
        on: bool,
    },
    /// The channel of exactly these users and the own one, made if there is none (protocol section 4.3).
    OpenDirect {
        /// The element that shows it.
        screen: ScreenId,
        /// Type of the channel.
        kind: Rc<str>,
        /// The others.
        users: Vec<UserId>,
        /// Another one in any case, with this id and this name.
        named: Option<(Rc<str>, Rc<str>)>,
        /// The user wanted it, not the host.
        is_users: bool,
    },
    /// Pin a message, or no more (protocol section 5.5).
    Pin {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// Pin.
        on: bool,
        /// What it settles.
        wish: Wish,
    },
    /// Make a poll (protocol section 6.2); a message with it follows.
    CreatePoll {
        /// To where.
        target: Target,
        /// Of the message.
        id: MessageId,
        /// The poll.
        poll: Rc<NewPoll>,
    },
    /// Do something to the poll of a message (protocol section 6.2).
    Poll {
        /// The message's channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// The poll.
        poll: Rc<str>,
        /// What.
        deed: PollDeed,
        /// The vote that is taken back.
        vote: Option<Rc<str>>,
    },
    /// The card of an address (protocol section 5.9).
    Preview {
        /// For which composer.
        target: Target,
        /// The address.
        url: Rc<str>,
    },
    /// A page of channels for one element's list (protocol section 4.2).
    QueryChannels(Box<ChannelsQuery>),
    /// One channel, watched, or one window of its history (protocol sections 4.3 and 4.4).
    QueryChannel {
        /// Which.
        cid: Cid,
        /// Which messages.
        page: Page,
        /// Receive its events from now on.
        watch: bool,
        /// The element that jumps there, and to what.
        jump: Option<Jump>,
    },
    /// Members whose name begins so (protocol section 4.6).
    QueryMembers {
        /// For which composer.
        target: Target,
        /// The beginning.
        query: Rc<str>,
        /// How many were answered before.
        offset: u32,
    },
    /// Groups of people, or roles, whose name begins so (protocol section 6.6).
    SearchCircles {
        /// For which composer.
        target: Target,
        /// The beginning.
        query: Rc<str>,
        /// Roles, not groups.
        of_roles: bool,
    },
    /// People whose name begins so (protocol section 6.7).
    QueryUsers {
        /// For which element.
        screen: ScreenId,
        /// The beginning.
        query: Rc<str>,
        /// How many were answered before.
        offset: u32,
        /// Counts words: an answer to older ones is out of date.
        round: u32,
    },
    /// Messages with these words (protocol section 5.8).
    SearchMessages {
        /// For which element.
        screen: ScreenId,
        /// The words.
        query: Rc<str>,
        /// In which channels, in Stream's query syntax.
        filter: Value,
        /// Where the page begins.
        next: Option<Rc<str>>,
        /// Counts words: an answer to older ones is out of date.
        round: u32,
    },
    /// A page of reactions in detail (protocol section 5.7).
    QueryReactions {
        /// For which element.
        screen: ScreenId,
        /// The message.
        id: MessageId,
        /// Only of this kind.
        kind: Option<Rc<str>>,
        /// Where the page begins.
        next: Option<String>,
    },
    /// A page of replies (protocol section 5.6).
    QueryReplies {
        /// The channel.
        cid: Cid,
        /// The thread's head.
        parent: MessageId,
        /// Which replies.
        page: Page,
        /// The element that jumps there, and to what.
        jump: Option<Jump>,
    },
    /// React, or take a reaction back (protocol section 5.7).
    React {
        /// The message's channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// Kind of reaction.
        kind: Rc<str>,
        /// React.
        on: bool,
        /// The user's other reactions go (feature F109).
        only: bool,
        /// What it settles.
        wish: Wish,
    },
    /// Keep a draft on the server (protocol section 6.3).
    SaveDraft {
        /// Where it is written.
        target: Target,
        /// What is written.
        message: Rc<Message>,
    },
    /// Send a message (protocol section 5.3).
    SendMessage {
        /// To where.
        target: Target,
        /// With the id that the client made.
        message: Rc<Message>,
    },
    /// No more events of a channel (protocol section 4.7).
    StopWatching {
        /// Which.
        cid: Cid,
    },
    /// Typing began or ended (protocol section 4.8).
    Type {
        /// Where.
        target: Target,
        /// Began.
        start: bool,
    },
    /// Change keys of a channel (protocol section 4.5), for the action of this number.
    UpdateChannel {
        /// Which.
        cid: Cid,
        /// New values.
        set: Map,
        /// Keys to take away.
        unset: Vec<String>,
        /// Of the action.
        number: u32,
    },
    /// Put a file on the server (protocol section 5.10); the browser layer adds the file itself.
    Upload {
        /// Where it is written.
        target: Target,
        /// The file.
        file: FileId,
        /// As a picture.
        is_image: bool,
    },
}

/// What an operation answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Channels.
    Channels(Vec<ChannelState>),
    /// What may be uploaded.
    App(Rc<AppSettings>),
    /// A card.
    Card(Rc<Attachment>),
    /// One channel.
    Channel(Box<ChannelState>),
    /// Roles, or groups of people.
    Circles(Vec<Rc<Circle>>),
    /// Members.
    Members(Vec<Rc<Member>>),
    /// The message as the server has it.
    Message(Rc<Message>),
    /// Messages, malformed ones replaced by placeholders, and how many items there were.
    Messages(Vec<Message>, usize),
    /// Nothing that matters.
    Nothing,
    /// An own vote, and how the poll is, as far as told.
    Poll(Option<PollVote>, Option<Box<Poll>>),
    /// Reactions and where more begin.
    Reactions(Vec<Reaction>, Option<String>),
    /// People, and how many items there were.
    Users(Vec<User>, usize),
    /// Messages that were found, with the names of their channels, and where more begin.
    Hits(Vec<Message>, Option<String>),
    /// Where the file is, and a smaller picture of it.
    Uploaded(Rc<str>, Option<Rc<str>>),
}

/// Turns an operation into HTTP (protocol section 1.3).
#[must_use]
pub fn request(call: &Call, session: &Session) -> Request {
    to_request(outline(call, session), session)
}

/// Turns a question about channels into HTTP, as [`request`] does; other operations come with the later part of the program.
#[must_use]
pub fn first_request(call: &Call, session: &Session) -> Request {
    let body = match call {
        Call::QueryChannels(query) => channels::query_channels(query, session.connection_id.is_some()),
        _ => Value::Null,
    };
    to_request(post("/channels".to_owned(), body), session)
}

fn to_request(outline: Outline, session: &Session) -> Request {
    let Outline { method, path, query, body } = outline;
    let mut url =
        [&session.base_url, &*path, "?user_id=", &segment(session.user_id.as_str()), "&api_key=", &segment(&session.api_key)].concat();
    if let Some(connection_id) = &session.connection_id {
        url.push_str("&connection_id=");
        url.push_str(&segment(connection_id.as_str()));
    }
    url.push_str(&query);
    Request { method, url, token: session.token.clone(), body: body.map(|body| body.text()) }
}

/// A request without what all of them have.
struct Outline {
    method: &'static str,
    path: String,
    query: String,
    body: Option<Value>,
}

fn post(path: String, body: Value) -> Outline {
    Outline { method: "POST", path, query: String::new(), body: Some(body) }
}

fn get(path: String, query: String) -> Outline {
    Outline { method: "GET", path, query, body: None }
}

/// `/channels/{type}/{id}` and what follows.
fn channel(cid: &Cid, rest: &str) -> String {
    ["/channels/", &segment(cid.channel_type()), "/", &segment(cid.channel_id()), rest].concat()
}

/// `/messages/{id}` and what follows.
fn message(id: &MessageId, rest: &str) -> String {
    ["/messages/", &segment(id.as_str()), rest].concat()
}

fn outline(call: &Call, session: &Session) -> Outline {
    let watches = session.connection_id.is_some();
    let switch = |on: bool, yes: &str, no: &str| if on { yes.to_owned() } else { no.to_owned() };
    match call {
        Call::Act { target, id, name, value } => post(message(id, "/action"), messages::act(&target.cid, id, name, value)),
        Call::Block { user, on } => post(switch(*on, "/users/block", "/users/unblock"), json!({"blocked_user_id": user.as_str()})),
        Call::DeleteMessage { id, .. } => Outline { method: "DELETE", ..get(message(id, ""), String::new()) },
        Call::DeleteDraft(target) => {
            let query = target.parent.as_ref().map_or_else(String::new, |parent| ["&parent_id=", &segment(parent.as_str())].concat());
            Outline { method: "DELETE", ..get(channel(&target.cid, "/draft"), query) }
        }
        Call::EditMessage { message: edited, .. } => post(message(&edited.id, ""), messages::edit_message(edited)),
        Call::Flag { id } => post("/moderation/flag".to_owned(), json!({"target_message_id": id.as_str()})),
        Call::GetApp => get("/app".to_owned(), String::new()),
        Call::GetMessage { id } => get(message(id, ""), String::new()),
        Call::MarkDelivered(newest) => {
            let newest: Vec<Value> = newest.iter().map(|(cid, id)| json!({"cid": cid.as_str(), "id": id.as_str()})).collect();
            post("/channels/delivered".to_owned(), json!({"latest_delivered_messages": newest}))
        }
        Call::MarkRead { target } => {
            let body = target.parent.as_ref().map_or_else(|| json!({}), |parent| json!({"thread_id": parent.as_str()}));
            post(channel(&target.cid, "/read"), body)
        }
        Call::MarkUnread { cid, id } => post(channel(cid, "/unread"), json!({"message_id": id.as_str()})),
        Call::Mute { user, on } => post(switch(*on, "/moderation/mute", "/moderation/unmute"), json!({"target_id": user.as_str()})),
        Call::OpenDirect { kind, users, named, .. } => {
            let members: Vec<&str> = std::iter::once(&session.user_id).chain(users).map(UserId::as_str).collect();
            let (path, data) = match named {
                Some((id, name)) => (["/", &*segment(id)].concat(), json!({"members": members, "name": &**name})),
                None => (String::new(), json!({ "members": members })),
            };
            let body = json!({"data": data, "state": true, "watch": watches, "presence": watches, "messages": {"limit": 25}});
            post(["/channels/", &segment(kind), &path, "/query"].concat(), body)
        }
        Call::Pin { id, on, .. } => {
            let set = if *on { json!({"pinned": true, "pin_expires": null, "pinned_at": null}) } else { json!({"pinned": false}) };
            Outline { method: "PUT", ..post(message(id, ""), json!({ "set": set })) }
        }
        Call::CreatePoll { poll, .. } => post("/polls".to_owned(), polls::create(poll)),
        Call::Poll { id, poll, deed, vote, .. } => polls::deed(id, poll, deed, vote.as_deref()),
        Call::Preview { url, .. } => get("/og".to_owned(), ["&url=", &segment(url)].concat()),
        Call::QueryChannels(query) => post("/channels".to_owned(), channels::query_channels(query, watches)),
        Call::QueryChannel { cid, page, watch, .. } => post(channel(cid, "/query"), channels::query_channel(page, *watch && watches)),
        Call::QueryMembers { target, query, offset } => get("/members".to_owned(), channels::query_members(&target.cid, query, *offset)),
        Call::SearchCircles { query, of_roles, .. } => {
            let path = if *of_roles { "/roles/search" } else { "/usergroups/search" };
            get(path.to_owned(), ["&limit=10&query=", &segment(query)].concat())
        }
        Call::QueryUsers { query, offset, .. } => get("/users".to_owned(), channels::query_users(query, *offset)),
        Call::SearchMessages { query, filter, next, .. } => {
            get("/search".to_owned(), channels::search_messages(query, filter, next.as_deref()))
        }
        Call::QueryReactions { id, kind, next, .. } => {
            let filter = kind.as_ref().map_or_else(|| json!({}), |kind| json!({"type": &**kind}));
            let sort = json!([{"field": "created_at", "direction": -1}]);
            // Without a next page it is `null`, which is absent (protocol section 0.4).
            post(message(id, "/reactions"), json!({"filter": filter, "sort": sort, "limit": 25, "next": next}))
        }
        Call::QueryReplies { parent, page, .. } => get(message(parent, "/replies"), messages::replies(page)),
        Call::React { id, kind, on: true, only, .. } => post(message(id, "/reaction"), messages::react(kind, *only)),
        Call::React { id, kind, .. } => {
            Outline { method: "DELETE", ..get(message(id, &["/reaction/", &segment(kind)].concat()), String::new()) }
        }
        Call::SaveDraft { target, message } => post(channel(&target.cid, "/draft"), messages::save_draft(message)),
        Call::SendMessage { target, message } => post(channel(&target.cid, "/message"), messages::send_message(message)),
        Call::StopWatching { cid } => post(channel(cid, "/stop-watching"), json!({})),
        Call::Type { target, start } => {
            let mut event = Map::from_iter([("type".to_owned(), Value::from(if *start { "typing.start" } else { "typing.stop" }))]);
            if let Some(parent) = &target.parent {
                event.insert("parent_id".into(), parent.as_str().into());
            }
            post(channel(&target.cid, "/event"), json!({ "event": event }))
        }
        Call::UpdateChannel { cid, set, unset, .. } => {
            Outline { method: "PATCH", ..post(channel(cid, ""), json!({"set": set, "unset": unset})) }
        }
        Call::Upload { target, is_image, .. } => {
            Outline { body: None, ..post(channel(&target.cid, if *is_image { "/image" } else { "/file" }), Value::Null) }
        }
    }
}

/// The channels in a good answer to a question about them.
#[must_use]
pub fn channels_of(reply: &Reply) -> Option<Vec<ChannelState>> {
    (200..300).contains(&reply.status).then_some(())?;
    let Ok(Value::Object(mut map)) = parse(&reply.body) else { return None };
    map.remove("channels").and_then(Vec::read)
}

/// Reads what came back; `now` in milliseconds since 1970.
///
/// # Errors
/// [`Error`], classified by protocol section 1.6.
pub fn answer(call: &Call, reply: &Reply, now: i64) -> Result<Answer, Error> {
    if !(200..300).contains(&reply.status) {
        return Err(errors::read(reply, now));
    }
    let nothing = matches!(
        call,
        Call::Block { .. }
            | Call::DeleteDraft(_)
            | Call::Flag { .. }
            | Call::MarkDelivered(_)
            | Call::MarkRead { .. }
            | Call::MarkUnread { .. }
            | Call::Mute { .. }
            | Call::SaveDraft { .. }
            | Call::StopWatching { .. }
            | Call::Type { .. }
            | Call::UpdateChannel { .. }
    );
    if nothing {
        return Ok(Answer::Nothing);
    }
    let Ok(Value::Object(mut map)) = parse(&reply.body) else { return Err(Error::Undecodable) };
    let mut part = |key: &str| map.remove(key).filter(|value| !value.is_null());
    match call {
        Call::GetApp => part("app").and_then(AppSettings::read).map(|app| Answer::App(Rc::new(app))),
        Call::Preview { .. } => {
            map.remove("duration");
            Attachment::read(Value::Object(map)).map(|card| Answer::Card(Rc::new(card)))
        }
        Call::QueryChannels(_) => part("channels").and_then(Vec::read).map(Answer::Channels),
        Call::QueryChannel { .. } | Call::OpenDirect { .. } => {
            ChannelState::read(Value::Object(map)).map(|state| Answer::Channel(Box::new(state)))
        }
        Call::QueryMembers { .. } => part("members").and_then(Vec::read).map(Answer::Members),
        Call::SearchCircles { of_roles, .. } => {
            let read = if *of_roles { Circle::read_role } else { Circle::read_group };
            part(if *of_roles { "roles" } else { "user_groups" })
                .and_then(Vec::<Value>::read)
                .map(|all| Answer::Circles(all.iter().filter_map(read).map(Rc::new).collect()))
        }
        Call::CreatePoll { .. } | Call::Poll { .. } => {
            let vote = part("vote").and_then(PollVote::read);
            Some(Answer::Poll(vote, part("poll").and_then(Poll::read).map(Box::new)))
        }
        Call::QueryReactions { .. } => part("reactions").and_then(Vec::read).map(|reactions| {
            let next = part("next").and_then(String::read).filter(|next| !next.is_empty());
            Answer::Reactions(reactions, next)
        }),
        Call::QueryUsers { .. } => part("users").and_then(Vec::<Value>::read).map(|items| {
            let returned = items.len();
            Answer::Users(items.into_iter().filter_map(User::read).collect(), returned)
        }),
        Call::SearchMessages { .. } => part("results").and_then(Vec::<Value>::read).map(|results| {
            let message = |mut result: Value| result.as_object_mut().and_then(|result| result.remove("message"));
            let next = part("next").and_then(String::read).filter(|next| !next.is_empty());
            Answer::Hits(results.into_iter().filter_map(message).filter_map(Message::read).collect(), next)
        }),
        Call::QueryReplies { .. } => part("messages").and_then(Vec::<Value>::read).map(|items| {
            let returned = items.len();
            Answer::Messages(page(items), returned)
        }),
        Call::Upload { .. } => part("file").and_then(String::read).filter(|url| !url.is_empty()).map(|url| {
            Answer::Uploaded(Rc::from(url), part("thumb_url").and_then(String::read).filter(|url| !url.is_empty()).map(Rc::from))
        }),
        // A preview that was given up comes back without a message (protocol section 5.11); a deletion may.
        Call::Act { .. } | Call::DeleteMessage { .. } | Call::Pin { .. } | Call::React { .. } => {
            Some(part("message").and_then(Message::read).map_or(Answer::Nothing, |message| Answer::Message(Rc::new(message))))
        }
        _ => part("message").and_then(Message::read).map(|message| Answer::Message(Rc::new(message))),
    }
    .ok_or(Error::Undecodable)
}

/// Percent-encodes one path segment or query value.
#[must_use]
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~!".contains(&byte) {
            out.push(char::from(byte));
        } else {
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(digit), 16).map_or('0', |digit| digit.to_ascii_uppercase()));
            }
            out.insert(out.len() - 2, '%');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Secret;
    use crate::wire::ConnectionId;

    fn a_session() -> Session {
        Session {
            base_url: Rc::from("https://stream.test"),
            api_key: Rc::from("k1"),
            user_id: UserId::from("giulia & co"),
            token: Secret(Rc::from("jwt")),
            connection_id: Some(ConnectionId::from("C1")),
        }
    }

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, body: body.to_owned(), ..Reply::default() }
    }

    const READ: fn() -> Call = || Call::MarkRead { target: Cid::from("messaging:a").into() };

    #[test]
    fn requests_carry_user_key_and_connection_and_no_token_in_the_url() {
        let request = request(&READ(), &a_session());
        assert_eq!(request.url, "https://stream.test/channels/messaging/a/read?user_id=giulia%20%26%20co&api_key=k1&connection_id=C1");
        assert!(!format!("{request:?}").contains("jwt"));
    }

    #[test]
    fn watching_is_not_asked_for_without_a_connection() {
        let session = Session { connection_id: None, ..a_session() };
        let call = Call::QueryChannel { cid: Cid::from("messaging:a"), page: Page::Latest { limit: 25 }, watch: true, jump: None };
        let body = |session: &Session| parse(&request(&call, session).body.unwrap()).unwrap()["watch"].clone();
        assert_eq!((body(&session), body(&a_session())), (Value::Bool(false), Value::Bool(true)));
    }

    #[test]
    fn an_id_of_another_shape_stays_inside_its_path_segment() {
        assert_eq!(segment("../x?y#z/é"), "..%2Fx%3Fy%23z%2F%C3%A9");
    }

    #[test]
    fn a_malformed_channel_loses_only_itself() {
        let body = r#"{"channels":[{"channel":{"cid":"messaging:a"}},{"channel":7},null,{"channel":{"type":"messaging","id":"b"}}]}"#;
        let query = ChannelsQuery {
            purpose: Purpose::Recovery { cids: Vec::new() },
            filter: Value::Null,
            sort: Vec::new(),
            limit: 10,
            offset: 0,
            message_limit: 25,
        };
        let Answer::Channels(states) = answer(&Call::QueryChannels(Box::new(query)), &reply(201, body), 0).unwrap() else { panic!() };
        let cids: Vec<_> = states.iter().map(|state| state.channel.cid.as_str()).collect();
        assert_eq!(cids, ["messaging:a", "messaging:b"]);
    }

    #[test]
    fn errors_are_sorted_by_what_helps() {
        let error = |status, body| answer(&READ(), &reply(status, body), 0).unwrap_err();
        assert!(error(401, r#"{"code":40}"#).is_expired_token());
        assert!(
            error(400, r#"{"code":4,"message":"SendMessage failed with error: \"a message with ID x already exists\""}"#).is_duplicate()
        );
        for (status, body, transient, key) in [
            (500, "<html>", true, "server"),
            (500, r#"{"code":-1}"#, true, "server"),
            (403, r#"{"code":17}"#, false, "not-allowed"),
            (403, r#"{"code":60}"#, true, "slow-mode"),
            (404, r#"{"code":16}"#, false, "not-found"),
            (400, r#"{"code":4}"#, false, "refused"),
            (408, r#"{"code":23}"#, true, "refused"),
            (401, r#"{"code":43}"#, false, "unauthorized"),
        ] {
            let error = error(status, body);
            assert_eq!((error.is_transient(), error.key()), (transient, key), "{status} {body}");
        }
    }

    #[test]
    fn a_rate_limit_says_when_it_ends() {
        let limited = |retry_after, rate_limit_reset| Reply { status: 429, retry_after, rate_limit_reset, body: String::new() };
        let wait = |reply: Reply| match answer(&READ(), &reply, 1_000_000) {
            Err(Error::Limited { retry_after }) => retry_after,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            (wait(limited(Some(3), None)), wait(limited(None, Some(1_005))), wait(limited(None, None))),
            (Some(3_000), Some(5_000), None)
        );
    }

    #[test]
    fn an_html_page_with_status_200_is_undecodable() {
        let call = Call::QueryChannel { cid: Cid::from("messaging:a"), page: Page::Latest { limit: 25 }, watch: true, jump: None };
        assert_eq!(answer(&call, &reply(200, "<!doctype html>"), 0), Err(Error::Undecodable));
    }
}
