//! Which lists an element can show, which channels belong to them, and how many of these have unread messages (features F19,
//! F20, C2, C7).
//!
//! The server's word on a channel counts until what is known of the channel makes its filter answer otherwise; then the
//! filter does (`State::belongs`). Where it cannot tell, and for channels that are not loaded, the server is asked, for many
//! at once.

use std::rc::Rc;

use crate::json;

use super::asking::filter;
use super::lists::{MAX_PAGE, cid_values};
use super::{Change, Chat, Cids, Effect, HostEvent, ScreenId};
use crate::api::Purpose;
use crate::config::Config;
use crate::sorted::SortedMap;
use crate::state::{InboxPhase, Millis, Unread};
use crate::wire::{ChannelState, Cid, Value};

/// Channels that may belong to a list are collected this long before the server is asked.
const COLLECT: Millis = 250;
/// Pages of unread channels that are asked for; more than these are not counted exactly.
const MAX_PAGES: u32 = 4;

/// The lists of one element.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// All channels, whatever the view: channels that are not loaded are asked about here first.
    base: List,
    /// The configured views, in their order.
    views: Vec<List>,
    /// Counts questions about unread channels.
    round: u32,
    /// Pages of unread channels that were answered.
    pages: u32,
    /// All of them were.
    is_counted: bool,
    /// There may be more than were asked for.
    is_part: bool,
    /// The host's view that does not exist, as it was told.
    unknown: Option<Rc<str>>,
}

/// One list, whether it is shown or not.
#[derive(Debug, Default)]
struct List {
    number: u32,
    filter: Value,
    /// Channels to ask the server about.
    candidates: Cids,
    words: SortedMap<Cid, Word>,
    /// Channels that belong and have unread messages.
    unread: Cids,
}

/// What the server said of a channel, and what the filter answered then.
#[derive(Clone, Copy, Debug)]
struct Word {
    seen: Option<bool>,
    said: bool,
}

impl Tally {
    /// The list on screen.
    fn shown(&mut self, config: &Config, view: Option<&str>) -> &mut List {
        let at = config.channels.views.iter().position(|known| Some(&*known.id) == view);
        match at.and_then(|at| self.views.get_mut(at)) {
            Some(list) => list,
            None => &mut self.base,
        }
    }

    /// Lists that channels are sorted into: the views, or all channels where there are none.
    fn lists(&mut self) -> &mut [List] {
        if self.views.is_empty() { std::slice::from_mut(&mut self.base) } else { &mut self.views }
    }

    fn list(&mut self, number: u32) -> Option<&mut List> {
        if self.base.number == number { Some(&mut self.base) } else { self.views.iter_mut().find(|list| list.number == number) }
    }

    fn counts(&self) -> Vec<Unread> {
        let count = |list: &List| Unread { channels: u32::try_from(list.unread.len()).unwrap_or(u32::MAX), is_part: self.is_part };
        if self.is_counted { self.views.iter().map(count).collect() } else { Vec::new() }
    }
}

impl List {
    /// Whether a channel belongs, whose filter now answers `seen`; `is_deep` says that the server's word may be another one.
    fn verdict(&self, cid: &Cid, seen: Option<bool>, is_deep: bool) -> Option<bool> {
        match self.words.get(cid) {
            Some(word) if word.seen == seen && !(is_deep && seen.is_none()) => Some(word.said),
            _ => seen,
        }
    }
}

impl Chat {
    /// An element's lists may be others now.
    pub(super) fn replaced(&mut self, id: ScreenId) {
        let config = self.state.config.clone();
        let Some(seat) = self.screens.get_mut(&id) else { return };
        let (me, own) = (self.session.user_id.as_str(), seat.settings.filters.as_deref());
        let all = config.channels.filters.as_ref();
        let base = filter(me, &[all, own]);
        let views: Vec<Value> = config.channels.views.iter().map(|view| filter(me, &[all, own, view.filters.as_ref()])).collect();
        let tally = &mut seat.tally;
        let is_same = tally.base.filter == base && tally.views.iter().map(|list| &list.filter).eq(&views);
        if !is_same {
            let mut list = |filter: Value| {
                self.lists.numbers += 1;
                List { number: self.lists.numbers, filter, ..List::default() }
            };
            let unknown = tally.unknown.take();
            *tally =
                Tally { base: list(base), views: views.into_iter().map(list).collect(), round: tally.round, unknown, ..Tally::default() };
        }
        let view =
            seat.view.clone().filter(|view| self.start.has_config() && config.channels.views.iter().all(|known| *known.id != **view));
        if view.is_some() && tally.unknown != view {
            let message = ["there is no view ", view.as_deref().unwrap_or_default()].concat();
            self.effects.push(Effect::Tell(Some(id), HostEvent::Error { kind: "view", message }));
        }
        seat.tally.unknown = view;
        if !is_same {
            self.publish(id);
            self.ask_unread(id);
        }
    }

    /// The user wants another list. What is loaded of it is there at once.
    pub(super) fn show_view(&mut self, id: ScreenId, view: Rc<str>) {
        let Some(seat) = self.screens.get_mut(&id) else { return };
        seat.view = Some(view);
        self.place(id, false);
        let (Some(seat), Some(screen)) = (self.screens.get_mut(&id), self.state.screens.get(&id)) else { return };
        let list = seat.tally.shown(&self.state.config, screen.inbox.view.as_deref());
        let belongs = |cid: &Cid, channel| list.verdict(cid, self.state.belongs(&list.filter, channel), false) == Some(true);
        let cids = self.state.channels.iter().filter(|(cid, channel)| belongs(cid, channel)).map(|(cid, _)| cid.clone()).collect();
        self.apply(&Change::Guessed(id, cids));
    }

    /// Asks for the channels with unread messages, where views count them.
    pub(super) fn ask_unread(&mut self, id: ScreenId) {
        let Some(seat) = self.screens.get_mut(&id) else { return };
        if seat.tally.views.is_empty() || self.session.connection_id.is_none() {
            return;
        }
        seat.tally.round = seat.tally.round.wrapping_add(1);
        seat.tally.pages = 0;
        self.ask_unread_page(id);
    }

    fn ask_unread_page(&mut self, id: ScreenId) {
        let Some(Tally { base, round, pages, .. }) = self.screens.get(&id).map(|seat| &seat.tally) else { return };
        let filter = json!({"$and": [base.filter, {"has_unread": true}]});
        let (round, offset) = (*round, pages * MAX_PAGE);
        self.ask_channels(Purpose::Unread { screen: id, round }, filter, MAX_PAGE, offset);
    }

    pub(super) fn unread_answered(&mut self, id: ScreenId, round: u32, states: Vec<ChannelState>, message_limit: u32) {
        let cids = cids_of(&states);
        self.apply(&Change::ChannelsQueried { states, message_limit });
        let is_full = cids.len() >= usize::try_from(MAX_PAGE).unwrap_or(usize::MAX);
        let Some(tally) = self.screens.get_mut(&id).map(|seat| &mut seat.tally).filter(|tally| tally.round == round) else { return };
        tally.pages += 1;
        if is_full && tally.pages < MAX_PAGES {
            self.ask_unread_page(id);
        } else {
            tally.is_counted = true;
            tally.is_part = is_full;
            self.judge_all();
            self.publish(id);
        }
    }

    /// A page of an element's list is there: the server's word on its channels.
    pub(super) fn page_answered(&mut self, id: ScreenId, more: bool, cids: &[Cid]) {
        let (Some(seat), Some(screen)) = (self.screens.get_mut(&id), self.state.screens.get(&id)) else { return };
        let list = seat.tally.shown(&self.state.config, screen.inbox.view.as_deref());
        if !more {
            list.words.clear();
        }
        for cid in cids {
            let seen = self.state.channels.get(cid).and_then(|channel| self.state.belongs(&list.filter, channel));
            list.words.insert(cid.clone(), Word { seen, said: true });
        }
    }

    /// Something about a loaded channel is different: it takes or leaves its place in every list and counter. `is_deep` says that
    /// it may concern what cannot be told from here.
    pub(super) fn judge(&mut self, cid: &Cid, is_deep: bool) {
        let (state, config) = (&self.state, &self.state.config);
        let Some(channel) = state.channels.get(cid) else { return };
        let (mut moved, mut counted, mut asks) = (Vec::new(), Vec::new(), false);
        for (id, seat) in self.screens.iter_mut() {
            let Some(inbox) = state.screens.get(id).map(|screen| &screen.inbox) else { continue };
            let is_listed = inbox.cids.contains(cid);
            let shown = seat.tally.shown(config, inbox.view.as_deref()).number;
            for list in seat.tally.lists() {
                let is_shown = list.number == shown && inbox.phase == InboxPhase::Ready;
                let verdict = list.verdict(cid, state.belongs(&list.filter, channel), is_deep);
                match verdict {
                    Some(belongs) if is_shown && belongs != is_listed => moved.push((*id, belongs)),
                    None if is_shown || channel.unread > 0 => asks |= list.candidates.insert(cid.clone()),
                    _ => {}
                }
                let was_unread = list.unread.contains(cid);
                let is_unread = channel.unread > 0 && verdict.unwrap_or(was_unread);
                if is_unread != was_unread {
                    if is_unread {
                        list.unread.insert(cid.clone())
                    } else {
                        list.unread.remove(cid)
                    };
                    counted.push(*id);
                }
            }
        }
        if asks {
            self.ask_soon();
        }
        for (screen, belongs) in moved {
            let (belonging, others) = if belongs { (vec![cid.clone()], Vec::new()) } else { (Vec::new(), vec![cid.clone()]) };
            self.apply(&Change::Judged { screen, belonging, others });
        }
        for id in counted {
            self.publish(id);
        }
    }

    pub(super) fn judge_all(&mut self) {
        let cids: Vec<Cid> = self.state.channels.keys().cloned().collect();
        for cid in cids {
            self.judge(&cid, false);
        }
    }

    /// A channel is not the user's any more: no counter counts it.
    pub(super) fn uncount(&mut self, cid: &Cid) {
        if self.state.channels.contains_key(cid) {
            return;
        }
        let counts = |seat: &mut super::lists::Seat| {
            let mut counts = false;
            for list in seat.tally.lists() {
                counts |= list.unread.remove(cid);
            }
            counts
        };
        let counted: Vec<ScreenId> = self.screens.iter_mut().filter_map(|(id, seat)| counts(seat).then_some(*id)).collect();
        for id in counted {
            self.publish(id);
        }
    }

    fn publish(&mut self, id: ScreenId) {
        if let Some(counts) = self.screens.get(&id).map(|seat| seat.tally.counts()) {
            self.apply(&Change::UnreadCounted(id, counts));
        }
    }

    /// A channel has news that is not loaded and may belong to a list: the server is asked (feature F20).
    pub(super) fn consider(&mut self, cid: &Cid) {
        if self.state.channels.contains_key(cid) {
            return;
        }
        let mut asks = false;
        for (id, seat) in self.screens.iter_mut() {
            let is_ready = self.state.screens.get(id).is_some_and(|screen| screen.inbox.phase == InboxPhase::Ready);
            let base = &mut seat.tally.base;
            if is_ready && base.words.get(cid).is_none_or(|word| word.said) {
                asks |= base.candidates.insert(cid.clone());
            }
        }
        if asks {
            self.ask_soon();
        }
    }

    /// A channel's data changed: lists that did not want it may want it now.
    pub(super) fn reconsider(&mut self, cid: &Cid) {
        for seat in self.screens.values_mut() {
            seat.tally.base.words.remove(cid);
        }
        self.consider(cid);
    }

    fn ask_soon(&mut self) {
        self.lists.candidates_at = self.lists.candidates_at.or(Some(self.now + COLLECT));
    }

    pub(super) fn ask_candidates_when_due(&mut self) {
        if self.lists.candidates_at.is_none_or(|at| at > self.now) || self.session.connection_id.is_none() {
            return;
        }
        self.lists.candidates_at = None;
        let mut asked = Vec::new();
        for (id, seat) in self.screens.iter_mut() {
            let tally = &mut seat.tally;
            for list in std::iter::once(&mut tally.base).chain(&mut tally.views).filter(|list| !list.candidates.is_empty()) {
                let cids: Vec<Cid> = std::mem::take(&mut list.candidates).into_iter().collect();
                for page in cids.chunks(30) {
                    let filter = json!({"$and": [list.filter, {"cid": {"$in": cid_values(page)}}]});
                    asked.push((Purpose::Candidates { screen: *id, list: list.number, cids: page.to_vec() }, filter));
                }
            }
        }
        for (purpose, filter) in asked {
            self.ask_channels(purpose, filter, MAX_PAGE, 0);
        }
    }

    /// The server said which of some channels belong to a list.
    pub(super) fn candidates_answered(&mut self, id: ScreenId, number: u32, cids: &[Cid], states: Vec<ChannelState>, message_limit: u32) {
        let belonging = cids_of(&states);
        self.apply(&Change::ChannelsQueried { states, message_limit });
        let Some(list) = self.screens.get_mut(&id).and_then(|seat| seat.tally.list(number)) else { return };
        for cid in cids {
            let seen = self.state.channels.get(cid).and_then(|channel| self.state.belongs(&list.filter, channel));
            list.words.insert(cid.clone(), Word { seen, said: belonging.contains(cid) });
        }
        for cid in cids {
            self.judge(cid, false);
        }
    }
}

fn cids_of(states: &[ChannelState]) -> Vec<Cid> {
    states.iter().map(|state| state.channel.cid.clone()).collect()
}
