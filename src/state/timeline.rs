//! The messages of one channel, in sets without holes (protocol section 8.4).

use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

use super::set::{MessageSet, around_edges};
use super::{Delivery, Message, Trouble, Window};
use crate::wire::{self, MessageId, MessageType, Ts, UserId};

/// How many deleted ids and early updates are remembered.
const REMEMBERED: usize = 500;

/// One side of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Before the oldest loaded message.
    Older,
    /// After the newest loaded message.
    Newer,
}

/// What is beyond one end of a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Edge {
    /// Nothing: the history begins or ends here.
    #[default]
    End,
    /// More, not asked for.
    More,
    /// More, asked for.
    Loading,
    /// More, but it could not be had.
    Failed(Trouble),
}

/// The loaded messages of a channel: the latest set, which every new message joins, and at most one other that is on
/// screen instead after a jump. Messages that the server does not have yet stand after the latest, whatever the local
/// clock says.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The thread's head; absent for a channel.
    parent: Option<MessageId>,
    latest: MessageSet,
    aside: Option<MessageSet>,
    outgoing: Vec<Rc<Message>>,
    /// Hard-deleted ids: a late copy does not bring them back.
    gone: SortedSet<MessageId>,
    /// Updates that came before their message.
    early: SortedMap<MessageId, Rc<Message>>,
    /// The newest message before events were missed: what follows it in the latest set may not be what came next.
    gap_after: Option<(Option<Ts>, MessageId)>,
}

impl Default for Timeline {
    fn default() -> Self {
        let latest = MessageSet { messages: Vec::new(), older: Edge::More, newer: Edge::End };
        Self { parent: None, latest, aside: None, outgoing: Vec::new(), gone: SortedSet::new(), early: SortedMap::new(), gap_after: None }
    }
}

/// Where a copy of a message comes from: events leave the own reactions out (protocol section 8.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// An answer to a question of the own user.
    Answer,
    /// Told by the server.
    Event,
}

impl Timeline {
    /// The replies of a thread.
    pub(super) fn of_thread(parent: MessageId) -> Self {
        Self { parent: Some(parent), ..Self::default() }
    }

    /// A message is shown here: in the channel what is not for a thread only, in a thread its replies.
    fn takes(&self, message: &wire::Message) -> bool {
        let is_here = self.parent.as_ref().map_or_else(|| !message.is_thread_only(), |parent| message.parent_id.as_ref() == Some(parent));
        is_here && !message.shadowed && !self.gone.contains(&message.id)
    }

    /// The set on screen.
    #[must_use]
    pub fn current(&self) -> &MessageSet {
        self.aside.as_ref().unwrap_or(&self.latest)
    }

    /// Messages in the order they are shown: the set on screen and, below the latest, what is being sent.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &Rc<Message>> {
        let outgoing = if self.shows_latest() { self.outgoing.as_slice() } else { &[] };
        self.current().messages.iter().chain(outgoing)
    }

    /// True when the newest messages are on screen, not an older set.
    #[must_use]
    pub const fn shows_latest(&self) -> bool {
        self.aside.is_none()
    }

    /// The newest message that the server has.
    #[must_use]
    pub fn newest(&self) -> Option<&Rc<Message>> {
        self.latest.messages.last()
    }

    /// Messages that the server does not have yet, in the order they were sent.
    #[must_use]
    pub fn outgoing(&self) -> &[Rc<Message>] {
        &self.outgoing
    }

    /// The latest set, which every new message joins.
    #[must_use]
    pub const fn latest(&self) -> &MessageSet {
        &self.latest
    }

    /// A loaded message.
    #[must_use]
    pub fn find(&self, id: &MessageId) -> Option<&Rc<Message>> {
        let sets = [Some(&self.latest), self.aside.as_ref()];
        sets.into_iter().flatten().find_map(|set| set.find(id)).or_else(|| self.outgoing.iter().find(|message| &message.id == id))
    }

    /// Takes a message that arrived: a newer copy of a known one, or a new one for the latest set.
    pub(super) fn upsert(&mut self, message: wire::Message, source: Source) -> bool {
        if !self.takes(&message) {
            return false;
        }
        let known = self.outgoing.iter().position(|out| out.id == message.id);
        if let Some(at) = known {
            self.outgoing.remove(at);
        }
        let message = match self.early.remove(&message.id) {
            Some(update) if update.revision() > message.revision() => update,
            _ => Rc::new(Message::from(message)),
        };
        if let Some(aside) = self.aside.as_mut().filter(|aside| aside.find(&message.id).is_some()) {
            aside.replace(&message, source);
        }
        let changed =
            if self.latest.find(&message.id).is_some() { self.latest.replace(&message, source) } else { self.latest.insert(message) };
        changed || known.is_some()
    }

    /// Changes a loaded message by a newer copy; one that is not loaded yet is kept for it.
    pub(super) fn update(&mut self, message: &Rc<wire::Message>, source: Source) -> bool {
        if !self.takes(message) {
            return false;
        }
        if self.find(&message.id).is_none() {
            return self.remember(message);
        }
        let changed = self.patch(&message.id, &|known| known.renew(message, source));
        if changed {
            self.requote(message);
        }
        changed
    }

    /// Shows the newer copy in the quotes of a message, too; of a deleted one only that it was there (protocol section 8.9).
    fn requote(&mut self, message: &wire::Message) {
        let quotes = |known: &&Rc<Message>| known.quoted_message_id.as_ref() == Some(&message.id);
        let sets = [Some(&self.latest), self.aside.as_ref()].into_iter().flatten();
        let ids: Vec<MessageId> = sets.flat_map(|set| &set.messages).filter(quotes).map(|known| known.id.clone()).collect();
        for id in ids {
            self.patch(&id, &|known| {
                let mut quoted = wire::Message { quoted_message: None, ..message.clone() };
                if quoted.is_deleted() {
                    quoted.attachments.clear();
                }
                known.revise(|server| server.quoted_message = Some(Box::new(quoted)));
            });
        }
    }

    /// Edits a loaded message in place, wherever it is, and the quotes of it.
    pub(super) fn patch(&mut self, id: &MessageId, edit: &dyn Fn(&mut Message)) -> bool {
        let mut changed = false;
        for set in [Some(&mut self.latest), self.aside.as_mut()].into_iter().flatten() {
            changed |= set.patch(id, edit);
        }
        changed
    }

    /// Removes a message for good.
    pub(super) fn remove(&mut self, id: &MessageId) -> bool {
        self.early.remove(id);
        let is_news = self.gone.insert(id.clone());
        if self.gone.len() > REMEMBERED {
            self.gone.pop_first();
        }
        let mut removed = is_news;
        for set in [Some(&mut self.latest), self.aside.as_mut()].into_iter().flatten() {
            let before = set.messages.len();
            set.messages.retain(|message| &message.id != id);
            removed |= set.messages.len() != before;
        }
        removed
    }

    /// Marks every message of a user as deleted.
    pub(super) fn delete_of(&mut self, user: &UserId, at: Option<Ts>) -> bool {
        let sets = [Some(&self.latest), self.aside.as_ref()].into_iter().flatten();
        let ids: Vec<MessageId> =
            sets.flat_map(|set| &set.messages).filter(|message| message.author() == Some(user)).map(|message| message.id.clone()).collect();
        let mut changed = false;
        for id in &ids {
            changed |= self.patch(id, &|message| {
                message.revise(|server| {
                    server.kind = MessageType::Deleted;
                    server.deleted_at = server.deleted_at.or(at);
                    server.text.clear();
                    server.attachments.clear();
                });
            });
        }
        changed
    }

    /// The loaded message that shows a poll.
    pub(super) fn with_poll(&self, poll: &str) -> Option<MessageId> {
        let shows = |message: &&Rc<Message>| message.poll.as_ref().is_some_and(|it| it.id == poll);
        let sets = [Some(&self.latest), self.aside.as_ref()];
        sets.into_iter().flatten().flat_map(|set| set.messages.iter().rev()).find(shows).map(|message| message.id.clone())
    }

    /// Removes what is older than a truncation; all without a time.
    pub(super) fn truncate(&mut self, before: Option<Ts>) -> bool {
        let keeps = |message: &Rc<Message>| before.is_some_and(|before| message.created_at >= Some(before));
        let loaded = self.latest.messages.len();
        self.latest.messages.retain(keeps);
        self.latest.older = Edge::End;
        let had_aside = self.aside.take().is_some();
        had_aside || self.latest.messages.len() != loaded
    }

    /// Joins a window of history that was answered; `is_full` says that more exists beyond it.
    pub(super) fn absorb(&mut self, page: Vec<wire::Message>, window: &Window, is_full: bool) {
        let beyond = |more: bool| if more { Edge::More } else { Edge::End };
        let mut set = MessageSet { older: Edge::End, newer: Edge::End, messages: Vec::with_capacity(page.len()) };
        for message in page {
            if self.takes(&message) {
                self.outgoing.retain(|out| out.id != message.id);
                let message = self
                    .early
                    .remove(&message.id)
                    .filter(|update| update.revision() > message.revision())
                    .unwrap_or_else(|| Rc::new(Message { answered: message.revision(), ..message.into() }));
                set.insert(message);
            }
        }
        match window {
            Window::Latest => self.absorb_latest(MessageSet { older: beyond(is_full), ..set }),
            Window::Before(anchor) => {
                let target = self.holding_mut(anchor);
                let Some(target) = target else { return };
                target.older = beyond(is_full);
                target.merge(set);
            }
            Window::After(anchor) => {
                let Some(target) = self.holding_mut(anchor) else { return };
                target.newer = beyond(is_full);
                target.merge(set);
            }
            Window::Around(target) => {
                let (older, newer) = around_edges(&set, target, is_full);
                self.absorb_around(MessageSet { older: beyond(older), newer: beyond(newer), ..set });
            }
            Window::AroundTime(at) => {
                // A page that is all newer, or all older, is at an end of the history (protocol section 4.4).
                let is_older = |message: &Rc<Message>| message.created_at < Some(*at);
                let older = is_full && set.messages.first().is_some_and(is_older);
                let newer = is_full && set.messages.last().is_some_and(|last| !is_older(last));
                self.absorb_around(MessageSet { older: beyond(older), newer: beyond(newer), ..set });
            }
        }
        self.join();
    }

    /// Events may be missed from now on.
    pub(super) fn mark_gap(&mut self) {
        if let (None, Some(newest)) = (&self.gap_after, self.latest.messages.last()) {
            self.gap_after = Some((newest.created_at, newest.id.clone()));
        }
    }

    /// The newest page: joined where it reaches what was loaded without a gap, otherwise that is too old to be contiguous.
    fn absorb_latest(&mut self, page: MessageSet) {
        let gap = self.gap_after.take();
        let before_gap = |message: &Message| gap.as_ref().is_none_or(|(at, id)| message.order() <= (*at, id));
        let known: Vec<_> = self.latest.messages.iter().filter(|message| before_gap(message)).cloned().collect();
        let after_gap: Vec<_> = self.latest.messages.iter().filter(|message| !before_gap(message)).cloned().collect();
        let known = MessageSet { messages: known, older: self.latest.older.clone(), newer: Edge::End };
        // Messages that came by event while the page was on its way are newer than its last one.
        let newer: Vec<_> = known
            .messages
            .iter()
            .chain(&after_gap)
            .filter(|message| page.messages.last().is_none_or(|last| message.order() > last.order()))
            .cloned()
            .collect();
        let reaches = page.older != Edge::End && known.overlaps(&page);
        self.latest = if reaches { known } else { MessageSet { messages: Vec::new(), ..page.clone() } };
        self.latest.join(page);
        for message in newer {
            self.latest.insert(message);
        }
    }

    fn absorb_around(&mut self, page: MessageSet) {
        if page.newer == Edge::End || self.latest.overlaps(&page) {
            self.latest.join(page);
            self.aside = None;
        } else {
            self.aside = Some(page);
        }
    }

    /// Once the set aside reaches the latest, they are one.
    fn join(&mut self) {
        let Some(aside) = self.aside.take() else { return };
        if aside.newer != Edge::End && !self.latest.overlaps(&aside) {
            self.aside = Some(aside);
            return;
        }
        self.latest.join(aside);
    }

    fn holding_mut(&mut self, id: &MessageId) -> Option<&mut MessageSet> {
        if self.aside.as_ref().is_some_and(|aside| aside.find(id).is_some()) {
            return self.aside.as_mut();
        }
        Some(&mut self.latest).filter(|latest| latest.find(id).is_some())
    }

    /// Keeps an update whose message is not loaded, in case it arrives later.
    fn remember(&mut self, message: &Rc<wire::Message>) -> bool {
        let is_newer = self.early.get(&message.id).is_none_or(|known| known.revision() < message.revision());
        if is_newer {
            self.early.insert(message.id.clone(), Rc::new(Message::from((**message).clone())));
            if self.early.len() > REMEMBERED {
                self.early.pop_first();
            }
        }
        is_newer
    }

    /// Marks one end of the set on screen.
    pub(super) fn set_edge(&mut self, direction: Direction, edge: Edge) -> bool {
        let set = self.aside.as_mut().unwrap_or(&mut self.latest);
        let end = match direction {
            Direction::Older => &mut set.older,
            Direction::Newer => &mut set.newer,
        };
        let changed = *end != edge;
        *end = edge;
        changed
    }

    /// Shows the latest set again.
    pub(super) fn jump_to_latest(&mut self) -> bool {
        self.aside.take().is_some()
    }

    /// Adds an own message that waits to be sent, unless it is there already.
    pub(super) fn queue(&mut self, message: Message) -> bool {
        if self.find(&message.id).is_some() {
            return false;
        }
        self.latest.messages.retain(|known| known.kind != MessageType::Error);
        self.aside = None;
        self.outgoing.push(Rc::new(message));
        true
    }

    /// Moves an own message that is not sent yet on; the server's word is never taken back.
    pub(super) fn deliver(&mut self, id: &MessageId, delivery: &Delivery) -> bool {
        let Some(out) = self.outgoing.iter_mut().find(|out| &out.id == id && &out.delivery != delivery) else { return false };
        Rc::make_mut(out).delivery = delivery.clone();
        true
    }

    /// The server has the message although it did not show its copy: it stays where it is, as sent.
    pub(super) fn settle(&mut self, id: &MessageId) -> bool {
        let Some(at) = self.outgoing.iter().position(|out| &out.id == id) else { return false };
        let mut message = (*self.outgoing.remove(at)).clone();
        message.delivery = Delivery::Sent;
        // Its true time is not known; the local clock may put it before what it followed.
        message.data.created_at = message.created_at.max(self.newest().and_then(|newest| newest.created_at));
        message.data.updated_at = None;
        self.latest.insert(Rc::new(message))
    }

    /// Gives up an own message that is not sent, or one that only the own user sees: a preview, a refusal.
    pub(super) fn discard(&mut self, id: &MessageId) -> bool {
        let before = self.outgoing.len();
        self.outgoing.retain(|out| &out.id != id || out.delivery == Delivery::Sending);
        let mut changed = self.outgoing.len() != before;
        for set in [Some(&mut self.latest), self.aside.as_mut()].into_iter().flatten() {
            let before = set.messages.len();
            let is_private = |message: &Message| matches!(message.kind, MessageType::Ephemeral | MessageType::Error);
            set.messages.retain(|message| &message.id != id || !is_private(message));
            changed |= set.messages.len() != before;
        }
        changed
    }
}
