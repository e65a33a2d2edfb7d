//! People: rows of `users` and how they read in messages, members and `me` (protocol 4.1).

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::{Object, custom_of, object_column, put_time, reads};
use crate::clock;
use crate::error::Error;
use crate::store::channels;
use crate::work::Work;

/// Keys of a user that are not custom data.
const RESERVED: [&str; 28] = [
    "id",
    "name",
    "image",
    "role",
    "language",
    "invisible",
    "privacy_settings",
    "banned",
    "online",
    "teams",
    "teams_role",
    "created_at",
    "updated_at",
    "deleted_at",
    "deactivated_at",
    "last_active",
    "devices",
    "mutes",
    "channel_mutes",
    "blocked_user_ids",
    "unread_count",
    "total_unread_count",
    "unread_channels",
    "unread_threads",
    "shadow_banned",
    "push_preferences",
    "push_notifications",
    "avg_response_time",
];

/// The user as others see them; a user who is not there is shown by id alone.
pub(crate) fn shown(work: &Work<'_>, id: &str) -> Result<Object, Error> {
    if let Some(known) = work.users.borrow().get(id) {
        return Ok(known.clone());
    }
    let found = work.one("SELECT * FROM users WHERE id = ?1", [id], |row| read(work, row))?;
    let user = found.unwrap_or_else(|| Object::from_iter([("id".to_owned(), id.into())]));
    work.users.borrow_mut().insert(id.to_owned(), user.clone());
    Ok(user)
}

/// As `shown`, a 404 when there is none.
pub(crate) fn existing(work: &Work<'_>, id: &str) -> Result<Object, Error> {
    let user = shown(work, id)?;
    if user.contains_key("role") { Ok(user) } else { Err(Error::missing(format!("user {id} does not exist"))) }
}

/// As `shown`, for each id.
pub(crate) fn all_shown(work: &Work<'_>, ids: &[String]) -> Result<Vec<Value>, Error> {
    ids.iter().map(|id| shown(work, id).map(Value::Object)).collect()
}

/// Every user.
pub(crate) fn everybody(work: &Work<'_>) -> Result<Vec<Object>, Error> {
    work.all("SELECT * FROM users ORDER BY id", [], |row| read(work, row))
}

fn read(work: &Work<'_>, row: &Row<'_>) -> rusqlite::Result<Object> {
    let mut user = object_column(row, "custom")?;
    let id: String = row.get("id")?;
    let invisible: bool = row.get("invisible")?;
    let image: String = row.get("image")?;
    user.insert("online".into(), (!invisible && work.hub().is_online(&id)).into());
    user.insert("id".into(), id.into());
    user.insert("name".into(), row.get::<_, String>("name")?.into());
    if !image.is_empty() {
        user.insert("image".into(), work.settings().absolute(&image).into());
    }
    user.insert("role".into(), row.get::<_, String>("role")?.into());
    user.insert("language".into(), row.get::<_, String>("language")?.into());
    user.insert("teams".into(), json!([]));
    user.insert("banned".into(), row.get::<_, bool>("banned")?.into());
    put_time(&mut user, "created_at", row.get("created_at")?);
    put_time(&mut user, "updated_at", row.get("updated_at")?);
    if let Some(last_active) = row.get("last_active")? {
        put_time(&mut user, "last_active", Some(last_active));
    }
    Ok(user)
}

/// Adds a user known by id alone.
pub(crate) fn ensure(work: &Work<'_>, id: &str) -> Result<(), Error> {
    let there = work.one("SELECT 1 FROM users WHERE id = ?1", [id], |_| Ok(()))?;
    if there.is_none() {
        let add = "INSERT INTO users (id, name, created_at, updated_at) VALUES (?1, ?1, ?2, ?2)";
        work.change(add, params![id, work.now])?;
        work.users.borrow_mut().remove(id);
    }
    Ok(())
}

/// Creates or updates the connecting user from `user_details`: what is supplied is merged, the rest is kept (protocol 2.1).
pub(crate) fn upsert_self(work: &Work<'_>, details: &Value) -> Result<(), Error> {
    ensure(work, &work.me)?;
    merge(work, &work.me, details, &[])?;
    work.change("UPDATE users SET last_active = ?2 WHERE id = ?1", params![work.me, work.now])?;
    work.users.borrow_mut().remove(&work.me);
    Ok(())
}

/// Merges supplied fields into a user and takes out `unset` ones. Role, teams and bans are not for clients to set.
pub(crate) fn merge(work: &Work<'_>, id: &str, set: &Value, unset: &[String]) -> Result<(), Error> {
    let text = |key: &str| set[key].as_str().map(str::to_owned);
    let stored = work.one("SELECT custom FROM users WHERE id = ?1", [id], |row| object_column(row, "custom"))?;
    let mut custom = stored.unwrap_or_default();
    let before = custom.clone();
    custom.extend(custom_of(set, &RESERVED));
    custom.retain(|key, _| !unset.contains(key));
    let image = text("image").map(|image| image.strip_prefix(&work.settings().origin).map(str::to_owned).unwrap_or(image));
    let privacy = set["privacy_settings"].is_object().then(|| set["privacy_settings"].to_string());
    let changes = "UPDATE users SET name = COALESCE(?2, name), image = COALESCE(?3, image), language = COALESCE(?4, language),
            invisible = COALESCE(?5, invisible), privacy = COALESCE(?6, privacy), custom = ?7, updated_at = ?8
        WHERE id = ?1 AND (name IS NOT COALESCE(?2, name) OR image IS NOT COALESCE(?3, image)
            OR language IS NOT COALESCE(?4, language) OR invisible IS NOT COALESCE(?5, invisible)
            OR privacy IS NOT COALESCE(?6, privacy) OR ?9)";
    let values = params![
        id,
        text("name"),
        image,
        text("language"),
        set["invisible"].as_bool(),
        privacy,
        Value::Object(custom.clone()).to_string(),
        work.now,
        custom != before,
    ];
    work.change(changes, values)?;
    work.users.borrow_mut().remove(id);
    Ok(())
}

/// Whether the user's privacy settings allow `what` (`typing_indicators`, `read_receipts`).
pub(crate) fn shares(work: &Work<'_>, id: &str, what: &str) -> Result<bool, Error> {
    let privacy = work.one("SELECT privacy FROM users WHERE id = ?1", [id], |row| object_column(row, "privacy"))?;
    Ok(privacy.unwrap_or_default().get(what).is_none_or(|setting| setting["enabled"] != false))
}

pub(crate) fn role(work: &Work<'_>, id: &str) -> Result<String, Error> {
    Ok(work.one("SELECT role FROM users WHERE id = ?1", [id], |row| row.get(0))?.unwrap_or_else(|| "user".into()))
}

/// The user as they see themselves: `OwnUser` of protocol 2.2.
pub(crate) fn own(work: &Work<'_>) -> Result<Object, Error> {
    let me = work.me.as_str();
    let mut user = shown(work, me)?;
    let (invisible, privacy) = work
        .one("SELECT invisible, privacy FROM users WHERE id = ?1", [me], |row| {
            Ok((row.get::<_, bool>(0)?, object_column(row, "privacy")?))
        })?
        .unwrap_or_default();
    user.insert("online".into(), true.into());
    user.insert("invisible".into(), invisible.into());
    user.insert("privacy_settings".into(), privacy_settings(privacy));
    user.insert("devices".into(), json!([]));
    user.insert("mutes".into(), mutes(work, me)?.into());
    user.insert("channel_mutes".into(), channel_mutes(work, me)?.into());
    let blocked = work.all("SELECT blocked_id FROM blocks WHERE user_id = ?1 ORDER BY created_at", [me], |row| row.get::<_, String>(0))?;
    user.insert("blocked_user_ids".into(), blocked.into());
    reads::totals(work, me)?.write(&mut user);
    Ok(user)
}

fn privacy_settings(stored: Object) -> Value {
    let mut all = Object::new();
    for name in ["typing_indicators", "read_receipts", "delivery_receipts"] {
        all.insert(name.into(), json!({ "enabled": true }));
    }
    all.extend(stored);
    Value::Object(all)
}

fn mutes(work: &Work<'_>, user: &str) -> Result<Vec<Value>, Error> {
    let query = "SELECT target_id, created_at, updated_at, expires FROM user_mutes
        WHERE user_id = ?1 AND (expires IS NULL OR expires > ?2) ORDER BY created_at";
    let rows = work.all(query, params![user, work.now], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mute = |(target, created_at, updated_at, expires): (String, i64, i64, Option<i64>)| {
        Ok(json!({
            "user": shown(work, user)?, "target": shown(work, &target)?,
            "created_at": clock::text(created_at), "updated_at": clock::text(updated_at), "expires": clock::json(expires),
        }))
    };
    rows.into_iter().map(mute).collect()
}

fn channel_mutes(work: &Work<'_>, user: &str) -> Result<Vec<Value>, Error> {
    let query = "SELECT cid, created_at, updated_at, expires FROM channel_mutes
        WHERE user_id = ?1 AND (expires IS NULL OR expires > ?2) ORDER BY created_at";
    let rows = work.all(query, params![user, work.now], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mute = |(cid, created_at, updated_at, expires): (String, i64, i64, Option<i64>)| {
        Ok(json!({
            "user": shown(work, user)?, "channel": channels::load(work, &cid)?.shown(work)?,
            "created_at": clock::text(created_at), "updated_at": clock::text(updated_at), "expires": clock::json(expires),
        }))
    };
    rows.into_iter().map(mute).collect()
}
