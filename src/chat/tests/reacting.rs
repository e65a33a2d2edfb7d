//! Reactions, edits, deletions and pins: at once on screen, settled by the answer, taken back when refused.

use super::*;
use crate::state::{NoticeKey, Undo};

fn react(world: &mut World, kind: &str) {
    world.intend(Intent::React { cid: Cid::from(GENERAL), id: id("a"), kind: Rc::from(kind) });
}

fn count(world: &World, kind: &str) -> (u32, bool) {
    let message = world.message("a");
    (message.reaction_groups.get(kind).map_or(0, |group| group.count), message.own_reactions.iter().any(|own| own.kind == kind))
}

/// The message as an answer to a reaction carries it.
fn reacted(kinds: &[&str], seconds: u32) -> Value {
    let mut message = a_message("a", "marco", 1);
    message["updated_at"] = json!(time(seconds));
    message["own_reactions"] = kinds.iter().map(|kind| json!({"type": kind, "user_id": "giulia", "message_id": "a"})).collect();
    message["reaction_groups"] = Value::Object(kinds.iter().map(|kind| ((*kind).to_owned(), json!({"count": 1}))).collect());
    message
}

#[test]
fn a_reaction_is_there_at_once_and_counted_once_whatever_comes_first() {
    for order in ["answer, event", "event, answer", "event", "answer"] {
        let mut world = World::chatting();
        react(&mut world, "like");
        assert_eq!(count(&world, "like"), (1, true));
        let (call, request) = world.take_kind("react");
        assert_eq!(
            (request.method, body(&request)),
            ("POST", json!({"reaction": {"type": "like", "emoji_code": "👍"}, "enforce_unique": false}))
        );
        let mut told = reacted(&["like"], 9);
        told["own_reactions"] = json!([]);
        let event = json!({"type": "reaction.new", "cid": GENERAL, "created_at": time(9), "message": told, "user": {"id": "giulia"},
            "reaction": {"type": "like", "user_id": "giulia", "message_id": "a"}});
        for step in order.split(", ") {
            match step {
                "answer" => world.answer(call.clone(), 201, &json!({"message": reacted(&["like"], 9)})),
                _ => world.frame(&event),
            }
            assert_eq!(count(&world, "like"), (1, true), "{order}, after {step}");
        }
    }
}

#[test]
fn a_refused_reaction_is_taken_back_and_the_user_told() {
    let mut world = World::chatting();
    react(&mut world, "like");
    let (call, _) = world.take_kind("react");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((count(&world, "like"), world.notices()), ((0, false), vec![NoticeKey::ReactFailed]));
    assert!(world.message("a").wishes().is_empty());
}

#[test]
fn the_last_wish_holds_and_one_of_a_kind_is_on_its_way() {
    let mut world = World::chatting();
    for _ in 0..3 {
        react(&mut world, "like");
    }
    react(&mut world, "like");
    let (call, _) = world.take_kind("react");
    assert_eq!((count(&world, "like"), world.asks("unreact")), ((0, false), false));
    world.answer(call, 201, &json!({"message": reacted(&["like"], 9)}));
    assert_eq!(count(&world, "like"), (0, false), "the user does not want it any more");
    let (call, request) = world.take_kind("unreact");
    assert!(request.method == "DELETE" && request.url.contains("/messages/a/reaction/like?"));
    world.answer(call, 200, &json!({"message": reacted(&[], 10)}));
    assert_eq!((count(&world, "like"), world.message("a").wishes().len()), ((0, false), 0));
}

#[test]
fn where_one_reaction_is_allowed_the_new_one_takes_the_place_of_the_old() {
    let mut world = World::without("multipleReactions");
    react(&mut world, "like");
    let (call, _) = world.take_kind("react");
    world.answer(call, 201, &json!({"message": reacted(&["like"], 9)}));
    react(&mut world, "love");
    assert_eq!((count(&world, "like"), count(&world, "love")), ((0, false), (1, true)), "at once");
    let (call, request) = world.take_kind("react");
    assert_eq!(body(&request), json!({"reaction": {"type": "love", "emoji_code": "❤️"}, "enforce_unique": true}));
    world.answer(call, 201, &json!({"message": reacted(&["love"], 10)}));
    // The server took the old one back already.
    let (call, _) = world.take_kind("unreact");
    world.answer(call, 404, &json!({"code": 16}));
    assert_eq!((count(&world, "like"), count(&world, "love"), world.notices()), ((0, false), (1, true), vec![]));
    assert!(world.message("a").wishes().is_empty());
}

#[test]
fn a_reaction_made_offline_goes_out_with_the_next_session() {
    let mut world = World::chatting();
    world.lose_socket();
    react(&mut world, "like");
    let (call, _) = world.take_kind("react");
    world.fail(call, Failure::Offline);
    assert_eq!((count(&world, "like"), world.notices().len()), ((1, true), 0));
    world.pass(1_500);
    world.greet();
    let (call, _) = world.take_kind("react");
    world.answer(call, 201, &json!({"message": reacted(&["like"], 90)}));
    assert_eq!((count(&world, "like"), world.message("a").wishes().len()), ((1, true), 0));
}

#[test]
fn what_fails_for_a_while_is_tried_again_and_then_taken_back() {
    let mut world = World::chatting();
    react(&mut world, "like");
    for _ in 0..4 {
        let (call, _) = world.take_kind("react");
        world.answer(call, 503, &json!({}));
        world.pass(5_000);
    }
    assert_eq!((count(&world, "like"), world.notices()), ((0, false), vec![NoticeKey::ReactFailed]));
}

#[test]
fn an_edit_is_shown_at_once_sent_whole_and_taken_back_when_refused() {
    let mut own = a_message("mine", "giulia", 3);
    own["mood"] = json!("good");
    own["reaction_scores"] = json!({"like": 1});
    let mut world = World::in_channel(a_rich_channel(&[own]));
    world.write(&general(), "half a thought");
    world.intend(Intent::Edit(general(), id("mine")));
    assert_eq!(&*world.composer().text, "mine");
    assert_eq!(world.state().draft(&Cid::from(GENERAL)), "half a thought", "lists preview the draft");
    world.write(&general(), "better");
    world.intend(Intent::Send { target: general(), id: id("unused") });
    assert_eq!((world.message("mine").text.as_str(), &*world.composer().text), ("better", "half a thought"));
    let (call, request) = world.take_kind("edit");
    let sent = &body(&request)["message"];
    assert_eq!((request.method, &sent["text"], &sent["mood"], &sent["pinned"]), ("POST", &json!("better"), &json!("good"), &json!(false)));
    assert!(sent.get("reaction_scores").is_none() && sent.get("user").is_none());
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.message("mine").text.as_str(), world.notices()), ("mine", vec![NoticeKey::EditFailed]));
}

#[test]
fn cancelling_an_edit_brings_the_draft_back() {
    let mut world = World::chatting();
    world.write(&general(), "draft");
    world.intend(Intent::Quote(general(), id("a")));
    world.intend(Intent::Edit(general(), id("mine")));
    assert!(world.composer().quoted.is_none());
    world.intend(Intent::CancelEdit(general()));
    let composer = world.composer();
    assert_eq!((&*composer.text, composer.quoted.map(|quoted| quoted.id.clone())), ("draft", Some(id("a"))));
}

#[test]
fn an_edit_that_changes_nothing_asks_for_nothing() {
    let mut world = World::chatting();
    world.intend(Intent::Edit(general(), id("mine")));
    world.intend(Intent::Send { target: general(), id: id("unused") });
    assert!(!world.asks("edit") && world.composer().is_blank());
}

#[test]
fn a_deleted_message_is_gone_at_once_and_back_when_refused() {
    let mut world = World::chatting();
    world.intend(Intent::Delete(Cid::from(GENERAL), id("a")));
    assert!(!world.asks("delete"), "not the own one");
    world.intend(Intent::Delete(Cid::from(GENERAL), id("mine")));
    assert!(world.message("mine").is_deleted());
    let (call, request) = world.take_kind("delete");
    assert!(request.method == "DELETE" && request.body.is_none());
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.message("mine").is_deleted(), world.notices()), (false, vec![NoticeKey::DeleteFailed]));

    world.intend(Intent::Delete(Cid::from(GENERAL), id("mine")));
    let (call, _) = world.take_kind("delete");
    world.answer(call, 404, &json!({"code": 16}));
    assert!(world.message("mine").is_deleted(), "it was gone already");
}

#[test]
fn a_pin_can_be_taken_back_from_its_notice() {
    let mut world = World::chatting();
    world.intend(Intent::Pin { cid: Cid::from(GENERAL), id: id("a"), on: true });
    assert!(world.message("a").pinned);
    let (call, request) = world.take_kind("pin");
    assert_eq!((request.method, &body(&request)["set"]["pinned"]), ("PUT", &json!(true)));
    let mut pinned = a_message("a", "marco", 1);
    pinned["pinned"] = json!(true);
    pinned["updated_at"] = json!(time(9));
    world.answer(call, 201, &json!({"message": pinned}));
    let notice = world.state().notices[0].clone();
    assert_eq!((notice.key, notice.undo), (NoticeKey::Pinned, Some(Undo::Pin { cid: Cid::from(GENERAL), id: id("a"), on: false })));
    world.intend(Intent::Undo(notice.id));
    assert!(world.asks("pin") && !world.message("a").pinned);
}

#[test]
fn nothing_can_be_done_with_what_the_server_does_not_have() {
    use crate::state::Action;
    let mut world = World::chatting();
    world.say("one");
    let rights = |world: &World, of: &str| world.state().rights(world.channel(), &world.message(of), false);
    assert!(rights(&world, "one").is_none());
    let call = world.take_send().unwrap();
    world.answer(call, 403, &json!({"code": 17}));
    let failed = rights(&world, "one");
    assert!(failed.allow(Action::Discard) && failed.allow(Action::Edit) && !failed.allow(Action::Resend), "403 will not get better");
    let others = rights(&world, "a");
    assert!(others.allow(Action::React) && others.allow(Action::Flag) && others.allow(Action::MarkUnread) && !others.allow(Action::Edit));
    assert!(rights(&world, "mine").allow(Action::Edit) && !rights(&world, "mine").allow(Action::Flag));
    let mut system = a_message("joined", "marco", 5);
    system["type"] = json!("system");
    world.frame(&json!({"type": "message.new", "cid": GENERAL, "created_at": time(5), "message": system}));
    assert!(rights(&world, "joined").is_none());
}

#[test]
fn an_answer_that_a_newer_copy_overtook_still_says_what_is_the_users_own() {
    let mut world = World::chatting();
    react(&mut world, "like");
    let (call, _) = world.take_kind("react");
    let mut newer = reacted(&["like"], 12);
    newer["own_reactions"] = json!([]);
    newer["reaction_groups"]["like"]["count"] = json!(2);
    world.frame(&json!({"type": "reaction.new", "cid": GENERAL, "created_at": time(12), "message": newer, "user": {"id": "marco"},
        "reaction": {"type": "like", "user_id": "marco", "message_id": "a"}}));
    world.answer(call, 201, &json!({"message": reacted(&["like"], 9)}));
    assert_eq!(count(&world, "like"), (2, true));
}
