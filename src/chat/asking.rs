//! What lists ask for: filter and order in Stream's syntax (protocol section 4.2).

use crate::json;
use crate::wire::Value;

/// The own membership AND what was configured AND what the host asks for AND the view. A filter that speaks of members itself is not
/// narrowed further.
pub(super) fn filter(me: &str, given: &[Option<&Value>]) -> Value {
    let given: Vec<&Value> =
        given.iter().copied().flatten().filter(|filter| filter.as_object().is_some_and(|map| !map.is_empty())).collect();
    let is_about_members = given.iter().any(|filter| names_members(filter));
    let own = json!({"members": {"$in": [me]}});
    let mut parts: Vec<&Value> = if is_about_members { Vec::new() } else { vec![&own] };
    parts.extend(given);
    match parts.as_slice() {
        [only] => (*only).clone(),
        parts => json!({ "$and": parts }),
    }
}

fn names_members(filter: &Value) -> bool {
    match filter {
        Value::Object(map) => map.iter().any(|(key, part)| key == "members" || names_members(part)),
        Value::Array(parts) => parts.iter().any(names_members),
        _ => false,
    }
}

/// Reads Stream's sort syntax: `{"key": -1}`, a list of such, or of `{"field": "key", "direction": -1}`.
pub(super) fn sort(given: Option<&Value>) -> Vec<(String, bool)> {
    let entries = match given {
        Some(Value::Array(entries)) => entries.as_slice(),
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => &[],
    };
    let is_descending = |value: &Value| value.as_i64().is_some_and(|direction| direction < 0);
    let mut keys = Vec::new();
    for entry in entries.iter().filter_map(Value::as_object) {
        match (entry.get("field").and_then(Value::as_str), entry.get("direction")) {
            (Some(field), Some(direction)) => keys.push((field.to_owned(), is_descending(direction))),
            _ => keys.extend(entry.iter().map(|(key, direction)| (key.clone(), is_descending(direction)))),
        }
    }
    if keys.is_empty() {
        keys.push(("last_message_at".to_owned(), true));
    }
    keys.truncate(5);
    keys
}
