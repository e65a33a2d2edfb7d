//! Reports, mutes, blocks, unread marks, reactions in detail, delivery.

use super::*;
use crate::state::NoticeKey;

fn marco() -> UserId {
    UserId::from("marco")
}

#[test]
fn a_report_is_confirmed_or_refused() {
    for (status, notice) in [(201, NoticeKey::Flagged), (403, NoticeKey::FlagFailed)] {
        let mut world = World::chatting();
        world.intend(Intent::Flag(Cid::from(GENERAL), id("a")));
        let (call, request) = world.take_kind("flag");
        assert_eq!(body(&request), json!({"target_message_id": "a"}));
        world.answer(call, status, &json!({}));
        assert_eq!(world.notices(), [notice]);
    }
}

#[test]
fn a_mute_is_told_and_can_be_taken_back() {
    let mut world = World::chatting();
    world.intend(Intent::MuteUser { user: marco(), on: true });
    let (call, request) = world.take_kind("mute");
    assert!(request.url.contains("/moderation/mute?") && body(&request) == json!({"target_id": "marco"}));
    world.answer(call, 201, &json!({"own_user": {"id": "giulia", "mutes": [{"target": {"id": "marco"}}]}}));
    assert!(world.state().me.as_ref().unwrap().mutes_user(&marco(), world.now));
    world.frame(&arrival("c", "marco", 60));
    assert_eq!(world.channel().unread, 0, "who is muted counts for nothing");
    world.intend(Intent::Undo(world.state().notices[0].id));
    let (call, request) = world.take_kind("mute");
    assert!(request.url.contains("/moderation/unmute?"));
    world.answer(call, 201, &json!({}));
    assert!(!world.state().me.as_ref().unwrap().mutes_user(&marco(), world.now));
}

#[test]
fn a_notice_has_an_id_of_its_own_though_the_one_before_is_gone() {
    let mut world = World::chatting();
    world.intend(Intent::MuteUser { user: UserId::from("marco"), on: true });
    let (call, _) = world.take_kind("mute");
    world.answer(call, 201, &json!({}));
    let first = world.state().notices[0].id;
    world.intend(Intent::Undo(first));
    let (call, _) = world.take_kind("mute");
    world.answer(call, 201, &json!({}));
    world.intend(Intent::Dismiss(first));
    assert_eq!(world.notices(), [NoticeKey::Unmuted], "whoever takes the first away leaves the second");
}

#[test]
fn who_is_blocked_is_hidden_until_unblocked() {
    let mut world = World::chatting();
    world.intend(Intent::BlockUser { user: marco(), on: true });
    let (call, request) = world.take_kind("block");
    assert_eq!(body(&request), json!({"blocked_user_id": "marco"}));
    world.answer(call, 201, &json!({}));
    assert!(world.state().is_blocked(&world.message("a")) && !world.state().is_blocked(&world.message("mine")));
    assert_eq!(world.notices(), [NoticeKey::Blocked]);
    world.intend(Intent::Undo(world.state().notices[0].id));
    let (call, request) = world.take_kind("block");
    assert!(request.url.contains("/users/unblock?"));
    world.answer(call, 500, &json!({}));
    assert!(world.state().is_blocked(&world.message("a")) && world.notices() == [NoticeKey::BlockFailed]);
}

fn read() -> World {
    let mut world = World::chatting();
    world.intend(Intent::AtBottom(general(), true));
    world.effects.clear();
    world
}

#[test]
fn a_message_marked_unread_stays_so_until_the_channel_is_left() {
    let mut world = read();
    world.intend(Intent::MarkUnread(Cid::from(GENERAL), id("b")));
    let (call, request) = world.take_kind("unread");
    assert_eq!(body(&request), json!({"message_id": "b"}));
    world.frame(&json!({"type": "notification.mark_unread", "cid": GENERAL, "created_at": time(70), "user": {"id": "giulia"},
        "first_unread_message_id": "b", "last_read_at": time(1), "unread_messages": 1}));
    world.answer(call, 201, &json!({}));
    let channel = world.channel();
    assert_eq!((channel.unread, channel.separator.as_ref().map(|line| line.count)), (1, Some(1)));
    assert_eq!(world.notices(), [NoticeKey::MarkedUnread]);
    world.frame(&arrival("c", "marco", 80));
    world.pass(2_000);
    assert!(!world.asks("read"), "it is on screen, but marked");
    assert_eq!(world.channel().unread, 2);
    world.intend(Intent::CloseChannel);
    world.intend(Intent::OpenChannel(Cid::from(GENERAL)));
    world.intend(Intent::AtBottom(general(), true));
    assert!(world.asks("read"));
}

#[test]
fn an_unread_mark_is_taken_back_by_its_notice_and_refused_aloud() {
    let mut world = read();
    world.intend(Intent::MarkUnread(Cid::from(GENERAL), id("b")));
    let (call, _) = world.take_kind("unread");
    world.answer(call, 201, &json!({}));
    world.intend(Intent::Undo(world.state().notices[0].id));
    assert!(world.asks("read") && world.channel().unread == 0 && world.channel().separator.is_none());

    let mut world = read();
    world.intend(Intent::MarkUnread(Cid::from(GENERAL), id("b")));
    let (call, _) = world.take_kind("unread");
    world.answer(call, 400, &json!({"code": 4}));
    assert_eq!((world.notices(), world.channel().unread), (vec![NoticeKey::MarkUnreadFailed], 0));
    world.frame(&arrival("c", "marco", 80));
    assert!(world.asks("read"), "everything goes on as before");
}

fn reactions(from: u32, count: u32, next: Option<&str>) -> Value {
    let list: Vec<Value> =
        (from..from + count).map(|n| json!({"type": "like", "user_id": format!("u{n}"), "user": {"id": format!("u{n}")}})).collect();
    json!({"reactions": list, "next": next})
}

#[test]
fn reactions_in_detail_come_page_by_page() {
    let mut world = World::chatting();
    world.intend(Intent::OpenReactions { cid: Cid::from(GENERAL), id: id("a"), kind: Some(Rc::from("like")) });
    let detail = |world: &World| world.screen().reactors.clone().unwrap();
    assert!(detail(&world).is_loading);
    let (call, request) = world.take_kind("reactions");
    assert_eq!((&body(&request)["filter"], &body(&request)["limit"]), (&json!({"type": "like"}), &json!(25)));
    world.answer(call, 201, &reactions(0, 25, Some("n1")));
    world.intend(Intent::LoadMoreReactions);
    world.intend(Intent::LoadMoreReactions);
    let (call, request) = world.take_kind("reactions");
    assert_eq!((&body(&request)["next"], world.asks("reactions")), (&json!("n1"), false));
    world.answer(call.clone(), 201, &reactions(24, 3, None));
    world.answer(call, 201, &reactions(24, 3, None));
    assert_eq!((detail(&world).list.len(), detail(&world).next.clone()), (27, None));
    world.intend(Intent::LoadMoreReactions);
    assert!(!world.asks("reactions"));
    world.intend(Intent::CloseReactions);
    assert!(world.screen().reactors.is_none());
}

#[test]
fn reactions_that_cannot_be_had_can_be_asked_for_again() {
    let mut world = World::chatting();
    world.intend(Intent::OpenReactions { cid: Cid::from(GENERAL), id: id("a"), kind: None });
    let (call, _) = world.take_kind("reactions");
    world.answer(call, 500, &json!({}));
    assert!(world.screen().reactors.as_ref().unwrap().trouble.is_some());
    world.intend(Intent::LoadMoreReactions);
    let (call, _) = world.take_kind("reactions");
    world.answer(call, 201, &reactions(0, 2, None));
    let detail = world.screen().reactors.clone().unwrap();
    assert_eq!((detail.list.len(), detail.trouble.is_none()), (2, true));
}

#[test]
fn what_reaches_this_device_is_told_once_for_many_after_a_pause() {
    let mut world = World::chatting();
    world.pass(2_000);
    world.effects.clear();
    world.frame(&arrival("c", "marco", 60));
    world.frame(&arrival("d", "marco", 61));
    world.pass(999);
    assert!(!world.asks("delivered"));
    world.pass(1);
    let (call, request) = world.take_kind("delivered");
    assert_eq!(body(&request), json!({"latest_delivered_messages": [{"cid": GENERAL, "id": "d"}]}));
    world.answer(call, 500, &json!({}));
    world.pass(1_999);
    assert!(!world.asks("delivered"), "a failure doubles the pause");
    world.pass(1);
    let (call, _) = world.take_kind("delivered");
    world.answer(call, 201, &json!({}));
    world.frame(&arrival("mine-too", "giulia", 62));
    world.pass(10_000);
    assert!(!world.asks("delivered"));
}

#[test]
fn who_has_read_a_message_is_known_by_name() {
    let mut world = World::chatting();
    world.frame(&json!({"type": "message.read", "cid": GENERAL, "created_at": time(60), "user": {"id": "marco"}}));
    let readers = world.state().readers(world.channel(), &world.message("mine"));
    assert_eq!(readers.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), ["marco"]);
}
