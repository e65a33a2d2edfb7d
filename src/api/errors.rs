//! Why an operation failed, and whether asking again can help (protocol section 1.6).

use super::Failure;

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
