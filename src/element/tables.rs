//! The contract as the tables of a README: the project's and the package's own are made here.
//!
//! As [`super::contract`] it needs nothing but the standard library, because xtask includes this very file.

use super::contract::{ATTRIBUTES, Attribute, EVENTS, Event, METHODS, Method, PARTS, PROPERTIES, Place, SLOTS, STATES, TOKENS};

/// Attributes, with the properties that say the same.
#[must_use]
pub fn attributes() -> String {
    let rows =
        ATTRIBUTES.iter().map(|it| [code(it.name), code(it.property), cell(&type_of(it)), it.default.to_owned(), it.about.to_owned()]);
    table(["Attribute", "Property", "Type", "Default", "Meaning"], rows)
}

/// Properties that no attribute says.
#[must_use]
pub fn properties() -> String {
    let has_attribute = |name: &str| ATTRIBUTES.iter().any(|it| it.property == name);
    let rows = PROPERTIES.iter().filter(|it| !has_attribute(it.name)).map(|it| [code(it.name), cell(it.ts), it.about.to_owned()]);
    table(["Property", "Type", "Meaning"], rows)
}

/// Methods.
#[must_use]
pub fn methods() -> String {
    let rows = METHODS.iter().map(|it| [cell(&format!("{}({})", it.name, parameters_of(it))), it.about.to_owned()]);
    table(["Method", "Does"], rows)
}

/// Events.
#[must_use]
pub fn events() -> String {
    let rows = EVENTS.iter().map(|it| {
        let keys = it.detail.iter().map(|(key, _)| code(key)).collect::<Vec<_>>().join(", ");
        [code(it.name), keys, format!("{}{}", it.about, if it.cancelable { " Cancelable." } else { "" })]
    });
    table(["Event", "Detail", "When"], rows)
}

/// Slots.
#[must_use]
pub fn slots() -> String {
    table(["Slot", "Takes"], SLOTS.iter().map(place))
}

/// Parts.
#[must_use]
pub fn parts() -> String {
    table(["Part", "Is"], PARTS.iter().map(place))
}

/// Custom states.
#[must_use]
pub fn states() -> String {
    table(["State", "Holds while"], STATES.iter().map(place))
}

/// Tokens.
#[must_use]
pub fn tokens() -> String {
    let rows = TOKENS.iter().map(|it| [code(&format!("--chat-{}", it.name)), code(it.syntax), it.about.to_owned()]);
    table(["Token", "Value", "For"], rows)
}

/// The type of an attribute's value in TypeScript.
#[must_use]
pub fn type_of(attribute: &Attribute) -> String {
    if attribute.values.is_empty() {
        return "string".to_owned();
    }
    attribute.values.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(" | ")
}

/// The type of an event's detail in TypeScript.
#[must_use]
pub fn detail_of(event: &Event) -> String {
    if event.detail.is_empty() {
        return "Record<string, never>".to_owned();
    }
    let fields: Vec<String> = event.detail.iter().map(|(key, ts)| format!("{key}: {ts}")).collect();
    format!("{{ {} }}", fields.join("; "))
}

/// Parameters of a method in TypeScript.
#[must_use]
pub fn parameters_of(method: &Method) -> String {
    method.parameters.iter().map(|(name, ts)| format!("{name}: {ts}")).collect::<Vec<_>>().join(", ")
}

fn place(it: &Place) -> [String; 2] {
    [code(it.name), it.about.to_owned()]
}

/// A table of Markdown.
fn table<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|{}\n", "---|".repeat(N));
    let rows: String = rows.map(|cells| line(&cells)).collect();
    [line(&heads.map(str::to_owned)), rule, rows].concat()
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Code in a table: a bar would end its cell.
fn cell(text: &str) -> String {
    code(&text.replace('|', "\\|"))
}
