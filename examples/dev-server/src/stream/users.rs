//! People, and what the app says of itself (protocol 6.7 and 6.8).

use axum::extract::State;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::hub::Audience;
use crate::request::{Actor, Body, limit};
use crate::store::{Object, texts, users};
use crate::stream::telling;
use crate::work::Work;

/// GET `/hi`: a warm-up.
pub(crate) async fn hi() -> Answer {
    Answer::ok(json!({}))
}

/// GET `/app` (protocol 6.8).
pub(crate) async fn app_settings(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let (files, images) = (app.settings.file_uploads.shown(), app.settings.image_uploads.shown());
    app.ask("GetApp", actor, move |_| {
        Ok(Answer::ok(json!({ "app": {
            "id": 1, "name": "Demo", "placement": "", "auto_translation_enabled": false, "async_url_enrich_enabled": false,
            "file_upload_config": files, "image_upload_config": images,
        }})))
    })
    .await
}

/// GET `/users?payload=` (protocol 6.7).
pub(crate) async fn query(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    let connection = actor.connection.clone();
    app.ask("QueryUsers", actor, move |work| {
        if !work.permissions().allows_in_app(&users::role(work, &work.me)?, "search-user") {
            return Err(Error::not_allowed("search-user is not allowed"));
        }
        let (filter, sort) = (Filter::parse(&asked["filter_conditions"])?, Sort::parse(&asked["sort"])?.or("created_at", true));
        let field = |user: &Object, name: &str| user.get(name).cloned().unwrap_or_default();
        let mut found: Vec<Object> = users::everybody(work)?.into_iter().filter(|user| filter.matches(&|name| field(user, name))).collect();
        found.sort_by(|left, right| sort.order(&|name| field(left, name), &|name| field(right, name)));
        let (offset, limit) = (limit(&asked["offset"], 0, 1_000), limit(&asked["limit"], 30, 100));
        let page: Vec<Object> = found.into_iter().skip(offset).take(limit).collect();
        if let (true, Some(connection)) = (asked["presence"] == true, &connection) {
            let ids = page.iter().filter_map(|user| user.get("id").and_then(Value::as_str)).map(str::to_owned);
            work.hub().follow(connection, ids);
        }
        Ok(Answer::ok(json!({ "users": page })))
    })
    .await
}

/// POST `/users`: supplied users are merged; a client edits only itself (protocol 6.7).
pub(crate) async fn replace(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdateUsers", actor, move |work| {
        let mut answer = Object::new();
        for (id, set) in asked["users"].as_object().into_iter().flatten() {
            answer.insert(id.clone(), change(work, id, set, &[])?);
        }
        Ok(Answer::created(json!({ "users": answer })))
    })
    .await
}

/// PATCH `/users` (protocol 6.7).
pub(crate) async fn update(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdateUsersPartial", actor, move |work| {
        let mut answer = Object::new();
        for item in asked["users"].as_array().into_iter().flatten() {
            let id = item["id"].as_str().unwrap_or_default();
            answer.insert(id.to_owned(), change(work, id, &item["set"], &texts(&item["unset"]))?);
        }
        Ok(Answer::ok(json!({ "users": answer })))
    })
    .await
}

fn change(work: &Work<'_>, id: &str, set: &Value, unset: &[String]) -> Result<Value, Error> {
    if id != work.me || !work.permissions().allows_in_app(&users::role(work, id)?, "update-user") {
        return Err(Error::not_allowed("a user changes only themselves"));
    }
    users::merge(work, id, set, unset)?;
    let shown = users::shown(work, id)?;
    let event = telling::with(telling::user_event(work, "user.updated")?, json!({ "user": shown }));
    work.send(event, Audience::Presence(id.to_owned()));
    Ok(shown.into())
}
