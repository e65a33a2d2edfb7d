//! Text work of the bundle: wasm-bindgen's module becomes a function that can be called again after a crash,
//! and the loader becomes the module around it. It reads no files by itself.
//!
//! wasm-bindgen's version is pinned, and every place looked for must occur exactly once: another shape of
//! its output is an error here, not a broken bundle.

use anyhow::{Context, Result, bail};

/// What Rust imports and the loader supplies, in place of the snippets of the same names.
const FROM_HOST: [&str; 8] = ["make_custom_element", "beside", "crashed", "fetch_later", "language_of", "mark", "texts_of", "uncover"];

/// The texts the module is made of.
pub(super) struct Parts<'a> {
    pub version: &'a str,
    /// Languages that have a file.
    pub languages: &'a [String],
    pub bindings: &'a str,
    pub loader: &'a str,
    pub screens: &'a str,
    pub microlc: &'a str,
}

impl Parts<'_> {
    /// The finished module. `snippet` reads a file that the bindings import, by its relative path.
    pub(super) fn join(&self, snippet: impl Fn(&std::path::Path) -> Result<String>) -> Result<String> {
        let version = self.version;
        let bindings = factory(self.bindings, snippet)?;
        let loader = without_line(self.loader, "import ", " from 'chat-service:wasm';")?;
        let loader = without_line(&loader, "import ", " from './screens.js';")?;
        let loader = without_line(&loader, "import ", " from './microlc.js';")?;
        let screens = without_exports(self.screens);
        let microlc = without_exports(self.microlc);
        let languages = serde_json::to_string(self.languages)?;
        Ok(format!(
            "/*! chat-service {version} | MIT OR Apache-2.0 */\nconst version = '{version}';\nconst languages = {languages};\n\n{bindings}\n{screens}\n{microlc}\n{loader}"
        ))
    }
}

/// `bindings(host)`: a fresh set of wasm-bindgen's functions, which knows nothing of an earlier one.
fn factory(module: &str, snippet: impl Fn(&std::path::Path) -> Result<String>) -> Result<String> {
    // After this come wasm-bindgen's own ways to fetch and start, which the loader replaces.
    let (kept, _) = split_once_only(module, "async function __wbg_load(")?;
    let (before, after) = split_once_only(kept, "wasm = instance.exports;")?;
    let guarded = format!("{before}wasm = guard(instance.exports);{after}");
    split_once_only(&guarded, "function __wbg_get_imports()")?;
    split_once_only(&guarded, "function __wbg_finalize_init(instance, module)")?;

    let mut body = String::new();
    for line in guarded.lines() {
        if let Some((name, path)) = whole_import(line) {
            body.push_str(&format!("const {name} = {};", from_host(path, &snippet)?));
        } else if let Some(import) = Import::parse(line)? {
            body.push_str(&import.replacement(&snippet)?);
        } else {
            body.push_str(line);
        }
        body.push('\n');
    }
    Ok(format!(
        "function bindings({{ guard, WebSocket, {host} }}) {{\n{body}\nreturn {{ imports: __wbg_get_imports(), start: __wbg_finalize_init }};\n}}\n",
        host = FROM_HOST.join(", "),
        body = without_exports(&body),
    ))
}

/// Name and path of `import * as name from 'path';`.
fn whole_import(line: &str) -> Option<(&str, &str)> {
    let (name, from) = line.strip_prefix("import * as ")?.split_once(" from ")?;
    Some((name, from.trim_end_matches(';').trim_matches(['\'', '"'])))
}

/// What the loader supplies in place of a snippet that is imported as a whole.
fn from_host(path: &str, snippet: &impl Fn(&std::path::Path) -> Result<String>) -> Result<String> {
    let text = snippet(std::path::Path::new(path.trim_start_matches("./")))?;
    let names = text.split("export function ").skip(1).filter_map(|rest| Some(rest.split_once('(')?.0));
    let names: Vec<&str> = names.collect();
    match names.iter().find(|name| !FROM_HOST.contains(name)) {
        Some(other) => bail!("{path} is imported as a whole, and {other} is not the loader's"),
        None => Ok(format!("{{ {} }}", names.join(", "))),
    }
}

/// `import { a, b as c } from './snippets/….js';`
#[derive(Debug, PartialEq, Eq)]
struct Import<'a> {
    names: Vec<(&'a str, &'a str)>,
    path: &'a str,
}

impl<'a> Import<'a> {
    fn parse(line: &'a str) -> Result<Option<Self>> {
        if !line.starts_with("import ") {
            return Ok(None);
        }
        let shape = || format!("an import of another shape than expected: {line}");
        let rest = line.strip_prefix("import {").with_context(shape)?;
        let (names, rest) = rest.split_once('}').with_context(shape)?;
        let path = rest.trim().strip_prefix("from").with_context(shape)?.trim().trim_end_matches(';').trim_matches(['\'', '"']);
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names = names.map(|name| name.split_once(" as ").unwrap_or((name, name))).collect();
        Ok(Some(Self { names, path }))
    }

    /// Nothing for what the host supplies, else the snippet itself.
    fn replacement(&self, snippet: &impl Fn(&std::path::Path) -> Result<String>) -> Result<String> {
        let from_host = self.names.iter().filter(|(name, _)| FROM_HOST.contains(name)).count();
        if from_host != 0 && from_host != self.names.len() {
            bail!("{} mixes functions of the loader with others", self.path);
        }
        let mut text = String::new();
        if from_host == 0 {
            text.push_str(&without_exports(&snippet(std::path::Path::new(self.path.trim_start_matches("./")))?));
        }
        for (name, alias) in self.names.iter().filter(|(name, alias)| name != alias) {
            text.push_str(&format!("\nconst {alias} = {name};"));
        }
        Ok(text)
    }
}

/// The text with `export` taken off its declarations.
fn without_exports(module: &str) -> String {
    let lines = module.lines().map(|line| line.strip_prefix("export ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The text without the one line that starts and ends like this.
fn without_line(text: &str, start: &str, end: &str) -> Result<String> {
    let is_it = |line: &&str| line.starts_with(start) && line.ends_with(end);
    if text.lines().filter(is_it).count() != 1 {
        bail!("there should be one line `{start}…{end}`");
    }
    Ok(text.lines().filter(|line| !is_it(line)).collect::<Vec<_>>().join("\n") + "\n")
}

fn split_once_only<'a>(text: &'a str, mark: &str) -> Result<(&'a str, &'a str)> {
    match text.split_once(mark) {
        Some((before, after)) if !after.contains(mark) => Ok((before, after)),
        _ => bail!("wasm-bindgen's output should contain `{mark}` once: its version has changed, look at xtask/src/bundle/join.rs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINDINGS: &str = "\
import { crashed } from './snippets/chat-service-1/inline0.js';
import { make_custom_element } from './snippets/custom-elements-2/src/make_custom_element.js';
import { now as now1 } from './snippets/clock-3/inline0.js';
import * as import2 from './snippets/chat-service-1/inline0.js'

export function start() {
    wasm.start();
}
function __wbg_get_imports() { return { f: () => now1() }; }
let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasm = instance.exports;
    return wasm;
}

async function __wbg_load(module, imports) {}
export { initSync, __wbg_init as default };
";

    fn joined() -> String {
        let parts = Parts {
            version: "1.2.3",
            languages: &["en".to_owned(), "it".to_owned()],
            bindings: BINDINGS,
            loader: "import { bindings, languages, version } from 'chat-service:wasm';\nimport { show } from './screens.js';\nimport { meet } from './microlc.js';\nexport default bindings;\n",
            screens: "export function show() {}\n",
            microlc: "export function meet() {}\n",
        };
        let snippet = |path: &std::path::Path| match path.to_string_lossy() {
            path if path.contains("chat-service-1") => "export function crashed() {}\nexport function uncover() {}\n".to_owned(),
            path => format!("export const now = () => '{path}';\n"),
        };
        parts.join(|path| Ok(snippet(path))).unwrap()
    }

    #[test]
    fn nothing_is_imported_any_more_and_only_the_loader_exports() {
        let module = joined();
        assert!(!module.contains("import "), "{module}");
        let exports: Vec<&str> = module.lines().filter(|line| line.trim_start().starts_with("export ")).collect();
        assert_eq!(exports, ["export default bindings;"]);
    }

    #[test]
    fn snippets_are_inlined_except_those_the_loader_replaces() {
        let module = joined();
        assert!(module.contains("const now = () => 'snippets/clock-3/inline0.js';"));
        assert!(module.contains("const now1 = now;"));
        assert!(module.contains("const import2 = { crashed, uncover };"));
        assert!(!module.contains("snippets/chat-service-1") && !module.contains("snippets/custom-elements"));
        assert!(module.contains(
            "function bindings({ guard, WebSocket, make_custom_element, beside, crashed, fetch_later, language_of, mark, texts_of, uncover })"
        ));
    }

    #[test]
    fn every_call_into_wasm_is_guarded() {
        let module = joined();
        assert!(module.contains("wasm = guard(instance.exports);"));
        assert!(!module.contains("__wbg_load"));
    }

    #[test]
    fn another_shape_of_the_bindings_is_an_error() {
        let error = factory("function something() {}", |_| Ok(String::new())).unwrap_err().to_string();
        assert!(error.contains("__wbg_load"), "{error}");
        assert!(Import::parse("import * as it from 'x';").is_err());
    }
}
