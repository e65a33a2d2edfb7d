//! Polls: made, sent, changed, deleted, found again, and who may do that (protocol 6.2).
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::polls::{asked, chooses, made, poll_of};
use common::{Server, cid_of, each, path_of};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_carries_its_poll_everywhere_and_each_reader_their_own_votes() {
    let server = Server::start().await;
    let (giulia, marco, mut lena) = (server.person("giulia").await, server.person("marco").await, server.connected("lena").await);
    let channel = giulia.channel(&["giulia", "marco", "lena"]).await;
    lena.watches(&channel).await;
    let place = asked(&giulia, &channel, json!({ "mood": "hungry", "description": "Where we go" })).await;
    let event = lena.hears("message.new").await;
    let poll = &event["message"]["poll"];
    assert_eq!((&event["message"]["poll_id"], &poll["id"], &poll["own_votes"]), (&json!(place.0), &json!(place.0), &json!([])));
    assert_eq!(
        (each(&poll["options"], "text"), &poll["mood"], &poll["created_by"]["id"]),
        (vec!["A", "B", "C"], &json!("hungry"), &json!("giulia"))
    );
    chooses(&marco, &place, "a").await;
    chooses(&marco, &place, "b").await;
    chooses(&lena, &place, "b").await;
    let reply = marco.sends(&channel, json!({ "text": "chosen", "quoted_message_id": place.1.trim_start_matches("/messages/") })).await;
    assert_eq!(each(&reply["quoted_message"]["poll"]["own_votes"], "option_id"), ["b", "a"]);
    let replies = format!("{}/replies", place.1);
    let in_thread = json!({ "parent_id": place.1.trim_start_matches("/messages/"), "poll_id": made(&marco, json!({})).await });
    marco.sends(&channel, in_thread).await;
    let search = json!({ "filter_conditions": { "cid": cid_of(&channel) }, "message_filter_conditions": { "poll_id": place.0 } });
    for (reader, own) in [(&giulia, vec![]), (&marco, vec!["b", "a"]), (&lena, vec!["b"])] {
        let state = reader.sees(&channel).await;
        let found = reader.ask("/search", &search).await.good();
        for poll in [&state["messages"][0]["poll"], &found["results"][0]["message"]["poll"], &poll_of(reader, &place).await] {
            assert_eq!((&poll["vote_count"], &poll["vote_counts_by_option"]), (&json!(3), &json!({ "a": 1, "b": 2 })), "{}", reader.id);
            assert_eq!(each(&poll["own_votes"], "option_id"), own, "{}", reader.id);
            assert_eq!(each(&poll["latest_votes_by_option"]["b"], "user_id"), ["lena", "marco"]);
        }
        assert_eq!(reader.get(&replies).await.good()["messages"][0]["poll"]["name"], "Lunch?");
    }
    let threads = giulia.post("/threads", json!({ "filter": { "channel_cid": cid_of(&channel) } })).await.good();
    assert_eq!(threads["threads"][0]["parent_message"]["poll"]["vote_count"], 3);
}

#[tokio::test]
async fn an_update_changes_what_it_names_a_replacement_everything() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let place = asked(&giulia, &channel, json!({ "max_votes_allowed": 2, "allow_answers": true, "mood": "m" })).await;
    marco.watches(&channel).await;
    chooses(&marco, &place, "a").await;
    let poll = format!("/polls/{}", place.0);
    let changed = giulia.patch(&poll, json!({ "set": { "name": "Dinner?" }, "unset": ["mood", "max_votes_allowed"] })).await.good();
    let changed = &changed["poll"];
    assert_eq!((&changed["name"], &changed["max_votes_allowed"], changed.get("mood")), (&json!("Dinner?"), &Value::Null, None));
    assert_eq!((&changed["allow_answers"], &changed["vote_count"]), (&json!(true), &json!(1)));
    assert_eq!(marco.hears("poll.updated").await["poll"]["name"], "Dinner?");
    // As a client sends back what it was shown.
    let mut whole = changed.clone();
    whole["name"] = json!("Supper?");
    whole["options"] = json!([{ "id": "c", "text": "C" }, { "id": "a", "text": "A2" }, { "text": "D", "colour": "red" }]);
    let whole = giulia.put("/polls", whole).await.good()["poll"].clone();
    assert_eq!((each(&whole["options"], "text"), &whole["options"][2]["colour"]), (vec!["C", "A2", "D"], &json!("red")));
    assert_eq!((&whole["vote_counts_by_option"], &whole["created_at"]), (&json!({ "a": 1 }), &changed["created_at"]));
    let bare = giulia.put("/polls", json!({ "id": place.0, "name": "Supper?" })).await.good()["poll"].clone();
    assert_eq!((&bare["allow_answers"], bare["options"].as_array().unwrap().len()), (&json!(false), 3));
    let stored = marco.get(&poll).await.good()["poll"].clone();
    assert_eq!((each(&stored["options"], "text"), &stored["updated_at"]), (vec!["C", "A2", "D"], &bare["updated_at"]));
    giulia.put("/polls", json!({ "name": "?" })).await.refused(400, 4);
    giulia.put("/polls", json!({ "id": "nothing", "name": "?" })).await.refused(404, 16);
    giulia.patch(&poll, json!({ "unset": ["name"] })).await.refused(400, 4);
    giulia.patch(&poll, json!({ "set": { "max_votes_allowed": 11 } })).await.refused(400, 4);
    giulia.post("/polls", json!({ "id": place.0, "name": "?" })).await.refused(400, 4);
    giulia.post("/polls", json!({ "name": "" })).await.refused(400, 4);
}

#[tokio::test]
async fn options_are_suggested_where_a_poll_takes_them_and_changed_by_its_maker() {
    let server = Server::start().await;
    let (marco, mut lena) = (server.person("marco").await, server.connected("lena").await);
    let channel = marco.channel(&["marco", "lena"]).await;
    let place = asked(&marco, &channel, json!({ "allow_user_suggested_options": true })).await;
    lena.watches(&channel).await;
    let options = format!("/polls/{}/options", place.0);
    let added = lena.post(&options, json!({ "text": " D ", "colour": "red" })).await.good()["poll_option"].clone();
    assert_eq!((&added["text"], &added["colour"]), (&json!("D"), &json!("red")));
    assert_eq!(each(&lena.hears("poll.updated").await["poll"]["options"], "text"), ["A", "B", "C", "D"]);
    let one = format!("{options}/{}", added["id"].as_str().unwrap());
    assert_eq!(lena.get(&one).await.good()["poll_option"], added);
    lena.post(&options, json!({ "text": "D" })).await.refused(400, 4);
    lena.post(&options, json!({ "text": "" })).await.refused(400, 4);
    lena.put(&options, json!({ "id": added["id"], "text": "D2" })).await.refused(403, 17);
    lena.delete(&one).await.refused(403, 17);
    let changed = marco.put(&options, json!({ "id": added["id"], "text": "D2" })).await.good();
    assert_eq!(changed["poll_option"]["text"], "D2");
    marco.put(&options, json!({ "id": added["id"], "text": "A" })).await.refused(400, 4);
    marco.put(&options, json!({ "id": "z", "text": "Z" })).await.refused(404, 16);
    marco.delete(&one).await.good();
    marco.delete(&one).await.refused(404, 16);
    lena.get(&one).await.refused(404, 16);
    let closed = asked(&marco, &channel, json!({})).await;
    lena.post(&format!("/polls/{}/options", closed.0), json!({ "text": "D" })).await.refused(403, 17);
    marco.post(&format!("/polls/{}/options", closed.0), json!({ "text": "D" })).await.good();
}

#[tokio::test]
async fn a_deleted_poll_is_gone_from_its_message_and_from_what_is_caught_up_on() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let before = giulia.says(&channel, "before").await["created_at"].clone();
    let place = asked(&giulia, &channel, json!({})).await;
    marco.watches(&channel).await;
    chooses(&marco, &place, "a").await;
    marco.sends(&channel, json!({ "text": "q", "quoted_message_id": place.1.trim_start_matches("/messages/") })).await;
    let sync = json!({ "channel_cids": [cid_of(&channel)], "last_sync_at": before });
    assert!(marco.post("/sync", sync.clone()).await.good().to_string().contains(&place.0));
    giulia.delete(&format!("/polls/{}", place.0)).await.good();
    let event = marco.hears("poll.deleted").await;
    assert_eq!((&event["poll"]["id"], &event["cid"]), (&json!(place.0), &json!(cid_of(&channel))));
    let message = marco.get(&place.1).await.good()["message"].clone();
    assert_eq!((message.get("poll"), message.get("poll_id"), &message["type"]), (None, None, &json!("regular")));
    giulia.get(&format!("/polls/{}", place.0)).await.refused(404, 16);
    let caught_up = marco.post("/sync", sync).await.good();
    assert!(caught_up["events"].as_array().unwrap().len() >= 2 && !caught_up.to_string().contains(&place.0), "{caught_up}");
}

#[tokio::test]
async fn a_deleted_message_takes_no_votes_and_its_poll_is_its_makers_again() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let place = asked(&giulia, &channel, json!({})).await;
    chooses(&marco, &place, "a").await;
    let deleted = giulia.delete(&place.1).await.good();
    assert_eq!(deleted["message"].get("poll"), None);
    marco.post(&format!("{}/polls/{}/vote", place.1, place.0), json!({ "vote": { "option_id": "b" } })).await.refused(404, 16);
    marco.get(&format!("/polls/{}", place.0)).await.refused(403, 17);
    assert_eq!(giulia.get(&format!("/polls/{}", place.0)).await.good()["poll"]["vote_count"], 1);
    let again = giulia.sends(&channel, json!({ "poll_id": place.0 })).await;
    assert_eq!(chooses(&marco, &(place.0.clone(), path_of(&again)), "b").await["poll"]["vote_count"], 2);
    giulia.delete(&format!("{}?hard=true", path_of(&again))).await.good();
    assert_eq!(giulia.get(&format!("/polls/{}", place.0)).await.good()["poll"]["vote_count"], 2);
}

#[tokio::test]
async fn an_update_of_its_message_neither_brings_a_poll_nor_takes_it_away() {
    let server = Server::start().await;
    let marco = server.person("marco").await;
    let channel = marco.channel(&["marco"]).await;
    let place = asked(&marco, &channel, json!({})).await;
    let updated = marco.post(&place.1, json!({ "message": { "text": "" } })).await.good();
    assert_eq!(updated["message"]["poll"]["id"], place.0);
    marco.put(&place.1, json!({ "set": { "text": "words" } })).await.good();
    marco.put(&place.1, json!({ "unset": ["text"] })).await.good();
    let plain = marco.says(&channel, "x").await;
    marco.post(&path_of(&plain), json!({ "message": { "text": "", "poll_id": place.0 } })).await.refused(400, 4);
    let updated = marco.post(&path_of(&plain), json!({ "message": { "text": "y", "poll_id": place.0 } })).await.good();
    assert_eq!(updated["message"].get("poll"), None);
    marco.post(&format!("{channel}/message"), json!({ "message": { "poll_id": "nothing" } })).await.refused(404, 16);
    marco.post(&format!("{channel}/event"), json!({ "event": { "type": "poll.closed" } })).await.refused(400, 4);
}

#[tokio::test]
async fn a_poll_is_closed_to_those_who_do_not_read_its_message() {
    let server = Server::start().await;
    let (marco, lena, kenji, giulia) =
        (server.person("marco").await, server.person("lena").await, server.person("kenji").await, server.person("giulia").await);
    let channel = marco.channel(&["marco", "lena", "giulia"]).await;
    let (id, message) = asked(&marco, &channel, json!({ "allow_answers": true, "allow_user_suggested_options": true })).await;
    let cast = chooses(&lena, &(id.clone(), message.clone()), "a").await;
    let vote = format!("{message}/polls/{id}/vote/{}", cast["vote"]["id"].as_str().unwrap());
    let own = kenji.channel(&["kenji"]).await;
    let own_message = path_of(&kenji.says(&own, "mine").await);
    let poll = format!("/polls/{id}");
    let table: Vec<(Method, String, Value)> = vec![
        (Method::GET, poll.clone(), Value::Null),
        (Method::PUT, "/polls".into(), json!({ "id": id, "name": "x" })),
        (Method::PATCH, poll.clone(), json!({ "set": { "is_closed": true } })),
        (Method::DELETE, poll.clone(), Value::Null),
        (Method::POST, format!("{poll}/options"), json!({ "text": "x" })),
        (Method::PUT, format!("{poll}/options"), json!({ "id": "a", "text": "x" })),
        (Method::GET, format!("{poll}/options/a"), Value::Null),
        (Method::DELETE, format!("{poll}/options/a"), Value::Null),
        (Method::POST, format!("{poll}/votes"), json!({})),
        (Method::POST, format!("{message}/polls/{id}/vote"), json!({ "vote": { "option_id": "a" } })),
        (Method::DELETE, vote.clone(), Value::Null),
        (Method::POST, format!("{own}/message"), json!({ "message": { "poll_id": id } })),
    ];
    for (method, path, body) in table {
        let mut request = kenji.request(method.clone(), &path);
        if !body.is_null() {
            request = request.json(&body);
        }
        let said = kenji.said(request).await;
        assert_eq!((said.status, &said.body["code"]), (403, &json!(17)), "{method} {path}: {}", said.body);
    }
    let beside = format!("{own_message}/polls/{id}/vote");
    kenji.post(&beside, json!({ "vote": { "option_id": "a" } })).await.refused(404, 16);
    assert_eq!(kenji.post("/polls/query", json!({})).await.good()["polls"].to_string().find(&id), None);
    // Readers vote; only its maker and administrators change it, and nobody takes back the votes of others.
    marco.delete(&vote).await.refused(403, 17);
    lena.patch(&poll, json!({ "set": { "is_closed": true } })).await.refused(403, 17);
    lena.put("/polls", json!({ "id": id, "name": "x" })).await.refused(403, 17);
    lena.delete(&poll).await.refused(403, 17);
    giulia.patch(&poll, json!({ "set": { "name": "An administrator may" } })).await.good();
    // Who is no longer there sees it no longer, its maker neither.
    giulia.post(&channel, json!({ "remove_members": ["marco"] })).await.good();
    marco.get(&poll).await.refused(403, 17);
}

#[tokio::test]
async fn the_demo_asks_one_thing() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let found = giulia.post("/polls/query", json!({ "filter": { "created_by_id": "giulia" } })).await.good();
    let poll = &found["polls"][0];
    assert_eq!((&poll["name"], &poll["vote_count"], &poll["answers_count"]), (&json!("So when do we release?"), &json!(6), &json!(1)));
    assert_eq!(poll["own_votes"].as_array().unwrap().len(), 2);
    let kenji = server.person("kenji").await;
    assert_eq!(kenji.post("/polls/query", json!({})).await.good()["polls"], json!([]));
}
