//! The style sheets, joined and packed into the parts of the program they belong to, as a section of its own that the
//! loader reads: no request more, no string in Rust's memory, and always of the same version.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

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
    fn both_lists_of_sheets_are_found_and_differ() {
        let styles = Styles::read(false, false).unwrap();
        assert!(styles.first.contains("--_accent") && !styles.first.contains(".toast"));
        assert!(styles.later.contains(".toast") && !styles.later.contains("--_accent:"));
    }
}
