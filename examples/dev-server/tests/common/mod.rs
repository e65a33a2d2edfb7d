//! What every test of this folder needs: a server of its own on a free port with a real database, and people who ask
//! and listen as a browser would.
#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod polls;

use std::path::PathBuf;
use std::time::Duration;

use dev_server::{App, Settings, app, db, seed};
use futures_util::StreamExt as _;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// 24 November 2026, 02:00 UTC.
const NOW: i64 = 1_795_485_600_000_000;

/// A running server with the demo's world.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) address: std::net::SocketAddr,
    /// Where uploaded files are.
    pub(crate) uploads: PathBuf,
    pub(crate) client: Client,
    /// The server itself.
    pub(crate) app: App,
    folder: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A server with some settings changed.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = db::open(&folder.path().join("chat.sqlite")).unwrap();
        seed::seed(&mut connection, NOW).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut settings = Settings::demo(|_| None);
        settings.faults = true;
        settings.origin = format!("http://{address}");
        settings.uploads = folder.path().join("uploads");
        change(&mut settings);
        let uploads = settings.uploads.clone();
        let chat = App::new(settings, connection).unwrap();
        let routes = app(chat.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url: format!("http://{address}"), address, uploads, client: Client::new(), app: chat, folder }
    }

    /// Somebody who asks; without a socket yet.
    pub(crate) async fn person(&self, id: &str) -> Person {
        let answer = self.client.get(format!("{}/token/{id}", self.url)).send().await.unwrap();
        let token: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let token = token["token"].as_str().unwrap().to_owned();
        Person { id: id.to_owned(), token, url: self.url.clone(), client: self.client.clone(), connection: None, socket: None }
    }

    /// Somebody who is connected.
    pub(crate) async fn connected(&self, id: &str) -> Person {
        let mut person = self.person(id).await;
        person.connect().await;
        person
    }

    /// A connection of our own to the database.
    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("chat.sqlite")).unwrap()
    }

    /// Names of the files in the uploads folder.
    pub(crate) fn stored_files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.uploads).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

/// One person at one server.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) token: String,
    url: String,
    client: Client,
    connection: Option<String>,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
}

/// Status and body of an answer.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Said {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn good(self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.body);
        assert!(self.body["duration"].is_string(), "every answer has a duration: {}", self.body);
        self.body
    }

    /// Asserts a refusal with this status and Stream code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: i64) -> Value {
        assert_eq!((u64::from(self.status), &self.body["code"]), (u64::from(status), &json!(code)), "{}", self.body);
        assert_eq!(self.body["StatusCode"], status);
        self.body
    }
}

impl Person {
    async fn connect(&mut self) {
        let details = json!({ "user_id": self.id, "user_details": { "id": self.id } }).to_string();
        let encoded: String = details.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let address = self.url.replacen("http", "ws", 1);
        let address = format!("{address}/connect?json={encoded}&api_key=demo&authorization={}&stream-auth-type=jwt", self.token);
        let (socket, _) = connect_async(address).await.unwrap();
        self.socket = Some(socket);
        let hello = self.hears("health.check").await;
        self.connection = Some(hello["connection_id"].as_str().unwrap().to_owned());
    }

    /// A request as the official client decorates it.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let sign = if path.contains('?') { '&' } else { '?' };
        let mut address = format!("{}{path}{sign}user_id={}&api_key=demo", self.url, self.id);
        if let Some(connection) = &self.connection {
            address.push_str("&connection_id=");
            address.push_str(connection);
        }
        self.client.request(method, address).header("authorization", &self.token).header("stream-auth-type", "jwt")
    }

    pub(crate) async fn said(&self, request: RequestBuilder) -> Said {
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&bytes)));
        Said { status, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Said {
        self.said(self.request(Method::GET, path)).await
    }

    /// GET with `payload`.
    pub(crate) async fn ask(&self, path: &str, payload: &Value) -> Said {
        let encoded: String = payload.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.get(&format!("{path}?payload={encoded}")).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Said {
        self.said(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Said {
        self.said(self.request(Method::PUT, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Said {
        self.said(self.request(Method::PATCH, path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Said {
        self.said(self.request(Method::DELETE, path)).await
    }

    /// A new channel of these members; answers its path, `/channels/messaging/…`.
    pub(crate) async fn channel(&self, members: &[&str]) -> String {
        self.channel_with(members, json!({})).await
    }

    /// As `channel`, with more data.
    pub(crate) async fn channel_with(&self, members: &[&str], mut data: Value) -> String {
        data["members"] = json!(members);
        let path = format!("/channels/messaging/test-{}", unique());
        self.post(&format!("{path}/query"), json!({ "data": data, "state": false })).await.good();
        path
    }

    /// Sends a text; answers the message.
    pub(crate) async fn says(&self, channel: &str, text: &str) -> Value {
        self.sends(channel, json!({ "text": text })).await
    }

    pub(crate) async fn sends(&self, channel: &str, message: Value) -> Value {
        self.post(&format!("{channel}/message"), json!({ "message": message })).await.good()["message"].clone()
    }

    /// Watches a channel; answers its state.
    pub(crate) async fn watches(&self, channel: &str) -> Value {
        self.post(&format!("{channel}/query"), json!({ "watch": true, "state": true, "presence": false })).await.good()
    }

    /// The channel's state without watching it.
    pub(crate) async fn sees(&self, channel: &str) -> Value {
        self.post(&format!("{channel}/query"), json!({ "state": true })).await.good()
    }

    /// The next event of that type; others are passed over.
    pub(crate) async fn hears(&mut self, kind: &str) -> Value {
        self.hears_or_fails(kind).await.unwrap_or_else(|heard| panic!("{} waited for {kind}, and heard {heard:?}", self.id))
    }

    async fn hears_or_fails(&mut self, kind: &str) -> Result<Value, Vec<String>> {
        let mut heard = Vec::new();
        let socket = self.socket.as_mut().expect("a connection");
        let listen = async {
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(text) = message else { continue };
                let event: Value = serde_json::from_str(&text).unwrap();
                if event["type"] == kind {
                    return Some(event);
                }
                heard.push(event["type"].as_str().unwrap_or_default().to_owned());
            }
            None
        };
        timeout(Duration::from_secs(5), listen).await.ok().flatten().ok_or(heard)
    }

    /// Every event up to the next one of that type, which comes last.
    pub(crate) async fn hears_until(&mut self, kind: &str) -> Vec<Value> {
        let mut heard = Vec::new();
        let socket = self.socket.as_mut().expect("a connection");
        let listen = async {
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(text) = message else { continue };
                let event: Value = serde_json::from_str(&text).unwrap();
                let is_last = event["type"] == kind;
                heard.push(event);
                if is_last {
                    return;
                }
            }
        };
        timeout(Duration::from_secs(5), listen).await.unwrap_or_else(|_| panic!("no {kind}"));
        heard
    }
}

/// The `/messages/…` path of a message.
pub(crate) fn path_of(message: &Value) -> String {
    format!("/messages/{}", message["id"].as_str().unwrap())
}

/// `messaging:…` of `/channels/messaging/…`.
pub(crate) fn cid_of(channel: &str) -> String {
    channel.trim_start_matches("/channels/").replacen('/', ":", 1)
}

/// A word nobody used before.
pub(crate) fn unique() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The texts of a list of messages.
pub(crate) fn texts(messages: &Value) -> Vec<&str> {
    messages.as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect()
}

/// The values of one key in a list.
pub(crate) fn each<'v>(list: &'v Value, key: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap()).collect()
}
