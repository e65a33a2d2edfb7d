//! The router from a change to the code that knows its noun.
#![deny(clippy::wildcard_enum_match_arm)]

use std::rc::Rc;

use super::timeline::Source;
use super::{
    Change, Delivery, Direction, Edge, State, Target, Window, channels, composer, events, inbox, notices, polls, threads, typing, users,
};
use crate::wire::{ChannelState, Cid};

impl State {
    /// Applies one change: the only way this state is ever altered. Answers whether anything is different now.
    #[expect(clippy::too_many_lines, reason = "one arm for each change")]
    pub fn apply(&mut self, change: &Change) -> bool {
        let changed = match change {
            Change::Configured(config) => replace(&mut self.config, config.clone()),
            Change::Equipped(tools) => replace(&mut self.tools, tools.clone()),
            Change::RunBegan(running) => {
                self.running.push(running.clone());
                true
            }
            Change::RunEnded(number) => {
                let before = self.running.len();
                self.running.retain(|it| it.number != *number);
                self.running.len() != before
            }
            Change::Linked(link) => replace(&mut self.link, link.clone()),
            Change::SignedIn(own) => self.sign_in(own),
            Change::SignedOut => self.sign_out(),
            Change::Disconnected => self.disconnect(),
            Change::Event(frame, now) => {
                self.now = *now;
                events::apply(self, frame)
            }
            Change::ScreenChanged(id, screen) => inbox::change(self, *id, (**screen).clone()),
            Change::ScreenRemoved(id) => self.screens.remove(id).is_some(),
            Change::InboxAsked { screen, more } => inbox::asked(self, *screen, *more),
            Change::InboxQueried { screen, states, more, limit, message_limit } => {
                self.take_page(*screen, states, *more, *limit, *message_limit)
            }
            Change::InboxFailed { screen, more, trouble } => inbox::failed(self, *screen, *more, trouble.clone()),
            Change::ChannelsQueried { states, message_limit } => {
                self.take(states, *message_limit);
                true
            }
            Change::Regated(states) => channels::regated(self, states),
            Change::Judged { screen, belonging, others } => inbox::judged(self, *screen, belonging, others),
            Change::Guessed(screen, cids) => inbox::guessed(self, *screen, cids),
            Change::UnreadCounted(screen, unread) => inbox::edit(self, *screen, |screen| replace(&mut screen.unread, unread.clone())),
            Change::ChannelQueried { state, window, limit } => self.take_channel(state, window, *limit),
            Change::Opened { screen, cid } => self.open(*screen, cid.as_ref()),
            Change::OpenFailed { cid, trouble } => {
                let mut changed = false;
                for screen in self.screens.values_mut().filter(|screen| screen.open.as_ref() == Some(cid)) {
                    Rc::make_mut(screen).open_trouble = Some(trouble.clone());
                    changed = true;
                }
                changed
            }
            Change::HistoryAsked { target, direction } => self.set_edge(target, *direction, &Edge::Loading),
            Change::HistoryFailed { target, direction, trouble } => self.set_edge(target, *direction, &Edge::Failed(trouble.clone())),
            Change::JumpedToLatest(target) => threads::on_timeline(self, target, super::Timeline::jump_to_latest),
            Change::Composed(target, composer) => composer::compose(self, target, composer),
            Change::Queued(message) => self.queue(message),
            Change::Sending(target, id) => self.deliver(target, id, &Delivery::Sending),
            Change::Sent(message) => threads::take(self, message, Source::Answer),
            Change::AlreadySent(target, id) => threads::on_timeline(self, target, |timeline| timeline.settle(id)),
            Change::SendDelayed(target, id) => self.deliver(target, id, &Delivery::Queued),
            Change::SendFailed(target, id, trouble) => self.deliver(target, id, &Delivery::Failed(trouble.clone())),
            Change::Discarded(target, id) => threads::on_timeline(self, target, |timeline| timeline.discard(id)),
            Change::Wished(cid, id, wish) => threads::on_message(self, cid, id, &|message| message.wish(wish)),
            Change::WishClosed { cid, id, wish, is_granted, answer } => {
                threads::on_message(self, cid, id, &|message| message.settle(wish, *is_granted, answer.as_deref()))
            }
            Change::LineTaken(cid) => channels::edit(self, cid, |channel| channel.separator.take().is_some()),
            Change::ThreadOpened { screen, cid, parent } => threads::open(self, *screen, cid, parent.as_ref()),
            Change::RepliesQueried { parent, messages, returned, window, limit } => {
                threads::queried(self, parent, messages.clone(), *returned, window, *limit)
            }
            Change::HeadFetched(message) => threads::fetched(self, message),
            Change::ThreadFailed(parent, trouble) => threads::failed(self, parent, trouble),
            Change::ThreadSeen(parent, at) => threads::seen(self, parent, Some(*at)),
            Change::JumpAsked(screen, id) => inbox::edit(self, *screen, |screen| replace(&mut screen.jumping, id.clone())),
            Change::Highlighted(screen, highlight) => {
                inbox::edit(self, *screen, |screen| replace(&mut screen.highlight, highlight.clone()))
            }
            Change::MarkedUnread(cid, id) => {
                let Some(me) = self.my_id().cloned() else { return false };
                channels::edit(self, cid, |channel| channel.mark_unread(&me, id))
            }
            Change::Muted(user, on) => {
                let changed = users::mute(self, user, *on);
                if changed {
                    events::recount_all(self);
                }
                changed
            }
            Change::Introduced(people) => {
                people.iter().fold(false, |changed, (id, looks)| users::introduce(self, id, looks.as_ref()) | changed)
            }
            Change::Blocked(user, on) => users::block(self, user, *on),
            Change::Detailed(screen, reactors) => inbox::edit(self, *screen, |screen| replace(&mut screen.reactors, reactors.clone())),
            Change::Polled(cid, id, polled) => polls::polled(self, cid, id, polled),
            Change::PollUnmade(target, poll) => replace(&mut self.unmade, poll.clone().map(|poll| (target.clone(), poll))),
            Change::LetGo(cids) => cids.iter().fold(false, |changed, cid| self.channels.remove(cid).is_some() | changed),
            Change::Searched(screen, search) => inbox::edit(self, *screen, |screen| replace(&mut screen.search, search.clone())),
            Change::AppLearned(app) => replace(&mut self.app, Some(app.clone())),
            Change::Seen(cid, at) => {
                let Some(me) = self.my_id().cloned() else { return false };
                channels::edit(self, cid, |channel| channel.seen(&me, *at))
            }
            Change::Expired(now) => {
                self.now = *now;
                typing::expire(self, *now)
            }
            Change::Noticed(key, subject, undo) => notices::add(self, *key, subject, undo.as_ref()),
            Change::Dismissed(id) => notices::dismiss(self, *id),
        };
        inbox::sort_all(self) || changed
    }

    pub(super) fn sign_in(&mut self, own: &Rc<crate::wire::OwnUser>) -> bool {
        let totals = crate::wire::Totals { messages: own.total_unread_count, channels: own.unread_channels, threads: own.unread_threads };
        let told = totals.messages.is_some() && replace(&mut self.totals, totals);
        // What is told now is the newest; events are compared by the server's clock only among each other.
        self.totals_as_of = None;
        users::become_me(self, own) | told
    }

    /// Forgets everything of the signed-in user; elements stay with empty lists.
    fn sign_out(&mut self) -> bool {
        let screens = std::mem::take(&mut self.screens);
        let blank = |screen: &super::Screen| {
            let (filter, sort, view) = (screen.inbox.filter.clone(), screen.inbox.sort.clone(), screen.inbox.view.clone());
            let inbox = super::Inbox { filter, sort, view, ..super::Inbox::default() };
            Rc::new(super::Screen { inbox, ..super::Screen::default() })
        };
        let screens = screens.iter().map(|(id, screen)| (*id, blank(screen))).collect();
        *self = Self {
            link: self.link.clone(),
            config: self.config.clone(),
            tools: self.tools.clone(),
            now: self.now,
            screens,
            ..Self::default()
        };
        true
    }

    fn disconnect(&mut self) -> bool {
        users::forget_presence(self);
        for channel in self.channels.values_mut().filter(|channel| channel.is_fresh) {
            let channel = Rc::make_mut(channel);
            channel.is_fresh = false;
            channel.timeline.mark_gap();
            channel.typing.clear();
        }
        for thread in self.threads.values_mut().filter(|thread| thread.is_fresh) {
            let thread = Rc::make_mut(thread);
            thread.is_fresh = false;
            thread.timeline.mark_gap();
        }
        true
    }

    /// A page of a list is there.
    pub(super) fn take_page(
        &mut self,
        screen: super::ScreenId,
        states: &[ChannelState],
        more: bool,
        limit: u32,
        message_limit: u32,
    ) -> bool {
        let cids = self.take(states, message_limit);
        let is_full = cids.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        inbox::queried(self, screen, cids, more, is_full);
        true
    }

    /// One channel is there.
    pub(super) fn take_channel(&mut self, state: &ChannelState, window: &Window, limit: u32) -> bool {
        channels::queried(self, state, window, limit);
        self.clear_open_trouble(&state.channel.cid);
        true
    }

    /// Takes a page of channels and answers which they are.
    fn take(&mut self, states: &[ChannelState], message_limit: u32) -> Vec<Cid> {
        for state in states {
            channels::queried(self, state, &Window::Latest, message_limit);
        }
        states.iter().map(|state| state.channel.cid.clone()).collect()
    }

    /// Shows another channel: its unread line is drawn, that of the one left is taken away.
    pub(super) fn open(&mut self, screen: super::ScreenId, cid: Option<&Cid>) -> bool {
        let left = self.screens.get(&screen).and_then(|screen| screen.open.clone());
        if left.as_ref() == cid {
            return false;
        }
        let changed = inbox::edit(self, screen, |screen| {
            screen.open = cid.cloned();
            screen.open_trouble = None;
            screen.thread = None;
            screen.highlight = None;
            screen.jumping = None;
            screen.reactors = None;
            true
        });
        let is_shown = |state: &Self, cid: &Cid| state.screens.values().any(|screen| screen.open.as_ref() == Some(cid));
        if let Some(left) = left.filter(|left| !is_shown(self, left)) {
            channels::edit(self, &left, |channel| {
                channel.timeline.jump_to_latest();
                channel.separator.take();
                true
            });
        }
        if let (Some(cid), Some(me)) = (cid, self.my_id().cloned()) {
            channels::edit(self, cid, |channel| {
                channel.draw_separator(&me);
                channel.separator.is_some()
            });
        }
        changed
    }

    fn clear_open_trouble(&mut self, cid: &Cid) {
        for screen in self.screens.values_mut().filter(|screen| screen.open.as_ref() == Some(cid) && screen.open_trouble.is_some()) {
            Rc::make_mut(screen).open_trouble = None;
        }
    }

    fn set_edge(&mut self, target: &Target, direction: Direction, edge: &Edge) -> bool {
        threads::on_timeline(self, target, |timeline| timeline.set_edge(direction, edge.clone()))
    }

    /// An own message waits: a reply in its thread, which is made when it is not there (a reload), anything else in its channel.
    fn queue(&mut self, message: &Rc<crate::wire::Message>) -> bool {
        let target = Target { cid: message.cid.clone(), parent: message.parent_id.clone() };
        if let Some(parent) = &target.parent {
            threads::meet(self, &target.cid, parent);
        }
        let message = super::Message { delivery: Delivery::Queued, ..(**message).clone().into() };
        threads::on_timeline(self, &target, |timeline| timeline.queue(message))
    }

    fn deliver(&mut self, target: &Target, id: &crate::wire::MessageId, delivery: &Delivery) -> bool {
        threads::on_timeline(self, target, |timeline| timeline.deliver(id, delivery))
    }
}

fn replace<T: PartialEq>(slot: &mut T, value: T) -> bool {
    let changed = *slot != value;
    *slot = value;
    changed
}
