//! The JSON Schema of the configuration, and that it says what the parser says.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::keys::root;
use super::patterns::kinds;
use crate::config::{Outcome, Tools, parse};
use crate::testing::settle;
use crate::theme;

const FILE: &str = "assets/chat-config.schema.json";

fn schema() -> Value {
    let mut schema = root().schema(true);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$defs"] = kinds();
    schema["title"] = json!("Configuration of <chat-service>");
    schema
}

#[test]
fn the_published_schema_is_made_of_the_table() {
    settle(FILE, &(serde_json::to_string_pretty(&schema()).unwrap() + "\n"));
}

/// The example of the contract, with every key there is.
fn the_example() -> Value {
    json!({
        "authentication": {"userId": "64f", "userToken": "jwt", "apiKey": "key"},
        "stream": {"baseUrl": "https://chat.stream-io-api.com"},
        "locale": "it", "messages": {"composer.placeholder": "Scrivi…"}, "timeZone": "Europe/Rome", "hour12": false,
        "theme": {"mode": "auto", "brand": "#0a5", "tokens": {"radius": "8px", "line-height": 1.5, "--str-chat__primary-color": "#005fff", "font": "Inter, sans-serif", "shadow": "0 8px 24px #0003", "duration": "120ms"},
                  "dark": {"surface": "#101214"}, "logo": "https://a.test/logo.svg", "title": "Assistenza"},
        "channels": {"filters": {"type": "support"}, "sort": [{"last_message_at": -1}], "options": {"limit": 20}, "directType": "messaging",
                     "views": [{"id": "open", "label": {"it": "Chat aperte", "en": "Open chats"}, "filters": {"frozen": false}},
                               {"id": "closed", "label": {"it": "Chat chiuse", "en": "Closed chats"}, "filters": {"frozen": true}, "sort": {"name": 1}}]},
        "features": {"threads": true, "search": true, "polls": false, "uploads": true, "voice": true, "newConversation": true},
        "actions": [{"id": "close", "label": {"en": "Close chat", "it": "Chiudi chat"}, "icon": "check", "placement": "channel-header",
                     "requires": {"capabilities": ["freeze-channel"], "roles": ["admin", "doctor"], "channelTypes": ["support"], "when": {"frozen": false}},
                     "confirm": {"en": "Close this chat?"}, "run": {"kind": "update-channel", "set": {"frozen": true}, "unset": ["assignee"]},
                     "then": [{"kind": "send", "text": "Closed by {user.name}"}, {"kind": "request", "path": "/closed/{channel.id}"}]},
                    {"id": "escalate", "label": "Escalate", "placement": "message-menu",
                     "run": {"kind": "request", "method": "POST", "path": "/tickets", "body": {"cid": "{channel.cid}", "text": "{message.text}"}}},
                    {"id": "crm", "label": "Open record", "placement": "channel-menu", "run": {"kind": "event"}}],
        "badges": [{"id": "late", "label": {"en": "Waiting", "it": "In attesa"}, "tone": "warning", "when": {"frozen": false},
            "olderThan": {"field": "waiting_since", "minutes": 30}}],
        "cannedReplies": [{"id": "hello", "shortcut": "hi", "label": "Greeting", "text": "Buongiorno {channel.customer}, …"}],
    })
}

/// Where the parser, the reader of actions and the theme find something wrong; a contrast that was repaired is not wrong.
fn faults(json: &Value) -> BTreeSet<String> {
    let found = match parse(&serde_json::from_value(json.clone()).unwrap()) {
        Outcome::Configured(config, faults) => {
            let faults = faults.into_iter().chain(Tools::read(&config).1).chain(theme::declarations(&config.theme).faults());
            faults.filter(|fault| !fault.expected.starts_with("a contrast")).map(|fault| fault.path).collect()
        }
        Outcome::Unusable(fault) => BTreeSet::from([fault.path]),
        Outcome::Refused { .. } => BTreeSet::new(),
    };
    deepest(found)
}

/// Where the schema finds something wrong.
fn errors(validator: &jsonschema::Validator, json: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for error in validator.iter_errors(json) {
        let path = error.instance_path().as_str().trim_start_matches('/').replace('/', ".");
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match error.kind() {
            ValidationErrorKind::Required { property } => drop(found.insert(below(property.as_str().unwrap()))),
            ValidationErrorKind::AdditionalProperties { unexpected } => found.extend(unexpected.iter().map(|name| below(name))),
            _ => drop(found.insert(path)),
        }
    }
    deepest(found)
}

/// What is wrong with an object because of what is wrong inside it is said once.
#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn deepest(found: BTreeSet<String>) -> BTreeSet<String> {
    let has_deeper = |path: &String| found.iter().any(|other| other.starts_with(&format!("{path}.")));
    found.iter().filter(|path| !has_deeper(path)).cloned().collect()
}

#[test]
fn the_contracts_example_passes_both() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    assert_eq!((errors(&validator, &the_example()), faults(&the_example())), (BTreeSet::new(), BTreeSet::new()));
}

/// Keys that the table knows and the parser reads: what it does not read it cannot find anything wrong with.
fn is_read(pointer: &str) -> bool {
    let Some(key) = ["/channels/directType", "/channels/views"].into_iter().find(|key| pointer.starts_with(key)) else { return true };
    let mut json = the_example();
    if let Some(value) = json.pointer_mut(key) {
        *value = json!(7);
    }
    !faults(&json).is_empty()
}

/// Every place in a value, as JSON pointers, but for what only Stream or the backend reads.
fn places(json: &Value, path: &str, found: &mut Vec<String>) {
    let is_foreign = ["/filters/", "/options/", "/when/", "/body", "/set/"].iter().any(|part| path.contains(part));
    if is_foreign || path.ends_with("/sort/0") || !is_read(path) {
        return;
    }
    if !path.is_empty() {
        found.push(path.to_owned());
    }
    match json {
        Value::Object(map) => map.iter().for_each(|(key, value)| places(value, &format!("{path}/{key}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| places(value, &format!("{path}/{at}"), found)),
        _ => {}
    }
}

fn wrong() -> impl Strategy<Value = Value> {
    let values = json!([
        null, true, false, 7, 0, "", " ", "x", "event", "auto", "light", "channel-menu", "composer", "#0a5", "12px", "url(//x)", "red;}*{",
        "https://a.test", "javascript:alert(1)", "/ok/{channel.id}", "//evil.test", "/../x", "/a/%2e%2e/b", [], {}, [7], ["x"], {"en": "A"}, {"en": 7}, {"a": true}, "GET", "trash-2",
    ]);
    prop::sample::select(values.as_array().unwrap().clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn schema_and_parser_find_the_same_wherever_something_is_wrong(changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::weighted(0.9, wrong())), 1..4)) {
        thread_local! {
            static VALIDATOR: jsonschema::Validator = jsonschema::validator_for(&schema()).unwrap();
        }
        let mut json = the_example();
        for (at, value) in changes {
            let mut all = Vec::new();
            places(&json, "", &mut all);
            let place = at.get(&all).clone();
            match value {
                Some(value) => *json.pointer_mut(&place).unwrap() = value,
                None => {
                    let (parent, key) = place.rsplit_once('/').unwrap();
                    if let Some(Value::Object(map)) = json.pointer_mut(parent) {
                        map.remove(key);
                    }
                }
            }
        }
        // Credentials are all or nothing for the parser, and it stops there; two ids that are the same only it can see.
        prop_assume!(json["authentication"] == the_example()["authentication"]);
        let ids = |list: &Value| -> Vec<String> { list.as_array().into_iter().flatten().filter_map(|it| it["id"].as_str()).map(|id| id.trim().to_owned()).collect() };
        for list in [&json["actions"], &json["channels"]["views"]] {
            let all = ids(list);
            prop_assume!(all.iter().collect::<BTreeSet<_>>().len() == all.len());
        }
        let errors = VALIDATOR.with(|validator| errors(validator, &json));
        prop_assert_eq!(errors, faults(&json), "{}", json);
    }
}

#[test]
fn credentials_of_the_wrong_shape_are_found_by_both() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (key, value) in [("userId", json!(7)), ("userToken", json!("")), ("apiKey", Value::Null)] {
        let mut json = the_example();
        json["authentication"][key] = value;
        assert_eq!(errors(&validator, &json), faults(&json), "{key}");
    }
}
