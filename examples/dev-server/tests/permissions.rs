//! Who may not: every way into a channel, a message or somebody else's things is closed with 403 and code 17.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, path_of};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_channel_is_closed_to_those_who_are_not_in_it() {
    let server = Server::start().await;
    let kenji = server.person("kenji").await;
    let channel = "/channels/messaging/launch";
    let table: Vec<(Method, String, Value)> = vec![
        (Method::POST, format!("{channel}/query"), json!({ "state": true })),
        (Method::GET, channel.into(), Value::Null),
        (Method::POST, channel.into(), json!({ "data": {} })),
        (Method::POST, channel.into(), json!({ "add_members": ["kenji"] })),
        (Method::PATCH, channel.into(), json!({ "set": { "name": "x" } })),
        (Method::DELETE, channel.into(), Value::Null),
        (Method::POST, format!("{channel}/message"), json!({ "message": { "text": "x" } })),
        (Method::GET, format!("{channel}/messages?ids=launch-0000"), Value::Null),
        (Method::GET, format!("{channel}/pinned_messages"), Value::Null),
        (Method::POST, format!("{channel}/read"), json!({})),
        (Method::POST, format!("{channel}/unread"), json!({ "message_id": "launch-0000" })),
        (Method::POST, format!("{channel}/event"), json!({ "event": { "type": "typing.start" } })),
        (Method::POST, format!("{channel}/hide"), json!({})),
        (Method::POST, format!("{channel}/show"), json!({})),
        (Method::POST, format!("{channel}/truncate"), json!({})),
        (Method::POST, format!("{channel}/draft"), json!({ "message": { "text": "x" } })),
        (Method::PATCH, format!("{channel}/member"), json!({ "set": { "pinned": true } })),
        (Method::GET, "/messages/launch-0010".into(), Value::Null),
        (Method::POST, "/messages/launch-0010".into(), json!({ "message": { "text": "x" } })),
        (Method::PUT, "/messages/launch-0010".into(), json!({ "set": { "pinned": true } })),
        (Method::DELETE, "/messages/launch-0010".into(), Value::Null),
        (Method::GET, "/messages/launch-0010/replies".into(), Value::Null),
        (Method::POST, "/messages/launch-0010/reaction".into(), json!({ "reaction": { "type": "like" } })),
        (Method::GET, "/messages/launch-0010/reactions".into(), Value::Null),
        (Method::POST, "/messages/launch-0010/reactions".into(), json!({})),
        (Method::GET, "/threads/launch-0010".into(), Value::Null),
        (Method::PATCH, "/threads/launch-0010".into(), json!({ "set": { "title": "x" } })),
        (Method::POST, "/moderation/mute/channel".into(), json!({ "channel_cid": "messaging:launch" })),
        (Method::POST, "/moderation/flag".into(), json!({ "target_message_id": "launch-0010" })),
        (
            Method::POST,
            "/channels/delivered".into(),
            json!({ "latest_delivered_messages": [{ "cid": "messaging:launch", "id": "launch-0010" }] }),
        ),
        (Method::POST, "/channels/read".into(), json!({ "read_by_channel": { "messaging:launch": "launch-0010" } })),
    ];
    for (method, path, body) in table {
        let mut request = kenji.request(method.clone(), &path);
        if !body.is_null() {
            request = request.json(&body);
        }
        let said = kenji.said(request).await;
        assert_eq!((said.status, &said.body["code"]), (403, &json!(17)), "{method} {path}: {}", said.body);
    }
    let members = json!({ "type": "messaging", "id": "launch", "filter_conditions": {} });
    kenji.ask("/members", &members).await.refused(403, 17);
    let sync = json!({ "channel_cids": ["messaging:launch"], "last_sync_at": "2026-11-24T00:00:00Z" });
    assert_eq!(kenji.post("/sync", sync).await.good()["inaccessible_cids"], json!(["messaging:launch"]));
    let found = kenji.post("/channels", json!({ "filter_conditions": { "cid": "messaging:launch" }, "state": true })).await.good();
    assert_eq!(found["channels"], json!([]));
}

#[tokio::test]
async fn search_and_sync_never_tell_of_channels_that_are_not_ones_own() {
    let server = Server::start().await;
    let everybody = ["giulia", "marco", "aisha", "tomas", "lena", "kenji"];
    let people = [
        server.person("giulia").await,
        server.person("marco").await,
        server.person("aisha").await,
        server.person("tomas").await,
        server.person("lena").await,
        server.person("kenji").await,
    ];
    // Every pair and every three of them, each with a word that all search for.
    let mut rooms: Vec<(String, Vec<&str>)> = Vec::new();
    for (n, who) in people.iter().enumerate() {
        for (m, other) in everybody.iter().enumerate().filter(|(m, _)| *m != n) {
            let mut members = vec![everybody[n], other];
            if (n + m) % 2 == 0 {
                members.push(everybody.iter().find(|third| !members.contains(third)).unwrap());
            }
            let channel = who.channel(&members).await;
            who.says(&channel, "shibboleth").await;
            rooms.push((common::cid_of(&channel), members));
        }
    }
    let all: Vec<&String> = rooms.iter().map(|(cid, _)| cid).collect();
    for person in &people {
        let own = |cid: &Value| rooms.iter().any(|(room, members)| cid == room.as_str() && members.contains(&person.id.as_str()));
        let count = rooms.iter().filter(|(_, members)| members.contains(&person.id.as_str())).count();
        // An administrator sees everything.
        let is_admin = person.id == "giulia";
        let asked = json!({ "filter_conditions": { "type": "messaging" }, "query": "shibboleth", "limit": 300 });
        let found = person.ask("/search", &asked).await.good()["results"].as_array().unwrap().clone();
        assert!(is_admin || found.iter().all(|result| own(&result["message"]["cid"])), "{}", person.id);
        assert_eq!(found.len(), if is_admin { rooms.len() } else { count }, "{}", person.id);
        let sync = json!({ "channel_cids": all, "last_sync_at": "2026-11-24T00:00:00Z" });
        let body = person.post("/sync", sync).await.good();
        assert!(is_admin || body["events"].as_array().unwrap().iter().all(|event| own(&event["cid"])), "{}", person.id);
        assert!(is_admin || body["inaccessible_cids"].as_array().unwrap().len() == rooms.len() - count, "{}", person.id);
    }
}

#[tokio::test]
async fn others_messages_are_changed_by_moderators_only() {
    let server = Server::start().await;
    let (giulia, marco, lena) = (server.person("giulia").await, server.person("marco").await, server.person("lena").await);
    let channel = marco.channel(&["giulia", "marco", "lena"]).await;
    let message = marco.says(&channel, "mine").await;
    let path = path_of(&message);
    lena.post(&path, json!({ "message": { "text": "hers" } })).await.refused(403, 17);
    lena.put(&path, json!({ "set": { "text": "hers" } })).await.refused(403, 17);
    lena.delete(&path).await.refused(403, 17);
    lena.delete(&format!("{path}?hard=true")).await.refused(403, 17);
    lena.put(&path, json!({ "set": { "pinned": true } })).await.good();
    marco.post(&channel, json!({ "add_moderators": ["lena"] })).await.good();
    lena.put(&path, json!({ "set": { "text": "moderated" } })).await.good();
    giulia.delete(&path).await.good();
}

#[tokio::test]
async fn a_member_may_not_do_what_is_its_makers() {
    let server = Server::start().await;
    let (marco, lena) = (server.person("marco").await, server.person("lena").await);
    let channel = marco.channel(&["marco", "lena"]).await;
    for body in [
        json!({ "data": { "name": "x" } }),
        json!({ "add_members": ["kenji"] }),
        json!({ "remove_members": ["marco"] }),
        json!({ "add_moderators": ["lena"] }),
        json!({ "cooldown": 10 }),
        json!({ "add_filter_tags": ["x"] }),
    ] {
        lena.post(&channel, body).await.refused(403, 17);
    }
    lena.patch(&channel, json!({ "set": { "frozen": true } })).await.refused(403, 17);
    lena.delete(&channel).await.refused(403, 17);
    lena.post(&format!("{channel}/truncate"), json!({})).await.refused(403, 17);
    lena.post(&format!("{channel}/message"), json!({ "message": { "text": "x", "type": "system" } })).await.refused(403, 17);
    lena.patch("/users", json!({ "users": [{ "id": "marco", "set": { "name": "x" } }] })).await.refused(403, 17);
    lena.post(&channel, json!({ "remove_members": ["lena"] })).await.good();
    lena.get(&channel).await.refused(403, 17);
}

#[tokio::test]
async fn a_frozen_channel_is_read_and_not_written() {
    let server = Server::start().await;
    let lena = server.person("lena").await;
    let channel = "/channels/support/order-3988";
    let state = lena.sees(channel).await;
    let can = |capability: &str| state["channel"]["own_capabilities"].as_array().unwrap().iter().any(|own| own == capability);
    assert!(!can("send-message") && !can("send-reaction") && !can("upload-file") && can("read-events"));
    lena.post(&format!("{channel}/message"), json!({ "message": { "text": "x" } })).await.refused(403, 17);
    let path = path_of(&state["messages"][0]);
    lena.post(&format!("{path}/reaction"), json!({ "reaction": { "type": "like" } })).await.refused(403, 17);
    lena.post(&format!("{channel}/read"), json!({})).await.good();
}

#[tokio::test]
async fn a_token_speaks_for_its_own_user_only() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let address = format!("{}/unread?user_id=giulia&api_key=demo", server.url);
    let said = async |token: &str, address: &str| giulia.said(server.client.get(address).header("authorization", token)).await;
    said("", &address).await.refused(401, 5);
    said("nonsense", &address).await.refused(401, 5);
    said(&format!("{}x", giulia.token), &address).await.refused(401, 43);
    said(&giulia.token, &format!("{}/unread?api_key=wrong", server.url)).await.refused(401, 2);
    said(&giulia.token, &address).await.good();
}
