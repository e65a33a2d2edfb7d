//! What people write, as a typed tree that a view can draw without ever making HTML (trust S1).
//!
//! [`parse`] reads Markdown as chats write it: CommonMark with tables, tasks and strikethrough, except that line breaks and blank
//! lines stay as typed, HTML is text, pictures are links, and addresses are links by themselves. It is linear in its input,
//! reads at most [`LIMIT`] characters, nests at most [`DEPTH`] deep, and makes at most [`LINKS`] links and about [`PIECES`] pieces, so
//! that no message can hold the page up (trust S13). Knows no views and no browser; called from the views.

mod address;
mod emoji;
mod inline;
mod punycode;
mod tree;
mod url;

pub use emoji::big_emoji;
pub use url::SafeUrl;

use crate::wire::UserId;

/// How many characters are parsed; what is beyond them is plain text.
pub const LIMIT: usize = 20_000;
/// How many links one text may have; further ones are plain text.
pub const LINKS: usize = 200;
/// How many pieces one text may have, give or take a few; from there on it is plain text like what is beyond [`LIMIT`].
pub const PIECES: usize = 1_000;
/// How deep pieces may be within each other; what is deeper is drawn at this depth.
pub const DEPTH: usize = 50;

/// A parsed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The pieces, in order.
    pub blocks: Vec<Block>,
    /// What is beyond [`LIMIT`] or [`PIECES`], as it was written.
    pub rest: Option<String>,
}

/// A piece that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Code between fences.
    Code {
        /// What it is written in, as somebody wrote it; may be empty.
        language: String,
        /// The code.
        code: String,
    },
    /// Blank lines beyond the one between paragraphs.
    Gap(u8),
    /// A heading, 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A list.
    List {
        /// Its first number, if it has numbers.
        start: Option<u64>,
        /// Its items.
        items: Vec<Item>,
    },
    /// Words.
    Paragraph(Vec<Inline>),
    /// Said by somebody else.
    Quote(Vec<Self>),
    /// A line across.
    Rule,
    /// A table.
    Table {
        /// Alignment of its columns.
        columns: Vec<Column>,
        /// Its rows, of which the first is the heading.
        rows: Vec<Vec<Vec<Inline>>>,
    },
}

/// One item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// A task, and whether it is done.
    pub task: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Alignment of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// In the middle.
    Center,
    /// At the end.
    End,
    /// At the start.
    #[default]
    Start,
}

/// A piece within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// A new line.
    Break,
    /// Code between backticks.
    Code(String),
    /// No longer said.
    Deleted(Vec<Self>),
    /// Stressed.
    Emphasis(Vec<Self>),
    /// Added.
    Inserted(String),
    /// A link.
    Link {
        /// Where it leads.
        url: SafeUrl,
        /// What to show.
        content: Vec<Self>,
        /// Where it really leads, if what is shown looks like another address (trust S15).
        host: Option<String>,
    },
    /// Somebody named in the text, with the `@`.
    Mention {
        /// Who.
        who: Who,
        /// As written.
        text: String,
    },
    /// Strongly stressed.
    Strong(Vec<Self>),
    /// Words.
    Text(String),
}

/// Who is named (feature F86).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody in the channel.
    Channel,
    /// A group of users, by its id.
    Group(String),
    /// Everybody who is here now.
    Here,
    /// Everybody with a role.
    Role(String),
    /// A user.
    User(UserId),
}

/// Somebody who may be named in a text: only those that the server says are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// Who.
    pub who: Who,
    /// What follows the `@`.
    pub name: String,
}

impl Mentioned {
    /// A user, who may be called by name or id.
    pub fn user(id: &UserId, name: Option<&str>) -> impl Iterator<Item = Self> + use<> {
        let who = Who::User(id.clone());
        [name.unwrap_or_default(), id.as_str()].map(|name| Self { who: who.clone(), name: name.to_owned() }).into_iter()
    }
}

/// Reads a text.
#[must_use]
pub fn parse(text: &str, mentioned: &[Mentioned]) -> Text {
    let text = text.trim_end().trim_start_matches(['\n', '\r']);
    let mut limit = LIMIT;
    loop {
        let cut = text.char_indices().nth(limit).map(|(at, _)| at);
        let (head, rest) = cut.and_then(|at| text.split_at_checked(at)).map_or((text, None), |(head, rest)| (head, Some(rest.to_owned())));
        let blocks = tree::blocks(head, inline::Scanner::new(mentioned));
        let pieces = blocks.iter().map(Block::pieces).sum::<usize>();
        if pieces <= PIECES {
            return Text { blocks, rest };
        }
        // As much of it as has few enough, if it goes on as it began.
        limit = limit.min(head.chars().count()) * PIECES / (pieces + pieces / 8);
    }
}

/// How much of a text its words are read of, in characters.
const GLANCE: usize = 600;

/// The words of a text without what makes them look like something, for one line about it: line by line, only from its beginning.
#[must_use]
pub fn words(text: &str) -> String {
    let end = text.char_indices().nth(GLANCE).map_or(text.len(), |(at, _)| at);
    let mut lines = Vec::new();
    lines_of(&parse(text.get(..end).unwrap_or_default(), &[]).blocks, &mut lines);
    lines.join("\n")
}

fn lines_of(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Code { code, .. } => lines.push(code.clone()),
            Block::Gap(_) | Block::Rule => {}
            Block::Heading(_, inner) | Block::Paragraph(inner) => lines.push(tree::plain(inner)),
            Block::List { items, .. } => items.iter().for_each(|item| lines_of(&item.blocks, lines)),
            Block::Quote(inner) => lines_of(inner, lines),
            Block::Table { rows, .. } => lines.extend(rows.iter().flatten().map(|cell| tree::plain(cell))),
        }
    }
}

impl Block {
    /// How many nodes it is drawn as, about.
    fn pieces(&self) -> usize {
        let words = |words: &[Inline]| words.iter().map(Inline::pieces).sum::<usize>();
        1 + match self {
            Self::Code { .. } | Self::Rule => 0,
            Self::Gap(lines) => usize::from(*lines),
            Self::Heading(_, inner) | Self::Paragraph(inner) => words(inner),
            Self::List { items, .. } => items.iter().map(|item| 1 + item.blocks.iter().map(Self::pieces).sum::<usize>()).sum(),
            Self::Quote(inner) => inner.iter().map(Self::pieces).sum(),
            Self::Table { rows, .. } => rows.iter().map(|row| 1 + row.iter().map(|cell| 1 + words(cell)).sum::<usize>()).sum(),
        }
    }
}

impl Inline {
    fn pieces(&self) -> usize {
        1 + match self {
            Self::Deleted(inner) | Self::Emphasis(inner) | Self::Link { content: inner, .. } | Self::Strong(inner) => {
                inner.iter().map(Self::pieces).sum()
            }
            Self::Break | Self::Code(_) | Self::Inserted(_) | Self::Mention { .. } | Self::Text(_) => 0,
        }
    }
}

/// A letter or digit, as far as the ends of words are concerned. The exact tables of the standard library take three
/// kilobytes; this knows by ranges what is none.
pub(crate) const fn is_letter(letter: char) -> bool {
    match letter {
        '\0'..='\u{7f}' => letter.is_ascii_alphanumeric(),
        // Controls, spaces, punctuation and signs; symbols and emoji; private letters.
        '\u{80}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}'..='\u{b9}' | '\u{bb}'..='\u{bf}' | '\u{d7}' | '\u{f7}' => false,
        '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20ff}' | '\u{2190}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' => false,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' => false,
        '\u{ff00}'..='\u{ff0f}' | '\u{1f000}'..='\u{1faff}' => false,
        _ => true,
    }
}

/// True for the characters that turn the direction of what follows them (trust S15).
pub(crate) const fn turns(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[cfg(test)]
mod tests;
