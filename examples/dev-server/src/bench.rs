//! What the browser stories ask of the server besides chatting: rows as stored, well-known channels, bad configurations.
//! The routes exist only with `--faults`.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use rusqlite::OptionalExtension as _;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::request::Params;
use crate::token;

/// `?cid=`: the main list of a channel in its order, as it is stored.
pub(crate) async fn rows(State(app): State<App>, params: Params) -> Result<Response, Error> {
    let cid = params.text("cid").unwrap_or_default().to_owned();
    let rows = app.raw(move |connection| {
        let query = "SELECT id, text, user_id, created_at FROM messages
            WHERE cid = ?1 AND (parent_id IS NULL OR show_in_channel) ORDER BY created_at";
        let mut query = connection.prepare(query)?;
        let rows = query.query_map([cid], |row| {
            let (id, text, user): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(json!({ "id": id, "text": text, "user_id": user, "created_at": crate::clock::text(row.get(3)?) }))
        })?;
        Ok(Value::Array(rows.collect::<Result<_, _>>()?))
    });
    Ok(as_json(StatusCode::OK, &rows.await?))
}

/// `?a=&b=`: the conversation that has exactly these two members.
pub(crate) async fn direct(State(app): State<App>, params: Params) -> Result<Answer, Error> {
    let [a, b] = ["a", "b"].map(|name| params.text(name).unwrap_or_default().to_owned());
    let cid = app.raw(move |connection| {
        let query = "SELECT cid FROM members GROUP BY cid HAVING COUNT(*) = 2 AND SUM(user_id IN (?1, ?2)) = 2 ORDER BY cid";
        Ok(connection.query_row(query, [a, b], |row| row.get::<_, String>(0)).optional()?)
    });
    let cid = cid.await?.ok_or_else(|| Error::missing("these two have no conversation of their own"))?;
    Ok(Answer::ok(json!({ "cid": cid })))
}

/// A configuration endpoint that is broken in the way its path says.
pub(crate) async fn bad_config(State(app): State<App>, Path((kind, _)): Path<(String, String)>) -> Result<Response, Error> {
    let status = |code: u16| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let said = json!({ "error": { "title": "Not today", "message": "This conversation is not open to you." } });
    Ok(match kind.as_str() {
        "401" | "403" | "404" | "500" => {
            let code = kind.parse().unwrap_or(500);
            as_json(status(code), &json!({ "statusCode": code, "message": status(code).canonical_reason() }))
        }
        "html" => Html("<!doctype html><title>Sign in</title><p>Sign in to go on.</p>").into_response(),
        "redirect" => Redirect::to("/web-login").into_response(),
        "shape" => as_json(StatusCode::OK, &json!([1, "two", null])),
        "error" => as_json(StatusCode::OK, &said),
        "bad-token" => signed_in(&app, "bm8.bm8.bm8"),
        // Signed in 2001 for an hour.
        "expired-token" => signed_in(&app, &token::sign(&app.settings.api_secret, "giulia", 1e9, Some(3_600))),
        _ => return Err(Error::missing("there is no such bad configuration")),
    })
}

fn signed_in(app: &App, token: &str) -> Response {
    let authentication = json!({ "userId": "giulia", "userToken": token, "apiKey": app.settings.api_key });
    as_json(StatusCode::OK, &json!({ "authentication": authentication, "stream": { "baseUrl": app.settings.origin } }))
}

fn as_json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
