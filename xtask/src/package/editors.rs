//! What editors read: web-types (JetBrains) and custom data (VS Code).

use serde_json::{Value, json};

use super::{ABOUT, TAG};
use crate::contract::{ATTRIBUTES, EVENTS, PARTS, PROPERTIES, Place, SLOTS, TOKENS};
use crate::tables::{detail_of, type_of};

/// `web-types.json`
pub(super) fn web_types() -> Value {
    let attributes: Vec<Value> = ATTRIBUTES
        .iter()
        .map(|it| json!({ "name": it.name, "description": it.about, "default": it.default, "value": { "type": type_of(it) } }))
        .collect();
    let properties: Vec<Value> = PROPERTIES.iter().map(|it| json!({ "name": it.name, "description": it.about, "type": it.ts })).collect();
    let events: Vec<Value> = EVENTS
        .iter()
        .map(|it| json!({ "name": it.name, "description": it.about, "type": format!("CustomEvent<{}>", detail_of(it)) }))
        .collect();
    let tokens: Vec<Value> = TOKENS.iter().map(|it| json!({ "name": format!("--chat-{}", it.name), "description": it.about })).collect();
    json!({
        "$schema": "https://json.schemastore.org/web-types",
        "name": TAG,
        "version": env!("CARGO_PKG_VERSION"),
        "description-markup": "markdown",
        "contributions": { "html": { "elements": [{
            "name": TAG,
            "description": ABOUT,
            "attributes": attributes,
            "slots": places(SLOTS),
            "js": { "properties": properties, "events": events },
            "css": { "properties": tokens, "parts": places(PARTS) },
        }] } },
    })
}

fn places(places: &[Place]) -> Vec<Value> {
    places.iter().map(|it| json!({ "name": it.name, "description": it.about })).collect()
}

/// `vscode.html-custom-data.json`
pub(super) fn html_data() -> Value {
    let attribute = |it: &crate::contract::Attribute| {
        let values: Vec<Value> = it.values.iter().map(|value| json!({ "name": value })).collect();
        json!({ "name": it.name, "description": it.about, "values": values })
    };
    let attributes: Vec<Value> = ATTRIBUTES.iter().map(attribute).collect();
    json!({ "version": 1.1, "tags": [{ "name": TAG, "description": ABOUT, "attributes": attributes }] })
}

/// `vscode.css-custom-data.json`
pub(super) fn css_data() -> Value {
    let token =
        |it: &crate::contract::Token| json!({ "name": format!("--chat-{}", it.name), "description": it.about, "syntax": it.syntax });
    json!({ "version": 1.1, "properties": TOKENS.iter().map(token).collect::<Vec<_>>() })
}
