//! One error for the whole server: Stream's codes, statuses and body (protocol 1.5 and 1.6).
//! Each handler returns it; nothing else writes an error answer of the Stream face.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::answer::Answer;

/// What went wrong, in Stream's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    code: i32,
    status: StatusCode,
    message: String,
    fields: Map<String, Value>,
}

impl Error {
    fn new(code: i32, status: StatusCode, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into(), fields: Map::new() }
    }

    /// Our own fault (-1): SQLite refused, a thread ended.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(-1, StatusCode::INTERNAL_SERVER_ERROR, message)
    }

    /// The caller's mistake in a request (4).
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(4, StatusCode::BAD_REQUEST, message)
    }

    /// As `input`, naming the field that is wrong.
    pub(crate) fn field(name: &str, why: &str) -> Self {
        let mut error = Self::input(format!("{name} {why}"));
        error.fields.insert(name.to_owned(), why.into());
        error
    }

    /// A wrong or missing `api_key` (2).
    pub(crate) fn api_key() -> Self {
        Self::new(2, StatusCode::UNAUTHORIZED, "api_key not valid")
    }

    /// A token of the wrong form, or none (5).
    pub(crate) fn token(message: impl Into<String>) -> Self {
        Self::new(5, StatusCode::UNAUTHORIZED, message)
    }

    /// The token's time is over (40).
    pub(crate) fn token_expired() -> Self {
        Self::new(40, StatusCode::UNAUTHORIZED, "JWTAuth error: token is expired")
    }

    /// The token's time has not come (41).
    pub(crate) fn token_not_yet_valid() -> Self {
        Self::new(41, StatusCode::UNAUTHORIZED, "JWTAuth error: token is not valid yet")
    }

    /// The token was issued in the future, or before its user's tokens were revoked (42).
    pub(crate) fn token_used_before_issued() -> Self {
        Self::new(42, StatusCode::UNAUTHORIZED, "JWTAuth error: token used before issue at (iat)")
    }

    /// The token was not signed with our secret (43).
    pub(crate) fn token_signature() -> Self {
        Self::new(43, StatusCode::UNAUTHORIZED, "JWTAuth error: signature is not valid")
    }

    /// Nothing is there (16).
    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self::new(16, StatusCode::NOT_FOUND, message)
    }

    /// The actor may not (17).
    pub(crate) fn not_allowed(message: impl Into<String>) -> Self {
        Self::new(17, StatusCode::FORBIDDEN, message)
    }

    /// The channel has this feature turned off (19).
    pub(crate) fn feature_off(feature: &str) -> Self {
        Self::new(19, StatusCode::BAD_REQUEST, format!("{feature} are not enabled for this channel"))
    }

    /// The text is longer than the channel allows (20).
    pub(crate) fn too_long(limit: usize) -> Self {
        Self::new(20, StatusCode::BAD_REQUEST, format!("message text is longer than {limit} characters"))
    }

    /// A reply to a reply (21).
    pub(crate) fn nested() -> Self {
        Self::new(21, StatusCode::BAD_REQUEST, "a reply cannot have replies")
    }

    /// The body is larger than we read (22).
    pub(crate) fn too_big() -> Self {
        Self::new(22, StatusCode::PAYLOAD_TOO_LARGE, "the request is too big")
    }

    /// Slow mode (60).
    pub(crate) fn cooldown(seconds: i64) -> Self {
        Self::new(60, StatusCode::FORBIDDEN, format!("slow mode: wait {seconds} s before the next message"))
    }

    /// A failure asked for by a test (`faults`).
    pub(crate) fn planned(status: u16, code: i32) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(code, status, "this failure was asked for")
    }

    /// The actor may not.
    pub(crate) const fn is_not_allowed(&self) -> bool {
        self.code == 17
    }

    /// Stream's error code.
    #[cfg(test)]
    pub(crate) const fn code(&self) -> i32 {
        self.code
    }

    /// Puts the operation's name in front, as Stream does.
    pub(crate) fn of(mut self, operation: &str) -> Self {
        self.message = format!("{operation} failed with error: \"{}\"", self.message);
        self
    }

    /// The body of protocol 1.5 (without `duration`, which the answer gets on its way out).
    pub(crate) fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("code".into(), self.code.into());
        body.insert("message".into(), self.message.clone().into());
        body.insert("StatusCode".into(), self.status.as_u16().into());
        body.insert("duration".into(), "".into());
        body.insert("more_info".into(), "https://getstream.io/chat/docs/api_errors_response".into());
        body.insert("details".into(), json!([]));
        if !self.fields.is_empty() {
            body.insert("exception_fields".into(), Value::Object(self.fields.clone()));
        }
        body
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(format!("storage: {error}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(format!("stored JSON: {error}"))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Answer::new(self.status, self.body()).into_response()
    }
}
