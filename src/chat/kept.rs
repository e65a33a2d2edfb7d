//! What survives a reload: drafts and unsent messages, per app and user (promise R2).

use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

use crate::json;
use crate::wire::Value;

use super::{Change, Chat, Effect};
use crate::state::{Composer, Delivery, Millis, NoticeKey, Target, Timeline, units};
use crate::wire::{Cid, Circle, Message, User, UserId, Wire, parse};

/// Typing is kept at most this often.
const KEEP_EVERY: Millis = 400;

/// What is to be kept, and what was found.
#[derive(Debug, Default)]
pub(super) struct Kept {
    drafts: SortedSet<Target>,
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
        prefix(&self.session.api_key, &self.session.user_id)
    }

    /// Keeps what would be kept in a moment.
    pub(super) fn keep_now(&mut self) {
        if !self.kept.drafts.is_empty() {
            self.kept.drafts_at = Some(self.now);
            self.keep_when_due();
        }
    }

    pub(super) fn draft_changed(&mut self, target: &Target) {
        self.kept.drafts.insert(target.clone());
        self.kept.drafts_at = self.kept.drafts_at.or(Some(self.now + KEEP_EVERY));
    }

    /// Text, names and quote are kept, with the time they were written; files are not: a page cannot read them again.
    pub(super) fn keep_when_due(&mut self) {
        // Before it is known whose they are, they wait.
        if self.kept.drafts_at.is_none_or(|at| at > self.now) || self.session.user_id.is_empty() {
            return;
        }
        self.kept.drafts_at = None;
        for target in std::mem::take(&mut self.kept.drafts) {
            let composer = self.composer(&target);
            let draft = composer.draft();
            let mentions: Vec<Value> = draft.mentioned().map(|user| json!({"id": user.id.as_str(), "name": user.name})).collect();
            let quoted = draft.quoted.as_ref().and_then(|quoted| keepable(quoted).write());
            let mut value = json!({"text": &*draft.text, "at": draft.written_at.unwrap_or_default(), "mentions": mentions, "quoted": quoted,
                "show_in_channel": draft.show_in_channel});
            if let Value::Object(value) = &mut value {
                Circle::name_in(draft.circled(), value);
            }
            let is_any = !draft.text.is_empty() || draft.quoted.is_some();
            self.store(&format!("draft:{}", target.key()), is_any.then(|| value.text()));
        }
    }

    /// Keeps what of a place is not sent yet.
    pub(super) fn keep_outbox(&mut self, target: &Target) {
        let Some(timeline) = self.state.timeline(target) else { return };
        let unsent: Vec<Value> = timeline.outgoing().iter().filter_map(|message| keepable(message).write()).collect();
        let value = (!unsent.is_empty()).then(|| Value::from(unsent).text());
        self.store(&format!("outbox:{}", target.key()), value);
    }

    fn store(&mut self, key: &str, value: Option<String>) {
        let key = format!("{}{key}", self.prefix());
        self.effects.push(Effect::Store { key, value });
    }

    /// What was kept came back; what is unreadable is skipped.
    pub(super) fn restored(&mut self, pairs: Vec<(String, String)>) {
        for (key, value) in pairs {
            if let Some(key) = key.strip_prefix("draft:") {
                let target = Target::from_key(key);
                if self.composer(&target).is_blank() {
                    self.apply(&Change::Composed(target, Box::new(read_draft(value))));
                }
            } else if let Some(key) = key.strip_prefix("outbox:") {
                let messages = parse(&value).ok().and_then(Vec::<Rc<Message>>::read).unwrap_or_default();
                self.kept.restored.or_default(Target::from_key(key).cid).extend(messages);
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
            let me = self.state.my_id().and_then(|me| self.state.profile(me)).cloned();
            for message in self.kept.restored.remove(&cid).unwrap_or_default() {
                let message = Message { cid: cid.clone(), user: me.clone(), updated_at: message.created_at, ..(*message).clone() };
                self.apply(&Change::Queued(Rc::new(message)));
            }
        }
    }

    pub(super) fn storage_failed(&mut self) {
        self.notice(NoticeKey::StorageUnavailable, "");
    }

    /// Nothing unsent is left anywhere.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let is_sent = |timeline: &Timeline| timeline.outgoing().iter().all(|message| matches!(message.delivery, Delivery::Failed(_)));
        let channels = self.state.channels.values().map(|channel| &channel.timeline);
        let threads = self.state.threads.values().map(|thread| &thread.timeline);
        self.kept.restored.is_empty() && channels.chain(threads).all(is_sent)
    }
}

/// Prefix of everything kept for this app and user.
pub(super) fn prefix(api_key: &str, user: &UserId) -> String {
    format!("chat-service:{api_key}:{user}:")
}

/// What of an unsent message is kept: what the user decided, not what can be had again.
fn keepable(message: &Message) -> Message {
    let id_of = |user: &Rc<User>| Rc::new(User { id: user.id.clone(), name: user.name.clone(), ..User::default() });
    Message {
        id: message.id.clone(),
        cid: message.cid.clone(),
        text: message.text.clone(),
        user: message.user.as_ref().map(id_of),
        created_at: message.created_at,
        attachments: message.attachments.clone(),
        mentioned_users: message.mentioned_users.iter().map(id_of).collect(),
        parent_id: message.parent_id.clone(),
        show_in_channel: message.show_in_channel,
        quoted_message_id: message.quoted_message_id.clone(),
        extra: message.extra.clone(),
        poll: message.poll.clone(),
        ..Message::default()
    }
}

/// Reads a kept draft; what is no object is the text itself.
fn read_draft(value: String) -> Composer {
    let Ok(Value::Object(mut map)) = parse(&value) else { return Composer { text: Rc::from(value), ..Composer::default() } };
    let text = map.get("text").and_then(Value::as_str).unwrap_or_default();
    Composer {
        text: Rc::from(text),
        caret: units(text),
        written_at: map.get("at").and_then(Value::as_i64),
        circles: Circle::named_by(&map),
        mentions: map.remove("mentions").and_then(Vec::read).unwrap_or_default(),
        quoted: map.remove("quoted").and_then(Message::read).map(|quoted| Rc::new(quoted.into())),
        show_in_channel: map.get("show_in_channel").and_then(Value::as_bool).unwrap_or_default(),
        ..Composer::default()
    }
}
