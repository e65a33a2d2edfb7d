//! A JSON answer: status and body. Its `duration` (protocol 0.3) is filled in by `app` on the way out, once it is known.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

/// An answer of the Stream face.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    body: Map<String, Value>,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: Map<String, Value>) -> Self {
        Self { status, body }
    }

    /// 200, for GET, PATCH and DELETE.
    pub(crate) fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, object(body))
    }

    /// 201, for POST and PUT.
    pub(crate) fn created(body: Value) -> Self {
        Self::new(StatusCode::CREATED, object(body))
    }

    /// The same body under another status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = StatusCode::from_u16(status).unwrap_or(self.status);
        self
    }

    /// The answer with its duration in milliseconds.
    pub(crate) fn timed(mut self, milliseconds: f64) -> Response {
        self.body.insert("duration".into(), format!("{milliseconds:.2}ms").into());
        (self.status, [(header::CONTENT_TYPE, "application/json")], Value::Object(self.body).to_string()).into_response()
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn object(body: Value) -> Map<String, Value> {
    match body {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}
