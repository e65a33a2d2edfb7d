//! Addresses, mentions and additions in running words, found in one pass.

use super::url::{self, SafeUrl};
use super::{Inline, LINKS, Mentioned};
use crate::sorted::sort_by;

/// How many names of the server's lists are looked for.
const MENTIONED: usize = 250;

/// Finds the pieces of running words; counts links over all of them.
pub(super) struct Scanner<'a> {
    mentioned: Vec<&'a Mentioned>,
    links_left: usize,
}

/// Where the scanner is in one paragraph.
struct Cursor<'t> {
    text: &'t str,
    /// Begin of the words not yet put out.
    pending: usize,
    at: usize,
    /// No two plus signs are on the way there.
    no_plus_before: usize,
    /// What looked like an address up to there is none, nor is any part of it.
    no_link_before: usize,
    out: &'t mut Vec<Inline>,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Puts out the words before `from` and a piece that ends at `to`.
    fn push(&mut self, from: usize, to: usize, piece: Inline) {
        self.flush(from);
        self.out.push(piece);
        self.at = to;
        self.pending = to;
    }

    fn flush(&mut self, to: usize) {
        let words = self.text.get(self.pending..to).unwrap_or_default();
        if !words.is_empty() {
            self.out.push(Inline::Text(words.to_owned()));
        }
    }
}

impl<'a> Scanner<'a> {
    pub(super) fn new(mentioned: &'a [Mentioned]) -> Self {
        let mut names: Vec<&Mentioned> = mentioned.iter().filter(|it| !it.name.is_empty()).take(MENTIONED).collect();
        // Longest first, so that "@Ann Lee" is not taken for "@Ann".
        sort_by(&mut names, |a, b| a.name.len() > b.name.len());
        Self { mentioned: names, links_left: LINKS }
    }

    /// One more link; false when there are too many.
    pub(super) fn takes_link(&mut self) -> bool {
        self.links_left = self.links_left.saturating_sub(1);
        self.links_left > 0
    }

    /// The pieces of running words.
    pub(super) fn scan(&mut self, text: &str, out: &mut Vec<Inline>) {
        let mut cursor = Cursor { text, pending: 0, at: 0, no_plus_before: 0, no_link_before: 0, out };
        let mut previous = None;
        while let Some(letter) = cursor.rest().chars().next() {
            let begins_word = previous.is_none_or(|previous: char| !super::is_letter(previous));
            let found = match letter {
                '@' => begins_word && self.mention(&mut cursor) || self.mailbox(&mut cursor),
                '+' => added(&mut cursor),
                'h' | 'H' | 'm' | 'M' | 'w' | 'W' if begins_word => self.link(&mut cursor),
                _ => false,
            };
            if found {
                previous = None;
            } else {
                previous = Some(letter);
                cursor.at += letter.len_utf8();
            }
        }
        let end = text.len();
        cursor.flush(end);
    }

    fn mention(&self, cursor: &mut Cursor<'_>) -> bool {
        let Some(rest) = cursor.rest().strip_prefix('@') else { return false };
        let ends_word = |after: &str| after.chars().next().is_none_or(|letter| !super::is_letter(letter));
        let found = self.mentioned.iter().find(|it| rest.strip_prefix(&*it.name).is_some_and(ends_word));
        let Some(Mentioned { who, name }) = found else { return false };
        let text = ["@", &name.replace(super::turns, "")].concat();
        cursor.push(cursor.at, cursor.at + 1 + name.len(), Inline::Mention { who: who.clone(), text });
        true
    }

    fn link(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let rest = cursor.rest();
        let starts = |prefix: &str| rest.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        let is_bare = starts("www.");
        if self.links_left == 0
            || cursor.at < cursor.no_link_before
            || !(is_bare || starts("https://") || starts("http://") || starts("mailto:"))
        {
            return false;
        }
        let end = rest.char_indices().take_while(|(at, letter)| *at <= url::MAX && !ends_link(*letter)).last();
        let end = end.map_or(0, |(at, letter)| at + letter.len_utf8());
        let written = trim(rest.get(..end).unwrap_or_default());
        let url =
            if is_bare { SafeUrl::parse(&["https://", written].concat()).filter(|_| written.len() > 4) } else { SafeUrl::parse(written) };
        let Some(url) = url else {
            cursor.no_link_before = cursor.at + end;
            return false;
        };
        self.links_left -= 1;
        let content = vec![Inline::Text(url.shown(written))];
        cursor.push(cursor.at, cursor.at + written.len(), Inline::Link { url, content, host: None });
        true
    }

    /// A mailbox around the `@` at the cursor.
    fn mailbox(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let before = cursor.text.get(cursor.pending..cursor.at).unwrap_or_default();
        let local = before.bytes().rev().take(65).take_while(|byte| url::is_local(*byte)).count();
        let domain: usize = cursor.rest().bytes().skip(1).take(254).take_while(|byte| url::is_domain(*byte)).count();
        let from = cursor.at - local;
        let written = cursor.text.get(from..cursor.at + 1 + domain).unwrap_or_default().trim_end_matches(['.', '-']);
        if self.links_left == 0 || cursor.at < cursor.no_link_before || !url::is_mailbox(written) {
            return false;
        }
        let Some(url) = SafeUrl::parse(&["mailto:", written].concat()) else { return false };
        self.links_left -= 1;
        let content = vec![Inline::Text(written.to_owned())];
        cursor.push(from, from + written.len(), Inline::Link { url, content, host: None });
        true
    }
}

/// Words between two pairs of plus signs.
fn added(cursor: &mut Cursor<'_>) -> bool {
    let Some(rest) = cursor.rest().strip_prefix("++").filter(|_| cursor.at >= cursor.no_plus_before) else { return false };
    let Some((words, _)) = rest.split_once("++") else {
        cursor.no_plus_before = cursor.text.len();
        return false;
    };
    if words.is_empty() || words.trim() != words || words.contains(['\n', '+']) {
        return false;
    }
    cursor.push(cursor.at, cursor.at + 4 + words.len(), Inline::Inserted(words.to_owned()));
    true
}

/// Where an address ends that begins a text.
pub(super) fn end_of_address(text: &str) -> usize {
    text.char_indices().find(|(_, letter)| ends_link(*letter)).map_or(text.len(), |(at, _)| at)
}

/// Where an address begins that goes on to the end of a text.
pub(super) fn begin_of_address(text: &str) -> Option<usize> {
    let from =
        text.char_indices().rev().take(url::MAX).find(|(_, letter)| ends_link(*letter)).map_or(0, |(at, letter)| at + letter.len_utf8());
    let word = text.get(from..)?;
    let at = ["https://", "http://", "www."].iter().filter_map(|begin| word.find(begin)).min()?;
    Some(from + at)
}

fn ends_link(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"' | '`' | '“' | '”' | '«' | '»') || super::turns(letter)
}

/// Takes the punctuation of the sentence off the end of an address, and brackets that were opened before it.
fn trim(mut text: &str) -> &str {
    let count = |letter: char| text.chars().filter(|other| *other == letter).count();
    let mut extra = [
        (')', count(')').saturating_sub(count('('))),
        (']', count(']').saturating_sub(count('['))),
        ('}', count('}').saturating_sub(count('{'))),
    ];
    while let Some(last) = text.chars().next_back() {
        let bracket = extra.iter_mut().find(|(letter, left)| *letter == last && *left > 0);
        if let Some((_, left)) = bracket {
            *left -= 1;
        } else if !matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '’' | '。' | '、' | '，') {
            break;
        }
        text = text.get(..text.len() - last.len_utf8()).unwrap_or_default();
    }
    text
}
