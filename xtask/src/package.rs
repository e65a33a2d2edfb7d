//! What makes `dist/` an npm package: types, manifests and editor data out of the contract tables, licences out of cargo's
//! metadata, and the ways in for hosts that take no ES module. `bundle` has put the element there before.

mod composer;
mod editors;
mod elements;
mod licences;
mod readme;
mod types;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bundle::JS;
use crate::paths;

/// The element's tag, the package's name.
const TAG: &str = "chat-service";
/// The class, as documents call it.
const CLASS: &str = "ChatServiceElement";
const ABOUT: &str =
    "A white-label chat as one custom element: inbox, conversation, threads and files over Stream Chat, inside its own shadow root.";
const LICENCES: &str = "THIRD-PARTY-LICENCES.txt";
/// Ways in, beside the module itself: source and name in the package.
const ENTRIES: &[(&str, &str)] = &[
    ("classic.js", "chat-service.classic.js"),
    ("manifest.js", "manifest.js"),
    ("parcel.js", "chat-service.parcel.js"),
    ("server.js", "chat-service.server.js"),
];

/// Writes everything that is made by hand or out of tables. `minify` shortens scripts.
pub(crate) fn write(dist: &Path, minify: impl Fn(&str, &str) -> Result<String>) -> Result<()> {
    let entries = paths::root().join("src/element/entries");
    for (source, name) in ENTRIES {
        let text = fs::read_to_string(entries.join(source)).with_context(|| format!("cannot read {source}"))?;
        fs::write(dist.join(name), minify(&composer::with_properties(&text), name)?)?;
    }
    for name in ["index.html", "index.css"] {
        fs::copy(entries.join(name), dist.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"] {
        fs::copy(paths::root().join(name), dist.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    for (name, text) in [
        ("chat-service.d.ts", types::element()),
        ("react.d.ts", types::jsx("react")),
        ("preact.d.ts", types::jsx("preact")),
        ("README.md", readme::text()),
        (LICENCES, licences::text()?),
    ] {
        fs::write(dist.join(name), text)?;
    }
    for (name, value) in [
        ("custom-elements.json", elements::manifest()),
        ("web-types.json", editors::web_types()),
        ("vscode.html-custom-data.json", editors::html_data()),
        ("vscode.css-custom-data.json", editors::css_data()),
        ("package.json", package()),
    ] {
        fs::write(dist.join(name), serde_json::to_string_pretty(&value)? + "\n")?;
    }
    Ok(())
}

/// What npm and bundlers read. Everything is importable by its name, the configuration's schema too.
fn package() -> Value {
    json!({
        "name": TAG,
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "keywords": ["chat", "web-component", "custom-element", "stream-chat", "micro-lc", "webassembly"],
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "main": "chat-service.js",
        "module": "chat-service.js",
        "types": "chat-service.d.ts",
        "exports": {
            ".": { "types": "./chat-service.d.ts", "node": "./chat-service.server.js", "default": "./chat-service.js" },
            "./react": { "types": "./react.d.ts" },
            "./preact": { "types": "./preact.d.ts" },
            "./*": "./*"
        },
        "customElements": "custom-elements.json",
        "web-types": "web-types.json",
        "sideEffects": true,
        "files": ["*", "locales/*.json", "!**/*.br"]
    })
}

/// The object with one more key.
fn with(mut object: Value, key: &str, value: impl Into<Value>) -> Value {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value.into());
    }
    object
}

/// Where the class is declared.
fn reference() -> Value {
    json!({ "name": CLASS, "module": JS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract;

    #[test]
    fn every_name_of_the_contract_is_in_every_file_that_tells_of_it() {
        let (types, elements) = (types::element(), elements::manifest().to_string());
        let (web, html, css, readme) =
            (editors::web_types().to_string(), editors::html_data().to_string(), editors::css_data().to_string(), readme::text());
        for attribute in contract::ATTRIBUTES {
            for text in [&types, &elements, &web, &html, &readme] {
                assert!(text.contains(attribute.name), "{}", attribute.name);
            }
        }
        for name in contract::PROPERTIES.iter().map(|it| it.name).chain(contract::METHODS.iter().map(|it| it.name)) {
            for text in [&types, &elements, &readme] {
                assert!(text.contains(name), "{name}");
            }
        }
        let composer = composer::properties().to_string();
        for property in contract::PROPERTIES.iter().filter(|it| it.carries != contract::Carries::Opaque) {
            assert!(composer.contains(property.name), "{}", property.name);
        }
        for event in contract::EVENTS {
            for text in [&types, &elements, &web, &readme] {
                assert!(text.contains(event.name), "{}", event.name);
            }
        }
        for place in contract::SLOTS.iter().chain(contract::PARTS) {
            for text in [&elements, &web, &readme] {
                assert!(text.contains(place.name), "{}", place.name);
            }
        }
        for state in contract::STATES {
            for text in [&elements, &readme] {
                assert!(text.contains(state.name), "{}", state.name);
            }
        }
        for token in contract::TOKENS {
            for text in [&elements, &web, &css, &readme] {
                assert!(text.contains(&format!("--chat-{}", token.name)), "{}", token.name);
            }
        }
    }

    #[test]
    fn both_flavours_of_jsx_know_the_element_and_its_events() {
        for flavour in ["react", "preact"] {
            let text = types::jsx(flavour);
            assert!(text.contains(&format!("declare module '{flavour}'")) && text.contains("'chat-service'"), "{text}");
        }
    }
}
