//! Drafts (protocol 6.3). Nobody but their author is ever told of one.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::{Actor, Body, cid, limit};
use crate::store::channels::{self, Channel};
use crate::store::drafts::{self, Draft};
use crate::store::{attachments, messages};
use crate::stream::place::Place;
use crate::stream::{sending, telling};
use crate::work::Work;

type Named = Path<(String, String)>;

/// POST `/channels/{type}/{id}/draft`.
pub(crate) async fn save(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("CreateDraft", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let Value::Object(mut message) = asked["message"].clone() else { return Err(Error::field("message", "is needed")) };
        sending::check_size(&place, &asked["message"])?;
        let parent = asked["message"]["parent_id"].as_str().unwrap_or_default().to_owned();
        if !parent.is_empty() && messages::load(work, &parent)?.cid != place.channel.cid {
            return Err(Error::field("message.parent_id", "belongs to another channel"));
        }
        if message.get("id").and_then(Value::as_str).unwrap_or_default().is_empty() {
            message.insert("id".into(), uuid::Uuid::new_v4().to_string().into());
        }
        message.entry("text").or_insert_with(|| "".into());
        if let Some(sent) = message.get("attachments").cloned() {
            message.insert("attachments".into(), attachments::stored(work, &sent)?);
        }
        let draft = Draft { cid: place.channel.cid.clone(), parent_id: parent, message: message.into(), created_at: work.now };
        drafts::put(work, &draft)?;
        let shown = draft.shown(work, false)?;
        tell(work, &place.channel, "draft.updated", shown.clone())?;
        Ok(Answer::created(json!({ "draft": shown })))
    })
    .await
}

fn tell(work: &Work<'_>, channel: &Channel, kind: &str, draft: Value) -> Result<(), Error> {
    let mut event = telling::user_event(work, kind)?;
    channel.address(&mut event);
    if let Some(parent) = draft["parent_id"].as_str() {
        event.insert("parent_id".into(), parent.into());
    }
    event.insert("draft".into(), draft);
    telling::to_user(work, &work.me, event)
}

/// Removes a draft if there is one, and tells.
pub(crate) fn discard(work: &Work<'_>, channel: &Channel, parent: &str) -> Result<(), Error> {
    if drafts::remove(work, &channel.cid, parent)? {
        tell(work, channel, "draft.deleted", drafts::gone(&channel.cid, parent))?;
    }
    Ok(())
}

/// GET `/channels/{type}/{id}/draft?parent_id=`.
pub(crate) async fn get_one(State(app): State<App>, actor: Actor, Path((kind, id)): Named) -> Result<Answer, Error> {
    let parent = actor.params.text("parent_id").unwrap_or_default().to_owned();
    app.ask("GetDraft", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let found = drafts::find(work, &place.channel.cid, &parent)?;
        let draft = found.ok_or_else(|| Error::missing("there is no draft"))?;
        Ok(Answer::ok(json!({ "draft": draft.shown(work, false)? })))
    })
    .await
}

/// DELETE `/channels/{type}/{id}/draft?parent_id=`.
pub(crate) async fn delete(State(app): State<App>, actor: Actor, Path((kind, id)): Named) -> Result<Answer, Error> {
    let parent = actor.params.text("parent_id").unwrap_or_default().to_owned();
    app.ask("DeleteDraft", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        discard(work, &place.channel, &parent)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// POST `/drafts/query`. `next` is an offset.
pub(crate) async fn query(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("QueryDrafts", actor, move |work| {
        let (filter, sort) = (Filter::parse(&asked["filter"])?, Sort::parse(&asked["sort"])?.or("created_at", true));
        let mut found: Vec<Draft> = Vec::new();
        for draft in drafts::own(work)? {
            let is_open = channels::find(work, &draft.cid)?.is_some_and(|channel| Place::of(work, channel).is_ok());
            if is_open && filter.matches(&|name| field(&draft, name)) {
                found.push(draft);
            }
        }
        found.sort_by(|left, right| sort.order(&|name| field(left, name), &|name| field(right, name)));
        let offset: usize = asked["next"].as_str().and_then(|next| next.parse().ok()).unwrap_or(0);
        let limit = limit(&asked["limit"], 25, 100);
        let next = (found.len() > offset + limit).then(|| (offset + limit).to_string());
        let page = found.iter().skip(offset).take(limit).map(|draft| draft.shown(work, false));
        Ok(Answer::created(json!({ "drafts": page.collect::<Result<Vec<_>, _>>()?, "next": next })))
    })
    .await
}

fn field(draft: &Draft, name: &str) -> Value {
    match name {
        "channel_cid" => draft.cid.clone().into(),
        "parent_id" => Some(&draft.parent_id).filter(|id| !id.is_empty()).cloned().into(),
        "created_at" => clock::json(Some(draft.created_at)),
        _ => Value::Null,
    }
}
