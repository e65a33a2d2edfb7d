//! Threads (protocol 6.1).

use axum::extract::{Path, State};
use rusqlite::params;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::{Actor, Body, limit};
use crate::store::threads::{self, Limits};
use crate::store::{custom_of, texts};
use crate::stream::place::{Place, watching_connection};
use crate::stream::telling;

/// Keys of a thread that are not custom data.
const RESERVED: [&str; 3] = ["title", "parent_message_id", "channel_cid"];

/// The limits of a request, and the defaults of protocol 12.5.
fn limits(asked: &Value, most_replies: usize) -> Limits {
    Limits {
        replies: limit(&asked["reply_limit"], 3, most_replies),
        participants: limit(&asked["participant_limit"], 10, 100),
        members: limit(&asked["member_limit"], 10, 100),
    }
}

/// POST `/threads`: where the asking user takes part, latest reply first. `next` is an offset.
pub(crate) async fn query(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    let who = actor.clone();
    app.ask("QueryThreads", actor, move |work| {
        let connection = watching_connection(work, &who, &asked)?;
        let filter = Filter::parse(&asked["filter"])?;
        let sort = Sort::parse(&asked["sort"])?;
        let limits = limits(&asked, 10);
        let mut found = Vec::new();
        for id in threads::of_user(work, &work.me)? {
            let Ok((parent, place)) = Place::with_message(work, &id) else { continue };
            let thread = Value::Object(threads::shown(work, &place.channel, &parent, limits)?);
            if parent.reply_count > 0 && filter.matches(&|name| thread[name].clone()) {
                found.push((place, thread));
            }
        }
        found.sort_by(|(_, left), (_, right)| sort.order(&|name| left[name].clone(), &|name| right[name].clone()));
        let offset: usize = asked["next"].as_str().and_then(|next| next.parse().ok()).unwrap_or(0);
        let limit = limit(&asked["limit"], 10, 100);
        let next = (found.len() > offset + limit).then(|| (offset + limit).to_string());
        let mut page = Vec::new();
        for (place, thread) in found.into_iter().skip(offset).take(limit) {
            if let Some(connection) = &connection {
                place.watch(work, connection)?;
            }
            page.push(thread);
        }
        let prev = (offset > 0).then(|| offset.saturating_sub(limit).to_string());
        Ok(Answer::created(json!({ "threads": page, "next": next, "prev": prev })))
    })
    .await
}

/// GET `/threads/{id}`.
pub(crate) async fn get_one(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    let who = actor.clone();
    app.ask("GetThread", actor, move |work| {
        let (parent, place) = Place::with_message(work, &id)?;
        if let Some(connection) = watching_connection(work, &who, &asked)? {
            place.watch(work, &connection)?;
        }
        let thread = threads::shown(work, &place.channel, &parent, limits(&asked, 100))?;
        Ok(Answer::ok(json!({ "thread": thread })))
    })
    .await
}

/// PATCH `/threads/{id}`: title and custom data.
pub(crate) async fn update(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdateThreadPartial", actor, move |work| {
        let (parent, place) = Place::with_message(work, &id)?;
        place.need("update-thread")?;
        let stored =
            work.one("SELECT custom FROM threads WHERE parent_id = ?1", [&id], |row| crate::store::object_column(row, "custom"))?;
        let mut custom = stored.unwrap_or_default();
        let unset = texts(&asked["unset"]);
        custom.extend(custom_of(&asked["set"], &RESERVED));
        custom.retain(|key, _| !unset.contains(key));
        let sql = "INSERT INTO threads (parent_id, title, custom, updated_at) VALUES (?1, COALESCE(?2, ''), ?3, ?4)
            ON CONFLICT DO UPDATE SET title = COALESCE(?2, title), custom = ?3, updated_at = ?4";
        work.change(sql, params![id, asked["set"]["title"].as_str(), json!(custom).to_string(), work.now])?;
        let thread = threads::shown(work, &place.channel, &parent, limits(&Value::Null, 3))?;
        let event = telling::with(telling::event(work, &place.channel, "thread.updated")?, json!({ "thread": thread }));
        telling::to_watchers(work, &place.channel, event)?;
        Ok(Answer::ok(json!({ "thread": thread })))
    })
    .await
}
