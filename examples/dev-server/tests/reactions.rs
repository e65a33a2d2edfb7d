//! Reactions: one of each type for each person, counted, told, and paged through.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, each, path_of};
use serde_json::json;

#[tokio::test]
async fn counts_scores_and_groups_stay_in_step() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let message = giulia.says(&channel, "x").await;
    let path = format!("{}/reaction", path_of(&message));
    giulia.post(&path, json!({ "reaction": { "type": "like" } })).await.good();
    let body = marco.post(&path, json!({ "reaction": { "type": "like", "score": 5 } })).await.good();
    assert_eq!(body["message"]["reaction_counts"], json!({ "like": 2 }));
    assert_eq!(body["message"]["reaction_scores"], json!({ "like": 6 }));
    assert_eq!(body["message"]["reaction_groups"]["like"]["sum_scores"], 6);
    assert_eq!(each(&body["message"]["own_reactions"], "user_id"), ["marco"]);
    assert_eq!(each(&body["message"]["latest_reactions"], "user_id"), ["marco", "giulia"]);
    let body = marco.post(&path, json!({ "reaction": { "type": "like", "score": 2 } })).await.good();
    assert_eq!(body["message"]["reaction_scores"], json!({ "like": 3 }), "the same type again replaces the score");
    marco.delete(&format!("{path}/like")).await.good();
    let body = giulia.delete(&format!("{path}/like")).await.good();
    assert_eq!((&body["message"]["reaction_counts"], body["message"].get("reaction_groups")), (&json!({}), None));
    giulia.delete(&format!("{path}/like")).await.refused(404, 16);
}

#[tokio::test]
async fn a_unique_reaction_takes_the_place_of_ones_own_others() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    giulia.watches(&channel).await;
    let message = giulia.says(&channel, "x").await;
    let path = format!("{}/reaction", path_of(&message));
    for kind in ["like", "love"] {
        marco.post(&path, json!({ "reaction": { "type": kind } })).await.good();
        let event = giulia.hears("reaction.new").await;
        assert_eq!((&event["reaction"]["type"], &event["message"]["own_reactions"]), (&json!(kind), &json!([])));
    }
    let body = marco.post(&path, json!({ "reaction": { "type": "wow" }, "enforce_unique": true })).await.good();
    assert_eq!(body["message"]["reaction_counts"], json!({ "wow": 1 }));
    assert_eq!(giulia.hears("reaction.updated").await["reaction"]["type"], "wow");
}

#[tokio::test]
async fn reactions_are_listed_queried_and_paged() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let message = giulia.says(&channel, "x").await;
    let path = path_of(&message);
    for kind in ["like", "love", "haha", "wow", "sad"] {
        giulia.post(&format!("{path}/reaction"), json!({ "reaction": { "type": kind, "mood": "m" } })).await.good();
    }
    let list = giulia.get(&format!("{path}/reactions?limit=2&offset=1")).await.good();
    assert_eq!(each(&list["reactions"], "type"), ["wow", "haha"]);
    let query = format!("{path}/reactions");
    let first = giulia.post(&query, json!({ "limit": 3, "sort": [{ "field": "created_at", "direction": 1 }] })).await.good();
    assert_eq!(each(&first["reactions"], "type"), ["like", "love", "haha"]);
    let asked = json!({ "limit": 3, "next": first["next"], "sort": [{ "field": "created_at", "direction": 1 }] });
    let second = giulia.post(&query, asked).await.good();
    assert_eq!((each(&second["reactions"], "type"), &second["next"]), (vec!["wow", "sad"], &json!(null)));
    let loves = giulia.post(&query, json!({ "filter": { "type": "love" } })).await.good();
    assert_eq!((&loves["reactions"][0]["user"]["id"], &loves["reactions"][0]["mood"]), (&json!("giulia"), &json!("m")));
    giulia.post(&query, json!({ "filter": { "type": { "$regex": "x" } } })).await.refused(400, 4);
}

#[tokio::test]
async fn what_cannot_be_reacted_to_says_why() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let quiet = giulia.channel_with(&["giulia"], json!({ "config_overrides": { "reactions": false } })).await;
    let message = giulia.says(&quiet, "x").await;
    let like = json!({ "reaction": { "type": "like" } });
    giulia.post(&format!("{}/reaction", path_of(&message)), like.clone()).await.refused(400, 19);
    let channel = giulia.channel(&["giulia"]).await;
    let message = giulia.says(&channel, "x").await;
    giulia.post(&format!("{}/reaction", path_of(&message)), json!({ "reaction": {} })).await.refused(400, 4);
    giulia.post(&format!("{}/reaction", path_of(&message)), json!({ "reaction": { "type": "x".repeat(31) } })).await.refused(400, 4);
    giulia.delete(&path_of(&message)).await.good();
    giulia.post(&format!("{}/reaction", path_of(&message)), like.clone()).await.refused(400, 4);
    giulia.post("/messages/nothing/reaction", like).await.refused(404, 16);
}
