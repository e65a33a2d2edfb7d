//! From a channel or thread to the rows of its list, and from one version of it to the next.
//!
//! A list can be thousands of messages long and change sixty times a second, so that rows are made anew only around what
//! changed; a test compares that with rows that were all made anew. Pure. Called from [`super::MessageList`].

use std::ops::Range;
use std::rc::Rc;

use super::rows::{Entry, Form, Place, Row, form};
use crate::i18n::{Day, Locale};
use crate::sorted::SortedMap;
use crate::state::{Channel, Delivery, Direction, Edge, Message, Millis, Receipts, Thread, Timeline};
use crate::ui::context::ByPtr;
use crate::wire::{MessageId, MessageType, UserId};

/// Longest pause within a group, in minutes, unless configured (feature F60 leaves it to us): after it a new thought begins.
const PAUSE: u32 = 5;

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

/// What a list shows.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// The channel.
    pub channel: &'a Channel,
    /// The thread whose replies are shown in place of the channel's messages.
    pub thread: Option<&'a Thread>,
    /// The own user.
    pub me: &'a UserId,
    /// Whom the own user blocked.
    pub blocked: &'a [UserId],
    /// Deleted messages leave no place behind (feature F65).
    pub hides_deleted: bool,
    /// Longest pause within a group, in minutes; five when absent.
    pub group_minutes: Option<u32>,
}

impl<'a> Feed<'a> {
    /// The messages.
    #[must_use]
    pub fn timeline(self) -> &'a Timeline {
        self.thread.map_or(&self.channel.timeline, |thread| &thread.timeline)
    }

    /// What the server has without its deleted messages, where those are hidden. One with replies stays: it is the way to them.
    fn kept(self) -> Option<Vec<Rc<Message>>> {
        let all = &self.timeline().current().messages;
        let is_hidden = |message: &Rc<Message>| message.is_deleted() && message.reply_count == 0;
        let hides = self.hides_deleted && all.iter().any(is_hidden);
        hides.then(|| all.iter().filter(|message| !is_hidden(message)).cloned().collect())
    }

    /// How far the others have read; not told in threads (feature F71).
    fn receipts(self) -> Receipts {
        if self.thread.is_some() { Receipts::default() } else { self.channel.receipts(self.me) }
    }
}

/// Messages in the order they are shown, in two parts: what the server has, and what is being sent.
#[derive(Clone, Copy)]
struct Shown<'a>(&'a [Rc<Message>], &'a [Rc<Message>]);

impl<'a> Shown<'a> {
    /// Those of a timeline, or of them those that are `kept`.
    fn of(timeline: &'a Timeline, kept: Option<&'a [Rc<Message>]>) -> Self {
        Self(kept.unwrap_or(&timeline.current().messages), if timeline.shows_latest() { timeline.outgoing() } else { &[] })
    }

    const fn len(self) -> usize {
        self.0.len() + self.1.len()
    }

    fn get(self, index: usize) -> Option<&'a Rc<Message>> {
        self.0.get(index).or_else(|| self.1.get(index.checked_sub(self.0.len())?))
    }

    /// How many messages at the beginning and at the end are the very ones that were there before.
    fn same(self, before: &[Rc<Message>]) -> (usize, usize) {
        let (now, then) = (self.len(), before.len());
        let shorter = now.min(then);
        let is_same = |now: usize, then: usize| matches!((self.get(now), before.get(then)), (Some(a), Some(b)) if Rc::ptr_eq(a, b));
        let start = (0..shorter).take_while(|index| is_same(*index, *index)).count();
        let end = (1..=shorter - start).take_while(|back| is_same(now - back, then - back)).count();
        (start, end)
    }
}

/// What all rows depend on: when it changes, all are made anew.
#[derive(Clone, Debug, Default, PartialEq)]
struct Basis {
    me: UserId,
    is_group: bool,
    is_thread: bool,
    has_head: bool,
    shows_latest: bool,
    unread: Option<(MessageId, u32)>,
    blocked: Vec<UserId>,
    pause: Millis,
    language: Option<ByPtr<Locale>>,
}

impl Basis {
    fn of(feed: Feed<'_>, shown: Shown<'_>, locale: &Rc<Locale>) -> Self {
        Self {
            me: feed.me.clone(),
            is_group: is_group(feed.channel),
            is_thread: feed.thread.is_some(),
            has_head: feed.thread.is_some_and(|thread| thread.parent.is_some()),
            shows_latest: feed.timeline().shows_latest(),
            unread: unread_from(feed, shown),
            blocked: feed.blocked.to_vec(),
            pause: Millis::from(feed.group_minutes.unwrap_or(PAUSE)) * 60_000,
            language: Some(locale.into()),
        }
    }
}

/// Rows that took the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// Whose.
    pub old: Range<usize>,
    /// How many there are instead.
    pub count: usize,
}

/// The rows of a list.
#[derive(Debug, Default)]
pub struct Rows {
    list: Vec<Row>,
    /// The messages they were made of, and the row of each.
    sources: Vec<Rc<Message>>,
    places: Vec<usize>,
    basis: Basis,
    receipts: Receipts,
    unread: Option<usize>,
    days: Days,
}

impl Rows {
    /// The rows, oldest first.
    #[must_use]
    pub fn list(&self) -> &[Row] {
        &self.list
    }

    /// Where the unread line is.
    #[must_use]
    pub const fn unread(&self) -> Option<usize> {
        self.unread
    }

    /// The rows of a feed, for who draws them once: the sketch, which does without all that keeps them up to date.
    #[must_use]
    pub fn of(feed: Feed<'_>, locale: &Rc<Locale>) -> Self {
        let kept = feed.kept();
        let shown = Shown::of(feed.timeline(), kept.as_deref());
        let mut rows = Self { basis: Basis::of(feed, shown, locale), ..Self::default() };
        rows.remake(feed, shown, locale, feed.receipts());
        rows.frame(feed);
        rows
    }

    /// Makes the rows those of the feed as it is now. Says which ones took the place of which; those whose content alone
    /// changed are not among them.
    pub fn update(&mut self, feed: Feed<'_>, locale: &Rc<Locale>) -> Option<Splice> {
        let kept = feed.kept();
        let shown = Shown::of(feed.timeline(), kept.as_deref());
        let basis = Basis::of(feed, shown, locale);
        let receipts = feed.receipts();
        if self.basis.language != basis.language {
            self.days = Days::default();
        }
        let is_anew = self.list.is_empty() || self.basis != basis;
        self.basis = basis;
        let splice = if is_anew { Some(self.remake(feed, shown, locale, receipts)) } else { self.renew(shown, locale, receipts) };
        self.frame(feed);
        if std::mem::replace(&mut self.receipts, receipts) != receipts && !is_anew {
            self.mark(receipts);
        }
        self.unread = self.basis.unread.as_ref().and_then(|_| self.list.iter().rposition(|row| matches!(row, Row::Unread { .. })));
        splice
    }

    /// All rows anew.
    fn remake(&mut self, feed: Feed<'_>, shown: Shown<'_>, locale: &Locale, receipts: Receipts) -> Splice {
        let old = 0..self.list.len();
        self.list.clear();
        self.sources.clear();
        self.places.clear();
        if let Some(thread) = feed.thread {
            // Until the head is known its count line stands alone.
            self.list.extend(thread.parent.as_ref().map(|parent| Row::Head(head(parent, feed))));
            self.list.push(Row::Replies(0));
        }
        self.list.push(Row::Edge(Direction::Older, Edge::End));
        let mut builder = Builder::new(&self.basis, receipts, &mut self.days, locale);
        builder.first = self.list.len();
        for index in 0..shown.len() {
            builder.add(shown.get(index));
        }
        self.places = builder.places;
        self.sources = builder.sources;
        self.list.append(&mut builder.rows);
        self.list.push(if self.basis.shows_latest { Row::Foot } else { Row::Edge(Direction::Newer, Edge::End) });
        Splice { old, count: self.list.len() }
    }

    /// The rows around what changed anew. The place of a message in its group depends on its neighbours, so that one more
    /// on each side is made again; where that changes the day of what follows, everything that follows is.
    fn renew(&mut self, shown: Shown<'_>, locale: &Locale, receipts: Receipts) -> Option<Splice> {
        let (start, end) = shown.same(&self.sources);
        if start + end >= shown.len().max(self.sources.len()) {
            return None;
        }
        let from = start.saturating_sub(1);
        let (mut to, mut old_to) = (shown.len() - end.saturating_sub(1), self.sources.len() - end.saturating_sub(1));
        let first = match from.checked_sub(1).and_then(|before| self.places.get(before)) {
            Some(row) => row + 1,
            None => self.list.iter().position(|row| matches!(row, Row::Edge(Direction::Older, _))).map_or(0, |edge| edge + 1),
        };
        let day_before = self.day_above(first);
        let mut builder = Builder::new(&self.basis, receipts, &mut self.days, locale);
        builder.first = first;
        builder.day = day_before;
        // The message before stands in its row; only what follows it is made here.
        builder.above = from.checked_sub(1).and_then(|before| self.sources.get(before)).cloned();
        for index in from..to {
            builder.add(shown.get(index));
        }
        let last_old = old_to.checked_sub(1).and_then(|last| self.places.get(last)).copied();
        let day_after = last_old.map_or(day_before, |last| day_in(self.list.get(..=last).unwrap_or_default()));
        if builder.day != day_after {
            for index in to..shown.len() {
                builder.add(shown.get(index));
            }
            (to, old_to) = (shown.len(), self.sources.len());
        }
        let old_end = match old_to.checked_sub(1).and_then(|last| self.places.get(last)) {
            Some(row) if old_to > from => row + 1,
            _ => first,
        };
        // Does what follows still belong to the last group?
        let goes_on = self.places.get(old_to).and_then(|next| self.list.get(*next)).and_then(Row::entry);
        let joins = goes_on.is_some_and(|next| matches!(next.place, Place::Middle | Place::Bottom));
        if let Some(Row::Message(last)) = builder.rows.last_mut() {
            last.place = if joins { last.place.continued() } else { last.place.ended() };
        }
        let (count, old) = (builder.rows.len(), first..old_end);
        let Builder { rows, places, sources, .. } = builder;
        self.list.splice(old.clone(), rows);
        self.sources.splice(from..old_to, sources);
        self.places.splice(from..old_to, places);
        let moved = to..self.places.len();
        for place in self.places.get_mut(moved).unwrap_or_default() {
            *place = *place + count - old.len();
        }
        Some(Splice { old, count })
    }

    fn day_above(&self, row: usize) -> Option<Day> {
        day_in(self.list.get(..row).unwrap_or_default())
    }

    /// What stands around the messages: the ends of the history, the head of a thread.
    fn frame(&mut self, feed: Feed<'_>) {
        let set = feed.timeline().current();
        let edge = self.list.iter().take(3).position(|row| matches!(row, Row::Edge(Direction::Older, _)));
        if let Some(row) = edge.and_then(|edge| self.list.get_mut(edge)) {
            *row = Row::Edge(Direction::Older, set.older.clone());
        }
        if let Some(Row::Edge(Direction::Newer, edge)) = self.list.last_mut() {
            edge.clone_from(&set.newer);
        }
        let Some(thread) = feed.thread else { return };
        for row in self.list.iter_mut().take(2) {
            match row {
                Row::Head(known) => {
                    if let Some(parent) = &thread.parent {
                        *known = head(parent, feed);
                    }
                }
                Row::Replies(count) => *count = thread.parent.as_ref().map_or(0, |parent| parent.reply_count),
                Row::Day { .. } | Row::Edge(..) | Row::Foot | Row::Message(_) | Row::Unread { .. } => {}
            }
        }
    }

    /// Others have read or received more.
    fn mark(&mut self, receipts: Receipts) {
        for row in &mut self.list {
            if let Row::Message(Entry { status: Some(status), message, .. }) = row {
                *status = message.status(receipts);
            }
        }
    }
}

fn day_in(rows: &[Row]) -> Option<Day> {
    rows.iter().rev().find_map(|row| if let Row::Day { day, .. } = row { Some(*day) } else { None })
}

fn head(parent: &Rc<Message>, feed: Feed<'_>) -> Entry {
    let is_own = parent.author() == Some(feed.me);
    let form = if parent.author().is_some_and(|author| feed.blocked.contains(author)) { Form::Blocked } else { form(parent) };
    Entry { message: parent.into(), form, place: Place::Single, is_own, shows_name: !is_own, status: None }
}

/// More than two people: it needs to be said who writes (feature F73).
#[must_use]
pub fn is_group(channel: &Channel) -> bool {
    channel.data.member_count.map_or(channel.members.len(), |count| count as usize).max(channel.members.len()) > 2
}

/// Id of the message above which the unread line is drawn: the first of somebody else that was unread. Absent when it is
/// not loaded, and in threads.
fn unread_from(feed: Feed<'_>, shown: Shown<'_>) -> Option<(MessageId, u32)> {
    let separator = feed.channel.separator.as_ref().filter(|separator| separator.count > 0 && feed.thread.is_none())?;
    let set = feed.timeline().current();
    let from = shown.0.partition_point(|message| message.created_at <= separator.after);
    let reaches_back = set.older == Edge::End || from > 0;
    let is_news = |message: &&Rc<Message>| message.author() != Some(feed.me) && message.kind != MessageType::System;
    let first = (from..shown.len()).filter_map(|index| shown.get(index)).find(is_news)?;
    (reaches_back && first.created_at > separator.after).then(|| (first.id.clone(), separator.count))
}

struct Builder<'a> {
    rows: Vec<Row>,
    places: Vec<usize>,
    sources: Vec<Rc<Message>>,
    basis: &'a Basis,
    receipts: Receipts,
    days: &'a mut Days,
    locale: &'a Locale,
    /// Row of the first one that is made here.
    first: usize,
    day: Option<Day>,
    /// The message just above, unless something stands between.
    above: Option<Rc<Message>>,
}

impl<'a> Builder<'a> {
    const fn new(basis: &'a Basis, receipts: Receipts, days: &'a mut Days, locale: &'a Locale) -> Self {
        Self { rows: Vec::new(), places: Vec::new(), sources: Vec::new(), basis, receipts, days, locale, first: 0, day: None, above: None }
    }

    fn add(&mut self, message: Option<&Rc<Message>>) {
        let Some(message) = message else { return };
        let form = self.form(message);
        let is_own = message.author() == Some(&self.basis.me);
        // Only forwards: what is being sent has a local time that may be behind the server's. Threads have no days (feature F61).
        let day = message.created_at.filter(|_| !self.basis.is_thread).map(|at| (self.days.of(at.millis(), self.locale), at.millis()));
        if let Some((day, at)) = day.filter(|(day, _)| self.day.is_none_or(|known| known < *day)) {
            self.rows.push(Row::Day { day, at });
            self.day = Some(day);
            self.above = None;
        }
        if let Some((_, count)) = self.basis.unread.as_ref().filter(|(id, _)| *id == message.id) {
            self.rows.push(Row::Unread { count: *count });
            self.above = None;
        }
        let joins = self.above.as_ref().is_some_and(|above| joins(above, self.form(above), message, form, self.basis.pause));
        if joins && let Some(Row::Message(above)) = self.rows.last_mut() {
            above.place = above.place.continued();
        }
        self.places.push(self.first + self.rows.len());
        self.sources.push(message.clone());
        self.above = Some(message.clone());
        self.rows.push(Row::Message(Entry {
            message: ByPtr(message.clone()),
            form,
            place: if joins { Place::Bottom } else { Place::Single },
            is_own,
            shows_name: (self.basis.is_group || self.basis.is_thread) && !is_own && !joins && form == Form::Bubble,
            status: (is_own && form == Form::Bubble && message.kind != MessageType::Ephemeral).then(|| message.status(self.receipts)),
        }));
    }

    fn form(&self, message: &Message) -> Form {
        match form(message) {
            Form::System => Form::System,
            _ if message.author().is_some_and(|author| self.basis.blocked.contains(author)) => Form::Blocked,
            form => form,
        }
    }
}

/// Both are parts of the same group.
fn joins(above: &Message, above_form: Form, message: &Message, form: Form, longest: Millis) -> bool {
    form == Form::Bubble
        && above_form == Form::Bubble
        && message.author().is_some()
        && above.author() == message.author()
        && !ends_group(above)
        && pause(above, message) <= longest
}

/// Something is shown below the bubble, so that the next one cannot follow closely. Feature F60 lets reactions end the group
/// above the message because the peer draws them there; ours are below.
fn ends_group(message: &Message) -> bool {
    !message.reaction_groups.is_empty()
        || message.message_text_updated_at.is_some()
        || message.reply_count > 0
        || message.kind == MessageType::Ephemeral
        || matches!(message.delivery, Delivery::Failed(_))
}

fn pause(above: &Message, below: &Message) -> Millis {
    match (above.created_at, below.created_at) {
        (Some(above), Some(below)) => (below.millis() - above.millis()).max(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
