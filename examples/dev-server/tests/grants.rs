//! Permission files: what they grant is what the API allows and what `own_capabilities` says, in both documented versions.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Person, Server, cid_of, path_of};
use dev_server::Permissions;
use serde_json::{Value, json};

async fn granting(version: u8, file: Value) -> Server {
    Server::start_with(|settings| settings.permissions = Permissions::of(version, file).unwrap()).await
}

async fn can(person: &Person, channel: &str) -> Vec<String> {
    let state = person.sees(channel).await;
    serde_json::from_value(state["channel"]["own_capabilities"].clone()).unwrap()
}

fn has(list: &[String], name: &str) -> bool {
    list.iter().any(|own| own == name)
}

#[tokio::test]
async fn what_a_file_takes_away_is_refused_and_not_among_the_capabilities() {
    let server = granting(2, json!({ "messaging": { "channel_member": ["!create-reaction", "!add-links", "!upload-attachment", "!delete-message-owner", "!pin-message"] } })).await;
    let (marco, lena) = (server.person("marco").await, server.person("lena").await);
    let channel = marco.channel(&["marco", "lena"]).await;
    let own = can(&lena, &channel).await;
    for gone in ["send-reaction", "send-links", "upload-file", "delete-own-message", "pin-message"] {
        assert!(!has(&own, gone), "{gone} in {own:?}");
    }
    assert!(has(&own, "send-message") && has(&own, "update-own-message") && has(&own, "read-events"));
    let message = lena.says(&channel, "hello").await;
    let path = path_of(&message);
    lena.post(&format!("{path}/reaction"), json!({ "reaction": { "type": "like" } })).await.refused(403, 17);
    lena.post(&format!("{channel}/message"), json!({ "message": { "text": "see https://x.test" } })).await.refused(403, 17);
    lena.delete(&path).await.refused(403, 17);
    lena.put(&path, json!({ "set": { "pinned": true } })).await.refused(403, 17);
    lena.post(&path, json!({ "message": { "text": "hello again" } })).await.good();
    let elsewhere = "/channels/support/order-3988";
    assert!(has(&can(&lena, elsewhere).await, "pin-message"), "other types are as before");
}

#[tokio::test]
async fn a_list_of_grants_is_all_that_a_role_may_do() {
    let server =
        granting(2, json!({ "messaging": { "channel_member": ["read-channel", "create-message"], "user": ["create-channel"] } })).await;
    let (marco, lena) = (server.person("marco").await, server.person("lena").await);
    let channel = marco.channel(&["marco", "lena"]).await;
    let own = can(&marco, &channel).await;
    assert_eq!(
        own,
        ["connect-events", "delivery-events", "read-events", "search-messages", "send-message", "send-typing-events", "typing-events"]
    );
    lena.says(&channel, "hello").await;
    marco.patch(&channel, json!({ "set": { "name": "x" } })).await.refused(403, 17);
    marco.delete(&channel).await.refused(403, 17);
    lena.post(&channel, json!({ "remove_members": ["lena"] })).await.refused(403, 17);
}

#[tokio::test]
async fn a_role_of_ones_own_gets_what_the_file_grants_it_as_soon_as_it_is_assigned() {
    let file = json!({ "messaging": { "closer": ["read-channel", "create-message", "update-channel-frozen", "use-frozen-channel"] } });
    let server = granting(2, file).await;
    let (marco, mut lena) = (server.person("marco").await, server.connected("lena").await);
    let channel = marco.channel(&["marco", "lena"]).await;
    lena.watches(&channel).await;
    assert!(!has(&can(&lena, &channel).await, "freeze-channel"));
    lena.patch(&channel, json!({ "set": { "frozen": true } })).await.refused(403, 17);
    marco.post(&channel, json!({ "assign_roles": [{ "user_id": "lena", "channel_role": "closer" }] })).await.good();
    // This is what tells a client to look anew (protocol 10).
    let event = lena.hears("member.updated").await;
    assert_eq!(
        (&event["member"]["user_id"], &event["member"]["channel_role"], &event["cid"]),
        (&json!("lena"), &json!("closer"), &json!(cid_of(&channel)))
    );
    let own = can(&lena, &channel).await;
    assert!(has(&own, "freeze-channel") && !has(&own, "send-reaction") && !has(&own, "use-frozen-channel"));
    lena.patch(&channel, json!({ "set": { "frozen": true } })).await.good();
    lena.says(&channel, "I may, and nobody else").await;
    marco.post(&format!("{channel}/message"), json!({ "message": { "text": "x" } })).await.refused(403, 17);
    assert!(has(&can(&lena, &channel).await, "send-message") && !has(&can(&marco, &channel).await, "send-message"));
}

#[tokio::test]
async fn types_that_a_file_opens_are_listed_for_strangers_and_types_of_its_own_exist() {
    let file =
        json!({ "team": { "user": ["!delete-channel-owner", "read-channel", "join-channel"] }, "triage": { "user": ["create-channel"] } });
    let server = granting(2, file).await;
    let (marco, kenji) = (server.person("marco").await, server.person("kenji").await);
    marco.post("/channels/team/open-door/query", json!({ "data": { "members": ["marco"] } })).await.good();
    let door = "/channels/team/open-door";
    let listed = kenji.post("/channels", json!({ "filter_conditions": { "id": "open-door" } })).await.good();
    assert_eq!(listed["channels"].as_array().unwrap().len(), 1);
    kenji.post(&format!("{door}/message"), json!({ "message": { "text": "x" } })).await.refused(403, 17);
    kenji.post(door, json!({ "add_members": ["kenji"] })).await.good();
    kenji.says(door, "joined").await;
    marco.post("/channels/triage/one/query", json!({ "data": { "members": ["marco"] } })).await.good();
    marco.post("/channels/gaming/one/query", json!({ "data": { "members": ["marco"] } })).await.refused(404, 16);
}

#[tokio::test]
async fn whoever_may_not_read_finds_nothing_also_as_a_member() {
    let server = granting(2, json!({ "messaging": { "channel_member": ["create-message"] } })).await;
    let giulia = server.person("giulia").await;
    let listed = giulia.post("/channels", json!({ "filter_conditions": { "members": { "$in": ["marco"] } }, "limit": 30 })).await.good();
    assert!(listed["channels"].as_array().unwrap().iter().all(|state| state["channel"]["type"] != "messaging" || giulia.id == "giulia"));
    let lena = server.person("lena").await;
    let listed = lena.post("/channels", json!({ "filter_conditions": {}, "limit": 30 })).await.good();
    assert!(listed["channels"].as_array().unwrap().iter().all(|state| state["channel"]["type"] != "messaging"));
    lena.get("/channels/messaging/launch").await.refused(403, 17);
}

#[tokio::test]
async fn the_app_may_forbid_to_search_people_and_a_type_to_make_channels() {
    let server =
        granting(2, json!({ "app": { "user": ["!search-user", "!mute-user"] }, "messaging": { "user": ["!create-channel"] } })).await;
    let (lena, giulia) = (server.person("lena").await, server.person("giulia").await);
    lena.ask("/users", &json!({ "filter_conditions": {} })).await.refused(403, 17);
    lena.post("/moderation/mute", json!({ "target_id": "marco" })).await.refused(403, 17);
    lena.post("/channels/messaging/mine/query", json!({ "data": { "members": ["lena"] } })).await.refused(403, 17);
    giulia.ask("/users", &json!({ "filter_conditions": {} })).await.good();
}

#[tokio::test]
async fn policies_of_the_first_version_decide_by_priority() {
    let file = json!({ "messaging": [
        { "name": "Admins", "roles": ["admin"], "priority": 100 },
        { "name": "No links", "resources": ["AddLinks"], "action": "deny", "priority": 90 },
        { "name": "Owners", "resources": ["UpdateMessage", "DeleteMessage", "UpdateChannel"], "owner": true, "priority": 80 },
        { "name": "Members", "resources": ["ReadChannel", "CreateMessage", "CreateReaction"], "roles": ["channel_member"], "priority": 70 },
        { "name": "Anybody", "resources": ["CreateChannel", "UpdateOwnChannel"], "priority": 60 },
        { "name": "Rest", "action": "Deny", "priority": 1 }
    ]});
    let server = granting(1, file).await;
    let (marco, lena, giulia) = (server.person("marco").await, server.person("lena").await, server.person("giulia").await);
    let channel = marco.channel(&["marco", "lena"]).await;
    let message = lena.says(&channel, "hello").await;
    let path = path_of(&message);
    lena.post(&format!("{channel}/message"), json!({ "message": { "text": "https://x.test" } })).await.refused(403, 17);
    lena.post(&path, json!({ "message": { "text": "mine" } })).await.good();
    marco.post(&path, json!({ "message": { "text": "not mine" } })).await.refused(403, 17);
    lena.put(&path, json!({ "set": { "pinned": true } })).await.refused(403, 17);
    lena.patch(&channel, json!({ "set": { "name": "x" } })).await.refused(403, 17);
    marco.patch(&channel, json!({ "set": { "name": "x" } })).await.good();
    giulia.post(&path, json!({ "message": { "text": "an admin may" } })).await.good();
    let own = can(&lena, &channel).await;
    assert!(has(&own, "send-reply") && has(&own, "delete-own-message") && !has(&own, "send-links") && !has(&own, "upload-file"));
}

#[tokio::test]
async fn a_new_file_holds_after_a_restart_and_clients_are_sent_to_look_anew() {
    let server = Server::start().await;
    let lena = server.person("lena").await;
    let channel = "/channels/messaging/launch";
    assert!(has(&can(&server.person("marco").await, channel).await, "pin-message"));
    let order = json!({ "version": 2, "config": { "messaging": { "channel_member": ["!pin-message"] } } });
    lena.post("/__dev/permissions", order).await.good();
    assert!(!has(&can(&server.person("marco").await, channel).await, "pin-message"));
    lena.post("/__dev/permissions", json!({ "config": { "messaging": 1 } })).await.refused(400, 4);
    lena.post("/__dev/role", json!({ "user": "marco", "role": "admin" })).await.good();
    assert!(has(&can(&server.person("marco").await, channel).await, "delete-any-message"));
}
