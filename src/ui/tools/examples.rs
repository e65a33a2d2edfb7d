//! A tenant's actions in the catalogue.

use std::rc::Rc;

use crate::json;

use crate::config::{Config, Tools};
#[cfg(test)]
use crate::state::State;
use crate::state::{Change, Running};
use crate::testing::{BOB, StateFactory, a_message, a_state, the_channel, the_locale};
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
    let config = Config { tools: [Some(actions.clone()), Some(replies.clone())], ..Config::default() };
    let (tools, faults) = Tools::read(&config);
    assert!(faults.is_empty(), "{faults:?}");
    a_conversation().after(&Change::Equipped(Rc::new(tools)))
}

/// The state of such a conversation.
#[cfg(test)]
pub(super) fn state(actions: &Value, replies: &Value) -> State {
    equipped(actions, replies).build()
}
