//! Lines to blocks: what begins with a sign is a list, a quote, code, a heading or a table; all else is words.
//!
//! Containers are read inside out by recursion over their lines, at most [`DEPTH`] deep; what is deeper is words.

use super::inline::Scanner;
use super::{Block, Column, DEPTH, Inline, Item};

/// Most columns of a table.
const COLUMNS: usize = 40;
/// Most blank lines that are kept in a row, beyond the first.
const GAP: usize = 5;

/// The blocks of a text.
pub(super) fn blocks(text: &str, mut scanner: Scanner<'_>) -> Vec<Block> {
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let blocks = read(&lines, 0, &mut scanner);
    // Signs alone, e.g. "-" or ">", are what somebody wanted to say.
    if is_empty(&blocks) && !text.trim().is_empty() { vec![Block::Paragraph(as_written(&lines))] } else { blocks }
}

fn as_written(lines: &[&str]) -> Vec<Inline> {
    let line = |(index, line): (usize, &&str)| [(index > 0).then_some(Inline::Break), Some(Inline::Text((*line).to_owned()))];
    lines.iter().enumerate().flat_map(line).flatten().collect()
}

fn is_empty(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| match block {
        Block::Code { code, .. } => code.trim().is_empty(),
        Block::Gap(_) => true,
        Block::Heading(_, words) | Block::Paragraph(words) => words.is_empty(),
        Block::List { items, .. } => items.iter().all(|item| item.task.is_none() && is_empty(&item.blocks)),
        Block::Quote(blocks) => is_empty(blocks),
        Block::Rule => false,
        Block::Table { rows, .. } => rows.iter().flatten().all(Vec::is_empty),
    })
}

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Begin<'a> {
    Blank,
    /// Sign, length and language of a fence.
    Fence(u8, usize, &'a str),
    Heading(u8, &'a str),
    Marker(Marker),
    Quote,
    Rule,
    Words,
}

/// The sign before an item.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Marker {
    /// `-`, `*`, `+`, or what follows a number.
    sign: u8,
    number: Option<u64>,
    /// How far its content is indented.
    indent: usize,
    /// Nothing follows on its line.
    is_bare: bool,
}

fn indent_of(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ' || *byte == b'\t').map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// A line without `indent` columns of space.
fn outdented(line: &str, indent: usize) -> &str {
    let mut columns = 0;
    let end = line.bytes().take_while(|byte| {
        let is_taken = columns < indent && (*byte == b' ' || *byte == b'\t');
        columns += if *byte == b'\t' { 4 } else { 1 };
        is_taken
    });
    line.get(end.count()..).unwrap_or_default()
}

fn begin(line: &str) -> Begin<'_> {
    let inner = line.trim_start_matches([' ', '\t']);
    let Some(first) = inner.bytes().next() else { return Begin::Blank };
    let run = inner.bytes().take_while(|byte| *byte == first).count();
    let after = inner.get(run..).unwrap_or_default();
    let ends = after.is_empty() || after.starts_with([' ', '\t']);
    match first {
        b'`' | b'~' if run >= 3 && !(first == b'`' && after.contains('`')) => return Begin::Fence(first, run, after.trim()),
        b'#' if run <= 6 && ends => {
            let words = after.trim();
            let open = words.trim_end_matches('#');
            let words = if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { words };
            return Begin::Heading(u8::try_from(run).unwrap_or(6), words);
        }
        b'>' => return Begin::Quote,
        b'-' | b'*' | b'_' if is_rule(inner, first) => return Begin::Rule,
        _ => {}
    }
    marker(line, inner, first).map_or(Begin::Words, Begin::Marker)
}

fn is_rule(line: &str, sign: u8) -> bool {
    line.bytes().filter(|byte| *byte == sign).count() >= 3 && line.bytes().all(|byte| byte == sign || byte == b' ' || byte == b'\t')
}

fn marker(line: &str, inner: &str, first: u8) -> Option<Marker> {
    let digits = inner.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let (sign, number, width) = match first {
        b'-' | b'*' | b'+' => (first, None, 1),
        _ if (1..=9).contains(&digits) => {
            let sign = *inner.as_bytes().get(digits)?;
            if sign != b'.' && sign != b')' {
                return None;
            }
            (sign, inner.get(..digits)?.parse().ok(), digits + 1)
        }
        _ => return None,
    };
    let after = inner.get(width..)?;
    let space = indent_of(after);
    let is_bare = after.trim().is_empty();
    (space > 0 || is_bare).then(|| Marker {
        sign,
        number,
        indent: indent_of(line) + width + if is_bare || space > 4 { 1 } else { space },
        is_bare,
    })
}

/// True when a line ends the words before it.
fn interrupts(begin: Begin<'_>) -> bool {
    match begin {
        Begin::Words => false,
        // A year at the begin of a line is no list.
        Begin::Marker(marker) => !marker.is_bare && marker.number.is_none_or(|number| number == 1),
        Begin::Blank | Begin::Fence(..) | Begin::Heading(..) | Begin::Quote | Begin::Rule => true,
    }
}

fn read(lines: &[&str], depth: usize, scanner: &mut Scanner<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    let mut blank = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        let begin = begin(line);
        if begin == Begin::Blank {
            (blank, at) = (blank + 1, at + 1);
            continue;
        }
        if blank > 1 && !blocks.is_empty() {
            blocks.push(Block::Gap(u8::try_from((blank - 1).min(GAP)).unwrap_or_default()));
        }
        blank = 0;
        let (block, taken) = match begin {
            Begin::Fence(sign, length, language) => fenced(rest, sign, length, language),
            Begin::Heading(level, words) => (Block::Heading(level, scanner.scan(words)), 1),
            Begin::Rule => (Block::Rule, 1),
            Begin::Quote if depth < DEPTH => quote(rest, depth, scanner),
            Begin::Marker(marker) if depth + 1 < DEPTH => list(rest, marker, depth, scanner),
            Begin::Blank | Begin::Marker(_) | Begin::Quote | Begin::Words => {
                table(rest, scanner).unwrap_or_else(|| paragraph(rest, scanner))
            }
        };
        blocks.push(block);
        at += taken;
    }
    blocks
}

fn fenced(lines: &[&str], sign: u8, length: usize, language: &str) -> (Block, usize) {
    let indent = lines.first().map_or(0, |line| indent_of(line));
    let closes = |line: &&str| matches!(begin(line), Begin::Fence(other, run, "") if other == sign && run >= length);
    let inner = lines.get(1..).unwrap_or_default();
    let count = inner.iter().position(closes);
    let code: Vec<&str> = inner.iter().take(count.unwrap_or(inner.len())).map(|line| outdented(line, indent)).collect();
    let language = language.split([' ', ',', '{']).next().unwrap_or_default().chars().take(24).collect();
    let code = code.join("\n").trim_end_matches('\n').to_owned();
    (Block::Code { language, code }, count.map_or(lines.len(), |count| count + 2))
}

/// Lines of words, up to what ends them.
fn paragraph(lines: &[&str], scanner: &mut Scanner<'_>) -> (Block, usize) {
    let count = 1 + lines.iter().skip(1).take_while(|line| !interrupts(begin(line))).count();
    let words: Vec<&str> = lines.iter().take(count).map(|line| line.trim_matches([' ', '\t'])).collect();
    (Block::Paragraph(scanner.scan(&words.join("\n"))), count)
}

fn quote(lines: &[&str], depth: usize, scanner: &mut Scanner<'_>) -> (Block, usize) {
    let mut inner: Vec<&str> = Vec::new();
    for line in lines {
        let stripped = line.trim_start_matches([' ', '\t']).strip_prefix('>');
        // Words go on without the sign.
        let goes_on = || inner.last().is_some_and(|last| begin(last) != Begin::Blank) && !interrupts(begin(line));
        match stripped {
            Some(rest) => inner.push(rest.strip_prefix(' ').unwrap_or(rest)),
            None if goes_on() => inner.push(line),
            None => break,
        }
    }
    let count = inner.len();
    (Block::Quote(read(&inner, depth + 1, scanner)), count)
}

fn list(lines: &[&str], first: Marker, depth: usize, scanner: &mut Scanner<'_>) -> (Block, usize) {
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let Begin::Marker(marker) = begin(line) else { break };
        if marker.sign != first.sign || marker.number.is_some() != first.number.is_some() {
            break;
        }
        let mut inner = vec![outdented_marker(line, marker)];
        at += 1;
        while let Some(line) = lines.get(at) {
            let begins = begin(line);
            let is_inside = indent_of(line) >= marker.indent;
            let follows_blank = inner.last().is_some_and(|last| last.trim().is_empty());
            let goes_on = match begins {
                // A blank line belongs to the item if something of it follows.
                Begin::Blank => lines.get(at + 1..).is_some_and(|rest| {
                    rest.iter().take(GAP).find(|line| !line.trim().is_empty()).is_some_and(|line| indent_of(line) >= marker.indent)
                }),
                _ if is_inside => true,
                Begin::Words => !follows_blank,
                Begin::Marker(_) | Begin::Fence(..) | Begin::Heading(..) | Begin::Quote | Begin::Rule => false,
            };
            if !goes_on {
                break;
            }
            inner.push(outdented(line, marker.indent));
            at += 1;
        }
        items.push(item(inner, depth, scanner));
        // Blank lines between two items of one list.
        let blanks = lines.get(at..).unwrap_or_default().iter().take_while(|line| line.trim().is_empty()).count();
        let next = lines.get(at + blanks).map(|line| begin(line));
        if blanks <= 1 && matches!(next, Some(Begin::Marker(next)) if next.sign == first.sign) {
            at += blanks;
        }
    }
    (Block::List { start: first.number, items }, at)
}

/// A line without the sign of its item.
fn outdented_marker(line: &str, marker: Marker) -> &str {
    let inner = line.trim_start_matches([' ', '\t']);
    let width = if marker.number.is_some() { inner.bytes().take_while(u8::is_ascii_digit).count() + 1 } else { 1 };
    let spaces = marker.indent.saturating_sub(indent_of(line) + width);
    outdented(inner.get(width..).unwrap_or_default(), spaces)
}

fn item(mut inner: Vec<&str>, depth: usize, scanner: &mut Scanner<'_>) -> Item {
    let tasks = [("[ ] ", false), ("[x] ", true), ("[X] ", true)];
    let task = inner.first().and_then(|line| tasks.iter().find_map(|(sign, is_done)| Some((line.strip_prefix(sign)?, *is_done))));
    if let (Some((rest, _)), Some(first)) = (task, inner.first_mut()) {
        *first = rest;
    }
    Item { task: task.map(|(_, is_done)| is_done), blocks: read(&inner, depth + 2, scanner) }
}

/// A table: a row, a line that says where its columns are, further rows.
fn table(lines: &[&str], scanner: &mut Scanner<'_>) -> Option<(Block, usize)> {
    let (head, second) = (lines.first()?, lines.get(1)?);
    if !second.contains('|') || !second.trim_matches([' ', '\t', '|', '-', ':']).is_empty() || !second.contains('-') {
        return None;
    }
    let columns: Vec<Column> = cells(second).iter().map(|cell| column(cell)).collect::<Option<_>>()?;
    // Cells beyond the heading's stay: nobody's words are left out.
    let mut row = |line: &str| {
        let mut cells = cells(line);
        if let Some(excess) = cells.get(COLUMNS..).filter(|excess| !excess.is_empty()).map(|excess| excess.join(" | ")) {
            cells.truncate(COLUMNS);
            cells.push(excess);
        }
        cells.iter().map(|cell| scanner.scan(cell)).collect::<Vec<_>>()
    };
    if columns.len() > COLUMNS || cells(head).len() != columns.len() {
        return None;
    }
    let mut rows = vec![row(head)];
    rows.extend(lines.iter().skip(2).take_while(|line| !interrupts(begin(line))).map(|line| row(line)));
    let count = rows.len() + 1;
    Some((Block::Table { columns, rows }, count))
}

/// The cells of a row; a bar after a backslash is a bar.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|line| !line.ends_with('\\')).unwrap_or(line);
    let mut out = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '|' {
            out.push(String::new());
        } else if let Some(cell) = out.last_mut() {
            let is_bar = letter == '\\' && letters.next_if_eq(&'|').is_some();
            cell.push(if is_bar { '|' } else { letter });
        }
    }
    out.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn column(cell: &str) -> Option<Column> {
    let dashes = cell.trim_matches(':');
    if dashes.is_empty() || dashes.bytes().any(|byte| byte != b'-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Column::Center,
        (false, true) => Column::End,
        _ => Column::Start,
    })
}

/// The words of pieces.
pub(super) fn plain(pieces: &[Inline]) -> String {
    let mut out = String::new();
    collect(pieces, &mut out);
    out
}

fn collect(pieces: &[Inline], out: &mut String) {
    for piece in pieces {
        match piece {
            Inline::Break => out.push('\n'),
            Inline::Code(text) | Inline::Inserted(text) | Inline::Mention { text, .. } | Inline::Text(text) => out.push_str(text),
            Inline::Deleted(pieces) | Inline::Emphasis(pieces) | Inline::Strong(pieces) | Inline::Link { content: pieces, .. } => {
                collect(pieces, out);
            }
        }
    }
}
