//! Who is signed in: renewals that fail, another user, sign-out, and what becomes of what was written.

use super::*;

fn reply(status: u16, body: &str) -> ConfigReply {
    ConfigReply { status, body: body.to_owned(), is_html: body.starts_with('<'), ..ConfigReply::default() }
}

fn expire(world: &mut World) {
    world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
}

fn fetches(world: &World) -> usize {
    world.effects.iter().filter(|effect| **effect == Effect::FetchConfig).count()
}

fn wiped(world: &World) -> Vec<&str> {
    world.effects.iter().filter_map(|effect| if let Effect::Wipe { prefix } = effect { Some(prefix.as_str()) } else { None }).collect()
}

fn reload(world: &mut World) {
    world.effects.clear();
    world.feed(Input::Host(SCREEN, Intent::Reconnect));
}

/// A draft and a message that could not go out yet.
fn busy() -> World {
    let mut world = World::online();
    world.say("waits");
    world.write(&general(), "half a thought");
    world.pass(500);
    world
}

fn stored(world: &World) -> Vec<&str> {
    world
        .effects
        .iter()
        .filter_map(|effect| if let Effect::Store { key, value: Some(_) } = effect { Some(key.as_str()) } else { None })
        .collect()
}

#[test]
fn another_user_after_a_renewal_sends_nothing_and_wipes_nothing_until_they_begin() {
    let mut world = busy();
    let kept = stored(&world).len();
    assert!(kept >= 2 && stored(&world).iter().all(|key| key.contains(":giulia:")));
    expire(&mut world);
    world.effects.clear();
    world.configure("marco");
    assert_eq!(world.state().link.name(), "token-refused");
    assert!(world.asked().is_empty() && world.socket.is_none() && wiped(&world).is_empty());
    world.pass(600_000);
    assert!(world.asked().is_empty() && fetches(&world) == 0);
    world.intend(Intent::Reconnect);
    world.configure("marco");
    assert_eq!(wiped(&world), ["chat-service:k1:giulia:"]);
    world.greet();
    world.answer_lists(&[a_channel(GENERAL, &[])]);
    assert!(world.asked_kinds().iter().all(|kind| *kind != "send"), "{:?}", world.asked_kinds());
    assert!(world.composer().is_blank() && world.shown().is_empty());
    assert!(stored(&world).iter().all(|key| !key.contains("giulia")));
}

#[test]
fn a_token_of_somebody_else_under_the_same_name_is_another_user() {
    let mut world = World::online();
    expire(&mut world);
    world.effects.clear();
    // {"user_id":"marco"}
    let body = a_config("giulia").replace("jwt-of-giulia", "e30.eyJ1c2VyX2lkIjoibWFyY28ifQ.c2ln");
    world.feed(Input::Config(Ok(reply(200, &body))));
    assert_eq!(world.state().link.name(), "token-refused");
    assert!(world.asked().is_empty() && world.socket.is_none());
}

#[test]
fn a_draft_of_the_last_moment_is_kept_under_its_own_name() {
    let mut world = World::online();
    world.write(&general(), "typed just now");
    expire(&mut world);
    world.effects.clear();
    world.configure("marco");
    assert_eq!(stored(&world), ["chat-service:k1:giulia:draft:messaging:general"]);
}

#[test]
fn a_reload_that_finds_nobody_signs_out_and_leaves_nothing() {
    for nobody in [reply(401, ""), reply(200, "<html>"), reply(200, r#"{"errors":{"title":"Who?","message":"Sign in"}}"#)] {
        let mut world = busy();
        reload(&mut world);
        assert_eq!((fetches(&world), world.state().link.name()), (1, "online"), "what is shown stays until the answer");
        world.feed(Input::Config(Ok(nobody)));
        assert_eq!(wiped(&world), ["chat-service:k1:giulia:"]);
        assert!(world.state().channels.is_empty() && world.socket.is_none());
        assert!(world.told().contains(&&HostEvent::AuthRequired { asked: false }));
        let after = world.effects.iter().skip_while(|effect| !matches!(effect, Effect::Wipe { .. }));
        assert!(
            after.clone().count() > 0 && !after.clone().any(|effect| matches!(effect, Effect::Store { .. })),
            "nothing is kept after the wipe"
        );
    }
}

#[test]
fn a_session_that_ends_by_itself_keeps_what_was_written() {
    let mut world = busy();
    expire(&mut world);
    world.effects.clear();
    world.feed(Input::Config(Ok(reply(401, ""))));
    assert_eq!((world.state().link.name(), wiped(&world).len()), ("signed-out", 0));
    world.intend(Intent::Reconnect);
    world.configure("giulia");
    assert!(wiped(&world).is_empty());
    world.greet();
    assert_eq!(&*world.composer().text, "half a thought");
}

#[test]
fn a_backend_that_turns_the_chat_off_is_heard_with_the_next_token() {
    let mut world = busy();
    expire(&mut world);
    assert_eq!(fetches(&world), 1);
    world.effects.clear();
    let closed = json!({"error": {"title": "Closed", "message": "Back on Monday"}});
    world.feed(Input::Config(Ok(reply(200, &closed.to_string()))));
    let Link::ConfigError(trouble) = &world.state().link else { panic!("{:?}", world.state().link) };
    assert_eq!((&*trouble.title, &*trouble.message, trouble.can_retry), ("Closed", "Back on Monday", true));
    assert!(!world.effects.iter().any(|effect| matches!(effect, Effect::OpenSocket { .. } | Effect::Ask { .. })), "nothing more is asked");
}

#[test]
fn a_reload_that_finds_somebody_else_shows_them_and_wipes_the_one_before() {
    let mut world = busy();
    reload(&mut world);
    world.configure("marco");
    assert_eq!(wiped(&world), ["chat-service:k1:giulia:"]);
    assert!(world.state().channels.is_empty());
    world.greet();
    world.answer_lists(&[a_channel(GENERAL, &[])]);
    assert_eq!(world.state().link, Link::Online);
    assert!(world.composer().is_blank() && world.shown().is_empty());
}

#[test]
fn a_reload_that_finds_the_same_user_begins_anew_and_loses_nothing() {
    let mut world = busy();
    let before = world.socket;
    reload(&mut world);
    world.configure("giulia");
    assert!(wiped(&world).is_empty() && world.socket.is_some() && world.socket != before);
    world.greet();
    assert_eq!(&*world.composer().text, "half a thought");
}

#[test]
fn a_reload_that_is_not_answered_ends_nothing() {
    let mut world = World::online();
    reload(&mut world);
    world.feed(Input::Config(Err(Failure::Offline)));
    assert_eq!(world.state().link, Link::Online);
    assert!(world.told().iter().any(|event| matches!(event, HostEvent::Error { kind: "config", .. })));
}

#[test]
fn a_redirect_to_another_address_is_nobody_whatever_it_answers() {
    let mut world = World::new();
    let redirected = ConfigReply { redirected: true, ..reply(200, &a_config("giulia")) };
    world.feed(Input::Config(Ok(redirected)));
    assert_eq!(world.state().link.name(), "signed-out");
}

#[test]
fn a_provider_that_fails_is_asked_three_times_and_then_there_is_a_way_on() {
    let failed = || Input::Config(Ok(ConfigReply { is_hosts: true, ..reply(500, "tokenProvider was rejected") }));
    for mut world in [World::new(), World::online()] {
        if world.socket.is_some() {
            expire(&mut world);
        }
        world.effects.clear();
        world.feed(failed());
        for _ in 0..2 {
            assert_ne!(world.state().link.name(), "token-refused");
            world.pass(30_000);
            world.feed(failed());
        }
        assert_eq!((fetches(&world), world.state().link.name()), (2, "token-refused"));
        world.pass(600_000);
        assert_eq!(fetches(&world), 2, "no loop");
        world.intend(Intent::Reconnect);
        world.configure("giulia");
        world.greet();
        world.answer_lists(&[a_channel(GENERAL, &[])]);
        assert_eq!(world.state().link, Link::Online);
    }
}

#[test]
fn a_backend_that_fails_to_renew_is_asked_three_times_and_then_there_is_a_way_on() {
    let mut world = busy();
    expire(&mut world);
    world.effects.clear();
    for _ in 0..3 {
        world.feed(Input::Config(Ok(reply(500, "boom"))));
        world.pass(30_000);
    }
    assert_eq!((fetches(&world), world.state().link.name()), (2, "token-refused"));
    assert!(wiped(&world).is_empty());
}

#[test]
fn a_token_that_every_request_refuses_is_renewed_three_times_with_pauses() {
    let mut world = World::online();
    let mut asked = 0;
    for _ in 0..20 {
        world.intend(Intent::ReloadChannels);
        while let Some((call, _)) = world.take(|_| true) {
            world.answer(call, 401, &json!({"code": 40}));
        }
        if fetches(&world) > asked {
            asked = fetches(&world);
            world.configure("giulia");
        }
        world.pass(2_500);
    }
    assert_eq!((asked, world.state().link.name()), (3, "token-refused"));
}

#[test]
fn signing_in_by_the_button_is_told_to_the_host_of_that_element_first() {
    let mut world = World::new();
    world.feed(Input::Config(Ok(reply(401, ""))));
    world.effects.clear();
    world.intend(Intent::SignIn);
    assert_eq!(world.effects, [Effect::Tell(Some(SCREEN), HostEvent::AuthRequired { asked: true })]);
}

#[test]
fn another_configuration_of_the_same_user_goes_on_with_the_same_session() {
    let mut world = busy();
    world.effects.clear();
    let config = json!({
        "authentication": {"userId": "giulia", "userToken": "jwt-of-giulia", "apiKey": "k1"}, "stream": {"baseUrl": "http://stream.test"},
        "theme": {"title": "Acme"}, "features": {"threads": false},
    });
    world.feed(Input::Config(Ok(reply(200, &config.to_string()))));
    assert!(world.state().config.theme.title.is_some() && !world.state().config.features.allows("threads"));
    assert!(
        !world.effects.iter().any(|effect| matches!(effect, Effect::OpenSocket { .. } | Effect::CloseSocket { .. })),
        "{:?}",
        world.effects
    );
    assert!(!world.asks("inbox"), "the lists ask for the same");
    assert_eq!(world.state().link, Link::Online);
}

#[test]
fn only_a_session_that_goes_on_by_itself_takes_another_configuration() {
    let given = |theme: &str| Backend {
        config: Some(Rc::new(
            crate::json!({"authentication": {"userId": "giulia", "userToken": "t", "apiKey": "k1"}, "theme": {"brand": theme}}),
        )),
        ..Backend::default()
    };
    let mut world = busy();
    world.chat.backend = given("#0a5");
    assert!(world.chat.goes_on_with(&given("#a05")));
    expire(&mut world);
    assert!(!world.chat.goes_on_with(&given("#a05")), "it waits for a token");
    world.feed(Input::Config(Ok(reply(401, ""))));
    assert_eq!(world.state().link.name(), "signed-out");
    assert!(!world.chat.goes_on_with(&given("#a05")), "it was stopped: the new one begins anew");
}
