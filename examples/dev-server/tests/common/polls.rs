//! Polls for the tests of `polls` and `votes`.

use serde_json::{Value, json};

use super::{Person, path_of, unique};

/// A poll of `maker` with the options `a`, `b` and `c`, sent to a channel; answers its id and the path of its message.
pub(crate) async fn asked(maker: &Person, channel: &str, rules: Value) -> (String, String) {
    let id = made(maker, rules).await;
    let message = maker.sends(channel, json!({ "poll_id": id })).await;
    (id, path_of(&message))
}

/// A poll that no message carries.
pub(crate) async fn made(maker: &Person, mut rules: Value) -> String {
    rules["id"] = json!(format!("poll-{}", unique()));
    rules["name"] = json!("Lunch?");
    rules["options"] = ["a", "b", "c"].map(|id| json!({ "id": id, "text": id.to_uppercase() })).to_vec().into();
    maker.post("/polls", rules).await.good()["poll"]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn votes(voter: &Person, (poll, message): &(String, String), vote: Value) -> Value {
    voter.post(&format!("{message}/polls/{poll}/vote"), json!({ "vote": vote })).await.good()
}

pub(crate) async fn chooses(voter: &Person, place: &(String, String), option: &str) -> Value {
    votes(voter, place, json!({ "option_id": option })).await
}

pub(crate) async fn poll_of(viewer: &Person, (_, message): &(String, String)) -> Value {
    viewer.get(message).await.good()["message"]["poll"].clone()
}
