//! Messages.

use crate::sorted::SortedMap;
use std::rc::Rc;

use super::attachment::Attachment;
use super::channel::{Reminder, SharedLocation};
use super::ids::{Cid, MessageId, UserId};
use super::json::{Wire, wire};
use super::poll::Poll;
use super::reaction::{Reaction, ReactionGroup};
use super::time::Ts;
use super::user::User;
use super::value::{Map, Value};

wire! {
    /// One message (protocol section 5.1). See Stream docs: Messages.
    Message {
        /// Identity, chosen by the sending client.
        id: MessageId = "id",
        /// The channel it belongs to.
        cid: Cid = "cid",
        /// What it is.
        kind: MessageType = "type",
        /// What was written; the server's `html` rendition is dropped, never shown.
        text: String = "text",
        /// Author.
        user: Option<Rc<User>> = "user",
        /// Images, files, link cards.
        attachments: Vec<Attachment> = "attachments",
        /// Users named in the text.
        mentioned_users: Vec<Rc<User>> = "mentioned_users",
        /// Newest reactions, newest first.
        latest_reactions: Vec<Reaction> = "latest_reactions",
        /// The own reactions; always empty on the socket (protocol section 8.8).
        own_reactions: Vec<Reaction> = "own_reactions",
        /// Reactions by kind.
        reaction_groups: SortedMap<String, ReactionGroup> = "reaction_groups",
        /// The message replied to in a thread.
        parent_id: Option<MessageId> = "parent_id",
        /// A thread reply that is shown in the channel too.
        show_in_channel: bool = "show_in_channel",
        /// Replies in the thread.
        reply_count: u32 = "reply_count",
        /// Who replied.
        thread_participants: Vec<Rc<User>> = "thread_participants",
        /// Id of the quoted message.
        quoted_message_id: Option<MessageId> = "quoted_message_id",
        /// The quoted message, one level deep.
        quoted_message: Option<Box<Message>> = "quoted_message",
        /// When the server took it; decides the order.
        created_at: Option<Ts> = "created_at",
        /// When anything of it last changed; decides which of two copies is newer.
        updated_at: Option<Ts> = "updated_at",
        /// Set on deleted messages; their text is never shown.
        deleted_at: Option<Ts> = "deleted_at",
        /// Deleted for the own user only.
        deleted_for_me: bool = "deleted_for_me",
        /// When the text was edited.
        message_text_updated_at: Option<Ts> = "message_text_updated_at",
        /// Pinned to the channel.
        pinned: bool = "pinned",
        /// Since when.
        pinned_at: Option<Ts> = "pinned_at",
        /// By whom.
        pinned_by: Option<Rc<User>> = "pinned_by",
        /// Counts for nobody's unread.
        silent: bool = "silent",
        /// Hidden from everybody but the author.
        shadowed: bool = "shadowed",
        /// Slash command it was sent with.
        command: Option<String> = "command",
        /// What moderation did to it.
        moderation: Option<Box<Moderation>> = "moderation",
        /// The poll it shows.
        poll: Option<Box<Poll>> = "poll",
        /// The own reminder.
        reminder: Option<Box<Reminder>> = "reminder",
        /// The place it shows.
        shared_location: Option<Box<SharedLocation>> = "shared_location",
    } valid |it| {
        it.extra.remove("html");
        if let Some(quoted) = &mut it.quoted_message {
            quoted.quoted_message = None;
        }
        !it.id.is_empty()
    }
}

wire! {
    /// What moderation did to a message (protocol section 5.13). See Stream docs: Moderation.
    Moderation {
        /// `bounce`, `remove`, or anything else.
        action: String = "action",
        /// What was written before.
        original_text: Option<String> = "original_text",
    }
}

/// What a message is (protocol section 5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MessageType {
    /// Written by a user.
    #[default]
    Regular,
    /// Reply in a thread.
    Reply,
    /// Told by the server.
    System,
    /// Preview that only its author sees.
    Ephemeral,
    /// Refused by the server.
    Error,
    /// Deleted; only its place is left.
    Deleted,
    /// Could not be decoded: a placeholder that keeps its place in the page.
    Unreadable,
    /// A type that this version does not know.
    Other(String),
}

impl Wire for MessageType {
    fn read(value: Value) -> Option<Self> {
        Some(match value.as_str()? {
            "" | "regular" => Self::Regular,
            "reply" => Self::Reply,
            "system" => Self::System,
            "ephemeral" => Self::Ephemeral,
            "error" => Self::Error,
            "deleted" => Self::Deleted,
            other => Self::Other(other.to_owned()),
        })
    }

    fn write(&self) -> Option<Value> {
        let text = match self {
            Self::Regular => "regular",
            Self::Reply => "reply",
            Self::System => "system",
            Self::Ephemeral => "ephemeral",
            Self::Error => "error",
            Self::Deleted => "deleted",
            Self::Unreadable => return None,
            Self::Other(other) => other,
        };
        Some(Value::from(text))
    }
}

impl Message {
    /// The author's id.
    #[must_use]
    pub fn author(&self) -> Option<&UserId> {
        self.user.as_ref().map(|user| &user.id)
    }

    /// Deleted for everybody or for the own user.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some() || self.deleted_for_me || self.kind == MessageType::Deleted
    }

    /// Sent back by moderation: its author may change it, send it anyway, or delete it (feature F78).
    #[must_use]
    pub fn is_bounced(&self) -> bool {
        self.kind == MessageType::Error && self.moderated("bounce", "MESSAGE_RESPONSE_ACTION_BOUNCE")
    }

    /// Taken away by moderation (feature F77).
    #[must_use]
    pub fn is_removed_by_moderation(&self) -> bool {
        self.kind == MessageType::Error && self.moderated("remove", "MESSAGE_RESPONSE_ACTION_REMOVE")
    }

    fn moderated(&self, action: &str, older: &str) -> bool {
        let is_older =
            || self.extra.get("moderation_details").and_then(|details| details.get("action")).and_then(Value::as_str) == Some(older);
        self.moderation.as_ref().is_some_and(|moderation| moderation.action == action) || is_older()
    }

    /// The text in a language (BCP 47) and the language it was written in, where the server has a translation that differs
    /// (feature F72, protocol section 5.12).
    #[must_use]
    pub fn translated(&self, language: &str) -> Option<(&str, &str)> {
        let texts = self.extra.get("i18n")?;
        let base = language.split('-').next().unwrap_or_default();
        let text = |key: &str| texts.get(key).and_then(Value::as_str);
        let from = text("language").filter(|from| *from != language && *from != base)?;
        let found = [language, base].into_iter().find_map(|into| text(&[into, "_text"].concat()))?;
        (!found.trim().is_empty() && found != self.text).then_some((found, from))
    }

    /// What is shown to who reads this language: the translation where there is one.
    #[must_use]
    pub fn text_in(&self, language: &str) -> &str {
        self.translated(language).map_or(&self.text, |(text, _)| text)
    }

    /// A reply that is shown in its thread only.
    #[must_use]
    pub const fn is_thread_only(&self) -> bool {
        self.parent_id.is_some() && !self.show_in_channel
    }

    /// Sort key: time, then id (protocol section 8.2).
    #[must_use]
    pub fn order(&self) -> (Option<Ts>, &MessageId) {
        (self.created_at, &self.id)
    }

    /// Which of two copies is newer.
    #[must_use]
    pub fn revision(&self) -> Option<Ts> {
        self.updated_at.max(self.deleted_at).max(self.created_at)
    }
}

/// Reads a page of messages item by item: a malformed one becomes an [`MessageType::Unreadable`] placeholder at its
/// neighbour's time, so that its neighbours are kept and the reader sees that something is there.
#[must_use]
pub fn page(items: Vec<Value>) -> Vec<Message> {
    let mut last = None;
    let mut messages = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let id = item.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()).map(MessageId::from);
        let message = Message::read(item).filter(|message| message.created_at.is_some()).unwrap_or_else(|| {
            let neighbour: &str = messages.last().map_or("start", |message: &Message| message.id.as_str());
            Message {
                id: id.unwrap_or_else(|| MessageId::from(format!("unreadable-{index}-after-{neighbour}"))),
                kind: MessageType::Unreadable,
                created_at: last,
                extra: Map::new(),
                ..Message::default()
            }
        });
        last = message.created_at.or(last);
        messages.push(message);
    }
    // A placeholder at the start of the page takes the time of the first message that has one.
    let first = messages.iter().find_map(|message| message.created_at);
    for message in messages.iter_mut().take_while(|message| message.created_at.is_none()) {
        message.created_at = first;
    }
    messages
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    #[test]
    fn malformed_message_becomes_a_placeholder_and_its_neighbours_are_kept() {
        let read = page(vec![
            json!({"id": "a", "created_at": "2026-01-01T00:00:01Z", "text": "one"}),
            json!("nonsense"),
            json!({"id": "b", "text": 5, "user": "bob", "created_at": "2026-01-01T00:00:02Z"}),
            json!({"id": "c", "created_at": false}),
        ]);
        let kinds: Vec<_> = read.iter().map(|message| (message.kind == MessageType::Unreadable, message.created_at)).collect();
        let at = |second| Ts::parse(&format!("2026-01-01T00:00:0{second}Z"));
        assert_eq!(kinds, [(false, at(1)), (true, at(1)), (false, at(2)), (true, at(2))]);
    }

    #[test]
    fn custom_data_survives_a_round_trip() {
        let json = json!({"id": "a", "type": "regular", "text": "hi", "ticket": {"id": 7}, "attachments": [{"type": "image", "zoom": 2}], "created_at": "2026-01-01T00:00:01.5Z"});
        let written = Message::read(json.clone()).unwrap().write().unwrap();
        for key in ["id", "text", "ticket", "created_at"] {
            assert_eq!(written[key], json[key], "{key}");
        }
        assert_eq!(written["attachments"][0]["zoom"], 2);
    }

    #[test]
    fn a_translation_is_shown_to_who_reads_its_language_and_not_what_was_written() {
        let i18n =
            json!({"language": "it", "it_text": "ciao", "en_text": "hi", "fr_text": "ciao", "de_text": " ", "zh-TW_text": "\u{55e8}"});
        let read = Message::read(json!({"id": "a", "text": "ciao", "i18n": i18n})).unwrap();
        let shown = ["en", "en-GB", "zh-TW", "it", "it-CH", "fr", "de", "sv"].map(|language| read.text_in(language));
        assert_eq!(shown, ["hi", "hi", "\u{55e8}", "ciao", "ciao", "ciao", "ciao", "ciao"]);
        assert_eq!(read.translated("en"), Some(("hi", "it")));
        assert_eq!(["it", "fr", "de", "sv"].map(|language| read.translated(language)), [None; 4]);
        for odd in [json!(null), json!([]), json!("en"), json!({"en_text": "hi"}), json!({"language": 7, "en_text": {}})] {
            let read = Message::read(json!({"id": "a", "text": "ciao", "i18n": odd})).unwrap();
            assert_eq!(read.translated("en"), None);
        }
    }

    #[test]
    fn unknown_type_is_kept() {
        let read = Message::read(json!({"id": "a", "type": "hologram"})).unwrap();
        assert_eq!(read.kind, MessageType::Other("hologram".into()));
    }

    #[test]
    fn a_quote_is_one_level_deep() {
        let read = Message::read(json!({"id": "a", "quoted_message": {"id": "b", "quoted_message": {"id": "a"}}})).unwrap();
        assert!(read.quoted_message.unwrap().quoted_message.is_none());
    }

    #[test]
    fn server_made_html_is_dropped() {
        assert!(Message::read(json!({"id": "a", "html": "<b>x</b>"})).unwrap().extra.is_empty());
    }
}
