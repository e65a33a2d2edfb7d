//! Threads: replies page both ways, participants read by themselves, the main list stays as it is.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Person, Server, cid_of, each, path_of, texts};
use serde_json::{Value, json};

/// A channel of giulia and marco with a thread of `count` replies, alternately theirs.
async fn thread(giulia: &Person, marco: &Person, count: usize) -> (String, Value) {
    let channel = giulia.channel(&["giulia", "marco", "aisha"]).await;
    let parent = giulia.says(&channel, "Parent").await;
    for n in 0..count {
        let who = if n % 2 == 0 { marco } else { giulia };
        who.sends(&channel, json!({ "text": format!("r{n}"), "parent_id": parent["id"] })).await;
    }
    (channel, parent)
}

#[tokio::test]
async fn replies_page_both_ways_and_around_always_ascending() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let (channel, parent) = thread(&giulia, &marco, 12).await;
    let replies = format!("{}/replies", path_of(&parent));
    let page = async |query: &str| giulia.get(&format!("{replies}?{query}")).await.good()["messages"].clone();
    let newest = page("limit=4").await;
    assert_eq!(texts(&newest), ["r8", "r9", "r10", "r11"]);
    let id = |page: &Value, at: usize| page[at]["id"].as_str().unwrap().to_owned();
    let older = page(&format!("limit=4&id_lt={}", id(&newest, 0))).await;
    assert_eq!(texts(&older), ["r4", "r5", "r6", "r7"]);
    let newer = page(&format!("limit=3&id_gt={}", id(&older, 1))).await;
    assert_eq!(texts(&newer), ["r6", "r7", "r8"]);
    let around = page(&format!("limit=5&id_around={}", id(&older, 2))).await;
    assert_eq!(texts(&around), ["r4", "r5", "r6", "r7", "r8"]);
    let descending = page("limit=3&sort=%5B%7B%22field%22%3A%22created_at%22%2C%22direction%22%3A-1%7D%5D").await;
    assert_eq!(texts(&descending), ["r9", "r10", "r11"]);
    assert_eq!(texts(&giulia.sees(&channel).await["messages"]), ["Parent"]);
}

#[tokio::test]
async fn the_parent_counts_its_replies_and_names_who_replied() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let (channel, parent) = thread(&giulia, &marco, 3).await;
    let seen = giulia.get(&path_of(&parent)).await.good()["message"].clone();
    assert_eq!((&seen["reply_count"], each(&seen["thread_participants"], "id")), (&json!(3), vec!["marco", "giulia"]));
    let last = giulia.sends(&channel, json!({ "text": "gone", "parent_id": parent["id"] })).await;
    giulia.delete(&path_of(&last)).await.good();
    let seen = giulia.get(&path_of(&parent)).await.good()["message"].clone();
    assert_eq!((&seen["reply_count"], &seen["deleted_reply_count"]), (&json!(3), &json!(1)));
}

#[tokio::test]
async fn a_reply_shown_in_the_channel_is_in_both_lists_and_counts_as_unread() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let (channel, parent) = thread(&giulia, &marco, 1).await;
    let before = marco.get("/unread").await.good()["total_unread_count"].as_i64().unwrap();
    giulia.sends(&channel, json!({ "text": "both", "parent_id": parent["id"], "show_in_channel": true })).await;
    giulia.sends(&channel, json!({ "text": "thread only", "parent_id": parent["id"] })).await;
    assert_eq!(texts(&marco.sees(&channel).await["messages"]), ["Parent", "both"]);
    let replies = marco.get(&format!("{}/replies", path_of(&parent))).await.good();
    assert_eq!(texts(&replies["messages"]), ["r0", "both", "thread only"]);
    assert_eq!(marco.get("/unread").await.good()["total_unread_count"], before + 1);
}

#[tokio::test]
async fn participants_are_told_of_replies_and_read_the_thread_by_itself() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let (channel, parent) = thread(&giulia, &marco, 0).await;
    marco.sends(&channel, json!({ "text": "one", "parent_id": parent["id"] })).await;
    let event = giulia.hears("notification.thread_message_new").await;
    assert_eq!((&event["thread_id"], &event["unread_threads"], &event["message"]["text"]), (&parent["id"], &json!(1), &json!("one")));
    let threads = giulia.post("/threads", json!({ "filter": { "channel_cid": cid_of(&channel) } })).await.good()["threads"].clone();
    let own = |thread: &Value| {
        thread["read"].as_array().unwrap().iter().find(|read| read["user"]["id"] == "giulia").unwrap()["unread_messages"].clone()
    };
    assert_eq!(own(&threads[0]), 1);
    giulia.post(&format!("{channel}/read"), json!({ "thread_id": parent["id"] })).await.good();
    let read = giulia.hears("notification.mark_read").await;
    assert_eq!((&read["thread_id"], &read["unread_threads"]), (&parent["id"], &json!(0)));
    let thread = giulia.get(&format!("/threads/{}", parent["id"].as_str().unwrap())).await.good()["thread"].clone();
    assert_eq!(own(&thread), 0);
    giulia.post(&format!("{channel}/unread"), json!({ "thread_id": parent["id"] })).await.good();
    assert_eq!(giulia.hears("notification.mark_unread").await["unread_threads"], 1);
}

#[tokio::test]
async fn threads_are_queried_newest_first_page_by_page_and_only_where_one_takes_part() {
    let server = Server::start().await;
    let (giulia, marco, aisha) = (server.person("giulia").await, server.person("marco").await, server.person("aisha").await);
    let mut made = Vec::new();
    for _ in 0..3 {
        let (channel, parent) = thread(&giulia, &marco, 4).await;
        made.push((cid_of(&channel), parent["id"].as_str().unwrap().to_owned()));
    }
    let cids: Vec<&String> = made.iter().map(|(cid, _)| cid).collect();
    let asked = json!({ "filter": { "channel_cid": { "$in": cids } }, "limit": 2, "reply_limit": 3 });
    let first = giulia.post("/threads", asked.clone()).await.good();
    assert_eq!(each(&first["threads"], "parent_message_id"), [&made[2].1, &made[1].1]);
    assert_eq!(texts(&first["threads"][0]["latest_replies"]), ["r1", "r2", "r3"]);
    let mut more = asked.clone();
    more["next"] = first["next"].clone();
    let second = giulia.post("/threads", more).await.good();
    assert_eq!(each(&second["threads"], "parent_message_id"), [&made[0].1]);
    assert_eq!(aisha.post("/threads", asked.clone()).await.good()["threads"], json!([]));
    let mut ascending = asked;
    ascending["sort"] = json!([{ "field": "last_message_at", "direction": 1 }]);
    assert_eq!(giulia.post("/threads", ascending).await.good()["threads"][0]["parent_message_id"], made[0].1);
}

#[tokio::test]
async fn a_thread_takes_a_title_and_tells_it() {
    let server = Server::start().await;
    let (mut giulia, marco) = (server.connected("giulia").await, server.person("marco").await);
    let (channel, parent) = thread(&giulia, &marco, 1).await;
    giulia.watches(&channel).await;
    let path = format!("/threads/{}", parent["id"].as_str().unwrap());
    let thread = marco.patch(&path, json!({ "set": { "title": "About it", "colour": "red" } })).await.good()["thread"].clone();
    assert_eq!((&thread["title"], &thread["colour"]), (&json!("About it"), &json!("red")));
    assert_eq!(giulia.hears("thread.updated").await["thread"]["title"], "About it");
    let thread = marco.patch(&path, json!({ "unset": ["colour"] })).await.good()["thread"].clone();
    assert_eq!((&thread["title"], thread.get("colour")), (&json!("About it"), None));
}

#[tokio::test]
async fn a_reply_to_a_reply_and_one_across_channels_are_refused() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let (channel, parent) = thread(&giulia, &marco, 0).await;
    let reply = marco.sends(&channel, json!({ "text": "r", "parent_id": parent["id"] })).await;
    giulia.post(&format!("{channel}/message"), json!({ "message": { "text": "x", "parent_id": reply["id"] } })).await.refused(400, 21);
    let other = giulia.channel(&["giulia"]).await;
    giulia.post(&format!("{other}/message"), json!({ "message": { "text": "x", "parent_id": parent["id"] } })).await.refused(400, 4);
    let quiet = giulia.channel_with(&["giulia"], json!({ "config_overrides": { "replies": false } })).await;
    let parent = giulia.says(&quiet, "p").await;
    giulia.post(&format!("{quiet}/message"), json!({ "message": { "text": "x", "parent_id": parent["id"] } })).await.refused(400, 19);
}
