//! Hosts, several elements, channels that come and go.

use super::*;

#[test]
fn the_hosts_own_call_is_no_news_and_the_users_choice_is() {
    let mut world = World::online();
    world.feed(Input::Host(SCREEN, Intent::OpenChannel(Cid::from("messaging:other"))));
    assert!(!world.told().iter().any(|event| matches!(event, HostEvent::ChannelOpen { .. })));
    world.intend(Intent::OpenChannel(Cid::from(GENERAL)));
    assert!(world.told().contains(&&HostEvent::ChannelOpen { cid: Cid::from(GENERAL), message: None, thread: None }));
}

#[test]
fn a_channel_asked_for_by_id_is_looked_up_and_never_made() {
    let mut world = World::online();
    world.feed(Input::Host(SCREEN, Intent::OpenChannel(Cid::from("messaging:nowhere"))));
    let (call, request) = world.take(|_| true).unwrap();
    assert_eq!((kind(&call), request.url.contains("/channels?")), ("open", true));
    world.answer(call, 201, &json!({"channels": []}));
    let screen = &world.state().screens[&SCREEN];
    assert_eq!(screen.open_trouble.as_ref().map(|trouble| trouble.key), Some("channel-unavailable"));
}

#[test]
fn a_message_in_a_channel_that_is_not_listed_has_the_server_asked_whether_it_belongs() {
    let mut world = World::online();
    for (n, id) in ["x", "y"].into_iter().enumerate() {
        let cid = format!("messaging:{id}");
        world.frame(&json!({"type": "notification.message_new", "cid": cid, "created_at": time(60), "channel": {"cid": cid},
            "message": a_message(id, "marco", 60 + u32::try_from(n).unwrap()), "total_unread_count": 1, "unread_channels": 1}));
    }
    assert!(world.asked_kinds().is_empty(), "both are asked about at once");
    world.pass(300);
    let (call, request) = world.take(|_| true).unwrap();
    assert!(kind(&call) == "candidates" && request.body.unwrap().contains(r#"{"cid":{"$in":["messaging:x","messaging:y"]}}"#));
    world.answer(call, 201, &json!({"channels": [a_channel("messaging:x", &[a_message("x", "marco", 60)])]}));
    let cids: Vec<&str> = world.state().screens[&SCREEN].inbox.cids.iter().map(Cid::as_str).collect();
    assert_eq!(cids, ["messaging:x", GENERAL]);
    world.frame(&json!({"type": "notification.message_new", "cid": "messaging:y", "created_at": time(61), "channel": {"cid": "messaging:y"}, "message": a_message("z", "marco", 61)}));
    world.pass(1_000);
    assert_eq!(world.asked_kinds(), Vec::<&str>::new(), "what does not belong is not asked about again");
}

#[test]
fn unread_totals_reach_the_host_when_they_change() {
    let mut world = World::online();
    let mut message = arrival("c", "marco", 60);
    message["total_unread_count"] = 3.into();
    message["unread_channels"] = 2.into();
    world.frame(&message);
    world.frame(&message);
    let told =
        |world: &World| world.told().into_iter().filter(|event| **event == HostEvent::UnreadChange { total: 3, channels: 2 }).count();
    assert_eq!(told(&world), 1);
    world.feed(Input::Attached(ScreenId(7), Box::default()));
    assert_eq!(told(&world), 2, "an element that comes later has a badge to fill, too");
    let at_a_channel = ScreenSettings { channel: Some(GENERAL.into()), ..ScreenSettings::default() };
    world.feed(Input::Attached(ScreenId(8), Box::new(at_a_channel)));
    assert_eq!(told(&world), 3, "wherever it begins");
    world.feed(Input::Host(SCREEN, Intent::Reconnect));
    world.feed(Input::Config(Ok(ConfigReply { status: 401, ..ConfigReply::default() })));
    let last = world.told().into_iter().rfind(|event| matches!(event, HostEvent::UnreadChange { .. }));
    assert_eq!(last, Some(&HostEvent::UnreadChange { total: 0, channels: 0 }), "nobody has nothing to read");
}

#[test]
fn two_elements_share_channels_and_have_their_own_lists_and_open_channels() {
    let mut world = World::online();
    let other = ScreenId(2);
    let settings = ScreenSettings { filters: Some(Rc::new(json!({"frozen": true}))), ..ScreenSettings::default() };
    world.feed(Input::Attached(other, Box::new(settings)));
    let (call, request) = world.take(|_| true).unwrap();
    assert!(request.body.unwrap().contains(r#"{"$and":[{"members":{"$in":["giulia"]}},{"frozen":true}]}"#));
    world.answer(call, 201, &json!({"channels": []}));
    let screens = &world.state().screens;
    assert_eq!((screens[&SCREEN].inbox.cids.len(), screens[&other].inbox.cids.len()), (1, 0));
    assert_eq!((screens[&SCREEN].open.is_some(), screens[&other].open.is_some()), (true, false));
    world.feed(Input::Detached(other));
    assert_eq!(world.state().screens.len(), 1);
}

#[test]
fn other_filters_ask_anew_and_an_answer_to_the_old_ones_is_ignored() {
    let mut world = World::greeted();
    let (old, _) = world.take(|_| true).unwrap();
    let settings = ScreenSettings { filters: Some(Rc::new(json!({"frozen": true}))), ..ScreenSettings::default() };
    world.feed(Input::Changed(SCREEN, Box::new(settings)));
    world.answer(old, 201, &json!({"channels": [a_channel(GENERAL, &[])]}));
    assert!(world.state().screens[&SCREEN].inbox.cids.is_empty());
    assert_eq!(world.asked_kinds(), ["inbox"]);
}

#[test]
fn nothing_that_leaves_for_the_host_or_a_log_holds_the_token() {
    let mut world = World::online();
    world.say("hello");
    world.lose_socket();
    world.pass(5_000);
    let text = format!("{:?} {:?}", world.effects, world.chat);
    assert!(!text.contains("jwt-of-giulia"));
}

#[test]
fn me_is_known_by_id() {
    assert_eq!(World::online().state().my_id(), Some(&UserId::from("giulia")));
}

#[test]
fn an_element_that_is_built_anew_shows_what_its_list_showed_last() {
    let mut world = World::online();
    let closed = || ScreenSettings { filters: Some(Rc::new(json!({"frozen": true}))), opens_first: true, ..ScreenSettings::default() };
    let open = |world: &World, id: u32| world.state().screens[&ScreenId(id)].open.as_ref().map(Cid::to_string);
    world.intend(Intent::OpenChannel(Cid::from("messaging:other")));
    world.feed(Input::Detached(SCREEN));
    world.feed(Input::Attached(ScreenId(7), Box::new(closed())));
    assert_eq!(open(&world, 7), None, "another list, another place");
    world.feed(Input::Attached(ScreenId(8), Box::default()));
    assert_eq!(open(&world, 8).as_deref(), Some("messaging:other"));
    let elsewhere = ScreenSettings { channel: Some(Cid::from(GENERAL)), ..ScreenSettings::default() };
    world.feed(Input::Attached(ScreenId(9), Box::new(elsewhere)));
    assert_eq!(open(&world, 9).as_deref(), Some(GENERAL), "the host names a place of its own");
    assert!(!world.told().iter().any(|event| matches!(event, HostEvent::ChannelOpen { cid, .. } if *cid == Cid::from(GENERAL))));
}
