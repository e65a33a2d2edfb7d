//! Refusals are Stream's JSON under CORS headers, whatever was asked.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use common::Server;
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn an_unknown_address_answers_json_that_any_page_may_read() {
    let server = Server::start().await;
    for (method, path) in [
        (Method::GET, "/no/such/thing"),
        (Method::POST, "/channels/messaging/launch/no-such-verb"),
        (Method::DELETE, "/messages/x/replies"),
        (Method::GET, "/channels/messaging/launch/message"),
        (Method::PUT, "/drafts/query"),
        (Method::GET, "/media/nothing"),
    ] {
        let answer =
            server.client.request(method.clone(), format!("{}{path}", server.url)).header("origin", "https://shop.example").send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 404, "{method} {path}");
        assert_eq!(answer.headers()["content-type"], "application/json", "{method} {path}");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "{method} {path}");
        let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert_eq!((&body["code"], &body["StatusCode"]), (&16.into(), &404.into()), "{method} {path}");
        assert!(body["duration"].is_string() && body["details"].is_array());
    }
}

#[tokio::test]
async fn a_preflight_allows_what_the_official_client_sends() {
    let server = Server::start().await;
    let answer = server.client.request(Method::OPTIONS, format!("{}/channels", server.url)).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap();
    for name in ["authorization", "stream-auth-type", "x-stream-client", "x-client-request-id", "content-type"] {
        assert!(allowed.contains(name), "{name}");
    }
    assert!(answer.headers()["access-control-allow-methods"].to_str().unwrap().contains("PATCH"));
}

#[tokio::test]
async fn broken_bodies_and_broken_paths_are_refusals_too() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    for body in ["{", "[]", "\"x\"", "{\"a\":\u{0}}"] {
        giulia.said(giulia.request(Method::POST, "/channels").body(body)).await.refused(400, 4);
    }
    let deep = format!("{{\"filter_conditions\":{}{}}}", "[".repeat(200), "]".repeat(200));
    giulia.said(giulia.request(Method::POST, "/channels").body(deep)).await.refused(400, 4);
    giulia.post("/channels", serde_json::json!({ "sort": "name" })).await.refused(400, 4);
    giulia.post("/channels", serde_json::json!({ "watch": true })).await.refused(400, 4);
    let mut wire = TcpStream::connect(server.address).unwrap();
    let token = &giulia.token;
    write!(wire, "GET /messages/%ff?api_key=demo HTTP/1.1\r\nhost: x\r\nauthorization: {token}\r\nconnection: close\r\n\r\n").unwrap();
    let answer = tokio::task::spawn_blocking(move || {
        let mut answer = String::new();
        wire.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("\"code\":4"), "{answer}");
}

#[tokio::test]
async fn a_planned_failure_looks_like_a_real_one() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    giulia.post("/__dev/fail", serde_json::json!({ "path": "/unread", "status": 429, "code": 9 })).await.good();
    giulia.get("/unread").await.refused(429, 9);
    giulia.get("/unread").await.good();
}
