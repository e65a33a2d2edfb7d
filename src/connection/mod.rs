//! The WebSocket session as a state machine: no socket, no clock, no randomness of its own (protocol section 2).
//!
//! Inputs are what the socket and the browser report; outputs are [`Signal`]s for [`crate::chat`]. Each socket has a
//! [`Generation`]; whatever an older one still says is ignored, so at most one is ever live.

mod backoff;
mod url;

pub use backoff::delay;
pub use url::{CLIENT, url};

use crate::state::Millis;
use crate::wire::{ConnectionId, DecodeError, Event, Frame, decode, greeting};

/// Send a ping this long after the last `health.check` (protocol section 2.3).
pub const PING_EVERY: Millis = 25_000;
/// No frame for this long means the socket is dead.
pub const DEAD_AFTER: Millis = 35_000;
/// How long a new socket may take to its first frame (feature F1).
pub const GREETING_WITHIN: Millis = 15_000;
/// How long an answer to a probe may take after the page woke up.
pub const PROBE_WITHIN: Millis = 4_000;
/// A session this long is healthy: only then does waiting start small again.
pub const HEALTHY_AFTER: Millis = 10_000;

/// Names one socket; whatever an older one still says is ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u32);

/// How far the session got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is wanted.
    #[default]
    Idle,
    /// A socket was ordered; it is not open.
    Opening {
        /// Given up at.
        until: Millis,
    },
    /// The socket is open; the first frame decides.
    Greeting {
        /// Given up at.
        until: Millis,
    },
    /// The session is open.
    Live,
    /// The next attempt begins at a time.
    Waiting {
        /// When.
        until: Millis,
    },
    /// A new token was ordered; the next attempt follows it.
    Renewing,
    /// No more attempts without a new wish.
    Ended(Why),
}

/// Why there are no more attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// We closed it.
    Closed,
    /// The server will never accept this session; Stream's error code.
    Refused {
        /// Stream's error code.
        code: u32,
    },
}

/// What the session tells or orders.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// Open a socket of this generation with the current token.
    Open(Generation),
    /// Send a text frame.
    Send(Generation, String),
    /// Close the socket.
    Close(Generation),
    /// The session is open; the frame that opened it.
    Greeted(ConnectionId, Box<Frame>),
    /// The session was open and is lost.
    Lost,
    /// A frame of the open session.
    Event(Box<Frame>),
    /// A frame that could not be decoded; the session goes on.
    Undecodable(DecodeError),
    /// Get a new token, then call [`Connection::renewed`].
    Renew,
    /// No more attempts.
    Ended(Why),
}

/// The session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    phase: Phase,
    generation: Generation,
    client_id: String,
    failures: u32,
    last_frame: Millis,
    ping_at: Millis,
    live_since: Millis,
    probe_until: Option<Millis>,
    is_online: bool,
}

impl Connection {
    /// A session that nobody wants yet; `client_id` is `<user id>--<uuid>` (protocol section 2.3).
    #[must_use]
    pub fn new(client_id: String) -> Self {
        Self { client_id, is_online: true, ..Self::default() }
    }

    /// How far it got.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// The current socket.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    /// A session is wanted: opens one unless one is open or on its way.
    pub fn open(&mut self, now: Millis) -> Vec<Signal> {
        match self.phase {
            Phase::Idle | Phase::Ended(_) | Phase::Waiting { .. } | Phase::Renewing => self.attempt(now),
            Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Live => Vec::new(),
        }
    }

    /// No session is wanted any more.
    pub fn close(&mut self) -> Vec<Signal> {
        let mut signals = self.drop_socket();
        if !matches!(self.phase, Phase::Idle | Phase::Ended(_)) {
            self.phase = Phase::Ended(Why::Closed);
            signals.push(Signal::Ended(Why::Closed));
        }
        signals
    }

    /// The new token is there.
    pub fn renewed(&mut self, now: Millis, random: f64) -> Vec<Signal> {
        match self.phase {
            // The first refresh goes out at once; a token that is refused again waits like any failure.
            Phase::Renewing if self.failures <= 1 => self.attempt(now),
            Phase::Renewing => self.wait(now, random),
            _ => Vec::new(),
        }
    }

    /// The socket is open; the session is not.
    pub fn opened(&mut self, generation: Generation) {
        if let (Phase::Opening { until }, true) = (self.phase, generation == self.generation) {
            self.phase = Phase::Greeting { until };
        }
    }

    /// The socket closed or failed.
    pub fn closed(&mut self, generation: Generation, now: Millis, random: f64) -> Vec<Signal> {
        if generation != self.generation || !self.has_socket() {
            return Vec::new();
        }
        self.fail(now, random)
    }

    /// A text frame arrived.
    pub fn frame(&mut self, generation: Generation, text: &str, now: Millis, random: f64) -> Vec<Signal> {
        if generation != self.generation || !self.has_socket() {
            return Vec::new();
        }
        self.last_frame = now;
        self.probe_until = None;
        match decode(text) {
            Err(error) => vec![Signal::Undecodable(error)],
            Ok(Frame { event: Event::ConnectionError(payload), .. }) => {
                let error = payload.error.unwrap_or_default();
                self.refused(error.code.unwrap_or_default(), now, random)
            }
            Ok(frame) => self.accepted(frame, now),
        }
    }

    /// The first frame of a session, when it is the greeting; absent for anything else, which [`Self::frame`] takes.
    pub fn greeting(&mut self, generation: Generation, text: &str, now: Millis) -> Option<Vec<Signal>> {
        if generation != self.generation || !matches!(self.phase, Phase::Opening { .. } | Phase::Greeting { .. }) {
            return None;
        }
        let frame = greeting(text)?;
        self.last_frame = now;
        self.probe_until = None;
        Some(self.accepted(frame, now))
    }

    /// The browser came online or went offline: offline gives the socket up, online tries at once.
    pub fn network(&mut self, online: bool, now: Millis, random: f64) -> Vec<Signal> {
        self.is_online = online;
        match self.phase {
            Phase::Waiting { .. } if online => self.attempt(now),
            Phase::Live if online => self.probe(now),
            Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Live if !online => self.fail(now, random),
            _ => Vec::new(),
        }
    }

    /// The page woke up: an open session has to prove that it lives, a waiting one tries at once.
    pub fn woke(&mut self, now: Millis) -> Vec<Signal> {
        match self.phase {
            Phase::Live => self.probe(now),
            Phase::Waiting { .. } => self.attempt(now),
            _ => Vec::new(),
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Millis, random: f64) -> Vec<Signal> {
        match self.phase {
            Phase::Opening { until } | Phase::Greeting { until } if now >= until => self.fail(now, random),
            Phase::Waiting { until } if now >= until => self.attempt(now),
            Phase::Live if now - self.last_frame >= DEAD_AFTER || self.probe_until.is_some_and(|until| now >= until) => {
                self.fail(now, random)
            }
            Phase::Live if now >= self.ping_at => self.ping(now),
            _ => Vec::new(),
        }
    }

    /// When [`Connection::tick`] is wanted.
    #[must_use]
    pub fn wake_at(&self) -> Option<Millis> {
        match self.phase {
            Phase::Opening { until } | Phase::Greeting { until } | Phase::Waiting { until } => Some(until),
            Phase::Live => Some(self.ping_at.min(self.last_frame + DEAD_AFTER).min(self.probe_until.unwrap_or(Millis::MAX))),
            Phase::Idle | Phase::Renewing | Phase::Ended(_) => None,
        }
    }

    const fn has_socket(&self) -> bool {
        matches!(self.phase, Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Live)
    }

    fn attempt(&mut self, now: Millis) -> Vec<Signal> {
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.phase = Phase::Opening { until: now + GREETING_WITHIN };
        vec![Signal::Open(self.generation)]
    }

    /// Gives the socket up and waits for the next attempt.
    fn fail(&mut self, now: Millis, random: f64) -> Vec<Signal> {
        let mut signals = self.drop_socket();
        signals.extend(self.wait(now, random));
        signals
    }

    fn wait(&mut self, now: Millis, random: f64) -> Vec<Signal> {
        self.phase = Phase::Waiting { until: now + delay(self.failures, random) };
        self.failures = self.failures.saturating_add(1);
        Vec::new()
    }

    /// Closes the socket, if there is one, and says that an open session is lost.
    fn drop_socket(&mut self) -> Vec<Signal> {
        self.probe_until = None;
        let signals = match self.phase {
            Phase::Live => vec![Signal::Close(self.generation), Signal::Lost],
            Phase::Opening { .. } | Phase::Greeting { .. } => vec![Signal::Close(self.generation)],
            Phase::Idle | Phase::Waiting { .. } | Phase::Renewing | Phase::Ended(_) => Vec::new(),
        };
        self.generation = Generation(self.generation.0.wrapping_add(1));
        signals
    }

    fn accepted(&mut self, frame: Frame, now: Millis) -> Vec<Signal> {
        let Event::HealthCheck(payload) = &frame.event else {
            return if self.phase == Phase::Live { vec![Signal::Event(Box::new(frame))] } else { Vec::new() };
        };
        self.ping_at = now + PING_EVERY;
        if self.phase == Phase::Live {
            if now - self.live_since >= HEALTHY_AFTER {
                self.failures = 0;
            }
            return vec![Signal::Event(Box::new(frame))];
        }
        let Some(connection_id) = payload.connection_id.clone().filter(|id| !id.is_empty()) else { return Vec::new() };
        self.phase = Phase::Live;
        self.live_since = now;
        vec![Signal::Greeted(connection_id, Box::new(frame))]
    }

    /// The server ended the session: a new token may help against code 40, time against what is not its verdict.
    fn refused(&mut self, code: u32, now: Millis, random: f64) -> Vec<Signal> {
        let mut signals = self.drop_socket();
        match code {
            crate::api::EXPIRED => {
                self.failures = self.failures.saturating_add(1);
                self.phase = Phase::Renewing;
                signals.push(Signal::Renew);
            }
            2 | 3 | 5 | 17 | 41..=43 | 99 => {
                self.phase = Phase::Ended(Why::Refused { code });
                signals.push(Signal::Ended(Why::Refused { code }));
            }
            _ => signals.extend(self.wait(now, random)),
        }
        signals
    }

    fn ping(&mut self, now: Millis) -> Vec<Signal> {
        self.ping_at = now + PING_EVERY;
        let frame = crate::json!([{"type": "health.check", "client_id": self.client_id}]);
        vec![Signal::Send(self.generation, frame.text())]
    }

    fn probe(&mut self, now: Millis) -> Vec<Signal> {
        if self.probe_until.is_some() {
            return Vec::new();
        }
        self.probe_until = Some(now + PROBE_WITHIN);
        self.ping(now)
    }
}

#[cfg(test)]
mod tests;
