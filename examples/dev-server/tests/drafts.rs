//! Drafts: one for each composer, told to their author alone, gone when the message is sent.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, cid_of, each, path_of};
use serde_json::json;

#[tokio::test]
async fn a_draft_is_saved_found_replaced_and_deleted() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let path = format!("{channel}/draft");
    giulia.get(&path).await.refused(404, 16);
    let draft = json!({ "message": { "id": "d-1", "text": "Domani", "mentioned_users": ["marco"], "mood": "calm" } });
    let saved = giulia.post(&path, draft).await.good()["draft"].clone();
    assert_eq!((&saved["channel_cid"], &saved["message"]["text"]), (&json!(cid_of(&channel)), &json!("Domani")));
    assert_eq!((&saved["message"]["mentioned_users"], &saved["message"]["mood"]), (&json!(["marco"]), &json!("calm")));
    giulia.post(&path, json!({ "message": { "text": "Dopodomani" } })).await.good();
    assert_eq!(giulia.get(&path).await.good()["draft"]["message"]["text"], "Dopodomani");
    assert_eq!(giulia.sees(&channel).await["draft"]["message"]["text"], "Dopodomani");
    giulia.delete(&path).await.good();
    giulia.get(&path).await.refused(404, 16);
    assert!(giulia.sees(&channel).await.get("draft").is_none());
}

#[tokio::test]
async fn a_thread_has_a_draft_of_its_own() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let parent = giulia.says(&channel, "Parent").await;
    let id = parent["id"].as_str().unwrap();
    giulia.post(&format!("{channel}/draft"), json!({ "message": { "text": "main" } })).await.good();
    giulia.post(&format!("{channel}/draft"), json!({ "message": { "text": "reply", "parent_id": id } })).await.good();
    let of_thread = giulia.get(&format!("{channel}/draft?parent_id={id}")).await.good()["draft"].clone();
    assert_eq!((&of_thread["message"]["text"], &of_thread["parent_message"]["text"]), (&json!("reply"), &json!("Parent")));
    assert_eq!(giulia.get(&format!("{channel}/draft")).await.good()["draft"]["message"]["text"], "main");
    assert_eq!(giulia.get(&path_of(&parent)).await.good()["message"]["draft"]["message"]["text"], "reply");
    giulia.sends(&channel, json!({ "text": "a reply", "parent_id": id })).await;
    giulia.get(&format!("{channel}/draft?parent_id={id}")).await.refused(404, 16);
    giulia.get(&format!("{channel}/draft")).await.good();
}

#[tokio::test]
async fn the_authors_devices_hear_of_a_draft_and_nobody_else_does() {
    let server = Server::start().await;
    let (mut desk, mut phone, mut marco) =
        (server.connected("giulia").await, server.connected("giulia").await, server.connected("marco").await);
    let channel = desk.channel(&["giulia", "marco"]).await;
    marco.watches(&channel).await;
    desk.post(&format!("{channel}/draft"), json!({ "message": { "text": "secret" } })).await.good();
    for device in [&mut desk, &mut phone] {
        let event = device.hears("draft.updated").await;
        assert_eq!((&event["draft"]["message"]["text"], &event["cid"]), (&json!("secret"), &json!(cid_of(&channel))));
    }
    desk.says(&channel, "said").await;
    let gone = phone.hears("draft.deleted").await;
    assert_eq!(gone["draft"]["message"]["text"], "");
    assert_eq!(gone["draft"]["created_at"], "0001-01-01T00:00:00Z");
    let heard = marco.hears_until("message.new").await;
    assert!(heard.iter().all(|event| !event["type"].as_str().unwrap().starts_with("draft.")), "{heard:?}");
}

#[tokio::test]
async fn drafts_are_queried_by_channel_and_composer_page_by_page() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let mut channels = Vec::new();
    for n in 0..3 {
        let channel = giulia.channel(&["giulia"]).await;
        giulia.post(&format!("{channel}/draft"), json!({ "message": { "text": format!("draft {n}") } })).await.good();
        channels.push(cid_of(&channel));
    }
    let first = giulia.post("/drafts/query", json!({ "limit": 2 })).await.good();
    assert_eq!(each(&first["drafts"], "channel_cid"), [&channels[2], &channels[1]]);
    let second = giulia.post("/drafts/query", json!({ "limit": 2, "next": first["next"] })).await.good();
    assert_eq!(each(&second["drafts"], "channel_cid"), [&channels[0]]);
    assert_eq!(second["next"], json!(null));
    let one = giulia.post("/drafts/query", json!({ "filter": { "channel_cid": channels[1] } })).await.good();
    assert_eq!(one["drafts"].as_array().map(Vec::len), Some(1));
    let in_threads = giulia.post("/drafts/query", json!({ "filter": { "parent_id": { "$exists": true } } })).await.good();
    assert_eq!(in_threads["drafts"], json!([]));
    assert_eq!(server.person("marco").await.post("/drafts/query", json!({})).await.good()["drafts"], json!([]));
}

#[tokio::test]
async fn a_draft_obeys_the_limits_of_a_message_and_the_walls_of_its_channel() {
    let server = Server::start().await;
    let (giulia, kenji) = (server.person("giulia").await, server.person("kenji").await);
    let channel = giulia.channel(&["giulia"]).await;
    giulia.post(&format!("{channel}/draft"), json!({ "message": { "text": "x".repeat(5_001) } })).await.refused(400, 20);
    giulia.post(&format!("{channel}/draft"), json!({})).await.refused(400, 4);
    let elsewhere = giulia.says("/channels/messaging/launch", "elsewhere").await;
    giulia.post(&format!("{channel}/draft"), json!({ "message": { "text": "x", "parent_id": elsewhere["id"] } })).await.refused(400, 4);
    kenji.post(&format!("{channel}/draft"), json!({ "message": { "text": "x" } })).await.refused(403, 17);
    kenji.get(&format!("{channel}/draft")).await.refused(403, 17);
}
