//! The Chat Service Backend face: who the user is, a token, and the configuration (product contract, section 6.1).
//! It signs tokens and serves settings; it knows no channel.

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
use crate::proxy::{no_browser, refusal, unavailable};
use crate::request::Params;
use crate::store::Object;
use crate::tenant;
use crate::upstream::Failure;

/// The routes. `/as/{user}` in front of them names the user, so that one page can show two people.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/chat/config", get(own_config))
        .route("/config", get(own_config))
        .route("/as/{user}/chat/config", get(config_as))
        .route("/as/{user}/config", get(config_as))
        .route("/tickets", post(tenant::ticket))
        .route("/as/{user}/tickets", post(tenant::ticket))
        .route("/token/{user}", get(token))
        .route("/api-key", get(api_key))
        .route("/webhook/verify", post(verify_webhook))
}

/// Whether a path belongs to this face: its answers may carry credentials across origins.
pub(crate) fn is_backend(path: &str) -> bool {
    let ours = ["/config", "/tickets"].iter().any(|end| path.ends_with(end));
    ours || path.starts_with("/__dev/sign-") || path.starts_with("/token/") || path == "/api-key"
}

async fn own_config(State(app): State<App>, params: Params, headers: HeaderMap) -> Response {
    let user = user_of(&app.settings.user_header, &headers);
    config(&app, &headers, client_type(&params), user).await
}

async fn config_as(State(app): State<App>, Path(user): Path<String>, params: Params, headers: HeaderMap) -> Response {
    // Whoever may choose a name here is that person: fine in a demo on one's own machine.
    if app.settings.real_stream && !app.settings.is_loopback() {
        return refusal(StatusCode::FORBIDDEN, "people are told apart by a header, not by a path, where others can reach this server");
    }
    config(&app, &headers, client_type(&params), Some(User::named(&user))).await
}

fn client_type(params: &Params) -> &str {
    params.text("clientType").unwrap_or("web")
}

/// Who is signed in, and what is known of them beside their id.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct User {
    pub(crate) id: String,
    /// `name` and `image`, for somebody whom Stream does not know yet.
    details: Object,
}

impl User {
    /// Somebody of whom only the id is known.
    pub(crate) fn named(id: &str) -> Self {
        Self { id: id.to_owned(), details: Object::new() }
    }
}

/// `authentication` and what the tenant configured, or why there is no user.
pub(crate) async fn config(app: &App, headers: &HeaderMap, client_type: &str, user: Option<User>) -> Response {
    let error_key = app.settings.error_key.as_str();
    let mut config = tenant::configured(&app.settings, client_type);
    // The tenant's words for those who are not signed in are for them only.
    let words = ["error", "errors", error_key].iter().filter_map(|key| config.remove(*key)).find(Value::is_object);
    config.remove("authentication");
    let Some(user) = user.filter(|user| !user.id.is_empty()) else {
        let why = json!({ "title": "Nobody is signed in", "message": "Sign in to open your conversations." });
        config.insert(error_key.to_owned(), words.unwrap_or(why));
        return answer(StatusCode::OK, &config.into());
    };
    // Identity providers prefix the ids of their users; Stream knows them without it.
    let id = user.id.strip_prefix("auth0-").unwrap_or(&user.id);
    if let Err(failure) = known(app, id, &user.details).await {
        return unavailable(&failure);
    }
    config.insert("authentication".into(), json!({ "userId": id, "userToken": auth::issue(app, id), "apiKey": app.settings.api_key }));
    if !app.settings.real_stream {
        let origin = origin(app, headers);
        config.insert("stream".into(), json!({ "baseUrl": origin, "baseURL": origin }));
    } else if app.settings.stream_url != crate::settings::STREAM && !config.contains_key("stream") {
        config.insert("stream".into(), json!({ "baseUrl": app.settings.stream_url }));
    }
    answer(StatusCode::OK, &config.into())
}

/// Sees to it that Stream knows the user.
async fn known(app: &App, id: &str, details: &Object) -> Result<(), Failure> {
    match app.upstream() {
        Some(upstream) => upstream.ensure_user(id, details).await,
        None => Ok(()),
    }
}

/// This server as the caller reached it.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| !host.contains(['/', '"', ' ']));
    host.map_or_else(|| app.settings.origin.clone(), |host| format!("http://{host}"))
}

/// The user from the configured header; what follows the first dot is a path in the header's JSON.
fn user_of(key: &str, headers: &HeaderMap) -> Option<User> {
    let (name, path) = key.split_once('.').map_or((key, None), |(name, path)| (name, Some(path)));
    let text = headers.get(name)?.as_bytes();
    let text = std::str::from_utf8(text).ok()?;
    let Some(path) = path else { return Some(User::named(text)) };
    let json: Value = serde_json::from_str(text).ok()?;
    let (mut place, mut found) = (&json, &json);
    for key in path.split('.') {
        place = found;
        found = found.get(key)?;
    }
    let detail = |(key, names): (&str, [&str; 2])| {
        let text = names.iter().find_map(|name| place.get(*name)?.as_str()).filter(|text| !text.is_empty())?;
        Some((key.to_owned(), text.into()))
    };
    let details = [("name", ["name", "nickname"]), ("image", ["image", "picture"])].into_iter().filter_map(detail).collect();
    let id = found.as_str().map_or_else(|| found.as_i64().map(|id| id.to_string()), |id| Some(id.to_owned()))?;
    Some(User { id, details })
}

/// A token for whoever is named: for services, which know whom they name.
async fn token(State(app): State<App>, Path(user): Path<String>, headers: HeaderMap) -> Response {
    if app.settings.real_stream
        && let Some(refused) = no_browser(&app, &headers)
    {
        return refused;
    }
    let is_id =
        !user.is_empty() && user.len() <= 255 && user.chars().all(|letter| letter.is_ascii_alphanumeric() || "@_-".contains(letter));
    if !is_id {
        return refusal(StatusCode::BAD_REQUEST, "an id of a user has letters, digits, @, _ and -");
    }
    if let Err(failure) = known(&app, &user, &Object::new()).await {
        return unavailable(&failure);
    }
    answer(StatusCode::CREATED, &json!({ "userId": user, "token": auth::issue(&app, &user) }))
}

async fn api_key(State(app): State<App>) -> Response {
    answer(StatusCode::OK, &json!({ "api_key": app.settings.api_key }))
}

/// Whether a webhook's body was signed with the app's secret, as Stream signs it: HMAC-SHA256 in hex. The webhook itself may
/// be sent here, with its `x-signature`, or its text and signature as `rawBody` and `signature` of a JSON object.
async fn verify_webhook(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let (raw, signature) = match headers.get("x-signature") {
        Some(signature) => (body.to_vec(), signature.to_str().unwrap_or_default().to_owned()),
        None => {
            let json: Value = serde_json::from_slice(&body).unwrap_or_default();
            let (Some(raw), Some(signature)) = (raw_body(&json["rawBody"]), json["signature"].as_str()) else {
                return refusal(StatusCode::BAD_REQUEST, "rawBody and signature are needed, or a webhook with its x-signature");
            };
            (raw, signature.to_owned())
        }
    };
    let signature = from_hex(&signature).unwrap_or_default();
    let is_valid = Hmac::<Sha256>::new_from_slice(app.settings.api_secret.as_bytes()).is_ok_and(|mut mac| {
        mac.update(&raw);
        // In constant time.
        mac.verify_slice(&signature).is_ok()
    });
    answer(StatusCode::OK, &json!({ "isValid": is_valid }))
}

/// A text, or bytes as Node writes a buffer.
fn raw_body(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Object(buffer) => {
            let bytes = buffer.get("data")?.as_array()?;
            bytes.iter().map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok())).collect()
        }
        _ => None,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    Some(digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_key_reaches_into_the_headers_json() {
        let mut headers = HeaderMap::new();
        headers.insert("miauserproperties", r#"{"userid":"giulia","deep":{"id":"x"}}"#.parse().unwrap());
        assert_eq!(user_of("miauserproperties.userid", &headers).map(|user| user.id), Some("giulia".into()));
        assert_eq!(user_of("miauserproperties.deep.id", &headers).map(|user| user.id), Some("x".into()));
        assert_eq!(user_of("miauserproperties.nobody", &headers), None);
        assert_eq!(user_of("userid", &headers), None);
    }

    #[test]
    fn what_is_beside_the_id_is_known_of_the_user() {
        let mut headers = HeaderMap::new();
        headers.insert("miauserproperties", r#"{"_id":7,"nickname":"Zoë","picture":"https://x.test/z.png","name":""}"#.parse().unwrap());
        let user = user_of("miauserproperties._id", &headers).unwrap();
        assert_eq!((user.id.as_str(), &user.details["image"]), ("7", &json!("https://x.test/z.png")));
    }

    #[test]
    fn a_raw_body_is_a_text_or_a_buffer() {
        assert_eq!(raw_body(&json!("ab")), Some(b"ab".to_vec()));
        assert_eq!(raw_body(&json!({ "type": "Buffer", "data": [97, 98] })), Some(b"ab".to_vec()));
        assert_eq!((raw_body(&json!({ "data": [256] })), raw_body(&json!(1))), (None, None));
    }

    #[test]
    fn hex_that_is_not_hex_is_no_signature() {
        assert_eq!((from_hex("0aff"), from_hex("zz"), from_hex("0af")), (Some(vec![10, 255]), None, None));
    }
}
