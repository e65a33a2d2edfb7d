//! Looking for channels, people and messages, and beginning conversations.

use super::*;
use crate::state::{Search, Source};

impl World {
    fn look_for(&mut self, words: &str) {
        self.intend(Intent::Search(Rc::from(words)));
    }

    fn found(&self) -> &Search {
        self.screen().search.as_deref().expect("something is looked for")
    }

    fn people(&self) -> Vec<&str> {
        self.found().people.list.iter().map(|user| user.id.as_str()).collect()
    }

    fn messages(&self) -> Vec<&str> {
        self.found().messages.list.iter().map(|message| message.id.as_str()).collect()
    }

    fn channels(&self) -> Vec<&str> {
        self.found().channels.list.iter().map(Cid::as_str).collect()
    }
}

/// What a question asks, out of its address.
fn payload(request: &Request) -> Value {
    let encoded = request.url.split("payload=").nth(1).unwrap().split('&').next().unwrap();
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || (rest.next().unwrap() as char).to_digit(16).unwrap();
        bytes.push(if byte == b'%' { u8::try_from(digit() * 16 + digit()).unwrap() } else { byte });
    }
    crate::wire::parse(std::str::from_utf8(&bytes).unwrap()).unwrap()
}

fn named(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name})
}

fn hit(id: &str, cid: &str) -> Value {
    let mut message = a_message(id, "marco", 1);
    message["cid"] = json!(cid);
    message["channel"] = json!({ "cid": cid });
    json!({ "message": message })
}

#[test]
fn what_is_loaded_is_found_at_once_and_the_server_is_asked_after_a_pause() {
    let mut world = World::online();
    world.look_for("mar");
    assert_eq!((world.channels(), world.people()), (vec![GENERAL], vec!["marco"]), "by the name of somebody in it");
    assert!(world.found().is_loading());
    world.pass(200);
    world.look_for("marc");
    world.pass(200);
    assert!(!world.asks("people"), "somebody is still typing");
    world.pass(100);
    let (_, channels) = world.take_kind("channels-found");
    let filter = &body(&channels)["filter_conditions"];
    assert_eq!(
        filter.text(),
        json!({"$and": [{"members": {"$in": ["giulia"]}}, {"$or": [{"name": {"$autocomplete": "marc"}}, {"member.user.name": {"$autocomplete": "marc"}}]}]})
            .text()
    );
    let (_, people) = world.take_kind("people");
    assert_eq!(payload(&people)["filter_conditions"]["$or"][1]["name"]["$autocomplete"], json!("marc"));
    let (_, messages) = world.take_kind("messages-found");
    let asked = payload(&messages);
    assert_eq!(asked["filter_conditions"], json!({"members": {"$in": ["giulia"]}}), "only in the user's own channels");
    assert_eq!((&asked["message_filter_conditions"]["text"]["$autocomplete"], &asked["limit"]), (&json!("marc"), &json!(10)));
}

#[test]
fn what_the_server_finds_is_added_to_what_was_there() {
    let mut world = World::online();
    world.look_for("mar");
    world.pass(300);
    let (call, _) = world.take_kind("channels-found");
    world.answer(call, 201, &json!({"channels": [a_channel("messaging:march", &[]), a_channel(GENERAL, &[])]}));
    let (call, _) = world.take_kind("people");
    world.answer(call, 200, &json!({"users": [named("giulia", "Giulia"), named("marco", "Marco"), named("martha", "Martha"), 7]}));
    let (call, _) = world.take_kind("messages-found");
    world.answer(
        call,
        200,
        &json!({"results": [hit("x", GENERAL), {"message": 7}, hit("y", "messaging:far"), hit("z", "messaging:far")], "next": "n2"}),
    );
    assert_eq!(world.channels(), [GENERAL, "messaging:march"]);
    assert_eq!(world.people(), ["marco", "martha"], "nobody looks for themselves");
    assert_eq!(world.messages(), ["x", "y", "z"]);
    assert!(!world.found().is_loading());
    // The names of channels that are not loaded are asked for, once each.
    let (_, request) = world.take_kind("channels-of-messages");
    assert_eq!(body(&request)["filter_conditions"], json!({"cid": {"$in": ["messaging:far"]}}));
    assert_eq!(world.channel().timeline.shown().count(), 2, "what was loaded of a channel that is found stays");
}

#[test]
fn an_answer_to_older_words_is_dropped_and_one_after_the_end_too() {
    let mut world = World::online();
    world.look_for("mar");
    world.pass(300);
    let (late, _) = world.take_kind("people");
    let (other, _) = world.take_kind("messages-found");
    world.look_for("mart");
    world.answer(late, 200, &json!({"users": [named("marius", "Marius")]}));
    assert_eq!(world.people(), Vec::<&str>::new());
    world.look_for("");
    assert!(world.screen().search.is_none(), "no words end it");
    world.answer(other, 200, &json!({"results": [hit("x", GENERAL)]}));
    assert!(world.screen().search.is_none());
    world.pass(1_000);
    assert!(!world.effects.iter().any(|effect| matches!(effect, Effect::Ask { call, .. } if kind(call) == "messages-found")));
}

#[test]
fn more_is_asked_for_where_the_last_page_ended() {
    let mut world = World::online();
    world.look_for("an");
    world.pass(300);
    let (call, _) = world.take_kind("people");
    let page = |from: u32| json!({"users": (from..from + 10).map(|n| named(&format!("a{n}"), &format!("A {n}"))).collect::<Vec<_>>()});
    world.answer(call, 200, &page(0));
    world.intend(Intent::LoadMoreFound(Source::People));
    world.intend(Intent::LoadMoreFound(Source::People));
    let (call, request) = world.take_kind("people");
    assert_eq!(payload(&request)["offset"], json!(10));
    assert!(!world.asks("people"), "one at a time");
    world.answer(call, 200, &json!({"users": [named("a10", "A 10")]}));
    assert_eq!(world.people().len(), 11);
    world.intend(Intent::LoadMoreFound(Source::People));
    assert!(!world.asks("people"), "that was the last page");

    let (call, _) = world.take_kind("messages-found");
    world.answer(call, 200, &json!({"results": [hit("x", GENERAL)], "next": "later"}));
    world.intend(Intent::LoadMoreFound(Source::Messages));
    let (call, request) = world.take_kind("messages-found");
    assert_eq!(payload(&request)["next"], json!("later"));
    world.answer(call, 200, &json!({"results": [hit("x", GENERAL), hit("y", GENERAL)]}));
    assert_eq!(world.messages(), ["x", "y"]);
}

#[test]
fn a_source_that_fails_says_so_beside_the_others_and_is_asked_again() {
    let mut world = World::online();
    world.look_for("mar");
    world.pass(300);
    let (call, _) = world.take_kind("messages-found");
    world.answer(call, 500, &json!({}));
    assert_eq!(world.found().messages.trouble.as_ref().map(|trouble| trouble.key), Some("server"));
    assert_eq!(world.people(), ["marco"]);
    world.intend(Intent::SearchAgain);
    world.pass(0);
    let (call, _) = world.take_kind("messages-found");
    world.answer(call, 200, &json!({"results": [hit("x", GENERAL)]}));
    assert_eq!((world.messages(), world.found().messages.trouble.as_ref()), (vec!["x"], None));
}

#[test]
fn what_failed_without_a_connection_is_looked_for_when_it_is_back() {
    let mut world = World::online();
    world.look_for("mar");
    world.pass(300);
    let (call, _) = world.take_kind("messages-found");
    world.feed(Input::Answer { call, outcome: Err(Failure::Offline) });
    let (before, _) = world.take_kind("channels-found");
    assert!(world.found().messages.trouble.is_some());
    world.lose_socket();
    world.look_for("marc");
    world.pass(300);
    assert!(!world.asks("messages-found"), "what is found could not be followed");
    world.pass(10_000);
    world.greet();
    world.pass(0);
    assert!(world.asks("messages-found") && world.asks("channels-found"));
    // What was asked on the connection that is lost is followed by nobody.
    world.answer(before, 201, &json!({"channels": [a_channel("messaging:march", &[])]}));
    assert!(!world.state().channels.contains_key(&Cid::from("messaging:march")));
}

#[test]
fn one_letter_shows_what_is_loaded_and_asks_nobody() {
    let mut world = World::online();
    world.look_for("m");
    world.pass(1_000);
    assert_eq!((world.channels(), world.found().is_loading()), (vec![GENERAL], false));
    assert!(!world.asks("people") && !world.asks("channels-found") && !world.asks("messages-found"));
    world.look_for("\u{4f1a}");
    world.pass(300);
    assert!(world.asks("messages-found"), "in some languages one letter is a word");
}

#[test]
fn messages_of_the_words_before_stay_only_where_they_fit_the_new_ones() {
    let mut world = World::online();
    world.look_for("ze");
    world.pass(300);
    let (call, _) = world.take_kind("messages-found");
    world.answer(call, 200, &json!({"results": [hit("zeppelin", GENERAL), hit("zebra", GENERAL)]}));
    world.look_for("zep");
    assert_eq!(world.messages(), ["zeppelin"]);
    world.look_for("invoice");
    assert_eq!(world.messages(), Vec::<&str>::new());
}

#[test]
fn channels_that_only_a_search_knows_go_with_it() {
    let mut world = World::new();
    let mut config: Value = serde_json::from_str(&a_config("giulia")).unwrap();
    config["channels"] = json!({"views": [{"id": "open", "label": "Open", "filters": {"frozen": false}}]});
    world.feed(Input::Config(Ok(ConfigReply { status: 200, body: config.to_string(), ..ConfigReply::default() })));
    world.greet();
    world.answer_lists(&[a_channel(GENERAL, &[])]);
    world.look_for("mar");
    world.pass(300);
    let (call, _) = world.take_kind("channels-found");
    let frozen = |cid: &str| {
        let mut channel = a_channel(cid, &[]);
        channel["channel"]["frozen"] = json!(true);
        channel
    };
    world.answer(call, 201, &json!({"channels": [frozen("messaging:march"), frozen("messaging:mars")]}));
    world.intend(Intent::OpenChannel(Cid::from("messaging:mars")));
    world.intend(Intent::CloseSearch);
    let (_, request) = world.take_kind("stop-watching");
    assert!(request.url.contains("/channels/messaging/march/"), "{}", request.url);
    assert!(!world.state().channels.contains_key(&Cid::from("messaging:march")));
    assert!(world.state().channels.contains_key(&Cid::from("messaging:mars")), "what is open stays");
}

#[test]
fn what_the_tenant_switches_off_ends_at_once() {
    let mut world = World::online();
    world.look_for("mar");
    world.chat.apply(&Change::Configured(Rc::new(without(&world, "newConversation"))));
    world.feed(Input::Wake);
    assert_eq!((world.people(), world.channels()), (Vec::new(), vec![GENERAL]));
    world.intend(Intent::Begin { users: vec![UserId::from("marco")], named: None });
    assert!(!world.asks("direct"));
    world.chat.apply(&Change::Configured(Rc::new(without(&world, "search"))));
    world.feed(Input::Wake);
    assert!(world.screen().search.is_none());
    world.look_for("mar");
    assert!(world.screen().search.is_none());
}

/// The same configuration without a feature.
fn without(world: &World, feature: &str) -> crate::config::Config {
    let who = json!({"userId": "giulia", "userToken": "t", "apiKey": "k"});
    let json = json!({"authentication": who, "features": {feature: false}});
    let crate::config::Outcome::Configured(with, _) = crate::config::parse(&json) else { panic!("not a configuration") };
    crate::config::Config { features: with.features, ..(*world.state().config).clone() }
}

#[test]
fn a_message_is_opened_where_it_stands_and_the_host_hears_of_the_channel() {
    let mut world = World::online();
    world.intend(Intent::OpenAt { cid: Cid::from("messaging:slow"), message: Some(id("x")), thread: None });
    world.take_kind("open");
    world.intend(Intent::OpenChannel(Cid::from(GENERAL)));
    world.intend(Intent::OpenChannel(Cid::from("messaging:slow")));
    let (call, _) = world.take_kind("open");
    world.answer(call, 201, &json!({"channels": [a_channel("messaging:slow", &[])]}));
    assert!(!world.asks("jump"), "who went elsewhere is not led on later");
    world.intend(Intent::OpenAt { cid: Cid::from("messaging:far"), message: Some(id("y")), thread: None });
    assert_eq!(world.screen().open.as_ref().map(Cid::as_str), Some("messaging:far"));
    assert!(world.told().iter().any(
        |event| matches!(event, HostEvent::ChannelOpen { cid, message: Some(at), .. } if cid.as_str() == "messaging:far" && *at == id("y"))
    ));
    let (call, _) = world.take_kind("open");
    world.answer(call, 201, &json!({"channels": [a_channel("messaging:far", &[])]}));
    assert!(world.asks("jump"));
}

#[test]
fn everybody_is_offered_to_begin_with_before_anything_is_typed() {
    let mut world = World::online();
    world.intend(Intent::SearchPeople(Rc::from("")));
    world.pass(0);
    let (call, request) = world.take_kind("people");
    assert_eq!(payload(&request)["filter_conditions"], json!({}));
    assert!(!world.asks("messages-found") && !world.asks("channels-found"));
    world.answer(call, 200, &json!({"users": [named("zoe", "Zoe"), named("giulia", "Giulia")]}));
    assert_eq!(world.people(), ["zoe"]);
    world.intend(Intent::SearchPeople(Rc::from("")));
    assert_eq!(world.people(), ["zoe"], "the same words are no news");
}

#[test]
fn a_conversation_begins_with_its_people_and_a_named_one_is_always_a_new_one() {
    let mut world = World::online();
    let with = |named| Intent::Begin { users: vec![UserId::from("zoe"), UserId::from("marco")], named };
    world.intend(Intent::SearchPeople(Rc::from("")));
    world.intend(with(None));
    let (call, _) = world.take_kind("direct");
    assert!(world.found().is_beginning);
    world.answer(call, 403, &json!({"code": 17}));
    assert!(!world.found().is_beginning, "who was chosen is still there");
    world.intend(with(None));
    let (call, request) = world.take_kind("direct");
    assert!(request.url.contains("/channels/messaging/query?"), "{}", request.url);
    world.answer(call, 201, &a_channel("messaging:!members-2", &[]));
    assert!(world.told().iter().any(|event| matches!(event, HostEvent::ChannelOpen { cid, .. } if cid.as_str() == "messaging:!members-2")));

    world.intend(with(Some((Rc::from("fresh"), Rc::from("Trip to Rome")))));
    let (_, request) = world.take_kind("direct");
    assert!(request.url.contains("/channels/messaging/fresh/query?"), "{}", request.url);
    assert_eq!(body(&request)["data"], json!({"members": ["giulia", "zoe", "marco"], "name": "Trip to Rome"}));
}

#[test]
fn nobody_is_looked_for_where_conversations_are_not_begun() {
    let mut world = World::without("newConversation");
    world.look_for("mar");
    assert_eq!(world.people(), Vec::<&str>::new());
    world.pass(300);
    assert!(!world.asks("people") && world.asks("messages-found"));
}

#[test]
fn another_user_sees_nothing_of_what_was_looked_for() {
    let mut world = World::online();
    world.look_for("mar");
    world.pass(300);
    let (channels, _) = world.take_kind("channels-found");
    world.feed(Input::Host(SCREEN, Intent::Reconnect));
    world.configure("marco");
    assert!(world.screen().search.is_none());
    world.greet();
    world.answer_lists(&[]);
    world.look_for("mar");
    world.answer(channels, 201, &json!({"channels": [a_channel("messaging:of-giulia", &[])]}));
    assert!(world.state().channels.is_empty(), "a late answer is nobody's");
}
