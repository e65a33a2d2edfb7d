//! The demo's pages, the built element, and the files of the seeded world. It knows folders and headers, nothing of chat.

use std::path::{Component, Path as FilePath, PathBuf};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::app::App;
use crate::error::Error;
use crate::settings::Settings;

const FRONT: &str = include_str!("../pages/front.html");
const ALONE: &str = include_str!("../pages/alone.html");
const BLANK: &str = include_str!("../pages/blank.html");
const STYLE: &str = include_str!("../pages/pages.css");

/// The routes; the built element only where it is.
pub(crate) fn routes(settings: &Settings) -> Router<App> {
    let pages = Router::new()
        .route("/", get(|headers: HeaderMap| async move { page(FRONT.to_owned(), &headers) }))
        .route("/as/{user}/", get(alone))
        .route("/blank/", get(|headers: HeaderMap| async move { page(BLANK.to_owned(), &headers) }))
        .route("/gallery/", get(|headers: HeaderMap| async move { page(ALONE.replace("{user}", "giulia"), &headers) }))
        .route("/web-login", get(|headers: HeaderMap| async move { page("<!doctype html><title>Sign in</title>".to_owned(), &headers) }))
        .route("/pages.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], STYLE) }))
        .route("/avatars/{file}", get(avatar))
        .route("/seed/{file}", get(seeded));
    if settings.dist.is_some() { pages.route("/chat-service/{*file}", get(built)) } else { pages }
}

async fn alone(Path(user): Path<String>, headers: HeaderMap) -> Response {
    let is_plain = user.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if is_plain { page(ALONE.replace("{user}", &user), &headers) } else { Error::missing("there is no such person").into_response() }
}

/// A page under the strictest policy that the element runs under.
fn page(html: String, headers: &HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ws://{host}; img-src 'self' https: data: blob:; \
         media-src 'self' https: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'"
    );
    let mut response =
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], html).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn avatar(State(app): State<App>, Path(file): Path<String>) -> Response {
    file_of(&app.settings.assets.join("avatars"), &file, false).await
}

async fn seeded(State(app): State<App>, Path(file): Path<String>) -> Response {
    file_of(&app.settings.assets.join("seed"), &file, false).await
}

async fn built(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let takes_brotli = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("br"));
    match &app.settings.dist {
        Some(dist) => file_of(dist, &file, takes_brotli).await,
        None => missing(),
    }
}

/// A file below a folder, and nothing above it.
async fn file_of(folder: &FilePath, file: &str, takes_brotli: bool) -> Response {
    let asked = PathBuf::from(file);
    if !asked.components().all(|part| matches!(part, Component::Normal(_))) {
        return missing();
    }
    let path = folder.join(&asked);
    let packed = PathBuf::from(format!("{}.br", path.display()));
    let (bytes, is_packed) = match (takes_brotli, tokio::fs::read(&packed).await) {
        (true, Ok(bytes)) => (bytes, true),
        _ => match tokio::fs::read(&path).await {
            Ok(bytes) => (bytes, false),
            Err(_) => return missing(),
        },
    };
    let mut response = (StatusCode::OK, bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime(&path)));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

fn missing() -> Response {
    Error::missing("there is no such file").into_response()
}

fn mime(path: &FilePath) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("css") => "text/css",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
