//! From nothing to online, and everything that can be wrong on the way.

use super::*;

fn config(status: u16, body: &str) -> Input {
    Input::Config(Ok(ConfigReply { status, body: body.to_owned(), is_html: body.starts_with('<'), ..ConfigReply::default() }))
}

fn fetches(world: &World) -> usize {
    world.effects.iter().filter(|effect| **effect == Effect::FetchConfig).count()
}

fn after_config(input: Input) -> World {
    let mut world = World::new();
    assert_eq!(world.effects, [Effect::FetchConfig]);
    world.feed(input);
    world
}

#[test]
fn an_element_asks_for_its_configuration_connects_and_lists_its_channels() {
    let mut world = World::new();
    assert_eq!(world.state().link, Link::Loading);
    world.configure("giulia");
    assert_eq!(world.state().link, Link::Connecting);
    let Some(Effect::OpenSocket { url, .. }) = world.effects.iter().find(|effect| matches!(effect, Effect::OpenSocket { .. })) else {
        panic!()
    };
    assert!(url.0.starts_with("ws://stream.test/connect?") && url.0.contains("authorization=jwt-of-giulia"));
    world.greet();
    assert_eq!(world.state().link, Link::Online);
    let (call, request) = world.take(|_| true).unwrap();
    assert_eq!((kind(&call), request.url.contains("connection_id=C1")), ("inbox", true));
    assert!(request.body.unwrap().contains(r#""filter_conditions":{"members":{"$in":["giulia"]}}"#));
}

#[test]
fn the_first_channel_of_the_list_is_opened_by_itself_and_the_host_hears_ready_once() {
    let world = World::online();
    assert_eq!(world.state().screens[&SCREEN].open, Some(Cid::from(GENERAL)));
    let mut world = World::greeted();
    world.answer_lists(&[a_channel(GENERAL, &[])]);
    assert_eq!(world.told().iter().filter(|event| ***event == HostEvent::Ready).count(), 1);
    assert!(!world.told().iter().any(|event| matches!(event, HostEvent::ChannelOpen { .. })), "nobody chose it");
}

#[test]
fn each_bad_configuration_has_its_own_state() {
    let html = "<!doctype html><title>Sign in</title>";
    let given = r#"{"error":{"title":"No user","message":"Sign in first"}}"#;
    for (input, state, key) in [
        (config(401, ""), "signed-out", ""),
        (config(403, "{}"), "signed-out", ""),
        (config(200, html), "signed-out", ""),
        (config(404, html), "config-error", "config-not-found"),
        (config(500, "boom"), "config-error", "server"),
        (config(418, ""), "config-error", "refused"),
        (config(200, "{"), "config-error", "unreadable"),
        (config(200, "[]"), "config-error", "config-unusable"),
        (config(200, r#"{"authentication":{"userId":"a"}}"#), "config-error", "config-unusable"),
        (config(200, given), "config-error", "refused"),
        (Input::Config(Err(Failure::Offline)), "config-error", "unreachable"),
        (Input::Config(Err(Failure::TimedOut)), "config-error", "timed-out"),
    ] {
        let world = after_config(input.clone());
        let found = match &world.state().link {
            Link::ConfigError(trouble) => trouble.key,
            _ => "",
        };
        assert_eq!((world.state().link.name(), found), (state, key), "{input:?}");
        assert!(world.told().iter().any(|event| matches!(event, HostEvent::Error { kind: "config", .. })), "{input:?}");
    }
}

#[test]
fn the_backends_own_words_are_shown_and_the_host_may_sign_in() {
    let world = after_config(config(200, r#"{"error":{"title":"No user","message":"Sign in first"}}"#));
    let Link::ConfigError(trouble) = &world.state().link else { panic!() };
    assert_eq!((trouble.title.as_str(), trouble.message.as_str()), ("No user", "Sign in first"));
    assert!(world.told().contains(&&HostEvent::AuthRequired { asked: false }));
}

#[test]
fn an_unreachable_backend_is_tried_again_by_itself_and_a_wrong_one_is_not() {
    let mut world = after_config(Input::Config(Err(Failure::Offline)));
    world.effects.clear();
    world.pass(5_000);
    assert_eq!(fetches(&world), 1);
    world.configure("giulia");
    assert_eq!(world.state().link, Link::Connecting);
    let mut world = after_config(config(404, ""));
    world.effects.clear();
    world.pass(600_000);
    assert!(world.effects.is_empty());
    world.intend(Intent::Reconnect);
    assert_eq!(fetches(&world), 1);
}

#[test]
fn a_refused_token_is_a_state_and_trying_again_asks_for_a_new_one() {
    let mut world = World::new();
    world.configure("giulia");
    world.frame(&json!({"type": "connection.error", "error": {"code": 43}}));
    assert_eq!(world.state().link.name(), "token-refused");
    world.effects.clear();
    world.pass(600_000);
    assert!(world.effects.is_empty(), "{:?}", world.effects);
    world.intend(Intent::Reconnect);
    assert_eq!(fetches(&world), 1);
}

#[test]
fn an_expired_token_is_renewed_without_the_user_noticing() {
    let mut world = World::new();
    world.configure("giulia");
    world.effects.clear();
    world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
    assert!(world.effects.contains(&Effect::FetchConfig));
    world.configure("giulia");
    world.greet();
    assert_eq!(world.state().link, Link::Online);
}

#[test]
fn a_token_that_stays_expired_is_given_up_after_three_renewals() {
    let mut world = World::new();
    world.configure("giulia");
    for _ in 0..3 {
        world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
        world.configure("giulia");
        while world.socket.is_none() {
            world.pass(1_000);
        }
    }
    world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
    assert_eq!(world.state().link.name(), "token-refused");
}

#[test]
fn requests_that_find_the_token_expired_share_one_renewal_and_go_out_again() {
    let mut world = World::greeted();
    let (call, _) = world.take(|_| true).unwrap();
    world.effects.clear();
    world.answer(call, 401, &json!({"code": 40, "message": "token is expired"}));
    world.intend(Intent::ReloadChannels);
    let (second, _) = world.take(|_| true).unwrap();
    world.answer(second, 401, &json!({"code": 40}));
    assert_eq!(fetches(&world), 1);
    world.configure("giulia");
    assert_eq!(world.asked_kinds(), ["inbox", "inbox"]);
}

#[test]
fn another_user_after_a_renewal_is_a_hard_stop() {
    let mut world = World::online();
    world.say("secret");
    world.frame(&json!({"type": "connection.error", "error": {"code": 40}}));
    world.effects.clear();
    world.configure("marco");
    assert_eq!(world.state().link.name(), "token-refused");
    assert!(world.state().channels.is_empty() && world.state().me.is_none());
    assert!(world.asked().is_empty() && world.socket.is_none());
}

#[test]
fn an_element_that_left_before_the_answer_leaves_nothing_behind() {
    let mut world = World::new();
    world.feed(Input::Detached(SCREEN));
    world.configure("giulia");
    world.greet();
    assert!(world.asked().is_empty());
    assert!(world.state().screens.is_empty());
}
