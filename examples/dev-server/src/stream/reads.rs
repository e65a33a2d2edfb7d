//! Reading: mark read, mark unread, delivery, totals (protocol 4.9 to 4.13).

use axum::extract::{Path, State};
use rusqlite::params;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::request::{Actor, Body, cid};
use crate::store::channels::{self, Channel};
use crate::store::messages::{self, Message};
use crate::store::{reads, threads, users};
use crate::stream::place::Place;
use crate::stream::telling;
use crate::work::Work;

type Named = Path<(String, String)>;

/// POST `/channels/{type}/{id}/read` (protocol 4.9).
pub(crate) async fn mark_read(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MarkRead", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        if place.membership.is_none() || !place.channel.has("read_events") {
            return Ok(Answer::created(json!({ "event": null })));
        }
        let event = match asked["thread_id"].as_str().filter(|id| !id.is_empty()) {
            Some(thread) => read_thread(work, &place, thread)?,
            None => read_channel(work, &place.channel, asked["message_id"].as_str(), true)?,
        };
        Ok(Answer::created(json!({ "event": event })))
    })
    .await
}

/// Reads up to a message, or everything; tells the watchers and the user's other devices.
fn read_channel(work: &Work<'_>, channel: &Channel, until: Option<&str>, notify: bool) -> Result<crate::hub::Event, Error> {
    let last = match until.filter(|id| !id.is_empty()) {
        Some(id) => Some(of_channel(work, channel, id)?),
        None => newest(work, &channel.cid)?,
    };
    let to_the_end = until.is_none() || last.as_ref().map(|message| message.created_at) >= channel.last_message_at;
    let last_read = if to_the_end { work.now } else { last.as_ref().map_or(work.now, |message| message.created_at) };
    let last_id = last.as_ref().map(|message| message.id.as_str());
    reads::set(work, &channel.cid, &work.me, last_read, last_id)?;
    if let Some(last) = &last {
        delivered(work, &channel.cid, last)?;
    }
    let mut event = telling::event(work, channel, "message.read")?;
    event.insert("created_at".into(), clock::text(last_read).into());
    if let Some(id) = last_id {
        event.insert("last_read_message_id".into(), id.into());
    }
    if users::shares(work, &work.me, "read_receipts")? {
        telling::to_watchers(work, channel, event.clone())?;
    } else {
        telling::to_user(work, &work.me, event.clone())?;
    }
    if notify {
        let more = json!({ "type": "notification.mark_read", "channel": channel.shown(work)? });
        telling::to_user_with_totals(work, &work.me, telling::with(event.clone(), more))?;
    }
    Ok(event)
}

/// A message of the channel's own list.
fn of_channel(work: &Work<'_>, channel: &Channel, id: &str) -> Result<Message, Error> {
    let message = messages::load(work, id)?;
    if message.cid == channel.cid && message.in_channel() {
        Ok(message)
    } else {
        Err(Error::field("message_id", "is not in the list of this channel"))
    }
}

fn newest(work: &Work<'_>, cid: &str) -> Result<Option<Message>, Error> {
    let query = format!(
        "SELECT {} FROM messages m WHERE cid = ?1 AND (parent_id IS NULL OR show_in_channel) ORDER BY created_at DESC LIMIT 1",
        messages::COLUMNS
    );
    work.one(&query, [cid], Message::read)
}

/// The parent of a thread of this channel.
fn of_place(work: &Work<'_>, place: &Place, thread: &str) -> Result<Message, Error> {
    let parent = messages::load(work, thread)?;
    if parent.cid == place.channel.cid { Ok(parent) } else { Err(Error::field("thread_id", "belongs to another channel")) }
}

fn read_thread(work: &Work<'_>, place: &Place, thread: &str) -> Result<crate::hub::Event, Error> {
    let parent = of_place(work, place, thread)?;
    threads::set_read(work, &parent.id, &work.me, Some(work.now))?;
    let channel = &place.channel;
    let count = threads::participants(work, &parent.id)?.len();
    let thread = json!({
        "channel_cid": channel.cid, "parent_message_id": parent.id, "title": parent.text, "reply_count": parent.reply_count,
        "participant_count": count, "created_at": clock::text(parent.created_at), "updated_at": clock::text(parent.updated_at),
        "last_message_at": clock::text(threads::last_reply_at(work, &parent)?),
    });
    let event = telling::with(telling::event(work, channel, "message.read")?, json!({ "thread": thread }));
    if users::shares(work, &work.me, "read_receipts")? {
        telling::to_watchers(work, channel, event.clone())?;
    } else {
        telling::to_user(work, &work.me, event.clone())?;
    }
    let more = json!({ "type": "notification.mark_read", "channel": channel.shown(work)?, "thread_id": parent.id });
    telling::to_user_with_totals(work, &work.me, telling::with(event.clone(), more))?;
    Ok(event)
}

/// POST `/channels/read`: every channel, or those of `read_by_channel` (protocol 4.9).
pub(crate) async fn mark_all_read(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MarkChannelsRead", actor, move |work| {
        if let Value::Object(wanted) = &asked["read_by_channel"] {
            if wanted.len() > 30 {
                return Err(Error::field("read_by_channel", "has more than 30 entries"));
            }
            for (cid, message) in wanted {
                let place = Place::enter(work, cid)?;
                if place.membership.is_some() {
                    read_channel(work, &place.channel, message.as_str(), true)?;
                }
            }
            return Ok(Answer::created(json!({ "event": null })));
        }
        let unread = work.all("SELECT cid FROM reads WHERE user_id = ?1 AND unread > 0", [&work.me], |row| row.get::<_, String>(0))?;
        for cid in unread {
            read_channel(work, &channels::load(work, &cid)?, None, false)?;
        }
        let event = telling::user_event(work, "notification.mark_read")?;
        telling::to_user_with_totals(work, &work.me, event.clone())?;
        Ok(Answer::created(json!({ "event": event })))
    })
    .await
}

/// POST `/channels/{type}/{id}/unread` (protocol 4.10).
pub(crate) async fn mark_unread(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MarkUnread", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        place.need_feature("read_events")?;
        place.need("read-events")?;
        match asked["thread_id"].as_str().filter(|id| !id.is_empty()) {
            Some(thread) => unread_thread(work, &place, thread)?,
            None => unread_from(work, &place, &asked)?,
        }
        Ok(Answer::created(json!({})))
    })
    .await
}

fn unread_from(work: &Work<'_>, place: &Place, asked: &Value) -> Result<(), Error> {
    let channel = &place.channel;
    let at = match (asked["message_id"].as_str(), asked["message_timestamp"].as_str()) {
        (Some(id), _) => of_channel(work, channel, id)?.created_at,
        (None, Some(text)) => clock::parse(text).ok_or_else(|| Error::field("message_timestamp", "is not a time"))?,
        (None, None) => return Err(Error::field("message_id", "is needed")),
    };
    let in_channel = "cid = ?1 AND (parent_id IS NULL OR show_in_channel)";
    let count =
        work.one(&format!("SELECT COUNT(*) FROM messages WHERE {in_channel} AND created_at >= ?2"), params![channel.cid, at], |row| {
            row.get(0)
        })?;
    if count.unwrap_or(0_i64) > 100 {
        return Err(Error::field("message_id", "must be one of the last 100 messages"));
    }
    let one = |range: &str| {
        work.one(&format!("SELECT id FROM messages WHERE {in_channel} AND {range} LIMIT 1"), params![channel.cid, at], |row| {
            row.get::<_, String>(0)
        })
    };
    let previous = one("created_at < ?2 ORDER BY created_at DESC")?;
    let first = one("created_at >= ?2 ORDER BY created_at")?;
    let unread = reads::set(work, &channel.cid, &work.me, at - 1, previous.as_deref())?;
    let more = json!({
        "channel": channel.shown(work)?, "first_unread_message_id": first, "last_read_message_id": previous,
        "last_read_at": clock::text(at - 1), "unread_messages": unread,
    });
    telling::to_user_with_totals(work, &work.me, telling::with(telling::event(work, channel, "notification.mark_unread")?, more))
}

fn unread_thread(work: &Work<'_>, place: &Place, thread: &str) -> Result<(), Error> {
    let parent = of_place(work, place, thread)?;
    threads::set_read(work, &parent.id, &work.me, None)?;
    let more = json!({
        "channel": place.channel.shown(work)?, "thread_id": parent.id, "first_unread_message_id": null,
        "last_read_at": clock::NEVER, "unread_messages": reads::find(work, &place.channel.cid, &work.me)?.map_or(0, |read| read.unread),
    });
    telling::to_user_with_totals(work, &work.me, telling::with(telling::event(work, &place.channel, "notification.mark_unread")?, more))
}

/// Moves the delivery mark forward; answers whether it moved.
fn delivered(work: &Work<'_>, cid: &str, message: &Message) -> Result<bool, Error> {
    let sql = "UPDATE reads SET last_delivered_at = ?3, last_delivered_message_id = ?4 WHERE cid = ?1 AND user_id = ?2
        AND COALESCE((SELECT created_at FROM messages WHERE id = last_delivered_message_id), 0) < ?5";
    Ok(work.change(sql, params![cid, work.me, work.now, message.id, message.created_at])? > 0)
}

/// POST `/channels/delivered` (protocol 4.13).
pub(crate) async fn mark_delivered(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MarkDelivered", actor, move |work| {
        for item in asked["latest_delivered_messages"].as_array().into_iter().flatten().take(100) {
            let (Some(cid), Some(id)) = (item["cid"].as_str(), item["id"].as_str()) else { continue };
            let (place, message) = (Place::enter(work, cid)?, messages::load(work, id)?);
            if !place.channel.has("delivery_events")
                || message.cid != cid
                || !delivered(work, cid, &message)?
                || !users::shares(work, &work.me, "delivery_receipts")?
            {
                continue;
            }
            let more = json!({ "last_delivered_at": clock::text(work.now), "last_delivered_message_id": message.id });
            telling::to_watchers(work, &place.channel, telling::with(telling::event(work, &place.channel, "message.delivered")?, more))?;
        }
        Ok(Answer::created(json!({})))
    })
    .await
}

/// GET `/unread` (protocol 4.11).
pub(crate) async fn unread(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    app.ask("GetUnread", actor, |work| {
        let totals = reads::totals(work, &work.me)?;
        let query = "SELECT cid, unread, last_read FROM reads WHERE user_id = ?1 AND unread > 0 ORDER BY cid";
        let channels = work.all(query, [&work.me], |row| {
            let last_read: Option<i64> = row.get(2)?;
            let last_read = last_read.map_or_else(|| clock::NEVER.to_owned(), clock::text);
            Ok(json!({ "channel_id": row.get::<_, String>(0)?, "unread_count": row.get::<_, i64>(1)?, "last_read": last_read }))
        })?;
        let query = "SELECT type, COUNT(*), SUM(unread) FROM reads JOIN channels USING (cid) WHERE user_id = ?1 AND unread > 0 GROUP BY type";
        let kinds = work.all(query, [&work.me], |row| {
            Ok(json!({ "channel_type": row.get::<_, String>(0)?, "channel_count": row.get::<_, i64>(1)?, "unread_count": row.get::<_, i64>(2)? }))
        })?;
        let query = "SELECT parent_id, unread, last_read, (SELECT id FROM messages r WHERE r.parent_id = t.parent_id
                AND r.created_at <= t.last_read ORDER BY r.created_at DESC LIMIT 1) FROM thread_reads t WHERE user_id = ?1 AND unread > 0";
        let threads = work.all(query, [&work.me], |row| {
            let last_read: Option<i64> = row.get(2)?;
            let last_read = last_read.map_or_else(|| clock::NEVER.to_owned(), clock::text);
            Ok(json!({
                "parent_message_id": row.get::<_, String>(0)?, "unread_count": row.get::<_, i64>(1)?, "last_read": last_read,
                "last_read_message_id": row.get::<_, Option<String>>(3)?,
            }))
        })?;
        Ok(Answer::ok(json!({
            "total_unread_count": totals.unread, "total_unread_threads_count": totals.threads,
            "channels": channels, "channel_type": kinds, "threads": threads, "total_unread_count_by_team": {},
        })))
    })
    .await
}
