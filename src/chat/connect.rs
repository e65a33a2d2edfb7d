//! From the backend's configuration to a live session, and back to one after a loss.

use std::rc::Rc;

use super::later::Rest;
use super::{Chat, ConfigReply, Effect, HostEvent};
use crate::api::{Failure, Session};
use crate::config::{self, Config, Fault, Outcome};
use crate::connection::{Connection, Phase, Signal, Why, delay, url};
use crate::state::{Change, Link, Millis, Trouble};
use crate::wire::{Event, Frame, parse};

/// A loss shorter than this is not shown (promise R7).
const SHOWN_AFTER: Millis = 1_000;
/// A token that was renewed this often without success is refused for good (promise R11).
const MAX_RENEWALS: u32 = 3;

/// How far starting got.
#[derive(Debug, Default)]
pub(super) struct Start {
    is_fetching: bool,
    /// The configuration was asked for because of its token.
    is_renewing: bool,
    /// Failed attempts to get the configuration.
    failures: u32,
    /// Renewals since the last good session.
    renewals: u32,
    retry_at: Option<Millis>,
    /// Ends starting: what is wrong, until the user or the host tries again.
    stopped: Option<Link>,
    has_config: bool,
    /// A session was live before: the next one has to catch up.
    pub(super) was_live: bool,
    /// Since when what is shown may be old.
    lost_at: Option<Millis>,
    loss_is_shown: bool,
}

impl Start {
    pub(super) const fn has_config(&self) -> bool {
        self.has_config
    }

    pub(super) fn wake_at(&self) -> Option<Millis> {
        let shown_at = self.lost_at.map(|at| at + SHOWN_AFTER).filter(|_| !self.loss_is_shown);
        [self.retry_at, shown_at].into_iter().flatten().min()
    }
}

impl Chat {
    /// Begins, unless it has begun.
    pub(super) fn begin(&mut self) {
        if !self.start.is_fetching && !self.start.has_config && self.start.stopped.is_none() {
            self.fetch_config();
        }
    }

    /// Tries everything again at once, as the user or the host asks.
    pub(super) fn reconnect(&mut self) {
        let stopped = self.start.stopped.take().is_some();
        self.start.retry_at = None;
        if stopped || !self.start.has_config {
            self.start.failures = 0;
            self.start.renewals = 0;
            self.start.has_config = false;
            self.begin();
        } else {
            let signals = if matches!(self.connection.phase(), Phase::Live) {
                self.connection.woke(self.now)
            } else {
                self.connection.open(self.now)
            };
            self.obey(signals);
        }
    }

    fn fetch_config(&mut self) {
        self.start.is_fetching = true;
        self.effects.push(Effect::FetchConfig);
    }

    pub(super) fn start_again_when_due(&mut self) {
        if self.start.retry_at.is_some_and(|at| at <= self.now) {
            self.start.retry_at = None;
            self.start.stopped = None;
            self.fetch_config();
        }
    }

    pub(super) fn network(&mut self, online: bool) {
        let random = self.random.next();
        let signals = self.connection.network(online, self.now, random);
        self.obey(signals);
        if online && self.start.retry_at.is_some() {
            self.start.retry_at = Some(self.now);
        }
    }

    pub(super) fn seen_by_user(&mut self, visible: bool) {
        self.is_visible = visible;
        if !visible {
            // The page may not come back.
            self.leave_composers();
        }
        if visible {
            let signals = self.connection.woke(self.now);
            self.obey(signals);
            self.look_again();
        }
    }

    /// The backend answered, or not.
    pub(super) fn configured(&mut self, outcome: Result<ConfigReply, Failure>) {
        self.start.is_fetching = false;
        let read = read(outcome).map(|(config, faults)| {
            if !self.start.is_renewing {
                self.tell_faults(&faults);
            }
            config
        });
        match read {
            // Nothing may go out under another name (threat S19): what was written stays kept for its own user.
            Ok(config) if self.start.is_renewing && config.authentication.user_id != self.session.user_id => {
                self.start.is_renewing = false;
                self.stop(Link::TokenRefused(Trouble { key: "other-user", can_retry: true, ..Trouble::default() }));
                self.forget();
            }
            Ok(config) => self.accept(config),
            Err(verdict) => self.refuse(verdict),
        }
    }

    /// A key that cannot be used loses only itself, and a developer hears of it (product contract).
    fn tell_faults(&mut self, faults: &[Fault]) {
        for Fault { path, expected } in faults {
            let message = ["the configuration needs ", expected, " at ", path, ", which is left out"].concat();
            self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "config-key", message }));
        }
    }

    /// The first configuration is being asked for.
    pub(super) const fn is_starting(&self) -> bool {
        self.start.is_fetching && !self.start.has_config && !self.start.is_renewing
    }

    /// It is there.
    pub(super) fn first_config(&mut self, config: Config) {
        self.start.is_fetching = false;
        self.accept(config);
    }

    fn accept(&mut self, config: Config) {
        let is_renewal = std::mem::take(&mut self.start.is_renewing);
        let who = &config.authentication;
        let is_new_user = who.user_id != self.session.user_id || who.api_key != self.session.api_key;
        self.session = Session {
            base_url: config.stream_url.clone(),
            api_key: who.api_key.clone(),
            user_id: who.user_id.clone(),
            token: who.user_token.clone(),
            connection_id: self.session.connection_id.clone(),
        };
        self.start.failures = 0;
        self.start.has_config = true;
        self.apply(&Change::Configured(Rc::new(config)));
        if is_new_user {
            self.connection = Connection::new(format!("{}--{:08x}", self.session.user_id, self.random.0 >> 32));
            self.effects.push(Effect::Restore { prefix: self.prefix() });
        }
        self.reseat();
        let random = self.random.next();
        let signals = if is_renewal { self.connection.renewed(self.now, random) } else { self.connection.open(self.now) };
        self.obey(signals);
        self.rest(Rest::Renewed);
    }

    fn refuse(&mut self, verdict: Verdict) {
        let is_renewal = self.start.is_renewing;
        self.start.failures += 1;
        let random = self.random.next();
        if verdict.is_transient && (!is_renewal || self.start.failures < MAX_RENEWALS) {
            // Trying again by itself, ever more patiently; the user may do so at once.
            self.start.retry_at = Some(self.now + delay(self.start.failures, random));
            if is_renewal {
                return;
            }
        }
        self.start.is_renewing = false;
        if verdict.asks_for_sign_in {
            self.effects.push(Effect::Tell(None, HostEvent::AuthRequired));
        }
        let message = verdict.told.clone();
        self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "config", message }));
        self.stop(verdict.link);
    }

    /// Ends starting with something that the user has to see.
    pub(super) fn stop(&mut self, link: Link) {
        self.start.stopped = Some(link);
        let signals = self.connection.close();
        self.obey(signals);
    }

    /// Forgets the user: screens stay, empty.
    fn forget(&mut self) {
        self.session = Session::default();
        self.start.has_config = false;
        self.start.was_live = false;
        self.start.lost_at = None;
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
        self.asks_app = false;
        let composers: Vec<_> = self.state.composers.values().cloned().collect();
        for composer in composers {
            self.forget_files(&composer.attachments);
        }
        self.apply(&Change::SignedOut);
    }

    /// A new token is needed; at most one question about it is on its way.
    pub(super) fn renew(&mut self) {
        if self.start.is_fetching {
            return;
        }
        self.start.renewals += 1;
        if self.start.renewals > MAX_RENEWALS {
            return self.refuse_token("expired-token", crate::api::EXPIRED);
        }
        self.start.is_renewing = true;
        self.fetch_config();
    }

    fn refuse_token(&mut self, key: &'static str, code: u32) {
        self.effects.push(Effect::Tell(None, HostEvent::AuthRequired));
        self.effects
            .push(Effect::Tell(None, HostEvent::Error { kind: "token", message: format!("Stream refused the session, code {code}") }));
        self.stop(Link::TokenRefused(Trouble { key, can_retry: true, ..Trouble::default() }));
    }

    /// Carries out what the session orders and takes what it tells.
    pub(super) fn obey(&mut self, signals: Vec<Signal>) {
        for signal in signals {
            match signal {
                Signal::Open(generation) => {
                    let url = super::Secret(Rc::from(url(&self.session)));
                    self.effects.push(Effect::OpenSocket { generation, url });
                }
                Signal::Greeted(connection_id, frame) => {
                    self.session.connection_id = Some(connection_id);
                    self.greeted(&frame);
                }
                other => self.rest(Rest::Signal(other)),
            }
        }
    }

    /// Carries out what a session orders and tells after it was greeted, or instead.
    pub(super) fn obey_other(&mut self, signal: Signal) {
        match signal {
            Signal::Open(_) | Signal::Greeted(..) => {}
            Signal::Send(generation, text) => self.effects.push(Effect::SendFrame(generation, text)),
            Signal::Close(generation) => self.effects.push(Effect::CloseSocket(generation)),
            Signal::Lost => {
                self.session.connection_id = None;
                self.start.lost_at = self.start.lost_at.or(Some(self.now));
                self.apply(&Change::Disconnected);
                self.lists.interrupted();
            }
            Signal::Event(frame) => self.event(&Rc::new(*frame)),
            Signal::Undecodable(error) => {
                let message = error.to_string();
                self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "frame", message }));
            }
            Signal::Renew => self.renew(),
            Signal::Ended(Why::Refused { code }) => self.refuse_token("refused-token", code),
            Signal::Ended(Why::Closed) => {}
        }
    }

    fn greeted(&mut self, frame: &Frame) {
        if let Event::HealthCheck(payload) = &frame.event
            && let Some(me) = &payload.me
        {
            self.apply(&Change::SignedIn(me.clone()));
        }
        self.start.renewals = 0;
        let catches_up = std::mem::replace(&mut self.start.was_live, true);
        self.load_lists(catches_up);
        self.ask_postponed();
    }

    /// Shows the connection as the user should see it.
    pub(super) fn relink(&mut self) {
        let is_live = self.connection.phase() == Phase::Live;
        if is_live && !self.lists.is_catching_up() {
            self.start.lost_at = None;
        }
        let is_long = self.start.lost_at.is_some_and(|at| self.now - at >= SHOWN_AFTER);
        let link = match (&self.start.stopped, self.start.lost_at) {
            (Some(stopped), _) => stopped.clone(),
            (None, _) if !self.start.has_config => Link::Loading,
            (None, None) if is_live => Link::Online,
            (None, Some(_)) if !is_long => self.state.link.clone(),
            (None, Some(_)) if is_live => Link::CatchingUp,
            (None, Some(since)) => Link::Offline { since, retry_at: self.retry_at() },
            (None, None) => Link::Connecting,
        };
        self.start.loss_is_shown = is_long;
        if self.state.link != link {
            self.apply(&Change::Linked(link));
        }
    }

    const fn retry_at(&self) -> Option<Millis> {
        match self.connection.phase() {
            Phase::Waiting { until } => Some(until),
            _ => None,
        }
    }
}

/// Why there is no configuration.
struct Verdict {
    link: Link,
    is_transient: bool,
    asks_for_sign_in: bool,
    /// For developers.
    told: String,
}

/// Reads what the backend answered: everything that can be wrong has its own state (product contract).
fn read(outcome: Result<ConfigReply, Failure>) -> Result<(Config, Vec<Fault>), Verdict> {
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
        401 | 403 => return Err(verdict(Link::SignedOut, false, &format!("the backend answered {}", reply.status))),
        404 => return Err(verdict(trouble("config-not-found", status), false, "the backend answered 404: check backend-url")),
        200..300 => {}
        500.. | 408 | 429 => return Err(verdict(trouble("server", status), true, &format!("the backend answered {}", reply.status))),
        other => return Err(verdict(trouble("refused", status), false, &format!("the backend answered {other}"))),
    }
    // A gateway sends whoever is not signed in to its login page, which answers 200.
    if reply.is_html || reply.body.trim_start().starts_with('<') {
        let told = if reply.redirected {
            "the backend redirected to a page instead of answering JSON"
        } else {
            "the backend answered a page instead of JSON"
        };
        return Err(verdict(Link::SignedOut, false, told));
    }
    let Ok(json) = parse(&reply.body) else { return Err(verdict(trouble("unreadable", status), false, "the configuration is not JSON")) };
    match config::parse(&json) {
        Outcome::Configured(config, faults) => Ok((*config, faults)),
        Outcome::Refused { title, message } => {
            let told = format!("the backend refused: {title} {message}");
            let link = Link::ConfigError(Trouble { key: "refused", title, message, status, can_retry: true });
            Err(Verdict { link, is_transient: false, asks_for_sign_in: true, told })
        }
        Outcome::Unusable(fault) => {
            let told = format!("the configuration needs {} at {}", fault.expected, fault.path);
            Err(verdict(trouble("config-unusable", status), false, &told))
        }
    }
}
