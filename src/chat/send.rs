//! Sending: on screen at once, out in the order typed, never twice (promises R1 to R4).
//!
//! Each channel has one message on its way at a time. One that may work later holds the later ones of its channel only;
//! one that is refused does not. The client-made id joins echo, answer and retry.

use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

use super::{Change, Chat, Effect, HostEvent, Place};
use crate::api::{Call, Error};
use crate::connection::{Phase, delay};
use crate::state::{Delivery, Millis, Trouble};
use crate::wire::{Cid, Message, MessageId, Ts};

/// A message that could not be sent for this long is given back to the user (promise R2).
const GIVEN_UP_AFTER: Millis = 12 * 3_600_000;

/// Messages on their way.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    in_flight: SortedMap<Cid, MessageId>,
    /// Channels that wait after a failure: until when, and how often it failed.
    paused: SortedMap<Cid, (Millis, u32)>,
    /// Asked, and the host does not know yet that they arrived.
    untold: SortedSet<Place>,
}

impl Outbox {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.paused.values().map(|(at, _)| *at).min()
    }
}

impl Chat {
    /// Sends what is written.
    pub(super) fn send(&mut self, cid: &Cid, id: MessageId) {
        let text = self.state.draft(cid).trim().to_owned();
        let Some(me) = self.state.me.as_ref().filter(|_| !text.is_empty() && self.state.channels.contains_key(cid)) else { return };
        let user = self.state.user(&me.id).cloned().unwrap_or_else(|| Rc::new(me.own.profile()));
        let now = Some(Ts::from_millis(self.now));
        let message = Message { id, cid: cid.clone(), text, user: Some(user), created_at: now, updated_at: now, ..Message::default() };
        self.stop_typing(cid);
        self.apply(&Change::Drafted(cid.clone(), Rc::from("")));
        self.draft_changed(cid);
        self.apply(&Change::Queued(Rc::new(message)));
        self.keep_outbox(cid);
    }

    /// Tries a message again that was not sent.
    pub(super) fn retry(&mut self, cid: &Cid, id: &MessageId) {
        let Some(message) = self.outgoing(cid).find(|message| &message.id == id && matches!(message.delivery, Delivery::Failed(_))) else {
            return;
        };
        let message = Message { created_at: Some(Ts::from_millis(self.now)), ..message.data.clone() };
        // It is the user's newest wish: it goes to the end of the queue.
        self.apply(&Change::Discarded(cid.clone(), id.clone()));
        self.apply(&Change::Queued(Rc::new(message)));
        self.outbox.paused.remove(cid);
        self.keep_outbox(cid);
    }

    /// Gives up a message that was not sent.
    pub(super) fn discard(&mut self, cid: &Cid, id: &MessageId) {
        self.apply(&Change::Discarded(cid.clone(), id.clone()));
        self.keep_outbox(cid);
    }

    fn outgoing(&self, cid: &Cid) -> impl Iterator<Item = &Rc<crate::state::Message>> {
        self.state.channels.get(cid).into_iter().flat_map(|channel| channel.timeline.outgoing())
    }

    /// Asks for the first waiting message of each channel that has none on its way.
    pub(super) fn send_what_can_be_sent(&mut self) {
        if self.connection.phase() != Phase::Live {
            return;
        }
        let now = self.now;
        self.outbox.paused.retain(|_, (at, tries)| *at > now || *tries > 0);
        let is_free =
            |outbox: &Outbox, cid: &Cid| !outbox.in_flight.contains_key(cid) && outbox.paused.get(cid).is_none_or(|(at, _)| *at <= now);
        let waiting = |channel: &crate::state::Channel| {
            channel.timeline.outgoing().iter().find(|message| message.delivery == Delivery::Queued).cloned()
        };
        let ready: Vec<_> = self
            .state
            .channels
            .iter()
            .filter(|(cid, _)| is_free(&self.outbox, cid))
            .filter_map(|(cid, channel)| Some((cid.clone(), waiting(channel)?)))
            .collect();
        for (cid, message) in ready {
            if message.created_at.is_some_and(|at| now - at.millis() > GIVEN_UP_AFTER) {
                let trouble = Trouble { key: "expired", can_retry: true, ..Trouble::default() };
                self.apply(&Change::SendFailed(cid.clone(), message.id.clone(), trouble));
                continue;
            }
            self.outbox.in_flight.insert(cid.clone(), message.id.clone());
            self.outbox.untold.insert((cid.clone(), message.id.clone()));
            self.apply(&Change::Sending(cid.clone(), message.id.clone()));
            self.ask(Call::SendMessage { cid, message: Rc::new(message.data.clone()) });
        }
    }

    /// The server has the message.
    pub(super) fn sent(&mut self, asked: &Message, answer: &Rc<Message>) {
        self.landed(asked);
        let mut answer = answer.clone();
        if answer.cid.is_empty() {
            Rc::make_mut(&mut answer).cid = asked.cid.clone();
        }
        self.apply(&Change::Sent(answer));
        self.arrived(&asked.cid, &asked.id);
    }

    /// An own message came back as an event or as an answer, whichever was first.
    pub(super) fn arrived(&mut self, cid: &Cid, id: &MessageId) {
        if self.outbox.untold.remove(&(cid.clone(), id.clone())) {
            self.effects.push(Effect::Tell(None, HostEvent::MessageSent { cid: cid.clone(), id: id.clone() }));
            self.keep_outbox(cid);
        }
    }

    fn landed(&mut self, asked: &Message) {
        if self.outbox.in_flight.get(&asked.cid) == Some(&asked.id) {
            self.outbox.in_flight.remove(&asked.cid);
        }
        self.outbox.paused.remove(&asked.cid);
    }

    pub(super) fn not_sent(&mut self, asked: &Message, error: &Error) {
        let (cid, id) = (asked.cid.clone(), asked.id.clone());
        let failures = self.outbox.paused.get(&cid).map_or(0, |(_, tries)| *tries);
        self.landed(asked);
        if error.is_duplicate() {
            // An earlier attempt arrived although its answer was lost: exactly one is there.
            self.apply(&Change::AlreadySent(cid.clone(), id.clone()));
            return self.arrived(&cid, &id);
        }
        if error.is_transient() {
            let random = self.random.next();
            let wait = match error {
                Error::Limited { retry_after: Some(wait) } => *wait,
                _ => delay(failures, random),
            };
            self.outbox.paused.insert(cid.clone(), (self.now + wait, failures + 1));
            self.apply(&Change::SendDelayed(cid, id));
            return;
        }
        self.outbox.untold.remove(&(cid.clone(), id.clone()));
        self.apply(&Change::SendFailed(cid.clone(), id, super::answers::trouble(error)));
        self.keep_outbox(&cid);
    }
}
