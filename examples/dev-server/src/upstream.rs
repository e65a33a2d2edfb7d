//! The real Stream, asked as a server: users are made before they get a token, permissions are set up at the start, and `proxy`
//! forwards what other services want. It knows HTTP and Stream's paths, no request of ours.

use std::collections::HashSet;
use std::io::Read as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::settings::Settings;
use crate::store::Object;
use crate::token;

/// Stream answers within this time, or has not answered.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const MAX_ANSWER: u64 = 16 * 1024 * 1024;
/// What a client says it is.
const CLIENT: &str = concat!("chat-service-backend-v", env!("CARGO_PKG_VERSION"));
/// Headers of an answer that are handed on; no cookies, nothing about the other side.
const HANDED_ON: [&str; 5] = ["content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// Why Stream's answer is not here. Never holds a key, a token or a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("Stream could not be reached")]
    Unreachable,
    #[error("Stream's answer is too large")]
    TooLarge,
    #[error("Stream refused {operation} ({status})")]
    Refused { operation: &'static str, status: u16 },
}

/// An answer of Stream.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What is asked of Stream: a path with a leading slash and a query without a question mark.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Stream with our key and our signature.
pub(crate) struct Upstream {
    agent: ureq::Agent,
    base: String,
    key: String,
    token: String,
    /// Users that are known to exist.
    known: Mutex<HashSet<String>>,
}

/// The token is a secret.
impl std::fmt::Debug for Upstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upstream").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Upstream {
    /// Stream, when the settings are for it.
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        if !settings.real_stream {
            return None;
        }
        // A redirect would take our signature elsewhere.
        let agent = ureq::Agent::config_builder().max_redirects(0).timeout_global(Some(ANSWERS_WITHIN)).http_status_as_error(false).build();
        let token = settings.server_token.clone().unwrap_or_else(|| token::sign_server(&settings.api_secret));
        let base = settings.stream_url.trim_end_matches('/').to_owned();
        Some(Self { agent: agent.into(), base, key: settings.api_key.clone(), token, known: Mutex::default() })
    }

    /// Asks, and answers what came back, whatever it is.
    pub(crate) async fn ask(&self, asked: Asked<'_>) -> Result<Reply, Failure> {
        let sign = if asked.query.is_empty() { "" } else { "&" };
        let url = format!("{}{}?{}{sign}api_key={}", self.base, asked.path, asked.query, encoded(&self.key));
        let mut request = Request::builder().method(asked.method.clone()).uri(url);
        if let Some(headers) = request.headers_mut() {
            headers.extend(asked.headers);
        }
        let request =
            request.header(header::AUTHORIZATION, &self.token).header("stream-auth-type", "jwt").header("x-stream-client", CLIENT);
        let agent = self.agent.clone();
        // Nothing of Stream's is said in the body of these.
        let has_body = !matches!(asked.method, Method::GET | Method::DELETE);
        let body = asked.body;
        let exchange = move || {
            let answer = match has_body {
                true => agent.run(request.body(body.to_vec())?),
                false => agent.run(request.body(())?),
            }?;
            let (parts, body) = answer.into_parts();
            let mut read = Vec::new();
            body.into_reader().take(MAX_ANSWER + 1).read_to_end(&mut read)?;
            Ok::<_, ureq::Error>((parts, read))
        };
        let (parts, body) = spawn_blocking(exchange).await.ok().and_then(Result::ok).ok_or(Failure::Unreachable)?;
        if body.len() as u64 > MAX_ANSWER {
            return Err(Failure::TooLarge);
        }
        let handed_on = |name: &&'static str| Some((HeaderName::from_static(name), parts.headers.get(*name)?.clone()));
        let headers = HANDED_ON.iter().filter_map(handed_on).collect();
        Ok(Reply { status: parts.status, headers, body: body.into() })
    }

    /// Asks with JSON and expects success.
    async fn tell(&self, operation: &'static str, method: Method, path: &str, query: &str, body: Option<Value>) -> Result<Value, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = body.map(|body| body.to_string()).unwrap_or_default().into();
        let reply = self.ask(Asked { method, path, query, headers, body }).await?;
        if !reply.status.is_success() {
            return Err(Failure::Refused { operation, status: reply.status.as_u16() });
        }
        Ok(serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    /// Sees to it that the user exists, once per run: a token of somebody who does not is of no use. Users who exist are left
    /// as they are, because Stream's upsert would take away what it is not told.
    pub(crate) async fn ensure_user(&self, id: &str, details: &Object) -> Result<(), Failure> {
        if self.known().contains(id) {
            return Ok(());
        }
        let query = json!({ "filter_conditions": { "id": id }, "limit": 1 }).to_string();
        let found = self.tell("QueryUsers", Method::GET, "/users", &format!("payload={}", encoded(&query)), None).await?;
        if found["users"].as_array().is_none_or(Vec::is_empty) {
            let mut user = details.clone();
            user.insert("id".into(), id.into());
            self.tell("UpdateUsers", Method::POST, "/users", "", Some(json!({ "users": { id: user } }))).await?;
        }
        self.known().insert(id.to_owned());
        Ok(())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets up what the permission file says, as it is documented: at each start, roles and channel types included.
    pub(crate) async fn set_up(&self, version: u8, file: &Value) -> Result<(), Failure> {
        let known = self.tell("ListChannelTypes", Method::GET, "/channeltypes", "", None).await?;
        if version == 2 {
            self.set_up_roles(file).await?;
            if let Some(app) = file.get("app") {
                self.tell("UpdateApp", Method::PATCH, "/app", "", Some(json!({ "grants": app }))).await?;
            }
        }
        for (kind, said) in file.as_object().into_iter().flatten().filter(|(kind, _)| version == 1 || *kind != "app") {
            if known["channel_types"].get(kind).is_none() {
                self.tell("CreateChannelType", Method::POST, "/channeltypes", "", Some(json!({ "name": kind }))).await?;
            }
            let key = if version == 1 { "permissions" } else { "grants" };
            let path = format!("/channeltypes/{}", encoded(kind));
            self.tell("UpdateChannelType", Method::PUT, &path, "", Some(json!({ key: said }))).await?;
        }
        Ok(())
    }

    async fn set_up_roles(&self, file: &Value) -> Result<(), Failure> {
        let known = self.tell("ListRoles", Method::GET, "/roles", "", None).await?;
        let mut names: Vec<&str> = known["roles"].as_array().into_iter().flatten().filter_map(|role| role["name"].as_str()).collect();
        for role in file.as_object().into_iter().flatten().filter_map(|(_, roles)| roles.as_object()).flat_map(|roles| roles.keys()) {
            if !names.contains(&role.as_str()) {
                self.tell("CreateRole", Method::POST, "/roles", "", Some(json!({ "name": role }))).await?;
                names.push(role);
            }
        }
        Ok(())
    }
}

/// A text as a part of a URL.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
