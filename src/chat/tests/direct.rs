//! What hosts ask for by methods.

use super::*;

#[test]
fn the_channel_of_some_people_is_opened_once_a_session_is_there() {
    let mut world = World::new();
    let users = ["marco", "giulia", "marco", "lena", ""].map(UserId::from).to_vec();
    world.feed(Input::Host(SCREEN, Intent::OpenDirect(users)));
    assert!(!world.asks("direct"));
    world.configure("giulia");
    world.greet();
    let (call, request) = world.take_kind("direct");
    assert!(request.url.contains("/channels/messaging/query?"), "{}", request.url);
    assert!(request.body.unwrap().contains(r#"{"members":["giulia","marco","lena"]}"#));
    world.answer_lists(&[a_channel(GENERAL, &[])]);
    let channel = a_channel("messaging:!members-1", &[]);
    world.answer(call, 201, &channel);
    let screen = world.screen();
    assert_eq!(screen.open.as_ref().map(Cid::as_str), Some("messaging:!members-1"));
    assert!(!world.told().iter().any(|event| matches!(event, HostEvent::ChannelOpen { .. })), "the host's own call is no news");
    world.pass(300);
    world.answer_lists(&[channel]);
    assert!(world.screen().inbox.cids.iter().any(|cid| cid.as_str() == "messaging:!members-1"), "it is listed");
}

#[test]
fn nobody_else_is_no_channel_and_a_refusal_is_told() {
    let mut world = World::online();
    world.feed(Input::Host(SCREEN, Intent::OpenDirect(vec![UserId::from("giulia")])));
    assert!(!world.asks("direct") && world.told().iter().any(|event| matches!(event, HostEvent::Error { kind: "direct", .. })));
    world.effects.clear();
    world.feed(Input::Host(SCREEN, Intent::OpenDirect(vec![UserId::from("nobody")])));
    let (call, _) = world.take_kind("direct");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!(world.notices(), [crate::state::NoticeKey::DirectFailed]);
    assert!(world.told().iter().any(|event| matches!(event, HostEvent::Error { kind: "direct", .. })));
}

#[test]
fn a_draft_of_the_hosts_takes_the_place_of_what_is_written_and_nobody_sees_typing() {
    let mut world = World::chatting();
    world.write(&general(), "mine");
    world.effects.clear();
    world.feed(Input::Host(SCREEN, Intent::SetDraft(Cid::from(GENERAL), Rc::from("Good morning"))));
    assert_eq!((&*world.composer().text, world.composer().caret), ("Good morning", 12));
    assert!(!world.asks("typing.start"));
    world.pass(1_000);
    assert!(
        world.effects.iter().any(|effect| matches!(effect, Effect::Store { value: Some(value), .. } if value.contains("Good morning")))
    );
}

#[test]
fn a_draft_of_the_hosts_waits_behind_an_edit() {
    let mut world = World::chatting();
    world.intend(Intent::Edit(general(), id("mine")));
    world.feed(Input::Host(SCREEN, Intent::SetDraft(Cid::from(GENERAL), Rc::from("later"))));
    assert_eq!(&*world.composer().text, "mine");
    world.intend(Intent::CancelEdit(general()));
    assert_eq!(&*world.composer().text, "later");
}

#[test]
fn a_draft_set_before_anything_is_known_is_kept_for_its_user_only() {
    let mut world = World::new();
    world.feed(Input::Host(SCREEN, Intent::SetDraft(Cid::from(GENERAL), Rc::from("early"))));
    world.pass(2_000);
    assert!(!world.effects.iter().any(|effect| matches!(effect, Effect::Store { .. })));
    world.configure("giulia");
    world.feed(Input::Restored(vec![(format!("draft:{GENERAL}"), "old".to_owned())]));
    world.greet();
    world.pass(1_000);
    assert_eq!(&*world.composer().text, "early");
    assert!(world.effects.iter().any(|effect| matches!(effect, Effect::Store { key, .. } if key.contains(":giulia:"))));
}

#[test]
fn a_channel_is_opened_at_a_message_and_in_a_thread() {
    let mut world = World::chatting();
    world.feed(Input::Host(SCREEN, Intent::OpenAt { cid: Cid::from(GENERAL), message: Some(id("a")), thread: None }));
    assert_eq!(world.screen().highlight.as_ref().map(|highlight| highlight.id.as_str()), Some("a"));
    world.feed(Input::Host(SCREEN, Intent::OpenAt { cid: Cid::from(GENERAL), message: None, thread: Some(id("b")) }));
    assert_eq!(world.screen().thread.as_ref().map(MessageId::as_str), Some("b"));
    world.feed(Input::Host(SCREEN, Intent::OpenAt { cid: Cid::from("messaging:far"), message: Some(id("x")), thread: None }));
    let (call, _) = world.take_kind("open");
    assert!(!world.asks("jump"), "not before the channel is there");
    let mut far = a_channel("messaging:far", &[]);
    far["channel"]["cid"] = json!("messaging:far");
    world.answer(call, 201, &json!({"channels": [far]}));
    assert!(world.asks("jump"));
}
