//! Rows and how they read on the wire, a file per noun. Nothing here decides who may do what or who is told; that is `stream`.

pub(crate) mod attachments;
pub(crate) mod channels;
pub(crate) mod circles;
pub(crate) mod drafts;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod pages;
pub(crate) mod polls;
pub(crate) mod previews;
pub(crate) mod reactions;
pub(crate) mod reads;
pub(crate) mod threads;
pub(crate) mod uploads;
pub(crate) mod users;
pub(crate) mod votes;

use rusqlite::Row;
use rusqlite::types::Type;
use serde_json::{Map, Value};

use crate::clock;

/// An object under construction.
pub(crate) type Object = Map<String, Value>;

/// A column that holds JSON.
pub(crate) fn json_column(row: &Row<'_>, name: &str) -> rusqlite::Result<Value> {
    let text: String = row.get(name)?;
    let index = row.as_ref().column_index(name)?;
    serde_json::from_str(&text).map_err(|error| rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error)))
}

/// A column that holds a JSON object.
pub(crate) fn object_column(row: &Row<'_>, name: &str) -> rusqlite::Result<Object> {
    Ok(match json_column(row, name)? {
        Value::Object(object) => object,
        _ => Object::new(),
    })
}

/// A column that holds a JSON array of texts.
pub(crate) fn texts_column(row: &Row<'_>, name: &str) -> rusqlite::Result<Vec<String>> {
    Ok(texts(&json_column(row, name)?))
}

/// The texts of an array.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Adds a time, null when there is none.
pub(crate) fn put_time(object: &mut Object, key: &str, time: Option<i64>) {
    object.insert(key.into(), clock::json(time));
}

/// The keys of `sent` that are not `reserved`: custom ones (protocol 0.4, rule 1). A nested `custom` is flattened.
pub(crate) fn custom_of(sent: &Value, reserved: &[&str]) -> Object {
    let mut custom = Object::new();
    for (key, value) in sent.as_object().into_iter().flatten() {
        match value {
            Value::Object(nested) if key == "custom" => custom.extend(nested.clone()),
            _ if reserved.contains(&key.as_str()) => {}
            _ => {
                custom.insert(key.clone(), value.clone());
            }
        }
    }
    custom
}
