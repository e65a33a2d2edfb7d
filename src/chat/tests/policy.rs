//! What the page's policy blocks, and what is reported to whoever helps.

use super::*;
use crate::chat::places;

fn blocked(directive: &str, source: &str) -> Input {
    Input::Blocked(Blocked { directive: Rc::from(directive), source: Rc::from(source) })
}

fn policies(world: &World) -> Vec<String> {
    let message = |event: &HostEvent| if let HostEvent::Error { kind: "policy", message } = event { Some(message.clone()) } else { None };
    world.told().into_iter().filter_map(message).collect()
}

#[test]
fn a_blocked_socket_is_named_once_and_not_tried_for_ever() {
    for source in ["ws://stream.test", "ws"] {
        let mut world = World::new();
        world.configure("giulia");
        world.feed(blocked("connect-src", source));
        let Link::ConfigError(trouble) = &world.state().link else { panic!("{:?}", world.state().link) };
        assert_eq!((trouble.key, trouble.message.as_str()), ("blocked", "ws://stream.test in connect-src"));
        world.effects.clear();
        world.pass(600_000);
        assert!(world.effects.is_empty());
        world.intend(Intent::Reconnect);
        world.configure("giulia");
        world.feed(blocked("connect-src", source));
        assert!(policies(&world).is_empty(), "said already");
        assert_eq!(world.chat.report(world.now)["findings"][0]["code"], "policy");
    }
}

#[test]
fn what_is_blocked_of_others_is_none_of_our_business() {
    let mut world = World::new();
    world.configure("giulia");
    for (directive, source) in
        [("connect-src", "https://tracker.test"), ("script-src", "inline"), ("img-src", "https://stream.test"), ("font-src", "data")]
    {
        world.feed(blocked(directive, source));
    }
    assert_eq!((world.state().link.name(), policies(&world).len()), ("connecting", 0));
    let mut world = World::online();
    world.feed(blocked("connect-src", "ws://stream.test"));
    assert_eq!(world.state().link, Link::Online, "a session that lives is not ended by a policy");
}

#[test]
fn blocked_previews_are_a_notice_and_the_chat_goes_on() {
    let mut world = World::online();
    world.feed(blocked("img-src", "blob"));
    assert_eq!((world.notices(), policies(&world).len()), (vec![], 1), "pictures have a stand-in");
    for _ in 0..2 {
        world.feed(blocked("media-src", "blob"));
    }
    assert_eq!((world.notices(), policies(&world).len()), (vec![crate::state::NoticeKey::PreviewsBlocked], 2));
    assert_eq!(world.state().link, Link::Online);
}

#[test]
fn the_report_counts_and_tells_no_secret() {
    let mut world = World::online();
    world.say("a secret text");
    world.write(&general(), "another secret");
    world.frame(&json!({"type": "message.new"}));
    world.pass(1_000);
    let report = world.chat.report(world.now + 5_000);
    assert_eq!(
        (&report["state"], &report["session"]["phase"], &report["counts"]["channels"]),
        (&json!("online"), &json!("live"), &json!(1))
    );
    assert_eq!((&report["counts"]["unsent"], &report["counts"]["messages"]), (&json!(1), &json!(3)));
    let text = report.to_string();
    for secret in ["secret", "jwt", "giulia", "marco", "general"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn the_report_leaves_out_what_the_backend_says_of_somebody() {
    let mut world = World::new();
    let body = r#"{"error": {"title": "Giulia Ferri", "message": "has no contract"}}"#.to_owned();
    world.feed(Input::Config(Ok(ConfigReply { status: 200, body, ..ConfigReply::default() })));
    let report = world.chat.report(world.now);
    assert_eq!((&report["errors"][0]["kind"], &report["errors"][0]["message"]), (&json!("config"), &json!("")), "{report}");
    assert!(!report.to_string().contains("Giulia"), "{report}");
}

#[test]
fn addresses_that_a_page_cannot_ask_are_findings() {
    let report = |key: &str, stream: &str| json!({"session": {"stream": stream}, "trouble": {"key": key}});
    let codes = |report: &Value, page: &str, backend: &str, is_online: bool| -> Vec<String> {
        places(report, page, backend, is_online).iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    let (page, backend) = ("https://shop.test", "https://chat.test");
    assert_eq!(codes(&report("unreachable", ""), page, backend, true), ["origin"]);
    assert!(codes(&report("unreachable", ""), page, backend, false).is_empty(), "the device has no network");
    assert!(codes(&report("unreachable", ""), page, page, true).is_empty(), "it is the page's own");
    assert!(codes(&report("server", ""), page, backend, true).is_empty(), "it answered");
    assert_eq!(codes(&report("server", "http://stream.test"), page, backend, true), ["mixed"]);
    assert!(codes(&report("server", "http://stream.test"), "http://shop.test", backend, true).is_empty());
}

#[test]
fn a_clock_that_is_off_and_a_token_that_ran_out_are_findings() {
    let mut world = World::new();
    // {"user_id":"giulia","exp":1767600000}: an hour ago.
    let token = "e30.eyJ1c2VyX2lkIjoiZ2l1bGlhIiwiZXhwIjoxNzY3NjAwMDAwfQ.c2ln";
    world.feed(Input::Config(Ok(ConfigReply {
        status: 200,
        body: a_config("giulia").replace("jwt-of-giulia", token),
        ..ConfigReply::default()
    })));
    world.frame(&json!({"type": "health.check", "connection_id": "C1", "created_at": "2026-01-05T10:00:00Z", "me": {"id": "giulia"}}));
    let report = world.chat.report(world.now);
    let codes: Vec<_> = report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!(codes, ["clock", "token"], "{report}");
}
