//! Previews of links: of known pages only, and never fetched.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use common::{Server, path_of};
use serde_json::json;

#[tokio::test]
async fn a_known_page_has_a_preview_and_an_unknown_one_has_none() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let preview = giulia.get("/og?url=https%3A%2F%2Fexample.org%2Fbooking").await.good();
    assert_eq!((&preview["title"], &preview["og_scrape_url"]), (&json!("Book a visit"), &json!("https://example.org/booking")));
    let picture = server.client.get(preview["image_url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(picture.status(), 200);
    giulia.get("/og?url=https%3A%2F%2Fexample.com%2Fnothing").await.refused(404, 16);
    giulia.get("/og?url=javascript%3Aalert(1)").await.refused(400, 4);
    giulia.get("/og").await.refused(400, 4);
}

#[tokio::test]
async fn a_message_gets_the_previews_of_its_links_unless_it_says_not_to() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let text = "Look: https://example.org/booking (and https://example.com/unknown)";
    let message = giulia.says(&channel, text).await;
    assert_eq!(message["attachments"][0]["og_scrape_url"], "https://example.org/booking");
    assert_eq!(message["attachments"].as_array().map(Vec::len), Some(1));
    let plain = giulia.post(&format!("{channel}/message"), json!({ "message": { "text": text }, "skip_enrich_url": true })).await.good();
    assert_eq!(plain["message"]["attachments"], json!([]));
    let edited = json!({ "set": { "text": "Now: https://example.org/help/sizes" } });
    let edited = giulia.put(&path_of(&plain["message"]), edited).await.good();
    assert_eq!(edited["message"]["attachments"][0]["title"], "How to measure your size");
    let quiet = giulia.channel_with(&["giulia"], json!({ "config_overrides": { "url_enrichment": false } })).await;
    assert_eq!(giulia.says(&quiet, text).await["attachments"], json!([]));
}
