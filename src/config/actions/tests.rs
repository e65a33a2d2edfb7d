use crate::json;
use proptest::prelude::*;

use super::super::{Config, Tools};
use super::*;

fn read(actions: Value) -> (Vec<Rc<CustomAction>>, Vec<String>) {
    let config = Config { tools: [Some(actions), None, None, None, None], ..Config::default() };
    let (tools, faults) = Tools::read(&config);
    (tools.actions, faults.into_iter().map(|fault| fault.path).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn with_run(run: Value) -> (Vec<Rc<CustomAction>>, Vec<String>) {
    read(json!([{"id": "a", "label": "A", "placement": "channel-menu", "run": run}]))
}

#[test]
fn the_contracts_examples_are_read() {
    let (actions, faults) = read(json!([
        { "id": "close", "label": { "en": "Close chat", "it": "Chiudi chat" }, "icon": "check", "placement": "channel-header",
          "requires": { "capabilities": ["freeze-channel"], "roles": ["admin", "doctor"], "channelTypes": ["support"], "when": { "frozen": false } },
          "confirm": { "en": "Close this chat?" }, "run": { "kind": "update-channel", "set": { "frozen": true } } },
        { "id": "escalate", "label": "Escalate", "placement": "message-menu",
          "run": { "kind": "request", "method": "POST", "path": "/tickets", "body": { "cid": "{channel.cid}", "text": "{message.text}" } } },
        { "id": "crm", "label": "Open record", "placement": "channel-menu", "run": { "kind": "event" } },
    ]));
    assert_eq!((actions.len(), faults), (3, Vec::new()));
    let close = &actions[0];
    assert_eq!((close.icon, close.placement, close.confirm.is_some()), (Some("check"), Placement::ChannelHeader, true));
    assert_eq!(close.requires.roles, ["admin", "doctor"]);
    assert!(matches!(&actions[1].run, Run::Request { method: "POST", path, body: Some(_) } if path == "/tickets"));
    assert_eq!(actions[2].run, Run::Event);
}

#[test]
fn a_step_that_cannot_be_read_loses_the_whole_action() {
    let with_then = |then: Value| {
        read(json!([{"id": "a", "label": "A", "placement": "channel-menu", "run": {"kind": "send", "text": "Hello"}, "then": then}]))
    };
    let (actions, faults) = with_then(json!([{"kind": "event"}, {"kind": "request", "path": "/x"}]));
    assert_eq!((actions[0].steps().count(), faults.len()), (3, 0));
    for (then, path) in [
        (json!({"kind": "event"}), "actions.0.then"),
        (json!([{"kind": "event"}, {"kind": "send", "text": " "}]), "actions.0.then.1.text"),
        (json!([{"kind": "request", "path": "//evil"}]), "actions.0.then.0.path"),
        (json!([7]), "actions.0.then.0"),
    ] {
        assert_eq!(with_then(then), (Vec::new(), vec![path.to_owned()]));
    }
}

#[test]
fn an_action_that_cannot_be_used_loses_only_itself_and_says_where() {
    let good = json!({"id": "a", "label": "A", "placement": "composer", "run": {"kind": "event"}});
    let with = |key: &str, value: Value| {
        let mut action = good.clone();
        action["id"] = json!(format!("{key}-{value}"));
        action[key] = value;
        action
    };
    let (actions, faults) = read(json!([
        good,
        7,
        with("label", json!(7)),
        with("icon", json!("skull")),
        with("placement", json!("everywhere")),
        with("run", json!({"kind": "eval"})),
        with("requires", json!({"roles": "admin", "capabilities": [7]})),
        with("confirm", json!(true)),
        good,
    ]));
    assert_eq!(actions.iter().map(|it| &*it.id).collect::<Vec<_>>(), ["a", "icon-\"skull\""]);
    assert_eq!(
        faults,
        [
            "actions.1",
            "actions.2.label",
            "actions.3.icon",
            "actions.4.placement",
            "actions.5.run.kind",
            "actions.6.requires.capabilities.0",
            "actions.6.requires.roles",
            "actions.7.confirm",
            "actions.8.id",
        ]
    );
    assert_eq!(read(json!({})), (Vec::new(), vec!["actions".to_owned()]));
}

#[test]
fn requests_go_nowhere_but_below_the_backend() {
    for path in [
        "//evil.test",
        "https://evil.test",
        "tickets",
        "/../x",
        "/a/../../x",
        "/a/..",
        "/%2e%2e/x",
        "/.%2E/x",
        "/a/./b",
        "/a\\..\\b",
        "/\\evil.test",
        "/a b",
        "/a#b",
        "/a\tb",
        "",
        "javascript:alert(1)",
        "/a/%2E",
    ] {
        assert!(!is_safe_path(path), "{path}");
        assert_eq!(with_run(json!({"kind": "request", "path": path})).1, ["actions.0.run.path"], "{path}");
    }
    for path in ["/", "/tickets", "/tickets/{channel.id}", "/a?cid={channel.cid}&x=..", "/a/...", "/v1.2/x"] {
        assert!(is_safe_path(path), "{path}");
    }
}

#[test]
fn a_change_of_the_channel_says_what_changes() {
    assert_eq!(with_run(json!({"kind": "update-channel"})).1, ["actions.0.run"]);
    assert_eq!(with_run(json!({"kind": "update-channel", "set": []})).1, ["actions.0.run.set"]);
    assert_eq!(with_run(json!({"kind": "update-channel", "unset": ["a", 7]})).1, ["actions.0.run.unset.1"]);
    assert_eq!(with_run(json!({"kind": "update-channel", "unset": ["a"]})).1, Vec::<String>::new());
}

#[test]
fn canned_replies_are_read_and_shortcuts_can_be_typed() {
    let config = Config {
        tools: [
            None,
            Some(json!([
                {"id": "hello", "shortcut": "/hi", "label": "Greeting", "text": "Buongiorno {channel.customer}"},
                {"id": "bye", "shortcut": "good bye", "label": {"en": "Farewell"}, "text": {"en": "Bye", "it": "Ciao"}},
                {"id": "none", "label": "No shortcut", "text": "x"},
                {"id": "bad", "shortcut": 7, "label": "Bad shortcut", "text": "x"},
                {"id": "worse", "label": "No text"},
            ])),
            None,
            None,
            None,
        ],
        ..Config::default()
    };
    let (tools, faults) = Tools::read(&config);
    assert_eq!(tools.replies.iter().map(|it| &*it.shortcut).collect::<Vec<_>>(), ["hi", "good-bye", "", ""]);
    assert_eq!(faults.into_iter().map(|fault| fault.path).collect::<Vec<_>>(), ["cannedReplies.3.shortcut", "cannedReplies.4.text"]);
}

proptest! {
    #[test]
    fn what_is_safe_stays_below_the_base_for_a_browser(path in "/?(/|\\.|%2e|%2E|\\\\|[a-z?#@:]){0,12}") {
        if is_safe_path(&path) {
            let url = url::Url::parse(&["https://backend.test/base", &path].concat()).unwrap();
            prop_assert_eq!(url.origin().ascii_serialization(), "https://backend.test");
            prop_assert!(url.path().starts_with("/base/"), "{} leads to {}", path, url);
        }
    }
}
