//! What the host may set, parsed: half for the session, half for one element.

use std::fmt;
use std::rc::Rc;

use crate::wire::{Cid, MessageId, Value};

/// Where the configuration comes from. Elements with equal backends share one session.
#[derive(Clone, PartialEq)]
pub struct Backend {
    /// Base URL without a trailing slash; empty means same origin.
    pub url: Rc<str>,
    /// The `clientType` asked for.
    pub client_type: Rc<str>,
    /// fetch credentials mode of backend calls.
    pub credentials: Credentials,
    /// Extra headers of backend calls, in order.
    pub headers: Rc<Vec<(String, String)>>,
    /// The configuration itself, given by the host: nothing is fetched.
    pub config: Option<Rc<Value>>,
    /// Hosts that the configuration may name for Stream, with spaces between; empty allows any.
    pub api_hosts: Rc<str>,
}

impl Backend {
    /// The configuration may name this address for Stream (trust S6): it has one of the hosts that the page allows, and is
    /// encrypted when the backend is, unless it is on this very device.
    #[must_use]
    pub fn may_name(&self, url: &str) -> bool {
        let Some((scheme, rest)) = url.split_once(':') else { return false };
        let host = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains(['@', '\\']) {
            return false;
        }
        let is_safe = scheme.eq_ignore_ascii_case("https") || !self.url.starts_with("https:") || is_here(host);
        is_safe && (self.api_hosts.is_empty() || self.api_hosts.split_whitespace().any(|rule| fits(rule, host)))
    }
}

impl Backend {
    /// Another one differs only in what a session need not begin anew for: the given configuration is of the same user, app
    /// and address of Stream.
    #[must_use]
    pub fn is_session_of(&self, other: &Self) -> bool {
        let (Some(own), Some(config)) = (&self.config, &other.config) else { return false };
        let who = |config: &Value, key: &str| config.get("authentication").and_then(|it| it.get(key)?.as_str()).map(str::to_owned);
        let is_same = |key| who(own, key).is_some() && who(own, key) == who(config, key);
        let rest = Self { config: Some(config.clone()), ..self.clone() };
        is_same("userId") && is_same("apiKey") && own.get("stream") == config.get("stream") && rest == *other
    }
}

/// A host with its port is this device itself, which browsers take for safe.
fn is_here(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| name.eq_ignore_ascii_case(here))
}

/// A host with its port is what a rule allows: it itself, or with `*.` before it whatever is below.
fn fits(rule: &str, host: &str) -> bool {
    let Some(above) = rule.strip_prefix('*') else { return rule.eq_ignore_ascii_case(host) };
    let end = host.len().checked_sub(above.len()).and_then(|from| host.get(from..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(above)) && host.len() > above.len()
}

impl Default for Backend {
    fn default() -> Self {
        Self {
            url: Rc::from(""),
            client_type: Rc::from("web"),
            credentials: Credentials::default(),
            headers: Rc::default(),
            config: None,
            api_hosts: Rc::from(""),
        }
    }
}

/// Headers and a given configuration may hold secrets: only their presence is shown.
impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("url", &self.url)
            .field("client_type", &self.client_type)
            .field("credentials", &self.credentials)
            .field("headers", &self.headers.len())
            .field("config", &self.config.is_some())
            .field("api_hosts", &self.api_hosts)
            .finish()
    }
}

/// fetch credentials mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// No cookies.
    Omit,
    /// Cookies for the page's own origin.
    #[default]
    SameOrigin,
    /// Cookies always.
    Include,
}

/// What one element asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScreenSettings {
    /// Channel to open.
    pub channel: Option<Cid>,
    /// Message to show in it, once.
    pub message: Option<MessageId>,
    /// Thread to show beside it, once, by its head; `message` is then a reply.
    pub thread: Option<MessageId>,
    /// The configured view to show, by its id; the first one when absent.
    pub view: Option<Rc<str>>,
    /// Filter, AND-ed with the configured one.
    pub filters: Option<Rc<Value>>,
    /// Sort, instead of the configured one.
    pub sort: Option<Rc<Value>>,
    /// Paging options, over the configured ones.
    pub options: Option<Rc<Value>>,
    /// The element shows only a conversation: do not open the first channel of a list, open `channel`.
    pub is_single: bool,
    /// Wide enough for list and conversation: the first channel is opened by itself (feature F18).
    pub opens_first: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(backend: &str, api_hosts: &str, urls: &[&str]) -> Vec<bool> {
        let backend = Backend { url: Rc::from(backend), api_hosts: Rc::from(api_hosts), ..Backend::default() };
        urls.iter().map(|url| backend.may_name(url)).collect()
    }

    #[test]
    fn an_encrypted_backend_names_no_open_address_but_of_this_device() {
        let urls = ["https://a.test", "http://a.test", "HTTPS://a.test/x", "http://localhost:4000", "http://127.0.0.1", "http://[::1]:80"];
        assert_eq!(may("https://shop.test", "", &urls), [true, false, true, true, true, true]);
        assert_eq!(may("http://shop.test", "", &urls), [true; 6]);
        assert_eq!(
            may("https://shop.test", "", &["http://localhost.evil.test", "http://127.0.0.1.evil.test", "http://localhost@evil.test"]),
            [false; 3]
        );
    }

    #[test]
    fn another_configuration_of_the_same_user_is_the_same_session() {
        let backend = |config: Value| Backend { config: Some(Rc::new(config)), ..Backend::default() };
        let who = |user: &str| crate::json!({"userId": user, "userToken": "t", "apiKey": "k"});
        let with = |key: &str, value: Value| {
            let mut config = crate::json!({"authentication": who("a")});
            config[key] = value;
            backend(config)
        };
        let plain = backend(crate::json!({"authentication": who("a")}));
        assert!(plain.is_session_of(&with("theme", crate::json!({"brand": "#0a5"}))));
        assert!(!plain.is_session_of(&with("stream", crate::json!({"baseUrl": "https://b.test"}))));
        assert!(!plain.is_session_of(&with("authentication", who("b"))));
        assert!(!plain.is_session_of(&backend(crate::json!({"error": "closed"}))));
        assert!(!plain.is_session_of(&Backend::default()) && !Backend::default().is_session_of(&plain));
        assert!(!plain.is_session_of(&Backend { url: Rc::from("https://b.test"), ..with("theme", crate::json!({})) }));
    }

    #[test]
    fn where_the_page_has_a_list_only_what_is_on_it_is_asked() {
        let list = "chat.stream-io-api.com *.proxy.test local.test:8443";
        let good = ["https://chat.stream-io-api.com/v1", "https://eu.proxy.test", "https://A.EU.Proxy.Test?x", "https://local.test:8443/"];
        assert_eq!(may("https://shop.test", list, &good), [true; 4]);
        let bad = [
            "https://chat.stream-io-api.com.evil.test",
            "https://proxy.test",
            "https://evilproxy.test",
            "https://.proxy.test@evil.test",
            "https://evil.test\\@eu.proxy.test",
            "https://evil.test#.proxy.test",
            "https://local.test",
            "nothing",
        ];
        assert_eq!(may("https://shop.test", list, &bad), [false; 8]);
    }
}
