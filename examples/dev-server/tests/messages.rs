//! Messages: edited whole and in part, deleted softly, for good and for oneself, pinned, quoted, searched.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, cid_of, path_of, texts};
use serde_json::{Value, json};

#[tokio::test]
async fn another_text_marks_a_message_as_edited_and_nothing_else_does() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.watches(&channel).await;
    let message = giulia.sends(&channel, json!({ "text": "frist", "colour": "red" })).await;
    assert!(message.get("message_text_updated_at").is_none());
    marco.post(&format!("{}/reaction", path_of(&message)), json!({ "reaction": { "type": "like" } })).await.good();
    let pinned = giulia.put(&path_of(&message), json!({ "set": { "pinned": true } })).await.good()["message"].clone();
    assert!(pinned.get("message_text_updated_at").is_none());
    // As the official client echoes it: with keys that are the server's.
    let echo = json!({ "message": {
        "id": message["id"], "text": "first", "cid": "x:y", "reaction_groups": {}, "reaction_scores": { "like": 9 }, "status": "received",
        "thread_participants": [], "deleted_reply_count": 3, "pinned": true, "mentioned_users": ["marco"],
    }});
    let edited = giulia.post(&path_of(&message), echo).await.good()["message"].clone();
    assert_eq!((&edited["text"], &edited["cid"]), (&json!("first"), &json!(cid_of(&channel))));
    assert!(edited["message_text_updated_at"].is_string());
    assert_eq!((edited.get("colour"), edited.get("status")), (None, None), "replaced, and junk is not kept");
    assert_eq!(edited["reaction_counts"], json!({ "like": 1 }));
    assert_eq!(edited["mentioned_users"][0]["id"], "marco");
    let event = giulia.hears("message.updated").await;
    assert_eq!(event["message"]["id"], message["id"]);
}

#[tokio::test]
async fn a_partial_update_sets_and_unsets() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let message = giulia.sends(&channel, json!({ "text": "a", "colour": "red", "size": 3 })).await;
    let path = path_of(&message);
    let changed = giulia.put(&path, json!({ "set": { "text": "b", "size": 4 }, "unset": ["colour"] })).await.good()["message"].clone();
    assert_eq!((&changed["text"], &changed["size"], changed.get("colour")), (&json!("b"), &json!(4), None));
    giulia.put(&path, json!({ "set": { "text": "" }, "unset": ["size"] })).await.refused(400, 4);
    giulia.put(&path, json!({ "set": { "text": "x".repeat(5_001) } })).await.refused(400, 20);
}

#[tokio::test]
async fn a_soft_deletion_keeps_the_place_and_a_hard_one_nothing() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.watches(&channel).await;
    let (soft, hard) = (giulia.says(&channel, "soft").await, giulia.says(&channel, "hard").await);
    let reply = marco.sends(&channel, json!({ "text": "reply", "parent_id": hard["id"] })).await;
    let gone = giulia.delete(&path_of(&soft)).await.good()["message"].clone();
    assert_eq!((&gone["type"], &gone["text"]), (&json!("deleted"), &json!("")));
    assert!(gone["deleted_at"].is_string());
    let event = giulia.hears("message.deleted").await;
    assert_eq!((&event["message"]["id"], event.get("hard_delete")), (&soft["id"], None));
    giulia.delete(&format!("{}?hard=true", path_of(&hard))).await.good();
    assert_eq!(giulia.hears("message.deleted").await["hard_delete"], true);
    giulia.get(&path_of(&hard)).await.refused(404, 16);
    marco.get(&path_of(&reply)).await.refused(404, 16);
    let state = giulia.sees(&channel).await;
    assert_eq!(state["messages"].as_array().map(Vec::len), Some(1));
    giulia.post(&path_of(&soft), json!({ "message": { "text": "again" } })).await.refused(400, 4);
}

#[tokio::test]
async fn a_message_deleted_for_oneself_is_there_for_others() {
    let server = Server::start().await;
    let (mut giulia, mut marco) = (server.connected("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    marco.watches(&channel).await;
    let message = giulia.says(&channel, "x").await;
    marco.delete(&format!("{}?delete_for_me=true", path_of(&message))).await.good();
    assert_eq!(marco.hears("message.deleted").await["deleted_for_me"], true);
    assert_eq!(marco.sees(&channel).await["messages"], json!([]));
    assert_eq!(texts(&giulia.sees(&channel).await["messages"]), ["x"]);
    giulia.watches(&channel).await;
    giulia.says(&channel, "y").await;
    let heard = giulia.hears_until("message.new").await;
    assert!(heard.iter().all(|event| event["type"] != "message.deleted"));
    marco.delete(&format!("{}?delete_for_me=true&hard=true", path_of(&message))).await.refused(400, 4);
}

#[tokio::test]
async fn pins_are_listed_newest_first_page_by_page_and_end_in_time() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let mut messages = Vec::new();
    for n in 0..4 {
        let message = giulia.says(&channel, &format!("p{n}")).await;
        let pinned =
            giulia.put(&path_of(&message), json!({ "set": { "pinned": true, "pin_expires": null, "pinned_at": null } })).await.good();
        assert_eq!((&pinned["message"]["pinned"], &pinned["message"]["pinned_by"]["id"]), (&json!(true), &json!("giulia")));
        messages.push(message);
    }
    assert_eq!(texts(&giulia.sees(&channel).await["pinned_messages"]), ["p3", "p2", "p1", "p0"]);
    let path = format!("{channel}/pinned_messages");
    let first = giulia.ask(&path, &json!({ "limit": 2 })).await.good();
    assert_eq!(texts(&first["messages"]), ["p3", "p2"]);
    let second = giulia.ask(&path, &json!({ "limit": 2, "id_lt": first["messages"][1]["id"] })).await.good();
    assert_eq!(texts(&second["messages"]), ["p1", "p0"]);
    let sorted = giulia.ask(&path, &json!({ "limit": 2, "sort": [{ "field": "pinned_at", "direction": 1 }] })).await.good();
    assert_eq!(texts(&sorted["messages"]), ["p0", "p1"]);
    giulia.put(&path_of(&messages[3]), json!({ "set": { "pinned": false } })).await.good();
    giulia.put(&path_of(&messages[2]), json!({ "set": { "pinned": true, "pin_expires": "2026-01-01T00:00:00Z" } })).await.good();
    assert_eq!(texts(&giulia.sees(&channel).await["pinned_messages"]), ["p1", "p0"]);
    assert_eq!(giulia.get(&path_of(&messages[2])).await.good()["message"]["pinned"], false, "its time is over");
}

#[tokio::test]
async fn a_quote_is_one_level_deep_and_follows_its_message() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let one = giulia.says(&channel, "one").await;
    let two = giulia.sends(&channel, json!({ "text": "two", "quoted_message_id": one["id"] })).await;
    let three = giulia.sends(&channel, json!({ "text": "three", "quoted_message_id": two["id"] })).await;
    assert_eq!(three["quoted_message"]["text"], "two");
    assert!(three["quoted_message"].get("quoted_message").is_none());
    giulia.delete(&path_of(&two)).await.good();
    assert_eq!(giulia.get(&path_of(&three)).await.good()["message"]["quoted_message"]["type"], "deleted");
    let other = giulia.channel(&["giulia"]).await;
    giulia.post(&format!("{other}/message"), json!({ "message": { "text": "x", "quoted_message_id": one["id"] } })).await.refused(400, 4);
    let quiet = giulia.channel_with(&["giulia"], json!({ "config_overrides": { "quotes": false } })).await;
    let said = giulia.says(&quiet, "x").await;
    giulia.post(&format!("{quiet}/message"), json!({ "message": { "text": "x", "quoted_message_id": said["id"] } })).await.refused(400, 19);
}

#[tokio::test]
async fn a_restricted_message_reaches_nobody_else_by_any_way() {
    let server = Server::start().await;
    let (giulia, marco, mut lena) = (server.person("giulia").await, server.person("marco").await, server.connected("lena").await);
    let channel = giulia.channel(&["giulia", "marco", "lena"]).await;
    lena.watches(&channel).await;
    let secret = giulia.sends(&channel, json!({ "text": "secret", "restricted_visibility": ["marco"] })).await;
    giulia.sends(&channel, json!({ "text": "a reply", "parent_id": secret["id"] })).await;
    marco.sends(&channel, json!({ "text": "open", "quoted_message_id": secret["id"] })).await;
    let heard = lena.hears_until("message.new").await;
    assert!(!Value::from(heard.clone()).to_string().contains("secret"), "{heard:?}");
    assert_eq!(heard.last().unwrap()["message"]["text"], "open");
    lena.get(&path_of(&secret)).await.refused(404, 16);
    lena.get(&format!("{}/replies", path_of(&secret))).await.refused(404, 16);
    assert!(!lena.sees(&channel).await.to_string().contains("secret"));
    assert_eq!(marco.get(&path_of(&secret)).await.good()["message"]["text"], "secret");
    let found = lena.ask("/search", &json!({ "filter_conditions": { "cid": cid_of(&channel) }, "query": "secret" })).await.good();
    assert_eq!(found["results"], json!([]));
    let asked = json!({ "channel_cids": [cid_of(&channel)], "last_sync_at": "2026-11-01T00:00:00Z" });
    assert!(!lena.post("/sync", asked).await.good().to_string().contains("secret"));
}

#[tokio::test]
async fn search_finds_words_in_ones_own_channels_page_by_page() {
    let server = Server::start().await;
    let (giulia, kenji) = (server.person("giulia").await, server.person("kenji").await);
    let mut last = String::new();
    for n in 0..35 {
        last = giulia.channel(&["giulia"]).await;
        giulia.says(&last, &format!("Quetzal number {n}")).await;
    }
    let mine = json!({ "members": { "$in": ["giulia"] } });
    let asked = json!({ "filter_conditions": mine, "message_filter_conditions": { "text": "quetzal", "type": "regular" }, "limit": 20, "sort": [{ "field": "created_at", "direction": -1 }] });
    let first = giulia.ask("/search", &asked).await.good();
    assert_eq!(first["results"].as_array().map(Vec::len), Some(20));
    assert_eq!(
        (&first["results"][0]["message"]["text"], &first["results"][0]["message"]["channel"]["cid"]),
        (&json!("Quetzal number 34"), &json!(cid_of(&last)))
    );
    let mut more = asked.clone();
    more["next"] = first["next"].clone();
    assert_eq!(giulia.ask("/search", &more).await.good()["results"].as_array().map(Vec::len), Some(15));
    let open = json!({ "filter_conditions": { "type": "messaging" }, "query": "quetzal" });
    assert_eq!(kenji.ask("/search", &open).await.good()["results"], json!([]));
    giulia.ask("/search", &json!({ "filter_conditions": mine })).await.refused(400, 4);
    giulia.ask("/search", &json!({ "filter_conditions": mine, "query": "x", "offset": 1, "next": "2" })).await.refused(400, 4);
}

#[tokio::test]
async fn what_cannot_be_sent_says_why() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let send = async |message: Value| giulia.post(&format!("{channel}/message"), json!({ "message": message })).await;
    send(json!({ "text": "  " })).await.refused(400, 4);
    send(json!({ "text": "x".repeat(5_001) })).await.refused(400, 20);
    send(json!({ "text": "x", "attachments": vec![json!({}); 31] })).await.refused(400, 4);
    send(json!({ "text": "x", "attachments": ["x"] })).await.refused(400, 4);
    send(json!({ "text": "x", "type": "error" })).await.refused(400, 4);
    send(json!({ "text": "x", "id": "y".repeat(256) })).await.refused(400, 4);
    let twice = json!({ "text": "x", "id": common::unique() });
    send(twice.clone()).await.good();
    let mut other = server.connected("giulia").await;
    other.watches(&channel).await;
    let refusal = send(twice).await.refused(400, 4);
    send(json!({ "text": "next" })).await.good();
    assert_eq!(other.hears("message.new").await["message"]["text"], "next", "nobody is told of what was refused");
    assert!(refusal["message"].as_str().unwrap().contains("already exists"));
    giulia.post(&format!("{channel}/message"), json!({ "message": { "text": "x".repeat(300_000) } })).await.refused(413, 22);
}

#[tokio::test]
async fn roles_and_groups_are_found_by_name_and_named_by_messages() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let roles = giulia.get("/roles/search?query=DOC&limit=5").await.good()["roles"].clone();
    assert_eq!((&roles[0]["name"], &roles[0]["custom"], roles.as_array().map(Vec::len)), (&json!("doctor"), &json!(true), Some(1)));
    let groups = giulia.get("/usergroups/search?query=front").await.good()["user_groups"].clone();
    assert_eq!((&groups[0]["id"], &groups[0]["name"]), (&json!("front-desk"), &json!("Front desk")));
    giulia.get("/usergroups/search").await.refused(400, 4);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let named = json!({ "text": "@doctor @Front desk @here", "mentioned_roles": ["doctor"], "mentioned_group_ids": ["front-desk"], "mentioned_here": true });
    let message = giulia.sends(&channel, named).await;
    assert_eq!(
        (&message["mentioned_roles"], &message["mentioned_here"], &message["mentioned_channel"]),
        (&json!(["doctor"]), &json!(true), &json!(false))
    );
    assert_eq!(message["mentioned_groups"][0]["name"], "Front desk");
    let edited =
        giulia.post(&path_of(&message), json!({ "message": { "id": message["id"], "text": "nobody" } })).await.good()["message"].clone();
    assert_eq!((&edited["mentioned_roles"], edited.get("mentioned_groups")), (&json!([]), None));
    let many: Vec<String> = (0..11).map(|n| format!("r{n}")).collect();
    let path = format!("/channels/{}/message", cid_of(&channel).replace(':', "/"));
    marco.post(&path, json!({ "message": { "text": "x", "mentioned_roles": many } })).await.refused(400, 4);
}
