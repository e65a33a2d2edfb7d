//! The demo's pages, the built element, and the files of the seeded world. It knows folders and headers, nothing of chat.

use std::path::{Component, Path as FilePath, PathBuf};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::app::App;
use crate::error::Error;
use crate::examples;
use crate::files;
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
        .route("/seed/{file}", get(seeded))
        .route("/gifs/{file}", get(moving));
    let pages = pages.merge(examples::routes());
    if settings.dist.is_some() { pages.route("/chat-service/{*file}", get(built)) } else { pages }
}

async fn alone(Path(user): Path<String>, headers: HeaderMap) -> Response {
    let is_plain = user.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if is_plain { page(ALONE.replace("{user}", &user), &headers) } else { Error::missing("there is no such person").into_response() }
}

/// A page under the strictest policy that the element runs under.
pub(crate) fn page(html: String, headers: &HeaderMap) -> Response {
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

async fn avatar(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    file_of(&app.settings.assets.join("avatars"), &file, &headers).await
}

async fn seeded(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    file_of(&app.settings.assets.join("seed"), &file, &headers).await
}

async fn moving(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    file_of(&app.settings.assets.join("gifs"), &file, &headers).await
}

async fn built(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    match &app.settings.dist {
        Some(dist) => file_of(dist, &file, &headers).await,
        None => files::missing(),
    }
}

/// A file below a folder, and nothing above it.
pub(crate) async fn file_of(folder: &FilePath, file: &str, headers: &HeaderMap) -> Response {
    let asked = PathBuf::from(file);
    if !asked.components().all(|part| matches!(part, Component::Normal(_))) {
        return files::missing();
    }
    let path = folder.join(&asked);
    let mime = files::mime_of(file).unwrap_or("application/octet-stream");
    let takes_brotli = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("br"));
    let packed = PathBuf::from(format!("{}.br", path.display()));
    let is_packed = takes_brotli && tokio::fs::metadata(&packed).await.is_ok();
    let mut response = files::send(if is_packed { &packed } else { &path }, mime, headers).await;
    files::set(&mut response, header::CACHE_CONTROL, "no-cache");
    if is_packed {
        files::set(&mut response, header::CONTENT_ENCODING, "br");
    }
    response
}
