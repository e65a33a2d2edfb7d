//! Rights that change while one looks.

use super::*;
use crate::state::Hold;

fn frozen(seconds: u32, frozen: bool) -> Value {
    json!({"type": "channel.updated", "cid": GENERAL, "created_at": time(seconds), "channel": {"cid": GENERAL, "type": "messaging", "id": "general",
        "frozen": frozen, "created_at": time(0), "updated_at": time(seconds)}})
}

fn hold(world: &World) -> Option<Hold> {
    world.state().hold(&general(), world.now)
}

fn allowed(mut channel: Value, capabilities: &[&str], seconds: u32) -> Value {
    channel["channel"]["own_capabilities"] = json!(capabilities);
    channel["channel"]["updated_at"] = json!(time(seconds));
    channel
}

#[test]
fn a_channel_that_freezes_and_thaws_asks_what_may_be_done_and_keeps_the_text() {
    let mut world = World::chatting();
    world.write(&general(), "half a th");
    world.effects.clear();
    world.frame(&frozen(60, true));
    assert_eq!(hold(&world), Some(Hold::Frozen), "at once");
    let rich = a_rich_channel(&[]);
    let (call, request) = world.take_kind("gates");
    assert!(request.body.unwrap().contains(r#""message_limit":1"#));
    let mut answer = allowed(rich.clone(), &["read-events"], 60);
    answer["channel"]["frozen"] = json!(true);
    world.answer(call, 201, &json!({"channels": [answer]}));
    assert_eq!(&*world.composer().text, "half a th");
    world.pass(500);
    world.frame(&frozen(70, false));
    assert_eq!(hold(&world), Some(Hold::NotAllowed));
    let (call, _) = world.take_kind("gates");
    world.answer(call, 201, &json!({"channels": [allowed(rich, &["read-events", "send-message"], 70)]}));
    assert_eq!((hold(&world), &*world.composer().text), (None, "half a th"));
    assert_eq!(world.shown().len(), 3, "messages are not touched");
}

#[test]
fn another_role_of_the_own_user_asks_and_that_of_somebody_else_does_not() {
    let member = |user: &str, role: &str, seconds: u32| {
        json!({"type": "member.updated", "cid": GENERAL, "created_at": time(seconds), "user": {"id": user},
            "member": {"user_id": user, "user": {"id": user}, "channel_role": role, "updated_at": time(seconds)}})
    };
    let mut world = World::chatting();
    world.frame(&member("marco", "channel_moderator", 60));
    assert!(!world.asks("gates"));
    world.frame(&member("giulia", "channel_moderator", 61));
    assert!(world.asks("gates"));
}

#[test]
fn capabilities_that_are_told_are_taken_and_others_asked_for() {
    let mut world = World::chatting();
    world.frame(&json!({"type": "capabilities.changed", "cid": GENERAL, "created_at": time(60), "own_capabilities": ["read-events"]}));
    assert_eq!((hold(&world), world.asks("gates")), (Some(Hold::NotAllowed), false));
    world.frame(&json!({"type": "capabilities.changed", "cid": GENERAL, "created_at": time(61)}));
    assert!(world.asks("gates"));
}

#[test]
fn many_changes_at_once_are_two_questions() {
    let mut world = World::chatting();
    for n in 0..10 {
        world.frame(&frozen(60 + n, n % 2 == 0));
    }
    world.pass(1_000);
    assert_eq!(world.asked_kinds().into_iter().filter(|kind| *kind == "gates").count(), 2);
}
