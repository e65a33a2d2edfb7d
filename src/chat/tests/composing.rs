//! Composers: one per place, quotes, commands, slow mode, giphy, moderation.

use super::*;
use crate::state::Hold;

#[test]
fn each_place_has_its_own_composer() {
    let mut world = World::chatting();
    world.write(&general(), "to all");
    world.write(&the_thread(), "to some");
    assert_eq!((&*world.composer().text, &*world.chat.composer(&the_thread()).text), ("to all", "to some"));
    let typed: Vec<_> =
        world.asked().into_iter().filter(|(call, _)| kind(call) == "typing.start").map(|(_, request)| body(&request)).collect();
    assert_eq!(typed, [json!({"event": {"type": "typing.start"}}), json!({"event": {"type": "typing.start", "parent_id": "a"}})]);
}

#[test]
fn a_quote_goes_out_with_the_message_and_follows_its_original() {
    let mut world = World::chatting();
    world.intend(Intent::Quote(general(), id("a")));
    let mut edited = a_message("a", "marco", 1);
    edited["text"] = json!("changed");
    edited["updated_at"] = json!(time(8));
    world.frame(&json!({"type": "message.updated", "cid": GENERAL, "created_at": time(8), "message": edited}));
    assert_eq!(world.composer().quoted.unwrap().text, "changed");
    world.say("yes");
    assert!(world.composer().quoted.is_none());
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["quoted_message_id"], json!("a"));
    assert_eq!(world.message("yes").quoted_message.as_ref().unwrap().text, "changed");
}

#[test]
fn a_quoted_message_that_is_deleted_is_quoted_no_more() {
    for hard in [true, false] {
        let mut world = World::chatting();
        world.intend(Intent::Quote(general(), id("a")));
        let mut gone = a_message("a", "marco", 1);
        gone["deleted_at"] = json!(time(8));
        world.frame(&json!({"type": "message.deleted", "cid": GENERAL, "created_at": time(8), "message": gone, "hard_delete": hard}));
        assert!(world.composer().quoted.is_none());
    }
}

#[test]
fn a_message_that_quotes_itself_is_one_level_deep() {
    let mut cyclic = a_message("c", "marco", 5);
    cyclic["quoted_message_id"] = json!("c");
    cyclic["quoted_message"] = a_message("c", "marco", 5);
    cyclic["quoted_message"]["quoted_message"] = a_message("c", "marco", 5);
    let mut world = World::in_channel(a_rich_channel(std::slice::from_ref(&cyclic)));
    cyclic["updated_at"] = json!(time(9));
    world.frame(&json!({"type": "message.updated", "cid": GENERAL, "created_at": time(9), "message": cyclic}));
    assert!(world.message("c").quoted_message.as_ref().unwrap().quoted_message.is_none());
}

#[test]
fn text_that_is_too_long_says_by_how_much_and_stays() {
    let mut world = World::chatting();
    let text = "é".repeat(103);
    world.write(&general(), &text);
    let (left, hold) = (world.state().letters_left(&general()), world.state().hold(&general(), world.now));
    assert_eq!((left, hold), (Some(-3), Some(Hold::TooLong { over: 3 })));
    world.intend(Intent::Send { target: general(), id: id("x") });
    assert!(world.take_send().is_none() && *world.composer().text == text);
}

#[test]
fn slow_mode_holds_from_the_last_own_message_and_lets_go() {
    let mut channel = a_rich_channel(&[a_message("mine", "giulia", 3)]);
    channel["channel"]["cooldown"] = json!(30);
    let mut world = World::in_channel(channel);
    // The test world begins ten seconds before its first message.
    world.write(&general(), "again");
    let until = world.state().cooldown_until(&Cid::from(GENERAL)).unwrap();
    assert_eq!(world.state().hold(&general(), world.now), Some(Hold::SlowMode { until }));
    assert_eq!(world.state().hold(&general(), until), None);
    world.frame(&json!({"type": "channel.updated", "cid": GENERAL, "created_at": time(9), "channel": {"cid": GENERAL, "cooldown": 0, "updated_at": time(9)}}));
    assert_eq!(world.state().hold(&general(), world.now), None);
}

#[test]
fn a_frozen_channel_and_a_missing_capability_close_the_composer() {
    let mut channel = a_rich_channel(&[]);
    channel["channel"]["own_capabilities"] = json!(["send-reply"]);
    let mut world = World::in_channel(channel);
    assert_eq!((world.state().hold(&general(), 0), world.state().hold(&the_thread(), 0)), (Some(Hold::NotAllowed), Some(Hold::Empty)));
    world.frame(&json!({"type": "channel.updated", "cid": GENERAL, "created_at": time(9), "channel": {"cid": GENERAL, "frozen": true, "updated_at": time(9)}}));
    assert!(world.state().hold(&general(), 0).is_some_and(Hold::closes));
}

/// The preview that only its author sees.
fn a_preview(title: &str) -> Value {
    let mut message = a_message("g", "giulia", 9);
    message["type"] = json!("ephemeral");
    message["attachments"] =
        json!([{"type": "giphy", "title": title, "actions": [{"name": "image_action", "text": "Send", "value": "send"}]}]);
    message
}

fn previewed() -> World {
    let mut world = World::chatting();
    world.write(&general(), "/gi");
    world.intend(Intent::PickSuggestion(general(), Pick::Command(Rc::from("giphy"))));
    assert_eq!((&*world.composer().text, world.state().hold(&general(), 0)), ("", Some(Hold::Incomplete)));
    world.say("g");
    let (call, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["text"], json!("/giphy g"));
    world.answer(call, 201, &json!({"message": a_preview("one")}));
    world
}

#[test]
fn a_command_chosen_in_a_menu_is_about_what_is_written() {
    let mut world = World::chatting();
    world.write(&general(), "good night");
    world.intend(Intent::PickSuggestion(general(), Pick::Command(Rc::from("giphy"))));
    assert_eq!(&*world.composer().text, "good night");
    world.intend(Intent::Send { target: general(), id: id("g") });
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["text"], json!("/giphy good night"));
    world.intend(Intent::PickSuggestion(general(), Pick::Here));
    assert!(world.composer().is_blank(), "what belongs to a word needs one");
}

fn press(world: &mut World, value: &str) -> Rc<Call> {
    world.intend(Intent::Act { target: general(), id: id("g"), name: Rc::from("image_action"), value: Rc::from(value) });
    let (call, request) = world.take_kind("act");
    assert_eq!(body(&request)["form_data"], json!({"image_action": value}));
    call
}

#[test]
fn the_host_is_offered_what_only_it_knows_as_it_came() {
    let mut world = World::chatting();
    let mut arrival = arrival("o", "marco", 70);
    arrival["message"]["attachments"] = json!([{"type": "order", "order": {"number": 41}}]);
    world.frame(&arrival);
    let offer = |id: &str, index: usize| Intent::Offer { target: general(), id: id.into(), index, slot: "attachment-o-0".into() };
    for (id, index) in [("o", 0), ("o", 1), ("gone", 0)] {
        world.intend(offer(id, index));
    }
    let offered: Vec<&HostEvent> = world.told().into_iter().filter(|event| matches!(event, HostEvent::Attachment { .. })).collect();
    let json = r#"{"order":{"number":41},"type":"order"}"#.to_owned();
    assert_eq!(offered, [&HostEvent::Attachment { cid: general().cid, id: "o".into(), slot: "attachment-o-0".into(), json }]);
}

#[test]
fn a_giphy_preview_is_shuffled_sent_or_given_up() {
    let mut world = previewed();
    assert_eq!(world.message("g").attachments[0].title.as_deref(), Some("one"));
    assert_eq!(world.channel().preview().unwrap().id, id("mine"), "lists do not show it");
    assert!(!world.told().iter().any(|event| matches!(event, HostEvent::MessageSent { .. })));
    let call = press(&mut world, "shuffle");
    world.answer(call, 201, &json!({"message": a_preview("two")}));
    assert_eq!(world.message("g").attachments[0].title.as_deref(), Some("two"));
    let call = press(&mut world, "send");
    let mut sent = a_message("g", "giulia", 12);
    sent["command"] = json!("giphy");
    world.answer(call, 201, &json!({"message": sent}));
    assert_eq!((world.shown(), world.message("g").kind.clone()), (vec!["a", "b", "mine", "g"], crate::wire::MessageType::Regular));

    let mut world = previewed();
    let call = press(&mut world, "cancel");
    world.answer(call, 201, &json!({}));
    assert_eq!(world.shown(), ["a", "b", "mine"]);
}

#[test]
fn a_command_is_left_without_losing_the_text() {
    let mut world = World::chatting();
    world.write(&general(), "/gi");
    world.intend(Intent::PickSuggestion(general(), Pick::Command(Rc::from("giphy"))));
    world.write(&general(), "cat");
    world.intend(Intent::LeaveCommand(general()));
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["text"], json!("cat"));
}

fn bounced() -> World {
    let mut world = World::chatting();
    world.say("rude");
    let call = world.take_send().unwrap();
    let mut refused = a_message("rude", "giulia", 9);
    refused["type"] = json!("error");
    refused["moderation"] = json!({"action": "bounce", "original_text": "rude"});
    world.answer(call, 201, &json!({"message": refused}));
    assert!(world.message("rude").is_bounced());
    world
}

#[test]
fn a_bounced_message_is_sent_anyway_edited_or_deleted() {
    let mut world = bounced();
    world.intend(Intent::Retry(general(), id("rude")));
    let (_, request) = world.take_kind("send");
    assert_eq!((&body(&request)["message"]["id"], &body(&request)["message"]["type"]), (&json!("rude"), &json!("regular")));
    assert!(body(&request)["message"].get("moderation").is_none());

    let mut world = bounced();
    world.intend(Intent::EditAgain(general(), id("rude")));
    assert_eq!((&*world.composer().text, world.shown()), ("rude", vec!["a", "b", "mine"]));

    let mut world = bounced();
    world.intend(Intent::Discard(general(), id("rude")));
    assert_eq!(world.shown(), ["a", "b", "mine"]);
}

#[test]
fn the_next_message_takes_refusals_away() {
    let mut world = bounced();
    world.say("kind");
    assert_eq!(world.shown(), ["a", "b", "mine", "kind"]);
}

#[test]
fn names_go_out_only_while_the_text_holds_them() {
    let mut world = World::chatting();
    world.write(&general(), "@mar");
    world.intend(Intent::PickSuggestion(general(), Pick::User(UserId::from("marco"))));
    let composer = world.composer();
    assert_eq!((&*composer.text, composer.caret, composer.suggestions), ("@marco ", 7, None));
    world.write(&general(), "@marco hi");
    world.intend(Intent::Send { target: general(), id: id("one") });
    let (call, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["mentioned_users"], json!(["marco"]));
    world.answer(call, 201, &json!({"message": a_message("one", "giulia", 9)}));

    world.write(&general(), "@mar");
    world.intend(Intent::PickSuggestion(general(), Pick::User(UserId::from("marco"))));
    world.write(&general(), "never mind");
    world.intend(Intent::Send { target: general(), id: id("two") });
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["mentioned_users"], json!([]));
}

#[test]
fn a_message_taken_back_stands_above_what_is_written() {
    let mut world = bounced();
    world.write(&general(), "more");
    world.intend(Intent::EditAgain(general(), id("rude")));
    assert_eq!(&*world.composer().text, "rude\nmore");
}

#[test]
fn a_clock_that_is_a_day_slow_is_no_slow_mode_of_a_day() {
    let mut channel = a_rich_channel(&[a_message("mine", "giulia", 3)]);
    channel["channel"]["cooldown"] = json!(30);
    let mut world = World::in_channel(channel);
    world.write(&general(), "again");
    assert_eq!(world.state().hold(&general(), world.now - 86_400_000), None);
}
