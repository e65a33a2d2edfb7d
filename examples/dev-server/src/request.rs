//! How a request is read: its JSON body, its query, and who asks. Bad ones become Stream's errors, never axum's.

use std::collections::HashMap;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use crate::app::App;
use crate::auth;
use crate::error::Error;

/// The largest JSON body that is read, in bytes.
const MAX_JSON: usize = 256 * 1024;

/// The body as a JSON object; an absent one is empty.
#[derive(Clone, Debug)]
pub(crate) struct Body(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        if announced.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_JSON) {
            return Err(Error::too_big());
        }
        let bytes = to_bytes(request.into_body(), MAX_JSON).await.map_err(|_| Error::too_big())?;
        if bytes.is_empty() {
            return Ok(Self(Value::Object(Map::new())));
        }
        match serde_json::from_slice(&bytes) {
            Ok(body @ Value::Object(_)) => Ok(Self(body)),
            Ok(_) => Err(Error::input("the body must be a JSON object")),
            Err(error) => Err(Error::input(format!("the body is not JSON: {error}"))),
        }
    }
}

/// Who asks, on which connection, and the rest of the query string.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) user: String,
    /// `connection_id` of the query: for requests that watch.
    pub(crate) connection: Option<String>,
    pub(crate) params: Params,
}

/// The query string.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(pub(crate) HashMap<String, String>);

impl Params {
    /// A parameter that says something: clients send `null` and `undefined` as texts.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !matches!(*text, "" | "null" | "undefined"))
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// The JSON object of `payload`, or the parameters themselves as an object (both spellings of protocol 12.4).
    pub(crate) fn payload(&self) -> Result<Value, Error> {
        match self.text("payload") {
            Some(payload) => serde_json::from_str(payload).map_err(|error| Error::input(format!("payload is not JSON: {error}"))),
            None => {
                let read = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.clone()));
                Ok(Value::Object(self.0.iter().map(|(name, text)| (name.clone(), read(text))).collect()))
            }
        }
    }
}

impl FromRequestParts<App> for Actor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let params = Params::from_request_parts(parts, app).await?;
        if params.text("api_key") != Some(app.settings.api_key.as_str()) {
            return Err(Error::api_key());
        }
        let token = parts.headers.get(header::AUTHORIZATION).and_then(|token| token.to_str().ok());
        let claims = auth::check(app, token.unwrap_or_default())?;
        Ok(Self { user: claims.user_id, connection: params.text("connection_id").map(str::to_owned), params })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Query(params) = Query::try_from_uri(&parts.uri).map_err(|_| Error::input("the query string cannot be read"))?;
        Ok(Self(params))
    }
}

/// `{type}/{id}` of the path, checked (protocol 4.3).
pub(crate) fn cid(kind: &str, id: &str) -> Result<String, Error> {
    let word = |text: &str, also: &str| {
        !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-' || also.contains(c))
    };
    if word(kind, "") && word(id, "!") { Ok(format!("{kind}:{id}")) } else { Err(Error::input(format!("not a channel: {kind}:{id}"))) }
}

/// A number of the body between 0 and `max`; larger ones are clamped, absent ones are `default`.
pub(crate) fn limit(value: &Value, default: usize, max: usize) -> usize {
    let asked = value.as_u64().and_then(|asked| usize::try_from(asked).ok());
    asked.unwrap_or(default).min(max)
}
