//! The style sheets, joined and packed into the parts of the program they belong to, as a section of its own that the
//! loader reads: no request more, no string in Rust's memory, and always of the same version.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::named::Named;
use crate::paths;

/// Where the sheets are listed, in the order of the cascade.
const LISTED_IN: &str = "src/theme/mod.rs";
/// Name of the section.
const SECTION: &str = "css";

/// The texts of both parts.
pub(super) struct Styles {
    pub first: String,
    pub later: String,
}

impl Styles {
    /// Reads them; minified for production.
    pub(super) fn read(minify: bool, gallery: bool) -> Result<Self> {
        let file = paths::root().join(LISTED_IN);
        let source = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let joined = |lists: &[&str]| -> Result<String> {
            let mut text = String::new();
            for list in lists {
                for name in names(&source, list)? {
                    let sheet = file.with_file_name(name);
                    text.push_str(&fs::read_to_string(&sheet).with_context(|| format!("cannot read {}", sheet.display()))?);
                }
            }
            // No target: the sheets use what the supported browsers know, and nothing is to be rewritten for others.
            if minify { super::minified(&text, "style.css", &[]) } else { Ok(text) }
        };
        let later: &[&str] = if gallery { &["const LATER_SHEETS:", "const GALLERY_SHEETS:"] } else { &["const LATER_SHEETS:"] };
        Ok(Self { first: joined(&["const SHEETS:"])?, later: joined(later)? })
    }

    /// Lets the rules about classes that the first part does not name come with the later part, before its own. The order of
    /// the cascade changes for them only: they come after what stays.
    pub(super) fn cut(self, named: &Named) -> Self {
        let [first, moved] = cut(&without_comments(&self.first), named);
        Self { first, later: moved + &self.later }
    }
}

fn without_comments(sheet: &str) -> String {
    sheet
        .split("/*")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) })
        .collect()
}

/// The rules of a sheet that are about what the first part draws, and the others.
fn cut(sheet: &str, named: &Named) -> [String; 2] {
    let mut parts = [String::new(), String::new()];
    let mut frames = Vec::new();
    for (head, body) in rules(sheet) {
        if let Some(name) = head.strip_prefix("@keyframes ") {
            frames.push((name.trim(), head, body));
        } else if head.starts_with("@media") || head.starts_with("@container") || head.starts_with("@supports") {
            for (part, inner) in parts.iter_mut().zip(cut(body, named)) {
                if !inner.is_empty() {
                    part.push_str(&format!("{head}{{{inner}}}"));
                }
            }
        } else {
            let is_first =
                head.starts_with('@') || selectors(head).iter().any(|selector| classes(selector).all(|class| named.class(class)));
            let [first, later] = &mut parts;
            let part = if is_first { first } else { later };
            part.push_str(&format!("{head}{{{body}}}"));
        }
    }
    for (name, head, body) in frames {
        let [first, later] = &mut parts;
        let part = if first.contains(name) { first } else { later };
        part.push_str(&format!("{head}{{{body}}}"));
    }
    parts
}

/// Heads and bodies of the rules of a sheet without comments.
fn rules(sheet: &str) -> Vec<(&str, &str)> {
    let mut rules = Vec::new();
    let mut rest = sheet;
    while let Some((head, body)) = rest.split_once('{') {
        let mut depth = 1;
        let close = body.find(|letter| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            depth == 0
        });
        let Some((body, after)) = close.and_then(|at| body.split_at_checked(at)) else { break };
        rules.push((head.trim(), body.trim()));
        rest = after.strip_prefix('}').unwrap_or_default();
    }
    rules
}

/// The selectors of a rule; commas inside of brackets do not separate them. What is inside of brackets is left out.
fn selectors(head: &str) -> Vec<String> {
    let mut depth = 0;
    let mut selectors = vec![String::new()];
    for letter in head.chars() {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        match (letter, selectors.last_mut()) {
            (',', _) if depth == 0 => selectors.push(String::new()),
            (letter, Some(selector)) if depth == 0 => selector.push(letter),
            _ => {}
        }
    }
    selectors
}

fn classes(selector: &str) -> impl Iterator<Item = &str> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    selector.split('.').skip(1).filter_map(move |rest| rest.split(|letter| !is_name(letter)).next())
}

/// The files that a list in the source includes.
fn names<'a>(source: &'a str, list: &str) -> Result<Vec<&'a str>> {
    let (_, rest) = source.split_once(list).with_context(|| format!("{LISTED_IN} should contain `{list}`"))?;
    let (list_of, _) = rest.split_once("];").with_context(|| format!("{LISTED_IN}: `{list}` does not end"))?;
    let names: Vec<&str> = list_of.split("include_str!(\"").skip(1).filter_map(|part| Some(part.split_once('"')?.0)).collect();
    if names.is_empty() {
        bail!("{LISTED_IN}: `{list}` includes nothing");
    }
    Ok(names)
}

/// Writes the module with the text at its end.
pub(super) fn pack(module: &Path, css: &str, to: &Path) -> Result<()> {
    let mut wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    append(&mut wasm, css.as_bytes());
    fs::write(to, wasm)?;
    Ok(())
}

fn append(wasm: &mut Vec<u8>, text: &[u8]) {
    let mut body = Vec::new();
    push_length(&mut body, SECTION.len());
    body.extend(SECTION.as_bytes());
    body.extend(text);
    wasm.push(0);
    push_length(wasm, body.len());
    wasm.extend(body);
}

/// A number as WebAssembly writes it: seven bits a byte, the lowest first.
fn push_length(to: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        to.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_has_its_length_its_name_and_the_text() {
        let mut wasm = Vec::new();
        append(&mut wasm, &[b'x'; 200]);
        assert_eq!(wasm[..7], [0, 0xcc, 0x01, 3, b'c', b's', b's']);
        assert_eq!(wasm.len(), 7 + 200);
    }

    #[test]
    fn rules_about_what_the_first_part_does_not_draw_come_later() {
        let sheet = "/* a */ a { b: c } .row, .menu { d: e } .menu .row { f: g } .row:is(.menu, x) { h: i }
            @media (x) { .row { j: k } .menu { l: m } } @keyframes spin { to { n: o } } .row--a { animation: spin } @keyframes pop { to { p: q } }";
        let styles = Styles { first: sheet.into(), later: ".own{}".into() }.cut(&Named::here("row row--a"));
        assert_eq!(
            styles.first,
            "a{b: c}.row, .menu{d: e}.row:is(.menu, x){h: i}@media (x){.row{j: k}}.row--a{animation: spin}@keyframes spin{to { n: o }}"
        );
        assert_eq!(styles.later, ".menu .row{f: g}@media (x){.menu{l: m}}@keyframes pop{to { p: q }}.own{}");
    }

    #[test]
    fn both_lists_of_sheets_are_found_and_differ() {
        let styles = Styles::read(false, false).unwrap();
        assert!(styles.first.contains("--_accent") && !styles.first.contains(".toast"));
        assert!(styles.later.contains(".toast") && !styles.later.contains("--_accent:"));
    }
}
