//! A backend for the real Stream, with a stand-in for Stream that notes what it is asked: users are made before they get a
//! token, `/proxy` signs and forwards what is allowed and nothing else, permission files are set up at the start.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::Server;
use dev_server::{App, Permissions, Rule, Settings, db};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

const SECRET: &str = "the-secret-of-a-real-app";

/// One question as the stand-in got it.
#[derive(Clone, Debug)]
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Value,
}

impl Asked {
    fn line(&self) -> String {
        format!("{} {}", self.method, self.uri.path())
    }

    /// Panics unless the question is signed as a server signs (protocol 1.2).
    fn is_signed(&self) {
        let token = self.headers["authorization"].to_str().unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).expect("our signature");
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
        assert_eq!(claims["server"], true);
        assert_eq!(self.headers["stream-auth-type"], "jwt");
        assert!(self.uri.query().unwrap().split('&').filter(|pair| pair.starts_with("api_key=")).eq(["api_key=real-key"]), "{}", self.uri);
    }
}

type Log = Arc<Mutex<Vec<Asked>>>;

/// Stream, as far as a backend asks it. It knows `ada`.
async fn stand_in(State(log): State<Log>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let asked = Asked { method, uri, headers, body: serde_json::from_slice(&body).unwrap_or_default() };
    let line = asked.line();
    let query = asked.uri.query().unwrap_or_default().to_owned();
    log.lock().unwrap().push(asked);
    let (status, answer) = match line.as_str() {
        "GET /users" if query.contains("ada") => (200, json!({ "users": [{ "id": "ada" }] })),
        "GET /users" if query.contains("broken") => (500, json!({ "code": -1 })),
        "GET /users" => (200, json!({ "users": [] })),
        "GET /channeltypes" => (200, json!({ "channel_types": { "messaging": {} } })),
        "GET /roles" => (200, json!({ "roles": [{ "name": "admin" }, { "name": "user" }, { "name": "channel_member" }] })),
        "POST /channels/messaging/busy/message" => (429, json!({ "code": 9 })),
        _ => (201, json!({ "duration": "1ms" })),
    };
    let headers = [("set-cookie", "stream=1"), ("x-ratelimit-remaining", "7"), ("server", "secret"), ("content-type", "application/json")];
    (StatusCode::from_u16(status).unwrap(), headers, answer.to_string()).into_response()
}

struct Stream {
    url: String,
    log: Log,
}

impl Stream {
    async fn start() -> Self {
        let log = Log::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(stand_in).with_state(log.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, log }
    }

    fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().drain(..).inspect(Asked::is_signed).collect()
    }

    fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }

    fn settings(&self, settings: &mut Settings) {
        settings.real_stream = true;
        settings.api_key = "real-key".into();
        settings.api_secret = SECRET.into();
        settings.stream_url.clone_from(&self.url);
    }

    async fn backend(&self) -> Server {
        self.backend_with(|_| {}).await
    }

    async fn backend_with(&self, change: impl FnOnce(&mut Settings)) -> Server {
        Server::start_with(|settings| {
            self.settings(settings);
            change(settings);
        })
        .await
    }
}

async fn said(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

fn claims(token: &Value) -> Value {
    let token = token.as_str().unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap()
}

#[tokio::test]
async fn a_user_is_made_before_they_get_their_token_and_one_who_exists_is_left_alone() {
    let stream = Stream::start().await;
    let server = stream.backend_with(|settings| {
        settings.token_lifetime = Some(600);
        settings.user_header = "miauserproperties._id".into();
    });
    let server = server.await;
    let properties = json!({ "_id": "auth0-zoe", "name": "Zoe" }).to_string();
    let ask = || server.client.get(format!("{}/chat/config?clientType=web", server.url)).header("miauserproperties", &properties);
    let (status, config) = said(ask()).await;
    assert_eq!(
        (status, &config["authentication"]["userId"], &config["authentication"]["apiKey"]),
        (200, &json!("zoe"), &json!("real-key"))
    );
    assert_eq!(config["stream"]["baseUrl"], stream.url);
    let claims = claims(&config["authentication"]["userToken"]);
    assert_eq!((&claims["user_id"], claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap()), (&json!("zoe"), 600));
    let asked = stream.asked();
    assert_eq!(asked.iter().map(Asked::line).collect::<Vec<_>>(), ["GET /users", "POST /users"]);
    assert_eq!(asked[1].body, json!({ "users": { "zoe": { "id": "zoe", "name": "Zoe" } } }));
    said(ask()).await;
    assert_eq!(stream.lines(), [""; 0], "once is enough");
    let (status, token) = said(server.client.get(format!("{}/token/ada", server.url))).await;
    assert_eq!((status, &token["userId"], stream.lines()), (201, &json!("ada"), vec!["GET /users".into()]));
}

#[tokio::test]
async fn without_stream_there_is_no_token_and_without_a_user_there_are_the_tenants_words() {
    let stream = Stream::start().await;
    let folder = tempfile::tempdir().unwrap();
    let style = folder.path().join("style.json");
    std::fs::write(&style, json!({ "web": { "locale": "it", "errors": { "title": "Ciao", "message": "Accedi" } } }).to_string()).unwrap();
    let server = stream.backend_with(|settings| settings.style = Some(style)).await;
    let config = |user: &str| server.client.get(format!("{}/chat/config?clientType=web", server.url)).header("userid", user);
    let (status, body) = said(config("broken")).await;
    assert_eq!((status, &body["errorMsg"]), (502, &json!("Stream refused QueryUsers (500)")));
    let (status, body) = said(config("")).await;
    assert_eq!((status, body), (200, json!({ "locale": "it", "errors": { "title": "Ciao", "message": "Accedi" } })));
    let (_, body) = said(config("ada")).await;
    assert!(body["errors"].is_null() && body["locale"] == "it" && body["authentication"].is_object());
    let nowhere = Server::start_with(|settings| {
        stream.settings(settings);
        settings.stream_url = "http://127.0.0.1:1".into();
    });
    let (status, body) = said(nowhere.await.client.get(format!("{}/token/ada", server.url))).await;
    assert_eq!((status, body["userId"].as_str()), (201, Some("ada")), "this one still reaches Stream");
}

#[tokio::test]
async fn the_proxy_signs_and_forwards_and_nothing_of_the_caller_or_of_stream_leaks() {
    let stream = Stream::start().await;
    let server = stream.backend().await;
    let request = server
        .client
        .post(format!("{}/proxy/channels/messaging/a/message?user_id=ada&api_key=theirs&authorization=x", server.url))
        .header("cookie", "sid=1")
        .header("authorization", "Bearer theirs")
        .header("userid", "ada")
        .header("x-forwarded-for", "10.0.0.1")
        .json(&json!({ "message": { "text": "hello" } }));
    let answer = request.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["x-ratelimit-remaining"].to_str().unwrap()), (201, "7"));
    assert!(answer.headers().get("set-cookie").is_none() && answer.headers().get("server").is_none());
    let asked = stream.asked().pop().unwrap();
    assert_eq!(asked.line(), "POST /channels/messaging/a/message");
    assert_eq!(asked.body, json!({ "message": { "text": "hello" } }));
    assert!(asked.uri.query().unwrap().contains("user_id=ada"));
    for gone in ["cookie", "userid", "x-forwarded-for"] {
        assert!(asked.headers.get(gone).is_none(), "{gone}");
    }
    let (status, body) = said(server.client.post(format!("{}/proxy/channels/messaging/busy/message", server.url)).json(&json!({}))).await;
    assert_eq!((status, &body["code"]), (429, &json!(9)));
}

#[tokio::test]
async fn the_proxy_lets_through_what_is_allowed_and_no_browser() {
    let stream = Stream::start().await;
    let server = stream.backend_with(|settings| settings.proxy_body_limit = 1_000).await;
    let url = |path: &str| format!("{}/proxy{path}", server.url);
    for path in ["/app", "/channeltypes", "/roles", "/channels/%2e%2e/app", "/channels//app", "/channels%2Fx"] {
        assert_eq!(said(server.client.post(url(path)).json(&json!({}))).await.0, 403, "{path}");
    }
    for (name, value) in [("origin", "https://evil.test"), ("origin", "null"), ("sec-fetch-site", "same-origin"), ("host", "evil.test")] {
        assert_eq!(said(server.client.get(url("/users")).header(name, value)).await.0, 403, "{name}: {value}");
        assert_eq!(said(server.client.get(format!("{}/token/ada", server.url)).header(name, value)).await.0, 403, "token, {name}: {value}");
    }
    let (status, body) = said(server.client.post(url("/channels/messaging/a/message")).body("x".repeat(1_001))).await;
    assert_eq!((status, body["errorMsg"].as_str()), (413, Some("the body is too large (PROXY_BODY_LIMIT)")));
    assert_eq!(stream.lines(), [""; 0]);
    assert_eq!(said(server.client.delete(url("/messages/1?hard=true"))).await.0, 201);
    let server = stream.backend_with(|settings| settings.proxy_paths = Rule::list("GET /app").unwrap()).await;
    assert_eq!(said(server.client.get(format!("{}/proxy/app", server.url))).await.0, 201);
    assert_eq!(said(server.client.get(format!("{}/proxy/users", server.url))).await.0, 403);
    assert_eq!(stream.lines(), ["DELETE /messages/1", "GET /app"]);
}

#[tokio::test]
async fn a_webhook_is_verified_as_it_came_and_as_it_is_documented() {
    let stream = Stream::start().await;
    let server = stream.backend().await;
    let body = r#"{"type":"message.new","message":{"text":"è"}}"#;
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let good: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let bad = format!("{}0", &good[..63]);
    let post = || server.client.post(format!("{}/webhook/verify", server.url));
    for (signature, valid) in [(&good, true), (&bad, good == bad), (&good[..62].to_owned(), false), (&"zz".to_owned(), false)] {
        assert_eq!(said(post().header("x-signature", signature).body(body)).await, (200, json!({ "isValid": valid })));
        assert_eq!(said(post().json(&json!({ "rawBody": body, "signature": signature }))).await, (200, json!({ "isValid": valid })));
    }
    let buffer = json!({ "type": "Buffer", "data": body.as_bytes() });
    assert_eq!(said(post().json(&json!({ "rawBody": buffer, "signature": good }))).await, (200, json!({ "isValid": true })));
    assert_eq!(said(post().json(&json!({ "signature": good }))).await.0, 400);
    assert_eq!(said(server.client.get(format!("{}/api-key", server.url))).await, (200, json!({ "api_key": "real-key" })));
}

#[tokio::test]
async fn permission_files_are_set_up_at_the_start_with_roles_and_types_of_their_own() {
    let stream = Stream::start().await;
    let file =
        json!({ "app": { "user": ["!search-user"] }, "messaging": { "nurse": ["create-message"] }, "triage": { "user": ["!add-links"] } });
    start(&stream, 2, file).await.unwrap();
    let asked = stream.asked();
    let lines: Vec<_> = asked.iter().map(Asked::line).collect();
    assert_eq!(
        lines,
        [
            "GET /channeltypes",
            "GET /roles",
            "POST /roles",
            "PATCH /app",
            "PUT /channeltypes/messaging",
            "POST /channeltypes",
            "PUT /channeltypes/triage"
        ]
    );
    assert_eq!((&asked[2].body, &asked[3].body), (&json!({ "name": "nurse" }), &json!({ "grants": { "user": ["!search-user"] } })));
    assert_eq!((&asked[4].body, &asked[5].body), (&json!({ "grants": { "nurse": ["create-message"] } }), &json!({ "name": "triage" })));
    let policies = json!([{ "name": "all", "roles": ["admin"], "priority": 1 }]);
    start(&stream, 1, json!({ "messaging": policies })).await.unwrap();
    let asked = stream.asked();
    assert_eq!((asked[1].line().as_str(), &asked[1].body), ("PUT /channeltypes/messaging", &json!({ "permissions": policies })));
}

async fn start(stream: &Stream, version: u8, file: Value) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::demo(|_| None);
    stream.settings(&mut settings);
    settings.permissions = Permissions::of(version, file).unwrap();
    App::new(settings, db::open(&folder.path().join("chat.sqlite")).unwrap()).unwrap().set_up().await
}

#[tokio::test]
async fn where_others_reach_it_nobody_says_by_a_path_who_they_are_and_the_api_is_streams() {
    let stream = Stream::start().await;
    let server = stream.backend_with(|settings| settings.host = "0.0.0.0".parse().unwrap()).await;
    assert_eq!(said(server.client.get(format!("{}/as/ada/chat/config", server.url))).await.0, 403);
    assert_eq!(said(Client::new().get(format!("{}/unread?api_key=real-key", server.url))).await.0, 404);
}

#[test]
fn the_documented_environment_is_understood() {
    let said = [
        ("STREAM_API_KEY", "k"),
        ("STREAM_API_SECRET", "s"),
        ("STREAM_AUTH_TOKEN", "t"),
        ("EXPIRATION_TOKEN_DURATION", "60"),
        ("USERID_HEADER_KEY", "miauserproperties._id"),
        ("ERROR_OBJ_KEY", "problem"),
        ("STYLE_CONFIG", "/home/app/style.json"),
        ("PERMISSIONS_CONFIG", "/home/app/permissions.json"),
        ("PERMISSIONS_VERSION", "1"),
        ("STREAM_BASE_URL", "https://stream.test"),
        ("PROXY_PATHS", "GET /app"),
        ("PROXY_BODY_LIMIT", "5"),
    ];
    let settings = Settings::demo(|name| said.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()));
    assert!(settings.real_stream && settings.api_key == "k" && settings.api_secret == "s" && settings.server_token.as_deref() == Some("t"));
    assert_eq!(
        (settings.token_lifetime, settings.user_header.as_str(), settings.error_key.as_str()),
        (Some(60), "miauserproperties._id", "problem")
    );
    assert_eq!(settings.style.unwrap().to_str(), Some("/home/app/style.json"));
    assert_eq!(
        (settings.permission_file.0.unwrap().to_str(), settings.permission_file.1.as_deref()),
        (Some("/home/app/permissions.json"), Some("1"))
    );
    assert_eq!((settings.stream_url.as_str(), settings.proxy_paths.len(), settings.proxy_body_limit), ("https://stream.test", 1, 5));
    let plain = Settings::demo(|_| None);
    assert!(!plain.real_stream && plain.user_header == "userid" && plain.error_key == "errors" && plain.token_lifetime.is_none());
}
