//! The backend is asked again while a chat is open (feature C19).

use super::*;

/// A configuration that holds for ten minutes.
fn config(user: &str, features: &Value) -> ConfigReply {
    let mut json: Value = serde_json::from_str(&a_config(user)).unwrap();
    json["refreshMinutes"] = json!(10);
    json["features"] = features.clone();
    ConfigReply { status: 200, body: json.to_string(), ..ConfigReply::default() }
}

/// Lets time pass in a session that lives.
fn live(world: &mut World, minutes: Millis) {
    for _ in 0..minutes * 3 {
        world.pass(20_000);
        if world.socket.is_some() {
            world.frame(&json!({"type": "health.check", "connection_id": "C1", "created_at": time(60)}));
        }
    }
}

fn answer(world: &mut World, reply: ConfigReply) {
    world.effects.clear();
    world.feed(Input::Config(Ok(reply)));
}

fn refusal(status: u16, body: &str) -> ConfigReply {
    ConfigReply { status, body: body.to_owned(), ..ConfigReply::default() }
}

fn questions(world: &World) -> usize {
    world.effects.iter().filter(|effect| **effect == Effect::RefreshConfig).count()
}

/// Online, with something written that could not go out yet.
fn refreshing() -> World {
    let mut world = World::chatting();
    answer(&mut world, config("giulia", &json!({})));
    world.write(&general(), "half a thought");
    live(&mut world, 1);
    world.effects.clear();
    world
}

fn due() -> World {
    let mut world = refreshing();
    live(&mut world, 11);
    assert_eq!(questions(&world), 1);
    world
}

#[test]
fn what_is_switched_off_reaches_a_page_that_is_open_and_nothing_is_closed() {
    let mut world = refreshing();
    live(&mut world, 8);
    assert_eq!(questions(&world), 0, "it holds as long as it says");
    live(&mut world, 3);
    assert_eq!(questions(&world), 1);
    let socket = world.socket;
    answer(&mut world, config("giulia", &json!({"uploads": false})));
    assert!(!world.state().config.features.allows("uploads"));
    assert_eq!((world.state().link.name(), world.socket, world.asked().len()), ("online", socket, 0));
    assert_eq!(&*world.composer().text, "half a thought");
    world.effects.clear();
    live(&mut world, 11);
    assert_eq!(questions(&world), 1, "and so on");
}

#[test]
fn a_page_that_nobody_looks_at_asks_when_somebody_does() {
    let mut world = refreshing();
    world.feed(Input::Visible { visible: false });
    live(&mut world, 60);
    assert_eq!(questions(&world), 0);
    world.feed(Input::Visible { visible: true });
    assert_eq!(questions(&world), 1);
}

#[test]
fn an_answer_that_cannot_be_had_changes_nothing() {
    for outcome in [Err(Failure::Offline), Err(Failure::TimedOut), Ok(refusal(503, "")), Ok(refusal(404, "")), Ok(refusal(200, "[]"))] {
        let mut world = due();
        world.effects.clear();
        world.feed(Input::Config(outcome));
        assert_eq!((world.state().link.name(), questions(&world)), ("online", 0));
        assert!(matches!(world.told()[..], [HostEvent::Error { kind: "config", .. }]));
        live(&mut world, 11);
        assert_eq!(questions(&world), 1, "it is asked again");
    }
}

#[test]
fn who_is_not_let_in_any_more_is_out_and_what_was_written_stays_for_them() {
    let closed = json!({"error": {"title": "Closed", "message": "Maintenance until eight"}}).to_string();
    for (reply, name) in [(refusal(401, ""), "signed-out"), (refusal(200, &closed), "config-error")] {
        let mut world = due();
        answer(&mut world, reply);
        assert_eq!((world.state().link.name(), world.socket), (name, None));
        assert!(world.told().iter().any(|event| matches!(event, HostEvent::AuthRequired { asked: false })));
        assert!(!world.effects.iter().any(|effect| matches!(effect, Effect::Wipe { .. })));
        live(&mut world, 60);
        assert_eq!(questions(&world), 0, "nobody asks for a session that has ended");
    }
}

#[test]
fn somebody_else_is_a_hard_stop() {
    let mut world = due();
    answer(&mut world, config("marco", &json!({})));
    assert_eq!((world.state().link.name(), world.socket), ("token-refused", None));
    assert!(world.asked().is_empty());
}

#[test]
fn a_token_that_expires_meanwhile_is_renewed_by_the_same_answer() {
    let mut world = due();
    let socket = world.socket;
    world.effects.clear();
    world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
    assert!(!world.effects.contains(&Effect::FetchConfig), "one question is on its way");
    answer(&mut world, config("giulia", &json!({})));
    assert!(world.socket.is_some() && world.socket != socket, "a new session is opened with the new token");
    world.greet();
    assert_eq!(world.state().link.name(), "online");
}

#[test]
fn a_token_that_expires_while_the_backend_is_away_is_asked_for_by_itself() {
    let mut world = due();
    world.effects.clear();
    world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
    world.feed(Input::Config(Ok(refusal(404, ""))));
    assert!(world.effects.contains(&Effect::FetchConfig), "what was asked for another reason ends nothing");
    answer(&mut world, config("giulia", &json!({})));
    assert!(world.socket.is_some());
}

#[test]
fn a_host_that_begins_anew_is_not_answered_with_what_was_asked_before() {
    let mut world = due();
    world.feed(Input::Host(SCREEN, Intent::Reconnect));
    answer(&mut world, config("giulia", &json!({})));
    assert_eq!((questions(&world), world.state().me.is_some()), (1, true), "asked again");
    answer(&mut world, config("marco", &json!({})));
    assert_eq!(world.chat.session.user_id.as_str(), "marco");
}

#[test]
fn what_comes_after_the_end_opens_nothing() {
    let mut world = due();
    world.frame(&json!({"type": "connection.error", "error": {"code": 5}}));
    assert_eq!((world.state().link.name(), world.socket), ("token-refused", None));
    answer(&mut world, config("giulia", &json!({})));
    assert_eq!((world.state().link.name(), world.socket), ("token-refused", None));
    let mut world = due();
    world.frame(&json!({"type": "connection.error", "error": {"code": 5}}));
    world.intend(Intent::Reconnect);
    world.feed(Input::Config(Err(Failure::Offline)));
    world.effects.clear();
    world.pass(60_000);
    assert!(world.effects.contains(&Effect::FetchConfig), "who tries again is not left alone");
}

#[test]
fn another_address_of_stream_is_another_session() {
    let mut world = due();
    let socket = world.socket;
    let mut there = config("giulia", &json!({}));
    let mut json: Value = serde_json::from_str(&there.body).unwrap();
    json["stream"] = json!({"baseUrl": "https://eu.stream.test"});
    there.body = json.to_string();
    answer(&mut world, there);
    assert!(world.socket.is_some() && world.socket != socket);
}

#[test]
fn what_the_host_gave_is_not_asked_of_anybody() {
    let mut world = refreshing();
    world.chat.backend.config = Some(Rc::new(crate::json!({})));
    live(&mut world, 30);
    assert_eq!(questions(&world), 0);
}
