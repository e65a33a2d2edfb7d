//! Losing the connection and catching up.

use super::*;

#[test]
fn a_blip_is_not_shown_and_a_loss_is_within_a_second() {
    let mut world = World::online();
    world.lose_socket();
    world.pass(900);
    assert_eq!(world.state().link, Link::Online);
    world.pass(200);
    assert_eq!(world.state().link.name(), "offline");
}

#[test]
fn the_banner_goes_away_only_when_everything_is_fresh() {
    let mut world = World::online();
    world.lose_socket();
    world.pass(3_000);
    world.greet();
    assert_eq!(world.state().link, Link::CatchingUp);
    let channels = [a_channel(GENERAL, &[a_message("a", "marco", 1), a_message("b", "marco", 2), a_message("c", "marco", 60)])];
    let (call, _) = world.take(|call| kind(call) == "open").unwrap();
    world.answer(call, 201, &json!({"channels": channels}));
    assert_eq!((world.shown(), world.state().link.name()), (vec!["a", "b", "c"], "catching-up"));
    world.answer_lists(&channels);
    assert_eq!(world.state().link, Link::Online);
}

#[test]
fn forty_loaded_channels_are_all_fresh_again_and_asked_for_thirty_at_a_time() {
    let channels: Vec<Value> = (0..40).map(|n| a_channel(&format!("messaging:c{n:02}"), &[])).collect();
    let mut world = World::greeted();
    let page = |world: &mut World, range: std::ops::Range<usize>| {
        let (call, _) = world.take(|call| kind(call) == "inbox").unwrap();
        world.answer(call, 201, &json!({"channels": channels[range].to_vec()}));
    };
    page(&mut world, 0..20);
    world.intend(Intent::LoadMoreChannels);
    page(&mut world, 20..40);
    world.lose_socket();
    world.pass(3_000);
    world.effects.clear();
    world.greet();
    let (call, _) = world.take(|call| kind(call) == "inbox").unwrap();
    assert!(matches!(&*call, Call::QueryChannels(query) if query.limit == 30));
    world.answer(call, 201, &json!({"channels": channels[0..30].to_vec()}));
    world.answer_lists(&channels);
    assert!(world.state().channels.values().all(|channel| channel.is_fresh));
    assert_eq!((world.state().channels.len(), world.state().link.clone()), (40, Link::Online));
}

#[test]
fn a_message_between_the_watch_and_its_answer_is_not_lost() {
    let mut world = World::online();
    world.lose_socket();
    world.pass(3_000);
    world.greet();
    world.frame(&arrival("d", "marco", 70));
    world.answer_lists(&[a_channel(GENERAL, &[a_message("b", "marco", 2), a_message("c", "marco", 60)])]);
    assert_eq!(world.shown().last(), Some(&"d"));
    assert!(world.shown().contains(&"c"));
}

#[test]
fn a_channel_that_was_taken_away_meanwhile_is_gone() {
    let channels = [a_channel(GENERAL, &[]), a_channel("messaging:other", &[])];
    let mut world = World::greeted();
    world.answer_lists(&channels);
    world.lose_socket();
    world.pass(3_000);
    world.greet();
    world.answer_lists(&channels[..1]);
    assert_eq!(world.state().channels.keys().map(Cid::as_str).collect::<Vec<_>>(), [GENERAL]);
    assert_eq!(world.state().link, Link::Online);
}

#[test]
fn losing_the_connection_while_catching_up_starts_over() {
    let mut world = World::online();
    world.lose_socket();
    world.pass(3_000);
    world.greet();
    world.lose_socket();
    world.pass(3_000);
    assert_eq!(world.state().link.name(), "offline");
    world.greet();
    world.effects.retain(|effect| !matches!(effect, Effect::Ask { request, .. } if !request.url.contains("connection_id=C5")));
    world.answer_lists(&[a_channel(GENERAL, &[])]);
    assert_eq!(world.state().link, Link::Online);
}

#[test]
fn a_list_that_fails_is_asked_for_three_times_more_and_then_says_so() {
    let mut world = World::greeted();
    for _ in 0..4 {
        let (call, _) = world.take(|call| kind(call) == "inbox").expect("asked again");
        world.answer(call, 500, &json!({}));
        world.pass(4_000);
    }
    assert!(matches!(&world.state().screens[&SCREEN].inbox.phase, crate::state::InboxPhase::Failed(trouble) if trouble.key == "server"));
    world.intend(Intent::ReloadChannels);
    assert_eq!(world.asked_kinds(), ["inbox"]);
}

#[test]
fn a_failed_further_page_keeps_the_list_and_the_conversation() {
    let channels: Vec<Value> = (0..20).map(|n| a_channel(&format!("messaging:c{n:02}"), &[])).collect();
    let mut world = World::greeted();
    world.answer_lists(&channels);
    world.intend(Intent::LoadMoreChannels);
    for _ in 0..4 {
        let (call, _) = world.take(|call| kind(call) == "inbox").expect("asked again");
        world.answer(call, 400, &json!({"code": 4}));
        if world.state().notices.iter().any(|notice| notice.key == crate::state::NoticeKey::MoreChannelsFailed) {
            break;
        }
    }
    let inbox = &world.state().screens[&SCREEN].inbox;
    assert_eq!((inbox.cids.len(), inbox.is_loading_more, inbox.phase.clone()), (20, false, crate::state::InboxPhase::Ready));
}

#[test]
fn waking_up_probes_the_connection() {
    let mut world = World::online();
    world.now += 20_000;
    world.feed(Input::Visible { visible: true });
    assert!(world.effects.iter().any(|effect| matches!(effect, Effect::SendFrame(..))));
    world.pass(5_500);
    assert_eq!(world.state().link.name(), "offline");
}
