//! Sending: on screen at once, out in the order typed, never twice (promises R1 to R4).
//!
//! Each channel and each thread has one message on its way at a time. One that may work later holds the later ones of its
//! place only; one that is refused does not. The client-made id joins echo, answer and retry.

use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

use super::{Change, Chat, Effect, HostEvent, Place};
use crate::api::{Call, Error};
use crate::connection::{Phase, delay};
use crate::state::{Delivery, Millis, Target, Timeline, Trouble};
use crate::wire::{Message, MessageId, MessageType, Ts};

/// A message that could not be sent for this long is given back to the user (promise R2).
const GIVEN_UP_AFTER: Millis = 12 * 3_600_000;

/// Messages on their way.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    in_flight: SortedMap<Target, MessageId>,
    /// Places that wait after a failure: until when, and how often it failed.
    paused: SortedMap<Target, (Millis, u32)>,
    /// Asked, and the host does not know yet that they arrived.
    untold: SortedSet<Place>,
}

impl Outbox {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.paused.values().map(|(at, _)| *at).min()
    }
}

/// Where a message is written.
fn target_of(message: &Message) -> Target {
    Target { cid: message.cid.clone(), parent: message.parent_id.clone() }
}

impl Chat {
    /// Sends what is written, or saves what is edited; what cannot go out yet stays (feature F128).
    pub(super) fn send(&mut self, target: &Target, id: MessageId) {
        if !self.state.channels.contains_key(&target.cid) || self.state.hold(target, self.now).is_some() {
            return;
        }
        self.stop_typing(target);
        let composer = self.composer(target);
        if composer.editing.is_some() {
            return self.finish_edit(target);
        }
        let Some(message) = self.message_of(target, &composer, id) else { return };
        self.forget_files(&composer.attachments);
        self.apply(&Change::Composed(target.clone(), Box::default()));
        self.draft_changed(target);
        self.drop_draft(target);
        self.apply(&Change::Queued(Rc::new(message)));
        self.keep_outbox(target);
    }

    /// Tries a message again that was not sent, or that moderation sent back.
    pub(super) fn retry(&mut self, target: &Target, id: &MessageId) {
        let may_retry =
            |message: &&Rc<crate::state::Message>| matches!(message.delivery, Delivery::Failed(_)) || message.kind == MessageType::Error;
        let Some(known) = self.state.timeline(target).and_then(|timeline| timeline.find(id)).filter(may_retry) else { return };
        let now = Some(Ts::from_millis(self.now));
        let message = Message { kind: MessageType::Regular, moderation: None, created_at: now, updated_at: now, ..known.data.clone() };
        // It is the user's newest wish: it goes to the end of the queue.
        self.apply(&Change::Discarded(target.clone(), id.clone()));
        self.apply(&Change::Queued(Rc::new(message)));
        self.outbox.paused.remove(target);
        self.keep_outbox(target);
    }

    /// Gives up a message that was not sent, or that only the own user sees.
    pub(super) fn discard(&mut self, target: &Target, id: &MessageId) {
        self.apply(&Change::Discarded(target.clone(), id.clone()));
        self.keep_outbox(target);
    }

    /// Asks for the first waiting message of each place that has none on its way.
    pub(super) fn send_what_can_be_sent(&mut self) {
        if self.connection.phase() != Phase::Live {
            return;
        }
        let now = self.now;
        self.outbox.paused.retain(|_, (at, tries)| *at > now || *tries > 0);
        let waiting = |timeline: &Timeline| timeline.outgoing().iter().find(|message| message.delivery == Delivery::Queued).cloned();
        let channels = self.state.channels.values().filter_map(|channel| waiting(&channel.timeline));
        let threads = self.state.threads.values().filter_map(|thread| waiting(&thread.timeline));
        let is_free = |target: &Target| {
            !self.outbox.in_flight.contains_key(target) && self.outbox.paused.get(target).is_none_or(|(at, _)| *at <= now)
        };
        let ready: Vec<_> =
            channels.chain(threads).map(|message| (target_of(&message), message)).filter(|(target, _)| is_free(target)).collect();
        for (target, message) in ready {
            let id = message.id.clone();
            if message.created_at.is_some_and(|at| now - at.millis() > GIVEN_UP_AFTER) {
                let trouble = Trouble { key: "expired", can_retry: true, ..Trouble::default() };
                self.apply(&Change::SendFailed(target, id.clone(), trouble));
                self.written(&id, false);
                continue;
            }
            self.outbox.in_flight.insert(target.clone(), id.clone());
            self.outbox.untold.insert((target.cid.clone(), id.clone()));
            self.apply(&Change::Sending(target.clone(), id));
            self.ask(Call::SendMessage { target, message: Rc::new(message.data.clone()) });
        }
    }

    /// The server has the message, or answered it with a preview or a refusal that only the own user sees.
    pub(super) fn sent(&mut self, asked: &Message, answer: &Rc<Message>) {
        let target = target_of(asked);
        self.landed(asked);
        let mut answer = answer.clone();
        if answer.cid.is_empty() || answer.parent_id != asked.parent_id {
            let answer = Rc::make_mut(&mut answer);
            answer.cid = asked.cid.clone();
            answer.parent_id.clone_from(&asked.parent_id);
        }
        if answer.id != asked.id {
            self.apply(&Change::SendDelayed(target.clone(), asked.id.clone()));
            self.apply(&Change::Discarded(target.clone(), asked.id.clone()));
        }
        let is_private = matches!(answer.kind, MessageType::Ephemeral | MessageType::Error);
        let is_refused = answer.kind == MessageType::Error;
        self.apply(&Change::Sent(answer));
        if is_private {
            self.outbox.untold.remove(&(asked.cid.clone(), asked.id.clone()));
            self.written(&asked.id, !is_refused);
            return self.keep_outbox(&target);
        }
        self.arrived(&target, &asked.id);
    }

    /// An own message came back as an event or as an answer, whichever was first.
    pub(super) fn arrived(&mut self, target: &Target, id: &MessageId) {
        let place = (target.cid.clone(), id.clone());
        if self.outbox.untold.remove(&place) {
            let (cid, id) = place;
            self.effects.push(Effect::Tell(None, HostEvent::MessageSent { cid, id: id.clone() }));
            self.keep_outbox(target);
            self.written(&id, true);
        }
    }

    fn landed(&mut self, asked: &Message) {
        let target = target_of(asked);
        if self.outbox.in_flight.get(&target) == Some(&asked.id) {
            self.outbox.in_flight.remove(&target);
        }
        self.outbox.paused.remove(&target);
    }

    pub(super) fn not_sent(&mut self, asked: &Message, error: &Error) {
        let (target, id) = (target_of(asked), asked.id.clone());
        let failures = self.outbox.paused.get(&target).map_or(0, |(_, tries)| *tries);
        self.landed(asked);
        if error.is_duplicate() {
            // An earlier attempt arrived although its answer was lost: exactly one is there.
            self.apply(&Change::AlreadySent(target.clone(), id.clone()));
            return self.arrived(&target, &id);
        }
        if error.is_transient() {
            let random = self.random.next();
            let wait = match error {
                Error::Limited { retry_after: Some(wait) } => *wait,
                _ => delay(failures, random),
            };
            self.outbox.paused.insert(target.clone(), (self.now + wait, failures + 1));
            self.apply(&Change::SendDelayed(target, id));
            return;
        }
        self.outbox.untold.remove(&(target.cid.clone(), id.clone()));
        self.apply(&Change::SendFailed(target.clone(), id.clone(), super::answers::trouble(error)));
        self.keep_outbox(&target);
        self.written(&id, false);
    }
}
