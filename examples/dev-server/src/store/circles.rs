//! Roles and groups of people, and how messages name them (protocol 6.6).

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::{Object, texts};
use crate::clock;
use crate::error::Error;
use crate::work::Work;

/// What names many at once: the key of a message, and the capability that it needs.
pub(crate) const NAMING: [(&str, &str); 4] = [
    ("mentioned_channel", "notify-channel"),
    ("mentioned_here", "notify-here"),
    ("mentioned_roles", "notify-role"),
    ("mentioned_group_ids", "notify-group"),
];

/// Most roles, and most groups, that a message names (protocol 1.8).
pub(crate) const MOST: usize = 10;

/// What a sent message names besides users: only what is there.
pub(crate) fn named(sent: &Value) -> Object {
    let mut named = Object::new();
    for (key, _) in NAMING {
        let value = &sent[key];
        if *value == true {
            named.insert(key.into(), true.into());
        } else if !texts(value).is_empty() {
            named.insert(key.into(), texts(value).into());
        }
    }
    named
}

/// Adds to a message what it names, all keys of it.
pub(crate) fn show(work: &Work<'_>, named: &Object, message: &mut Object) -> Result<(), Error> {
    for (key, _) in NAMING {
        let none = if key.ends_with('s') { json!([]) } else { json!(false) };
        message.insert(key.into(), named.get(key).cloned().unwrap_or(none));
    }
    let mut groups = Vec::new();
    for id in named.get("mentioned_group_ids").map(texts).unwrap_or_default() {
        groups.extend(work.one("SELECT * FROM user_groups WHERE id = ?1", [id], read)?);
    }
    if !groups.is_empty() {
        message.insert("mentioned_groups".into(), groups.into());
    }
    Ok(())
}

/// Groups whose name begins so, by name.
pub(crate) fn groups(work: &Work<'_>, query: &str, limit: usize) -> Result<Vec<Value>, Error> {
    let sql = "SELECT * FROM user_groups WHERE lower(substr(name, 1, length(?1))) = lower(?1) ORDER BY name LIMIT ?2";
    work.all(sql, params![query, i64::try_from(limit).unwrap_or(i64::MAX)], read)
}

/// Roles that somebody has, whose name begins so.
pub(crate) fn roles(work: &Work<'_>, query: &str, limit: usize) -> Result<Vec<Value>, Error> {
    let sql = "SELECT DISTINCT role FROM users WHERE lower(substr(role, 1, length(?1))) = lower(?1) ORDER BY role LIMIT ?2";
    let read = |row: &Row<'_>| {
        let name: String = row.get("role")?;
        let is_custom = !matches!(name.as_str(), "admin" | "anonymous" | "guest" | "moderator" | "user");
        Ok(json!({ "name": name, "custom": is_custom, "scopes": [".app"] }))
    };
    work.all(sql, params![query, i64::try_from(limit).unwrap_or(i64::MAX)], read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Value> {
    let at = clock::json(Some(row.get("created_at")?));
    Ok(json!({
        "id": row.get::<_, String>("id")?, "name": row.get::<_, String>("name")?, "description": row.get::<_, String>("description")?,
        "created_at": at, "updated_at": at,
    }))
}
