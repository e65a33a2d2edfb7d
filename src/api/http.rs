//! One request and its answer, as the browser layer carries them.

use std::fmt;
use std::rc::Rc;

use crate::chat::Secret;
use crate::wire::{ConnectionId, UserId};

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
