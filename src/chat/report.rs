//! What can be said about this chat to somebody who helps: states and counts, never a token, an id of a person or a text that
//! somebody wrote.

use crate::json;
use crate::wire::Value;

use super::verdict::REFUSED;
use super::{Chat, Effect, HostEvent};
use crate::api::claims;
use crate::connection::Phase;
use crate::state::{Link, Millis};

/// Errors that are remembered.
const ERRORS: usize = 10;
/// A clock that is further off is worth mentioning, in milliseconds.
const SKEW: Millis = 60_000;

/// The last errors: when, which kind, and the words where they are our own.
#[derive(Debug, Default)]
pub(super) struct Errors(Vec<(Millis, &'static str, String)>);

impl Chat {
    /// Remembers what the host was told of errors.
    pub(super) fn note_errors(&mut self) {
        for effect in &self.effects {
            if let Effect::Tell(_, HostEvent::Error { kind, message }) = effect {
                // What others wrote could be part of the rest.
                let is_ours = matches!(*kind, "config" | "policy" | "token") && !message.starts_with(REFUSED);
                let words = if is_ours { message.clone() } else { String::new() };
                self.errors.0.push((self.now, kind, words));
            }
        }
        let surplus = self.errors.0.len().saturating_sub(ERRORS);
        self.errors.0.drain(..surplus);
    }

    /// The report at the moment `now`, as JSON.
    #[must_use]
    pub fn report(&self, now: Millis) -> Value {
        let state = self.state();
        let timelines =
            || state.channels.values().map(|channel| &channel.timeline).chain(state.threads.values().map(|thread| &thread.timeline));
        let trouble = match &state.link {
            Link::ConfigError(trouble) | Link::TokenRefused(trouble) => Some(trouble),
            _ => None,
        };
        let errors: Vec<Value> = self
            .errors
            .0
            .iter()
            .map(|(at, kind, message)| json!({"secondsAgo": (now - at) / 1_000, "kind": kind, "message": message}))
            .collect();
        json!({
            "state": state.link.name(),
            "trouble": trouble.map(|trouble| json!({"key": trouble.key, "status": trouble.status})),
            "session": {
                "phase": phase(self.connection.phase()),
                "stream": &*self.session.base_url,
                "hasUser": !self.session.user_id.as_str().is_empty(),
                "tokenSecondsLeft": self.token_ends_at().map(|at| (at - now) / 1_000),
                "renewals": self.start.renewals,
                "clockSkewSeconds": self.start.skew.map(|skew| skew / 1_000),
            },
            "counts": {
                "screens": state.screens.len(),
                "channels": state.channels.len(),
                "threads": state.threads.len(),
                "users": state.users.len(),
                "messages": timelines().map(|timeline| timeline.shown().count()).sum::<usize>(),
                "unsent": timelines().map(|timeline| timeline.outgoing().len()).sum::<usize>(),
                "unread": state.totals.messages,
            },
            "errors": errors,
            "findings": self.findings(now),
        })
    }

    /// What is probably wrong, each with what helps.
    fn findings(&self, now: Millis) -> Vec<Value> {
        let finding = |code: &str, help: String| json!({"code": code, "help": help});
        let mut found: Vec<Value> = self
            .start
            .blocked
            .iter()
            .map(|rule| finding("policy", format!("Allow {rule} in the page's Content-Security-Policy.")))
            .collect();
        if let Some(skew) = self.start.skew.filter(|skew| skew.abs() > SKEW) {
            found.push(finding(
                "clock",
                format!("The clock of this device is {} s off; tokens may look expired or not yet valid.", skew.abs() / 1_000),
            ));
        }
        if self.token_ends_at().is_some_and(|at| at <= now) {
            found.push(finding("token", "The user's token has expired; the backend or tokenProvider must answer a new one.".to_owned()));
        }
        found
    }

    fn token_ends_at(&self) -> Option<Millis> {
        let ends = claims(&self.session.token.0)?.get("exp")?.as_f64()?;
        Some((ends * 1_000.0) as Millis)
    }
}

/// What is probably wrong with where things are, seen from a page of this origin.
#[must_use]
pub fn places(report: &Value, page: &str, backend: &str, is_online: bool) -> Vec<Value> {
    let stream = report.get("session").and_then(|session| session.get("stream")?.as_str()).unwrap_or_default();
    let is_open = |url: &&str| page.starts_with("https:") && url.starts_with("http:");
    let mixed = [backend, stream].into_iter().find(is_open);
    let mixed = mixed
        .map(|url| json!({"code": "mixed", "help": format!("An encrypted page may only ask encrypted addresses: {url} must be https.")}));
    let key = report.get("trouble").and_then(|trouble| trouble.get("key")?.as_str());
    let is_foreign = key == Some("unreachable") && is_online && !backend.is_empty() && backend != page;
    let foreign = is_foreign.then(|| {
        let help = "The backend is of another origin: it has to be there, and to allow this page's origin by CORS, with credentials if it knows people by cookies.";
        json!({"code": "origin", "help": help})
    });
    mixed.into_iter().chain(foreign).collect()
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Idle => "idle",
        Phase::Opening { .. } => "opening",
        Phase::Greeting { .. } => "greeting",
        Phase::Live => "live",
        Phase::Waiting { .. } => "waiting",
        Phase::Renewing => "renewing",
        Phase::Ended(_) => "ended",
    }
}
