//! REST as values: what we ask and how the answer reads.
//!
//! [`Call`] is every operation as data, [`request`] turns it into HTTP, [`answer`] reads what came back. Knows no network
//! and no state; called from [`crate::chat`], carried out by the browser layer.

mod channels;
mod errors;
mod messages;

use std::fmt;
use std::rc::Rc;

pub use channels::Page;
pub use errors::{EXPIRED, Error};

use crate::chat::{ScreenId, Secret};
use crate::wire::{ChannelState, Cid, ConnectionId, Map, Message, UserId, Value, Wire, parse};

/// Every operation as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
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
    },
    /// Send a message (protocol section 5.3).
    SendMessage {
        /// To where.
        cid: Cid,
        /// With the id that the client made.
        message: Rc<Message>,
    },
    /// Everything in the channel is read (protocol section 4.9).
    MarkRead {
        /// Which.
        cid: Cid,
    },
    /// Typing began or ended (protocol section 4.8).
    Type {
        /// Where.
        cid: Cid,
        /// Began.
        start: bool,
    },
    /// No more events of a channel (protocol section 4.7).
    StopWatching {
        /// Which.
        cid: Cid,
    },
}

/// A question about channels.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelsQuery {
    /// What the answer is for.
    pub purpose: Purpose,
    /// Filter in Stream's query syntax.
    pub filter: Value,
    /// Sort keys, `true` descending.
    pub sort: Vec<(String, bool)>,
    /// Channels of a page, at most 30.
    pub limit: u32,
    /// Channels to skip.
    pub offset: u32,
    /// Messages of each channel.
    pub message_limit: u32,
}

/// What the answer to a question about channels is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A page of an element's list.
    Inbox {
        /// Which element.
        screen: ScreenId,
        /// A further page, not the first.
        more: bool,
        /// Counts questions of the element: an answer to an older one is out of date.
        round: u32,
    },
    /// Which of these channels belong to an element's list.
    Candidates {
        /// Which element.
        screen: ScreenId,
        /// Asked about.
        cids: Vec<Cid>,
    },
    /// One channel that an element wants to show. Asked as a list, because asking for a channel by its id would make one.
    Open {
        /// Which.
        cid: Cid,
    },
    /// Fresh state of known channels after a gap.
    Recovery {
        /// Asked about.
        cids: Vec<Cid>,
    },
}

/// Where and as whom to ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// REST base, without a trailing slash.
    pub base_url: Rc<str>,
    /// The app's public key.
    pub api_key: Rc<str>,
    /// Who asks.
    pub user_id: UserId,
    /// The user's JWT.
    pub token: Secret,
    /// The live session; watching needs one.
    pub connection_id: Option<ConnectionId>,
}

/// One HTTP request.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// Method in capitals.
    pub method: &'static str,
    /// Absolute URL with query.
    pub url: String,
    /// Value of the `Authorization` header: the bare JWT (protocol section 0.4).
    pub token: Secret,
    /// JSON body.
    pub body: Option<String>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)
    }
}

/// One HTTP answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Seconds from the `Retry-After` header.
    pub retry_after: Option<u32>,
    /// Unix seconds from the `X-RateLimit-Reset` header.
    pub rate_limit_reset: Option<i64>,
    /// The body.
    pub body: String,
}

/// Why there is no HTTP answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The network did not carry the request, or the answer.
    Offline,
    /// The answer took too long.
    TimedOut,
}

/// What an operation answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Channels.
    Channels(Vec<ChannelState>),
    /// One channel.
    Channel(Box<ChannelState>),
    /// The message as the server has it.
    Message(Rc<Message>),
    /// Nothing that matters.
    Nothing,
}

/// Turns an operation into HTTP (protocol section 1.3).
#[must_use]
pub fn request(call: &Call, session: &Session) -> Request {
    let watches = session.connection_id.is_some();
    let channel = |cid: &Cid, rest: &str| format!("/channels/{}/{}{rest}", segment(cid.channel_type()), segment(cid.channel_id()));
    let (path, body) = match call {
        Call::QueryChannels(query) => ("/channels".to_owned(), channels::query_channels(query, watches)),
        Call::QueryChannel { cid, page, watch } => (channel(cid, "/query"), channels::query_channel(page, *watch && watches)),
        Call::SendMessage { cid, message } => (channel(cid, "/message"), messages::send_message(message)),
        Call::MarkRead { cid } => (channel(cid, "/read"), Value::Object(Map::new())),
        Call::Type { cid, start } => {
            let kind = if *start { "typing.start" } else { "typing.stop" };
            (channel(cid, "/event"), serde_json::json!({"event": {"type": kind}}))
        }
        Call::StopWatching { cid } => (channel(cid, "/stop-watching"), Value::Object(Map::new())),
    };
    to_request(&path, &body, session)
}

/// Turns a question about channels into HTTP, as [`request`] does; other operations come with the later part of the program.
#[must_use]
pub fn first_request(call: &Call, session: &Session) -> Request {
    let body = match call {
        Call::QueryChannels(query) => channels::query_channels(query, session.connection_id.is_some()),
        _ => Value::Null,
    };
    to_request("/channels", &body, session)
}

fn to_request(path: &str, body: &Value, session: &Session) -> Request {
    let mut url =
        [&session.base_url, path, "?user_id=", &segment(session.user_id.as_str()), "&api_key=", &segment(&session.api_key)].concat();
    if let Some(connection_id) = &session.connection_id {
        url.push_str("&connection_id=");
        url.push_str(&segment(connection_id.as_str()));
    }
    Request { method: "POST", url, token: session.token.clone(), body: Some(body.to_string()) }
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
    let object = || match parse(&reply.body) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Error::Undecodable),
    };
    match call {
        Call::QueryChannels(_) => channels_of(reply).map(Answer::Channels).ok_or(Error::Undecodable),
        Call::QueryChannel { .. } => {
            let state = ChannelState::read(Value::Object(object()?)).ok_or(Error::Undecodable)?;
            Ok(Answer::Channel(Box::new(state)))
        }
        Call::SendMessage { .. } => {
            let message = object()?.remove("message").and_then(Message::read).ok_or(Error::Undecodable)?;
            Ok(Answer::Message(Rc::new(message)))
        }
        Call::MarkRead { .. } | Call::Type { .. } | Call::StopWatching { .. } => Ok(Answer::Nothing),
    }
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

    const READ: fn() -> Call = || Call::MarkRead { cid: Cid::from("messaging:a") };

    #[test]
    fn requests_carry_user_key_and_connection_and_no_token_in_the_url() {
        let request = request(&READ(), &a_session());
        assert_eq!(request.url, "https://stream.test/channels/messaging/a/read?user_id=giulia%20%26%20co&api_key=k1&connection_id=C1");
        assert!(!format!("{request:?}").contains("jwt"));
    }

    #[test]
    fn watching_is_not_asked_for_without_a_connection() {
        let session = Session { connection_id: None, ..a_session() };
        let call = Call::QueryChannel { cid: Cid::from("messaging:a"), page: Page::Latest { limit: 25 }, watch: true };
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
        let call = Call::QueryChannel { cid: Cid::from("messaging:a"), page: Page::Latest { limit: 25 }, watch: true };
        assert_eq!(answer(&call, &reply(200, "<!doctype html>"), 0), Err(Error::Undecodable));
    }
}
