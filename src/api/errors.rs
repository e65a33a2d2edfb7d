//! Why an operation failed, and whether asking again can help (protocol section 1.6).

use super::{Failure, Reply};
use crate::wire::{ErrorBody, Wire, parse};

/// Token has expired: the one code that a new token helps against.
pub const EXPIRED: u32 = 40;

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No answer.
    #[error("no answer: {0:?}")]
    NoAnswer(Failure),
    /// Too many requests.
    #[error("rate limited")]
    Limited {
        /// Not before this many milliseconds from now, if told.
        retry_after: Option<i64>,
    },
    /// The token is not accepted.
    #[error("not authorized, code {code}")]
    Unauthorized {
        /// Stream's code.
        code: u32,
    },
    /// Refused.
    #[error("refused with status {status}, code {code:?}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stream's code, if the body had one.
        code: Option<u32>,
        /// For developers.
        message: String,
    },
    /// An answer of another shape than the protocol's.
    #[error("undecodable answer")]
    Undecodable,
}

impl Error {
    /// Asking the same again later can help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::Limited { .. } | Self::Undecodable => true,
            Self::Unauthorized { .. } => false,
            Self::Refused { code: Some(code), status, .. } => matches!(code, 9 | 23 | 45 | 60 | 71) || *status >= 500,
            Self::Refused { code: None, status, .. } => *status >= 500 || *status == 408 || *status == 429,
        }
    }

    /// The message is already there: an earlier attempt arrived although its answer was lost (protocol section 5.3).
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Refused { code: Some(4), message, .. } if message.contains("already exists"))
    }

    /// A new token may help.
    #[must_use]
    pub const fn is_expired_token(&self) -> bool {
        matches!(self, Self::Unauthorized { code: EXPIRED })
    }

    /// Key below `trouble.` in the locale files.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NoAnswer(Failure::Offline) => "offline",
            Self::NoAnswer(Failure::TimedOut) => "timed-out",
            Self::Limited { .. } => "rate-limited",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Undecodable => "unreadable",
            Self::Refused { code: Some(code), status, .. } => match code {
                17 | 70 => "not-allowed",
                16 => "not-found",
                20 => "too-long",
                22 => "too-large",
                60 => "slow-mode",
                _ => Self::status_key(*status),
            },
            Self::Refused { code: None, status, .. } => Self::status_key(*status),
        }
    }

    const fn status_key(status: u16) -> &'static str {
        match status {
            401 => "unauthorized",
            403 => "not-allowed",
            404 => "not-found",
            413 => "too-large",
            500.. => "server",
            _ => "refused",
        }
    }
}

/// Reads the error of an answer that is not a success; `now` in milliseconds since 1970 places the end of a rate limit.
pub(super) fn read(reply: &Reply, now: i64) -> Error {
    let body = parse(&reply.body).ok().and_then(ErrorBody::read).unwrap_or_default();
    match (reply.status, body.code) {
        (429, _) | (_, Some(9)) => Error::Limited {
            retry_after: reply
                .retry_after
                .map(|seconds| i64::from(seconds) * 1_000)
                .or_else(|| reply.rate_limit_reset.map(|reset| reset.saturating_mul(1_000).saturating_sub(now)))
                .map(|wait| wait.clamp(0, 120_000)),
        },
        (_, Some(code @ (2 | 3 | 5 | 40..=43))) => Error::Unauthorized { code },
        (401, code) => Error::Unauthorized { code: code.unwrap_or_default() },
        (status, code) => Error::Refused { status, code, message: body.message },
    }
}
