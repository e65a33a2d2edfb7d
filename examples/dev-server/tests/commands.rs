//! Slash commands: what they show is for their author alone until it is sent.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, path_of, unique};
use serde_json::{Value, json};

async fn act(person: &common::Person, message: &Value, action: &str) -> common::Said {
    let body = json!({ "message_id": message["id"], "form_data": { "image_action": action } });
    person.post(&format!("{}/action", path_of(message)), body).await
}

#[tokio::test]
async fn a_moving_picture_is_shuffled_and_sent() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    marco.watches(&channel).await;
    let id = unique();
    let preview = giulia.sends(&channel, json!({ "id": id, "text": "/giphy happy birthday" })).await;
    assert_eq!((&preview["type"], &preview["command"], &preview["args"]), (&json!("ephemeral"), &json!("giphy"), &json!("happy birthday")));
    let actions: Vec<&Value> = preview["attachments"][0]["actions"].as_array().unwrap().iter().map(|action| &action["value"]).collect();
    assert_eq!(actions, ["send", "shuffle", "cancel"]);
    let picture = preview["attachments"][0]["giphy"]["original"]["url"].as_str().unwrap();
    let drawn = server.client.get(picture).send().await.unwrap();
    assert_eq!((drawn.status().as_u16(), drawn.headers()["content-type"].to_str().unwrap()), (200, "image/svg+xml"));
    assert_eq!(giulia.sees(&channel).await["messages"], json!([]), "a preview is not stored as a message");
    let other = act(&giulia, &preview, "shuffle").await.good()["message"].clone();
    assert_eq!(other["id"], id.as_str());
    assert_ne!(other["attachments"][0]["thumb_url"], preview["attachments"][0]["thumb_url"]);
    act(&server.person("marco").await, &preview, "send").await.refused(404, 16);
    let sent = act(&giulia, &preview, "send").await.good()["message"].clone();
    assert_eq!((&sent["type"], &sent["id"], sent["attachments"][0].get("actions")), (&json!("regular"), &json!(id), None));
    assert_eq!(sent["attachments"][0]["thumb_url"], other["attachments"][0]["thumb_url"]);
    let heard = marco.hears_until("message.new").await;
    assert_eq!(
        (heard.last().unwrap()["message"]["command"].clone(), heard.last().unwrap()["message"]["id"].clone()),
        (json!("giphy"), json!(id))
    );
    assert_eq!(heard.iter().filter(|event| event["type"] == "message.new").count(), 1, "no event told of the preview");
    act(&giulia, &preview, "send").await.refused(404, 16);
}

#[tokio::test]
async fn a_cancelled_preview_is_gone() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let preview = giulia.says(&channel, "/giphy cat").await;
    let again = act(&giulia, &preview, "shuffle").await.good()["message"].clone();
    assert_eq!(again["id"], preview["id"], "also when the server chose the id");
    act(&giulia, &preview, "dance").await.refused(400, 4);
    assert!(act(&giulia, &preview, "cancel").await.good().get("message").is_none());
    act(&giulia, &preview, "send").await.refused(404, 16);
}

#[tokio::test]
async fn a_picture_goes_into_the_thread_it_was_asked_in() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let parent = giulia.says(&channel, "parent").await;
    let preview = giulia.sends(&channel, json!({ "text": "/giphy ok", "parent_id": parent["id"] })).await;
    let sent = act(&giulia, &preview, "send").await.good()["message"].clone();
    assert_eq!((&sent["parent_id"], &sent["type"]), (&parent["id"], &json!("reply")));
    assert_eq!(giulia.get(&path_of(&parent)).await.good()["message"]["reply_count"], 1);
}

#[tokio::test]
async fn an_unknown_command_is_an_error_message_and_a_path_is_a_text() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let error = giulia.says(&channel, "/dance now").await;
    assert_eq!(error["type"], "error");
    assert_eq!(giulia.sees(&channel).await["messages"], json!([]));
    assert_eq!(giulia.says(&channel, "/usr/bin is a folder").await["type"], "regular");
    let quiet = giulia.channel_with(&["giulia"], json!({ "config_overrides": { "commands": ["mute"] } })).await;
    assert_eq!(giulia.says(&quiet, "/giphy cat").await["type"], "error", "a command that the channel does not have");
    let state = giulia.sees(&quiet).await;
    assert_eq!(common::each(&state["channel"]["config"]["commands"], "name"), ["mute"]);
}

#[tokio::test]
async fn somebody_is_muted_by_command() {
    let server = Server::start().await;
    let mut giulia = server.connected("giulia").await;
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let said = giulia.sends(&channel, json!({ "text": "/mute @Marco Bellini", "mentioned_users": ["marco"] })).await;
    assert_eq!(said["type"], "ephemeral");
    assert_eq!(giulia.hears("notification.mutes_updated").await["me"]["mutes"][0]["target"]["id"], "marco");
    giulia.sends(&channel, json!({ "text": "/unmute @Marco Bellini", "mentioned_users": ["marco"] })).await;
    assert_eq!(giulia.hears("notification.mutes_updated").await["me"]["mutes"], json!([]));
    assert_eq!(giulia.says(&channel, "/mute").await["type"], "error");
}
