//! Elements, their lists of channels, the channel they show, and catching up after a gap.

use std::rc::Rc;

use crate::json;

use super::asking::{filter, sort};
use super::later::Rest;
use super::views::Tally;
use super::{By, Change, Chat, Cids, HostEvent, ScreenId, ScreenSettings};
use crate::api::{Call, ChannelsQuery, Error, Purpose};
use crate::state::{Inbox, Millis, NoticeKey, Screen, Source, Target};
use crate::wire::{ChannelState, Cid, MessageId, Value};

/// Channels of a page, unless configured.
const PAGE: u32 = 20;
/// The most that Stream answers at once (protocol section 1.8).
pub(super) const MAX_PAGE: u32 = 30;
/// Messages that come with each channel.
pub(super) const MESSAGES: u32 = 25;
/// The same of channels that are asked for because they have unread messages, or were looked for.
const FEW_MESSAGES: u32 = 10;
/// The most messages of each channel that a page may be asked to bring.
const MANY_MESSAGES: u32 = 100;

/// An element's place in the machine.
#[derive(Debug, Default)]
pub(super) struct Seat {
    pub(super) settings: ScreenSettings,
    /// The view that the host or, later, the user wants.
    pub(super) view: Option<Rc<str>>,
    /// Counts questions: an answer to an older one is out of date.
    round: u32,
    is_ready: bool,
    pub(super) at_bottom: bool,
    pub(super) thread_at_bottom: bool,
    /// The host's deep link, to be followed once its channel is there.
    link: Option<Link>,
    /// The user marked something unread: what is on screen does not count as seen until the channel is left (feature F59).
    pub(super) keeps_unread: bool,
    /// Its lists, and what belongs to them.
    pub(super) tally: Tally,
}

/// Where a host wants a channel to be opened.
#[derive(Clone, Debug, PartialEq)]
struct Link {
    /// In this channel; in whichever is open when absent.
    channel: Option<Cid>,
    message: Option<MessageId>,
    thread: Option<MessageId>,
}

impl Link {
    fn of(settings: &ScreenSettings) -> Self {
        Self { channel: settings.channel.clone(), message: settings.message.clone(), thread: settings.thread.clone() }
    }

    /// There is something to follow.
    fn leads(self) -> Option<Self> {
        (self.message.is_some() || self.thread.is_some()).then_some(self)
    }
}

/// Questions about lists that are on their way or due.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) candidates_at: Option<Millis>,
    /// Numbers lists.
    pub(super) numbers: u32,
    /// Questions whose answers make what is shown fresh again.
    catching_up: u32,
}

impl Lists {
    pub(super) const fn wake_at(&self) -> Option<Millis> {
        self.candidates_at
    }

    pub(super) const fn is_catching_up(&self) -> bool {
        self.catching_up > 0
    }

    /// The session is lost: answers to its questions do not count any more.
    pub(super) const fn interrupted(&mut self) {
        self.catching_up = 0;
    }
}

impl Chat {
    /// An element appeared or changed its mind.
    pub(super) fn seat(&mut self, id: ScreenId, settings: ScreenSettings) {
        let is_new = !self.screens.contains_key(&id);
        let seat = self.screens.or_default(id);
        let before = std::mem::replace(&mut seat.settings, settings);
        let (link, wanted) = (Link::of(&seat.settings), seat.settings.channel.clone());
        if link != Link::of(&before) {
            seat.link = link.leads();
        }
        if seat.settings.view != before.view {
            seat.view.clone_from(&seat.settings.view);
        }
        let pages_otherwise = seat.settings.options != before.options;
        self.place(id, pages_otherwise);
        self.begin();
        if wanted.is_some() && (is_new || before.channel != wanted) {
            self.open(id, wanted, By::Host);
        } else if is_new {
            self.come_back(id);
        }
        if is_new {
            self.tell_known(id);
        }
    }

    /// Opens a channel at a message or thread.
    pub(super) fn open_at(&mut self, id: ScreenId, cid: Cid, message: Option<MessageId>, thread: Option<MessageId>, by: By) {
        if let Some(seat) = self.screens.get_mut(&id) {
            seat.link = Link { channel: Some(cid.clone()), message, thread }.leads();
        }
        self.open(id, Some(cid), by);
    }

    /// Follows deep links whose channel is there: a thread, a message, or a message in a thread.
    pub(super) fn follow_links(&mut self) {
        if self.session.connection_id.is_none() {
            return;
        }
        let links: Vec<(ScreenId, Link)> = self.screens.iter().filter_map(|(id, seat)| Some((*id, seat.link.clone()?))).collect();
        for (id, Link { channel, message, thread }) in links {
            let open = self.state.screens.get(&id).and_then(|screen| screen.open.clone());
            let Some(cid) = open.filter(|open| channel.as_ref().is_none_or(|channel| channel == open)) else { continue };
            if !self.state.channels.get(&cid).is_some_and(|channel| channel.is_fresh) {
                continue;
            }
            if let Some(seat) = self.screens.get_mut(&id) {
                seat.link = None;
            }
            match (thread, message) {
                (parent, Some(message)) => self.jump_to(id, Target { cid, parent }, &message),
                (Some(parent), None) => self.open_thread(id, &cid, parent),
                (None, None) => {}
            }
        }
    }

    pub(super) fn unseat(&mut self, id: ScreenId) {
        if self.state.screens.get(&id).is_some_and(|screen| screen.search.is_some()) {
            self.rest(Rest::Gone(id));
        }
        if let Some(seat) = self.screens.remove(&id) {
            self.leave(id, seat.settings);
        }
        self.apply(&Change::ScreenRemoved(id));
    }

    /// The configuration is there: every list knows what to ask for.
    pub(super) fn reseat(&mut self) {
        let ids: Vec<ScreenId> = self.screens.keys().copied().collect();
        for id in ids {
            self.place(id, false);
        }
    }

    /// Puts the element's wishes into the state; a list that asks for other channels, or for other pages of them, is asked for
    /// anew.
    pub(super) fn place(&mut self, id: ScreenId, pages_otherwise: bool) {
        let Some(seat) = self.screens.get(&id) else { return };
        let config = self.state.config.clone();
        let view = config.channels.view(seat.view.as_deref());
        let filters = [config.channels.filters.as_ref(), seat.settings.filters.as_deref(), view.and_then(|view| view.filters.as_ref())];
        let filter = filter(self.session.user_id.as_str(), &filters);
        let view_sort = || view.and_then(|view| view.sort.as_ref());
        let sort = sort(seat.settings.sort.as_deref().or_else(view_sort).or(config.channels.sort.as_ref()));
        let view = view.map(|view| Rc::from(&*view.id));
        let inbox = Inbox { filter: Rc::new(filter), sort: Rc::new(sort), view, ..Inbox::default() };
        let is_other = !self.state.screens.get(&id).is_some_and(|screen| screen.inbox.asks_for(&inbox));
        self.apply(&Change::ScreenChanged(id, Box::new(Screen { inbox, ..Screen::default() })));
        if (is_other || pages_otherwise) && self.session.connection_id.is_some() {
            self.query_inbox(id, false);
        }
        self.rest(Rest::Replaced(id));
    }

    /// A session is open: every list and every open channel is asked for, the open channels first.
    pub(super) fn load_lists(&mut self, catches_up: bool) {
        let open: Cids = self.state.screens.values().filter_map(|screen| screen.open.clone()).collect();
        for cid in open {
            self.query_open(cid);
            self.lists.catching_up += u32::from(catches_up);
        }
        let ids: Vec<ScreenId> = self.screens.keys().copied().collect();
        for id in ids {
            self.query_inbox(id, false);
            self.lists.catching_up += u32::from(catches_up);
        }
        self.rest(Rest::Restored { catches_up });
    }

    /// What is asked for after the lists: threads, and channels of unsent messages.
    pub(super) fn load_the_rest(&mut self, catches_up: bool) {
        self.lists.catching_up += self.load_threads(catches_up);
        let ids: Vec<ScreenId> = self.screens.keys().copied().collect();
        for id in ids {
            self.ask_unread(id);
        }
        self.load_restored();
        self.search_again_everywhere();
    }

    /// One question of catching up is answered. When the first are, what they did not cover is asked for, 30 at a time,
    /// until nothing loaded is old (feature F5).
    pub(super) fn caught_up(&mut self) {
        if self.lists.catching_up != 1 {
            self.lists.catching_up = self.lists.catching_up.saturating_sub(1);
            return;
        }
        let stale: Vec<Cid> = self.state.channels.iter().filter(|(_, channel)| !channel.is_fresh).map(|(cid, _)| cid.clone()).collect();
        let pages = stale.chunks(30);
        self.lists.catching_up = u32::try_from(pages.len()).unwrap_or(0);
        for page in pages {
            self.ask_channels(Purpose::Recovery { cids: page.to_vec() }, json!({"cid": {"$in": cid_values(page)}}), MAX_PAGE, 0);
        }
    }

    pub(super) fn query_inbox(&mut self, id: ScreenId, more: bool) {
        let (Some(screen), Some(seat)) = (self.state.screens.get(&id).cloned(), self.screens.get_mut(&id)) else { return };
        if self.session.connection_id.is_none() || (more && (!screen.inbox.has_more || screen.inbox.is_loading_more)) {
            return;
        }
        if !more {
            seat.round = seat.round.wrapping_add(1);
        }
        let (round, loaded) = (seat.round, u32::try_from(screen.inbox.cids.len()).unwrap_or(u32::MAX));
        // A list that is asked for again keeps its length, as far as one page goes.
        let limit = if more { self.page(id) } else { self.page(id).max(loaded.min(MAX_PAGE)) };
        let offset = if more { loaded } else { 0 };
        self.apply(&Change::InboxAsked { screen: id, more });
        self.ask_channels(Purpose::Inbox { screen: id, more, round }, (*screen.inbox.filter).clone(), limit, offset);
    }

    pub(super) fn load_more(&mut self, id: ScreenId) {
        self.query_inbox(id, true);
    }

    fn page(&self, id: ScreenId) -> u32 {
        self.option(id, "limit").unwrap_or(PAGE).clamp(1, MAX_PAGE)
    }

    /// A number of the paging options, the element's own before the configured ones.
    fn option(&self, id: ScreenId, name: &str) -> Option<u32> {
        let own = self.screens.get(&id).and_then(|seat| seat.settings.options.as_deref());
        let given = [own, self.state.config.channels.options.as_ref()];
        given.into_iter().flatten().find_map(|options| options.get(name)?.as_u64()).and_then(|number| u32::try_from(number).ok())
    }

    pub(super) fn ask_channels(&mut self, purpose: Purpose, filter: Value, limit: u32, offset: u32) {
        let (mut sort, mut message_limit) = (None, MESSAGES);
        match &purpose {
            Purpose::Inbox { screen, .. } => {
                sort = self.state.screens.get(screen).map(|screen| (*screen.inbox.sort).clone());
                message_limit = self.option(*screen, "message_limit").unwrap_or(MESSAGES).clamp(1, MANY_MESSAGES);
            }
            Purpose::Found { .. } | Purpose::Unread { .. } => message_limit = FEW_MESSAGES,
            Purpose::Gates => message_limit = 1,
            Purpose::Candidates { .. } | Purpose::Open { .. } | Purpose::Recovery { .. } => {}
        }
        let sort = sort.unwrap_or_else(|| vec![("last_message_at".to_owned(), true)]);
        self.ask(Call::QueryChannels(Box::new(ChannelsQuery { purpose, filter, sort, limit, offset, message_limit })));
    }

    /// Channels were answered.
    pub(super) fn channels_answered(&mut self, query: &ChannelsQuery, states: Vec<ChannelState>) {
        let ChannelsQuery { purpose, limit, message_limit, .. } = query;
        let drafts: Vec<_> = states.iter().filter_map(|state| state.draft.clone()).collect();
        let told: Vec<Cid> = states.iter().map(|state| state.channel.cid.clone()).collect();
        let mut page = None;
        match purpose {
            Purpose::Inbox { screen, more, round } => {
                if self.screens.get(screen).is_none_or(|seat| seat.round != *round) {
                    return self.caught_up();
                }
                page = Some((*screen, *more));
                self.apply(&Change::InboxQueried { screen: *screen, states, more: *more, limit: *limit, message_limit: *message_limit });
                if !more {
                    self.inbox_ready(*screen);
                    self.caught_up();
                }
            }
            Purpose::Open { cid } => {
                match states.into_iter().next() {
                    Some(state) => self.take_channel(state, *message_limit),
                    None => self.open_failed(cid, "channel-unavailable"),
                }
                self.caught_up();
            }
            other => self.rest(Rest::Told(other.clone(), states, *message_limit)),
        }
        self.rest(Rest::Answered { drafts, told, page });
    }

    /// Channels were answered that the first picture does not need.
    pub(super) fn told(&mut self, purpose: Purpose, states: Vec<ChannelState>, message_limit: u32) {
        match purpose {
            Purpose::Candidates { screen, list, cids } => self.candidates_answered(screen, list, &cids, states, message_limit),
            Purpose::Found { screen, round, of_messages } => self.channels_found(screen, round, of_messages, states, message_limit),
            Purpose::Gates => self.apply(&Change::Regated(states)),
            Purpose::Recovery { cids } => self.recovered(&cids, states),
            Purpose::Unread { screen, round } => self.unread_answered(screen, round, states, message_limit),
            Purpose::Inbox { .. } | Purpose::Open { .. } => {}
        }
    }

    /// What was not covered by the lists after a gap is there.
    fn recovered(&mut self, cids: &[Cid], states: Vec<ChannelState>) {
        let gone: Vec<Cid> = cids.iter().filter(|cid| !states.iter().any(|state| state.channel.cid == **cid)).cloned().collect();
        for state in states {
            self.take_channel(state, MESSAGES);
        }
        self.forget_channels(&gone);
        self.caught_up();
    }

    fn take_channel(&mut self, state: ChannelState, limit: u32) {
        let window = crate::state::Window::Latest;
        self.apply(&Change::ChannelQueried { state: Box::new(state), window, limit });
    }

    /// A question about channels was not answered, and will not be asked again by itself.
    pub(super) fn channels_failed(&mut self, query: &ChannelsQuery, error: &Error) {
        let trouble = super::answers::trouble(error);
        match &query.purpose {
            Purpose::Inbox { screen, more, .. } => {
                self.apply(&Change::InboxFailed { screen: *screen, more: *more, trouble });
                if *more {
                    self.notice(NoticeKey::MoreChannelsFailed, "");
                } else {
                    self.caught_up();
                }
            }
            Purpose::Candidates { .. } | Purpose::Gates | Purpose::Unread { .. } => {}
            Purpose::Found { of_messages: true, .. } => {}
            Purpose::Found { screen, round, .. } => self.not_found(*screen, *round, Source::Channels, trouble),
            Purpose::Open { cid } => {
                let is_loaded = self.state.channels.contains_key(cid);
                if !is_loaded {
                    self.apply(&Change::OpenFailed { cid: cid.clone(), trouble });
                }
                self.caught_up();
            }
            Purpose::Recovery { .. } => self.caught_up(),
        }
    }

    fn inbox_ready(&mut self, id: ScreenId) {
        let Some(seat) = self.screens.get_mut(&id) else { return };
        let is_first = !std::mem::replace(&mut seat.is_ready, true);
        let opens_first = is_first && seat.settings.opens_first && !seat.settings.is_single && seat.settings.channel.is_none();
        if is_first {
            self.effects.push(super::Effect::Tell(Some(id), HostEvent::Ready));
        }
        let first = self
            .state
            .screens
            .get(&id)
            .filter(|screen| opens_first && screen.open.is_none())
            .and_then(|screen| screen.inbox.cids.first().cloned());
        if first.is_some() {
            self.open(id, first, By::Host);
        }
    }

    /// Shows a channel, or none, wherever somebody was about to be led before.
    pub(super) fn open_plainly(&mut self, id: ScreenId, cid: Option<Cid>, by: By) {
        if let Some(seat) = self.screens.get_mut(&id) {
            seat.link = None;
        }
        self.open(id, cid, by);
    }

    /// Shows a channel, or none.
    pub(super) fn open(&mut self, id: ScreenId, cid: Option<Cid>, by: By) {
        if let Some(seat) = self.screens.get_mut(&id) {
            seat.at_bottom = false;
            seat.keeps_unread = false;
        }
        let left = self.state.screens.get(&id).and_then(|screen| screen.open.clone());
        if let Some(left) = left.filter(|left| Some(left) != cid.as_ref()) {
            self.rest(Rest::Left(id, left));
        }
        self.apply(&Change::Opened { screen: id, cid: cid.clone() });
        let Some(cid) = cid else { return };
        if self.state.channels.get(&cid).is_none_or(|channel| !channel.is_fresh) && self.session.connection_id.is_some() {
            self.query_open(cid.clone());
            self.lists.catching_up += u32::from(self.lists.is_catching_up());
        }
        if by == By::User {
            let link = self.screens.get(&id).and_then(|seat| seat.link.clone());
            let (message, thread) = link.map(|link| (link.message, link.thread)).unwrap_or_default();
            self.effects.push(super::Effect::Tell(Some(id), HostEvent::ChannelOpen { cid, message, thread }));
        }
    }

    fn query_open(&mut self, cid: Cid) {
        let filter = json!({"cid": {"$in": [cid.as_str()]}});
        self.ask_channels(Purpose::Open { cid }, filter, 1, 0);
    }

    fn open_failed(&mut self, cid: &Cid, key: &'static str) {
        let trouble = crate::state::Trouble { key, ..crate::state::Trouble::default() };
        self.apply(&Change::OpenFailed { cid: cid.clone(), trouble });
        let message = ["channel ", cid.as_str(), " does not exist or is not the user's"].concat();
        self.effects.push(super::Effect::Tell(None, HostEvent::Error { kind: "channel", message }));
    }

    /// Channels that a question after a gap did not find: they are the user's no more.
    fn forget_channels(&mut self, gone: &[Cid]) {
        for cid in gone {
            let event = crate::wire::Event::NotificationRemovedFromChannel(Box::default());
            let totals = crate::wire::Totals::default();
            let frame = crate::wire::Frame {
                cid: Some(cid.clone()),
                created_at: None,
                user: None,
                watcher_count: None,
                member_count: None,
                totals,
                event,
            };
            self.apply(&Change::Event(Rc::new(frame), self.now));
            self.uncount(cid);
        }
    }

    /// The open channel's newest message came into view, or went out of it.
    pub(super) fn looked(&mut self, id: ScreenId, target: &Target, at_bottom: bool) {
        if let Some(seat) = self.screens.get_mut(&id) {
            *(if target.is_thread() { &mut seat.thread_at_bottom } else { &mut seat.at_bottom }) = at_bottom;
        }
        self.look_again();
    }
}

pub(super) fn cid_values(cids: &[Cid]) -> Vec<&str> {
    cids.iter().map(Cid::as_str).collect()
}
