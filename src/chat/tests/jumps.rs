//! Jumps: to a message, into a thread, to the first unread one, and back to the newest.

use super::*;
use crate::state::NoticeKey;

fn page(ids: std::ops::Range<u32>) -> Value {
    let messages: Vec<Value> = ids.map(|n| a_message(&format!("m{n:03}"), "marco", n)).collect();
    let mut channel = a_rich_channel(&messages);
    channel["messages"] = messages.into();
    channel
}

/// The newest 25 of two hundred messages are loaded.
fn long() -> World {
    World::in_channel(page(175..200))
}

fn aim(world: &World) -> Option<&str> {
    world.screen().highlight.as_ref().map(|highlight| highlight.id.as_str())
}

#[test]
fn a_loaded_message_is_shown_at_once_and_marked_for_a_moment() {
    let mut world = long();
    world.intend(Intent::JumpTo { target: general(), id: id("m180") });
    assert_eq!((aim(&world), world.asks("jump")), (Some("m180"), false));
    let round = world.screen().highlight.as_ref().unwrap().round;
    world.intend(Intent::JumpTo { target: general(), id: id("m180") });
    assert_ne!(world.screen().highlight.as_ref().unwrap().round, round, "a second jump to the same is seen");
    world.pass(2_000);
    assert_eq!(aim(&world), None);
}

#[test]
fn a_message_far_away_is_fetched_with_its_neighbours_and_the_newest_is_one_step_away() {
    let mut world = long();
    world.intend(Intent::JumpTo { target: general(), id: id("m050") });
    assert_eq!(world.screen().jumping, Some(id("m050")));
    let (call, request) = world.take_kind("jump");
    assert_eq!(body(&request)["messages"], json!({"limit": 25, "id_around": "m050"}));
    world.answer(call, 201, &page(38..63));
    assert_eq!((aim(&world), world.screen().jumping.clone(), world.shown()[0]), (Some("m050"), None, "m038"));
    assert!(!world.channel().timeline.shows_latest());
    world.frame(&arrival("new", "marco", 500));
    assert_eq!(world.shown().last(), Some(&"m062"));
    world.intend(Intent::JumpToLatest(general()));
    assert_eq!(world.shown().last(), Some(&"new"));
    world.intend(Intent::JumpTo { target: general(), id: id("m199") });
    assert_eq!((aim(&world), world.asks("jump")), (Some("m199"), false));
}

#[test]
fn a_message_that_is_gone_is_told_and_what_was_on_screen_stays() {
    for status in [201, 500] {
        let mut world = long();
        world.intend(Intent::JumpTo { target: general(), id: id("gone") });
        let (call, _) = world.take_kind("jump");
        world.answer(call, status, &json!({"channel": {"cid": GENERAL}, "messages": []}));
        assert_eq!((world.notices(), world.screen().jumping.clone(), aim(&world)), (vec![NoticeKey::JumpFailed], None, None));
        assert_eq!(world.shown().last(), Some(&"m199"));
    }
}

#[test]
fn a_later_jump_wins_over_the_answer_to_an_earlier_one() {
    let mut world = long();
    world.intend(Intent::JumpTo { target: general(), id: id("m050") });
    let (first, _) = world.take_kind("jump");
    world.intend(Intent::JumpTo { target: general(), id: id("m100") });
    let (second, _) = world.take_kind("jump");
    world.answer(second, 201, &page(88..113));
    world.answer(first, 201, &page(38..63));
    assert_eq!(aim(&world), Some("m100"));
}

#[test]
fn a_reply_is_shown_in_its_thread_whose_head_is_fetched() {
    let mut world = long();
    world.intend(Intent::JumpTo { target: Target::thread(Cid::from(GENERAL), id("m001")), id: id("r050") });
    let (head, _) = world.take_kind("message");
    world.answer(head, 200, &json!({"message": a_message("m001", "marco", 1)}));
    let reply = |n: u32| {
        let mut reply = a_reply(&format!("r{n:03}"), "marco", 300 + n);
        reply["parent_id"] = json!("m001");
        reply
    };
    let answer = |world: &mut World, around: bool, ids: std::ops::Range<u32>| {
        let (call, _) = world.take(|call| matches!(call, Call::QueryReplies { jump, .. } if jump.is_some() == around)).unwrap();
        world.answer(call, 200, &json!({"messages": ids.map(reply).collect::<Vec<_>>()}));
    };
    answer(&mut world, false, 175..200);
    answer(&mut world, true, 38..63);
    let thread = world.state().open_thread(SCREEN).unwrap();
    assert_eq!((aim(&world), thread.timeline.shows_latest(), thread.parent.is_some()), (Some("r050"), false, true));
    assert_eq!(world.screen().highlight.as_ref().unwrap().target, thread.target());
}

fn unread_since(seconds: u32, ids: std::ops::Range<u32>) -> World {
    let mut channel = page(ids);
    channel["read"] = json!([{"user": {"id": "giulia"}, "last_read": time(seconds), "unread_messages": 200 - seconds}]);
    World::in_channel(channel)
}

#[test]
fn the_first_unread_message_is_found_loaded_or_not() {
    let mut world = unread_since(180, 175..200);
    world.intend(Intent::JumpToUnread(Cid::from(GENERAL)));
    assert_eq!((aim(&world), world.asks("jump")), (Some("m181"), false));

    let mut world = unread_since(50, 175..200);
    world.intend(Intent::JumpToUnread(Cid::from(GENERAL)));
    let (call, request) = world.take_kind("jump");
    assert_eq!(body(&request)["messages"]["created_at_around"], json!(crate::wire::Ts::parse(&time(50)).unwrap().to_string()));
    world.answer(call, 201, &page(38..63));
    assert_eq!(aim(&world), Some("m051"));
}

#[test]
fn a_page_around_a_moment_knows_where_the_history_ends() {
    use crate::state::Edge;
    let mut world = unread_since(50, 175..200);
    world.intend(Intent::JumpToUnread(Cid::from(GENERAL)));
    let (call, _) = world.take_kind("jump");
    world.answer(call, 201, &page(51..76));
    let set = world.channel().timeline.current();
    assert_eq!((&set.older, &set.newer), (&Edge::End, &Edge::More), "everything is newer: nothing is before");
}

#[test]
fn a_deep_link_is_followed_once_when_its_channel_is_there() {
    let link = |message: Option<&str>, thread: Option<&str>| {
        let (message, thread) = (message.map(MessageId::from), thread.map(MessageId::from));
        ScreenSettings { channel: Some(Cid::from(GENERAL)), message, thread, opens_first: true, ..ScreenSettings::default() }
    };
    let mut world = World::greeted();
    world.feed(Input::Changed(SCREEN, Box::new(link(Some("m180"), None))));
    world.answer_lists(&[page(175..200)]);
    assert_eq!(aim(&world), Some("m180"));
    world.pass(3_000);
    world.feed(Input::Changed(SCREEN, Box::new(link(Some("m180"), None))));
    assert_eq!(aim(&world), None, "once");
    world.feed(Input::Changed(SCREEN, Box::new(link(None, Some("m190")))));
    assert_eq!(world.screen().thread, Some(id("m190")));
    world.feed(Input::Changed(SCREEN, Box::new(link(Some("r1"), Some("m190")))));
    assert!(world.take(|call| matches!(call, Call::QueryReplies { jump: Some(_), .. })).is_some());
}
