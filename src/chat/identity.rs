//! Who is signed in: the same, another or nobody. Nothing goes out under another name, and nothing of somebody who signed out
//! stays on the device (threats S19 and F16, promise R11).
//!
//! Three things happen to what is kept. It stays when a session ends by itself: its user may come back. It is wiped when the
//! host asks from the beginning and nobody, or somebody else, is signed in; and when somebody else is signed in later on.

use super::connect::MAX_RENEWALS;
use super::verdict::{self, Verdict, no_token};
use super::{Chat, ConfigReply, Effect, HostEvent};
use crate::api::{Failure, claims};
use crate::config::Config;
use crate::connection::{Phase, delay};
use crate::state::{Change, Link, Millis, Trouble};

/// A token that served this long was good: earlier renewals do not count (promise R8).
const GOOD_AFTER: Millis = 10_000;

impl Chat {
    /// Asks who is signed in and connects, from the beginning, as the host wishes. What is shown stays until the answer.
    pub(super) fn restart(&mut self) {
        if self.start.stopped.take().is_some() {
            self.start.has_config = false;
        }
        self.start.retry_at = None;
        self.start.failures = 0;
        self.start.renewals = 0;
        self.start.is_renewing = false;
        self.start.is_reload = true;
        if !self.start.is_fetching {
            self.fetch_config();
        }
    }

    /// The backend answered, or not.
    pub(super) fn configured(&mut self, outcome: Result<ConfigReply, Failure>) {
        self.start.is_fetching = false;
        let is_reload = std::mem::take(&mut self.start.is_reload);
        let is_refresh = std::mem::take(&mut self.refresh.is_asking);
        if is_refresh && self.start.has_config {
            if self.start.stopped.is_some() {
                return;
            }
            if is_reload {
                // What was asked before the host wanted to begin anew may be about another user.
                self.start.is_reload = true;
                return self.ask_backend_again();
            }
            return self.refreshed(outcome);
        }
        match verdict::read(&self.backend, outcome) {
            Ok((config, _)) if self.start.is_renewing && self.is_other(&config) => {
                self.start.is_renewing = false;
                self.is_another();
            }
            Ok((config, faults)) => {
                if is_reload {
                    let signals = self.connection.close();
                    self.obey(signals);
                }
                self.hand_over(&config);
                self.accept(config, faults);
            }
            // A reload that could not be answered is no reason to end what works.
            Err(verdict) if is_reload && !verdict.asks_for_sign_in && self.start.has_config => {
                self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "config", message: verdict.told }));
                self.holds_from_now();
            }
            Err(verdict) => {
                let signs_out = is_reload && verdict.asks_for_sign_in;
                self.refuse(verdict);
                if signs_out {
                    self.sign_out();
                }
            }
        }
    }

    /// Somebody else is signed in by now. What was written stays kept for its own user, until somebody else begins.
    pub(super) fn is_another(&mut self) {
        self.stop(Link::TokenRefused(Trouble { key: "other-user", can_retry: true, ..Trouble::default() }));
        self.forget();
    }

    /// Whether a configuration, or the token in it, is somebody else's.
    pub(super) fn is_other(&self, config: &Config) -> bool {
        let who = &config.authentication;
        let says = claims(&who.user_token.0).and_then(|claims| Some(claims.get("user_id")?.as_str()? != who.user_id.as_str()));
        who.user_id != self.session.user_id || who.api_key != self.session.api_key || says.unwrap_or_default()
    }

    /// Before somebody begins: whoever was here before leaves nothing.
    fn hand_over(&mut self, config: &Config) {
        let who = &config.authentication;
        let is_same = who.user_id == self.session.user_id && who.api_key == self.session.api_key;
        if !self.session.user_id.as_str().is_empty() && !is_same {
            self.forget();
        }
        if let Some(left) = self.start.left.take()
            && left != super::kept::prefix(&who.api_key, &who.user_id)
        {
            self.effects.push(Effect::Wipe { prefix: left });
        }
    }

    /// Nobody is signed in any more: nothing of them stays.
    fn sign_out(&mut self) {
        if !self.session.user_id.as_str().is_empty() {
            self.forget();
        }
        if let Some(prefix) = self.start.left.take() {
            self.effects.push(Effect::Wipe { prefix });
        }
    }

    /// There is no configuration, or no new token.
    pub(super) fn refuse(&mut self, verdict: Verdict) {
        let is_renewal = self.start.is_renewing;
        // A host's function is not asked for ever, and neither is a new token.
        let is_limited = is_renewal || matches!(verdict.link, Link::TokenRefused(_));
        self.start.failures += 1;
        let random = self.random.next();
        let tries_again = verdict.is_transient && (!is_limited || self.start.failures < MAX_RENEWALS);
        if tries_again {
            // Trying again by itself, ever more patiently; the user may do so at once.
            self.start.retry_at = Some(self.now + delay(self.start.failures, random));
            if is_limited {
                return;
            }
        }
        self.start.is_renewing = false;
        let link = if is_renewal && verdict.is_transient { Link::TokenRefused(no_token()) } else { verdict.link };
        if verdict.asks_for_sign_in || matches!(link, Link::TokenRefused(_)) {
            self.effects.push(Effect::Tell(None, HostEvent::AuthRequired { asked: false }));
        }
        self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "config", message: verdict.told }));
        self.stop(link);
    }

    /// A new token is needed; at most one question about it is on its way.
    pub(super) fn renew(&mut self) {
        // What is asked anyway brings a token.
        self.start.is_renewing |= self.refresh.is_asking && !self.start.is_reload;
        if self.start.is_fetching || self.start.stopped.is_some() || self.start.retry_at.is_some() {
            return;
        }
        if self.start.good_since.is_some_and(|at| self.now - at >= GOOD_AFTER) {
            self.start.renewals = 0;
        }
        let is_live = self.connection.phase() == Phase::Live;
        self.start.good_since = is_live.then_some(self.now);
        self.start.renewals += 1;
        if self.start.renewals > MAX_RENEWALS {
            return self.refuse_token("expired-token", crate::api::EXPIRED);
        }
        self.start.is_renewing = true;
        // A session that was refused waits by itself; one that lives while requests are refused does not.
        if is_live && self.start.renewals > 1 {
            let random = self.random.next();
            self.start.retry_at = Some(self.now + delay(self.start.renewals - 1, random));
        } else {
            self.fetch_config();
        }
    }

    /// Forgets the user: screens stay, empty. What they wrote last is kept first, under their own name.
    fn forget(&mut self) {
        self.keep_now();
        if !self.session.user_id.as_str().is_empty() {
            self.start.left = Some(self.prefix());
        }
        let signals = self.connection.close();
        self.obey(signals);
        self.session = crate::api::Session::default();
        self.start.has_config = false;
        self.start.was_live = false;
        self.start.lost_at = None;
        self.kept = super::kept::Kept::default();
        self.outbox = super::send::Outbox::default();
        self.retries = super::answers::Retries::default();
        self.typing = super::typing::Typings::default();
        self.reads = super::reads::Reads::default();
        self.suggesting = super::suggest::Suggesting::default();
        self.reacting = super::wishes::Reacting::default();
        self.threads = super::threads::Threads::default();
        self.drafts = super::drafts::Drafts::default();
        self.delivered = super::delivered::Delivered::default();
        self.gates = super::gates::Gates::default();
        self.directs.clear();
        self.searching = super::search::Searching::default();
        self.voting = super::polls::Voting::default();
        self.orphans.append(&mut self.asked);
        self.asks_app = false;
        let composers: Vec<_> = self.state.composers.values().cloned().collect();
        for composer in composers {
            self.forget_files(&composer.attachments);
        }
        self.apply(&Change::SignedOut);
    }
}
