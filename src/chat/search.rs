//! Looking for channels, people and messages (features F172 to F175): what is loaded is found at once, the server is asked after a
//! pause.

use std::rc::Rc;

use super::asking::filter;
use super::lists::cid_values;
use super::{Change, Chat, ScreenId};
use crate::api::{Call, PAGE_OF_FOUND, Purpose};
use crate::json;
use crate::sorted::SortedMap;
use crate::state::{Found, Millis, Search, Source, Trouble, excerpt};
use crate::wire::{ChannelState, Cid, Message, MessageType, User, Value};

/// The server is asked after this much silence (feature F173).
const ASK_AFTER: Millis = 300;
/// The feature without which there is nobody to begin with.
const BEGINNING: &str = "newConversation";
/// The feature without which nothing is looked for.
const SEARCHING: &str = "search";

/// Words that the server is still to be asked for.
#[derive(Debug, Default)]
pub(super) struct Searching {
    /// By when.
    due: SortedMap<ScreenId, Millis>,
    /// Counts words, of all elements: no late answer meets what is looked for after it.
    rounds: u32,
    /// Channels that only a search knows: they go with it.
    brought: SortedMap<ScreenId, Vec<Cid>>,
}

impl Searching {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.due.values().copied().min()
    }

    const fn begin_round(&mut self) -> u32 {
        self.rounds = self.rounds.wrapping_add(1);
        self.rounds
    }
}

impl Chat {
    fn searched(&self, screen: ScreenId) -> Option<Search> {
        self.state.screens.get(&screen).and_then(|screen| screen.search.as_deref()).cloned()
    }

    fn show_search(&mut self, screen: ScreenId, search: Search) {
        self.apply(&Change::Searched(screen, Some(Rc::new(search))));
    }

    /// Somebody typed other words. No words end a search, except for people.
    pub(super) fn search(&mut self, screen: ScreenId, query: &Rc<str>, is_for_people: bool) {
        let before = self.searched(screen).filter(|before| before.is_for_people == is_for_people);
        if before.as_ref().is_some_and(|before| before.query == *query) {
            return;
        }
        let features = &self.state.config.features;
        if (query.trim().is_empty() && !is_for_people) || !features.allows(if is_for_people { BEGINNING } else { SEARCHING }) {
            return self.end_search(screen);
        }
        let round = self.searching.begin_round();
        let Some(seat) = self.state.screens.get(&screen) else { return };
        let words = query.trim();
        let is_beginning = before.as_ref().is_some_and(|before| before.is_beginning);
        let mut search = Search { is_for_people, is_beginning, query: query.clone(), round, ..Search::default() };
        let wants_people = is_for_people || self.state.config.features.allows(BEGINNING);
        if wants_people {
            search.people = Found::begun(self.state.people_named(words));
        }
        if !is_for_people {
            search.channels = Found::begun(self.state.channels_named(seat, words));
            // What was found for the words before and fits these stays until the answer is there: nothing flickers while
            // somebody types.
            let mut known = before.map(|before| before.messages.list).unwrap_or_default();
            known.retain(|message| excerpt(&message.text, words, 0).is_some());
            search.messages = Found::begun(known);
        }
        // One letter fits half of everything: only what is loaded is shown for it.
        if words.chars().count() == 1 && words.is_ascii() && !is_for_people {
            for is_loading in [&mut search.channels.is_loading, &mut search.people.is_loading, &mut search.messages.is_loading] {
                *is_loading = false;
            }
            self.searching.due.remove(&screen);
        } else {
            let pause = if words.is_empty() { 0 } else { ASK_AFTER };
            self.searching.due.insert(screen, self.now + pause);
        }
        self.show_search(screen, search);
    }

    pub(super) fn end_search(&mut self, screen: ScreenId) {
        self.searching.due.remove(&screen);
        self.apply(&Change::Searched(screen, None));
        // Who gave it up does not want it any more when the connection is back.
        self.directs.retain(|direct| !direct.is_users_on(screen));
        // What nothing else shows is not followed any more.
        let brought = self.searching.brought.remove(&screen).unwrap_or_default();
        let is_shown = |cid: &Cid| {
            self.state.screens.values().any(|screen| {
                let is_found =
                    |search: &Search| search.channels.list.contains(cid) || search.messages.list.iter().any(|message| message.cid == *cid);
                screen.open.as_ref() == Some(cid) || screen.inbox.cids.contains(cid) || screen.search.as_deref().is_some_and(is_found)
            })
        };
        let is_idle = |cid: &&Cid| {
            let channel = self.state.channels.get(*cid);
            channel.is_some_and(|channel| channel.unread == 0 && channel.timeline.outgoing().is_empty()) && !is_shown(cid)
        };
        let idle: Vec<Cid> = brought.iter().filter(is_idle).cloned().collect();
        for cid in &idle {
            self.ask(Call::StopWatching { cid: cid.clone() });
        }
        self.apply(&Change::LetGo(idle));
    }

    /// Ends what the tenant has switched off meanwhile.
    fn obey_features(&mut self) {
        let features = &self.state.config.features;
        let (searches, begins) = (features.allows(SEARCHING), features.allows(BEGINNING));
        if searches && begins {
            return;
        }
        let screens: Vec<ScreenId> = self.state.screens.iter().filter(|(_, screen)| screen.search.is_some()).map(|(id, _)| *id).collect();
        for screen in screens {
            let Some(search) = self.searched(screen) else { continue };
            if !(if search.is_for_people { begins } else { searches }) {
                self.end_search(screen);
            } else if !begins && search.people != Found::default() {
                self.show_search(screen, Search { people: Found::default(), ..search });
            }
        }
    }

    /// Asks again for what could not be had.
    pub(super) fn search_again(&mut self, screen: ScreenId) {
        let Some(mut search) = self.searched(screen) else { return };
        search.channels.is_loading |= search.channels.trouble.take().is_some();
        search.people.is_loading |= search.people.trouble.take().is_some();
        search.messages.is_loading |= search.messages.trouble.take().is_some();
        if search.is_loading() && !self.searching.due.contains_key(&screen) {
            search.round = self.searching.begin_round();
            self.searching.due.insert(screen, self.now);
            self.show_search(screen, search);
        }
    }

    /// The connection is there again: what failed without it is asked for, and what was asked on the one before, because what it
    /// finds is not followed on this one.
    pub(super) fn search_again_everywhere(&mut self) {
        let screens: Vec<ScreenId> = self.state.screens.keys().copied().collect();
        for screen in screens {
            self.search_again(screen);
        }
    }

    pub(super) fn search_when_due(&mut self) {
        self.obey_features();
        // Channels that are found are followed, which needs a connection.
        if self.session.connection_id.is_none() {
            return;
        }
        let due: Vec<ScreenId> = self.searching.due.iter().filter(|(_, at)| **at <= self.now).map(|(screen, _)| *screen).collect();
        for screen in due {
            self.searching.due.remove(&screen);
            let Some(search) = self.searched(screen) else { continue };
            if search.channels.is_loading {
                self.ask_found_channels(screen, &search, 0);
            }
            if search.people.is_loading {
                self.ask_people(screen, &search, 0);
            }
            if search.messages.is_loading {
                self.ask_messages(screen, &search, None);
            }
        }
    }

    /// The own channels, as the tenant and the host want them; whichever view is shown.
    fn searchable(&self, screen: ScreenId) -> Value {
        let own = self.screens.get(&screen).and_then(|seat| seat.settings.filters.as_deref());
        filter(self.session.user_id.as_str(), &[self.state.config.channels.filters.as_ref(), own])
    }

    fn ask_found_channels(&mut self, screen: ScreenId, search: &Search, offset: u32) {
        let begins = json!({"$autocomplete": search.query.trim()});
        let named = json!({"$or": [{"name": begins}, {"member.user.name": begins}]});
        let filter = json!({"$and": [self.searchable(screen), named]});
        self.ask_channels(Purpose::Found { screen, round: search.round, of_messages: false }, filter, PAGE_OF_FOUND, offset);
    }

    fn ask_people(&mut self, screen: ScreenId, search: &Search, offset: u32) {
        self.ask(Call::QueryUsers { screen, query: Rc::from(search.query.trim()), offset, round: search.round });
    }

    fn ask_messages(&mut self, screen: ScreenId, search: &Search, next: Option<Rc<str>>) {
        let filter = self.searchable(screen);
        self.ask(Call::SearchMessages { screen, query: Rc::from(search.query.trim()), filter, next, round: search.round });
    }

    /// Somebody wants to see more of what one source has.
    pub(super) fn more_found(&mut self, screen: ScreenId, source: Source) {
        let Some(mut search) = self.searched(screen) else { return };
        let offset = |next: &Option<Rc<str>>| next.as_deref().and_then(|next| next.parse().ok());
        match source {
            Source::Channels if !search.channels.is_loading => {
                let Some(offset) = offset(&search.channels.next) else { return };
                search.channels.is_loading = true;
                self.ask_found_channels(screen, &search, offset);
            }
            Source::People if !search.people.is_loading => {
                let Some(offset) = offset(&search.people.next) else { return };
                search.people.is_loading = true;
                self.ask_people(screen, &search, offset);
            }
            Source::Messages if !search.messages.is_loading => {
                let Some(next) = search.messages.next.clone() else { return };
                search.messages.is_loading = true;
                self.ask_messages(screen, &search, Some(next));
            }
            Source::Channels | Source::People | Source::Messages => return,
        }
        self.show_search(screen, search);
    }

    /// What is looked for now, if the answer is to it.
    fn awaited(&self, screen: ScreenId, round: u32) -> Option<Search> {
        self.searched(screen).filter(|search| search.round == round)
    }

    /// Channels were found, or those that messages were found in.
    pub(super) fn channels_found(&mut self, screen: ScreenId, round: u32, of_messages: bool, states: Vec<ChannelState>, limit: u32) {
        let search = self.awaited(screen, round);
        if search.is_none() || self.session.connection_id.is_none() {
            return;
        }
        let cids: Vec<Cid> = states.iter().map(|state| state.channel.cid.clone()).collect();
        // Channels that are loaded already know more than this answer.
        let new: Vec<ChannelState> = states.into_iter().filter(|state| !self.state.channels.contains_key(&state.channel.cid)).collect();
        self.searching.brought.or_default(screen).extend(new.iter().map(|state| state.channel.cid.clone()));
        self.apply(&Change::ChannelsQueried { states: new, message_limit: limit });
        let Some(mut search) = search.filter(|_| !of_messages) else { return };
        let next = next(&search.channels.next, cids.len());
        search.channels.take(cids, next, |one, other| one == other);
        self.show_search(screen, search);
    }

    pub(super) fn people_found(&mut self, call: &Call, users: Vec<User>, returned: usize) {
        let Call::QueryUsers { screen, round, .. } = call else { return };
        let Some(mut search) = self.awaited(*screen, *round) else { return };
        let next = next(&search.people.next, returned);
        let me = self.state.my_id();
        let others = users.into_iter().filter(|user| Some(&user.id) != me && user.deleted_at.is_none());
        let others: Vec<Rc<User>> = others.map(Rc::new).collect();
        search.people.take(others, next, |one, other| one.id == other.id);
        self.show_search(*screen, search);
    }

    pub(super) fn messages_found(&mut self, call: &Call, hits: Vec<Message>, more: Option<String>) {
        let Call::SearchMessages { screen, round, next, .. } = call else { return };
        let Some(mut search) = self.awaited(*screen, *round) else { return };
        if next.is_none() {
            search.messages.list.clear();
        }
        let is_said = |message: &Message| matches!(message.kind, MessageType::Regular | MessageType::Reply) && !message.cid.is_empty();
        let hits: Vec<Rc<Message>> = hits.into_iter().filter(is_said).map(Rc::new).collect();
        let mut unknown: Vec<Cid> = Vec::new();
        for hit in &hits {
            if !self.state.channels.contains_key(&hit.cid) && !unknown.contains(&hit.cid) {
                unknown.push(hit.cid.clone());
            }
        }
        search.messages.take(hits, more.map(Rc::from), |one, other| one.id == other.id);
        self.show_search(*screen, search);
        if !unknown.is_empty() {
            let count = u32::try_from(unknown.len()).unwrap_or(PAGE_OF_FOUND);
            let filter = json!({"cid": {"$in": cid_values(&unknown)}});
            self.ask_channels(Purpose::Found { screen: *screen, round: *round, of_messages: true }, filter, count, 0);
        }
    }

    /// A source could not be asked.
    pub(super) fn not_found(&mut self, screen: ScreenId, round: u32, source: Source, trouble: Trouble) {
        let Some(mut search) = self.awaited(screen, round) else { return };
        let (is_loading, told) = match source {
            Source::Channels => (&mut search.channels.is_loading, &mut search.channels.trouble),
            Source::People => (&mut search.people.is_loading, &mut search.people.trouble),
            Source::Messages => (&mut search.messages.is_loading, &mut search.messages.trouble),
        };
        (*is_loading, *told) = (false, Some(trouble));
        self.show_search(screen, search);
    }
}

/// Where the next page of an answer begins that is counted by its items; a page that is not full is the last.
fn next(before: &Option<Rc<str>>, answered: usize) -> Option<Rc<str>> {
    let answered = u32::try_from(answered).unwrap_or(u32::MAX);
    let before: u32 = before.as_deref().and_then(|before| before.parse().ok()).unwrap_or(0);
    (answered >= PAGE_OF_FOUND).then(|| Rc::from((before + answered).to_string()))
}
