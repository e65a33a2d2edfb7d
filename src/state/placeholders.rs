//! Placeholders of a tenant's texts: `{channel.cid}`, `{message.text}`, `{user.name}` and whatever custom data is there.
//!
//! They resolve to text: what somebody wrote never becomes a part of a path, of JSON or of markup.

use super::{Channel, Message, State};
use crate::wire::{Map, Value, Wire};

/// A text with each placeholder replaced; `None` when one of them has no value and `missing` does not stand in for it.
pub(crate) fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>, missing: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let name = from.get(1..).and_then(|inner| inner.split_once('}')).map(|(name, _)| name).filter(|name| is_name(name));
        rest = match name {
            Some(name) => {
                filled.push_str(&value(name).or_else(|| missing(name))?);
                from.get(name.len() + 2..).unwrap_or_default()
            }
            None => {
                filled.push('{');
                from.get(1..).unwrap_or_default()
            }
        };
    }
    filled.push_str(rest);
    Some(filled)
}

/// Every text inside a value, filled; what is missing is empty there.
pub(crate) fn fill_json(json: &Value, value: &dyn Fn(&str) -> Option<String>) -> Value {
    match json {
        Value::String(text) => fill(text, value, &|_| Some(String::new())).unwrap_or_default().into(),
        Value::Array(items) => items.iter().map(|item| fill_json(item, value)).collect(),
        Value::Object(map) => fill_map(map, value).into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => json.clone(),
    }
}

/// The same for the values of an object; its keys stay.
pub(crate) fn fill_map(map: &Map, value: &dyn Fn(&str) -> Option<String>) -> Map {
    map.iter().map(|(key, item)| (key.clone(), fill_json(item, value))).collect()
}

/// `channel.`, `message.` or `user.` with a path of plain names.
fn is_name(name: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter) || !letter.is_ascii();
    ["channel.", "message.", "user."].iter().any(|root| name.len() > root.len() && name.starts_with(root)) && name.chars().all(is_plain)
}

impl State {
    /// The value of a placeholder in a channel, and for a message there; `None` when there is none.
    #[must_use]
    pub fn placeholder(&self, name: &str, channel: &Channel, message: Option<&Message>) -> Option<String> {
        let (root, path) = name.split_once('.')?;
        let known = match root {
            "channel" => channel.data.write(),
            "message" => message?.data.write(),
            "user" => self.profile(self.my_id()?)?.write(),
            _ => None,
        };
        at(&known?, path).or_else(|| self.common(name, channel))
    }

    /// What everybody has under some name.
    pub(super) fn common(&self, name: &str, channel: &Channel) -> Option<String> {
        match name {
            "channel.name" => super::members::channel_name(self, channel),
            "user.name" => Some(self.my_id()?.to_string()),
            _ => None,
        }
    }

    /// A canned reply as it is put into the composer. What has no value stays as `[name]`, for the user to see and to fill in.
    #[must_use]
    pub fn filled(&self, text: &str, channel: &Channel) -> String {
        let missing = |name: &str| Some(["[", name.rsplit('.').next().unwrap_or(name), "]"].concat());
        fill(text, &|name| self.placeholder(name, channel, None), &missing).unwrap_or_default()
    }
}

/// The text at a path of keys.
pub(super) fn at(known: &Value, path: &str) -> Option<String> {
    path.split('.').try_fold(known, |value, key| value.get(key)).and_then(text)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(_) => Some(value.to_string()),
        Value::Bool(flag) => Some(if *flag { "true" } else { "false" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    fn filled(text: &str) -> Option<String> {
        let value = |name: &str| match name {
            "user.name" => Some("Giulia {channel.cid} <b>\"".to_owned()),
            _ => None,
        };
        fill(text, &value, &|name| name.starts_with("channel.").then(|| "?".to_owned()))
    }

    #[test]
    fn only_placeholders_are_replaced_and_only_once() {
        for (text, expected) in [
            ("Hello {user.name}!", Some("Hello Giulia {channel.cid} <b>\"!")),
            ("{channel.x}{channel.y}", Some("??")),
            ("a { b } {} {user} {user.} {evil.x} {user.na me} {", Some("a { b } {} {user} {user.} {evil.x} {user.na me} {")),
            ("{{user.name}}", Some("{Giulia {channel.cid} <b>\"}")),
            ("{message.text}", None),
        ] {
            assert_eq!(filled(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn json_keeps_its_shape_whatever_is_filled_in() {
        let body = json!({"{user.name}": [{"text": "{user.name}", "n": 7, "on": true}, null, "{message.text}"]});
        let filled = fill_json(&body, &|name| (name == "user.name").then(|| "\"}],\"admin\":true".to_owned()));
        assert_eq!(filled, json!({"{user.name}": [{"text": "\"}],\"admin\":true", "n": 7, "on": true}, null, ""]}));
    }
}
