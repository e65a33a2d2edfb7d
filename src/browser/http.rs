//! HTTP by fetch: the backend's configuration, Stream's calls, and our own locale files.
//!
//! Headers are built and answers are read with `reqwasm`. Sending is done beside it with `web_sys`: reqwasm takes every
//! rejection for an `Error` object and panics on anything else, and what a host's wrapped `fetch` rejects with is not ours
//! to choose. Each request is given up after ten seconds (fault F13), or when its [`Fetches`] are dropped.

use std::rc::Rc;

use reqwasm::http::{Headers, ReferrerPolicy, RequestCache, RequestCredentials, Response};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, DomException, RequestInit};

use super::{address, ids};
use crate::api::{Failure, Reply, Request};
use crate::chat::{Backend, ConfigReply, Credentials};
use crate::connection::CLIENT;

/// No answer after this long counts as none.
const ANSWER_WITHIN_MS: u32 = 10_000;

/// Requests on their way, all given up when this is dropped.
pub struct Fetches {
    all: Option<AbortController>,
}

impl Fetches {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { all: AbortController::new().ok() }
    }

    /// Asks the backend for the configuration; `answered` is not called when the request was given up.
    pub fn config(&self, backend: &Backend, answered: impl FnOnce(Result<ConfigReply, Failure>) + 'static) {
        let url = address::config_url(&backend.url, &backend.client_type);
        self.send(url, to_backend(backend, Headers::new()), |url, outcome| {
            answered(outcome.map(|(response, body)| ConfigReply {
                status: response.status(),
                redirected: response.redirected() && address::is_elsewhere(url, &response.url()),
                is_hosts: false,
                is_html: response.headers().get("content-type").is_some_and(|kind| address::is_html(&kind)),
                body,
            }));
        });
    }

    /// Asks the backend what a tenant's action asks it, with everything that the configuration is asked with: method, path
    /// below its base, JSON. `answered` gets the status.
    pub fn backend(
        &self,
        backend: &Backend,
        (method, path, body): (&str, &str, Option<String>),
        answered: impl FnOnce(Result<u16, Failure>) + 'static,
    ) {
        let headers = Headers::new();
        if body.is_some() {
            headers.set("content-type", "application/json");
        }
        let init = to_backend(backend, headers);
        init.set_method(method);
        if let Some(body) = body {
            init.set_body(&JsValue::from_str(&body));
        }
        // Where it is sent on to is not where the tenant said that it goes.
        init.set_redirect(web_sys::RequestRedirect::Error);
        self.send([&backend.url, path].concat(), init, |_, outcome| answered(outcome.map(|(response, _)| response.status())));
    }

    /// Asks Stream; `answered` is not called when the request was given up.
    pub fn ask(&self, request: &Request, answered: impl FnOnce(Result<Reply, Failure>) + 'static) {
        let headers = Headers::new();
        headers.set("stream-auth-type", "jwt");
        headers.set("x-stream-client", CLIENT);
        headers.set("x-client-request-id", ids::message_id().as_str());
        if address::is_header("authorization", &request.token.0) {
            headers.set("authorization", &request.token.0);
        }
        let init = RequestInit::new();
        init.set_method(request.method);
        if let Some(body) = &request.body {
            headers.set("content-type", "application/json");
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers_headers(&headers.into_raw());
        init.set_credentials(RequestCredentials::Omit);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        self.send(request.url.clone(), init, |_, outcome| {
            answered(outcome.map(|(response, body)| {
                let headers = response.headers();
                Reply {
                    status: response.status(),
                    retry_after: headers.get("retry-after").and_then(|value| address::retry_after(&value)),
                    rate_limit_reset: headers.get("x-ratelimit-reset").and_then(|value| value.trim().parse::<u32>().ok()).map(i64::from),
                    body,
                }
            }));
        });
    }

    /// Sends, reads the whole answer, and hands both over with the URL that was asked for.
    fn send(&self, url: String, init: RequestInit, done: impl FnOnce(&str, Result<(Response, String), Failure>) + 'static) {
        let all = self.all.as_ref().map(AbortController::signal);
        let signals: js_sys::Array = all.iter().cloned().chain([AbortSignal::timeout_with_u32(ANSWER_WITHIN_MS)]).collect();
        init.set_signal(Some(&AbortSignal::any(&signals)));
        spawn_local(async move {
            let outcome = exchange(&url, &init).await.map_err(|error| failure(&error));
            if all.is_none_or(|signal| !signal.aborted()) {
                done(&url, outcome);
            }
        });
    }
}

/// What every request to the backend has: the host's headers and credentials mode.
fn to_backend(backend: &Backend, headers: Headers) -> RequestInit {
    headers.set("accept", "application/json");
    for (name, value) in backend.headers.iter().filter(|(name, value)| address::is_header(name, value)) {
        headers.set(name, value);
    }
    let init = RequestInit::new();
    init.set_headers_headers(&headers.into_raw());
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(match backend.credentials {
        Credentials::Omit => RequestCredentials::Omit,
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
        Credentials::Include => RequestCredentials::Include,
    });
    init
}

impl Default for Fetches {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Fetches {
    fn drop(&mut self) {
        if let Some(all) = &self.all {
            all.abort();
        }
    }
}

/// The text of a file of our own, e.g. a locale; `None` when it is not there.
pub async fn file(url: &str) -> Option<Rc<str>> {
    let init = RequestInit::new();
    init.set_signal(Some(&AbortSignal::timeout_with_u32(ANSWER_WITHIN_MS)));
    let (response, body) = exchange(url, &init).await.ok()?;
    response.ok().then(|| Rc::from(body))
}

async fn exchange(url: &str, init: &RequestInit) -> Result<(Response, String), JsValue> {
    let request = web_sys::Request::new_with_str_and_init(url, init)?;
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    let response = Response::from_raw(response);
    let body = JsFuture::from(response.as_raw().text()?).await?;
    Ok((response, body.as_string().unwrap_or_default()))
}

fn failure(error: &JsValue) -> Failure {
    match error.dyn_ref::<DomException>() {
        Some(exception) if exception.name() == "TimeoutError" => Failure::TimedOut,
        _ => Failure::Offline,
    }
}
