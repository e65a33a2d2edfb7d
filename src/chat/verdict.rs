//! Why there is no configuration: everything that can be wrong with the backend's answer has its own state (product contract).

use super::{Backend, ConfigReply};
use crate::api::Failure;
use crate::config::{self, Config, Fault, Outcome};
use crate::state::{Link, Trouble};
use crate::wire::parse;

/// What stands before the backend's own words.
pub(super) const REFUSED: &str = "the backend refused: ";

/// What is wrong, and what follows.
pub(super) struct Verdict {
    pub(super) link: Link,
    pub(super) is_transient: bool,
    pub(super) asks_for_sign_in: bool,
    /// For developers.
    pub(super) told: String,
}

/// Reads what this backend answered.
pub(super) fn read(backend: &Backend, outcome: Result<ConfigReply, Failure>) -> Result<(Config, Vec<Fault>), Verdict> {
    let verdict = |link, is_transient, told: &str| {
        let asks_for_sign_in = link == Link::SignedOut;
        Verdict { link, is_transient, asks_for_sign_in, told: told.to_owned() }
    };
    let trouble = |key, status| Link::ConfigError(Trouble { key, status, can_retry: true, ..Trouble::default() });
    let reply = match outcome {
        Ok(reply) => reply,
        Err(Failure::Offline) => return Err(verdict(trouble("unreachable", None), true, "the backend could not be reached")),
        Err(Failure::TimedOut) => return Err(verdict(trouble("timed-out", None), true, "the backend did not answer in time")),
    };
    let status = Some(reply.status);
    match reply.status {
        // The host's own function: what it says is for developers.
        500 if reply.is_hosts => return Err(verdict(Link::TokenRefused(no_token()), true, &reply.body)),
        401 | 403 => return Err(verdict(Link::SignedOut, false, &format!("the backend answered {}", reply.status))),
        404 => return Err(verdict(trouble("config-not-found", status), false, "the backend answered 404: check backend-url")),
        200..300 => {}
        500.. | 408 | 429 => return Err(verdict(trouble("server", status), true, &format!("the backend answered {}", reply.status))),
        other => return Err(verdict(trouble("refused", status), false, &format!("the backend answered {other}"))),
    }
    // A gateway sends whoever is not signed in to its login page, which answers 200.
    if reply.redirected {
        return Err(verdict(Link::SignedOut, false, "the backend redirected to another address instead of answering"));
    }
    if reply.is_html || reply.body.trim_start().starts_with('<') {
        return Err(verdict(Link::SignedOut, false, "the backend answered a page instead of JSON"));
    }
    let Ok(json) = parse(&reply.body) else { return Err(verdict(trouble("unreadable", status), false, "the configuration is not JSON")) };
    match config::parse(&json) {
        Outcome::Configured(config, _) if !backend.may_name(&config.stream_url) => {
            let told = ["the configuration names ", &config.stream_url, ", which is not encrypted or not one of api-hosts"].concat();
            Err(verdict(trouble("config-unusable", status), false, &told))
        }
        Outcome::Configured(config, faults) => Ok((*config, faults)),
        Outcome::Refused { title, message } => {
            let told = [REFUSED, &title, " ", &message].concat();
            let link = Link::ConfigError(Trouble { key: "refused", title, message, status, can_retry: true });
            Err(Verdict { link, is_transient: false, asks_for_sign_in: true, told })
        }
        Outcome::Unusable(fault) => {
            let told = format!("the configuration needs {} at {}", fault.expected, fault.path);
            Err(verdict(trouble("config-unusable", status), false, &told))
        }
    }
}

/// A new token could not be had.
pub(super) fn no_token() -> Trouble {
    Trouble { key: "no-token", can_retry: true, ..Trouble::default() }
}
