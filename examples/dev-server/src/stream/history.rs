//! What is shown of a channel's past: hide, show, truncate (protocol 4.7).

use axum::extract::{Path, State};
use rusqlite::params;
use serde_json::json;

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::request::{Actor, Body, cid};
use crate::store::{channels, members, messages, reads, texts};
use crate::stream::place::Place;
use crate::stream::{sending, telling};
use crate::work::Work;

type Named = Path<(String, String)>;

/// POST `/channels/{type}/{id}/hide` (protocol 4.7).
pub(crate) async fn hide(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("HideChannel", actor, move |work| {
        set_hidden(work, &cid(&kind, &id)?, Some(asked["clear_history"] == true))?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// POST `/channels/{type}/{id}/show` (protocol 4.7).
pub(crate) async fn show(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(_): Body) -> Result<Answer, Error> {
    app.ask("ShowChannel", actor, move |work| {
        set_hidden(work, &cid(&kind, &id)?, None)?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// Hides, with or without clearing the history, or shows again; answers whether it was otherwise before.
pub(crate) fn set_hidden(work: &Work<'_>, cid: &str, hide: Option<bool>) -> Result<bool, Error> {
    let place = Place::enter(work, cid)?;
    let Some(mut member) = place.membership.clone() else {
        return Err(Error::not_allowed("only members hide a channel"));
    };
    let is_new = member.hidden != hide.is_some();
    member.hidden = hide.is_some();
    let mut event = telling::event(work, &place.channel, if hide.is_some() { "channel.hidden" } else { "channel.visible" })?;
    if let Some(clear_history) = hide {
        event.insert("clear_history".into(), clear_history.into());
        if clear_history {
            member.history_from = Some(work.now);
            reads::set(work, cid, &work.me, work.now, None)?;
        }
    }
    members::save(work, cid, &member)?;
    let mut shown = place.channel.shown(work)?;
    shown.insert("hidden".into(), hide.is_some().into());
    shown.insert("blocked".into(), channels::is_blocked(work, &place.channel)?.into());
    event.insert("channel".into(), shown.into());
    telling::to_user(work, &work.me, event)?;
    Ok(is_new)
}

/// POST `/channels/{type}/{id}/truncate` (protocol 4.7).
pub(crate) async fn truncate(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("TruncateChannel", actor, move |work| {
        let mut place = Place::enter(work, &cid(&kind, &id)?)?;
        place.need("delete-channel")?;
        let until = asked["truncated_at"].as_str().and_then(clock::parse).unwrap_or(work.now).min(work.now);
        let cid = place.channel.cid.clone();
        let for_some = texts(&asked["member_ids"]);
        if !for_some.is_empty() {
            return truncate_for(work, &place, &for_some, until);
        }
        // A reply goes with its parent, and what was said is not replayed to those who catch up.
        let replies = "DELETE FROM messages WHERE cid = ?1 AND parent_id IN (SELECT id FROM messages WHERE cid = ?1 AND created_at <= ?2)";
        for sql in
            [replies, "DELETE FROM messages WHERE cid = ?1 AND created_at <= ?2", "DELETE FROM events WHERE cid = ?1 AND created_at <= ?2"]
        {
            work.change(sql, params![cid, until])?;
        }
        reads::recount(work, &cid, None)?;
        place.channel.truncated_at = Some(until);
        place.channel.truncated_by = Some(work.me.clone());
        place.channel.updated_at = work.now;
        place.channel.last_message_at = channels::last_message_at(work, &cid)?;
        channels::save(work, &place.channel)?;
        let message = asked["message"]["text"].as_str().map(|text| sending::compose(work, &place.channel, text)).transpose()?;
        if let Some(message) = &message {
            messages::insert(work, message)?;
        }
        let channel = channels::load(work, &cid)?;
        let mut event = telling::event(work, &channel, "channel.truncated")?;
        let mut answer = json!({ "channel": channel.personal(work, place.membership.as_ref())? });
        event.insert("channel".into(), channel.shown(work)?.into());
        if let (Some(message), Some(answer)) = (message, answer.as_object_mut()) {
            event.insert("message".into(), message.shown(work)?.into());
            answer.insert("message".into(), message.personal(work)?.into());
        }
        telling::to_channel(work, &channel, event, Some("notification.channel_truncated"), &[])?;
        Ok(Answer::created(answer))
    })
    .await
}

/// Truncates for some members only: they are no longer shown what was before, and they alone are told.
fn truncate_for(work: &Work<'_>, place: &Place, ids: &[String], until: i64) -> Result<Answer, Error> {
    let channel = &place.channel;
    for id in ids {
        let found = members::find(work, &channel.cid, id)?;
        let mut member = found.ok_or_else(|| Error::missing(format!("user {id} is not a member of {}", channel.cid)))?;
        member.history_from = Some(until);
        members::save(work, &channel.cid, &member)?;
        reads::recount(work, &channel.cid, Some(id))?;
        let mut shown = channel.shown(work)?;
        shown.insert("truncated_at".into(), clock::text(until).into());
        let event = telling::with(telling::event(work, channel, "channel.truncated")?, json!({ "channel": shown }));
        telling::to_user_with_totals(work, id, event)?;
    }
    Ok(Answer::created(json!({ "channel": channel.personal(work, place.membership.as_ref())? })))
}
