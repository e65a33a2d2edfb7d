//! Channels: hidden and shown, muted, truncated, tagged; people blocked and flagged.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, cid_of, each, path_of, texts};
use serde_json::{Value, json};

async fn listed(person: &common::Person, channel: &str) -> bool {
    let asked = json!({ "filter_conditions": { "members": { "$in": [person.id] }, "id": cid_of(channel).split(':').nth(1) } });
    person.post("/channels", asked).await.good()["channels"].as_array().is_some_and(|channels| !channels.is_empty())
}

#[tokio::test]
async fn a_hidden_channel_comes_back_with_a_message_and_forgets_when_asked() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    marco.says(&channel, "old").await;
    giulia.post(&format!("{channel}/hide"), json!({ "user_id": null, "clear_history": true })).await.good();
    assert_eq!(giulia.hears("channel.hidden").await["clear_history"], true);
    assert!(!listed(&giulia, &channel).await);
    let quiet = json!({ "message": { "text": "quiet" }, "keep_channel_hidden": true });
    marco.post(&format!("{channel}/message"), quiet).await.good();
    assert!(!listed(&giulia, &channel).await);
    marco.says(&channel, "new").await;
    giulia.hears("channel.visible").await;
    assert!(listed(&giulia, &channel).await);
    assert_eq!(texts(&giulia.sees(&channel).await["messages"]), ["quiet", "new"]);
    giulia.post(&format!("{channel}/hide"), json!({})).await.good();
    giulia.post(&format!("{channel}/show"), json!({ "user_id": null })).await.good();
    assert!(listed(&giulia, &channel).await);
}

#[tokio::test]
async fn a_muted_channel_stays_hidden() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let muted = giulia.post("/moderation/mute/channel", json!({ "channel_cid": cid_of(&channel), "expiration": 3_600_000 })).await.good();
    assert_eq!(muted["channel_mute"]["channel"]["cid"], cid_of(&channel));
    assert!(muted["channel_mute"]["expires"].is_string());
    assert_eq!(giulia.hears("notification.channel_mutes_updated").await["me"]["channel_mutes"].as_array().map(Vec::len), Some(1));
    giulia.post(&format!("{channel}/hide"), json!({})).await.good();
    marco.says(&channel, "x").await;
    assert!(!listed(&giulia, &channel).await);
}

#[tokio::test]
async fn truncating_removes_what_was_said_with_its_replies_and_says_so() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    marco.watches(&channel).await;
    let old = giulia.says(&channel, "old").await;
    let reply = giulia.sends(&channel, json!({ "text": "reply", "parent_id": old["id"] })).await;
    let body = giulia.post(&format!("{channel}/truncate"), json!({ "message": { "text": "cleared" } })).await.good();
    assert_eq!((&body["message"]["type"], &body["channel"]["truncated_by"]["id"]), (&json!("system"), &json!("giulia")));
    let event = marco.hears("channel.truncated").await;
    assert!(event["channel"]["truncated_at"].as_str() < event["message"]["created_at"].as_str());
    assert_eq!(event["total_unread_count"], marco.get("/unread").await.good()["total_unread_count"]);
    assert_eq!(texts(&marco.sees(&channel).await["messages"]), ["cleared"]);
    marco.get(&path_of(&reply)).await.refused(404, 16);
}

#[tokio::test]
async fn truncating_for_some_leaves_the_others_their_past() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.says(&channel, "old").await;
    giulia.post(&format!("{channel}/truncate"), json!({ "member_ids": ["marco"] })).await.good();
    assert!(marco.hears("channel.truncated").await["channel"]["truncated_at"].is_string());
    assert_eq!(marco.sees(&channel).await["messages"], json!([]));
    assert_eq!(texts(&giulia.sees(&channel).await["messages"]), ["old"]);
    giulia.post(&format!("{channel}/truncate"), json!({ "member_ids": ["nobody"] })).await.refused(404, 16);
}

#[tokio::test]
async fn blocking_hides_the_conversation_of_two_until_it_ends() {
    let server = Server::start().await;
    let (mut giulia, kenji) = (server.connected("giulia").await, server.person("kenji").await);
    let (pair, group) = (giulia.channel(&["giulia", "kenji"]).await, giulia.channel(&["giulia", "kenji", "marco"]).await);
    giulia.post("/users/block", json!({ "blocked_user_id": "kenji" })).await.good();
    let event = giulia.hears("channel.hidden").await;
    assert_eq!((&event["cid"], &event["channel"]["blocked"]), (&json!(cid_of(&pair)), &json!(true)));
    assert!(!listed(&giulia, &pair).await && listed(&giulia, &group).await);
    let before = giulia.get("/unread").await.good()["total_unread_count"].clone();
    giulia.watches(&group).await;
    kenji.says(&pair, "hello?").await;
    kenji.says(&group, "hello all").await;
    let heard = giulia.hears_until("message.new").await;
    assert_eq!(heard.last().unwrap()["message"]["text"], "hello all");
    assert!(heard.iter().all(|event| event["cid"] != cid_of(&pair)), "nothing is heard of it: {heard:?}");
    assert_eq!(giulia.get("/unread").await.good()["total_unread_count"].as_i64(), before.as_i64().map(|count| count + 1));
    assert!(!listed(&giulia, &pair).await, "a message does not bring it back");
    assert_eq!(each(&giulia.get("/users/block").await.good()["blocks"], "blocked_user_id"), ["kenji"]);
    giulia.post("/users/unblock", json!({ "blocked_user_id": "kenji" })).await.good();
    assert_eq!(giulia.hears("channel.visible").await["channel"]["blocked"], false);
    assert!(listed(&giulia, &pair).await);
    giulia.post("/users/block", json!({ "blocked_user_id": "giulia" })).await.refused(400, 4);
    giulia.post("/users/block", json!({ "blocked_user_id": "nobody" })).await.refused(404, 16);
}

#[tokio::test]
async fn a_flag_is_kept_and_taken_back() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let message = marco.says(&channel, "x").await;
    let count = || server.database().query_row("SELECT COUNT(*) FROM flags WHERE reason = 'spam'", [], |row| row.get::<_, i64>(0)).unwrap();
    let flag = giulia.post("/moderation/flag", json!({ "target_message_id": message["id"], "reason": "spam" })).await.good();
    assert_eq!((&flag["flag"]["target_message_id"], &flag["flag"]["target_user"]["id"]), (&message["id"], &json!("marco")));
    assert_eq!(count(), 1);
    giulia.post("/moderation/unflag", json!({ "target_message_id": message["id"] })).await.good();
    assert_eq!(count(), 0);
    giulia.post("/moderation/flag", json!({ "target_user_id": "marco" })).await.good();
    giulia.post("/moderation/flag", json!({})).await.refused(400, 4);
    giulia.post("/moderation/flag", json!({ "target_user_id": "nobody" })).await.refused(404, 16);
}

#[tokio::test]
async fn the_same_people_have_one_channel_in_whatever_order_and_are_found_without_its_id() {
    let server = Server::start().await;
    let (giulia, lena) = (server.person("giulia").await, server.person("lena").await);
    let ask = |members: Value| json!({ "data": { "members": members }, "state": true });
    let one = giulia.post("/channels/messaging/query", ask(json!(["giulia", "lena", "tomas"]))).await.good();
    let other = lena.post("/channels/messaging/query", ask(json!(["tomas", { "user_id": "giulia" }, "lena"]))).await.good();
    assert_eq!(one["channel"]["cid"], other["channel"]["cid"]);
    let members = json!([{ "user_id": "tomas" }, { "user_id": "lena" }, { "user_id": "giulia" }]);
    let asked = json!({ "type": "messaging", "members": members, "filter_conditions": { "name": { "$autocomplete": "lena" } } });
    let found = giulia.ask("/members", &asked).await.good();
    assert_eq!(each(&found["members"], "user_id"), ["lena"]);
}

#[tokio::test]
async fn tags_are_added_removed_and_filtered_by() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let tag = common::unique();
    let body = giulia.post(&channel, json!({ "add_filter_tags": [tag, "other"] })).await.good();
    assert_eq!(body["channel"]["filter_tags"], json!([tag, "other"]));
    giulia.post(&channel, json!({ "data": { "name": "renamed" } })).await.good();
    let found = giulia.post("/channels", json!({ "filter_conditions": { "filter_tags": { "$in": [tag] } } })).await.good();
    assert_eq!(found["channels"][0]["channel"]["name"], "renamed");
    let body = giulia.post(&channel, json!({ "remove_filter_tags": [tag] })).await.good();
    assert_eq!(body["channel"]["filter_tags"], json!(["other"]));
}

#[tokio::test]
async fn people_are_found_by_name() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let asked = json!({ "filter_conditions": { "$or": [{ "id": { "$autocomplete": "mar" } }, { "name": { "$autocomplete": "vogel" } }] }, "sort": [{ "field": "id", "direction": 1 }] });
    assert_eq!(each(&giulia.ask("/users", &asked).await.good()["users"], "id"), ["lena", "marco"]);
}
