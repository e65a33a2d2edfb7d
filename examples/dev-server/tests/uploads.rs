//! Uploads: whole or not at all, within the rules, and harmless on their way back.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use common::{Person, Said, Server};
use dev_server::UploadRules;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// A picture of one pixel, 67 bytes.
const PIXEL: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21, 196, 137, 0, 0, 0, 10, 73,
    68, 65, 84, 120, 156, 99, 0, 1, 0, 0, 5, 0, 1, 13, 10, 45, 180, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

async fn upload(person: &Person, path: &str, bytes: impl Into<Vec<u8>>, name: &str, mime: &str) -> Said {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned()).mime_str(mime).unwrap();
    person.said(person.request(Method::POST, path).multipart(Form::new().part("file", part))).await
}

async fn fetch(server: &Server, url: &str, range: Option<&str>) -> reqwest::Response {
    let mut request = server.client.get(url);
    if let Some(range) = range {
        request = request.header("range", range);
    }
    request.send().await.unwrap()
}

fn header<'r>(response: &'r reqwest::Response, name: &str) -> &'r str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_under_safe_headers() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let body = upload(&giulia, "/channels/messaging/launch/file", *b"one,two\n", "mis\u{f9}re.csv", "text/csv").await.good();
    let url = body["file"].as_str().unwrap();
    assert!(url.starts_with(&server.url), "{url}");
    let back = fetch(&server, url, None).await;
    assert_eq!(header(&back, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&back, "x-content-type-options"), "nosniff");
    assert_eq!(header(&back, "access-control-allow-origin"), "*");
    assert!(header(&back, "content-disposition").contains("filename*=UTF-8''mis%C3%B9re.csv"));
    assert_eq!(back.bytes().await.unwrap().as_ref(), b"one,two\n");
}

#[tokio::test]
async fn markup_is_saved_and_not_shown_and_never_runs() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    for (name, mime, text) in [
        ("x.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'><script>alert(1)</script></svg>"),
        ("x.html", "text/html", "<script>alert(1)</script>"),
        ("x.xml", "application/xml", "<x/>"),
    ] {
        let body = upload(&giulia, "/channels/messaging/launch/file", text, name, mime).await.good();
        let back = fetch(&server, body["file"].as_str().unwrap(), None).await;
        assert!(header(&back, "content-disposition").starts_with("attachment"), "{name}");
        assert!(header(&back, "content-security-policy").contains("sandbox"), "{name}");
        assert_eq!(header(&back, "x-content-type-options"), "nosniff", "{name}");
    }
}

#[tokio::test]
async fn parts_of_a_video_can_be_asked_for() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
    let body = upload(&giulia, "/uploads/file", bytes.clone(), "film.mp4", "video/mp4").await.good();
    let url = body["file"].as_str().unwrap();
    let part = fetch(&server, url, Some("bytes=100000-100009")).await;
    assert_eq!((part.status().as_u16(), header(&part, "content-range")), (206, "bytes 100000-100009/200000"));
    assert_eq!(header(&part, "content-type"), "video/mp4");
    assert_eq!(part.bytes().await.unwrap().as_ref(), &bytes[100_000..100_010]);
    let end = fetch(&server, url, Some("bytes=-5")).await;
    assert_eq!(end.bytes().await.unwrap().as_ref(), &bytes[199_995..]);
    let outside = fetch(&server, url, Some("bytes=200000-")).await;
    assert_eq!((outside.status().as_u16(), header(&outside, "content-range")), (416, "bytes */200000"));
    let whole = fetch(&server, url, None).await;
    assert_eq!((whole.status().as_u16(), header(&whole, "accept-ranges")), (200, "bytes"));
    assert_eq!(whole.bytes().await.unwrap().as_ref(), &bytes[..]);
}

#[tokio::test]
async fn a_picture_is_measured_and_its_message_knows_the_size() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia", "marco"]).await;
    let body = upload(&giulia, &format!("{channel}/image"), PIXEL, "dot.png", "image/png").await.good();
    assert_eq!((&body["original_width"], &body["original_height"]), (&json!(1), &json!(1)));
    assert_eq!(body["thumb_url"], body["file"]);
    let sent = giulia.sends(&channel, json!({ "attachments": [{ "type": "image", "image_url": body["file"] }] })).await;
    assert_eq!(sent["attachments"][0]["original_width"], 1);
    assert_eq!(sent["attachments"][0]["image_url"], body["file"]);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_as_one() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let path = "/channels/messaging/launch/image";
    upload(&giulia, path, *b"<html></html>", "dot.png", "image/png").await.refused(400, 4);
    upload(&giulia, path, PIXEL, "dot.txt", "text/plain").await.refused(400, 4);
    assert!(server.stored_files().is_empty());
}

#[tokio::test]
async fn the_rules_of_get_app_are_the_rules_that_hold() {
    let server = Server::start_with(|settings| {
        settings.file_uploads = UploadRules { size_limit: 1_000, blocked_file_extensions: vec![".exe".into()], ..UploadRules::default() };
        settings.image_uploads = UploadRules { allowed_mime_types: vec!["image/png".into()], ..UploadRules::default() };
    })
    .await;
    let giulia = server.person("giulia").await;
    let app = giulia.get("/app").await.good()["app"].clone();
    assert_eq!(app["file_upload_config"]["size_limit"], 1_000);
    assert_eq!(app["file_upload_config"]["blocked_file_extensions"], json!([".exe"]));
    assert_eq!(app["image_upload_config"]["allowed_mime_types"], json!(["image/png"]));
    let file = "/channels/messaging/launch/file";
    upload(&giulia, file, vec![7; 1_000], "fits.bin", "application/octet-stream").await.good();
    upload(&giulia, file, vec![7; 1_001], "too-big.bin", "application/octet-stream").await.refused(413, 22);
    upload(&giulia, file, vec![7; 9_000_000], "far-too-big.bin", "application/octet-stream").await.refused(413, 22);
    upload(&giulia, file, vec![7; 10], "Setup.EXE", "application/octet-stream").await.refused(400, 4);
    upload(&giulia, "/channels/messaging/launch/image", *b"GIF89a\x01\x00\x01\x00", "dot.gif", "image/gif").await.refused(400, 4);
    assert_eq!(server.stored_files().len(), 1);
}

#[tokio::test]
async fn an_empty_file_and_a_form_without_file_are_refused() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let path = "/channels/messaging/launch/file";
    upload(&giulia, path, *b"", "nothing.txt", "text/plain").await.refused(400, 4);
    giulia.said(giulia.request(Method::POST, path).multipart(Form::new().text("user", "{}"))).await.refused(400, 4);
    giulia.post(path, json!({})).await.refused(400, 4);
    assert!(server.stored_files().is_empty());
}

#[tokio::test]
async fn an_upload_that_is_cut_half_way_leaves_nothing() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let (address, token, uploads) = (server.address, giulia.token.clone(), server.uploads.clone());
    let seen = tokio::task::spawn_blocking(move || {
        let mut wire = TcpStream::connect(address).unwrap();
        let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"half.bin\"\r\n\r\n";
        write!(
            wire,
            "POST /channels/messaging/launch/file?api_key=demo HTTP/1.1\r\nhost: x\r\nauthorization: {token}\r\n\
             content-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n{head}"
        )
        .unwrap();
        wire.write_all(&[1; 300_000]).unwrap();
        let count = || std::fs::read_dir(&uploads).into_iter().flatten().flatten().count();
        let until = Instant::now() + Duration::from_secs(5);
        while count() == 0 && Instant::now() < until {
            std::thread::yield_now();
        }
        let before = count();
        drop(wire);
        while count() > 0 && Instant::now() < until {
            std::thread::yield_now();
        }
        (before, count())
    });
    assert_eq!(seen.await.unwrap(), (1, 0), "one file while it came, none after");
}

#[tokio::test]
async fn a_form_that_ends_too_early_is_refused_and_leaves_nothing() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"half.bin\"\r\n\r\nhalf of it";
    let request = giulia
        .request(Method::POST, "/channels/messaging/launch/file")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body);
    giulia.said(request).await.refused(400, 4);
    assert!(server.stored_files().is_empty());
}

#[tokio::test]
async fn only_who_may_upload_uploads() {
    let server = Server::start().await;
    let kenji = server.person("kenji").await;
    upload(&kenji, "/channels/messaging/launch/file", *b"x", "x.txt", "text/plain").await.refused(403, 17);
    upload(&kenji, "/channels/messaging/nowhere/file", *b"x", "x.txt", "text/plain").await.refused(404, 16);
    upload(&kenji, "/channels/support/order-3988/file", *b"x", "x.txt", "text/plain").await.refused(403, 17);
    let giulia = server.person("giulia").await;
    let quiet = giulia.channel_with(&["giulia"], json!({ "config_overrides": { "uploads": false } })).await;
    upload(&giulia, &format!("{quiet}/file"), *b"x", "x.txt", "text/plain").await.refused(400, 19);
    assert!(server.stored_files().is_empty());
}

#[tokio::test]
async fn a_file_is_deleted_by_who_uploaded_it_and_by_nobody_else() {
    let server = Server::start().await;
    let (marco, lena) = (server.person("marco").await, server.person("lena").await);
    let path = "/channels/messaging/launch/file";
    let body = upload(&marco, path, *b"x", "x.txt", "text/plain").await.good();
    let delete = format!("{path}?url={}", body["file"].as_str().unwrap());
    lena.delete(&delete).await.refused(403, 17);
    marco.delete(&delete).await.good();
    marco.delete(&delete).await.refused(404, 16);
    assert_eq!(fetch(&server, body["file"].as_str().unwrap(), None).await.status(), 404);
    assert!(server.stored_files().is_empty());
}

#[tokio::test]
async fn no_path_leaves_the_folder_of_the_uploads() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    for name in
        ["../../escape.txt", "..\\escape.txt", "/etc/escape.txt", "C:\\escape.txt", "\\\\host\\escape.txt", "..%2fescape.txt", "CON.txt"]
    {
        let body = upload(&giulia, "/uploads/file", *b"x", name, "text/plain").await.good();
        let stored = body["file"].as_str().unwrap().rsplit('/').next().unwrap();
        assert!(server.stored_files().iter().any(|file| file == stored), "{name}");
        assert!(!stored.contains("escape"), "{stored}");
    }
    // Spelled on the wire as they are: a client library would tidy them up.
    for path in
        ["/media/../chat.sqlite", "/media/..%2fchat.sqlite", "/media/%2e%2e/chat.sqlite", "/media/%00", "/seed/..%2f..%2fCargo.toml"]
    {
        let mut wire = TcpStream::connect(server.address).unwrap();
        write!(wire, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let answer = tokio::task::spawn_blocking(move || {
            let mut answer = String::new();
            wire.read_to_string(&mut answer).unwrap();
            answer
        });
        assert!(answer.await.unwrap().starts_with("HTTP/1.1 404"), "{path}");
    }
}

#[tokio::test]
async fn an_upload_outlives_the_port_of_the_server() {
    let server = Server::start().await;
    let giulia = server.person("giulia").await;
    let channel = giulia.channel(&["giulia"]).await;
    let body = upload(&giulia, &format!("{channel}/file"), *b"x", "x.txt", "text/plain").await.good();
    let sent = giulia.sends(&channel, json!({ "attachments": [{ "type": "file", "asset_url": body["file"] }] })).await;
    assert_eq!(sent["attachments"][0]["asset_url"], body["file"], "absolute on the wire");
    let stored: String =
        server.database().query_row("SELECT attachments FROM messages WHERE id = ?1", [sent["id"].as_str()], |row| row.get(0)).unwrap();
    let stored: Value = serde_json::from_str(&stored).unwrap();
    assert!(stored[0]["asset_url"].as_str().unwrap().starts_with("/media/"), "a path on disk: {stored}");
}
