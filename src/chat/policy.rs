//! What the page's content security policy blocked of ours, said once and clearly (hosts like micro-lc ship policies that
//! cover neither a socket to another origin nor previews of files).

use std::rc::Rc;

use super::{Chat, Effect, HostEvent};
use crate::connection::Phase;
use crate::state::{Link, NoticeKey, Trouble};

/// What was blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The directive that blocked it, e.g. `connect-src`.
    pub directive: Rc<str>,
    /// Scheme and host, or the scheme alone; never a path or a query, which may hold a token.
    pub source: Rc<str>,
}

impl Chat {
    /// The page's policy blocked something, ours or not.
    pub(super) fn policy_blocked(&mut self, blocked: &Blocked) {
        let Blocked { directive, source } = blocked;
        let is_preview = source.starts_with("blob") && matches!(&**directive, "img-src" | "media-src");
        let is_connection = directive.starts_with("connect-src") && self.connection.phase() != Phase::Live && self.is_ours(source);
        if !is_preview && !is_connection {
            return;
        }
        let rule = if is_preview { ["blob: in ", directive].concat() } else { format!("{} in connect-src", self.allowable(source)) };
        let is_new = !self.start.blocked.contains(&rule);
        if is_new {
            self.start.blocked.push(rule.clone());
            let message = format!("the page's Content-Security-Policy blocks the chat: allow {rule}");
            self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "policy", message }));
        }
        if is_connection {
            self.start.retry_at = None;
            self.stop(Link::ConfigError(Trouble { key: "blocked", message: rule, can_retry: true, ..Trouble::default() }));
        } else if is_new && &**directive == "media-src" {
            // Pictures have a stand-in.
            self.notice(NoticeKey::PreviewsBlocked, "");
        }
    }

    /// Whether something at this address is Stream or our backend. Some browsers tell the scheme of a socket only.
    fn is_ours(&self, source: &str) -> bool {
        if matches!(source, "ws" | "wss") {
            return true;
        }
        let ours = [&*self.session.base_url, &*self.backend.url].map(host);
        host(source).is_some_and(|host| ours.contains(&Some(host)))
    }

    /// The source to allow: a bare scheme is completed from what is known.
    fn allowable(&self, source: &str) -> String {
        match host(&self.session.base_url) {
            Some(host) if !source.contains("://") => [source, "://", host].concat(),
            _ => source.to_owned(),
        }
    }
}

/// Host and port of an address.
fn host(url: &str) -> Option<&str> {
    url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next()).filter(|host| !host.is_empty())
}
