//! Votes and answers: cast, changed, taken back, counted, found again, and who is told what of them (protocol 6.2).
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use chat_service::wire::{Event, decode};
use common::polls::{asked, chooses, made, poll_of, votes};
use common::{Server, cid_of, each};
use serde_json::{Value, json};

/// Every user id by which an event, or an answer, says whose something is.
fn names(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(id) if key.ends_with("user_id") => found.push(id.clone()),
                    Value::Object(user) if key == "user" => found.push(user["id"].as_str().unwrap_or_default().to_owned()),
                    _ => found.extend(names(value)),
                }
            }
        }
        Value::Array(items) => found.extend(items.iter().flat_map(names)),
        _ => {}
    }
    found
}

#[tokio::test]
async fn votes_are_told_to_watchers_and_nobody_is_told_of_theirs_as_own() {
    let server = Server::start().await;
    let (giulia, marco, mut lena) = (server.person("giulia").await, server.person("marco").await, server.connected("lena").await);
    let channel = giulia.channel(&["giulia", "marco", "lena"]).await;
    let place = asked(&giulia, &channel, json!({ "enforce_unique_vote": true, "allow_answers": true })).await;
    lena.watches(&channel).await;
    let cast = chooses(&marco, &place, "a").await;
    let event = lena.hears("poll.vote_casted").await;
    assert_eq!(
        (&event["cid"], &event["message_id"], &event["user"]["id"]),
        (&json!(cid_of(&channel)), &json!(place.1.trim_start_matches("/messages/")), &json!("marco"))
    );
    assert_eq!((&event["poll_vote"]["id"], &event["poll_vote"]["user_id"]), (&cast["vote"]["id"], &json!("marco")));
    assert_eq!((&event["poll"]["vote_counts_by_option"], &event["poll"]["own_votes"]), (&json!({ "a": 1 }), &json!([])));
    assert_eq!(each(&cast["poll"]["own_votes"], "option_id"), ["a"]);
    // Another vote takes its place.
    let changed = chooses(&marco, &place, "b").await;
    let event = lena.hears("poll.vote_changed").await;
    assert_eq!((&event["poll_vote"]["option_id"], &event["poll_vote"]["id"]), (&json!("b"), &cast["vote"]["id"]));
    assert_eq!((&event["poll"]["vote_counts_by_option"], &event["poll"]["vote_count"]), (&json!({ "b": 1 }), &json!(1)));
    // Two answers of one person are one.
    votes(&marco, &place, json!({ "answer_text": " because " })).await;
    let event = lena.hears("poll.vote_casted").await;
    assert_eq!(
        (&event["poll_vote"]["answer_text"], &event["poll_vote"]["is_answer"], &event["poll_vote"]["option_id"]),
        (&json!("because"), &json!(true), &json!(""))
    );
    let answer = votes(&marco, &place, json!({ "answer_text": "why not" })).await;
    let event = lena.hears("poll.vote_changed").await;
    assert_eq!((&event["poll"]["answers_count"], &event["poll"]["vote_count"]), (&json!(1), &json!(1)));
    assert_eq!(each(&event["poll"]["latest_answers"], "answer_text"), ["why not"]);
    assert_eq!(each(&answer["poll"]["own_votes"], "option_id"), ["", "b"]);
    // The same again changes nothing, and nobody is told.
    let again = chooses(&marco, &place, "b").await;
    assert_eq!((&again["vote"], &again["poll"]["updated_at"]), (&changed["vote"], &answer["poll"]["updated_at"]));
    votes(&marco, &place, json!({ "answer_text": "why not" })).await;
    let vote = format!("{}/polls/{}/vote/{}", place.1, place.0, changed["vote"]["id"].as_str().unwrap());
    let removed = marco.delete(&vote).await.good();
    assert_eq!((&removed["vote"]["option_id"], &removed["poll"]["vote_count"]), (&json!("b"), &json!(0)));
    let heard = lena.hears_until("poll.vote_removed").await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!((&heard[0]["poll_vote"]["id"], &heard[0]["poll"]["vote_counts_by_option"]), (&changed["vote"]["id"], &json!({})));
    marco.delete(&vote).await.refused(404, 16);
}

#[tokio::test]
async fn the_element_reads_what_it_is_told() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let place = asked(&giulia, &channel, json!({ "max_votes_allowed": 2, "allow_answers": true })).await;
    marco.watches(&channel).await;
    chooses(&giulia, &place, "b").await;
    let Event::PollVoteCasted(payload) = decode(&marco.hears("poll.vote_casted").await.to_string()).unwrap().event else { panic!() };
    let (poll, vote) = (payload.poll.unwrap(), payload.poll_vote.unwrap());
    assert_eq!((poll.id, poll.vote_count, poll.max_votes_allowed, poll.options.len()), (place.0.clone(), 1, Some(2), 3));
    assert_eq!(poll.vote_counts_by_option.get("b"), Some(&1));
    assert_eq!((vote.option_id.as_str(), vote.user.unwrap().name.as_deref()), ("b", Some("Giulia Ferri")));
    giulia.patch(&format!("/polls/{}", place.0), json!({ "set": { "is_closed": true } })).await.good();
    let Event::PollClosed(payload) = decode(&marco.hears("poll.closed").await.to_string()).unwrap().event else { panic!() };
    assert!(payload.poll.is_some_and(|poll| poll.is_closed && poll.updated_at.is_some()));
}

#[tokio::test]
async fn an_anonymous_poll_names_a_voter_to_nobody_but_the_voter() {
    let server = Server::start().await;
    let (giulia, mut marco, mut lena) = (server.person("giulia").await, server.connected("marco").await, server.connected("lena").await);
    let channel = giulia.channel(&["giulia", "marco", "lena"]).await;
    let place = asked(&giulia, &channel, json!({ "voting_visibility": "anonymous", "allow_answers": true })).await;
    for watcher in [&marco, &lena] {
        watcher.watches(&channel).await;
    }
    let cast = chooses(&marco, &place, "a").await;
    votes(&marco, &place, json!({ "answer_text": "secret" })).await;
    for _ in 0..2 {
        let (own, others) = (marco.hears("poll.vote_casted").await, lena.hears("poll.vote_casted").await);
        assert_eq!((&own["poll_vote"]["user_id"], &own["user"]["id"]), (&json!("marco"), &json!("marco")));
        assert_eq!(names(&others), Vec::<String>::new(), "{others}");
        assert_eq!((&others["poll_vote"]["id"], &others["message_id"]), (&own["poll_vote"]["id"], &own["message_id"]));
    }
    let poll = poll_of(&lena, &place).await;
    assert_eq!((&poll["vote_count"], &poll["answers_count"], &poll["latest_votes_by_option"]), (&json!(1), &json!(1), &json!({})));
    assert_eq!(names(&poll), Vec::<String>::new(), "{poll}");
    let all = format!("/polls/{}/votes", place.0);
    for filter in [json!({}), json!({ "option_id": "a" }), json!({ "is_answer": true })] {
        let found = giulia.post(&all, json!({ "filter": filter })).await.good();
        assert!(!found["votes"].as_array().unwrap().is_empty() && names(&found).is_empty(), "{found}");
    }
    let by = json!({ "filter": { "user_id": "marco" } });
    assert_eq!(giulia.post(&all, by.clone()).await.good()["votes"], json!([]), "who voted cannot be asked for");
    assert_eq!(marco.post(&all, by).await.good()["votes"].as_array().unwrap().len(), 2);
    assert_eq!(each(&poll_of(&marco, &place).await["own_votes"], "user_id"), ["marco", "marco"]);
    // Also not later.
    giulia.patch(&format!("/polls/{}", place.0), json!({ "set": { "voting_visibility": "public" } })).await.refused(400, 4);
    giulia.patch(&format!("/polls/{}", place.0), json!({ "unset": ["voting_visibility"] })).await.refused(400, 4);
    giulia.put("/polls", json!({ "id": place.0, "name": "Lunch?" })).await.refused(400, 4);
    marco.delete(&format!("{}/polls/{}/vote/{}", place.1, place.0, cast["vote"]["id"].as_str().unwrap())).await.good();
    assert_eq!(marco.hears("poll.vote_removed").await["poll_vote"]["user_id"], "marco");
    assert_eq!(names(&lena.hears("poll.vote_removed").await), Vec::<String>::new());
}

#[tokio::test]
async fn a_poll_counts_votes_as_its_rules_say() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let two = asked(&giulia, &channel, json!({ "max_votes_allowed": 2 })).await;
    chooses(&marco, &two, "a").await;
    chooses(&marco, &two, "b").await;
    let cast = |place: &(String, String)| format!("{}/polls/{}/vote", place.1, place.0);
    marco.post(&cast(&two), json!({ "vote": { "option_id": "c" } })).await.refused(400, 4);
    chooses(&marco, &two, "a").await;
    assert_eq!(poll_of(&marco, &two).await["vote_counts_by_option"], json!({ "a": 1, "b": 1 }));
    // A poll that becomes one of a single vote keeps what was cast until the next vote.
    giulia.patch(&format!("/polls/{}", two.0), json!({ "set": { "enforce_unique_vote": true } })).await.good();
    chooses(&marco, &two, "b").await;
    assert_eq!(poll_of(&marco, &two).await["vote_counts_by_option"], json!({ "b": 1 }));
    let many = asked(&giulia, &channel, json!({})).await;
    for option in ["a", "b", "c"] {
        chooses(&marco, &many, option).await;
    }
    marco.post(&cast(&many), json!({ "vote": { "answer_text": "x" } })).await.refused(400, 4);
    for wrong in [json!({}), json!({ "option_id": "z" }), json!({ "option_id": "a", "answer_text": "x" }), json!({ "option_id": 1 })] {
        marco.post(&cast(&many), json!({ "vote": wrong })).await.refused(400, 4);
    }
    let open = asked(&giulia, &channel, json!({ "allow_answers": true })).await;
    marco.post(&cast(&open), json!({ "vote": { "answer_text": " " } })).await.refused(400, 4);
    marco.post(&cast(&open), json!({ "vote": { "answer_text": "x".repeat(5_001) } })).await.refused(400, 20);
    // The votes for an option go with it.
    giulia.delete(&format!("/polls/{}/options/b", many.0)).await.good();
    assert_eq!(poll_of(&marco, &many).await["vote_counts_by_option"], json!({ "a": 1, "c": 1 }));
}

#[tokio::test]
async fn a_closed_poll_takes_no_votes_and_no_options_until_it_is_open_again() {
    let server = Server::start().await;
    let (giulia, mut marco) = (server.person("giulia").await, server.connected("marco").await);
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let place = asked(&giulia, &channel, json!({ "allow_user_suggested_options": true, "allow_answers": true })).await;
    marco.watches(&channel).await;
    let cast = chooses(&marco, &place, "a").await;
    let poll = format!("/polls/{}", place.0);
    let closed = giulia.patch(&poll, json!({ "set": { "is_closed": true } })).await.good();
    assert_eq!(closed["poll"]["is_closed"], true);
    let event = marco.hears("poll.closed").await;
    assert_eq!(
        (&event["poll"]["id"], &event["poll"]["is_closed"], &event["cid"]),
        (&json!(place.0), &json!(true), &json!(cid_of(&channel)))
    );
    let vote = format!("{}{poll}/vote", place.1);
    for no in [json!({ "option_id": "b" }), json!({ "answer_text": "x" })] {
        marco.post(&vote, json!({ "vote": no })).await.refused(400, 4);
    }
    marco.delete(&format!("{vote}/{}", cast["vote"]["id"].as_str().unwrap())).await.refused(400, 4);
    marco.post(&format!("{poll}/options"), json!({ "text": "D" })).await.refused(400, 4);
    giulia.patch(&poll, json!({ "set": { "is_closed": false } })).await.good();
    assert_eq!(marco.hears("poll.updated").await["poll"]["is_closed"], false);
    chooses(&marco, &place, "b").await;
}

#[tokio::test]
async fn votes_and_polls_are_found_page_by_page() {
    let server = Server::start().await;
    let (giulia, marco, lena) = (server.person("giulia").await, server.person("marco").await, server.person("lena").await);
    let channel = giulia.channel(&["giulia", "marco", "lena"]).await;
    let place = asked(&giulia, &channel, json!({ "allow_answers": true })).await;
    for (voter, option) in [(&giulia, "a"), (&marco, "a"), (&lena, "a"), (&lena, "b")] {
        chooses(voter, &place, option).await;
    }
    votes(&marco, &place, json!({ "answer_text": "because" })).await;
    let path = format!("/polls/{}/votes", place.0);
    let first = lena.post(&path, json!({ "filter": { "option_id": "a" }, "limit": 2 })).await.good();
    assert_eq!(each(&first["votes"], "user_id"), ["lena", "marco"]);
    let second = lena.post(&path, json!({ "filter": { "option_id": "a" }, "limit": 2, "next": first["next"] })).await.good();
    assert_eq!((each(&second["votes"], "user_id"), &second["next"]), (vec!["giulia"], &Value::Null));
    let oldest = json!({ "filter": { "is_answer": false }, "sort": [{ "field": "created_at", "direction": 1 }] });
    assert_eq!(each(&lena.post(&path, oldest).await.good()["votes"], "user_id"), ["giulia", "marco", "lena", "lena"]);
    let answers = lena.post(&path, json!({ "filter": { "is_answer": true } })).await.good();
    assert_eq!((each(&answers["votes"], "answer_text"), &answers["votes"][0]["user"]["name"]), (vec!["because"], &json!("Marco Bellini")));
    let of_two = lena.post(&path, json!({ "filter": { "user_id": { "$in": ["giulia", "marco"] } } })).await.good();
    assert_eq!(each(&of_two["votes"], "user_id"), ["marco", "marco", "giulia"]);
    lena.post(&path, json!({ "filter": { "option_id": { "$regex": "a" } } })).await.refused(400, 4);
    let other = made(&giulia, json!({})).await;
    let wanted = json!({ "filter": { "id": { "$in": [place.0, other] } }, "limit": 1 });
    let found = giulia.post("/polls/query", wanted.clone()).await.good();
    assert_eq!((each(&found["polls"], "id"), &found["next"]), (vec![other.as_str()], &json!("1")));
    assert_eq!(each(&lena.post("/polls/query", wanted).await.good()["polls"], "id"), [&place.0], "a poll that was not sent is its maker's");
}

#[tokio::test]
async fn no_more_than_ten_of_each_are_carried() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let people: Vec<String> = (0..11).map(|n| format!("voter-{n:02}")).collect();
    let mut voters = Vec::new();
    for id in &people {
        let voter = server.person(id).await;
        voter.get("/unread").await.good();
        voters.push(voter);
    }
    let members: Vec<&str> = people.iter().map(String::as_str).chain(["giulia"]).collect();
    let channel = giulia.channel(&members).await;
    let place = asked(&giulia, &channel, json!({ "allow_answers": true })).await;
    for voter in &voters {
        chooses(voter, &place, "a").await;
        votes(voter, &place, json!({ "answer_text": voter.id })).await;
    }
    let poll = poll_of(&giulia, &place).await;
    let newest: Vec<&str> = people.iter().rev().take(10).map(String::as_str).collect();
    assert_eq!((&poll["vote_count"], &poll["answers_count"]), (&json!(11), &json!(11)));
    assert_eq!(each(&poll["latest_votes_by_option"]["a"], "user_id"), newest);
    assert_eq!(each(&poll["latest_answers"], "answer_text"), newest);
}

#[tokio::test]
async fn the_capabilities_and_the_feature_of_the_channel_decide() {
    let file = json!({ "messaging": { "channel_member": ["!create-poll", "!cast-vote", "!query-votes"] } });
    let server = Server::start_with(|settings| settings.permissions = dev_server::Permissions::of(2, file).unwrap()).await;
    let (giulia, lena) = (server.person("giulia").await, server.person("lena").await);
    let channel = giulia.channel(&["giulia", "lena"]).await;
    let place = asked(&giulia, &channel, json!({ "allow_user_suggested_options": true })).await;
    let mine = made(&lena, json!({})).await;
    let cast = |(poll, message): &(String, String)| format!("{message}/polls/{poll}/vote");
    let vote = json!({ "vote": { "option_id": "a" } });
    lena.post(&format!("{channel}/message"), json!({ "message": { "poll_id": mine } })).await.refused(403, 17);
    lena.post(&cast(&place), vote.clone()).await.refused(403, 17);
    lena.post(&format!("/polls/{}/votes", place.0), json!({})).await.refused(403, 17);
    lena.post(&format!("/polls/{}/options", place.0), json!({ "text": "D" })).await.refused(403, 17);
    chooses(&giulia, &place, "a").await;
    giulia.patch(&channel, json!({ "set": { "config_overrides": { "polls": false } } })).await.good();
    giulia.post(&cast(&place), vote.clone()).await.refused(400, 19);
    giulia.post(&format!("{channel}/message"), json!({ "message": { "poll_id": place.0 } })).await.refused(400, 19);
    let other = giulia.channel(&["giulia"]).await;
    assert_eq!(giulia.sees(&other).await["channel"]["config"]["polls"], true);
}

#[tokio::test]
async fn a_frozen_channel_takes_no_votes() {
    let server = Server::start().await;
    let (giulia, lena) = (server.person("giulia").await, server.person("lena").await);
    let channel = giulia.channel(&["giulia", "lena"]).await;
    let place = asked(&giulia, &channel, json!({})).await;
    giulia.patch(&channel, json!({ "set": { "frozen": true } })).await.good();
    lena.post(&format!("{}/polls/{}/vote", place.1, place.0), json!({ "vote": { "option_id": "a" } })).await.refused(403, 17);
}

#[tokio::test]
async fn a_poll_in_two_channels_is_told_in_both_and_a_restricted_one_to_those_who_see_it() {
    let server = Server::start().await;
    let (giulia, marco) = (server.person("giulia").await, server.person("marco").await);
    let (mut lena, mut aisha) = (server.connected("lena").await, server.connected("aisha").await);
    let (here, there) = (giulia.channel(&["giulia", "marco", "lena"]).await, giulia.channel(&["giulia", "lena", "aisha"]).await);
    let place = asked(&giulia, &here, json!({})).await;
    giulia.sends(&there, json!({ "poll_id": place.0, "restricted_visibility": ["lena"] })).await;
    for channel in [&here, &there] {
        lena.watches(channel).await;
    }
    aisha.watches(&there).await;
    chooses(&marco, &place, "a").await;
    let heard = [lena.hears("poll.vote_casted").await["cid"].clone(), lena.hears("poll.vote_casted").await["cid"].clone()];
    assert!(heard.contains(&json!(cid_of(&here))) && heard.contains(&json!(cid_of(&there))), "{heard:?}");
    aisha.get(&format!("/polls/{}", place.0)).await.refused(403, 17);
    giulia.says(&there, "the end").await;
    let heard = aisha.hears_until("message.new").await;
    assert!(heard.iter().all(|event| event["type"] != "poll.vote_casted"), "{heard:?}");
}
