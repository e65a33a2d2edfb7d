//! From a channel to the rows of its list: messages in groups, days, the unread line, the ends of the history.
//!
//! Pure: knows neither the browser nor heights. Called from [`super::MessageList`] whenever the channel changed.

use crate::sorted::SortedMap;
use std::rc::Rc;

use crate::i18n::{Day, Locale};
use crate::state::{Channel, Delivery, Direction, Edge, Message, Millis, Receipts, Status};
use crate::ui::context::ByPtr;
use crate::wire::{MessageId, MessageType, UserId};

/// Longest pause within a group, in milliseconds (feature F60 leaves it to us): after five minutes a new thought begins.
const PAUSE: Millis = 5 * 60_000;

/// Identity of a row, the same for as long as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// End of the list.
    Foot,
    /// A message.
    Message(MessageId),
    /// What is beyond the newest loaded message.
    Newer,
    /// What is beyond the oldest loaded message.
    Older,
    /// Begin of a day.
    Day(Day),
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
    /// A message, or what stands in its place.
    Message(Entry),
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
}

impl Row {
    /// Height in pixels before it was drawn: what rows of its kind mostly have.
    #[must_use]
    pub fn guess(&self) -> f64 {
        match self {
            Self::Foot | Self::Edge(_, Edge::End) => 16.0,
            Self::Edge(..) => 48.0,
            Self::Day { .. } | Self::Unread { .. } => 46.0,
            Self::Message(entry) => {
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
            Self::Message(entry) => Key::Message(entry.message.id.clone()),
            Self::Unread { .. } => Key::Unread,
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
            Self::Message(id) => format!("m-{id}"),
            Self::Newer => "newer".to_owned(),
            Self::Older => "older".to_owned(),
            Self::Day(day) => format!("d-{}", day.0),
            Self::Unread => "unread".to_owned(),
        }
    }
}

/// Days of times in the user's time zone. Remembers quarters of an hour, in which no time zone changes the day: asking
/// `Intl` for each message of a long history would take longer than drawing it.
#[derive(Debug, Default)]
pub struct Days {
    known: SortedMap<i64, Day>,
    last: Option<(i64, Day)>,
}

impl Days {
    /// Day of a time.
    pub fn of(&mut self, at: Millis, locale: &Locale) -> Day {
        let quarter = at.div_euclid(15 * 60_000);
        if let Some((_, day)) = self.last.filter(|(last, _)| *last == quarter) {
            return day;
        }
        let day = *self.known.or_insert_with(quarter, || locale.day(at));
        self.last = Some((quarter, day));
        day
    }
}

/// The rows of a channel, oldest first.
#[must_use]
pub fn rows(channel: &Channel, me: &UserId, locale: &Locale, days: &mut Days) -> Vec<Row> {
    let set = channel.timeline.current();
    let mut builder = Builder {
        rows: Vec::with_capacity(set.messages.len() + 8),
        me,
        receipts: channel.receipts(me),
        is_group: is_group(channel),
        unread: unread_from(channel, me),
        day: None,
        last: None,
    };
    builder.rows.push(Row::Edge(Direction::Older, set.older.clone()));
    for message in channel.timeline.shown().filter(|message| !message.is_thread_only()) {
        let day = message.created_at.map(|at| (days.of(at.millis(), locale), at.millis()));
        builder.add(message, day);
    }
    if channel.timeline.shows_latest() {
        builder.rows.push(Row::Foot);
    } else {
        builder.rows.push(Row::Edge(Direction::Newer, set.newer.clone()));
    }
    builder.rows
}

/// More than two people: it needs to be said who writes (feature F73).
#[must_use]
pub fn is_group(channel: &Channel) -> bool {
    channel.data.member_count.map_or(channel.members.len(), |count| count as usize).max(channel.members.len()) > 2
}

/// Id of the message above which the unread line is drawn: the first of somebody else that was unread. Absent when it is
/// not loaded.
fn unread_from<'a>(channel: &'a Channel, me: &UserId) -> Option<(&'a MessageId, u32)> {
    let separator = channel.separator.as_ref().filter(|separator| separator.count > 0)?;
    let set = channel.timeline.current();
    let is_unread = |message: &Message| message.created_at > separator.after;
    let mut shown = channel.timeline.shown().filter(|message| !message.is_thread_only());
    let reaches_back = set.older == Edge::End || channel.timeline.shown().next().is_some_and(|message| !is_unread(message));
    let first = shown.find(|message| is_unread(message) && message.author() != Some(me) && message.kind != MessageType::System)?;
    reaches_back.then_some((&first.id, separator.count))
}

struct Builder<'a> {
    rows: Vec<Row>,
    me: &'a UserId,
    receipts: Receipts,
    is_group: bool,
    unread: Option<(&'a MessageId, u32)>,
    day: Option<Day>,
    /// Where the last message is in `rows`.
    last: Option<usize>,
}

impl Builder<'_> {
    fn add(&mut self, message: &Rc<Message>, day: Option<(Day, Millis)>) {
        let form = form(message);
        let is_own = message.author() == Some(self.me);
        // Only forwards: what is being sent has a local time that may be behind the server's.
        if let Some((day, at)) = day.filter(|(day, _)| self.day.is_none_or(|known| known < *day)) {
            self.rows.push(Row::Day { day, at });
            self.day = Some(day);
        }
        if let Some((_, count)) = self.unread.filter(|(id, _)| **id == message.id) {
            self.rows.push(Row::Unread { count });
            self.unread = None;
        }
        let joins = self.join(message, form);
        self.last = Some(self.rows.len());
        self.rows.push(Row::Message(Entry {
            message: ByPtr(message.clone()),
            form,
            place: if joins { Place::Bottom } else { Place::Single },
            is_own,
            shows_name: self.is_group && !is_own && !joins && form == Form::Bubble,
            status: (is_own && form == Form::Bubble).then(|| message.status(self.receipts)),
        }));
    }

    /// Makes the message before this one part of the same group, if it is.
    fn join(&mut self, message: &Message, form: Form) -> bool {
        // Something stands between them unless the last row is the last message.
        let last = self.last.filter(|last| last + 1 == self.rows.len()).and_then(|last| self.rows.get_mut(last));
        let Some(Row::Message(above)) = last else { return false };
        let joins = form == Form::Bubble
            && above.form == Form::Bubble
            && message.author().is_some()
            && above.message.author() == message.author()
            && !ends_group(&above.message)
            && pause(&above.message, message) <= PAUSE;
        if joins {
            above.place = if above.place == Place::Single { Place::Top } else { Place::Middle };
        }
        joins
    }
}

/// Something is shown below the bubble, so that the next one cannot follow closely. Feature F60 lets reactions end the group
/// above the message because the peer draws them there; ours are below.
fn ends_group(message: &Message) -> bool {
    !message.reaction_groups.is_empty()
        || message.message_text_updated_at.is_some()
        || message.reply_count > 0
        || matches!(message.delivery, Delivery::Failed(_))
}

fn pause(above: &Message, below: &Message) -> Millis {
    match (above.created_at, below.created_at) {
        (Some(above), Some(below)) => (below.millis() - above.millis()).max(0),
        _ => 0,
    }
}

fn form(message: &Message) -> Form {
    if message.is_deleted() {
        return Form::Deleted;
    }
    if message.shadowed {
        return Form::Hidden;
    }
    match &message.kind {
        MessageType::System => Form::System,
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
        || message.poll.is_some()
        || message.shared_location.is_some()
}

#[cfg(test)]
mod tests;
