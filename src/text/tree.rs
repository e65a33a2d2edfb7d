//! From the parser's events to the tree: a stack of what is open, bounded in depth and size.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};

use super::inline::{Scanner, begin_of_address, end_of_address};
use super::{Block, Column, DEPTH, Inline, Item, SafeUrl};

/// Most columns of a table.
const COLUMNS: usize = 40;
/// Most blank lines that are kept in a row, beyond the first.
const GAP: usize = 5;

/// The blocks of a text.
pub(super) fn blocks(text: &str, scanner: Scanner<'_>) -> Vec<Block> {
    let source = kept(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder {
        source: &source,
        scanner,
        open: vec![Open { node: Node::Document, blocks: Vec::new(), inlines: Vec::new() }],
        deeper: 0,
        run: String::new(),
        run_end: 0,
        skipped_to: 0,
        size: 0,
        last_end: 0,
    };
    let mut events = Parser::new_ext(&source, options).into_offset_iter();
    builder.read(&mut events);
    let blocks = builder.finish();
    // Signs alone, e.g. "-" or ">", are what somebody wanted to say.
    if is_empty(&blocks) && !text.trim().is_empty() { vec![Block::Paragraph(lines(text))] } else { blocks }
}

/// The text with its definitions of references made words: they would vanish.
fn kept(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start_matches([' ', '>', '-', '*', '+', '\t']);
        if inner.starts_with('[') && inner.contains("]:") {
            out.push_str(line.strip_suffix(inner).unwrap_or_default());
            out.push('\\');
            out.push_str(inner);
        } else {
            out.push_str(line);
        }
    }
    out
}

fn lines(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for line in text.lines() {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.push(Inline::Text(line.to_owned()));
    }
    out
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

/// What is open.
enum Node {
    Cell,
    Code(String),
    Deleted,
    Document,
    Emphasis,
    Heading(u8),
    Item(Option<bool>),
    /// A link, or a picture's; without an address its words are drawn only.
    Link(Option<SafeUrl>, String),
    List(Option<u64>, Vec<Item>),
    Paragraph,
    Quote,
    Strong,
    Table(Vec<Column>, Vec<Vec<Vec<Inline>>>),
    /// Struck through by single tildes, which are just tildes.
    Tildes,
    Verbatim,
}

struct Open {
    node: Node,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

struct Builder<'a> {
    source: &'a str,
    scanner: Scanner<'a>,
    open: Vec<Open>,
    /// How many open pieces are too deep to be pieces.
    deeper: usize,
    /// Running words: the parser cuts them at every sign.
    run: String,
    /// Where they end in the source.
    run_end: usize,
    /// Up to here the source is drawn already.
    skipped_to: usize,
    /// Pieces so far.
    size: usize,
    /// Where the last block ended in the source.
    last_end: usize,
}

impl Builder<'_> {
    fn read(&mut self, events: &mut OffsetIter<'_>) {
        // A table's missing cells are filled in by the parser: more pieces than letters are no text.
        let most = 2 * self.source.len() + 100;
        for (event, range) in events.by_ref() {
            self.size += 1;
            if self.size > most {
                return;
            }
            if range.start < self.skipped_to && !matches!(event, Event::End(_)) {
                if let Event::Start(_) = event {
                    // Its end comes, too.
                    self.deeper += 1;
                }
                continue;
            }
            match event {
                Event::Start(tag) => self.start(tag, &range),
                Event::End(tag) => self.end(tag, range.end),
                Event::Text(text) => self.words(&text, range.end),
                Event::Html(text) | Event::InlineHtml(text) => self.words(&text, range.end),
                Event::Code(code) => self.push(Inline::Code(code.into_string())),
                Event::SoftBreak | Event::HardBreak => self.push(Inline::Break),
                Event::Rule => {
                    self.gap(range.start, range.end);
                    self.block(Block::Rule);
                }
                Event::TaskListMarker(is_done) => {
                    if let Some(task) =
                        self.open.iter_mut().rev().find_map(|open| if let Node::Item(task) = &mut open.node { Some(task) } else { None })
                    {
                        *task = Some(is_done);
                    }
                }
                Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.words(&text, range.end),
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().map(|document| document.blocks).unwrap_or_default()
    }

    fn words(&mut self, text: &str, end: usize) {
        if self.run.is_empty() || self.run_end <= end {
            self.run_end = end;
        }
        self.run.push_str(text);
    }

    /// Puts out the running words.
    fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let is_in_link = self.open.iter().any(|open| matches!(open.node, Node::Link(..)));
        let Some(top) = self.open.last_mut() else { return };
        match &mut top.node {
            Node::Code(_) => top.inlines.push(Inline::Text(run)),
            // HTML and indented lines: each line as it is.
            Node::Verbatim => {
                for (index, line) in run.trim_end_matches('\n').split('\n').enumerate() {
                    if index > 0 {
                        top.inlines.push(Inline::Break);
                    }
                    self.scanner.scan(line, &mut top.inlines);
                }
            }
            _ if is_in_link => top.inlines.push(Inline::Text(run.replace(super::turns, ""))),
            _ => self.scanner.scan(&run, &mut top.inlines),
        }
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        if let Some(top) = self.open.last_mut() {
            top.inlines.push(inline);
        }
    }

    /// Adds a block to what is open; loose words before it become a block of their own.
    fn block(&mut self, block: Block) {
        self.flush();
        if let Some(top) = self.open.last_mut() {
            settle(top);
            top.blocks.push(block);
        }
    }

    /// Keeps blank lines between blocks of the document.
    fn gap(&mut self, start: usize, end: usize) {
        if self.open.len() != 1 {
            return;
        }
        let between = self.source.get(self.last_end..start).unwrap_or_default();
        let breaks =
            between.matches('\n').count() + usize::from(self.source.get(..self.last_end).is_some_and(|before| before.ends_with('\n')));
        let blank = breaks.saturating_sub(2).min(GAP);
        if blank > 0 && self.last_end > 0 {
            self.block(Block::Gap(u8::try_from(blank).unwrap_or(u8::MAX)));
        }
        self.last_end = end;
    }

    fn start(&mut self, tag: Tag<'_>, range: &std::ops::Range<usize>) {
        if matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough) && self.extends_address(range) {
            return;
        }
        self.flush();
        let source = self.source.get(range.clone()).unwrap_or_default();
        let node = match tag {
            Tag::Paragraph => Node::Paragraph,
            // A line of dashes under words is a line of dashes.
            Tag::Heading { .. } if !source.starts_with('#') => Node::Heading(0),
            Tag::Heading { level, .. } => Node::Heading(number(level)),
            Tag::BlockQuote(_) => Node::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => {
                Node::Code(language.split([' ', ',', '{']).next().unwrap_or_default().chars().take(24).collect())
            }
            // Indented lines of a chat are no code.
            Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::MetadataBlock(_) => Node::Verbatim,
            Tag::List(start) => Node::List(start, Vec::new()),
            Tag::Item => Node::Item(None),
            Tag::Table(columns) => Node::Table(columns.iter().take(COLUMNS).map(|column| aligned(*column)).collect(), Vec::new()),
            Tag::TableHead | Tag::TableRow => {
                if let Some(Open { node: Node::Table(_, rows), .. }) = self.open.last_mut() {
                    rows.push(Vec::new());
                }
                return;
            }
            Tag::TableCell => Node::Cell,
            Tag::Emphasis => Node::Emphasis,
            Tag::Strong => Node::Strong,
            Tag::Strikethrough if source.starts_with("~~") => Node::Deleted,
            Tag::Strikethrough => Node::Tildes,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let url = SafeUrl::parse(&dest_url).filter(|_| self.scanner.takes_link());
                Node::Link(url, dest_url.into_string())
            }
            // Not asked for, so they do not come.
            Tag::FootnoteDefinition(_) | Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => Node::Paragraph,
            Tag::Superscript | Tag::Subscript => Node::Tildes,
        };
        // In a list or table everything has its place, whatever the depth.
        let is_part = matches!(node, Node::Item(_) | Node::Cell);
        if self.open.len() >= DEPTH && !is_part || self.deeper > 0 {
            self.deeper += 1;
            return;
        }
        let is_block = matches!(
            node,
            Node::Paragraph | Node::Heading(_) | Node::Quote | Node::Code(_) | Node::Verbatim | Node::List(..) | Node::Table(..)
        );
        if is_block {
            self.gap(range.start, range.end);
        }
        self.open.push(Open { node, blocks: Vec::new(), inlines: Vec::new() });
    }

    /// Stress within an address is none: the whole of it is put out as it was written.
    fn extends_address(&mut self, range: &std::ops::Range<usize>) -> bool {
        if self.run_end != range.start || self.run.is_empty() {
            return false;
        }
        let Some(begin) = begin_of_address(&self.run) else { return false };
        let rest = self.source.get(range.start..).unwrap_or_default();
        let end = range.start + end_of_address(rest);
        let is_as_written =
            self.run.get(begin..).is_some_and(|tail| self.source.get(..range.start).is_some_and(|before| before.ends_with(tail)));
        if !is_as_written || range.end > end {
            return false;
        }
        // The rest of the address may go on in further events; they are skipped up to its end.
        self.run.push_str(self.source.get(range.start..range.end).unwrap_or_default());
        (self.run_end, self.skipped_to) = (range.end, range.end);
        self.deeper += 1;
        true
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        if self.deeper > 0 && !matches!(tag, TagEnd::TableHead | TagEnd::TableRow) {
            self.deeper -= 1;
            return;
        }
        self.flush();
        match tag {
            TagEnd::TableHead | TagEnd::TableRow => {}
            _ if self.open.len() > 1 => self.close(),
            _ => {}
        }
        if self.open.len() == 1 {
            self.last_end = self.last_end.max(end);
        }
    }

    /// Closes what was opened last.
    fn close(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        if matches!(open.node, Node::Quote | Node::Item(_)) {
            settle(&mut open);
        }
        let Open { node, blocks, inlines } = open;
        let Some(parent) = self.open.last_mut() else { return };
        let inline = match node {
            Node::Emphasis => Inline::Emphasis(inlines),
            Node::Strong => Inline::Strong(inlines),
            Node::Deleted => Inline::Deleted(inlines),
            Node::Tildes => {
                parent.inlines.push(Inline::Text("~".to_owned()));
                parent.inlines.extend(inlines);
                Inline::Text("~".to_owned())
            }
            Node::Link(url, written) => {
                let content = if inlines.is_empty() { vec![Inline::Text(written.replace(super::turns, ""))] } else { inlines };
                let Some(url) = url else { return parent.inlines.extend(unsafe_link(content, &written)) };
                let host = url.differs_from(&plain(&content));
                Inline::Link { url, content, host }
            }
            Node::Cell => {
                if let Node::Table(columns, rows) = &mut parent.node
                    && let Some(row) = rows.last_mut()
                    && row.len() < columns.len()
                {
                    row.push(inlines);
                }
                return;
            }
            Node::Item(task) => {
                if let Node::List(_, items) = &mut parent.node {
                    items.push(Item { task, blocks });
                }
                return;
            }
            Node::Heading(0) => {
                settle(parent);
                parent.blocks.extend([Block::Paragraph(inlines), Block::Rule]);
                return;
            }
            Node::Heading(level) => return add(parent, Block::Heading(level, inlines)),
            Node::Paragraph | Node::Verbatim => return add(parent, Block::Paragraph(inlines)),
            Node::Quote => return add(parent, Block::Quote(blocks)),
            Node::Code(language) => {
                let code: String = plain(&inlines);
                return add(parent, Block::Code { language, code: code.trim_end_matches('\n').to_owned() });
            }
            Node::List(start, items) => return add(parent, Block::List { start, items }),
            Node::Table(columns, rows) => return add(parent, Block::Table { columns, rows }),
            Node::Document => return,
        };
        parent.inlines.push(inline);
    }
}

fn add(parent: &mut Open, block: Block) {
    settle(parent);
    parent.blocks.push(block);
}

/// Loose words, as items of tight lists have them, become a paragraph.
fn settle(open: &mut Open) {
    if !open.inlines.is_empty() {
        open.blocks.push(Block::Paragraph(std::mem::take(&mut open.inlines)));
    }
}

/// A link that must not be one: its words, and where it would have led.
fn unsafe_link(content: Vec<Inline>, written: &str) -> Vec<Inline> {
    let is_same = plain(&content) == written;
    let mut out = content;
    if !is_same && !written.is_empty() {
        out.push(Inline::Text([" (", &written.replace(super::turns, ""), ")"].concat()));
    }
    out
}

/// The words of pieces.
fn plain(pieces: &[Inline]) -> String {
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

const fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

const fn aligned(column: Alignment) -> Column {
    match column {
        Alignment::Center => Column::Center,
        Alignment::Right => Column::End,
        Alignment::None | Alignment::Left => Column::Start,
    }
}
