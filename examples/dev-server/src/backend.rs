//! The Chat Service Backend face: who the user is, a token, and the configuration (product contract, section 6.1).
//! It signs tokens and serves settings; it knows no channel.

use std::fs;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::app::App;
use crate::auth;

/// The routes. `/as/{user}` in front of them names the user, so that one page can show two people.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/chat/config", get(own_config))
        .route("/config", get(own_config))
        .route("/as/{user}/chat/config", get(config_as))
        .route("/as/{user}/config", get(config_as))
        .route("/token/{user}", get(token))
        .route("/api-key", get(api_key))
        .route("/webhook/verify", post(verify_webhook))
}

/// Whether a path belongs to this face: its answers may carry credentials across origins.
pub(crate) fn is_backend(path: &str) -> bool {
    path.ends_with("/config") || path.starts_with("/token/") || path == "/api-key"
}

async fn own_config(State(app): State<App>, headers: HeaderMap) -> Response {
    let user = user_of(&app.settings.user_header, &headers);
    config(&app, &headers, user.as_deref())
}

async fn config_as(State(app): State<App>, Path(user): Path<String>, headers: HeaderMap) -> Response {
    config(&app, &headers, Some(&user))
}

/// `authentication` and what the tenant configured, or why there is no user.
fn config(app: &App, headers: &HeaderMap, user: Option<&str>) -> Response {
    let Some(user) = user.filter(|user| !user.is_empty()) else {
        let why = json!({ "title": "Nobody is signed in", "message": "Sign in to open your conversations." });
        return answer(&json!({ (app.settings.error_key.as_str()): why }));
    };
    // Identity providers prefix the ids of their users; Stream knows them without it.
    let user = user.strip_prefix("auth0-").unwrap_or(user);
    let mut config = json!({
        "theme": { "mode": "auto", "title": { "en": "Conversations", "it": "Conversazioni" } },
        "channels": { "sort": [{ "last_message_at": -1 }], "views": [
            { "id": "open", "label": { "en": "Open", "it": "Aperte" }, "filters": { "frozen": false } },
            { "id": "closed", "label": { "en": "Closed", "it": "Chiuse" }, "filters": { "frozen": true } },
        ] },
    });
    let style = app.settings.style.as_ref().and_then(|path| fs::read_to_string(path).ok());
    if let Some(Value::Object(style)) = style.and_then(|text| serde_json::from_str(&text).ok())
        && let Some(config) = config.as_object_mut()
    {
        config.extend(style);
    }
    config["authentication"] = json!({ "userId": user, "userToken": auth::issue(app, user), "apiKey": app.settings.api_key });
    if !app.settings.real_stream {
        let origin = origin(app, headers);
        config["stream"] = json!({ "baseUrl": origin, "baseURL": origin });
    }
    answer(&config)
}

/// This server as the caller reached it.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| !host.contains(['/', '"', ' ']));
    host.map_or_else(|| app.settings.origin.clone(), |host| format!("http://{host}"))
}

/// The user's id from the configured header; what follows the first dot is a path in the header's JSON.
fn user_of(key: &str, headers: &HeaderMap) -> Option<String> {
    let (name, path) = key.split_once('.').map_or((key, None), |(name, path)| (name, Some(path)));
    let text = headers.get(name)?.to_str().ok()?;
    let Some(path) = path else { return Some(text.to_owned()) };
    let json: Value = serde_json::from_str(text).ok()?;
    let found = path.split('.').try_fold(&json, |json, key| json.get(key))?;
    found.as_str().map(str::to_owned)
}

async fn token(State(app): State<App>, Path(user): Path<String>) -> Response {
    answer(&json!({ "token": auth::issue(&app, &user) }))
}

async fn api_key(State(app): State<App>) -> Response {
    answer(&json!({ "apiKey": app.settings.api_key }))
}

/// Whether a webhook's body was signed with the app's secret, as Stream signs it: HMAC-SHA256 in hex.
async fn verify_webhook(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let signature = headers.get("x-signature").and_then(|value| value.to_str().ok()).and_then(from_hex).unwrap_or_default();
    let is_valid = Hmac::<Sha256>::new_from_slice(app.settings.api_secret.as_bytes()).is_ok_and(|mut mac| {
        mac.update(&body);
        mac.verify_slice(&signature).is_ok()
    });
    let status = if is_valid { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
    (status, [(header::CONTENT_TYPE, "application/json")], json!({ "valid": is_valid }).to_string()).into_response()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    Some(digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

fn answer(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_key_reaches_into_the_headers_json() {
        let mut headers = HeaderMap::new();
        headers.insert("miauserproperties", r#"{"userid":"giulia","deep":{"id":"x"}}"#.parse().unwrap());
        assert_eq!(user_of("miauserproperties.userid", &headers).as_deref(), Some("giulia"));
        assert_eq!(user_of("miauserproperties.deep.id", &headers).as_deref(), Some("x"));
        assert_eq!(user_of("miauserproperties.nobody", &headers), None);
        assert_eq!(user_of("userid", &headers), None);
    }

    #[test]
    fn hex_that_is_not_hex_is_no_signature() {
        assert_eq!((from_hex("0aff"), from_hex("zz")), (Some(vec![10, 255]), None));
    }
}
