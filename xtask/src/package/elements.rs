//! The Custom Elements Manifest, version 2.1: what catalogues and other tools read.

use serde_json::{Value, json};

use super::{ABOUT, CLASS, TAG, reference, with};
use crate::bundle::JS;
use crate::contract::{ATTRIBUTES, EVENTS, METHODS, PARTS, PROPERTIES, Place, SLOTS, STATES, TOKENS};
use crate::tables::{detail_of, type_of};

/// `custom-elements.json`
pub(super) fn manifest() -> Value {
    let attributes: Vec<Value> = ATTRIBUTES
        .iter()
        .map(|it| {
            let value = json!({ "name": it.name, "description": it.about, "type": { "text": type_of(it) }, "fieldName": it.property });
            if it.default.is_empty() { value } else { with(value, "default", it.default) }
        })
        .collect();
    let fields = PROPERTIES.iter().map(|it| {
        let value = json!({ "kind": "field", "name": it.name, "description": it.about, "type": { "text": it.ts }, "privacy": "public" });
        match ATTRIBUTES.iter().find(|attribute| attribute.property == it.name) {
            Some(attribute) => with(value, "attribute", attribute.name),
            None => value,
        }
    });
    let methods = METHODS.iter().map(|it| {
        let parameter = |(name, ts): &(&str, &str)| {
            json!({ "name": name.trim_end_matches('?'), "type": { "text": ts }, "optional": name.ends_with('?') })
        };
        let parameters: Vec<Value> = it.parameters.iter().map(parameter).collect();
        json!({ "kind": "method", "name": it.name, "description": it.about, "parameters": parameters, "return": { "type": { "text": it.returns } }, "privacy": "public" })
    });
    let events: Vec<Value> = EVENTS
        .iter()
        .map(|it| json!({ "name": it.name, "description": it.about, "type": { "text": format!("CustomEvent<{}>", detail_of(it)) } }))
        .collect();
    let properties: Vec<Value> =
        TOKENS.iter().map(|it| json!({ "name": format!("--chat-{}", it.name), "description": it.about, "syntax": it.syntax })).collect();
    json!({
        "schemaVersion": "2.1.0",
        "readme": "README.md",
        "modules": [{
            "kind": "javascript-module",
            "path": JS,
            "declarations": [{
                "kind": "class",
                "customElement": true,
                "name": CLASS,
                "tagName": TAG,
                "description": ABOUT,
                "superclass": { "name": "HTMLElement" },
                "attributes": attributes,
                "members": fields.chain(methods).collect::<Vec<_>>(),
                "events": events,
                "slots": places(SLOTS),
                "cssParts": places(PARTS),
                "cssProperties": properties,
                "cssStates": places(STATES),
            }],
            "exports": [{ "kind": "custom-element-definition", "name": TAG, "declaration": reference() }],
        }],
    })
}

fn places(places: &[Place]) -> Vec<Value> {
    places.iter().map(|it| json!({ "name": it.name, "description": it.about })).collect()
}
