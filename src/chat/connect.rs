//! From the backend's configuration to a live session, and back to one after a loss.

use std::rc::Rc;

use super::later::Rest;
use super::{Backend, Chat, Effect, HostEvent};
use crate::api::Session;
use crate::config::{Config, Fault};
use crate::connection::{Connection, Phase, Signal, Why, url};
use crate::state::{Change, Link, Millis, Trouble};
use crate::wire::{Event, Frame};

/// A loss shorter than this is not shown (promise R7).
const SHOWN_AFTER: Millis = 1_000;
/// A token that was renewed this often without success is refused for good (promise R11).
pub(super) const MAX_RENEWALS: u32 = 3;

/// How far starting got.
#[derive(Debug, Default)]
pub(super) struct Start {
    pub(super) is_fetching: bool,
    /// The configuration was asked for because of its token.
    pub(super) is_renewing: bool,
    /// It was asked for because the host wants to begin anew.
    pub(super) is_reload: bool,
    /// Since when a session lives with the token it has.
    pub(super) good_since: Option<Millis>,
    /// Prefix of what is kept for a user who is not here any more.
    pub(super) left: Option<String>,
    /// By how much this device's clock is before the server's.
    pub(super) skew: Option<Millis>,
    /// What the page's policy would have to allow; said already.
    pub(super) blocked: Vec<String>,
    /// Failed attempts to get the configuration.
    pub(super) failures: u32,
    /// Renewals since the last good session.
    pub(super) renewals: u32,
    pub(super) retry_at: Option<Millis>,
    /// Ends starting: what is wrong, until the user or the host tries again.
    pub(super) stopped: Option<Link>,
    pub(super) has_config: bool,
    /// A session was live before: the next one has to catch up.
    pub(super) was_live: bool,
    /// Since when what is shown may be old.
    pub(super) lost_at: Option<Millis>,
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
        let waits = self.start.retry_at.take().is_some();
        if waits && self.start.is_renewing {
            self.fetch_config();
        } else if stopped || !self.start.has_config {
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

    pub(super) fn fetch_config(&mut self) {
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

    /// A configuration that the host gives now may take the place of the one in force (feature C19): it is of the same session,
    /// and that one goes on by itself. One that was stopped, or waits for a token, begins anew.
    pub fn goes_on_with(&self, backend: &Backend) -> bool {
        self.goes_on() && self.backend.is_session_of(backend)
    }

    /// There is a configuration, and no other one is waited for.
    pub(super) const fn goes_on(&self) -> bool {
        let is_waiting = self.start.is_fetching || self.start.retry_at.is_some();
        self.start.has_config && self.start.stopped.is_none() && !is_waiting
    }

    /// The first configuration is being asked for.
    pub(super) const fn is_starting(&self) -> bool {
        self.start.is_fetching && !self.start.has_config && !self.start.is_renewing
    }

    /// It is there.
    pub(super) fn first_config(&mut self, config: Config, faults: Vec<Fault>) {
        self.start.is_fetching = false;
        self.accept(config, faults);
    }

    pub(super) fn accept(&mut self, config: Config, faults: Vec<Fault>) {
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
        self.rest(Rest::Equipped(faults));
        self.rest(Rest::Renewed);
    }

    /// Ends starting with something that the user has to see.
    pub(super) fn stop(&mut self, link: Link) {
        self.start.stopped = Some(link);
        let signals = self.connection.close();
        self.obey(signals);
    }

    pub(super) fn refuse_token(&mut self, key: &'static str, code: u32) {
        self.effects.push(Effect::Tell(None, HostEvent::AuthRequired { asked: false }));
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
        self.start.good_since = Some(self.now);
        self.start.skew = frame.created_at.map(|at| self.now - at.millis());
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
