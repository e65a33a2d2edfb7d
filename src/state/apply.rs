//! The router from a change to the code that knows its noun.
#![deny(clippy::wildcard_enum_match_arm)]

use std::rc::Rc;

use super::{Change, Delivery, Direction, Edge, State, Window, channels, composer, events, inbox, notices, typing, users};
use crate::wire::{ChannelState, Cid};

impl State {
    /// Applies one change: the only way this state is ever altered. Answers whether anything is different now.
    pub fn apply(&mut self, change: &Change) -> bool {
        let changed = match change {
            Change::Configured(config) => replace(&mut self.config, config.clone()),
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
            Change::CandidatesQueried { screen, asked, states, message_limit } => {
                let cids = self.take(states, *message_limit);
                inbox::judged(self, *screen, asked, &cids)
            }
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
            Change::HistoryAsked { cid, direction } => self.set_edge(cid, *direction, &Edge::Loading),
            Change::HistoryFailed { cid, direction, trouble } => self.set_edge(cid, *direction, &Edge::Failed(trouble.clone())),
            Change::JumpedToLatest(cid) => channels::edit(self, cid, |channel| channel.timeline.jump_to_latest()),
            Change::Drafted(cid, text) => composer::draft(self, cid, text),
            Change::Queued(message) => channels::edit(self, &message.cid.clone(), |channel| {
                let message = super::Message { data: (**message).clone(), delivery: Delivery::Queued };
                channel.timeline.queue(message)
            }),
            Change::Sending(cid, id) => channels::edit(self, cid, |channel| channel.timeline.deliver(id, &Delivery::Sending)),
            Change::Sent(message) => channels::edit(self, &message.cid.clone(), |channel| channel.timeline.upsert((**message).clone())),
            Change::AlreadySent(cid, id) => channels::edit(self, cid, |channel| channel.timeline.settle(id)),
            Change::SendDelayed(cid, id) => channels::edit(self, cid, |channel| channel.timeline.deliver(id, &Delivery::Queued)),
            Change::SendFailed(cid, id, trouble) => {
                channels::edit(self, cid, |channel| channel.timeline.deliver(id, &Delivery::Failed(trouble.clone())))
            }
            Change::Discarded(cid, id) => channels::edit(self, cid, |channel| channel.timeline.discard(id)),
            Change::Seen(cid, at) => {
                let Some(me) = self.my_id().cloned() else { return false };
                channels::edit(self, cid, |channel| channel.seen(&me, *at))
            }
            Change::Expired(now) => {
                self.now = *now;
                typing::expire(self, *now)
            }
            Change::Noticed(key, subject) => notices::add(self, *key, subject),
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
            let inbox = super::Inbox { filter: screen.inbox.filter.clone(), sort: screen.inbox.sort.clone(), ..super::Inbox::default() };
            Rc::new(super::Screen { inbox, ..super::Screen::default() })
        };
        let screens = screens.iter().map(|(id, screen)| (*id, blank(screen))).collect();
        *self = Self { link: self.link.clone(), config: self.config.clone(), now: self.now, screens, ..Self::default() };
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

    fn set_edge(&mut self, cid: &Cid, direction: Direction, edge: &Edge) -> bool {
        channels::edit(self, cid, |channel| channel.timeline.set_edge(direction, edge.clone()))
    }
}

fn replace<T: PartialEq>(slot: &mut T, value: T) -> bool {
    let changed = *slot != value;
    *slot = value;
    changed
}
