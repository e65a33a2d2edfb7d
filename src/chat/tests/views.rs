//! Views, their counters, and filters that are evaluated here.

use super::*;
use crate::state::{Inbox, Unread};

const OTHER: &str = "messaging:other";

/// A configuration with an open and a closed view, and a third that cannot be told from here.
fn configure(world: &mut World, views: &Value) {
    let body = json!({"authentication": {"userId": "giulia", "userToken": "jwt", "apiKey": "k1"}, "stream": {"baseUrl": "http://stream.test"},
        "channels": {"filters": {"type": "messaging"}, "views": views}});
    world.feed(Input::Config(Ok(ConfigReply { status: 200, body: body.to_string(), ..ConfigReply::default() })));
}

fn two_views() -> Value {
    json!([{"id": "open", "label": "Open", "filters": {"frozen": false}}, {"id": "closed", "label": "Closed", "filters": {"frozen": true}}])
}

/// A channel with its people known; `unread` messages wait.
fn counted(cid: &str, frozen: bool, unread: u32) -> Value {
    let mut channel = a_channel(cid, &[a_message(&cid.replace(':', "-"), "marco", 1)]);
    channel["channel"]["member_count"] = json!(2);
    channel["channel"]["frozen"] = json!(frozen);
    channel["read"][0]["unread_messages"] = json!(unread);
    channel
}

/// Both views; what the shown one lists, and what has unread messages, as the server answers it.
fn a_world(listed: &[Value], unread: &[Value]) -> World {
    let mut world = World::new();
    configure(&mut world, &two_views());
    world.greet();
    let (inbox, request) = world.take_kind("inbox");
    let filter = r#""filter_conditions":{"$and":[{"members":{"$in":["giulia"]}},{"type":"messaging"},{"frozen":false}]}"#;
    assert!(request.body.unwrap().contains(filter));
    world.answer(inbox, 201, &json!({"channels": listed}));
    let (unread_call, request) = world.take_kind("unread-channels");
    let filter = r#"{"$and":[{"$and":[{"members":{"$in":["giulia"]}},{"type":"messaging"}]},{"has_unread":true}]}"#;
    assert!(request.body.unwrap().contains(filter), "all views are counted by one question");
    world.answer(unread_call, 201, &json!({"channels": unread}));
    world.effects.clear();
    world
}

fn inbox(world: &World) -> &Inbox {
    &world.screen().inbox
}

fn listed(world: &World) -> Vec<&str> {
    inbox(world).cids.iter().map(Cid::as_str).collect()
}

fn counts(world: &World) -> Vec<u32> {
    world.screen().unread.iter().map(|unread| unread.channels).collect()
}

fn updated(channel: &Value, seconds: u32, frozen: bool) -> Value {
    let mut data = channel["channel"].clone();
    data.as_object_mut().unwrap().remove("own_capabilities");
    data["frozen"] = json!(frozen);
    data["updated_at"] = json!(time(seconds));
    json!({"type": "channel.updated", "cid": data["cid"], "created_at": time(seconds), "channel": data})
}

#[test]
fn the_first_view_is_shown_and_every_view_counts_its_channels_with_unread_messages() {
    let (one, other) = (counted(GENERAL, false, 0), counted(OTHER, true, 2));
    let world = a_world(std::slice::from_ref(&one), &[other]);
    assert_eq!((inbox(&world).view.as_deref(), listed(&world), counts(&world)), (Some("open"), vec![GENERAL], vec![0, 1]));
}

#[test]
fn freezing_moves_a_channel_from_view_to_view_and_its_count_with_it_without_a_question_about_lists() {
    let (one, other) = (counted(GENERAL, false, 1), counted(OTHER, false, 3));
    let mut world = a_world(&[one, other.clone()], &[]);
    world.feed(Input::Host(SCREEN, Intent::CloseChannel));
    assert_eq!((listed(&world), counts(&world)), (vec![GENERAL, OTHER], vec![2, 0]));
    world.frame(&updated(&other, 30, true));
    assert_eq!((listed(&world), counts(&world)), (vec![GENERAL], vec![1, 1]));
    world.pass(2_000);
    assert_eq!(world.asked_kinds(), ["gates"], "only what may be done there now is asked for");
    world.frame(&updated(&other, 40, false));
    assert_eq!((listed(&world), counts(&world)), (vec![GENERAL, OTHER], vec![2, 0]));
}

#[test]
fn reading_writing_and_leaving_move_the_counters() {
    let mut world = a_world(&[counted(GENERAL, false, 0), counted(OTHER, false, 0)], &[]);
    world.feed(Input::Host(SCREEN, Intent::CloseChannel));
    assert_eq!(counts(&world), [0, 0]);
    let mut message = a_message("new", "marco", 60);
    message["cid"] = json!(OTHER);
    world.frame(&json!({"type": "message.new", "cid": OTHER, "created_at": time(60), "user": {"id": "marco"}, "message": message}));
    assert_eq!(counts(&world), [1, 0]);
    world.frame(&json!({"type": "message.read", "cid": OTHER, "created_at": time(61), "user": {"id": "giulia"}}));
    assert_eq!(counts(&world), [0, 0]);
    world.frame(&json!({"type": "message.new", "cid": OTHER, "created_at": time(62), "user": {"id": "marco"},
        "message": {"id": "n2", "cid": OTHER, "type": "regular", "text": "x", "user": {"id": "marco"}, "created_at": time(62), "updated_at": time(62)}}));
    assert_eq!(counts(&world), [1, 0]);
    world.frame(&json!({"type": "notification.removed_from_channel", "cid": OTHER, "created_at": time(63), "channel": {"cid": OTHER},
        "member": {"user_id": "giulia"}, "user": {"id": "giulia"}}));
    assert_eq!((listed(&world), counts(&world)), (vec![GENERAL], vec![0, 0]));
}

#[test]
fn seeing_the_open_channel_counts_it_down() {
    let mut world = a_world(&[counted(GENERAL, false, 1)], &[]);
    assert_eq!(counts(&world), [1, 0]);
    world.intend(Intent::AtBottom(general(), true));
    assert_eq!(counts(&world), [0, 0]);
}

#[test]
fn switching_shows_what_is_loaded_at_once_and_asks_for_the_page() {
    let (one, other) = (counted(GENERAL, false, 0), counted(OTHER, true, 2));
    let mut world = a_world(&[one], std::slice::from_ref(&other));
    world.intend(Intent::ShowView(Rc::from("closed")));
    assert_eq!((listed(&world), &inbox(&world).phase), (vec![OTHER], &crate::state::InboxPhase::Ready));
    let (call, request) = world.take_kind("inbox");
    assert!(request.body.unwrap().contains(r#"{"frozen":true}"#));
    let third = counted("messaging:third", true, 0);
    world.answer(call, 201, &json!({"channels": [other, third]}));
    assert_eq!(listed(&world).len(), 2);
    assert_eq!(world.screen().open.as_ref().map(Cid::as_str), Some(GENERAL), "the conversation stays");
    world.intend(Intent::ShowView(Rc::from("open")));
    assert_eq!(listed(&world), [GENERAL]);
}

#[test]
fn the_hosts_view_is_shown_changing_it_switches_and_one_that_is_not_there_is_told_once() {
    let mut world = a_world(&[counted(GENERAL, false, 0)], &[]);
    let host = |view: &str| ScreenSettings { opens_first: true, view: Some(Rc::from(view)), ..ScreenSettings::default() };
    world.feed(Input::Changed(SCREEN, Box::new(host("closed"))));
    assert_eq!(inbox(&world).view.as_deref(), Some("closed"));
    world.intend(Intent::ShowView(Rc::from("open")));
    world.feed(Input::Changed(SCREEN, Box::new(ScreenSettings { filters: Some(Rc::new(json!({"team": "a"}))), ..host("closed") })));
    assert_eq!(inbox(&world).view.as_deref(), Some("open"), "what the user chose stays while the host does not choose again");
    world.effects.clear();
    for _ in 0..2 {
        world.feed(Input::Changed(SCREEN, Box::new(host("nowhere"))));
    }
    assert_eq!(inbox(&world).view.as_deref(), Some("open"));
    let told = world.told().into_iter().filter(|event| matches!(event, HostEvent::Error { kind: "view", .. })).count();
    assert_eq!(told, 1);
}

#[test]
fn a_filter_that_cannot_be_told_from_here_has_the_server_asked_once_it_may_be_another_answer() {
    let mut world = World::new();
    configure(&mut world, &json!([{"id": "near", "label": "Near", "filters": {"place": {"$near": 7}}}, {"id": "all", "label": "All"}]));
    world.greet();
    let one = counted(GENERAL, false, 0);
    let (call, _) = world.take_kind("inbox");
    world.answer(call, 201, &json!({"channels": [one]}));
    let (call, _) = world.take_kind("unread-channels");
    world.answer(call, 201, &json!({"channels": []}));
    world.effects.clear();
    world.frame(&arrival("new", "marco", 55));
    world.pass(1_000);
    assert!(!world.asks("candidates"), "a message is no reason to ask");
    assert_eq!(counts(&world), [1, 1], "the server said that it belongs");
    world.effects.clear();
    for n in 0..3 {
        world.frame(&updated(&one, 60 + n, false));
    }
    world.pass(1_000);
    let (call, request) = world.take_kind("candidates");
    assert!(request.body.unwrap().contains(r#"{"place":{"$near":7}}"#) && !world.asks("candidates"), "one question for all changes");
    world.answer(call, 201, &json!({"channels": []}));
    assert_eq!((listed(&world), counts(&world)), (Vec::new(), vec![0, 1]));
}

#[test]
fn the_servers_word_counts_until_something_about_the_channel_changes() {
    // The server lists a frozen channel among the open ones: it knows better.
    let frozen = counted(GENERAL, true, 0);
    let mut world = a_world(std::slice::from_ref(&frozen), &[]);
    world.frame(&arrival("new", "marco", 50));
    assert_eq!(listed(&world), [GENERAL]);
    world.frame(&updated(&frozen, 60, false));
    world.frame(&updated(&frozen, 61, false));
    assert_eq!(listed(&world), [GENERAL]);
}

#[test]
fn a_channel_that_was_not_loaded_finds_its_view() {
    let mut world = a_world(&[counted(GENERAL, false, 0)], &[]);
    world.frame(&json!({"type": "notification.message_new", "cid": OTHER, "created_at": time(60), "channel": {"cid": OTHER},
        "message": a_message("o", "marco", 60), "total_unread_count": 1, "unread_channels": 1}));
    world.pass(300);
    let (call, request) = world.take_kind("candidates");
    assert!(!request.body.unwrap().contains("frozen"), "whatever its view");
    world.answer(call, 201, &json!({"channels": [counted(OTHER, true, 1)]}));
    assert_eq!((listed(&world), counts(&world)), (vec![GENERAL], vec![0, 1]));
}

#[test]
fn more_unread_channels_than_are_asked_for_are_counted_as_at_least_so_many() {
    let mut world = World::new();
    configure(&mut world, &two_views());
    world.greet();
    let (call, _) = world.take_kind("inbox");
    world.answer(call, 201, &json!({"channels": []}));
    for page in 0..4 {
        let (call, request) = world.take_kind("unread-channels");
        assert!(request.body.unwrap().contains(&format!("\"offset\":{}", page * 30)));
        assert_eq!(counts(&world), Vec::<u32>::new(), "nothing is said before all is known");
        let channels: Vec<Value> = (0..30).map(|n| counted(&format!("messaging:c{page}-{n}"), n % 3 == 0, 1)).collect();
        world.answer(call, 201, &json!({"channels": channels}));
    }
    assert_eq!(world.screen().unread, [Unread { channels: 80, is_part: true }, Unread { channels: 40, is_part: true }]);
}

#[test]
fn a_channel_that_belongs_beyond_the_loaded_pages_waits_for_its_page() {
    let page: Vec<Value> = (0..20)
        .map(|n| {
            let mut channel = counted(&format!("messaging:p{n}"), false, 0);
            channel["messages"] = json!([a_message(&format!("m{n}"), "marco", 600 + n)]);
            channel
        })
        .collect();
    let other = counted(OTHER, true, 1);
    let mut world = a_world(&page, std::slice::from_ref(&other));
    assert!(inbox(&world).has_more);
    world.frame(&updated(&other, 30, false));
    assert_eq!((listed(&world).len(), listed(&world).contains(&OTHER)), (20, false));
    let mut message = a_message("fresh", "marco", 1_200);
    message["cid"] = json!(OTHER);
    world.frame(&json!({"type": "message.new", "cid": OTHER, "created_at": time(1_200), "user": {"id": "marco"}, "message": message}));
    assert_eq!(listed(&world).first(), Some(&OTHER), "what is new stands in front");
}

#[test]
fn paging_options_of_the_host_ask_anew_and_go_before_the_configured_ones() {
    let mut world = a_world(&[counted(GENERAL, false, 0)], &[]);
    let options = json!({"limit": 5, "message_limit": 3});
    let host = ScreenSettings { opens_first: true, options: Some(Rc::new(options)), ..ScreenSettings::default() };
    world.feed(Input::Changed(SCREEN, Box::new(host.clone())));
    let body = world.take_kind("inbox").1.body.unwrap();
    assert!(body.contains("\"limit\":5") && body.contains("\"message_limit\":3"), "{body}");
    world.feed(Input::Changed(SCREEN, Box::new(host)));
    assert!(!world.asks("inbox"), "the same again is no change");
}

#[test]
fn a_view_that_cannot_be_used_is_told_by_its_path_and_the_others_are_there() {
    let mut world = World::new();
    configure(&mut world, &json!([{"id": "a", "label": "A"}, {"id": "a", "label": "A"}, {"id": "b", "label": "B", "filters": 7}]));
    let told: Vec<String> = world
        .told()
        .into_iter()
        .filter_map(|event| if let HostEvent::Error { kind: "config-key", message } = event { Some(message.clone()) } else { None })
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("channels.views.1.id") && told[1].contains("channels.views.2.filters"), "{told:?}");
    assert_eq!(world.state().config.channels.views.len(), 1);
}
