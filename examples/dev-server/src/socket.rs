//! The WebSocket: handshake, `health.check`, forwarding from the hub (protocol 2). It knows no noun and decides nothing
//! about who gets what.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::app::App;
use crate::auth;
use crate::clock;
use crate::error::Error;
use crate::hub::{Event, Line};
use crate::request::Params;
use crate::store::users;
use crate::stream::presence;
use crate::token::Claims;

/// The largest frame read, and the most that may wait to be written, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// GET `/connect` (protocol 2.1).
pub(crate) async fn connect(
    State(app): State<App>,
    params: Params,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return Error::input("a WebSocket upgrade is needed").of("Connect").into_response();
    };
    if !app.faults.accepts_sockets() || !origin_allowed(&app, &headers) {
        return Error::not_allowed("connections are refused").of("Connect").into_response();
    }
    let claims = authenticate(&app, &params, &headers);
    upgrade.max_message_size(MAX_BYTES).max_write_buffer_size(MAX_BYTES).on_upgrade(move |socket| async move {
        match claims {
            Ok((claims, details)) => serve(app, socket, claims, details).await,
            Err(error) => refuse(socket, &error).await,
        }
    })
}

/// On this machine any page may connect; elsewhere only pages of this server.
fn origin_allowed(app: &App, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return true };
    app.settings.is_loopback() || origin.split_once("://").map(|(_, host)| host) == text(header::HOST)
}

/// The token, in the query or in the header, and `user_details`.
fn authenticate(app: &App, params: &Params, headers: &HeaderMap) -> Result<(Claims, Value), Error> {
    if params.text("api_key") != Some(app.settings.api_key.as_str()) {
        return Err(Error::api_key());
    }
    let header = headers.get(header::AUTHORIZATION).and_then(|token| token.to_str().ok());
    let claims = auth::check(app, params.text("authorization").or(header).unwrap_or_default())?;
    let payload: Value = match params.text("json") {
        Some(json) => serde_json::from_str(json).map_err(|_| Error::input("json is not JSON"))?,
        None => Value::Null,
    };
    let details = payload["user_details"].clone();
    let said = payload["user_id"].as_str().or(details["id"].as_str());
    if said.is_some_and(|said| said != claims.user_id) {
        return Err(Error::token("the token belongs to another user_id"));
    }
    Ok((claims, details))
}

/// A failed connection: the error as first frame, then close code 1000, "do not retry" (protocol 2.2 and 2.7).
async fn refuse(mut socket: WebSocket, error: &Error) {
    let _ = socket.send(Message::Text(error_frame("", error).to_string().into())).await;
    let _ = socket.send(closing(1000)).await;
}

pub(crate) fn error_frame(connection_id: &str, error: &Error) -> Value {
    json!({
        "type": "connection.error",
        "connection_id": connection_id,
        "cid": "*",
        "created_at": clock::text(clock::wall()),
        "error": error.body(),
    })
}

async fn serve(app: App, mut socket: WebSocket, claims: Claims, details: Value) {
    let user = claims.user_id.clone();
    let line = app.work(user.clone(), move |work| {
        users::upsert_self(work, &details)?;
        presence::connected(work)
    });
    let line = match line.await {
        Ok(line) => line,
        Err(error) => return refuse(socket, &error.of("Connect")).await,
    };
    let id = line.id.clone();
    let code = converse(&mut socket, line, &user, claims.expires_at).await;
    if let Some(code) = code {
        // A client that does not read cannot hold the connection open.
        let _ = timeout(Duration::from_secs(1), socket.send(closing(code))).await;
    }
    let _ = app.work(user, move |work| presence::disconnected(work, &id)).await;
}

/// Forwards in both directions until one side ends it; answers our close code.
async fn converse(socket: &mut WebSocket, line: Line, user: &str, expires_at: Option<f64>) -> Option<u16> {
    let Line { id, mut frames, closed } = line;
    let (mut to_client, mut from_client) = socket.split();
    let (answers, mut questions) = tokio::sync::mpsc::channel::<()>(8);
    let end = tokio::select! {
        biased;
        code = closed => Some(code.unwrap_or(1001)),
        () = expiry(expires_at) => None,
        () = listen(&mut from_client, answers) => return None,
        () = forward(&mut to_client, &mut frames, &mut questions, &id) => return None,
    };
    if end.is_none() {
        let frame = error_frame(&id, &Error::token_expired()).to_string();
        let _ = timeout(Duration::from_secs(1), to_client.send(Message::Text(frame.into()))).await;
    }
    let _ = user;
    // 1008 rather than 1000: the official client reconnects at once and then learns the code (protocol 2.7).
    Some(end.unwrap_or(1008))
}

/// Reads what the client says: each text is a ping (protocol 2.3). Ends with the socket.
async fn listen(from_client: &mut SplitStream<&mut WebSocket>, answers: tokio::sync::mpsc::Sender<()>) {
    while let Some(Ok(message)) = from_client.next().await {
        match message {
            Message::Text(_) => {
                let _ = answers.try_send(());
            }
            Message::Close(_) => return,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => {}
        }
    }
}

/// Writes events, and `health.check` for each ping. Ends with the socket.
async fn forward(
    to_client: &mut SplitSink<&mut WebSocket, Message>,
    frames: &mut tokio::sync::mpsc::Receiver<Arc<str>>,
    questions: &mut tokio::sync::mpsc::Receiver<()>,
    id: &str,
) {
    loop {
        let text = tokio::select! {
            Some(text) = frames.recv() => text.as_ref().into(),
            // Without `me`: a stale one would undo mutes in the official client.
            Some(()) = questions.recv() => json!(health_check(id)).to_string().into(),
            else => return,
        };
        if to_client.send(Message::Text(text)).await.is_err() {
            return;
        }
    }
}

/// The frame that opens and keeps a connection, without `me`.
pub(crate) fn health_check(id: &str) -> Event {
    let event = json!({ "type": "health.check", "connection_id": id, "cid": "*", "created_at": clock::text(clock::wall()) });
    if let Value::Object(event) = event { event } else { Event::new() }
}

/// Ends when the token does; never for a token without end.
async fn expiry(expires_at: Option<f64>) {
    match expires_at {
        Some(expires_at) => sleep(Duration::from_secs_f64((expires_at - auth::seconds()).clamp(0.0, 1e7))).await,
        None => std::future::pending().await,
    }
}

fn closing(code: u16) -> Message {
    Message::Close(Some(CloseFrame { code, reason: "".into() }))
}
