//! Drafts: kept on this device per place, and on the server.

use super::*;

fn a_draft(text: &str, seconds: u32) -> Value {
    json!({"channel_cid": GENERAL, "created_at": time(seconds), "message": {"id": "d", "text": text, "mentioned_users": ["marco"]}})
}

#[test]
fn a_draft_is_saved_when_its_composer_is_left_and_only_if_it_changed() {
    let mut world = World::chatting();
    world.intend(Intent::CloseChannel);
    assert!(!world.asks("save-draft"));
    world.intend(Intent::OpenChannel(Cid::from(GENERAL)));
    world.write(&general(), "half a thought");
    world.intend(Intent::Quote(general(), id("a")));
    world.intend(Intent::CloseChannel);
    let (call, request) = world.take_kind("save-draft");
    let saved = &body(&request)["message"];
    assert!(request.url.contains("/channels/messaging/general/draft?"));
    assert_eq!((&saved["text"], &saved["quoted_message_id"]), (&json!("half a thought"), &json!("a")));
    world.answer(call, 201, &json!({"draft": a_draft("half a thought", 20)}));
    world.intend(Intent::OpenChannel(Cid::from(GENERAL)));
    world.intend(Intent::CloseChannel);
    assert!(!world.asks("save-draft"));
}

#[test]
fn sending_drops_the_servers_draft() {
    let mut world = World::chatting();
    world.frame(&json!({"type": "draft.updated", "created_at": time(20), "draft": a_draft("from elsewhere", 20)}));
    assert_eq!((&*world.composer().text, world.composer().mentions[0].id.as_str()), ("from elsewhere", "marco"));
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("drop-draft");
    assert_eq!(request.method, "DELETE");
}

#[test]
fn a_thread_has_a_draft_of_its_own() {
    let mut head = a_message("a", "marco", 1);
    head["draft"] = json!({"channel_cid": GENERAL, "parent_id": "a", "created_at": time(20), "message": {"id": "d", "text": "reply"}});
    let mut world = World::in_channel(a_rich_channel(&[head]));
    world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
    assert_eq!((&*world.chat.composer(&the_thread()).text, world.composer().is_blank()), ("reply", true));
    world.write(&the_thread(), "reply, longer");
    world.intend(Intent::CloseThread);
    let (_, request) = world.take_kind("save-draft");
    assert_eq!(body(&request)["message"]["parent_id"], json!("a"));
}

#[test]
fn the_newer_of_two_drafts_wins() {
    let mut world = World::chatting();
    world.write(&general(), "mine");
    // The test world's clock begins at 09:00:00.
    world.frame(&json!({"type": "draft.updated", "created_at": time(0), "draft": {"channel_cid": GENERAL, "created_at": "2026-01-05T08:59:00Z", "message": {"id": "d", "text": "older"}}}));
    assert_eq!(&*world.composer().text, "mine");
    world.frame(&json!({"type": "draft.updated", "created_at": time(0), "draft": {"channel_cid": GENERAL, "created_at": "2026-01-05T09:30:00Z", "message": {"id": "d", "text": "newer"}}}));
    assert_eq!(&*world.composer().text, "newer");
}

#[test]
fn a_draft_that_came_with_the_channel_does_not_replace_what_is_edited() {
    let mut world = World::chatting();
    world.intend(Intent::Edit(general(), id("mine")));
    world.frame(&json!({"type": "draft.updated", "created_at": time(20), "draft": a_draft("from elsewhere", 20)}));
    assert_eq!(&*world.composer().text, "mine");
}

#[test]
fn a_draft_comes_with_its_channel_and_goes_when_another_device_sends_it() {
    let mut channel = a_rich_channel(&[]);
    channel["draft"] = a_draft("from elsewhere", 20);
    let mut world = World::in_channel(channel);
    assert_eq!(world.state().draft(&Cid::from(GENERAL)), "from elsewhere");
    world.frame(&json!({"type": "draft.deleted", "created_at": time(30), "draft": {"channel_cid": GENERAL, "created_at": "0001-01-01T00:00:00Z", "message": {}}}));
    assert!(world.composer().is_blank());
}

#[test]
fn an_emptied_draft_is_dropped_on_the_server_when_the_composer_is_left() {
    let mut world = World::chatting();
    world.frame(&json!({"type": "draft.updated", "created_at": time(20), "draft": a_draft("from elsewhere", 20)}));
    world.write(&general(), "");
    world.intend(Intent::CloseChannel);
    assert!(world.asks("drop-draft"));
}

#[test]
fn drafts_of_places_survive_a_reload_with_their_names() {
    let mut world = World::chatting();
    world.write(&the_thread(), "@mar");
    world.intend(Intent::PickSuggestion(the_thread(), Pick::User(UserId::from("marco"))));
    world.pass(500);
    let prefix = "chat-service:k1:giulia:";
    let kept: Vec<(String, String)> = world
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Store { key, value } => Some((key.strip_prefix(prefix)?.to_owned(), value.clone()?)),
            _ => None,
        })
        .collect();
    let mut world = World::greeted();
    world.feed(Input::Restored(kept));
    let composer = world.chat.composer(&the_thread());
    assert_eq!((&*composer.text, composer.mentions[0].id.as_str()), ("@marco ", "marco"));
}

#[test]
fn a_tenant_without_drafts_keeps_none_on_the_server() {
    let mut world = World::new();
    let config = json!({"authentication": {"userId": "giulia", "userToken": "t", "apiKey": "k1"}, "stream": {"baseUrl": "http://stream.test"}, "features": {"drafts": false}});
    world.feed(Input::Config(Ok(ConfigReply { status: 200, body: config.to_string(), ..ConfigReply::default() })));
    world.greet();
    world.answer_lists(&[a_rich_channel(&[])]);
    world.write(&general(), "x");
    world.intend(Intent::CloseChannel);
    assert!(!world.asks("save-draft"));
}

#[test]
fn a_page_that_is_hidden_keeps_what_is_written() {
    let mut world = World::chatting();
    world.write(&general(), "half a thought");
    world.feed(Input::Visible { visible: false });
    assert!(world.asks("save-draft"));
}

#[test]
fn a_reload_keeps_what_is_quoted_and_that_the_channel_sees_it_too() {
    let mut world = World::chatting();
    world.write(&general(), "about that");
    world.intend(Intent::Quote(general(), id("a")));
    world.pass(1_000);
    let kept = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Store { key, value: Some(value) } if key.contains(":draft:") => Some((key.clone(), value.clone())),
        _ => None,
    });
    let (key, value) = kept.expect("the draft is kept");
    let mut world = World::chatting();
    let key = key.rsplit_once("giulia:").unwrap().1.to_owned();
    world.feed(Input::Restored(vec![(key, value)]));
    let quoted = world.composer().quoted.expect("the quote is back");
    assert_eq!((quoted.id.as_str(), quoted.author().map(UserId::as_str), &*world.composer().text), ("a", Some("marco"), "about that"));
}
