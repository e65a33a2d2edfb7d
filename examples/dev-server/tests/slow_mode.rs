//! Slow mode: code 60 between two messages of one person, in the list and in threads, but not for moderators.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, path_of};
use serde_json::json;

#[tokio::test]
async fn a_second_message_has_to_wait_unless_one_moderates() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco", "lena"]).await;
    let answer = giulia.post(&channel, json!({ "cooldown": 60 })).await.good();
    assert_eq!(answer["channel"]["cooldown"], 60);
    let first = marco.says(&channel, "one").await;
    let refusal = marco.post(&format!("{channel}/message"), json!({ "message": { "text": "two" } })).await.refused(403, 60);
    assert!(refusal["message"].as_str().unwrap().starts_with("SendMessage failed with error"));
    let reply = json!({ "message": { "text": "r", "parent_id": first["id"] } });
    marco.post(&format!("{channel}/message"), reply).await.refused(403, 60);
    marco.put(&path_of(&first), json!({ "set": { "text": "edited" } })).await.good();
    for text in ["a", "b"] {
        giulia.says(&channel, text).await;
    }
    let state = marco.sees(&channel).await;
    let own = state["channel"]["own_capabilities"].as_array().unwrap();
    assert!(own.iter().any(|capability| capability == "slow-mode"));
    giulia.post(&channel, json!({ "cooldown": 0 })).await.good();
    marco.says(&channel, "three").await;
}

#[tokio::test]
async fn the_pause_is_between_0_and_120_seconds_and_set_by_moderators() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.post(&channel, json!({ "cooldown": 121 })).await.refused(400, 4);
    giulia.post(&channel, json!({ "cooldown": -1 })).await.refused(400, 4);
    marco.post(&channel, json!({ "cooldown": 1 })).await.refused(403, 17);
}
