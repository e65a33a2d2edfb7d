//! Reading, typing and paging as the user does it.

use super::*;
use crate::state::Edge;

#[test]
fn what_is_seen_at_the_bottom_of_a_visible_page_is_marked_read_once() {
    let mut world = World::online();
    world.intend(Intent::AtBottom(general(), true));
    world.frame(&arrival("c", "marco", 60));
    assert_eq!((world.channel().unread, world.asked_kinds()), (0, vec!["read"]));
    world.feed(Input::Wake);
    assert!(world.asked_kinds().is_empty());
}

#[test]
fn what_is_out_of_view_or_on_a_hidden_page_stays_unread() {
    let mut world = World::online();
    world.frame(&arrival("c", "marco", 60));
    assert_eq!((world.channel().unread, world.asked_kinds().len()), (1, 0));
    world.feed(Input::Visible { visible: false });
    world.intend(Intent::AtBottom(general(), true));
    assert_eq!(world.channel().unread, 1);
    world.feed(Input::Visible { visible: true });
    assert_eq!((world.channel().unread, world.asked_kinds()), (0, vec!["read"]));
}

#[test]
fn a_storm_of_messages_is_marked_read_at_most_twice_a_second() {
    let mut world = World::online();
    world.intend(Intent::AtBottom(general(), true));
    let mut asked = 0;
    for n in 0..20 {
        world.frame(&arrival(&format!("m{n:02}"), "marco", 60 + n));
        world.pass(100);
        for (call, _) in world.asked() {
            asked += 1;
            world.answer(call, 201, &json!({"event": null}));
        }
    }
    assert!((3..=5).contains(&asked), "{asked} in two seconds");
    assert_eq!(world.channel().unread, 0);
}

#[test]
fn typing_is_told_at_most_every_two_seconds_and_ends_after_one_of_silence() {
    let mut world = World::online();
    let write = |world: &mut World, text: &str| world.write(&general(), text);
    for n in 1..=25 {
        write(&mut world, &"x".repeat(n));
        world.pass(100);
    }
    assert_eq!(world.asked_kinds(), ["typing.start", "typing.start"]);
    world.pass(1_000);
    assert_eq!(world.asked_kinds(), ["typing.stop"]);
}

#[test]
fn emptying_the_composer_leaving_it_and_sending_end_typing() {
    let cid = Cid::from(GENERAL);
    let ends: [fn(&mut World); 3] = [
        |world| world.write(&general(), ""),
        |world| world.intend(Intent::Blur(general())),
        |world| world.intend(Intent::Send { target: general(), id: MessageId::from("x") }),
    ];
    for end in ends {
        let mut world = World::online();
        world.write(&Target::from(&cid), "x");
        end(&mut world);
        let told: Vec<_> = world.asked_kinds().into_iter().filter(|kind| kind.starts_with("typing")).collect();
        assert_eq!(told, ["typing.start", "typing.stop"]);
    }
}

#[test]
fn a_user_who_hides_typing_tells_nothing() {
    let mut world = World::online();
    world.frame(&json!({"type": "notification.mutes_updated", "me": {"id": "giulia", "privacy_settings": {"typing_indicators": {"enabled": false}}}}));
    world.write(&general(), "x");
    assert!(world.asked_kinds().is_empty());
}

#[test]
fn older_pages_are_asked_for_once_at_a_time_until_the_beginning() {
    let mut world = World::greeted();
    let message = |n: u32| a_message(&format!("m{n:04}"), "marco", n);
    world.answer_lists(&[a_channel(GENERAL, &(100..125).map(message).collect::<Vec<_>>())]);
    world.intend(Intent::LoadOlder(general()));
    world.intend(Intent::LoadOlder(general()));
    let (call, request) = world.take(|call| kind(call) == "history").unwrap();
    assert!(world.take(|call| kind(call) == "history").is_none());
    assert!(request.body.unwrap().contains(r#""id_lt":"m0100""#));
    let state = a_channel(GENERAL, &(90..100).map(message).collect::<Vec<_>>());
    world.answer(call, 201, &state);
    assert_eq!((world.shown().len(), world.channel().timeline.current().older.clone()), (35, Edge::End));
    world.intend(Intent::LoadOlder(general()));
    assert!(world.asked_kinds().is_empty());
}

#[test]
fn a_page_that_fails_can_be_asked_for_again() {
    let mut world = World::greeted();
    let messages: Vec<Value> = (100..125).map(|n| a_message(&format!("m{n:04}"), "marco", n)).collect();
    world.answer_lists(&[a_channel(GENERAL, &messages)]);
    world.intend(Intent::LoadOlder(general()));
    let (call, _) = world.take(|call| kind(call) == "history").unwrap();
    world.fail(call, Failure::Offline);
    assert!(matches!(world.channel().timeline.current().older, Edge::Failed(_)));
    world.intend(Intent::LoadOlder(general()));
    assert_eq!(world.asked_kinds(), ["history"]);
}
