//! A tenant's actions in the catalogue.

use std::rc::Rc;

use crate::json;

use crate::config::{Config, Tools};
#[cfg(test)]
use crate::state::State;
use crate::state::{Change, Running};
use crate::testing::{BOB, CLEO, StateFactory, a_message, a_state, the_channel, the_locale};
use crate::ui::Look;
use crate::ui::examples::whole;
use crate::ui::gallery::Example;
use crate::wire::{Cid, Value};

/// Every state worth seeing.
pub(in crate::ui) fn examples() -> Vec<Example> {
    let example = |name: &str, state: StateFactory| whole(format!("tools/{name}"), state, Look::default(), &the_locale());
    let running = Running { number: 1, action: "close".into(), cid: the_cid(), message: None, label: "Close".into() };
    vec![
        example("none", a_conversation()),
        example("one", equipped(&json!([action("close", "channel-header")]), &json!([]))),
        example("many", equipped(&several(), &replies())),
        example("badges", badged()),
        example("running", equipped(&several(), &replies()).after(&Change::RunBegan(running))),
    ]
}

pub(super) fn the_cid() -> Cid {
    Cid::from("messaging:bob")
}

pub(super) fn action(id: &str, placement: &str) -> Value {
    json!({"id": id, "label": {"en": format!("Do {id}"), "it": format!("Fai {id}")}, "icon": "lock", "placement": placement, "run": {"kind": "event"}})
}

pub(super) fn several() -> Value {
    json!([
        action("close", "channel-header"),
        action("assign", "channel-header"),
        action("archive", "channel-header"),
        action("ticket", "channel-header"),
        action("record", "channel-menu"),
        action("escalate", "message-menu"),
        action("invoice", "composer"),
    ])
}

pub(super) fn replies() -> Value {
    json!([
        {"id": "hello", "shortcut": "hi", "label": "Greeting", "text": "Good morning {channel.customer}, this is {user.name}."},
        {"id": "bye", "shortcut": "bye", "label": {"en": "Farewell"}, "text": "Thank you for your message."},
    ])
}

fn a_conversation() -> StateFactory {
    let said = a_message().from(BOB).saying("Could you close this, please?");
    a_state().listing([the_channel().with_id("bob").with_members(&[BOB]).holding([said])]).open("bob")
}

/// A conversation whose tenant has these actions and canned replies.
pub(super) fn equipped(actions: &Value, replies: &Value) -> StateFactory {
    a_conversation().after(&with([Some(actions.clone()), Some(replies.clone()), None]))
}

fn with([actions, replies, badges]: [Option<Value>; 3]) -> Change {
    let tools = [actions, replies, badges, None, None];
    let (tools, faults) = Tools::read(&Config { tools, ..Config::default() });
    assert!(faults.is_empty(), "{faults:?}");
    Change::Equipped(Rc::new(tools))
}

/// Conversations with badges: every tone, a long one, one that only time brings, and one without a value.
pub(super) fn badged() -> StateFactory {
    let badges = json!([
        {"id": "high", "label": "High priority", "tone": "danger", "when": {"priority": "high"}},
        {"id": "late", "label": {"en": "Waiting", "it": "In attesa"}, "tone": "warning", "olderThan": {"field": "waiting_since", "minutes": 30}},
        {"id": "paid", "label": "Paid", "tone": "success", "when": {"id": "bob"}},
        {"id": "new", "label": "New customer, third time this week in the shop", "tone": "accent", "when": {"id": "bob"}},
        {"id": "who", "label": "{channel.assignee}"},
    ]);
    let said = a_message().from(BOB).saying("Is **anybody** there? See [the order](https://shop.test/1)");
    let mut waiting = the_channel().with_id("bob").with_members(&[BOB]).holding([said]);
    for (key, value) in [("priority", "high"), ("waiting_since", "2026-03-02T13:00:00Z"), ("assignee", "Ada")] {
        waiting = waiting.having(key, value);
    }
    let quiet = the_channel().with_id("cleo").with_members(&[CLEO]).holding([a_message().from(CLEO).saying("Thanks!")]);
    a_state().listing([waiting, quiet.having("waiting_since", "2026-03-02T14:10:00Z")]).open("bob").after(&with([None, None, Some(badges)]))
}

/// The state of such a conversation.
#[cfg(test)]
pub(super) fn state(actions: &Value, replies: &Value) -> State {
    equipped(actions, replies).build()
}
