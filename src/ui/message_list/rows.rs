//! What stands in a list: messages in groups, days, the unread line, the ends of the history, the head of a thread.
//!
//! Pure: knows neither the browser nor heights. [`super::build`] makes rows of a channel or thread.

use crate::i18n::Day;
use crate::state::{Direction, Edge, Message, Millis, Status};
use crate::ui::context::ByPtr;
use crate::wire::{MessageId, MessageType};

/// Identity of a row, the same for as long as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// End of the list.
    Foot,
    /// The message that a thread is about.
    Head,
    /// A message.
    Message(MessageId),
    /// What is beyond the newest loaded message.
    Newer,
    /// What is beyond the oldest loaded message.
    Older,
    /// Begin of a day.
    Day(Day),
    /// How many replies there are.
    Replies,
    /// The unread line.
    Unread,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Begin of a day.
    Day {
        /// Which.
        day: Day,
        /// A time within it.
        at: Millis,
    },
    /// An end of what is loaded.
    Edge(Direction, Edge),
    /// Space below the last message.
    Foot,
    /// The message that a thread is about (feature F155).
    Head(Entry),
    /// A message, or what stands in its place.
    Message(Entry),
    /// How many replies there are.
    Replies(u32),
    /// The line above the first unread message (feature F54).
    Unread {
        /// How many.
        count: u32,
    },
}

/// A message with what its neighbours make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The message.
    pub message: ByPtr<Message>,
    /// Its form.
    pub form: Form,
    /// Where in its group it stands.
    pub place: Place,
    /// Written by the own user.
    pub is_own: bool,
    /// The author's name stands above it (feature F73).
    pub shows_name: bool,
    /// How far sending it got; absent on everything but own bubbles.
    pub status: Option<Status>,
}

/// What a message looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By somebody whom the own user blocked (protocol section 8.10).
    Blocked,
    /// Sent back by moderation: its author decides what becomes of it (feature F78).
    Bounced,
    /// What somebody wrote.
    Bubble,
    /// Only its place is left (feature F65).
    Deleted,
    /// Taken back by moderation (feature F77).
    Hidden,
    /// The server's refusal (protocol section 5.2).
    Refused,
    /// Told by the server (feature F64).
    System,
    /// Could not be decoded, or has nothing that this version can show.
    Unreadable,
}

/// Where in a group of messages by one author one stands (feature F60).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Last of several.
    Bottom,
    /// Neither first nor last.
    Middle,
    /// Alone.
    #[default]
    Single,
    /// First of several.
    Top,
}

impl Place {
    /// Word in the class name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bottom => "bottom",
            Self::Middle => "middle",
            Self::Single => "single",
            Self::Top => "top",
        }
    }

    /// The group begins here.
    #[must_use]
    pub const fn is_begin(self) -> bool {
        matches!(self, Self::Top | Self::Single)
    }

    /// The group ends here: avatar, time and status are shown.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Bottom | Self::Single)
    }

    /// The same with one more below.
    pub(super) const fn continued(self) -> Self {
        match self {
            Self::Single | Self::Top => Self::Top,
            Self::Bottom | Self::Middle => Self::Middle,
        }
    }

    /// The same with none below.
    pub(super) const fn ended(self) -> Self {
        match self {
            Self::Single | Self::Top => Self::Single,
            Self::Bottom | Self::Middle => Self::Bottom,
        }
    }
}

impl Row {
    /// Height in pixels before it was drawn: what rows of its kind mostly have.
    #[must_use]
    pub fn guess(&self) -> f64 {
        match self {
            Self::Edge(Direction::Older, Edge::End) => 176.0,
            Self::Foot | Self::Edge(_, Edge::End) => 16.0,
            Self::Edge(..) => 48.0,
            Self::Day { .. } | Self::Replies(_) | Self::Unread { .. } => 46.0,
            Self::Head(entry) | Self::Message(entry) => {
                let (head, foot) = (if entry.place.is_begin() { 12.0 } else { 2.0 }, if entry.place.is_end() { 20.0 } else { 0.0 });
                let lines = u32::try_from(entry.message.text.len() / 60 + 1).map_or(1.0, f64::from);
                let media = if entry.message.attachments.is_empty() { 0.0 } else { 160.0 };
                head + foot + 16.0 + 20.0 * lines.min(30.0) + media
            }
        }
    }

    /// Identity.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Day { day, .. } => Key::Day(*day),
            Self::Edge(Direction::Older, _) => Key::Older,
            Self::Edge(Direction::Newer, _) => Key::Newer,
            Self::Foot => Key::Foot,
            Self::Head(_) => Key::Head,
            Self::Message(entry) => Key::Message(entry.message.id.clone()),
            Self::Replies(_) => Key::Replies,
            Self::Unread { .. } => Key::Unread,
        }
    }

    /// The message, if it is one.
    #[must_use]
    pub const fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Head(entry) | Self::Message(entry) => Some(entry),
            Self::Day { .. } | Self::Edge(..) | Self::Foot | Self::Replies(_) | Self::Unread { .. } => None,
        }
    }
}

impl Key {
    /// True for rows that stay beside the same neighbours when others come, so that a place can be kept by them.
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        matches!(self, Self::Message(_) | Self::Unread)
    }

    /// Identity as text, for the views' keys.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Foot => "foot".to_owned(),
            Self::Head => "head".to_owned(),
            Self::Message(id) => ["m-", id.as_str()].concat(),
            Self::Newer => "newer".to_owned(),
            Self::Older => "older".to_owned(),
            Self::Day(day) => ["d-", &day.0.to_string()].concat(),
            Self::Replies => "replies".to_owned(),
            Self::Unread => "unread".to_owned(),
        }
    }

    /// Reads [`Self::text`] of what can have the focus: messages.
    #[must_use]
    pub fn of_message(text: &str) -> Option<Self> {
        if text == "head" { Some(Self::Head) } else { text.strip_prefix("m-").map(|id| Self::Message(MessageId::from(id))) }
    }
}

/// What a message looks like, unless its author is blocked.
pub(super) fn form(message: &Message) -> Form {
    if message.is_deleted() {
        return Form::Deleted;
    }
    if message.shadowed || message.is_removed_by_moderation() {
        return Form::Hidden;
    }
    match &message.kind {
        MessageType::System => Form::System,
        MessageType::Error if message.is_bounced() => Form::Bounced,
        MessageType::Error => Form::Refused,
        MessageType::Deleted => Form::Deleted,
        MessageType::Unreadable => Form::Unreadable,
        MessageType::Regular | MessageType::Reply | MessageType::Ephemeral | MessageType::Other(_) if has_content(message) => Form::Bubble,
        MessageType::Regular | MessageType::Reply | MessageType::Ephemeral | MessageType::Other(_) => Form::Unreadable,
    }
}

fn has_content(message: &Message) -> bool {
    !message.text.trim().is_empty()
        || !message.attachments.is_empty()
        || message.quoted_message.is_some()
        || message.quoted_message_id.is_some()
        || message.poll.is_some()
        || message.shared_location.is_some()
}
