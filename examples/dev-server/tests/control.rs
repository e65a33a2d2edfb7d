//! The measuring world: the same every time, and only with the flag.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::Server;
use serde_json::json;

#[tokio::test]
async fn a_reset_makes_the_same_world_twice_and_ends_every_socket() {
    let server = Server::start().await;
    let mut giulia = server.connected("giulia").await;
    let body = giulia.post("/__control/reset", json!({ "channels": 3, "messages": 40, "first": 60 })).await.good();
    assert_eq!((&body["ok"], &body["channels"]), (&json!(true), &json!(3)));
    let me = server.person("me").await;
    let asked = json!({ "filter_conditions": { "members": { "$in": ["me"] } }, "sort": [{ "field": "last_message_at", "direction": -1 }], "state": true });
    let world = async || {
        let mut body = me.post("/channels", asked.clone()).await.good();
        body.as_object_mut().unwrap().remove("duration");
        body
    };
    let first = world().await;
    let names: Vec<&str> = first["channels"].as_array().unwrap().iter().map(|state| state["channel"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Channel 0 Ada", "Channel 1 Bruno", "Channel 2 Chiara"]);
    assert_eq!(first["channels"][0]["channel"]["id"], "c000");
    let last = first["channels"][1]["messages"].as_array().unwrap().last().unwrap().clone();
    assert!(last["text"].as_str().unwrap().starts_with("[c001#39] "), "{last}");
    me.post("/__control/reset", json!({ "channels": 3, "messages": 40, "first": 60 })).await.good();
    // `me` is known from the answer before on: their last activity is the only thing that may differ.
    assert_eq!(first["channels"][2]["messages"][3], world().await["channels"][2]["messages"][3]);
    let state = me.get("/__control/state").await.good();
    assert_eq!(state["messages"], json!({ "c000": 60, "c001": 40, "c002": 40 }));
    let ended = tokio::time::timeout(std::time::Duration::from_secs(5), async {
        while me.get("/__control/state").await.good()["sockets"] != 0 {
            tokio::task::yield_now().await;
        }
    });
    ended.await.expect("the socket is gone");
    let _ = &mut giulia;
}

#[tokio::test]
async fn a_message_and_a_flood_reach_those_who_watch() {
    let server = Server::start().await;
    server.person("giulia").await.post("/__control/reset", json!({ "channels": 1, "messages": 30 })).await.good();
    let mut me = server.connected("me").await;
    me.watches("/channels/messaging/c000").await;
    me.post("/__control/message", json!({ "channel": "c000", "text": "hello", "user": "u3" })).await.good();
    let event = me.hears("message.new").await;
    assert_eq!((&event["message"]["text"], &event["user"]["id"]), (&json!("hello"), &json!("u3")));
    let body = me.post("/__control/flood", json!({ "channel": "c000", "rate": 200, "seconds": 1, "tag": "f" })).await.good();
    assert_eq!((&body["sent"], body["counts"]["message"].as_u64()), (&json!(200), body["messages"].as_u64()));
    let wanted = body["lastText"].as_str().unwrap().to_owned();
    loop {
        let text = me.hears("message.new").await["message"]["text"].as_str().unwrap().to_owned();
        if text.starts_with(&wanted) {
            break;
        }
    }
    assert!(body["lastSentAt"].as_i64() > Some(1_700_000_000_000));
}

#[tokio::test]
async fn without_the_flag_there_is_no_control() {
    let server = Server::start_with(|settings| settings.faults = false).await;
    let giulia = server.person("giulia").await;
    for path in ["/__control/reset", "/__control/flood", "/__control/message", "/__dev/drop"] {
        giulia.post(path, json!({})).await.refused(404, 16);
    }
    giulia.get("/__control/state").await.refused(404, 16);
}
