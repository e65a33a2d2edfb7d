//! What Mia-Platform's configurator offers to set: the element's properties as it describes them (JSON Schema, draft 07, with
//! `__mia_configuration`).

use serde_json::{Map, Value, json};

use super::with;
use crate::contract::{ATTRIBUTES, Carries, PROPERTIES, Property};

/// The line of `manifest.js` that stands for the properties.
const LINE: &str = "import properties from 'chat-service:properties';";

/// The script with the properties in place of the line.
pub(super) fn with_properties(script: &str) -> String {
    script.replace(LINE, &format!("const properties = {};", properties()))
}

/// By name: everything that a configuration can hold.
pub(super) fn properties() -> Value {
    let settable = PROPERTIES.iter().filter(|property| property.carries != Carries::Opaque);
    Value::Object(settable.map(|property| (property.name.to_owned(), schema(property))).collect::<Map<_, _>>())
}

fn schema(property: &Property) -> Value {
    let mut hints = json!({ "group": group(property.name), "priority": priority(property.name) });
    let mut schema = json!({ "type": kind(property), "title": property.name, "description": property.about });
    if let Some(attribute) = ATTRIBUTES.iter().find(|attribute| attribute.property == property.name) {
        hints = with(hints, "attribute", attribute.name);
        if !attribute.values.is_empty() {
            schema = with(schema, "enum", attribute.values);
        }
    }
    if matches!(property.name, "backendUrl" | "baseUrl") {
        hints = with(hints, "schema-hint", "mia/endpoints");
    }
    with(schema, "__mia_configuration", hints)
}

const fn kind(property: &Property) -> &'static str {
    match property.carries {
        Carries::Text => "string",
        Carries::Data | Carries::Opaque => "object",
    }
}

fn group(name: &str) -> &'static str {
    match name {
        "layout" | "theme" => "appearance",
        "backendUrl" | "baseUrl" | "basePath" | "clientType" | "credentials" | "headers" | "requestHeaders" | "config" => "interaction",
        _ => "content",
    }
}

fn priority(name: &str) -> &'static str {
    match name {
        "baseUrl" | "filters" => "high",
        "view" | "layout" | "theme" | "channel" => "medium",
        _ => "low",
    }
}
