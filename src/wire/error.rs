//! Stream's error body, and why a text could not be decoded.

use super::json::wire;

wire! {
    /// The body of every failed REST call and of `connection.error` (protocol section 1.5).
    ErrorBody {
        /// Stream's error code; absent from gateway errors.
        code: Option<u32> = "code",
        /// For developers; form `<Operation> failed with error: "<text>"`.
        message: String = "message",
        /// HTTP status.
        status: Option<u32> = "StatusCode",
        /// True: the same request will never succeed.
        unrecoverable: bool = "unrecoverable",
    }
}

/// Why a frame or an answer could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not JSON.
    #[error("not JSON at line {line}, column {column}")]
    Syntax {
        /// 1-based line.
        line: usize,
        /// 1-based column.
        column: usize,
    },
    /// JSON of another shape than the protocol's.
    #[error("expected {expected} in {kind}")]
    Shape {
        /// Event type or operation.
        kind: String,
        /// Path of what is missing or malformed.
        expected: &'static str,
    },
}
