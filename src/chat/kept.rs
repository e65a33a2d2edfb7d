//! What survives a reload: drafts and unsent messages, per app and user (promise R2).

use crate::sorted::SortedMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::{Change, Chat, Cids, Effect};
use crate::state::{Delivery, Millis, NoticeKey};
use crate::wire::{Cid, Message, Wire, parse};

/// Typing is kept at most this often.
const KEEP_EVERY: Millis = 400;

/// What is to be kept, and what was found.
#[derive(Debug, Default)]
pub(super) struct Kept {
    drafts: Cids,
    drafts_at: Option<Millis>,
    /// Unsent messages whose channel is not loaded yet.
    restored: SortedMap<Cid, Vec<Rc<Message>>>,
}

impl Kept {
    pub(super) const fn wake_at(&self) -> Option<Millis> {
        self.drafts_at
    }
}

impl Chat {
    /// Prefix of everything kept for this app and user.
    pub(super) fn prefix(&self) -> String {
        format!("chat-service:{}:{}:", self.session.api_key, self.session.user_id)
    }

    pub(super) fn draft_changed(&mut self, cid: &Cid) {
        self.kept.drafts.insert(cid.clone());
        self.kept.drafts_at = self.kept.drafts_at.or(Some(self.now + KEEP_EVERY));
    }

    pub(super) fn keep_when_due(&mut self) {
        if self.kept.drafts_at.is_none_or(|at| at > self.now) {
            return;
        }
        self.kept.drafts_at = None;
        for cid in std::mem::take(&mut self.kept.drafts) {
            let value = Some(self.state.draft(&cid).to_owned()).filter(|draft| !draft.is_empty());
            self.store(&format!("draft:{cid}"), value);
        }
    }

    /// Keeps what of a channel is not sent yet.
    pub(super) fn keep_outbox(&mut self, cid: &Cid) {
        let Some(channel) = self.state.channels.get(cid) else { return };
        let unsent: Vec<Value> = channel
            .timeline
            .outgoing()
            .iter()
            .map(|message| json!({"id": message.id.as_str(), "cid": cid.as_str(), "text": message.text, "created_at": message.created_at.map(|at| at.to_string())}))
            .collect();
        let value = (!unsent.is_empty()).then(|| Value::from(unsent).to_string());
        self.store(&format!("outbox:{cid}"), value);
    }

    fn store(&mut self, key: &str, value: Option<String>) {
        let key = format!("{}{key}", self.prefix());
        self.effects.push(Effect::Store { key, value });
    }

    /// What was kept came back; what is unreadable is skipped.
    pub(super) fn restored(&mut self, pairs: Vec<(String, String)>) {
        for (key, value) in pairs {
            if let Some(cid) = key.strip_prefix("draft:") {
                let cid = Cid::from(cid);
                if self.state.draft(&cid).is_empty() {
                    self.apply(&Change::Drafted(cid, Rc::from(value)));
                }
            } else if let Some(cid) = key.strip_prefix("outbox:") {
                let messages = parse(&value).ok().and_then(Vec::<Rc<Message>>::read).unwrap_or_default();
                self.kept.restored.insert(Cid::from(cid), messages);
            }
        }
        self.send_restored();
        self.load_restored();
    }

    /// Unsent messages of channels that no list shows: their channels are loaded, so that they can go out.
    pub(super) fn load_restored(&mut self) {
        if self.session.connection_id.is_none() {
            return;
        }
        let missing: Vec<Cid> = self.kept.restored.keys().filter(|cid| !self.state.channels.contains_key(*cid)).cloned().collect();
        for cid in missing {
            self.reconsider(&cid);
        }
    }

    /// Unsent messages of loaded channels take their place in the queue again.
    pub(super) fn send_restored(&mut self) {
        let loaded: Vec<Cid> = self.kept.restored.keys().filter(|cid| self.state.channels.contains_key(*cid)).cloned().collect();
        for cid in loaded {
            let me = self.state.my_id().and_then(|me| self.state.user(me)).cloned();
            for message in self.kept.restored.remove(&cid).unwrap_or_default() {
                let message = Message { cid: cid.clone(), user: me.clone(), updated_at: message.created_at, ..(*message).clone() };
                self.apply(&Change::Queued(Rc::new(message)));
            }
        }
    }

    pub(super) fn storage_failed(&mut self) {
        self.apply(&Change::Noticed(NoticeKey::StorageUnavailable, Rc::from("")));
    }

    /// Nothing unsent is left anywhere.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let sent = |channel: &crate::state::Channel| {
            channel.timeline.outgoing().iter().all(|message| matches!(message.delivery, Delivery::Failed(_)))
        };
        self.kept.restored.is_empty() && self.state.channels.values().all(|channel| sent(channel))
    }
}
