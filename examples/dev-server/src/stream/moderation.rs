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
use crate::stream::telling;
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
        for id in named(&asked, "target_id", "target_ids", 1000)? {
            users::existing(work, &id)?;
            if id == work.me {
                return Err(Error::input("nobody mutes themselves"));
            }
            let sql = "INSERT INTO user_mutes (user_id, target_id, created_at, updated_at, expires) VALUES (?1, ?2, ?3, ?3, ?4)
                ON CONFLICT DO UPDATE SET updated_at = ?3, expires = ?4";
            work.change(sql, params![work.me, id, work.now, expires])?;
        }
        let me = tell_mutes(work, "notification.mutes_updated")?;
        let mutes = me["mutes"].clone();
        let last = mutes.as_array().and_then(|mutes| mutes.last()).cloned();
        Ok(Answer::created(json!({ "mute": last, "mutes": mutes, "own_user": me })))
    })
    .await
}

/// POST `/moderation/unmute`.
pub(crate) async fn unmute(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UnmuteUser", actor, move |work| {
        for id in named(&asked, "target_id", "target_ids", 1000)? {
            work.change("DELETE FROM user_mutes WHERE user_id = ?1 AND target_id = ?2", [&work.me, &id])?;
        }
        tell_mutes(work, "notification.mutes_updated")?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// POST `/moderation/mute/channel`. `expiration` is in milliseconds.
pub(crate) async fn mute_channel(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("MuteChannel", actor, move |work| {
        let expires = asked["expiration"].as_i64().filter(|ms| *ms > 0).map(|ms| work.now + ms * 1_000);
        for cid in named(&asked, "channel_cid", "channel_cids", 25)? {
            Place::enter(work, &cid)?.need("mute-channel")?;
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
    telling::to_user(work, &work.me, telling::with(telling::user_event(work, kind)?, json!({ "me": me })));
    Ok(me)
}

/// POST `/users/block`.
pub(crate) async fn block(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("BlockUsers", actor, move |work| {
        let id = asked["blocked_user_id"].as_str().unwrap_or_default();
        users::existing(work, id)?;
        let sql = "INSERT INTO blocks (user_id, blocked_id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        work.change(sql, params![work.me, id, work.now])?;
        let body = json!({ "blocked_by_user_id": work.me, "blocked_user_id": id, "created_at": clock::text(work.now) });
        Ok(Answer::created(body))
    })
    .await
}

/// POST `/users/unblock`.
pub(crate) async fn unblock(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UnblockUsers", actor, move |work| {
        let id = asked["blocked_user_id"].as_str().unwrap_or_default();
        work.change("DELETE FROM blocks WHERE user_id = ?1 AND blocked_id = ?2", [work.me.as_str(), id])?;
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

/// POST `/moderation/flag` and `/unflag`: answered, not kept; nobody moderates a demo.
pub(crate) async fn flag(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("Flag", actor, move |work| {
        let (message, user) = (asked["target_message_id"].as_str(), asked["target_user_id"].as_str());
        if let Some(id) = message {
            Place::enter(work, &crate::store::messages::load(work, id)?.cid)?;
        }
        let flag = json!({
            "user": users::shown(work, &work.me)?, "target_message_id": message, "target_user": user.map(|id| users::shown(work, id)).transpose()?,
            "created_at": clock::text(work.now), "updated_at": clock::text(work.now), "created_by_automod": false,
        });
        Ok(Answer::created(json!({ "flag": flag, "review_queue_item_id": uuid::Uuid::new_v4().to_string() })))
    })
    .await
}
