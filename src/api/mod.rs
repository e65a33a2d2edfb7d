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
pub use errors::Error;

use crate::chat::{ScreenId, Secret};
use crate::wire::{ChannelState, Cid, ConnectionId, Map, Message, MessageId, UserId, Value};

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
    /// Fresh state of known channels after a gap.
    Recovery {
        /// Asked about.
        cids: Vec<Cid>,
    },
}

/// Where and as whom to ask.
#[derive(Clone, Default, PartialEq)]
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
