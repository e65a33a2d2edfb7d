//! What a key may hold, and how JSON Schema says so.

use serde_json::{Map, Value, json};

/// One key of an object.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Without it the object around it is of no use.
    pub(super) is_needed: bool,
    /// What it means.
    pub(super) doc: &'static str,
    /// What counts when it is not there.
    pub(super) default: &'static str,
    /// As it may be written.
    pub(super) example: &'static str,
}

/// A key that may be left out.
pub(super) fn key(name: &'static str, shape: Shape, doc: &'static str, default: &'static str, example: &'static str) -> Key {
    Key { name, shape, is_needed: false, doc, default, example }
}

/// A key that has to be there.
pub(super) fn needed(name: &'static str, shape: Shape, doc: &'static str, example: &'static str) -> Key {
    Key { name, shape, is_needed: true, doc, default: "", example }
}

/// What a key may hold.
pub(super) enum Shape {
    /// Anything.
    Any,
    /// Any object: Stream reads it.
    Free,
    /// A list or an object: Stream reads it.
    Sort,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
    /// A text of this kind: what it is called, and its pattern.
    Like(&'static str, String),
    /// A text, or texts by language.
    Label,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An object with these keys; others are ignored.
    Object(Vec<Key>),
    /// An object with any keys.
    Map(Box<Self>),
    /// A whole number of minutes.
    Minutes,
    /// A text or a number.
    Written,
    /// An object with these keys and no others.
    Only(Vec<(String, Value)>),
    /// A list.
    List(Box<Self>),
    /// An object whose further keys depend on this one.
    Kinds(Box<Key>, Vec<(&'static str, Vec<Key>)>),
    /// One that has to hold something in one of these keys.
    AnyOf(Vec<Key>),
}

impl Shape {
    /// What it is called in the table.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Any => "anything".into(),
            Self::Free | Self::Object(_) | Self::Only(_) | Self::Kinds(..) | Self::AnyOf(_) => "object".into(),
            Self::Sort => "list or object".into(),
            Self::Flag => "true or false".into(),
            Self::Text => "text".into(),
            Self::Like(name, _) => (*name).into(),
            Self::Label => "text, or texts by language".into(),
            Self::Choice(words) if words.len() > 8 => "one of the names below".into(),
            Self::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Self::Map(inner) => format!("object of: {}", inner.name()),
            Self::Minutes => "whole number".into(),
            Self::Written => "text or number".into(),
            Self::List(inner) => format!("list of: {}", inner.name()),
        }
    }

    /// The keys below, each with what stands before its name.
    pub(super) fn keys(&self) -> Vec<(String, &Key)> {
        match self {
            Self::Object(keys) | Self::AnyOf(keys) => all(keys),
            Self::List(inner) => inner.keys().into_iter().map(|(path, key)| (["[].", &path].concat(), key)).collect(),
            Self::Kinds(key, kinds) => {
                std::iter::once((key.name.to_owned(), &**key)).chain(kinds.iter().flat_map(|(_, keys)| all(keys))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The JSON Schema of it; `is_needed` refuses `null`, which elsewhere counts as absent.
    pub(super) fn schema(&self, is_needed: bool) -> Value {
        let types = |names: &[&str]| {
            let names: Vec<&str> = names.iter().copied().chain((!is_needed).then_some("null")).collect();
            if let [name] = *names { json!(name) } else { json!(names) }
        };
        match self {
            Self::Any => json!(true),
            Self::Free => json!({"type": types(&["object"])}),
            Self::Sort => json!({"type": types(&["array", "object"])}),
            Self::Flag => json!({"type": types(&["boolean"])}),
            Self::Text => json!({"type": types(&["string"])}),
            Self::Minutes => json!({"type": types(&["integer"]), "minimum": 1, "maximum": 5_256_000}),
            Self::Written => json!({"type": types(&["string", "number"])}),
            Self::Like(_, pattern) => json!({"type": types(&["string"]), "pattern": pattern}),
            // At least one of the languages has a text.
            Self::Label => json!({
                "type": types(&["string", "object"]), "if": {"type": "object"},
                "then": {"not": {"additionalProperties": {"not": {"type": "string"}}}},
            }),
            Self::Choice(words) => {
                let words: Vec<Value> = words.iter().map(|word| json!(word)).chain((!is_needed).then_some(Value::Null)).collect();
                json!({"enum": words})
            }
            Self::Object(keys) => object(types(&["object"]), keys),
            Self::AnyOf(keys) => {
                let mut schema = object(types(&["object"]), keys);
                schema["anyOf"] = keys
                    .iter()
                    .map(|key| {
                        let mut inner = key.shape.schema(true);
                        let least = if matches!(key.shape, Self::List(_)) { "minItems" } else { "minProperties" };
                        inner[least] = json!(1);
                        json!({"required": [key.name], "properties": {key.name: inner}})
                    })
                    .collect();
                schema
            }
            Self::Map(inner) => json!({"type": types(&["object"]), "additionalProperties": inner.schema(false)}),
            Self::Only(properties) => {
                let properties: Map<String, Value> = properties.iter().cloned().collect();
                json!({"type": types(&["object"]), "properties": properties, "additionalProperties": false})
            }
            Self::List(inner) => json!({"type": types(&["array"]), "items": inner.schema(true)}),
            Self::Kinds(key, kinds) => {
                let name = key.name;
                let words: Vec<&str> = kinds.iter().map(|(kind, _)| *kind).collect();
                let branches: Vec<Value> = kinds
                    .iter()
                    .filter(|(_, keys)| !keys.is_empty())
                    .map(|(kind, keys)| {
                        let then = match keys.as_slice() {
                            [set, unset] if set.name == "set" => Self::AnyOf(vec![copy(set), copy(unset)]).schema(true),
                            keys => object(json!("object"), keys),
                        };
                        json!({"if": {"properties": {name: {"const": kind}}, "required": [name]}, "then": then})
                    })
                    .collect();
                json!({"type": types(&["object"]), "required": [name], "properties": {name: {"enum": words}}, "allOf": branches})
            }
        }
    }
}

/// Keys, each followed by what is below it.
fn all(keys: &[Key]) -> Vec<(String, &Key)> {
    let mut list = Vec::new();
    for key in keys {
        list.push((key.name.to_owned(), key));
        let name = |path: String| [key.name, if path.starts_with('[') { "" } else { "." }, &path].concat();
        list.extend(key.shape.keys().into_iter().map(|(path, inner)| (name(path), inner)));
    }
    list
}

fn copy(key: &Key) -> Key {
    let shape = match key.shape {
        Shape::List(_) => Shape::List(Box::new(Shape::Text)),
        _ => Shape::Free,
    };
    Key { shape, ..*key }
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn object(kind: Value, keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut schema = key.shape.schema(key.is_needed);
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("description".into(), key.doc.into());
            }
            (key.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.is_needed).map(|key| key.name).collect();
    let mut schema = json!({"type": kind, "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}
