//! `/proxy/*`: other services ask Stream through us, with our signature (product 6.1). Whoever gets here may do everything that
//! a server may, so a path must be allowed, a browser is never let in, and nothing of the caller but the request goes on.

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use serde_json::json;

use crate::app::App;
use crate::upstream::{Asked, Failure};

/// Paths that are allowed when nothing else is said: conversations and people, not the app and its keys.
pub(crate) const DEFAULT_PATHS: &str = "/channels*, /drafts*, /members, /messages*, /moderation/*, /polls*, /reminders*, /search, \
    /sync, /tasks/*, /threads*, /unread*, /uploads/*, /users*";
/// Request headers that are handed on.
const HANDED_ON: [header::HeaderName; 2] = [header::ACCEPT, header::CONTENT_TYPE];
/// Keys of the query that are ours to say.
const OURS: [&str; 3] = ["api_key", "authorization", "stream-auth-type"];

/// One allowed path: `GET /app`, `/channels*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    method: Option<Method>,
    path: String,
    and_below: bool,
}

impl Rule {
    /// Reads a list with commas between; what is no rule is an error, because a rule that is not there protects nothing.
    ///
    /// # Errors
    /// The rule that cannot be read.
    pub fn list(text: &str) -> Result<Vec<Self>, String> {
        text.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(Self::read).collect()
    }

    fn read(rule: &str) -> Result<Self, String> {
        let (method, path) = rule.split_once(' ').map_or((None, rule), |(method, path)| (Some(method), path.trim()));
        let method = method.map(|method| method.parse::<Method>()).transpose().map_err(|_| format!("{rule:?} has no HTTP method"))?;
        let (path, and_below) = path.strip_suffix('*').map_or((path, false), |path| (path, true));
        if path.contains('*') || !(path.starts_with('/') || (path.is_empty() && and_below)) {
            return Err(format!("{rule:?} is no path: it begins with / and may end in *"));
        }
        Ok(Self { method, path: path.to_owned(), and_below })
    }

    /// `/channels*` is `/channels` and what is below it, not `/channelstypes`.
    fn allows(&self, method: &Method, path: &str) -> bool {
        let rest = path.strip_prefix(self.path.as_str());
        let is_here =
            |rest: &str| rest.is_empty() || (self.and_below && (rest.starts_with('/') || self.path.is_empty() || self.path.ends_with('/')));
        self.method.as_ref().is_none_or(|own| own == method) && rest.is_some_and(is_here)
    }
}

/// The route.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/proxy/{*path}", any(forward))
}

async fn forward(State(app): State<App>, request: Request) -> Response {
    let Some(upstream) = app.upstream() else {
        return refusal(StatusCode::NOT_FOUND, "there is nothing to forward to: this server is its own Stream");
    };
    if let Some(refused) = no_browser(&app, request.headers()) {
        return refused;
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix("/proxy").unwrap_or_default().to_owned();
    let is_known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(&parts.method);
    if !is_known || !is_plain(&path) || !app.settings.proxy_paths.iter().any(|rule| rule.allows(&parts.method, &path)) {
        return refusal(StatusCode::FORBIDDEN, "this path is not allowed (PROXY_PATHS)");
    }
    let Ok(body): Result<Bytes, _> = to_bytes(body, app.settings.proxy_body_limit).await else {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large (PROXY_BODY_LIMIT)");
    };
    let headers = HANDED_ON.iter().filter_map(|name| Some((name.clone(), parts.headers.get(name)?.clone()))).collect();
    let query = own_query(parts.uri.query().unwrap_or_default());
    match upstream.ask(Asked { method: parts.method, path: &path, query: &query, headers, body }).await {
        Ok(reply) => {
            let mut response = (reply.status, reply.body).into_response();
            *response.headers_mut() = reply.headers;
            response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
            response
        }
        Err(failure) => unavailable(&failure),
    }
}

/// Refuses browsers, and names of this machine that are not its own: a page in a browser must not reach what is meant for
/// services, also not by a name that it had pointed here.
pub(crate) fn no_browser(app: &App, headers: &HeaderMap) -> Option<Response> {
    let is_browser =
        headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") || headers.contains_key("sec-fetch-mode");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_ours = !app.settings.is_loopback() || matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    (is_browser || !is_ours).then(|| refusal(StatusCode::FORBIDDEN, "this is for services, not for browsers"))
}

/// The documented answer to a bad request.
pub(crate) fn refusal(status: StatusCode, why: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], json!({ "errorMsg": why }).to_string()).into_response()
}

/// The answer when Stream did not answer as it should.
pub(crate) fn unavailable(failure: &Failure) -> Response {
    refusal(StatusCode::BAD_GATEWAY, &failure.to_string())
}

/// Nothing that one server reads as another path than the next one.
fn is_plain(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let hidden = ["%2e", "%2f", "%5c", "%00", "%25", "\\", "//"];
    !hidden.iter().any(|part| lower.contains(part)) && !path.split('/').any(|part| part == ".." || part == ".") && path.is_ascii()
}

/// The query without what we say ourselves.
fn own_query(query: &str) -> String {
    let is_theirs = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        // An encoded name could be one of ours in disguise.
        !name.contains('%') && !OURS.iter().any(|own| own.eq_ignore_ascii_case(name))
    };
    query.split('&').filter(|pair| !pair.is_empty()).filter(is_theirs).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn allows(rules: &str, method: Method, path: &str) -> bool {
        Rule::list(rules).unwrap().iter().any(|rule| rule.allows(&method, path))
    }

    #[test]
    fn a_rule_allows_a_path_and_with_a_star_what_is_below() {
        assert!(allows("/channels*", Method::POST, "/channels") && allows("/channels*", Method::GET, "/channels/a/b"));
        assert!(!allows("/channels*", Method::GET, "/channelstypes") && !allows("/members", Method::GET, "/members/x"));
        assert!(allows("GET /app", Method::GET, "/app") && !allows("GET /app", Method::PATCH, "/app"));
        assert!(allows("*", Method::GET, "/anything/at/all") && allows("/moderation/*", Method::POST, "/moderation/mute"));
    }

    #[test]
    fn the_app_and_its_keys_are_not_allowed_unless_said() {
        for path in
            ["/app", "/apps/revoke_tokens", "/roles", "/permissions", "/channeltypes", "/import", "/export_channels", "/connect", "/tokens"]
        {
            assert!(!allows(DEFAULT_PATHS, Method::POST, path), "{path}");
        }
        assert!(allows(DEFAULT_PATHS, Method::POST, "/users"));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for rules in ["channels", "/a*b", "GE T /x y*z", "http://x/y"] {
            assert!(Rule::list(rules).is_err(), "{rules}");
        }
        assert_eq!(Rule::list(" , ").unwrap(), []);
    }

    #[test]
    fn paths_that_could_be_read_in_two_ways_are_not_plain() {
        for path in ["/channels/../app", "/channels/%2e%2e/app", "/a%2Fb", "//app", "/a//b", "/a\\b", "/a/%5c", "/a%2500", "/./app", "/é"]
        {
            assert!(!is_plain(path), "{path}");
        }
        assert!(is_plain("/channels/messaging/!members-1/query") && is_plain("/messages/a%20b"));
    }

    #[test]
    fn a_caller_cannot_say_what_is_ours_to_say() {
        assert_eq!(own_query("a=1&api_key=x&Authorization=y&stream-auth-type=anonymous&api%5Fkey=z&b=2"), "a=1&b=2");
    }
}
