//! What the tenant configured: the demo's own look and tools, and over them what `STYLE_CONFIG` says, checked by the
//! element's JSON Schema. What the schema refuses is left out and said once; the rest is served.

use std::fs;
use std::sync::{LazyLock, Mutex};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::settings::Settings;

/// The schema as `cargo xtask dist` publishes it; made of the element's own table of keys.
static SCHEMA: LazyLock<Option<jsonschema::Validator>> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../../assets/chat-config.schema.json")).ok()?;
    jsonschema::validator_for(&schema).ok()
});

/// Keys of a configuration itself: a file that has one at its root is meant for every client type.
const OWN_KEYS: [&str; 11] =
    ["actions", "badges", "cannedReplies", "channels", "features", "hour12", "locale", "messages", "stream", "theme", "timeZone"];

/// Everything of the configuration but credentials and Stream's address: what the tenant's file says for a client type, or the
/// demo's own. The file is read at each request, so that a change is seen by a reload of the page.
pub(crate) fn configured(settings: &Settings, client_type: &str) -> Map<String, Value> {
    let Some(path) = &settings.style else { return demo(client_type) };
    let name = path.display();
    let (style, said) = match fs::read_to_string(path) {
        Err(error) => (Map::new(), vec![format!("{name} cannot be read ({error}): the demo's own is served")]),
        Ok(text) => match serde_json::from_str(&text) {
            Ok(Value::Object(file)) => {
                let (style, faults) = checked(pick(file, client_type));
                (style, faults.into_iter().map(|fault| format!("{name}: {fault}; this is left out")).collect())
            }
            Ok(_) => (Map::new(), vec![format!("{name} holds no object: the demo's own is served")]),
            Err(error) => (Map::new(), vec![format!("{name} is not JSON ({error}): the demo's own is served")]),
        },
    };
    say(said);
    if style.is_empty() { demo(client_type) } else { style }
}

/// What a file says for a client type: its own part, or all of a file that is a configuration itself.
fn pick(mut file: Map<String, Value>, client_type: &str) -> Map<String, Value> {
    match file.remove(client_type) {
        Some(Value::Object(own)) => own,
        _ if OWN_KEYS.iter().any(|key| file.contains_key(*key)) => file,
        _ => Map::new(),
    }
}

/// What the schema takes of a configuration, and what it refuses, each with its path.
pub(crate) fn checked(style: Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let mut style = Value::Object(style);
    let Some(schema) = SCHEMA.as_ref() else { return (Map::new(), vec!["the schema cannot be read".into()]) };
    let path = |pointer: &str| pointer.trim_start_matches('/').replace('/', ".");
    let faults = schema.iter_errors(&style).map(|error| format!("{}: {error}", path(error.instance_path().as_str()))).collect();
    // Each turn takes something away, so that it comes to an end: what cannot be used, then what cannot be without it.
    loop {
        let gone = schema.iter_errors(&style).next().map(|error| {
            let pointer = error.instance_path().as_str().to_owned();
            match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => {
                    unexpected.iter().map(|name| format!("{pointer}/{name}")).collect()
                }
                _ => vec![pointer],
            }
        });
        let Some(gone) = gone else { break };
        if gone.iter().filter(|pointer| take(&mut style, pointer)).count() == 0 {
            return (Map::new(), faults);
        }
    }
    (if let Value::Object(style) = style { style } else { Map::new() }, faults)
}

/// Takes away what a JSON pointer leads to; tells whether there was something.
fn take(json: &mut Value, pointer: &str) -> bool {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return false };
    let key = key.replace("~1", "/").replace("~0", "~");
    match json.pointer_mut(parent) {
        Some(Value::Object(map)) => map.remove(&key).is_some(),
        Some(Value::Array(items)) => key.parse().ok().filter(|at| *at < items.len()).map(|at: usize| drop(items.remove(at))).is_some(),
        _ => false,
    }
}

/// Says what is new: the file is read at each request.
fn say(said: Vec<String>) {
    static KNOWN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let Ok(mut known) = KNOWN.lock() else { return };
    if *known != said {
        said.iter().for_each(|line| eprintln!("STYLE_CONFIG {line}"));
        *known = said;
    }
}

/// The demo's own. Pages that bring a filter of their own ask as `plugin`, and get no views beside it. Whoever may freeze channels closes and opens conversations, everybody makes tickets of messages.
fn demo(client_type: &str) -> Map<String, Value> {
    let switch = |id: &str, label: Value, icon: &str, confirm: Value, frozen: bool| {
        json!({
            "id": id, "label": label, "icon": icon, "placement": "channel-header", "bulk": true, "confirm": confirm,
            "requires": { "capabilities": ["freeze-channel"], "when": { "frozen": !frozen } },
            "run": { "kind": "update-channel", "set": { "frozen": frozen } },
        })
    };
    let mut demo = json!({
        "theme": { "mode": "auto", "title": { "en": "Conversations", "it": "Conversazioni" } },
        "channels": { "sort": [{ "last_message_at": -1 }], "views": [
            { "id": "open", "label": { "en": "Open", "it": "Aperte" }, "filters": { "frozen": false } },
            { "id": "closed", "label": { "en": "Closed", "it": "Chiuse" }, "filters": { "frozen": true } },
        ] },
        "actions": [
            switch("close", json!({ "en": "Close conversation", "it": "Chiudi conversazione" }), "lock",
                json!({ "en": "Nobody can write in {channel.name} until it is opened again.", "it": "Nessuno potrà scrivere in {channel.name} finché non viene riaperta." }), true),
            switch("reopen", json!({ "en": "Reopen conversation", "it": "Riapri conversazione" }), "lock-open",
                json!({ "en": "Everybody can write in {channel.name} again.", "it": "Tutti potranno di nuovo scrivere in {channel.name}." }), false),
            {
                "id": "ticket", "label": { "en": "Make a ticket", "it": "Apri un ticket" }, "icon": "ticket", "placement": "message-menu",
                "run": { "kind": "request", "path": "/tickets", "body": { "cid": "{channel.cid}", "message": "{message.id}", "text": "{message.text}" } },
            },
        ],
        "badges": [{ "id": "order", "label": { "en": "Order {channel.order}", "it": "Ordine {channel.order}" }, "tone": "accent" }],
        "cannedReplies": [
            {
                "id": "hello", "shortcut": "hi", "label": { "en": "Greeting", "it": "Saluto" },
                "text": { "en": "Hello, this is {user.name}. How can I help?", "it": "Buongiorno, sono {user.name}. Come posso aiutare?" },
            },
            {
                "id": "order", "shortcut": "order", "label": { "en": "Ask for the order", "it": "Chiedi l'ordine" },
                "text": {
                    "en": "Could you tell me your order number? I have {channel.order} here.",
                    "it": "Può dirmi il numero d'ordine? Qui risulta {channel.order}.",
                },
            },
        ],
    });
    if client_type == "plugin" {
        take(&mut demo, "/channels/views");
    }
    if let Value::Object(demo) = demo { demo } else { Map::new() }
}

/// POST `/tickets`: a tenant's own system, as far as the demo's action needs one.
pub(crate) async fn ticket(State(_): State<App>, Json(asked): Json<Value>) -> Response {
    let is_whole = ["cid", "message", "text"].iter().all(|key| asked[*key].is_string());
    let status = if is_whole { StatusCode::CREATED } else { StatusCode::BAD_REQUEST };
    (status, Json(json!({ "about": asked["message"] }))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn object(json: Value) -> Map<String, Value> {
        json.as_object().unwrap().clone()
    }

    #[test]
    fn the_demos_own_configuration_passes_the_schema() {
        for client_type in ["web", "plugin"] {
            assert_eq!(checked(demo(client_type)), (demo(client_type), Vec::new()));
        }
        assert_eq!((demo("web")["channels"]["views"].is_array(), demo("plugin")["channels"]["views"].is_array()), (true, false));
    }

    #[test]
    fn what_the_schema_refuses_is_left_out_and_said_with_its_path() {
        let (kept, faults) = checked(object(json!({
            "theme": { "mode": "pink", "brand": "#0a5", "tokens": { "radius": "url(//x)", "nonsense": "1", "space": "4px" } },
            "hour12": "no", "anything": { "else": 1 },
            "actions": [
                { "id": "a", "label": "A", "placement": "channel-menu", "run": { "kind": "request", "path": "//evil.test" } },
                { "id": "b", "label": "B", "placement": "channel-menu", "run": { "kind": "event" }, "icon": "skull" },
            ],
        })));
        assert_eq!(
            Value::Object(kept),
            json!({
                "theme": { "brand": "#0a5", "tokens": { "space": "4px" } }, "anything": { "else": 1 },
                "actions": [{ "id": "b", "label": "B", "placement": "channel-menu", "run": { "kind": "event" } }],
            })
        );
        for path in ["theme.mode", "theme.tokens.radius", "theme.tokens", "hour12", "actions.0.run.path", "actions.1.icon"] {
            assert!(faults.iter().any(|fault| fault.split(": ").next().is_some_and(|at| at.ends_with(path))), "{path}: {faults:#?}");
        }
    }

    #[test]
    fn each_client_type_has_its_own_configuration() {
        let file = object(json!({ "web": { "locale": "it" }, "mobile": { "locale": "en" } }));
        assert_eq!(pick(file.clone(), "web")["locale"], "it");
        assert_eq!(pick(file.clone(), "mobile")["locale"], "en");
        assert!(pick(file, "kiosk").is_empty());
    }

    #[test]
    fn a_file_that_is_a_configuration_itself_is_for_everybody() {
        assert_eq!(pick(object(json!({ "locale": "it", "theme": {} })), "web")["locale"], "it");
    }

    #[test]
    fn nothing_is_said_of_a_good_file() {
        let style =
            object(json!({ "theme": { "brand": "#123456", "tokens": { "--str-chat__primary-color": "#005fff" } }, "locale": null }));
        assert_eq!(checked(style.clone()), (style, Vec::new()));
    }
}
