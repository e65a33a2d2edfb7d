//! Running words in one pass: stress, code, links, addresses, mentions.
//!
//! The rules are CommonMark's, with a stack of runs that may open stress, cut down where chats need less. Everything that looks
//! back or ahead does so by a bounded number of steps, so that the whole is linear (trust S13).

use super::address::{destination, ends_link, trim};
use super::url::{self, SafeUrl};
use super::{DEPTH, Inline, LINKS, Mentioned};
use crate::sorted::sort_by;

/// How many names of the server's lists are looked for.
const MENTIONED: usize = 250;
/// How many open runs a closing one looks at.
const LOOK_BACK: usize = 100;

/// Reads running words; counts links over all of them.
pub(super) struct Scanner<'a> {
    mentioned: Vec<&'a Mentioned>,
    links_left: usize,
}

/// A piece, and how deep it is.
struct Piece {
    inline: Inline,
    depth: usize,
}

/// A run of signs that may open stress; it stands among the pieces as words.
struct Run {
    /// Where among the pieces.
    at: usize,
    sign: char,
    left: usize,
    /// Length as written, for the rule of three.
    length: usize,
    closes: bool,
}

/// An open bracket.
struct Bracket {
    /// Where among the pieces.
    at: usize,
    /// How many runs were open before it.
    runs: usize,
    /// Where its words begin in the text.
    from: usize,
}

/// Where the scanner is in one text.
struct Cursor<'t> {
    text: &'t str,
    /// Begin of the words not yet put out.
    pending: usize,
    at: usize,
    /// What looked like an address up to there is none, nor is any part of it.
    no_link_before: usize,
    /// No two plus signs are from here on.
    no_plus: bool,
    /// Lengths of runs of backticks that nothing closes from here on.
    no_ticks: Vec<usize>,
    /// The last place where a link could end: `](`.
    last_link: usize,
    pieces: Vec<Piece>,
    /// Index of the last piece that nothing may hold any more.
    too_deep: Option<usize>,
    runs: Vec<Run>,
    brackets: Vec<Bracket>,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at).and_then(|before| before.chars().next_back())
    }

    /// Puts out the words before `from` and a piece that ends at `to`.
    fn push(&mut self, from: usize, to: usize, inline: Inline) {
        self.flush(from);
        self.pieces.push(Piece { inline, depth: 1 });
        self.skip(to);
    }

    /// Goes on at `to`; what is between is put out already.
    fn skip(&mut self, to: usize) {
        (self.at, self.pending) = (to, to);
    }

    fn flush(&mut self, to: usize) {
        let words = self.text.get(self.pending..to).unwrap_or_default();
        if !words.is_empty() {
            self.pieces.push(Piece { inline: Inline::Text(words.to_owned()), depth: 1 });
        }
        self.pending = to;
    }

    /// Puts pieces from `at` on into one that holds them, unless that would be too deep.
    fn wrap(&mut self, at: usize, hold: impl FnOnce(Vec<Inline>) -> Inline) {
        if self.too_deep.is_some_and(|deep| deep >= at) {
            return;
        }
        let inner: Vec<Piece> = self.pieces.drain(at.min(self.pieces.len())..).collect();
        let depth = 1 + inner.iter().map(|piece| piece.depth).max().unwrap_or_default();
        let inline = hold(joined(inner));
        if depth >= DEPTH {
            self.too_deep = Some(self.pieces.len());
        }
        self.pieces.push(Piece { inline, depth });
    }
}

impl<'a> Scanner<'a> {
    pub(super) fn new(mentioned: &'a [Mentioned]) -> Self {
        let mut names: Vec<&Mentioned> = mentioned.iter().filter(|it| !it.name.is_empty()).take(MENTIONED).collect();
        // Longest first, so that "@Ann Lee" is not taken for "@Ann".
        sort_by(&mut names, |a, b| a.name.len() > b.name.len());
        Self { mentioned: names, links_left: LINKS }
    }

    /// The pieces of running words.
    pub(super) fn scan(&mut self, text: &str) -> Vec<Inline> {
        let mut cursor = Cursor {
            text,
            pending: 0,
            at: 0,
            no_link_before: 0,
            no_plus: false,
            no_ticks: Vec::new(),
            last_link: text.rfind("](").unwrap_or_default(),
            pieces: Vec::new(),
            too_deep: None,
            runs: Vec::new(),
            brackets: Vec::new(),
        };
        let mut previous = None;
        while let Some(letter) = cursor.rest().chars().next() {
            let begins_word = previous.is_none_or(|previous: char| !super::is_letter(previous));
            let found = match letter {
                '\n' => line(&mut cursor),
                '\\' => escaped(&mut cursor),
                '`' => code(&mut cursor),
                '&' => entity(&mut cursor),
                '*' | '_' | '~' => stress(&mut cursor, letter),
                '!' if cursor.rest().starts_with("![") => open(&mut cursor, 2),
                '[' => open(&mut cursor, 1),
                ']' => self.close(&mut cursor),
                '<' => self.between(&mut cursor),
                '@' => begins_word && self.mention(&mut cursor) || self.mailbox(&mut cursor),
                '+' => added(&mut cursor),
                'h' | 'H' | 'm' | 'M' | 'w' | 'W' if begins_word => self.address(&mut cursor),
                _ => false,
            };
            if found {
                previous = None;
            } else {
                previous = Some(letter);
                cursor.at += letter.len_utf8();
            }
        }
        cursor.flush(text.len());
        joined(cursor.pieces)
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

    /// An address that stands by itself.
    fn address(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let mut rest = cursor.rest();
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
        rest = rest.get(..end).unwrap_or_default();
        if !cursor.brackets.is_empty() {
            // The words of a link end before its own address.
            rest = rest.split("](").next().unwrap_or_default();
        }
        let written = trim(rest);
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

    /// An address between angle brackets.
    fn between(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let rest = cursor.rest().get(1..).unwrap_or_default();
        let end = rest.char_indices().take(url::MAX).find(|(_, letter)| letter.is_whitespace() || matches!(letter, '<' | '>'));
        let Some((end, '>')) = end else { return false };
        let written = rest.get(..end).unwrap_or_default();
        let url = if url::is_mailbox(written) { SafeUrl::parse(&["mailto:", written].concat()) } else { SafeUrl::parse(written) };
        let Some(url) = url.filter(|_| self.links_left > 0) else { return false };
        self.links_left -= 1;
        let content = vec![Inline::Text(url.shown(written))];
        cursor.push(cursor.at, cursor.at + end + 2, Inline::Link { url, content, host: None });
        true
    }

    /// The end of the words of a link, if its address follows.
    fn close(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let Some(bracket) = cursor.brackets.pop() else { return false };
        let Some((destination, length)) = cursor.rest().strip_prefix("](").and_then(destination) else { return false };
        cursor.flush(cursor.at);
        cursor.runs.truncate(bracket.runs);
        let words = cursor.text.get(bracket.from..cursor.at).unwrap_or_default();
        let url = SafeUrl::parse(destination).filter(|_| self.links_left > 0);
        let has_words = cursor.pieces.len() > bracket.at + 1;
        // The bracket itself is the first of the pieces.
        if bracket.at < cursor.pieces.len() {
            cursor.pieces.remove(bracket.at);
        }
        if !has_words {
            let text = destination.replace(super::turns, "");
            cursor.pieces.push(Piece { inline: Inline::Text(text), depth: 1 });
        }
        if let Some(url) = url {
            self.links_left -= 1;
            // No link within a link.
            cursor.brackets.clear();
            cursor.wrap(bracket.at, |content| {
                let content = without_links(content);
                let host = url.differs_from(&super::tree::plain(&content));
                Inline::Link { url, content, host }
            });
        } else if has_words && words != destination {
            let text = [" (", &destination.replace(super::turns, ""), ")"].concat();
            cursor.pieces.push(Piece { inline: Inline::Text(text), depth: 1 });
        }
        cursor.skip(cursor.at + 2 + length);
        true
    }
}

/// Pieces as they are kept: neighbouring words are one.
fn joined(pieces: Vec<Piece>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(pieces.len());
    for Piece { inline, .. } in pieces {
        match (out.last_mut(), inline) {
            (_, Inline::Text(more)) if more.is_empty() => {}
            (Some(Inline::Text(words)), Inline::Text(more)) => words.push_str(&more),
            (_, inline) => out.push(inline),
        }
    }
    out
}

fn without_links(content: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    for piece in content {
        match piece {
            Inline::Link { content, .. } => out.extend(content),
            Inline::Mention { text, .. } => out.push(Inline::Text(text)),
            Inline::Text(text) => out.push(Inline::Text(text.replace(super::turns, ""))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(without_links(inner))),
            Inline::Strong(inner) => out.push(Inline::Strong(without_links(inner))),
            Inline::Deleted(inner) => out.push(Inline::Deleted(without_links(inner))),
            other => out.push(other),
        }
    }
    out
}

/// A new line stays one; spaces before it do not.
fn line(cursor: &mut Cursor<'_>) -> bool {
    let words = cursor.text.get(cursor.pending..cursor.at).unwrap_or_default();
    let from = cursor.pending + words.trim_end_matches(' ').len();
    cursor.push(from, cursor.at + 1, Inline::Break);
    true
}

/// A sign that means nothing but itself.
fn escaped(cursor: &mut Cursor<'_>) -> bool {
    let Some(next) = cursor.rest().chars().nth(1).filter(char::is_ascii_punctuation) else { return false };
    cursor.flush(cursor.at);
    cursor.pending = cursor.at + 1;
    cursor.at += 1 + next.len_utf8();
    true
}

/// The names of signs that people really write; a table of all of them would cost fifteen kilobytes.
fn entity(cursor: &mut Cursor<'_>) -> bool {
    const NAMES: [(&str, &str); 6] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    let Some((name, sign)) = NAMES.iter().find(|(name, _)| cursor.rest().starts_with(name)) else { return false };
    cursor.push(cursor.at, cursor.at + name.len(), Inline::Text((*sign).to_owned()));
    true
}

/// Code between two runs of as many backticks.
fn code(cursor: &mut Cursor<'_>) -> bool {
    let rest = cursor.rest();
    let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
    let after = rest.get(ticks..).unwrap_or_default();
    let mut at = 0;
    while !cursor.no_ticks.contains(&ticks) {
        let Some(found) = after.get(at..).and_then(|after| after.find('`')) else {
            cursor.no_ticks.push(ticks);
            break;
        };
        at += found;
        let length = after.get(at..).unwrap_or_default().bytes().take_while(|byte| *byte == b'`').count();
        if length == ticks {
            let code = after.get(..at).unwrap_or_default().replace('\n', " ");
            let inner = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')).filter(|inner| !inner.trim().is_empty());
            let code = inner.map_or_else(|| code.clone(), str::to_owned);
            cursor.push(cursor.at, cursor.at + 2 * ticks + at, Inline::Code(code));
            return true;
        }
        at += length;
    }
    cursor.at += ticks;
    true
}

/// Words between two pairs of plus signs.
fn added(cursor: &mut Cursor<'_>) -> bool {
    let Some(rest) = cursor.rest().strip_prefix("++").filter(|_| !cursor.no_plus) else { return false };
    let Some((words, _)) = rest.split_once("++") else {
        cursor.no_plus = true;
        return false;
    };
    if words.is_empty() || words.trim() != words || words.contains(['\n', '+', '`', '[']) {
        return false;
    }
    cursor.push(cursor.at, cursor.at + 4 + words.len(), Inline::Inserted(words.to_owned()));
    true
}

/// The begin of a link's words, if any link ends later.
fn open(cursor: &mut Cursor<'_>, length: usize) -> bool {
    if cursor.at >= cursor.last_link {
        return false;
    }
    cursor.flush(cursor.at);
    let sign = cursor.rest().get(..length).unwrap_or_default().to_owned();
    let from = cursor.at + length;
    cursor.brackets.push(Bracket { at: cursor.pieces.len(), runs: cursor.runs.len(), from });
    cursor.push(cursor.at, from, Inline::Text(sign));
    true
}

/// A run of signs: ends stress that is open, or may begin some.
fn stress(cursor: &mut Cursor<'_>, sign: char) -> bool {
    let rest = cursor.rest();
    let length = rest.chars().take_while(|letter| *letter == sign).count();
    let is_space = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let is_sign = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_whitespace() && !super::is_letter(letter));
    let (before, after) = (cursor.before(), rest.chars().nth(length));
    let opens = !is_space(after) && (!is_sign(after) || is_space(before) || is_sign(before));
    let closes = !is_space(before) && (!is_sign(before) || is_space(after) || is_sign(after));
    // Within words underscores are letters.
    let (opens, closes) =
        if sign == '_' { (opens && (!closes || is_sign(before)), closes && (!opens || is_sign(after))) } else { (opens, closes) };
    if !opens && !closes || sign == '~' && length != 2 {
        cursor.at += length;
        return true;
    }
    cursor.flush(cursor.at);
    let mut left = length;
    let bottom = cursor.brackets.last().map_or(0, |bracket| bracket.runs);
    while closes && left > 0 {
        let fits = |run: &Run| {
            run.sign == sign
                && ((!run.closes && !opens)
                    || !(run.length + length).is_multiple_of(3)
                    || run.length.is_multiple_of(3) && length.is_multiple_of(3))
        };
        let looked_at = cursor.runs.len().saturating_sub(LOOK_BACK).max(bottom);
        let found =
            cursor.runs.iter().enumerate().skip(looked_at).rev().find(|(_, run)| fits(run)).map(|(index, run)| (index, run.at, run.left));
        let Some((index, at, room)) = found else { break };
        let taken = if room >= 2 && left >= 2 { 2 } else { 1 };
        left -= taken;
        cursor.runs.truncate(index + 1);
        cursor.wrap(at + 1, |inner| match (sign, taken) {
            ('~', _) => Inline::Deleted(inner),
            (_, 2) => Inline::Strong(inner),
            _ => Inline::Emphasis(inner),
        });
        if let Some(run) = cursor.runs.last_mut() {
            run.left -= taken;
            if let Some(Piece { inline: Inline::Text(signs), .. }) = cursor.pieces.get_mut(at) {
                signs.truncate(run.left);
            }
        }
        if room == taken {
            cursor.runs.pop();
        }
    }
    if left > 0 {
        if opens {
            cursor.runs.push(Run { at: cursor.pieces.len(), sign, left, length, closes });
        }
        let signs = rest.get(..left).unwrap_or_default().to_owned();
        cursor.pieces.push(Piece { inline: Inline::Text(signs), depth: 1 });
    }
    cursor.skip(cursor.at + length);
    true
}
