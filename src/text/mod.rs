//! What people write, as typed pieces that a view can draw without ever making HTML (trust S1).
//!
//! [`parse`] is linear in its input, reads at most [`LIMIT`] characters and makes at most [`LINKS`] links, so that no message can
//! hold the page up (trust S13). Knows no views and no browser; called from the views.

mod emoji;
mod inline;
mod punycode;
mod url;

pub use emoji::big_emoji;
pub use url::SafeUrl;

use crate::wire::UserId;

/// How many characters are parsed; what is beyond them is plain text.
pub const LIMIT: usize = 20_000;
/// How many links one text may have; further ones are plain text.
pub const LINKS: usize = 200;

/// A parsed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The pieces, in order.
    pub blocks: Vec<Block>,
    /// What is beyond [`LIMIT`], as it was written.
    pub rest: Option<String>,
}

/// A piece that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Code between fences.
    Code(String),
    /// Anything else; line breaks are characters of it.
    Paragraph(Vec<Inline>),
}

/// A piece within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Code between backticks.
    Code(String),
    /// A link that was written as an address.
    Link {
        /// Where it leads.
        url: SafeUrl,
        /// What to show: the address as written, its host in a form that cannot be mistaken.
        text: String,
    },
    /// A user named in the text, with the `@`.
    Mention {
        /// Who.
        user: UserId,
        /// As written.
        text: String,
    },
    /// Words.
    Text(String),
}

/// A user who may be named in a text: only those that the server says are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// Who.
    pub id: UserId,
    /// Display name.
    pub name: Option<String>,
}

/// Reads a text.
#[must_use]
pub fn parse(text: &str, mentioned: &[Mentioned]) -> Text {
    let text = text.trim_end().trim_start_matches(['\n', '\r']);
    let cut = text.char_indices().nth(LIMIT).map(|(at, _)| at);
    let (head, rest) = cut.and_then(|at| text.split_at_checked(at)).map_or((text, None), |(head, rest)| (head, Some(rest.to_owned())));
    let mut scanner = inline::Scanner::new(mentioned);
    let mut blocks = Vec::new();
    let mut remaining = head;
    while let Some((before, code, after)) = fence(remaining) {
        paragraph(&mut blocks, &mut scanner, before);
        blocks.push(Block::Code(code.to_owned()));
        remaining = after;
    }
    paragraph(&mut blocks, &mut scanner, remaining);
    Text { blocks, rest }
}

/// Text before the next fenced code, the code, and what comes after it.
fn fence(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("```")?;
    let (code, after) = rest.split_once("```")?;
    // A word on the line of the opening fence names the language.
    let named =
        code.split_once('\n').filter(|(first, _)| first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+#-. \r".contains(&byte)));
    let code = named.map_or(code, |(_, code)| code).trim_end();
    (!code.trim().is_empty()).then_some((before, code, after))
}

fn paragraph(blocks: &mut Vec<Block>, scanner: &mut inline::Scanner<'_>, text: &str) {
    let text = if blocks.is_empty() { text } else { text.trim_start_matches(['\n', '\r']) };
    let text = text.trim_end();
    if !text.trim().is_empty() {
        blocks.push(Block::Paragraph(scanner.scan(text)));
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
