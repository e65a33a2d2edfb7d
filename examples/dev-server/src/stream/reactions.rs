//! Reactions: add, remove, list (protocol 5.7).

use axum::extract::{Path, State};
use rusqlite::params;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::{Actor, Body, limit};
use crate::store::custom_of;
use crate::store::messages;
use crate::store::reactions::{self, RESERVED, Reaction};
use crate::stream::place::Place;
use crate::stream::telling;
use crate::work::Work;

/// POST `/messages/{id}/reaction`.
pub(crate) async fn add(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("SendReaction", actor, move |work| Ok(Answer::created(react(work, &id, &asked["reaction"], asked["enforce_unique"] == true)?)))
        .await
}

/// Adds a reaction of the asking user, tells, and answers message and reaction.
pub(crate) fn react(work: &Work<'_>, id: &str, sent: &Value, is_unique: bool) -> Result<Value, Error> {
    let (message, place) = Place::with_message(work, id)?;
    place.need_feature("reactions")?;
    place.need("send-reaction")?;
    let kind = sent["type"].as_str().filter(|kind| !kind.is_empty()).ok_or_else(|| Error::field("reaction.type", "is needed"))?;
    if kind.chars().count() > 30 {
        return Err(Error::field("reaction.type", "is longer than 30 characters"));
    }
    if message.deleted_at.is_some() {
        return Err(Error::input("a deleted message takes no reactions"));
    }
    let before = reactions::find(work, id, &work.me, kind)?;
    let own = reactions::of(work, id)?.into_iter().filter(|reaction| reaction.user_id == work.me && reaction.kind != kind);
    let mut replaces = before.is_some();
    for other in own.filter(|_| is_unique) {
        replaces = true;
        reactions::remove(work, &other)?;
    }
    let reaction = Reaction {
        message_id: id.to_owned(),
        user_id: work.me.clone(),
        kind: kind.to_owned(),
        score: sent["score"].as_i64().unwrap_or(1),
        custom: custom_of(sent, &RESERVED),
        created_at: before.map_or(work.now, |before| before.created_at),
        updated_at: work.now,
    };
    reactions::put(work, &reaction)?;
    tell(work, &place, &reaction, if replaces { "reaction.updated" } else { "reaction.new" })
}

/// DELETE `/messages/{id}/reaction/{type}`.
pub(crate) async fn remove(State(app): State<App>, actor: Actor, Path((id, kind)): Path<(String, String)>) -> Result<Answer, Error> {
    app.ask("DeleteReaction", actor, move |work| {
        let (_, place) = Place::with_message(work, &id)?;
        let found = reactions::find(work, &id, &work.me, &kind)?;
        let reaction = found.ok_or_else(|| Error::missing(format!("there is no reaction {kind} of yours")))?;
        reactions::remove(work, &reaction)?;
        Ok(Answer::ok(tell(work, &place, &reaction, "reaction.deleted")?))
    })
    .await
}

/// Moves the message's `updated_at`, tells, and answers both.
fn tell(work: &Work<'_>, place: &Place, reaction: &Reaction, kind: &str) -> Result<Value, Error> {
    work.change("UPDATE messages SET updated_at = ?2 WHERE id = ?1", params![reaction.message_id, work.now])?;
    let message = messages::load(work, &reaction.message_id)?;
    let shown = reaction.shown(work)?;
    let more = json!({ "message_id": message.id, "message": message.shown(work)?, "reaction": shown });
    let event = telling::with(telling::event(work, &place.channel, kind)?, more);
    telling::to_channel(work, &place.channel, event, None, &message.visible_to)?;
    Ok(json!({ "message": message.personal(work)?, "reaction": shown }))
}

fn shown(work: &Work<'_>, id: &str) -> Result<Vec<Value>, Error> {
    Place::with_message(work, id)?;
    reactions::of(work, id)?.iter().map(|reaction| reaction.shown(work)).collect()
}

/// GET `/messages/{id}/reactions`.
pub(crate) async fn list(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    app.ask("GetReactions", actor, move |work| {
        let (offset, limit) = (limit(&asked["offset"], 0, 1_000), limit(&asked["limit"], 10, 300));
        let page: Vec<Value> = shown(work, &id)?.into_iter().skip(offset).take(limit).collect();
        Ok(Answer::ok(json!({ "reactions": page })))
    })
    .await
}

/// POST `/messages/{id}/reactions`: query. `next` is an offset.
pub(crate) async fn query(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("QueryReactions", actor, move |work| {
        let (filter, sort) = (Filter::parse(&asked["filter"])?, Sort::parse(&asked["sort"])?.or("created_at", true));
        let field = |reaction: &Value, name: &str| reaction[name].clone();
        let mut found: Vec<Value> =
            shown(work, &id)?.into_iter().filter(|reaction| filter.matches(&|name| field(reaction, name))).collect();
        found.sort_by(|left, right| sort.order(&|name| field(left, name), &|name| field(right, name)));
        let offset: usize = asked["next"].as_str().and_then(|next| next.parse().ok()).unwrap_or(0);
        let limit = limit(&asked["limit"], 25, 100);
        let next = (found.len() > offset + limit).then(|| (offset + limit).to_string());
        let page: Vec<Value> = found.into_iter().skip(offset).take(limit).collect();
        Ok(Answer::created(json!({ "reactions": page, "next": next })))
    })
    .await
}
