//! What is suggested while somebody writes (features F135 to F139): decided from the text and the caret alone.

use std::rc::Rc;

use super::{Channel, Me, State};
use crate::config::CannedReply;
use crate::wire::{Circle, Command, User};

/// Names that are suggested at first, and again whenever somebody scrolls to their end (feature F135).
pub(crate) const NAMES: usize = 10;
/// Longest word that is looked up, in letters.
const LONGEST: usize = 40;

/// What is suggested at the caret.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestions {
    /// What kind of word is written.
    pub trigger: Trigger,
    /// The word without its sign.
    pub query: Rc<str>,
    /// Where its sign stands, in UTF-16 units of the text.
    pub start: u32,
    /// What fits, best first. Emoji are the view's own: there it is empty.
    pub candidates: Vec<Candidate>,
    /// More may come from the server.
    pub is_loading: bool,
    /// There are more: reaching the end of the list asks for them.
    pub has_more: bool,
}

/// What kind of word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// `/` at the start.
    Command,
    /// `:`.
    Emoji,
    /// `@`.
    Mention,
}

/// One suggestion.
#[derive(Clone, Debug, PartialEq)]
pub enum Candidate {
    /// Everybody in the channel.
    Channel,
    /// A role, or a group of people.
    Circle(Rc<Circle>),
    /// A slash command.
    Command(Rc<Command>),
    /// Everybody in the channel who is online.
    Here,
    /// A canned reply (feature C7).
    Reply(Rc<CannedReply>),
    /// A user.
    User(Rc<User>),
}

/// The word at the caret that something may be suggested for: what kind, where its sign begins (in bytes), and the word
/// without it.
pub(crate) fn word_at(text: &str, caret: usize) -> Option<(Trigger, usize, &str)> {
    let before = text.get(..caret)?;
    if let Some(word) = before.strip_prefix('/').filter(|word| !word.contains(char::is_whitespace)) {
        return Some((Trigger::Command, 0, word));
    }
    let start = before.rfind(['@', ':'])?;
    let word = before.get(start + 1..)?;
    let is_begin = before.get(..start)?.chars().next_back().is_none_or(|letter| letter.is_whitespace() || "([{\"'".contains(letter));
    let (trigger, fits) = match before.as_bytes().get(start)? {
        // Names have spaces; two of them are more than a name.
        b'@' => (Trigger::Mention, !word.contains('\n') && !word.starts_with(' ') && word.matches(' ').count() < 2),
        _ => (Trigger::Emoji, word.chars().count() >= 2 && word.chars().all(|letter| is_word(letter) || "_+-".contains(letter))),
    };
    (is_begin && fits && word.chars().count() <= LONGEST).then_some((trigger, start, word))
}

/// Bytes before a place given in UTF-16 units, as the DOM counts; a place inside a letter is the one before it.
#[must_use]
pub fn byte_at(text: &str, units: u32) -> usize {
    let mut left = usize::try_from(units).unwrap_or(usize::MAX);
    for (at, letter) in text.char_indices() {
        if left < letter.len_utf16() {
            return at;
        }
        left -= letter.len_utf16();
    }
    text.len()
}

/// UTF-16 units of a text, as the DOM counts.
#[must_use]
pub fn units(text: &str) -> u32 {
    u32::try_from(text.chars().map(char::len_utf16).sum::<usize>()).unwrap_or(u32::MAX)
}

/// How well a name fits a query: 0 the beginning, 1 the beginning of a later word, 2 anywhere. Without case.
pub(super) fn rank(name: &str, query: &str) -> Option<u8> {
    let name = unmarked(name);
    if name.starts_with(query) {
        return Some(0);
    }
    if name.split(|letter: char| !is_word(letter)).any(|word| word.starts_with(query)) {
        return Some(1);
    }
    name.contains(query).then_some(2)
}

/// Small letters of the European alphabets: enough to compare names, without the tables of the standard library.
pub(crate) fn fold(text: &str) -> String {
    let small = |letter: char| match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'А'..='Я' => 0x20,
        'Ѐ'..='Џ' => 0x50,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' => 1 - (letter as u32 & 1),
        'Ĺ'..='ň' | 'Ź'..='ž' => letter as u32 & 1,
        _ => 0,
    };
    text.chars().map(|letter| char::from_u32(letter as u32 + small(letter)).unwrap_or(letter)).collect()
}

/// The same without marks: who writes `elodie` means `Élodie`, too (feature F135).
pub(super) fn unmarked(text: &str) -> String {
    fold(text).chars().map(bare).collect()
}

/// A small letter without its mark.
const fn bare(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' => 's',
        'ţ' | 'ť' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        other => other,
    }
}

/// Whether [`fold`] makes of a text what Unicode's rules make of it: letters without case, and those with the plain kind.
pub(super) fn folds_plainly(text: &str) -> bool {
    text.chars().all(|letter| {
        matches!(letter,
            '\0'..='\u{12f}' | '\u{132}'..='\u{177}' | '\u{179}'..='\u{17f}'
            | '\u{391}'..='\u{3a1}' | '\u{3a4}'..='\u{3a9}' | '\u{3ac}'..='\u{3c1}' | '\u{3c4}'..='\u{3ce}'
            | '\u{400}'..='\u{45f}' | '\u{590}'..='\u{109f}' | '\u{2000}'..='\u{206f}' | '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{faff}'
            | '\u{1f300}'..='\u{1faff}')
    })
}

/// Good enough for the begins of names, without the tables of the standard library.
const fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || !letter.is_ascii()
}

/// Sorts what fits by how well it fits, then by name.
pub(super) fn best<T>(mut ranked: Vec<(u8, String, T)>) -> Vec<T> {
    crate::sorted::sort_by(&mut ranked, |a, b| (a.0, &a.1) < (b.0, &b.1));
    ranked.into_iter().map(|(_, _, it)| it).collect()
}

impl State {
    /// Canned replies that fit a query by shortcut or label, best first; by their text at last. All of them, in the tenant's
    /// order, for an empty one.
    #[must_use]
    pub fn replies(&self, query: &str) -> Vec<Rc<CannedReply>> {
        let query = fold(query.trim());
        let fits = |reply: &Rc<CannedReply>| {
            let name = reply.label.texts().filter_map(|label| rank(label, &query)).min();
            let text = || reply.text.texts().any(|text| fold(text).contains(&query)).then_some(3);
            let rank = [rank(&reply.shortcut, &query), name].into_iter().flatten().min().or_else(text)?;
            Some((if query.is_empty() { 0 } else { rank }, reply.clone()))
        };
        let mut found: Vec<(u8, Rc<CannedReply>)> = self.tools.replies.iter().filter_map(fits).collect();
        crate::sorted::sort_by(&mut found, |a, b| a.0 < b.0);
        found.into_iter().map(|(_, reply)| reply).collect()
    }
}

/// Members that fit, the best `limit` of them, and the words for everybody where they are allowed (protocol section 6.6); true
/// when more fit. `found` and `circles` are those that the server answered.
pub(crate) fn mentions(
    state: &State,
    channel: &Channel,
    query: &str,
    (found, circles): (&[Rc<User>], &[Rc<Circle>]),
    limit: usize,
) -> (Vec<Candidate>, bool) {
    let query = unmarked(query);
    let me = state.me.as_deref().map(|me: &Me| &me.id);
    let mut users: Vec<&Rc<User>> = channel.members.keys().filter_map(|id| state.user(id)).collect();
    for user in found {
        if !users.iter().any(|known| known.id == user.id) {
            users.push(state.met(user));
        }
    }
    let fits = |user: &&Rc<User>| {
        let name = user.name.as_deref().unwrap_or_default();
        let rank = rank(name, &query).or_else(|| rank(user.id.as_str(), &query))?;
        Some((rank, unmarked(name), Candidate::User((*user).clone())))
    };
    let is_other = |user: &&&Rc<User>| Some(&user.id) != me && user.deleted_at.is_none();
    let mut all = best(users.iter().filter(is_other).filter_map(fits).collect());
    let has_more = all.len() > limit;
    all.truncate(limit);
    // They stay where they are when more names come.
    let mut at = all.len().min(NAMES);
    for (word, capability, candidate) in [("channel", "notify-channel", Candidate::Channel), ("here", "notify-here", Candidate::Here)] {
        if word.starts_with(&query) && channel.can(capability) {
            all.insert(at, candidate);
            at += 1;
        }
    }
    let fits = |circle: &Rc<Circle>| Some((rank(circle.name(), &query)?, unmarked(circle.name()), Candidate::Circle(circle.clone())));
    all.splice(at..at, best(circles.iter().filter_map(fits).collect()));
    (all, has_more)
}

/// The channel's commands that fit: those that begin so first, each part by name (feature F136).
pub(crate) fn commands(channel: &Channel, query: &str) -> Vec<Candidate> {
    let query = unmarked(query);
    let all = channel.config().map_or(&[][..], |config| &config.commands);
    best(
        all.iter()
            .filter_map(|command| Some((rank(&command.name, &query)?, command.name.clone(), Candidate::Command(Rc::new(command.clone())))))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_at_the_begin_of_a_word_asks_for_suggestions() {
        let at_end = |text: &'static str| word_at(text, text.len());
        assert_eq!(at_end("hi @bo"), Some((Trigger::Mention, 3, "bo")));
        assert_eq!(at_end("@Bob Li"), Some((Trigger::Mention, 0, "Bob Li")));
        assert_eq!(at_end("(@"), Some((Trigger::Mention, 1, "")));
        assert_eq!(at_end("/gi"), Some((Trigger::Command, 0, "gi")));
        assert_eq!(at_end("so :smi"), Some((Trigger::Emoji, 3, "smi")));
        for none in ["bob@example", "@bob said to us", "@ ", "/giphy cat", "x /gi", "12:30", "https://x", ":s", ""] {
            assert_eq!(at_end(none), None, "{none}");
        }
        assert_eq!(word_at("@bob @cleo", 4).map(|it| it.2), Some("bob"));
    }

    #[test]
    fn places_are_counted_as_the_dom_counts() {
        let text = "a😀b";
        assert_eq!([0, 1, 2, 3, 4, 9].map(|units| byte_at(text, units)), [0, 1, 1, 5, 6, 6]);
        assert_eq!(units(text), 4);
    }

    #[test]
    fn names_are_compared_without_case_and_marks() {
        for (written, folded) in [
            ("ANN Ødegård", "ann odegard"),
            ("ÉLODIE", "elodie"),
            ("Жанна", "жанна"),
            ("Łukasz Żak", "lukasz zak"),
            ("ŠĆ", "sc"),
            ("Ёлка", "елка"),
        ] {
            assert_eq!((unmarked(written), unmarked(folded)), (folded.to_owned(), folded.to_owned()));
        }
    }

    #[test]
    fn what_begins_so_comes_first() {
        let all = ["Ann Bo", "bob", "Bo", "jumbo"].map(|name| (rank(name, "bo").unwrap(), unmarked(name), name));
        assert_eq!(best(all.to_vec()), ["Bo", "bob", "Ann Bo", "jumbo"]);
    }
}
