//! Keys of a configuration that mean nothing, for who writes one: misspelt ones, mostly. In debug builds only, because it
//! reads the whole schema.

use crate::wire::{Value, parse};

/// Understood as `baseUrl`, as the React client calls it.
const SPELT_OTHERWISE: &str = "stream.baseURL";

/// Paths of what the schema does not name.
#[must_use]
pub fn unknown(config: &Value) -> Vec<String> {
    let schema = parse(include_str!("../../assets/chat-config.schema.json")).unwrap_or_default();
    let mut found = Vec::new();
    look(config, &schema, &schema, "", &mut found);
    found
}

fn look(value: &Value, schema: &Value, root: &Value, path: &str, found: &mut Vec<String>) {
    let named = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/"));
    let schema = named.and_then(|name| root.get("$defs")?.get(name)).unwrap_or(schema);
    match value {
        Value::Array(items) => {
            let Some(of_each) = schema.get("items") else { return };
            items.iter().enumerate().for_each(|(at, item)| look(item, of_each, root, &format!("{path}[{at}]"), found));
        }
        Value::Object(entries) => {
            let Some(known) = schema.get("properties") else { return };
            // What belongs to one kind of thing only stands in a rule of its own.
            let rules = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
            let more: Vec<&Value> = rules.filter_map(|rule| rule.get("then")?.get("properties")).collect();
            let takes_any = schema.get("additionalProperties").is_some_and(|rest| *rest != Value::Bool(false));
            for (key, value) in entries.iter() {
                let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                match known.get(key).or_else(|| more.iter().find_map(|rule| rule.get(key))) {
                    Some(schema) => look(value, schema, root, &path, found),
                    None if takes_any || path == SPELT_OTHERWISE => {}
                    None => found.push(path),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn misspelt_keys_are_found_wherever_they_stand_and_free_ones_are_not() {
        let config = json!({
            "authentication": {"userId": "u", "userToken": "t", "apiKey": "k", "tenant": "x"},
            "stream": {"baseURL": "https://s"}, "messages": {"anything": "goes"}, "them": {},
            "theme": {"brnd": "#fff", "tokens": {"radius": "8px"}},
            "channels": {"filters": {"any": {"$eq": 1}}, "views": [{"id": "a", "label": {"it": "A"}}, {"id": "b", "lable": "B"}]},
            "actions": [{"id": "a", "run": {"kind": "request", "body": {"free": 1}, "pth": "/x"}}]
        });
        assert_eq!(unknown(&config), ["authentication.tenant", "them", "theme.brnd", "channels.views[1].lable", "actions[0].run.pth"]);
    }
}
