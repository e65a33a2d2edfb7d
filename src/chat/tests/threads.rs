//! Threads: beside the channel, alive, in order, read.

use super::*;
use crate::state::{NoticeKey, ThreadPhase};

fn replies(ids: &[(&str, u32)]) -> Value {
    json!({"messages": ids.iter().map(|(id, seconds)| a_reply(id, "marco", *seconds)).collect::<Vec<_>>()})
}

/// The thread of `a` is open with two replies of marco.
fn in_thread() -> World {
    let mut world = World::chatting();
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
    let (call, request) = world.take_kind("replies");
    assert_eq!(request.method, "GET");
    assert!(request.url.contains("/messages/a/replies?") && request.url.ends_with("&limit=25"));
    world.answer(call, 200, &replies(&[("r1", 5), ("r2", 6)]));
    world
}

fn thread(world: &World) -> &crate::state::Thread {
    world.state().open_thread(SCREEN).unwrap()
}

fn shown(world: &World) -> Vec<&str> {
    thread(world).timeline.shown().map(|message| message.id.as_str()).collect()
}

#[test]
fn a_thread_opens_with_its_head_and_newest_replies() {
    let world = in_thread();
    assert_eq!((shown(&world), &thread(&world).phase), (vec!["r1", "r2"], &ThreadPhase::Ready));
    assert_eq!(thread(&world).parent.as_ref().unwrap().text, "a");
    assert_eq!(world.shown(), ["a", "b", "mine"], "replies are not in the channel");
}

#[test]
fn a_head_that_is_not_loaded_is_fetched() {
    let mut world = World::chatting();
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("old")));
    let (call, request) = world.take_kind("message");
    assert!(request.method == "GET" && request.url.contains("/messages/old?"));
    world.answer(call, 200, &json!({"message": a_message("old", "marco", 0)}));
    assert_eq!(thread(&world).parent.as_ref().unwrap().text, "old");
}

#[test]
fn the_thread_of_a_reply_is_the_one_it_stands_in() {
    let mut world = in_thread();
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("r1")));
    assert_eq!(thread(&world).parent_id, id("a"));
}

#[test]
fn a_thread_lives_with_the_events_about_it() {
    let mut world = in_thread();
    let event = |kind: &str, message: Value| json!({"type": kind, "cid": GENERAL, "created_at": time(9), "user": {"id": "marco"}, "message": message});
    world.frame(&event("message.new", a_reply("r3", "marco", 9)));
    let mut edited = a_reply("r1", "marco", 5);
    edited["text"] = json!("changed");
    edited["updated_at"] = json!(time(10));
    world.frame(&event("message.updated", edited));
    let mut head = a_message("a", "marco", 1);
    head["reply_count"] = json!(3);
    head["updated_at"] = json!(time(11));
    world.frame(&event("message.updated", head));
    let mut gone = event("message.deleted", a_reply("r2", "marco", 6));
    gone["hard_delete"] = json!(true);
    world.frame(&gone);
    assert_eq!((shown(&world), world.message("r1").text.as_str()), (vec!["r1", "r3"], "changed"));
    assert_eq!((thread(&world).parent.as_ref().unwrap().reply_count, world.message("a").reply_count), (3, 3));
    let reaction = json!({"type": "like", "user_id": "giulia", "message_id": "r1"});
    let mut reacted = event("reaction.new", a_reply("r1", "marco", 5));
    reacted["reaction"] = reaction;
    reacted["message"]["updated_at"] = json!(time(12));
    world.frame(&reacted);
    assert_eq!(world.message("r1").own_reactions.len(), 1);
}

#[test]
fn replies_and_messages_leave_in_the_order_typed_each_place_on_its_own() {
    let mut world = in_thread();
    for (target, text) in [(the_thread(), "t1"), (the_thread(), "t2"), (general(), "c1")] {
        world.write(&target, text);
        world.intend(Intent::Send { target, id: id(text) });
    }
    assert_eq!((shown(&world), world.shown()), (vec!["r1", "r2", "t1", "t2"], vec!["a", "b", "mine", "c1"]));
    let (first, request) = world.take_kind("send");
    let (other, _) = world.take_kind("send");
    assert_eq!((&body(&request)["message"]["id"], &body(&request)["message"]["parent_id"]), (&json!("t1"), &json!("a")));
    assert!(matches!(&*other, Call::SendMessage { message, .. } if message.id == id("c1")) && world.take_send().is_none());
    world.answer(first, 201, &json!({"message": a_reply("t1", "giulia", 20)}));
    assert!(matches!(&*world.take_send().unwrap(), Call::SendMessage { message, .. } if message.id == id("t2")));
    assert_eq!(shown(&world), ["r1", "r2", "t1", "t2"]);
}

#[test]
fn a_reply_can_be_shown_in_the_channel_too() {
    let mut world = in_thread();
    world.intend(Intent::ShowInChannel(the_thread(), true));
    world.write(&the_thread(), "both");
    world.intend(Intent::Send { target: the_thread(), id: id("both") });
    let (call, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["show_in_channel"], json!(true));
    let mut answer = a_reply("both", "giulia", 20);
    answer["show_in_channel"] = json!(true);
    world.answer(call, 201, &json!({"message": answer}));
    assert_eq!((shown(&world), world.shown()), (vec!["r1", "r2", "both"], vec!["a", "b", "mine", "both"]));
    assert!(!world.chat.composer(&the_thread()).show_in_channel, "asked for each time");
}

#[test]
fn unsent_replies_survive_a_reload() {
    let mut world = in_thread();
    world.lose_socket();
    world.write(&the_thread(), "later");
    world.intend(Intent::Send { target: the_thread(), id: id("later") });
    let key = format!("chat-service:k1:giulia:outbox:{GENERAL} a");
    let kept = world.effects.iter().find_map(|effect| match effect {
        Effect::Store { key: known, value } if *known == key => value.clone(),
        _ => None,
    });
    let mut world = World::greeted();
    world.feed(Input::Restored(vec![(format!("outbox:{GENERAL} a"), kept.unwrap())]));
    world.answer_lists(&[a_rich_channel(&[a_message("a", "marco", 1)])]);
    let (call, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["parent_id"], json!("a"));
    world.answer(call, 201, &json!({"message": a_reply("later", "giulia", 60)}));
    assert!(world.effects.contains(&Effect::Store { key, value: None }));
}

#[test]
fn a_thread_is_read_when_its_newest_reply_is_in_view_at_most_once_a_second() {
    let mut world = in_thread();
    world.effects.clear();
    world.intend(Intent::AtBottom(the_thread(), true));
    let (call, request) = world.take_kind("read-thread");
    assert_eq!(body(&request), json!({"thread_id": "a"}));
    world.answer(call, 201, &json!({}));
    for (n, seconds) in [("r3", 21), ("r4", 22)] {
        world.frame(&json!({"type": "message.new", "cid": GENERAL, "created_at": time(seconds), "message": a_reply(n, "marco", seconds)}));
    }
    assert!(!world.asks("read-thread"));
    world.pass(1_000);
    world.take_kind("read-thread");
    world.intend(Intent::AtBottom(the_thread(), false));
    world.frame(&json!({"type": "message.new", "cid": GENERAL, "created_at": time(23), "message": a_reply("r5", "marco", 23)}));
    assert_eq!((thread(&world).unread(&UserId::from("giulia")), world.asks("read-thread")), (1, false));
    world.frame(&json!({"type": "message.read", "cid": GENERAL, "created_at": time(24), "user": {"id": "giulia"}, "thread": {"parent_message_id": "a"}}));
    assert_eq!(thread(&world).unread(&UserId::from("giulia")), 0, "read on another device");
    assert_eq!(world.channel().reads[&UserId::from("giulia")].last_read, crate::wire::Ts::parse(&time(50)), "the channel is not");
}

#[test]
fn older_replies_are_asked_for_by_page() {
    let mut world = World::chatting();
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
    let (call, _) = world.take_kind("replies");
    let many: Vec<(String, u32)> = (0..25).map(|n| (format!("r{n:02}"), 100 + n)).collect();
    let many: Vec<(&str, u32)> = many.iter().map(|(id, seconds)| (id.as_str(), *seconds)).collect();
    world.answer(call, 200, &replies(&many));
    world.intend(Intent::LoadOlder(the_thread()));
    let (call, request) = world.take_kind("replies");
    assert!(request.url.ends_with("&limit=25&id_lt=r00"));
    world.answer(call, 200, &replies(&[("q", 50)]));
    assert_eq!((shown(&world)[0], &thread(&world).timeline.current().older), ("q", &crate::state::Edge::End));
}

#[test]
fn a_thread_that_cannot_be_loaded_says_so_and_can_be_tried_again() {
    let mut world = World::chatting();
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
    let (call, _) = world.take_kind("replies");
    world.answer(call, 500, &json!({}));
    assert!(matches!(&thread(&world).phase, ThreadPhase::Failed(trouble) if trouble.can_retry));
    world.intend(Intent::LoadOlder(the_thread()));
    assert_eq!(thread(&world).phase, ThreadPhase::Loading);
    let (call, _) = world.take_kind("replies");
    world.answer(call, 200, &replies(&[("r1", 5)]));
    assert_eq!((shown(&world), world.notices()), (vec!["r1"], Vec::<NoticeKey>::new()));
}

#[test]
fn after_a_gap_the_open_thread_is_asked_for_and_what_was_missed_is_there() {
    let mut world = in_thread();
    world.lose_socket();
    world.pass(2_000);
    world.greet();
    world.answer_lists(&[a_rich_channel(&[a_message("a", "marco", 1)])]);
    assert_eq!(world.state().link, Link::CatchingUp, "the thread is still old");
    let (call, _) = world.take_kind("replies");
    world.answer(call, 200, &replies(&[("r1", 5), ("r2", 6), ("r3", 30)]));
    assert_eq!((shown(&world), &world.state().link), (vec!["r1", "r2", "r3"], &Link::Online));
}

#[test]
fn another_channel_closes_the_thread() {
    let mut world = in_thread();
    world.intend(Intent::CloseChannel);
    assert!(world.screen().thread.is_none());
    world.intend(Intent::OpenChannel(Cid::from(GENERAL)));
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
    assert!(!world.asks("replies"), "what is fresh is not asked for again");
    world.intend(Intent::CloseThread);
    assert!(world.screen().thread.is_none());
}

#[test]
fn threads_that_nobody_shows_are_forgotten_after_some() {
    let mut world = World::chatting();
    for n in 0..20 {
        world.intend(Intent::OpenThread(Cid::from(GENERAL), MessageId::from(format!("p{n}"))));
    }
    assert!(world.state().threads.len() <= 10 && world.state().open_thread(SCREEN).is_some());
}
