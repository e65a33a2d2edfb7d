//! What is looked for beside a list of channels, and what was found (features F172 to F175).

use std::rc::Rc;

use super::suggestions::{best, rank, unmarked};
use super::{Screen, State, Trouble};
use crate::wire::{Cid, Message, User};

/// Found at once, without a question.
const AT_ONCE: usize = 10;

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Names of the user's channels, and of the people in them.
    Channels,
    /// Names of people.
    People,
    /// Texts of messages in the user's channels.
    Messages,
}

/// What is looked for, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// Only people, whom to write to; no words stand for everybody.
    pub is_for_people: bool,
    /// A conversation with those who were chosen is on its way.
    pub is_beginning: bool,
    /// The words, as they are typed.
    pub query: Rc<str>,
    /// Counts words: an answer to older ones is out of date.
    pub round: u32,
    /// Channels.
    pub channels: Found<Cid>,
    /// People, the own user left out.
    pub people: Found<Rc<User>>,
    /// Messages, newest first.
    pub messages: Found<Rc<Message>>,
}

/// What one source has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// Best first.
    pub list: Vec<T>,
    /// An answer is on its way, or asked for soon.
    pub is_loading: bool,
    /// More exist: where they begin, as the server counts.
    pub next: Option<Rc<str>>,
    /// The server could not be asked.
    pub trouble: Option<Trouble>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { list: Vec::new(), is_loading: false, next: None, trouble: None }
    }
}

impl<T> Found<T> {
    /// What is known before the server is asked.
    pub(crate) const fn begun(list: Vec<T>) -> Self {
        Self { list, is_loading: true, next: None, trouble: None }
    }

    /// Takes a page, without what is there already.
    pub(crate) fn take(&mut self, page: Vec<T>, next: Option<Rc<str>>, is_same: impl Fn(&T, &T) -> bool) {
        for one in page {
            if !self.list.iter().any(|known| is_same(known, &one)) {
                self.list.push(one);
            }
        }
        *self = Self { list: std::mem::take(&mut self.list), next, ..Self::default() };
    }
}

impl Search {
    /// Something is still to be answered.
    #[must_use]
    pub const fn is_loading(&self) -> bool {
        self.channels.is_loading || self.people.is_loading || self.messages.is_loading
    }

    /// How much was found so far.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.channels.list.len() + self.people.list.len() + self.messages.list.len()
    }
}

impl State {
    /// Listed channels whose name, or that of somebody in them, fits; best first.
    pub(crate) fn channels_named(&self, screen: &Screen, query: &str) -> Vec<Cid> {
        let query = unmarked(query);
        let fits = |cid: &Cid| {
            let channel = self.channels.get(cid)?;
            let name = self.channel_name(channel).unwrap_or_default();
            let member = || {
                let names = channel.members.keys().filter(|id| Some(*id) != self.my_id()).filter_map(|id| self.user(id)?.name.as_deref());
                // Whoever is in it comes after what it is called.
                names.filter_map(|name| rank(name, &query)).filter(|rank| *rank < 2).min().map(|rank| rank + 3)
            };
            Some((rank(&name, &query).or_else(member)?, unmarked(&name), cid.clone()))
        };
        let mut found = best(screen.inbox.cids.iter().filter_map(fits).collect());
        found.truncate(AT_ONCE);
        found
    }

    /// People seen so far whose name fits, best first; nobody for no words.
    pub(crate) fn people_named(&self, query: &str) -> Vec<Rc<User>> {
        let query = unmarked(query);
        if query.is_empty() {
            return Vec::new();
        }
        let fits = |user: &Rc<User>| {
            let name = user.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(user.id.as_str());
            let is_other = Some(&user.id) != self.my_id() && user.deleted_at.is_none();
            Some((rank(name, &query).filter(|rank| is_other && *rank < 2)?, unmarked(name), user.clone()))
        };
        let mut found = best(self.users.keys().filter_map(|id| fits(self.user(id)?)).collect());
        found.truncate(AT_ONCE);
        found
    }
}

/// A text cut to the words that were found in it: what stands before, the words, and what stands after; nothing where they are
/// not written so. `before` letters at most are kept in front.
#[must_use]
pub fn excerpt<'a>(text: &'a str, query: &str, before: usize) -> Option<(bool, &'a str, &'a str, &'a str)> {
    // Letters are compared one by one: a letter without its mark is one letter still.
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let (small, wanted): (Vec<char>, Vec<char>) = (unmarked(text).chars().collect(), unmarked(query.trim()).chars().collect());
    if wanted.is_empty() || small.len() != letters.len() {
        return None;
    }
    let place = |word: &[char]| {
        let begins = |at: usize| small.get(at..at + word.len()) == Some(word);
        let is_begin = |at: &usize| at.checked_sub(1).and_then(|at| small.get(at)).is_none_or(|letter| !letter.is_alphanumeric());
        let mut all = (0..small.len()).filter(|at| begins(*at));
        all.clone().find(is_begin).or_else(|| all.next()).map(|at| (at, at + word.len()))
    };
    let words = || wanted.split(|letter| letter.is_whitespace()).filter(|word| !word.is_empty());
    let (from, to) = place(&wanted).or_else(|| words().find_map(place))?;
    let byte = |at: usize| letters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let begin = if from > before {
        // At the begin of a word, if there is one.
        let near = (from - before..from).find(|at| small.get(*at).is_some_and(|letter| letter.is_whitespace())).map(|at| at + 1);
        near.unwrap_or(from - before)
    } else {
        0
    };
    let (begin, is_cut, from, to) = (byte(begin), begin > 0, byte(from), byte(to));
    Some((is_cut, text.get(begin..from)?, text.get(from..to)?, text.get(to..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_begins_shortly_before_the_words() {
        let text = "We meet on Monday at the Café Zürich, near the station";
        assert_eq!(excerpt(text, "monday", 30), Some((false, "We meet on ", "Monday", " at the Café Zürich, near the station")));
        assert_eq!(excerpt(text, "ZURICH", 12), Some((true, "the Café ", "Zürich", ", near the station")));
        assert_eq!(excerpt(text, "on the", 30).map(|it| it.2), Some("on"), "one of the words, where they do not stand together");
        assert_eq!(excerpt("no more motion", "mo", 30).map(|it| it.1), Some("no "), "the begin of a word comes first");
        assert_eq!(excerpt("emotion", "mo", 30), Some((false, "e", "mo", "tion")));
        for (text, query) in [("", "a"), ("abc", ""), ("abc", " "), ("abc", "x"), ("😀", "grin")] {
            assert_eq!(excerpt(text, query, 30), None, "{text} {query}");
        }
    }

    #[test]
    fn a_page_is_added_without_what_is_there_already() {
        let mut found = Found::begun(vec![1, 2]);
        found.take(vec![2, 3, 3], Some(Rc::from("3")), |a, b| a == b);
        assert_eq!((found.list.as_slice(), found.is_loading, found.next.as_deref()), (&[1, 2, 3][..], false, Some("3")));
    }
}
