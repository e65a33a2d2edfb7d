//! Telling that messages reached this device (feature F71, protocol section 4.13).

use super::{Chat, Place};
use crate::api::{Call, Error};
use crate::sorted::SortedMap;
use crate::state::Millis;
use crate::wire::{Cid, MessageId};

/// Collected this long before the server is told.
const COLLECT: Millis = 1_000;
/// Channels of one question.
const AT_ONCE: usize = 100;

/// What reached this device and is not told yet.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    newest: SortedMap<Cid, MessageId>,
    told: SortedMap<Cid, MessageId>,
    at: Option<Millis>,
    in_flight: bool,
    /// Doubles with each failure, at most three times.
    failures: u32,
}

impl Delivered {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.at.filter(|_| !self.in_flight)
    }
}

impl Chat {
    /// A channel may have news that is to be told as delivered.
    pub(super) fn deliver(&mut self, cid: &Cid) {
        let (Some(me), Some(channel)) = (self.state.me.as_ref(), self.state.channels.get(cid)) else { return };
        let Some(newest) = channel.timeline.newest().filter(|newest| newest.author() != Some(&me.id)) else { return };
        let keeps = self.state.may(channel, crate::state::Control::Deliver) && me.shows_delivery();
        let own = channel.reads.get(&me.id);
        let known = own.and_then(|read| read.last_read.max(read.last_delivered));
        if keeps && newest.created_at > known && self.delivered.told.get(cid) != Some(&newest.id) {
            self.delivered.newest.insert(cid.clone(), newest.id.clone());
            self.delivered.at = self.delivered.at.or(Some(self.now + (COLLECT << self.delivered.failures)));
        }
    }

    pub(super) fn tell_delivered_when_due(&mut self) {
        if self.delivered.in_flight || self.delivered.at.is_none_or(|at| at > self.now) || !self.is_live() {
            return;
        }
        let mut page: Vec<Place> = Vec::new();
        while page.len() < AT_ONCE
            && let Some(place) = self.delivered.newest.pop_first()
        {
            page.push(place);
        }
        self.delivered.at = (!self.delivered.newest.is_empty()).then_some(self.now + COLLECT);
        if !page.is_empty() {
            self.delivered.in_flight = true;
            self.ask(Call::MarkDelivered(page));
        }
    }

    /// The server knows, or may be told later.
    pub(super) fn told_delivered(&mut self, page: &[Place], error: Option<&Error>) {
        self.delivered.in_flight = false;
        match error {
            Some(error) if error.is_transient() => {
                self.delivered.failures = (self.delivered.failures + 1).min(3);
                for (cid, id) in page.iter().filter(|(cid, _)| !self.delivered.newest.contains_key(cid)).cloned().collect::<Vec<_>>() {
                    self.delivered.newest.insert(cid, id);
                }
                self.delivered.at = Some(self.now + (COLLECT << self.delivered.failures));
            }
            _ => {
                self.delivered.failures = 0;
                for (cid, id) in page {
                    self.delivered.told.insert(cid.clone(), id.clone());
                }
            }
        }
    }
}
