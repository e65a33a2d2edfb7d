//! What came back: each answer goes where its question came from; what may work later is asked again.

use std::rc::Rc;

use super::Chat;
use crate::api::{self, Answer, Call, Error, Failure, Reply};
use crate::connection::Phase;
use crate::state::{Millis, Trouble};

/// Questions are asked again this often before the user is told (feature F14).
const MAX_RETRIES: u32 = 3;
/// Between two attempts of a question.
const PAUSE: Millis = 1_000;

/// Questions to be asked again.
#[derive(Debug, Default)]
pub(super) struct Retries {
    waiting: Vec<Waiting>,
    /// Questions that found the token expired.
    parked: Vec<Rc<Call>>,
    tries: Vec<(Rc<Call>, u32)>,
}

#[derive(Debug)]
struct Waiting {
    call: Rc<Call>,
    at: Millis,
}

impl Retries {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.waiting.iter().map(|waiting| waiting.at).min()
    }

    /// Counts an attempt of this very question.
    fn count(&mut self, call: &Rc<Call>) -> u32 {
        if let Some((_, tries)) = self.tries.iter_mut().find(|(known, _)| Rc::ptr_eq(known, call)) {
            *tries += 1;
            return *tries;
        }
        self.tries.push((call.clone(), 1));
        1
    }

    fn settle(&mut self, call: &Rc<Call>) {
        self.tries.retain(|(known, _)| !Rc::ptr_eq(known, call));
    }
}

impl Chat {
    pub(super) fn answered(&mut self, call: &Rc<Call>, outcome: Result<Reply, Failure>) {
        let outcome = outcome.map_err(Error::NoAnswer).and_then(|reply| api::answer(call, &reply, self.now));
        match outcome {
            Ok(answer) => {
                self.retries.settle(call);
                self.succeeded(call, answer);
            }
            Err(error) if error.is_expired_token() && self.retries.count(call) <= MAX_RETRIES => {
                self.retries.parked.push(call.clone());
                self.renew();
            }
            Err(error) if self.may_retry(call, &error) => {
                let tries = self.retries.count(call);
                let pause = match error {
                    Error::Limited { retry_after: Some(wait) } => wait,
                    _ => PAUSE * Millis::from(tries),
                };
                self.retries.waiting.push(Waiting { call: call.clone(), at: self.now + pause });
            }
            Err(error) => {
                self.retries.settle(call);
                self.failed(call, &error);
            }
        }
    }

    /// Lists are asked for again by themselves; messages have their own queue; the rest is not worth it.
    fn may_retry(&self, call: &Rc<Call>, error: &Error) -> bool {
        let tries = self.retries.tries.iter().find(|(known, _)| Rc::ptr_eq(known, call)).map_or(0, |(_, tries)| *tries);
        let is_list = matches!(**call, Call::QueryChannels(_));
        is_list && error.is_transient() && tries < MAX_RETRIES && self.connection.phase() == Phase::Live
    }

    pub(super) fn ask_again_when_due(&mut self) {
        let now = self.now;
        let (due, waiting) = std::mem::take(&mut self.retries.waiting).into_iter().partition(|waiting: &Waiting| waiting.at <= now);
        self.retries.waiting = waiting;
        for Waiting { call, .. } in due {
            self.ask_again(call);
        }
    }

    /// A new token is there.
    pub(super) fn ask_parked(&mut self) {
        for call in std::mem::take(&mut self.retries.parked) {
            self.ask_again(call);
        }
    }

    fn succeeded(&mut self, call: &Call, answer: Answer) {
        match (call, answer) {
            (Call::QueryChannels(query), Answer::Channels(states)) => self.channels_answered(query, states),
            (Call::QueryChannel { page, .. }, Answer::Channel(state)) => self.history_answered(page, *state),
            (Call::SendMessage { message, .. }, Answer::Message(answer)) => self.sent(message, &answer),
            (Call::MarkRead { cid }, _) => self.marked_read(cid),
            (
                Call::QueryChannels(_)
                | Call::QueryChannel { .. }
                | Call::SendMessage { .. }
                | Call::Type { .. }
                | Call::StopWatching { .. },
                _,
            ) => {}
        }
    }

    fn failed(&mut self, call: &Call, error: &Error) {
        match call {
            Call::QueryChannels(query) => self.channels_failed(query, error),
            Call::QueryChannel { cid, page, .. } => self.history_failed(cid, page, error),
            Call::SendMessage { message, .. } => self.not_sent(message, error),
            Call::MarkRead { cid } => self.marked_read(cid),
            // Nobody misses these.
            Call::Type { .. } | Call::StopWatching { .. } => {}
        }
    }
}

/// What the user is told of an error.
pub(super) fn trouble(error: &Error) -> Trouble {
    let (status, message) = match error {
        Error::Refused { status, message, .. } => (Some(*status), message.clone()),
        Error::NoAnswer(_) | Error::Limited { .. } | Error::Unauthorized { .. } | Error::Undecodable => (None, String::new()),
    };
    Trouble { key: error.key(), title: String::new(), message, status, can_retry: error.is_transient() }
}
