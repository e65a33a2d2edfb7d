//! Failures on order: what tests need to make happen at a certain moment. The routes exist only with `--faults`.
//! It changes no stored data and knows no noun.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::bench;
use crate::error::Error;
use crate::request::Body;

/// What was ordered.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Orders>);

#[derive(Debug, Default)]
struct Orders {
    refuses_sockets: bool,
    failures: Vec<Failure>,
    /// Part of a path, and by how many milliseconds its answers are late.
    delays: Vec<(String, u64)>,
}

/// The next `left` requests whose path contains `path` fail.
#[derive(Debug)]
struct Failure {
    path: String,
    left: u64,
    status: u16,
    code: i32,
}

impl Faults {
    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether new sockets are let in.
    pub(crate) fn accepts_sockets(&self) -> bool {
        !self.orders().refuses_sockets
    }

    pub(crate) fn accept_sockets(&self, accepted: bool) {
        self.orders().refuses_sockets = !accepted;
    }

    /// The failure ordered for this request, which is used up by it.
    pub(crate) fn failure_of(&self, path: &str) -> Option<Error> {
        let mut orders = self.orders();
        let failure = orders.failures.iter_mut().find(|failure| failure.left > 0 && path.contains(&failure.path))?;
        failure.left -= 1;
        Some(Error::planned(failure.status, failure.code))
    }

    /// By how many milliseconds the answer to this request is late.
    pub(crate) fn delay_of(&self, path: &str) -> Option<u64> {
        self.orders().delays.iter().find(|(part, _)| path.contains(part)).map(|(_, delay)| *delay)
    }
}

/// The routes under `/__dev`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/__dev/drop", post(drop_sockets))
        .route("/__dev/sockets", post(accept_sockets))
        .route("/__dev/delay", post(delay))
        .route("/__dev/fail", post(fail))
        .route("/__dev/expire", post(expire))
        .route("/__dev/frame", post(frame))
        .route("/__dev/reset", post(reset))
        .route("/__dev/rows", get(bench::rows))
        .route("/__dev/direct", get(bench::direct))
        .route("/__dev/config/{kind}/{*rest}", get(bench::bad_config))
}

/// `{"user": "marco", "code": 1012}`: ends the sockets of a person, or everybody's; answers how many.
async fn drop_sockets(State(app): State<App>, Body(body): Body) -> Answer {
    let code = body["code"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(1012);
    Answer::created(json!({ "closed": app.hub.close(body["user"].as_str(), code) }))
}

/// `{"accept": false}`: refuses new sockets until told otherwise.
async fn accept_sockets(State(app): State<App>, Body(body): Body) -> Answer {
    app.faults.accept_sockets(body["accept"] != false);
    Answer::created(json!({}))
}

/// `{"path": "/message", "milliseconds": 500}`: delays answers (not their effects); 0 ends it.
async fn delay(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let path = text(&body, "path")?;
    let mut orders = app.faults.orders();
    orders.delays.retain(|(part, _)| *part != path);
    match body["milliseconds"].as_u64() {
        None => return Err(Error::field("milliseconds", "must be a number")),
        Some(0) => {}
        Some(delay) => orders.delays.push((path, delay.min(60_000))),
    }
    Ok(Answer::created(json!({})))
}

/// `{"path": "/message", "times": 2, "status": 500, "code": -1}`: fails the next requests.
async fn fail(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let status = body["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
    let code = body["code"].as_i64().and_then(|code| i32::try_from(code).ok()).unwrap_or(-1);
    let left = body["times"].as_u64().unwrap_or(1);
    app.faults.orders().failures.push(Failure { path: text(&body, "path")?, left, status, code });
    Ok(Answer::created(json!({})))
}

/// `{"user": "marco"}`: every token issued to them until now is expired; their sockets end as an expiry ends them.
async fn expire(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let user = text(&body, "user")?;
    app.expiries.expire(&user);
    let frame = crate::socket::error_frame("", &Error::token_expired()).to_string();
    app.hub.send_raw(&user, &frame);
    Ok(Answer::created(json!({ "closed": app.hub.close(Some(&user), 1008) })))
}

/// `{"user": "marco", "frame": "…" or {…}}`: sends a frame as it is.
async fn frame(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let user = text(&body, "user")?;
    let sent = match &body["frame"] {
        Value::String(text) => app.hub.send_raw(&user, text),
        frame => app.hub.send_raw(&user, &frame.to_string()),
    };
    Ok(Answer::created(json!({ "sent": sent })))
}

/// Forgets every order.
async fn reset(State(app): State<App>) -> Answer {
    *app.faults.orders() = Orders::default();
    app.expiries.clear();
    Answer::created(json!({}))
}

fn text(body: &Value, key: &str) -> Result<String, Error> {
    body[key].as_str().map(str::to_owned).ok_or_else(|| Error::field(key, "must be a text"))
}
