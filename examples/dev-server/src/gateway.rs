//! What stands in front of a backend in production, in small: a gateway that asks who somebody is by their `sid` cookie, its
//! sign-in page, and pages under policies of others. For stories of browsers; the routes exist only with `--faults`.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde_json::json;

use crate::answer::Answer;
use crate::app::App;
use crate::backend::{self, User};
use crate::error::Error;
use crate::permissions::Permissions;
use crate::request::{Body, Params};
use crate::store::users;
use crate::stream::telling;
use crate::upstream::encoded;

/// The policy that the image of micro-lc ships with.
const MICRO_LC: &str = "default-src 'self' https: http:; script-src 'self' 'unsafe-eval' 'unsafe-inline' blob:; object-src 'none'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:; font-src 'self'; worker-src 'self' blob:; base-uri 'self'";
const BLANK: &str = include_str!("../pages/blank.html");

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/__dev/gateway/{kind}/chat/config", get(config))
        .route("/__dev/sign-in", get(sign_in))
        .route("/__dev/sign-out", get(sign_out))
        .route("/web-login", get(login))
        .route("/__dev/page/{policy}", get(page))
        .route("/__dev/permissions", post(permit))
        .route("/__dev/role", post(role))
}

/// The configuration for whoever the cookie names. `envoy` sends everybody else to the sign-in page, `nginx` only those who want
/// a page, and answers the others 401.
async fn config(State(app): State<App>, Path(kind): Path<String>, params: Params, headers: HeaderMap) -> Response {
    let wants_json = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("json"));
    match cookie(&headers) {
        Some(user) => backend::config(&app, &headers, params.text("clientType").unwrap_or("web"), Some(User::named(&user))).await,
        None if kind == "envoy" || !wants_json => Redirect::to("/web-login?redirect=%2Fchat%2Fconfig").into_response(),
        None => (StatusCode::UNAUTHORIZED, [(header::CONTENT_TYPE, "application/json")], json!({ "statusCode": 401 }).to_string())
            .into_response(),
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let user = cookies.split(';').find_map(|pair| pair.trim().strip_prefix("sid="))?;
    (!user.is_empty() && user.chars().all(|letter| letter.is_ascii_alphanumeric())).then(|| user.to_owned())
}

/// The sign-in page: who do you want to be?
async fn login(params: Params) -> Html<String> {
    let back = params.text("redirect").unwrap_or("/");
    let people = ["giulia", "marco"]
        .map(|user| format!("<li><a id=\"{user}\" href=\"/__dev/sign-in?user={user}&amp;redirect={}\">{user}</a></li>", encoded(back)));
    Html(format!("<!doctype html><html lang=\"en\"><title>Sign in</title><h1>Who are you?</h1><ul>{}</ul></html>", people.concat()))
}

/// `?user=&redirect=`: sets the cookie as an authentication service does, and goes back, on this origin only.
async fn sign_in(params: Params, headers: HeaderMap) -> Response {
    let user = params.text("user").unwrap_or_default();
    let back = params.text("redirect").unwrap_or("/");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let back = back.strip_prefix(&format!("http://{host}")).unwrap_or(back);
    let back = if back.starts_with('/') && !back.starts_with("//") { back } else { "/" };
    ([(header::SET_COOKIE, format!("sid={user}; Path=/; HttpOnly; SameSite=Lax"))], Redirect::to(back)).into_response()
}

async fn sign_out() -> Response {
    ([(header::SET_COOKIE, "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")], StatusCode::NO_CONTENT).into_response()
}

/// The blank page under the policy of somebody else; `micro-lc` also with its `<base>`.
async fn page(Path(policy): Path<String>) -> Result<Response, Error> {
    match policy.as_str() {
        "micro-lc" => {
            let html = BLANK.replacen("<title>", "<base href=\"/\" target=\"_blank\"><title>", 1);
            Ok(([(header::CONTENT_SECURITY_POLICY, MICRO_LC)], Html(html)).into_response())
        }
        _ => Err(Error::missing("there is no such policy")),
    }
}

/// `{"version": 2, "config": {…}}`: as if the server had been started again with this permission file.
async fn permit(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let version = body["version"].as_u64().and_then(|version| u8::try_from(version).ok()).unwrap_or(2);
    let permissions = if body["config"].is_null() { Ok(Permissions::default()) } else { Permissions::of(version, body["config"].clone()) };
    app.permit(permissions.map_err(|why| Error::field("config", &why))?);
    Ok(Answer::created(json!({ "closed": app.hub.close(None, 1012) })))
}

/// `{"user": "lena", "role": "admin"}`: gives somebody another role, as only a server can; everybody who follows them is told.
async fn role(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let (user, role) = (body["user"].as_str().unwrap_or_default().to_owned(), body["role"].as_str().unwrap_or_default().to_owned());
    app.work(user.clone(), move |work| {
        users::existing(work, &user)?;
        work.change("UPDATE users SET role = ?2 WHERE id = ?1", [&user, &role])?;
        work.users.borrow_mut().clear();
        let shown = users::shown(work, &user)?;
        let event = telling::with(telling::user_event(work, "user.updated")?, json!({ "user": shown }));
        work.send(event, crate::hub::Audience::Presence(user));
        Ok(Answer::created(json!({})))
    })
    .await
}
