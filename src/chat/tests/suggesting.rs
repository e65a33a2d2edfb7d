//! Suggestions while writing, and cards of addresses.

use super::*;
use crate::state::{Candidate, Trigger};
use crate::wire::Circle;

fn suggested(world: &World) -> Vec<String> {
    let name = |candidate: &Candidate| match candidate {
        Candidate::Channel => "@channel".to_owned(),
        Candidate::Circle(circle) => format!("@{}", circle.name()),
        Candidate::Command(command) => format!("/{}", command.name),
        Candidate::Reply(reply) => reply.id.clone(),
        Candidate::Here => "@here".to_owned(),
        Candidate::User(user) => user.id.to_string(),
    };
    world.composer().suggestions.map(|suggestions| suggestions.candidates.iter().map(name).collect()).unwrap_or_default()
}

/// A channel of more members than are loaded.
fn large() -> World {
    let mut channel = a_rich_channel(&[]);
    channel["channel"]["member_count"] = json!(500);
    channel["channel"]["own_capabilities"].as_array_mut().unwrap().extend([json!("notify-channel"), json!("notify-here")]);
    World::in_channel(channel)
}

#[test]
fn members_are_suggested_at_once_and_the_own_user_never() {
    let mut world = World::chatting();
    world.write(&general(), "@");
    assert_eq!(suggested(&world), ["marco"]);
    world.write(&general(), "@gi");
    assert_eq!(suggested(&world), Vec::<String>::new());
    world.write(&general(), "@MAR");
    assert_eq!(suggested(&world), ["marco"]);
    world.pass(1_000);
    assert!(!world.asks("members"), "everybody is loaded");
}

#[test]
fn the_server_is_asked_after_a_pause_and_its_members_can_be_picked() {
    let mut world = large();
    world.write(&general(), "hi @ma");
    world.pass(200);
    world.write(&general(), "hi @mar");
    world.pass(299);
    assert!(!world.asks("members"));
    world.pass(1);
    let (call, request) = world.take_kind("members");
    assert!(request.method == "GET" && request.url.contains("%22%24autocomplete%22%3A%22mar%22"));
    world.answer(call, 200, &json!({"members": [{"user_id": "margherita", "user": {"id": "margherita", "name": "Margherita B"}}]}));
    assert_eq!(suggested(&world), ["marco", "margherita"]);
    world.intend(Intent::PickSuggestion(general(), Pick::User(UserId::from("margherita"))));
    assert_eq!(&*world.composer().text, "hi @Margherita B ");
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["mentioned_users"], json!(["margherita"]));
}

#[test]
fn more_names_come_when_the_list_is_scrolled_to_its_end() {
    let mut channel = a_rich_channel(&[]);
    let members: Vec<Value> = (10..35).map(|n| json!({"user_id": format!("ann{n}"), "user": {"id": format!("ann{n}")}})).collect();
    channel["channel"]["member_count"] = json!(500);
    channel["members"].as_array_mut().unwrap().extend(members);
    let mut world = World::in_channel(channel);
    world.write(&general(), "@ann");
    assert_eq!((suggested(&world).len(), suggested(&world)[9].as_str()), (10, "ann19"));
    world.pass(300);
    let (call, _) = world.take_kind("members");
    let page = |from: u32| {
        (from..from + 10).map(|n| json!({"user_id": format!("anna{n}"), "user": {"id": format!("anna{n}")}})).collect::<Value>()
    };
    world.answer(call, 200, &json!({"members": page(10)}));
    for (shown, offset, answer) in [(20, 10, page(20)), (30, 20, json!([]))] {
        world.intend(Intent::LoadMoreSuggestions(general()));
        assert_eq!(suggested(&world).len(), shown, "what is known comes at once");
        let (call, request) = world.take_kind("members");
        assert!(request.url.contains(&format!("%22offset%22%3A{offset}")), "{}", request.url);
        world.answer(call, 200, &json!({"members": answer}));
    }
    assert!(world.composer().suggestions.unwrap().has_more, "some that are known were not shown yet");
    world.intend(Intent::LoadMoreSuggestions(general()));
    world.intend(Intent::LoadMoreSuggestions(general()));
    assert_eq!((suggested(&world).len(), world.asks("members")), (45, false), "the server has no more");
    assert!(!world.composer().suggestions.unwrap().has_more);
}

#[test]
fn an_answer_to_another_word_changes_nothing() {
    let mut world = large();
    world.write(&general(), "@mar");
    world.pass(300);
    let (call, _) = world.take_kind("members");
    world.write(&general(), "@x");
    let before = suggested(&world);
    world.answer(call, 200, &json!({"members": [{"user_id": "margherita", "user": {"id": "margherita"}}]}));
    assert_eq!(suggested(&world), before);
}

#[test]
fn everybody_can_be_named_where_that_is_allowed() {
    let mut world = large();
    world.write(&general(), "@h");
    assert_eq!(suggested(&world), ["@here"]);
    world.intend(Intent::PickSuggestion(general(), Pick::Here));
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["mentioned_here"], json!(true));
    let mut world = World::chatting();
    world.write(&general(), "@h");
    assert_eq!(suggested(&world), Vec::<String>::new());
}

#[test]
fn roles_and_groups_are_found_named_and_named_no_more() {
    let mut channel = a_rich_channel(&[]);
    channel["channel"]["own_capabilities"].as_array_mut().unwrap().extend([json!("notify-role"), json!("notify-group")]);
    let mut world = World::in_channel(channel);
    world.write(&general(), "@do");
    world.pass(300);
    assert!(!world.asks("members"), "everybody is loaded");
    let (groups, request) = world.take_kind("groups");
    assert!(request.method == "GET" && request.url.contains("/usergroups/search?") && request.url.contains("query=do"), "{}", request.url);
    let (roles, request) = world.take_kind("roles");
    assert!(request.url.contains("/roles/search?"), "{}", request.url);
    world.answer(roles, 200, &json!({"roles": [{"name": "doctor", "custom": true}, {"name": 1}]}));
    world.answer(groups, 200, &json!({"user_groups": [{"id": "g1", "name": "Doors"}, {"id": "g2", "name": "Garden"}]}));
    assert_eq!(suggested(&world), ["@doctor", "@Doors"]);
    world.pass(1_000);
    assert!(!world.asks("groups") && !world.asks("roles"), "once per word");
    world.write(&general(), "");
    for circle in [Circle::Role("doctor".into()), Circle::Group { id: "g1".into(), name: "Doors".into() }] {
        let text = format!("{}@do", world.composer().text);
        world.write(&general(), &text);
        world.intend(Intent::PickSuggestion(general(), Pick::Circle(Rc::new(circle))));
    }
    assert_eq!(&*world.composer().text, "@doctor @Doors ");
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    let message = &body(&request)["message"];
    assert_eq!((&message["mentioned_roles"], &message["mentioned_group_ids"]), (&json!(["doctor"]), &json!(["g1"])));
    assert_eq!(message["mentioned_groups"], Value::Null, "ids are enough for the server");
}

#[test]
fn members_are_asked_for_once_whoever_answers_first() {
    let mut channel = a_rich_channel(&[]);
    channel["channel"]["member_count"] = json!(500);
    channel["channel"]["own_capabilities"].as_array_mut().unwrap().push(json!("notify-role"));
    let mut world = World::in_channel(channel);
    let is_loading = |world: &World| world.composer().suggestions.is_some_and(|it| it.is_loading);
    world.write(&general(), "@do");
    world.pass(300);
    let (members, _) = world.take_kind("members");
    let (roles, _) = world.take_kind("roles");
    world.answer(roles, 200, &json!({"roles": [{"name": "doctor"}]}));
    assert_eq!((suggested(&world), is_loading(&world)), (vec!["@doctor".to_owned()], true), "members are still to come");
    world.pass(1_000);
    assert!(!world.asks("members") && !world.asks("roles"));
    world.answer(members, 200, &json!({"members": [{"user_id": "dora", "user": {"id": "dora"}}]}));
    assert_eq!((suggested(&world), is_loading(&world)), (vec!["dora".to_owned(), "@doctor".to_owned()], false));
}

#[test]
fn what_cannot_be_searched_hides_nobody() {
    let mut channel = a_rich_channel(&[]);
    channel["channel"]["own_capabilities"].as_array_mut().unwrap().extend([json!("notify-role"), json!("notify-group")]);
    let mut world = World::in_channel(channel);
    world.write(&general(), "@ma");
    world.pass(300);
    for kind in ["groups", "roles"] {
        let (call, _) = world.take_kind(kind);
        world.answer(call, 403, &json!({"code": 17, "message": "no", "StatusCode": 403}));
    }
    assert_eq!(suggested(&world), ["marco"]);
    assert!(!world.composer().suggestions.unwrap().is_loading);
}

#[test]
fn nobody_asks_for_roles_where_they_may_not_be_named() {
    let mut world = large();
    world.write(&general(), "@ma");
    world.pass(300);
    assert!(world.asks("members") && !world.asks("roles") && !world.asks("groups"));
}

#[test]
fn an_edit_names_whom_its_text_names() {
    let mut mine = a_message("mine", "giulia", 1);
    mine["text"] = json!("@doctor @here come");
    mine["mentioned_roles"] = json!(["doctor"]);
    mine["mentioned_here"] = json!(true);
    let mut channel = a_rich_channel(&[mine]);
    channel["channel"]["own_capabilities"].as_array_mut().unwrap().push(json!("notify-here"));
    let mut world = World::in_channel(channel);
    for (text, roles, here) in [("@doctor stay", json!(["doctor"]), Value::Null), ("stay", Value::Null, Value::Null)] {
        world.intend(Intent::Edit(general(), id("mine")));
        world.write(&general(), text);
        world.intend(Intent::Send { target: general(), id: id("unused") });
        let (call, request) = world.take_kind("edit");
        let message = &body(&request)["message"];
        assert_eq!((&message["mentioned_roles"], &message["mentioned_here"]), (&roles, &here), "{text}");
        world.answer(call, 201, &json!({"message": message}));
    }
}

#[test]
fn commands_are_for_the_begin_of_a_new_message() {
    let mut world = World::chatting();
    world.write(&general(), "/");
    assert_eq!(suggested(&world), ["/ban", "/giphy"]);
    world.write(&general(), "see /gi");
    assert_eq!(suggested(&world), Vec::<String>::new());
    world.intend(Intent::Quote(general(), id("a")));
    world.write(&general(), "/");
    assert_eq!(suggested(&world), ["/giphy"], "moderation needs no quote");
    world.intend(Intent::Edit(general(), id("mine")));
    world.write(&general(), "/");
    assert_eq!(suggested(&world), Vec::<String>::new());
}

#[test]
fn closed_suggestions_stay_closed_for_their_word() {
    let mut world = World::chatting();
    world.write(&general(), "@m");
    world.intend(Intent::CloseSuggestions(general()));
    world.write(&general(), "@ma");
    assert_eq!(suggested(&world), Vec::<String>::new());
    world.write(&general(), "@ma, and @m");
    assert_eq!(suggested(&world), ["marco"]);
}

#[test]
fn the_caret_decides_which_word_it_is_about() {
    let mut world = World::chatting();
    world.intend(Intent::Write { target: general(), text: Rc::from("@ma 😀 done"), caret: 3 });
    assert_eq!(suggested(&world), ["marco"]);
    world.intend(Intent::Caret(general(), 11));
    assert_eq!(suggested(&world), Vec::<String>::new());
    world.intend(Intent::Caret(general(), 3));
    world.intend(Intent::PickSuggestion(general(), Pick::User(UserId::from("marco"))));
    assert_eq!((&*world.composer().text, world.composer().caret), ("@marco 😀 done", 7));
}

#[test]
fn emoji_are_the_views_own_and_replace_their_word() {
    let mut world = World::chatting();
    world.write(&general(), "so :smi");
    let suggestions = world.composer().suggestions.unwrap();
    assert_eq!((suggestions.trigger, &*suggestions.query, suggestions.start), (Trigger::Emoji, "smi", 3));
    world.intend(Intent::PickSuggestion(general(), Pick::Text(Rc::from("😄 "))));
    assert_eq!((&*world.composer().text, world.composer().caret), ("so 😄 ", 6));
}

fn card(world: &mut World, title: &str) {
    world.pass(1_500);
    let (call, request) = world.take_kind("preview");
    assert!(request.url.ends_with("&url=https%3A%2F%2Fpage.test%2Fa"));
    world.answer(call, 200, &json!({"og_scrape_url": "https://page.test/a", "title": title, "duration": "9ms"}));
}

#[test]
fn an_address_gets_its_card_which_goes_out_with_the_message() {
    let mut world = World::chatting();
    world.write(&general(), "see https://page.test/a.");
    world.pass(1_499);
    assert!(!world.asks("preview"));
    card(&mut world, "A page");
    assert_eq!(world.composer().link_preview.as_ref().unwrap().card.title.as_deref(), Some("A page"));
    world.write(&general(), "see (https://page.test/a)");
    assert!(world.composer().link_preview.is_some() && !world.asks("preview"));
    world.write(&general(), "or www.page.test, www.a and www.");
    world.pass(1_500);
    let (_, request) = world.take_kind("preview");
    assert!(request.url.ends_with("&url=https%3A%2F%2Fwww.page.test"), "{}", request.url);
    world.write(&general(), "see (https://page.test/a)");
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    let sent = body(&request);
    assert_eq!((&sent["message"]["attachments"][0]["title"], &sent["skip_enrich_url"]), (&json!("A page"), &json!(true)));
    assert!(sent["message"].get("skip_enrich_url").is_none() && sent["message"]["attachments"][0].get("duration").is_none());
}

#[test]
fn a_card_that_was_dismissed_does_not_come_back_and_is_not_made_by_the_server() {
    let mut world = World::chatting();
    world.write(&general(), "https://page.test/a");
    card(&mut world, "A page");
    world.intend(Intent::DismissPreview(general()));
    world.write(&general(), "https://page.test/a !");
    world.pass(3_000);
    assert!(world.composer().link_preview.is_none() && !world.asks("preview"));
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    assert_eq!((&body(&request)["message"]["attachments"], &body(&request)["skip_enrich_url"]), (&json!([]), &json!(true)));
}

#[test]
fn an_edited_message_sends_the_card_it_had_once_and_not_when_it_was_dismissed() {
    let mut own = a_message("mine", "giulia", 3);
    own["text"] = json!("see https://page.test/a/");
    own["attachments"] = json!([{"og_scrape_url": "https://page.test/a", "title": "As it was"}]);
    let mut world = World::in_channel(a_rich_channel(&[own]));
    let sent = |world: &mut World| {
        world.intend(Intent::Send { target: general(), id: id("x") });
        let (_, request) = world.take_kind("edit");
        body(&request)["message"]["attachments"].as_array().unwrap().iter().map(|card| card["title"].clone()).collect::<Vec<_>>()
    };
    world.intend(Intent::Edit(general(), id("mine")));
    world.write(&general(), "look: https://page.test/a");
    card(&mut world, "As it is now");
    assert_eq!(sent(&mut world), [json!("As it was")]);
    world.intend(Intent::Edit(general(), id("mine")));
    world.write(&general(), "look here: https://page.test/a");
    world.intend(Intent::DismissPreview(general()));
    assert!(sent(&mut world).is_empty());
}

#[test]
fn the_card_goes_when_its_address_does_and_a_failure_is_not_asked_for_again() {
    let mut world = World::chatting();
    world.write(&general(), "https://page.test/a");
    card(&mut world, "A page");
    world.write(&general(), "nothing");
    assert!(world.composer().link_preview.is_none());
    world.write(&general(), "https://page.test/b");
    world.pass(1_500);
    let (call, _) = world.take_kind("preview");
    world.answer(call, 500, &json!({}));
    world.write(&general(), "https://page.test/b x");
    world.pass(3_000);
    assert!(!world.asks("preview"));
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("send");
    assert!(body(&request).get("skip_enrich_url").is_none(), "the server may do better");
}
