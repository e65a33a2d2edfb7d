//! Catching up: what was missed is replayed in its order, to those who may know it.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, cid_of, each, path_of};
use serde_json::{Value, json};

#[tokio::test]
async fn missed_events_are_replayed_in_their_order() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let first = giulia.says(&channel, "known").await;
    let since = first["created_at"].clone();
    let message = giulia.says(&channel, "missed").await;
    giulia.put(&path_of(&message), json!({ "set": { "text": "missed, edited" } })).await.good();
    giulia.post(&format!("{}/reaction", path_of(&message)), json!({ "reaction": { "type": "like" } })).await.good();
    giulia.post(&format!("{channel}/event"), json!({ "event": { "type": "typing.start" } })).await.good();
    let asked = json!({ "channel_cids": [cid_of(&channel), "messaging:launch", "messaging:nowhere"], "last_sync_at": since });
    let body = marco.post("/sync", asked).await.good();
    assert_eq!(each(&body["events"], "type"), ["message.new", "message.updated", "reaction.new"]);
    assert_eq!(body["inaccessible_cids"], json!(["messaging:nowhere"]));
}

#[tokio::test]
async fn what_was_deleted_for_good_is_not_told_again() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let since = giulia.says(&channel, "known").await["created_at"].clone();
    let secret = giulia.says(&channel, "secret").await;
    giulia.delete(&format!("{}?hard=true", path_of(&secret))).await.good();
    let body = marco.post("/sync", json!({ "channel_cids": [cid_of(&channel)], "last_sync_at": since })).await.good();
    assert_eq!(each(&body["events"], "type"), ["message.deleted"]);
}

#[tokio::test]
async fn whose_history_begins_later_is_not_told_what_was_before() {
    let server = Server::start().await;
    let (giulia, lena) = (server.person("giulia").await, server.person("lena").await);
    let channel = giulia.channel(&["giulia"]).await;
    let since = giulia.says(&channel, "before").await["created_at"].clone();
    let hidden = giulia.says(&channel, "hidden").await;
    giulia.post(&channel, json!({ "add_members": ["lena"], "hide_history": true })).await.good();
    giulia.says(&channel, "after").await;
    let body = lena.post("/sync", json!({ "channel_cids": [cid_of(&channel)], "last_sync_at": since })).await.good();
    assert!(!body.to_string().contains("hidden"), "{body}");
    lena.get(&path_of(&hidden)).await.refused(404, 16);
    let messages = lena.sees(&channel).await["messages"].clone();
    assert_eq!(common::texts(&messages), ["after"]);
}

#[tokio::test]
async fn hiding_is_replayed_to_who_hid() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let since = giulia.says(&channel, "known").await["created_at"].clone();
    giulia.post(&format!("{channel}/hide"), json!({})).await.good();
    let asked = json!({ "channel_cids": [cid_of(&channel)], "last_sync_at": since });
    assert_eq!(each(&giulia.post("/sync", asked.clone()).await.good()["events"], "type"), ["channel.hidden"]);
    assert_eq!(marco.post("/sync", asked).await.good()["events"], json!([]));
}

#[tokio::test]
async fn questions_that_cannot_be_answered_are_refused() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    for asked in [
        json!({ "channel_cids": [], "last_sync_at": "2026-11-25T00:00:00Z" }),
        json!({ "channel_cids": vec!["messaging:launch"; 256], "last_sync_at": "2026-11-25T00:00:00Z" }),
        json!({ "channel_cids": ["messaging:launch"], "last_sync_at": "2020-01-01T00:00:00Z" }),
        json!({ "channel_cids": ["messaging:launch"], "last_sync_at": "yesterday" }),
        Value::Object(serde_json::Map::new()),
    ] {
        giulia.post("/sync", asked).await.refused(400, 4);
    }
}
