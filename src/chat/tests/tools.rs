//! A tenant's actions and canned replies.

use super::*;
use crate::state::NoticeKey;

/// A conversation whose channel has custom data, and a tenant with these actions.
fn equipped(actions: &Value) -> World {
    let mut world = World::new();
    let body = json!({
        "authentication": {"userId": "giulia", "userToken": "jwt-of-giulia", "apiKey": "k1"}, "stream": {"baseUrl": "http://stream.test"},
        "actions": actions, "cannedReplies": [{"id": "hello", "shortcut": "hi", "label": "Greeting", "text": "Hello"}],
    });
    world.feed(Input::Config(Ok(ConfigReply { status: 200, body: body.to_string(), ..ConfigReply::default() })));
    world.greet();
    let mut channel = a_rich_channel(&[a_message("a", "marco", 1)]);
    channel["channel"]["customer"] = json!("A/B ../\"C\"");
    channel["channel"]["own_capabilities"].as_array_mut().unwrap().push(json!("freeze-channel"));
    world.answer_lists(&[channel]);
    world.effects.clear();
    world
}

fn an_action(run: &Value) -> World {
    equipped(&json!([{"id": "it", "label": "It", "placement": "message-menu", "run": run}]))
}

fn choose(world: &mut World) {
    world.intend(Intent::Run { action: "it".into(), cid: Cid::from(GENERAL), message: Some(id("a")), label: "It".into() });
}

/// What was asked of the backend: number, method, path, body.
fn asked_backend(world: &World) -> Vec<(u32, &'static str, String, Option<String>)> {
    let asked = world.effects.iter().filter_map(|effect| match effect {
        Effect::AskBackend { number, method, path, body } => Some((*number, *method, path.clone(), body.clone())),
        _ => None,
    });
    asked.collect()
}

fn chosen(world: &World) -> usize {
    world.told().iter().filter(|event| matches!(event, HostEvent::Action { .. })).count()
}

#[test]
fn an_event_is_told_with_ids_and_nothing_else_happens() {
    let mut world = an_action(&json!({"kind": "event"}));
    choose(&mut world);
    assert_eq!(world.told(), [&HostEvent::Action { id: "it".into(), cid: Cid::from(GENERAL), message: Some(id("a")) }]);
    assert!(world.asked().is_empty() && world.state().running.is_empty() && world.notices().is_empty());
}

#[test]
fn a_request_goes_below_the_backend_with_its_values_as_text() {
    let run = json!({"kind": "request", "method": "PUT", "path": "/tickets/{channel.customer}?by={user.id}",
        "body": {"cid": "{channel.cid}", "text": "{message.text}", "who": ["{message.user.id}"], "none": "{channel.none}", "n": 1}});
    let mut world = an_action(&run);
    choose(&mut world);
    let asked = asked_backend(&world);
    let [(number, method, path, Some(body))] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((*method, &**path), ("PUT", "/tickets/A%2FB%20..%2F%22C%22?by=giulia"));
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body, json!({"cid": GENERAL, "text": "a", "who": ["marco"], "none": "", "n": 1}));
    assert!(!world.effects.iter().any(|effect| matches!(effect, Effect::Ask { .. })));

    assert!(world.state().is_running("it", &Cid::from(GENERAL), Some(&id("a"))));
    choose(&mut world);
    assert_eq!((asked_backend(&world).len(), chosen(&world)), (1, 1), "once is enough");
    let number = *number;
    world.feed(Input::BackendAnswered(number, Ok(201)));
    assert!(world.state().running.is_empty());
    assert_eq!(world.notices(), [NoticeKey::ActionDone]);
    assert_eq!(&*world.state().notices[0].subject, "It");
}

#[test]
fn a_request_that_fails_says_so() {
    for outcome in [Ok(401), Ok(500), Ok(302), Err(Failure::Offline), Err(Failure::TimedOut)] {
        let mut world = an_action(&json!({"kind": "request", "path": "/x"}));
        choose(&mut world);
        assert_eq!(asked_backend(&world), [(0, "POST", "/x".to_owned(), None)]);
        world.feed(Input::BackendAnswered(0, outcome));
        assert_eq!((world.notices(), world.state().running.len()), (vec![NoticeKey::ActionFailed], 0), "{outcome:?}");
        assert_eq!(world.state().link, Link::Online, "the backend's 401 says nothing about Stream's token");
    }
}

/// An action of several steps: a change of the channel, a message, a request.
fn a_macro() -> World {
    equipped(&json!([{"id": "it", "label": "It", "placement": "channel-header",
        "run": {"kind": "update-channel", "set": {"frozen": false}},
        "then": [{"kind": "event"}, {"kind": "send", "text": "{user.id} took {channel.customer}"}, {"kind": "request", "path": "/taken/{channel.id}"}]}]))
}

fn choose_for_the_channel(world: &mut World) {
    world.intend(Intent::Run { action: "it".into(), cid: Cid::from(GENERAL), message: None, label: "It".into() });
}

#[test]
fn steps_follow_one_another_and_the_last_one_ends_it() {
    let mut world = a_macro();
    choose_for_the_channel(&mut world);
    let (call, _) = world.take_kind("update-channel");
    assert!(asked_backend(&world).is_empty() && world.notices().is_empty(), "the first step is not answered yet");
    world.answer(call, 200, &json!({"channel": {}}));
    let (call, request) = world.take_kind("send");
    let mut said = body(&request)["message"].clone();
    assert_eq!(said["text"], "giulia took A/B ../\"C\"", "{said}");
    assert!(asked_backend(&world).is_empty(), "the message has not arrived yet");
    said["type"] = json!("regular");
    said["created_at"] = json!(time(9));
    world.answer(call, 201, &json!({"message": said}));
    let asked = asked_backend(&world);
    assert_eq!(asked, [(0, "POST", "/taken/general".to_owned(), None)]);
    assert!(world.state().is_running("it", &Cid::from(GENERAL), None), "until the last one is answered");
    world.feed(Input::BackendAnswered(0, Ok(204)));
    assert_eq!((world.notices(), world.state().running.len(), chosen(&world)), (vec![NoticeKey::ActionDone], 0, 1));
}

#[test]
fn a_step_that_fails_is_the_last() {
    let mut world = a_macro();
    choose_for_the_channel(&mut world);
    let (call, _) = world.take_kind("update-channel");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.notices(), world.state().running.len()), (vec![NoticeKey::ActionFailed], 0));
    assert!(asked_backend(&world).is_empty() && world.asked().is_empty(), "nothing of the rest is done");
    // Neither is anything when the message is refused.
    let mut world = a_macro();
    choose_for_the_channel(&mut world);
    let (call, _) = world.take_kind("update-channel");
    world.answer(call, 200, &json!({"channel": {}}));
    let (call, _) = world.take_kind("send");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.notices(), world.state().running.len(), asked_backend(&world).len()), (vec![NoticeKey::ActionFailed], 0, 0));
    // A text whose value is missing is not written.
    let mut world =
        equipped(&json!([{"id": "it", "label": "It", "placement": "channel-header", "run": {"kind": "send", "text": "{channel.none}"}}]));
    choose_for_the_channel(&mut world);
    assert_eq!((world.notices(), world.asked().len()), (vec![NoticeKey::ActionFailed], 0));
}

#[test]
fn what_writes_is_offered_to_whom_may_write() {
    let mut world = equipped(&json!([{"id": "it", "label": "It", "placement": "channel-header", "run": {"kind": "event"},
        "then": [{"kind": "send", "text": "Hello"}]}]));
    let offers = |world: &World| {
        let (state, cid) = (world.state(), Cid::from(GENERAL));
        state.offers(&state.tools.actions[0], &state.channels[&cid], None)
    };
    assert!(offers(&world));
    let mut channel = a_rich_channel(&[])["channel"].clone();
    channel["own_capabilities"] = json!(["read-events"]);
    world.frame(&json!({"type": "capabilities.changed", "cid": GENERAL, "created_at": time(9), "channel": channel, "own_capabilities": ["read-events"]}));
    assert!(!offers(&world));
}

#[test]
fn a_path_whose_value_is_missing_or_leads_elsewhere_is_not_asked_for() {
    for path in ["/tickets/{channel.none}", "/tickets/{message.none}/x"] {
        let mut world = an_action(&json!({"kind": "request", "path": path}));
        choose(&mut world);
        assert_eq!((asked_backend(&world).len(), world.notices()), (0, vec![NoticeKey::ActionFailed]), "{path}");
    }
    // A message that says `..` is no step upwards.
    let mut world = an_action(&json!({"kind": "request", "path": "/tickets/{message.text}"}));
    let mut edited = a_message("a", "marco", 1);
    edited["text"] = json!("..");
    edited["updated_at"] = json!(time(9));
    world.frame(&json!({"type": "message.updated", "cid": GENERAL, "created_at": time(9), "message": edited}));
    choose(&mut world);
    assert_eq!((asked_backend(&world).len(), world.notices()), (0, vec![NoticeKey::ActionFailed]));
}

#[test]
fn a_change_of_the_channel_is_asked_of_stream_and_told_when_it_is_done() {
    let mut world = an_action(&json!({"kind": "update-channel", "set": {"frozen": true}}));
    choose(&mut world);
    let (call, request) = world.take_kind("update-channel");
    assert_eq!((request.method, body(&request)), ("PATCH", json!({"set": {"frozen": true}, "unset": []})));
    assert!(request.url.starts_with("http://stream.test/channels/messaging/general?"));
    world.answer(call, 200, &json!({"channel": {}}));
    assert_eq!((world.notices(), world.state().running.len()), (vec![NoticeKey::ActionDone], 0));

    let mut world = an_action(&json!({"kind": "update-channel", "set": {"frozen": true}}));
    choose(&mut world);
    let (call, _) = world.take_kind("update-channel");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.notices(), world.state().running.len()), (vec![NoticeKey::ActionFailed], 0));
}

#[test]
fn what_is_not_offered_any_more_is_not_done() {
    let mut world = an_action(&json!({"kind": "update-channel", "set": {"status": "closed"}}));
    choose(&mut world);
    assert!(world.asked().is_empty() && world.told().is_empty(), "nobody may change that here");
    let mut world = equipped(
        &json!([{"id": "it", "label": "It", "placement": "channel-menu", "requires": {"when": {"frozen": false}}, "run": {"kind": "event"}}]),
    );
    let on_channel = Intent::Run { action: "it".into(), cid: Cid::from(GENERAL), message: None, label: "It".into() };
    world.intend(on_channel.clone());
    assert_eq!(chosen(&world), 1);
    world.frame(&json!({"type": "channel.updated", "cid": GENERAL, "created_at": time(9),
        "channel": {"cid": GENERAL, "type": "messaging", "id": "general", "frozen": true, "updated_at": time(9)}}));
    world.intend(on_channel);
    assert_eq!(chosen(&world), 1, "the channel was frozen meanwhile");
}

#[test]
fn what_cannot_be_used_of_a_configuration_is_told_once() {
    let mut world = World::new();
    let body = json!({"authentication": {"userId": "giulia", "userToken": "t", "apiKey": "k1"}, "hour12": "no", "actions": [{"id": "x"}]});
    let config = || Input::Config(Ok(ConfigReply { status: 200, body: body.to_string(), ..ConfigReply::default() }));
    world.feed(config());
    let told = |world: &World| -> Vec<String> {
        world
            .told()
            .iter()
            .filter_map(|event| if let HostEvent::Error { kind: "config-key", message } = event { Some(message.clone()) } else { None })
            .collect()
    };
    let first = told(&world);
    assert_eq!(first.len(), 4, "{first:?}");
    assert!(first[0].contains("hour12") && first.iter().any(|message| message.contains("actions.0.run")), "{first:?}");
    world.feed(config());
    assert_eq!(told(&world).len(), 4, "the same again says nothing new");
}

#[test]
fn canned_replies_are_suggested_beside_the_commands() {
    let mut world = equipped(&json!([]));
    let suggested = |world: &World| -> Vec<String> {
        let all = world.composer().suggestions.map(|it| it.candidates.clone()).unwrap_or_default();
        all.iter()
            .map(|it| match it {
                crate::state::Candidate::Reply(reply) => reply.id.clone(),
                other => format!("{other:?}").chars().take(7).collect(),
            })
            .collect()
    };
    world.write(&general(), "/");
    assert!(suggested(&world).contains(&"hello".to_owned()) && suggested(&world).len() > 1);
    world.write(&general(), "/hi");
    assert_eq!(suggested(&world), ["hello"]);
    world.intend(Intent::PickSuggestion(general(), Pick::Text("Hello, ".into())));
    assert_eq!((&*world.composer().text, world.composer().caret), ("Hello, ", 7));
}

/// Three channels, one of which is closed already, and the action that closes; `run` is what it does.
fn several_of(run: &Value) -> World {
    let mut world = equipped(&json!([
        {"id": "it", "label": "It", "placement": "channel-menu", "bulk": true, "requires": {"when": {"frozen": false}}, "run": run},
    ]));
    let channel = |name: &str, frozen: bool| {
        let mut channel = a_rich_channel(&[]);
        let held = &mut channel["channel"];
        held["id"] = json!(name);
        held["cid"] = json!(format!("messaging:{name}"));
        held["frozen"] = json!(frozen);
        held["own_capabilities"].as_array_mut().unwrap().push(json!("freeze-channel"));
        channel
    };
    world.intend(Intent::ReloadChannels);
    world.answer_lists(&[channel("one", false), channel("shut", true), channel("two", false), channel("three", false)]);
    world.effects.clear();
    world
}

fn for_all(world: &mut World) {
    let cids = ["one", "shut", "gone", "two", "three"].map(|name| Cid::from(format!("messaging:{name}"))).into();
    world.intend(Intent::RunAll { action: "it".into(), cids, label: "It".into() });
}

#[test]
fn several_channels_go_one_after_the_other_and_are_told_of_once() {
    let mut world = several_of(&json!({"kind": "request", "path": "/close/{channel.id}"}));
    for_all(&mut world);
    let mut asked = Vec::new();
    while let Some((number, _, path, _)) = asked_backend(&world).get(asked.len()).cloned() {
        assert!(world.notices().is_empty(), "only at the end");
        asked.push(path);
        world.feed(Input::BackendAnswered(number, Ok(204)));
    }
    assert_eq!(asked, ["/close/one", "/close/two", "/close/three"], "not for the one that does not offer it");
    assert_eq!((world.notices(), world.state().running.len(), chosen(&world)), (vec![NoticeKey::ActionDone], 0, 3));
}

#[test]
fn what_fails_for_one_of_several_is_done_for_the_others() {
    for (outcomes, told) in
        [([Ok(204), Ok(500), Ok(204)], NoticeKey::ActionPartly), ([Err(Failure::Offline), Ok(500), Ok(404)], NoticeKey::ActionFailed)]
    {
        let mut world = several_of(&json!({"kind": "request", "path": "/close"}));
        for_all(&mut world);
        for (at, outcome) in outcomes.into_iter().enumerate() {
            let number = asked_backend(&world)[at].0;
            world.feed(Input::BackendAnswered(number, outcome));
        }
        assert_eq!((asked_backend(&world).len(), world.notices(), world.state().running.len()), (3, vec![told], 0));
    }
}

#[test]
fn what_cannot_even_begin_for_several_ends_with_one_word() {
    let mut world = several_of(&json!({"kind": "request", "path": "/close/{channel.nothing}"}));
    for_all(&mut world);
    assert_eq!((asked_backend(&world).len(), world.notices(), world.state().running.len()), (0, vec![NoticeKey::ActionFailed], 0));
    let mut world = several_of(&json!({"kind": "event"}));
    for_all(&mut world);
    assert_eq!((chosen(&world), world.notices().len()), (3, 0), "the host is told of each, the user of nothing");
}
