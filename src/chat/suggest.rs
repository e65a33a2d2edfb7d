//! What is suggested while somebody writes, and the card of an address (features F135, F136, F140): what state knows at once, what
//! the server knows after a pause.

use std::rc::Rc;

use super::{Change, Chat};
use crate::api::Call;
use crate::sorted::SortedMap;
use crate::state::{
    Candidate, Channel, Composer, Control, LinkPreview, Millis, NAMES, Suggestions, Target, Trigger, byte_at, commands, mentions, units,
    word_at,
};
use crate::wire::{Attachment, Circle, Member, User, UserId};

/// A name is looked up after this much silence (feature F135).
const LOOK_UP_AFTER: Millis = 300;
/// A card is asked for after this much silence (feature F140).
const UNFURL_AFTER: Millis = 1_500;
/// Canned replies beside the commands.
const MOST_REPLIES: usize = 8;
/// Capabilities to name a group, or everybody of a role (protocol section 9.1).
const NOTIFY_GROUP: &str = "notify-group";
const NOTIFY_ROLE: &str = "notify-role";
/// Answers that are remembered.
const REMEMBERED: usize = 50;

/// Words at the caret, and what was found for them.
#[derive(Debug, Default)]
pub(super) struct Suggesting {
    /// Words whose suggestions were closed, by where they begin.
    closed: SortedMap<Target, u32>,
    /// How far somebody scrolled in a list of names.
    paging: SortedMap<Target, Paging>,
    /// Names to look up: when, and what.
    names: SortedMap<Target, (Millis, Rc<str>)>,
    /// Users found by name.
    found: SortedMap<Target, Vec<Rc<User>>>,
    /// Roles and groups found by name, and the word they were asked for.
    circles: SortedMap<Target, (Rc<str>, Vec<Rc<Circle>>)>,
    /// Answers that are still to come.
    awaited: SortedMap<Target, usize>,
    /// Addresses to ask about.
    links: SortedMap<Target, (Millis, Rc<str>)>,
    /// Cards by address; absent ones could not be had.
    cards: SortedMap<Rc<str>, Option<Rc<Attachment>>>,
}

/// How far somebody scrolled in the names that fit a word.
#[derive(Debug)]
struct Paging {
    query: Rc<str>,
    /// Names that are shown at most.
    limit: usize,
    /// Names that the server answered.
    offset: u32,
    /// The server has no more.
    is_over: bool,
}

impl Paging {
    fn new(query: &str) -> Self {
        Self { query: Rc::from(query), limit: NAMES, offset: 0, is_over: false }
    }
}

impl Suggesting {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.names.values().chain(self.links.values()).map(|(at, _)| *at).min()
    }
}

impl Chat {
    /// Suggests for the word at the caret.
    pub(super) fn suggest(&mut self, target: &Target, composer: &mut Composer) {
        composer.suggestions = None;
        self.suggesting.names.remove(target);
        let Some(channel) = self.state.channels.get(&target.cid) else { return };
        let text = composer.text.clone();
        let word = word_at(&text, byte_at(&text, composer.caret));
        let Some((trigger, start, query)) = word else {
            self.suggesting.closed.remove(target);
            return;
        };
        let start = units(text.get(..start).unwrap_or_default());
        if self.suggesting.closed.get(target) == Some(&start) {
            return;
        }
        self.suggesting.closed.remove(target);
        let (candidates, is_loading, has_more) = match trigger {
            Trigger::Command if composer.command.is_some() || composer.editing.is_some() => return,
            Trigger::Command if !self.state.may(channel, Control::Commands) => (Vec::new(), false, false),
            Trigger::Mention if !self.state.may(channel, Control::Mention) => (Vec::new(), false, false),
            Trigger::Command => {
                let mut all = commands(channel, query);
                let quotes = composer.quoted.is_some();
                all.retain(|it| !matches!(it, Candidate::Command(command) if quotes && command.is_moderation()));
                // Whoever types a word of it looks for it among the commands.
                let replies = self.state.replies(query).into_iter().take(MOST_REPLIES);
                all.extend(replies.map(Candidate::Reply));
                (all, false, false)
            }
            Trigger::Emoji => (Vec::new(), false, false),
            Trigger::Mention => {
                if self.suggesting.paging.get(target).is_none_or(|paging| *paging.query != *query) {
                    self.suggesting.paging.insert(target.clone(), Paging::new(query));
                }
                let (candidates, has_more) = self.names(target, query);
                let is_first = self.suggesting.paging.get(target).is_some_and(|paging| paging.offset == 0 && !paging.is_over);
                let asks = is_first && self.server_knows_more(target, query) || self.asks_for_circles(target, query);
                (candidates, asks, has_more)
            }
        };
        let query: Rc<str> = Rc::from(query);
        if is_loading {
            self.suggesting.names.insert(target.clone(), (self.now + LOOK_UP_AFTER, query.clone()));
        }
        if trigger == Trigger::Emoji || is_loading || !candidates.is_empty() {
            composer.suggestions = Some(Rc::new(Suggestions { trigger, query, start, candidates, is_loading, has_more }));
        }
    }

    /// Names that are known to fit; true when there are more, here or on the server.
    fn names(&self, target: &Target, query: &str) -> (Vec<Candidate>, bool) {
        let Some(channel) = self.state.channels.get(&target.cid) else { return (Vec::new(), false) };
        let found = self.suggesting.found.get(target).map_or(&[][..], |found| found);
        let circles = self.suggesting.circles.get(target).map_or(&[][..], |(_, circles)| circles);
        let paging = self.suggesting.paging.get(target);
        let (candidates, has_more) = mentions(&self.state, channel, query, (found, circles), paging.map_or(NAMES, |paging| paging.limit));
        let asks_on = paging.is_some_and(|paging| paging.offset > 0 && !paging.is_over);
        (candidates, has_more || asks_on)
    }

    fn server_knows_more(&self, target: &Target, query: &str) -> bool {
        let Some(channel) = self.state.channels.get(&target.cid) else { return false };
        let known = u32::try_from(channel.members.len()).unwrap_or(u32::MAX);
        !query.is_empty() && channel.data.member_count.is_some_and(|count| count > known)
    }

    /// Whether roles or groups may be named here and nobody asked for those of this word yet.
    fn asks_for_circles(&self, target: &Target, query: &str) -> bool {
        let may = |channel: &Rc<Channel>| channel.can(NOTIFY_GROUP) || channel.can(NOTIFY_ROLE);
        let is_new = self.suggesting.circles.get(target).is_none_or(|(asked, _)| **asked != *query);
        is_new && !query.is_empty() && self.state.channels.get(&target.cid).is_some_and(may)
    }

    /// The server found roles or groups.
    pub(super) fn circles_answered(&mut self, target: &Target, query: &str, circles: Vec<Rc<Circle>>) {
        let Some((_, known)) = self.suggesting.circles.get_mut(target).filter(|(asked, _)| **asked == *query) else { return };
        known.extend(circles);
        self.names_answered(target, query);
    }

    /// One of the answers for a word is there: shows who fits now, and whether more may come.
    fn names_answered(&mut self, target: &Target, query: &str) {
        let mut composer = self.composer(target);
        let Some(suggestions) = composer.suggestions.as_ref().filter(|it| it.trigger == Trigger::Mention && *it.query == *query) else {
            return;
        };
        let awaited = self.suggesting.awaited.or_default(target.clone());
        *awaited = awaited.saturating_sub(1);
        let is_loading = *awaited > 0;
        let (candidates, has_more) = self.names(target, query);
        let suggestions = Suggestions { candidates, has_more, is_loading, ..(**suggestions).clone() };
        composer.suggestions = (is_loading || !suggestions.candidates.is_empty()).then(|| Rc::new(suggestions));
        self.apply(&Change::Composed(target.clone(), Box::new(composer)));
    }

    /// Somebody reached the end of the names: more of those that are known, and the server's next page (feature F139).
    pub(super) fn more_suggestions(&mut self, target: &Target) {
        let mut composer = self.composer(target);
        let wanted = composer.suggestions.clone().filter(|it| it.trigger == Trigger::Mention && it.has_more && !it.is_loading);
        let (Some(suggestions), Some(paging)) = (wanted, self.suggesting.paging.get_mut(target)) else { return };
        paging.limit += NAMES;
        let (offset, asks) = (paging.offset, paging.offset > 0 && !paging.is_over);
        let (candidates, has_more) = self.names(target, &suggestions.query);
        if asks {
            self.suggesting.awaited.insert(target.clone(), 1);
            self.ask(Call::QueryMembers { target: target.clone(), query: suggestions.query.clone(), offset });
        }
        composer.suggestions = Some(Rc::new(Suggestions { candidates, has_more, is_loading: asks, ..(*suggestions).clone() }));
        self.apply(&Change::Composed(target.clone(), Box::new(composer)));
    }

    pub(super) fn close_suggestions(&mut self, target: &Target) {
        let mut composer = self.composer(target);
        if let Some(suggestions) = composer.suggestions.take() {
            self.suggesting.closed.insert(target.clone(), suggestions.start);
            self.suggesting.names.remove(target);
            self.apply(&Change::Composed(target.clone(), Box::new(composer)));
        }
    }

    /// The server found members.
    pub(super) fn members_answered(&mut self, target: &Target, query: &str, members: &[Rc<Member>]) {
        let found: Vec<Rc<User>> = members.iter().filter_map(|member| member.user.clone()).collect();
        let known = self.suggesting.found.or_default(target.clone());
        known.retain(|user| !found.iter().any(|found| found.id == user.id));
        known.extend(found);
        if known.len() > REMEMBERED {
            known.drain(..known.len() - REMEMBERED);
        }
        if let Some(paging) = self.suggesting.paging.get_mut(target).filter(|paging| *paging.query == *query) {
            paging.offset += u32::try_from(members.len()).unwrap_or(0);
            // As many as may be remembered are enough to look through.
            paging.is_over = members.len() < NAMES || paging.limit >= REMEMBERED;
        }
        self.names_answered(target, query);
    }

    /// A user that was suggested.
    pub(super) fn found_user(&self, target: &Target, id: &UserId) -> Option<Rc<User>> {
        let found = || self.suggesting.found.get(target)?.iter().find(|user| user.id == *id);
        self.state.profile(id).or_else(found).cloned()
    }

    /// Looks for the first address in the text; its card goes when the address does.
    pub(super) fn unfurl(&mut self, target: &Target, composer: &mut Composer) {
        self.suggesting.links.remove(target);
        let channel = self.state.channels.get(&target.cid);
        let is_wanted = channel.is_some_and(|channel| self.state.may(channel, Control::LinkPreviews));
        let link = first_link(&composer.text).filter(|_| is_wanted);
        let link = link.filter(|link| !composer.dismissed.iter().any(|dismissed| **dismissed == **link));
        if composer.link_preview.as_ref().map(|preview| &*preview.url) == link.as_deref() {
            return;
        }
        composer.link_preview = None;
        let Some(link) = link else { return };
        let url: Rc<str> = Rc::from(link);
        match self.suggesting.cards.get(&url) {
            Some(card) => composer.link_preview = card.clone().map(|card| Rc::new(LinkPreview { url, card })),
            None => {
                self.suggesting.links.insert(target.clone(), (self.now + UNFURL_AFTER, url));
            }
        }
    }

    /// The server made a card, or not.
    pub(super) fn card_answered(&mut self, target: &Target, url: &Rc<str>, card: Option<Rc<Attachment>>) {
        let says_something = |card: &Rc<Attachment>| card.title.is_some() || card.text.is_some() || card.image_url.is_some();
        let card = card.filter(says_something);
        self.suggesting.cards.insert(url.clone(), card.clone());
        if self.suggesting.cards.len() > REMEMBERED {
            self.suggesting.cards.pop_first();
        }
        let mut composer = self.composer(target);
        if first_link(&composer.text).as_deref() == Some(&**url) && !composer.dismissed.contains(url) {
            composer.link_preview = card.map(|card| Rc::new(LinkPreview { url: url.clone(), card }));
            self.apply(&Change::Composed(target.clone(), Box::new(composer)));
        }
    }

    pub(super) fn dismiss_preview(&mut self, target: &Target) {
        let mut composer = self.composer(target);
        if let Some(preview) = composer.link_preview.take() {
            composer.dismissed.push(preview.url.clone());
            self.compose(target, composer);
        }
    }

    /// Asks the server for everybody whose name begins so.
    fn look_up(&mut self, target: &Target, query: &Rc<str>) {
        let mut calls = Vec::new();
        if self.asks_for_circles(target, query) {
            self.suggesting.circles.insert(target.clone(), (query.clone(), Vec::new()));
            let channel = self.state.channels.get(&target.cid);
            let may = |capability: &str| channel.is_some_and(|channel| channel.can(capability));
            let kinds = [(NOTIFY_GROUP, false), (NOTIFY_ROLE, true)].into_iter().filter(|(capability, _)| may(capability));
            calls.extend(kinds.map(|(_, of_roles)| Call::SearchCircles { target: target.clone(), query: query.clone(), of_roles }));
        }
        if self.server_knows_more(target, query) {
            calls.push(Call::QueryMembers { target: target.clone(), query: query.clone(), offset: 0 });
        }
        self.suggesting.awaited.insert(target.clone(), calls.len());
        calls.into_iter().for_each(|call| self.ask(call));
    }

    pub(super) fn look_up_when_due(&mut self) {
        let now = self.now;
        if self.suggesting.wake_at().is_none_or(|at| at > now) || !self.is_live() {
            return;
        }
        let due = |all: &mut SortedMap<Target, (Millis, Rc<str>)>| -> Vec<(Target, Rc<str>)> {
            let due = all.iter().filter(|(_, (at, _))| *at <= now).map(|(target, (_, text))| (target.clone(), text.clone())).collect();
            all.retain(|_, (at, _)| *at > now);
            due
        };
        let (names, links) = (due(&mut self.suggesting.names), due(&mut self.suggesting.links));
        for (target, query) in names {
            self.look_up(&target, &query);
        }
        for (target, url) in links {
            self.ask(Call::Preview { target, url });
        }
    }
}

/// The first web address in a text, without the punctuation behind it.
fn first_link(text: &str) -> Option<String> {
    let is_link = |word: &&str| {
        let starts = |scheme: &str| word.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        let is_bare = starts("www.") && word.len() > 8 && word.get(5..).is_some_and(|rest| rest.contains('.'));
        (starts("https://") && word.len() > 10) || (starts("http://") && word.len() > 9) || is_bare
    };
    let trim = |word: &str| {
        let word = word.trim_end_matches(|letter| ".,;:!?)]}'\"".contains(letter));
        // As the bubble links it.
        if word.contains("://") { word.to_owned() } else { ["https://", word].concat() }
    };
    text.split(|letter: char| letter.is_whitespace() || "<>\"".contains(letter))
        .map(|word| word.trim_start_matches(['(', '[']))
        .find(is_link)
        .map(trim)
}
