//! Short names between the module and its bindings: wasm-bindgen's have a hash each, which no compression takes away.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// The module that wasm-bindgen lets the wasm import its own functions from, and its name here.
const BINDINGS: (&str, &str) = ("./chat-service_bg.js", "js");

/// Gives imports and exported functions short names, in the module and in the text of its bindings.
pub(super) fn shorten(wasm: &[u8], bindings: &str, keeps_names: bool) -> Result<(Vec<u8>, String)> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(keeps_names).generate_producers_section(false);
    let mut module = config.parse(wasm).context("what wasm-bindgen wrote is not readable")?;
    let mut names = Names::default();
    for import in module.imports.iter_mut().filter(|import| import.module == BINDINGS.0) {
        import.module = BINDINGS.1.to_owned();
        import.name = names.short(&import.name);
    }
    for export in module.exports.iter_mut() {
        // `start` and the like are what other texts call; functions of the bindings are called by nobody else.
        if matches!(export.item, walrus::ExportItem::Function(_)) && export.name.starts_with("wasm_bindgen__") {
            export.name = names.short(&export.name);
        }
    }
    let text = names.put_into(bindings).replace(&format!("\"{}\"", BINDINGS.0), &format!("\"{}\"", BINDINGS.1));
    Ok((module.emit_wasm(), text))
}

#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    fn short(&mut self, name: &str) -> String {
        let next = format!("${}", self.0.len());
        self.0.entry(name.to_owned()).or_insert(next).clone()
    }

    /// The text with its whole words replaced.
    fn put_into(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(is_word) {
            let (before, from) = rest.split_at(at);
            let (word, after) = from.split_at(from.find(|letter| !is_word(letter)).unwrap_or(from.len()));
            out.push_str(before);
            out.push_str(self.0.get(word).map_or(word, String::as_str));
            rest = after;
        }
        out + rest
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_replaced_and_equal_names_stay_equal() {
        let mut names = Names::default();
        assert_eq!([names.short("__wbg_get_1"), names.short("b"), names.short("__wbg_get_1")], ["$0", "$1", "$0"]);
        assert_eq!(names.put_into("wasm.b(__wbg_get_1, __wbg_get_12, a.b.bb)b"), "wasm.$1($0, __wbg_get_12, a.$1.bb)$1");
    }

    #[test]
    fn the_module_and_its_bindings_agree() {
        // (module (import "./chat-service_bg.js" "__wbg_now_1" (func)))
        let mut module = walrus::Module::default();
        let kind = module.types.add(&[], &[]);
        module.add_import_func(BINDINGS.0, "__wbg_now_1", kind);
        let (wasm, text) = shorten(&module.emit_wasm(), "return { \"./chat-service_bg.js\": { __wbg_now_1() {} } }", false).unwrap();
        assert_eq!(text, "return { \"js\": { $0() {} } }");
        let import = walrus::Module::from_buffer(&wasm).unwrap().imports.iter().map(|it| (it.module.clone(), it.name.clone())).next();
        assert_eq!(import, Some(("js".to_owned(), "$0".to_owned())));
    }
}
