//! The licences of everything that is inside the published files, out of cargo's metadata and the crates' own texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::paths;
use crate::process;
use crate::wasm_target::TARGET;

/// The crate that is published.
const OURS: &str = "chat-service";
/// Texts that did not come as crates.
const OTHERS: &[(&str, &str)] = &[("Lucide icons", "assets/icons/LICENSE"), ("Emoji names and order", "assets/emoji-LICENSE")];

/// `THIRD-PARTY-LICENCES.txt`
pub(super) fn text() -> Result<String> {
    let mut cargo = process::cargo("metadata");
    cargo.args(["--format-version", "1", "--locked", "--filter-platform", TARGET]);
    let metadata: Value = serde_json::from_str(&process::output(&mut cargo)?).context("cargo's metadata is not readable")?;
    // The same text is told once, with all that are under it.
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut out = String::from("What chat-service.js and its WebAssembly are made of, beside our own code.\n\n");
    let reached = reached(&metadata);
    let packages = list(metadata.get("packages")).iter();
    let mut built_in: Vec<&Value> = packages.filter(|package| reached.contains(word(package, "id"))).collect();
    built_in.sort_by_key(|package| word(package, "name"));
    for package in built_in {
        let name = format!("{} {}", word(package, "name"), word(package, "version"));
        let _ = writeln!(out, "{name}: {}", word(package, "license"));
        for text in texts_beside(Path::new(word(package, "manifest_path"))) {
            texts.entry(text).or_default().insert(name.clone());
        }
    }
    for (name, file) in OTHERS {
        let text = fs::read_to_string(paths::root().join(file)).with_context(|| format!("cannot read {file}"))?;
        texts.entry(text.trim().to_owned()).or_default().insert((*name).to_owned());
    }
    for (text, names) in texts {
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let _ = write!(out, "\n{}\n{names}\n\n{text}\n", "-".repeat(100));
    }
    Ok(out)
}

/// Ids of the packages that are linked in: what is reached from ours without tests, build scripts and procedural macros.
fn reached(metadata: &Value) -> BTreeSet<&str> {
    let is_macro = |id: &str| {
        let package = list(metadata.get("packages")).iter().find(|package| word(package, "id") == id);
        package
            .is_some_and(|it| list(it.get("targets")).iter().any(|target| list(target.get("kind")).iter().any(|kind| kind == "proc-macro")))
    };
    let nodes = list(metadata.pointer("/resolve/nodes"));
    let ours = list(metadata.get("packages")).iter().find(|package| word(package, "name") == OURS).map(|it| word(it, "id"));
    let mut todo: Vec<&str> = ours.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = todo.pop() {
        let Some(node) = nodes.iter().find(|node| word(node, "id") == id) else { continue };
        for dependency in list(node.get("deps")) {
            let is_linked = list(dependency.get("dep_kinds")).iter().any(|kind| kind.get("kind").is_none_or(Value::is_null));
            let id = word(dependency, "pkg");
            if is_linked && !is_macro(id) && seen.insert(id) {
                todo.push(id);
            }
        }
    }
    // Packages of this workspace are under our own licence.
    let members = list(metadata.get("workspace_members"));
    seen.retain(|id| !members.iter().any(|member| member == id));
    seen
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Licence texts in a package's folder.
fn texts_beside(manifest: &Path) -> Vec<String> {
    let entries = manifest.parent().into_iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let is_licence = |name: &str| ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|start| name.to_uppercase().starts_with(start));
    let mut files: Vec<_> = entries.filter(|it| it.file_name().to_str().is_some_and(is_licence)).map(|it| it.path()).collect();
    files.sort();
    files.iter().filter_map(|file| fs::read_to_string(file).ok()).map(|text| text.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_in_is_told_and_what_only_builds_is_not() {
        let text = text().unwrap();
        for name in ["yew ", "serde_json ", "custom-elements ", "Lucide icons"] {
            assert!(text.lines().any(|line| line.starts_with(name) || line.contains(name)), "{name}");
        }
        for name in ["proptest ", "syn ", "axum ", "thirtyfour "] {
            assert!(!text.lines().any(|line| line.starts_with(name)), "{name}");
        }
    }
}
