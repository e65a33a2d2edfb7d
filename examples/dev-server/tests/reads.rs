//! Reading: counts agree with the rows, every recipient gets their own totals, marking as unread survives.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, cid_of, each};
use serde_json::{Value, json};

fn own(state: &Value, id: &str) -> Value {
    state["read"].as_array().unwrap().iter().find(|read| read["user"]["id"] == id).unwrap().clone()
}

#[tokio::test]
async fn each_recipient_hears_their_own_totals() {
    let server = Server::start().await;
    let (mut giulia, mut marco, lena) = (server.connected("giulia").await, server.connected("marco").await, server.person("lena").await);
    let channel = lena.channel(&["giulia", "marco", "lena"]).await;
    giulia.watches(&channel).await;
    let before = |person: Value| person["total_unread_count"].as_i64().unwrap();
    let (of_giulia, of_marco) = (before(giulia.get("/unread").await.good()), before(marco.get("/unread").await.good()));
    lena.says(&channel, "x").await;
    let watched = giulia.hears("message.new").await;
    let notified = marco.hears("notification.message_new").await;
    assert_eq!(watched["total_unread_count"], of_giulia + 1);
    assert_eq!(notified["total_unread_count"], of_marco + 1);
    assert_eq!(notified["channel"]["cid"], cid_of(&channel));
    assert_eq!(giulia.get("/unread").await.good()["total_unread_count"], of_giulia + 1, "told after it was stored");
}

#[tokio::test]
async fn what_does_not_count_as_unread_does_not() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let unread = async || own(&marco.sees(&channel).await, "marco")["unread_messages"].clone();
    giulia.sends(&channel, json!({ "text": "silent", "silent": true })).await;
    giulia.sends(&channel, json!({ "text": "system", "type": "system" })).await;
    assert_eq!(unread().await, 0);
    let parent = giulia.says(&channel, "counts").await;
    giulia.sends(&channel, json!({ "text": "reply", "parent_id": parent["id"] })).await;
    assert_eq!(unread().await, 1);
    marco.post("/moderation/mute", json!({ "target_id": "giulia" })).await.good();
    assert_eq!(unread().await, 0, "a muted author does not count");
    giulia.says(&channel, "muted").await;
    assert_eq!(unread().await, 0);
    marco.post("/moderation/unmute", json!({ "target_id": "giulia" })).await.good();
    assert_eq!(unread().await, 2);
    marco.post("/moderation/mute/channel", json!({ "channel_cid": cid_of(&channel) })).await.good();
    assert_eq!(unread().await, 0, "nor a muted channel");
    marco.post("/moderation/unmute/channel", json!({ "channel_cid": cid_of(&channel) })).await.good();
    marco.says(&channel, "writing is reading").await;
    assert_eq!(unread().await, 0);
}

#[tokio::test]
async fn a_channel_is_marked_unread_from_a_message_on() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(giulia.says(&channel, &n.to_string()).await["id"].clone());
    }
    marco.post(&format!("{channel}/read"), json!({})).await.good();
    assert_eq!(marco.hears("notification.mark_read").await["last_read_message_id"], ids[4]);
    marco.post(&format!("{channel}/unread"), json!({ "message_id": ids[2] })).await.good();
    let event = marco.hears("notification.mark_unread").await;
    assert_eq!(
        (&event["first_unread_message_id"], &event["last_read_message_id"], &event["unread_messages"]),
        (&ids[2], &ids[1], &json!(3))
    );
    let read = own(&marco.sees(&channel).await, "marco");
    assert_eq!((&read["unread_messages"], &read["last_read_message_id"]), (&json!(3), &ids[1]));
    let elsewhere = giulia.says("/channels/messaging/launch", "elsewhere").await;
    marco.post(&format!("{channel}/unread"), json!({ "message_id": elsewhere["id"] })).await.refused(400, 4);
    marco.post(&format!("{channel}/read"), json!({ "message_id": elsewhere["id"] })).await.refused(400, 4);
    marco.post(&format!("{channel}/unread"), json!({})).await.refused(400, 4);
}

#[tokio::test]
async fn two_reads_of_one_second_differ_and_everything_can_be_read_at_once() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.watches(&channel).await;
    let mut times = Vec::new();
    for _ in 0..2 {
        marco.post(&format!("{channel}/read"), json!({})).await.good();
        times.push(giulia.hears("message.read").await["created_at"].as_str().unwrap().to_owned());
    }
    assert_ne!(times[0], times[1]);
    assert!(giulia.get("/unread").await.good()["total_unread_count"].as_i64() > Some(0));
    giulia.post("/channels/read", json!({})).await.good();
    let event = giulia.hears("notification.mark_read").await;
    assert_eq!((&event["unread_channels"], event.get("cid")), (&json!(0), None));
    assert_eq!(giulia.get("/unread").await.good()["channels"], json!([]));
}

#[tokio::test]
async fn delivery_is_told_once_and_moves_forward_only() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.watches(&channel).await;
    let (one, two) = (giulia.says(&channel, "1").await, giulia.says(&channel, "2").await);
    let report = |message: &Value| json!({ "latest_delivered_messages": [{ "cid": cid_of(&channel), "id": message["id"] }] });
    marco.post("/channels/delivered", report(&two)).await.good();
    let event = giulia.hears("message.delivered").await;
    assert_eq!((&event["user"]["id"], &event["last_delivered_message_id"]), (&json!("marco"), &two["id"]));
    marco.post("/channels/delivered", report(&one)).await.good();
    assert_eq!(own(&giulia.sees(&channel).await, "marco")["last_delivered_message_id"], two["id"]);
}

#[tokio::test]
async fn channels_without_reads_say_so() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let path = format!("/channels/livestream/{}", common::unique());
    giulia.post(&format!("{path}/query"), json!({ "data": { "members": ["giulia"] } })).await.good();
    assert_eq!(giulia.post(&format!("{path}/read"), json!({})).await.good()["event"], json!(null));
    giulia.post(&format!("{path}/unread"), json!({ "message_timestamp": "2026-01-01T00:00:00Z" })).await.refused(400, 19);
    assert_eq!(each(&giulia.sees(&path).await["read"], "x"), Vec::<&str>::new());
}
