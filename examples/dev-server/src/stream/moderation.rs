//! Mutes, blocks, flags (protocol 4.7, 5.13 and 6.7).

use axum::extract::State;
use rusqlite::params;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::request::{Actor, Body};
use crate::store::{reads, texts, users};
use crate::stream::place::Place;
use crate::stream::{history, telling};
use crate::work::Work;

/// The one or many that a request names: both spellings of protocol 12.4.
fn named(asked: &Value, one: &str, many: &str, max: usize) -> Result<Vec<String>, Error> {
    let mut all = texts(&asked[many]);
    all.extend(asked[one].as_str().map(str::to_owned));
    match all.len() {
        0 => Err(Error::field(one, "is needed")),
        count if count > max => Err(Error::field(many, &format!("has more than {max} entries"))),
        _ => Ok(all),
    }
}

/// POST `/moderation/mute`. `timeout` is in minutes.
pub(crate) async fn mute(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MuteUser", actor, move |work| {
        let expires = asked["timeout"].as_i64().filter(|minutes| *minutes > 0).map(|minutes| work.now + minutes * 60_000_000);
        let me = set_muted(work, &named(&asked, "target_id", "target_ids", 1000)?, true, expires)?;
        let mutes = me["mutes"].clone();
        let last = mutes.as_array().and_then(|mutes| mutes.last()).cloned();
        Ok(Answer::created(json!({ "mute": last, "mutes": mutes, "own_user": me })))
    })
    .await
}

/// POST `/moderation/unmute`.
pub(crate) async fn unmute(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UnmuteUser", actor, move |work| {
        set_muted(work, &named(&asked, "target_id", "target_ids", 1000)?, false, None)?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// Mutes people for the asking user, until `expires` or for good, or no longer; tells their other devices and answers `me`.
pub(crate) fn set_muted(work: &Work<'_>, ids: &[String], mutes: bool, expires: Option<i64>) -> Result<Value, Error> {
    if !work.permissions().allows_in_app(&users::role(work, &work.me)?, "mute-user") {
        return Err(Error::not_allowed("mute-user is not allowed"));
    }
    for id in ids {
        users::existing(work, id)?;
        if *id == work.me {
            return Err(Error::input("nobody mutes themselves"));
        }
        if mutes {
            let sql = "INSERT INTO user_mutes (user_id, target_id, created_at, updated_at, expires) VALUES (?1, ?2, ?3, ?3, ?4)
                ON CONFLICT DO UPDATE SET updated_at = ?3, expires = ?4";
            work.change(sql, params![work.me, id, work.now, expires])?;
        } else {
            work.change("DELETE FROM user_mutes WHERE user_id = ?1 AND target_id = ?2", [&work.me, id])?;
        }
    }
    reads::recount_all(work, &work.me)?;
    tell_mutes(work, "notification.mutes_updated")
}

/// POST `/moderation/mute/channel`. `expiration` is in milliseconds.
pub(crate) async fn mute_channel(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MuteChannel", actor, move |work| {
        let expires = asked["expiration"].as_i64().filter(|ms| *ms > 0).map(|ms| work.now + ms * 1_000);
        for cid in named(&asked, "channel_cid", "channel_cids", 25)? {
            let place = Place::enter(work, &cid)?;
            place.need_feature("mutes")?;
            place.need("mute-channel")?;
            let sql = "INSERT INTO channel_mutes (user_id, cid, created_at, updated_at, expires) VALUES (?1, ?2, ?3, ?3, ?4)
                ON CONFLICT DO UPDATE SET updated_at = ?3, expires = ?4";
            work.change(sql, params![work.me, cid, work.now, expires])?;
            reads::recount(work, &cid, Some(&work.me))?;
        }
        let me = tell_mutes(work, "notification.channel_mutes_updated")?;
        let mutes = me["channel_mutes"].clone();
        let last = mutes.as_array().and_then(|mutes| mutes.last()).cloned();
        Ok(Answer::created(json!({ "channel_mute": last, "channel_mutes": mutes, "own_user": me })))
    })
    .await
}

/// POST `/moderation/unmute/channel`.
pub(crate) async fn unmute_channel(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UnmuteChannel", actor, move |work| {
        for cid in named(&asked, "channel_cid", "channel_cids", 25)? {
            work.change("DELETE FROM channel_mutes WHERE user_id = ?1 AND cid = ?2", [&work.me, &cid])?;
            reads::recount(work, &cid, Some(&work.me))?;
        }
        tell_mutes(work, "notification.channel_mutes_updated")?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// Tells the user's own connections with complete lists; answers `me`.
fn tell_mutes(work: &Work<'_>, kind: &str) -> Result<Value, Error> {
    let me = Value::Object(users::own(work)?);
    telling::to_user(work, &work.me, telling::with(telling::user_event(work, kind)?, json!({ "me": me })))?;
    Ok(me)
}

/// POST `/users/block`: also hides the conversations of these two alone, of which others are told nothing.
pub(crate) async fn block(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("BlockUsers", actor, move |work| {
        let id = asked["blocked_user_id"].as_str().unwrap_or_default();
        users::existing(work, id)?;
        if id == work.me {
            return Err(Error::input("nobody blocks themselves"));
        }
        let sql = "INSERT INTO blocks (user_id, blocked_id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        if work.change(sql, params![work.me, id, work.now])? > 0 {
            let pairs = "SELECT cid FROM members GROUP BY cid HAVING COUNT(*) = 2 AND SUM(user_id IN (?1, ?2)) = 2";
            let pairs = work.all(pairs, [work.me.as_str(), id], |row| row.get::<_, String>(0))?;
            let mut hid = Vec::new();
            for cid in pairs {
                if history::set_hidden(work, &cid, Some(false))? {
                    hid.push(cid);
                }
            }
            let remember = "UPDATE blocks SET hid = ?3 WHERE user_id = ?1 AND blocked_id = ?2";
            work.change(remember, params![work.me, id, json!(hid).to_string()])?;
            for cid in hid {
                reads::recount(work, &cid, Some(&work.me))?;
            }
        }
        let body = json!({ "blocked_by_user_id": work.me, "blocked_user_id": id, "created_at": clock::text(work.now) });
        Ok(Answer::created(body))
    })
    .await
}

/// POST `/users/unblock`: shows again what blocking hid.
pub(crate) async fn unblock(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UnblockUsers", actor, move |work| {
        let id = asked["blocked_user_id"].as_str().unwrap_or_default();
        let query = "SELECT hid FROM blocks WHERE user_id = ?1 AND blocked_id = ?2";
        let hid = work.one(query, [work.me.as_str(), id], |row| crate::store::texts_column(row, "hid"))?;
        work.change("DELETE FROM blocks WHERE user_id = ?1 AND blocked_id = ?2", [work.me.as_str(), id])?;
        for cid in hid.unwrap_or_default() {
            // One that is gone since has nothing to show.
            if crate::store::members::find(work, &cid, &work.me)?.is_some() {
                reads::recount(work, &cid, Some(&work.me))?;
                history::set_hidden(work, &cid, None)?;
            }
        }
        Ok(Answer::created(json!({})))
    })
    .await
}

/// GET `/users/block`.
pub(crate) async fn blocked(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    app.ask("GetBlockedUsers", actor, |work| {
        let query = "SELECT blocked_id, created_at FROM blocks WHERE user_id = ?1 ORDER BY created_at";
        let rows = work.all(query, [&work.me], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let block = |(id, at): (String, i64)| {
            Ok(json!({
                "user_id": work.me, "user": users::shown(work, &work.me)?, "blocked_user_id": id,
                "blocked_user": users::shown(work, &id)?, "created_at": clock::text(at),
            }))
        };
        Ok(Answer::ok(json!({ "blocks": rows.into_iter().map(block).collect::<Result<Vec<_>, Error>>()? })))
    })
    .await
}

/// POST `/moderation/flag`: kept, for whoever moderates; nobody in the channel is told.
pub(crate) async fn flag(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("Flag", actor, move |work| {
        let flag = flagged(work, &asked)?;
        let sql = "INSERT INTO flags (user_id, message_id, target_id, reason, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET reason = excluded.reason";
        let reason = asked["reason"].as_str().unwrap_or_default();
        work.change(sql, params![work.me, flag.0, flag.1, reason, work.now])?;
        Ok(Answer::created(json!({ "flag": flag.2, "review_queue_item_id": uuid::Uuid::new_v4().to_string() })))
    })
    .await
}

/// POST `/moderation/unflag`.
pub(crate) async fn unflag(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("Unflag", actor, move |work| {
        let flag = flagged(work, &asked)?;
        work.change("DELETE FROM flags WHERE user_id = ?1 AND message_id = ?2 AND target_id = ?3", [&work.me, &flag.0, &flag.1])?;
        Ok(Answer::created(json!({ "flag": flag.2 })))
    })
    .await
}

/// The message or the user that a flag is for: their ids, one of them empty, and the flag as the wire shows it.
fn flagged(work: &Work<'_>, asked: &Value) -> Result<(String, String, Value), Error> {
    let id = |key: &str| asked[key].as_str().unwrap_or_default().to_owned();
    let (message, user) = (id("target_message_id"), id("target_user_id"));
    let mut flag = json!({
        "user": users::shown(work, &work.me)?, "created_at": clock::text(work.now), "updated_at": clock::text(work.now),
        "created_by_automod": false,
    });
    match (message.is_empty(), user.is_empty()) {
        (false, true) => {
            let (found, place) = Place::with_message(work, &message)?;
            place.need("flag-message")?;
            flag["target_message_id"] = message.clone().into();
            flag["target_user"] = users::shown(work, &found.user_id)?.into();
        }
        (true, false) => flag["target_user"] = users::existing(work, &user)?.into(),
        _ => return Err(Error::input("exactly one of target_message_id and target_user_id is needed")),
    }
    Ok((message, user, flag))
}
