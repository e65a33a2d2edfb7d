//! Channels: rows of `channels` and how they read, in events and personally (protocol 4.1).

use rusqlite::{Row, params};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::members::{self, Member};
use super::{Object, custom_of, object_column, put_time, users};
use crate::access;
use crate::error::Error;
use crate::work::Work;

/// Keys of a channel that are not custom data.
pub(crate) const RESERVED: [&str; 32] = [
    "id",
    "type",
    "cid",
    "created_at",
    "updated_at",
    "created_by",
    "created_by_id",
    "last_message_at",
    "frozen",
    "disabled",
    "hidden",
    "blocked",
    "member_count",
    "message_count",
    "config",
    "config_overrides",
    "own_capabilities",
    "cooldown",
    "team",
    "truncated_at",
    "truncated_by",
    "truncated_by_id",
    "deleted_at",
    "hide_messages_before",
    "muted",
    "mute_expires_at",
    "auto_translation_enabled",
    "auto_translation_language",
    "filter_tags",
    "members",
    "invites",
    "watcher_count",
];

/// A row of `channels`.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) cid: String,
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) created_by: String,
    pub(crate) frozen: bool,
    pub(crate) cooldown: i64,
    pub(crate) overrides: Object,
    pub(crate) custom: Object,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) last_message_at: Option<i64>,
    pub(crate) truncated_at: Option<i64>,
    pub(crate) truncated_by: Option<String>,
}

impl Channel {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            cid: row.get("cid")?,
            kind: row.get("type")?,
            id: row.get("id")?,
            created_by: row.get("created_by")?,
            frozen: row.get("frozen")?,
            cooldown: row.get("cooldown")?,
            overrides: object_column(row, "config")?,
            custom: object_column(row, "custom")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            last_message_at: row.get("last_message_at")?,
            truncated_at: row.get("truncated_at")?,
            truncated_by: row.get("truncated_by")?,
        })
    }

    /// `channel.config` with its overrides (protocol 9.2).
    pub(crate) fn config(&self) -> Object {
        access::config(&self.kind, &self.overrides)
    }

    /// Whether a feature of the configuration is on.
    pub(crate) fn has(&self, feature: &str) -> bool {
        self.config().get(feature) == Some(&Value::Bool(true))
    }

    /// The channel as events show it: nothing personal (protocol 0.4, rule 9).
    pub(crate) fn shown(&self, work: &Work<'_>) -> Result<Object, Error> {
        let mut channel = self.custom.clone();
        if let Some(image) = channel.get("image").and_then(Value::as_str) {
            let image = work.settings().absolute(image);
            channel.insert("image".into(), image.into());
        }
        channel.insert("id".into(), self.id.clone().into());
        channel.insert("type".into(), self.kind.clone().into());
        channel.insert("cid".into(), self.cid.clone().into());
        channel.insert("created_by".into(), users::shown(work, &self.created_by)?.into());
        channel.insert("frozen".into(), self.frozen.into());
        channel.insert("disabled".into(), false.into());
        if self.cooldown > 0 {
            channel.insert("cooldown".into(), self.cooldown.into());
        }
        put_time(&mut channel, "created_at", Some(self.created_at));
        put_time(&mut channel, "updated_at", Some(self.updated_at));
        if self.last_message_at.is_some() {
            put_time(&mut channel, "last_message_at", self.last_message_at);
        }
        if let (Some(at), Some(by)) = (self.truncated_at, &self.truncated_by) {
            put_time(&mut channel, "truncated_at", Some(at));
            channel.insert("truncated_by".into(), users::shown(work, by)?.into());
        }
        channel.insert("member_count".into(), members::count(work, &self.cid)?.into());
        channel.insert("message_count".into(), message_count(work, &self.cid)?.into());
        channel.insert("config".into(), self.config().into());
        Ok(channel)
    }

    /// As `shown`, with members: for notifications to those who do not watch.
    pub(crate) fn with_members(&self, work: &Work<'_>) -> Result<Object, Error> {
        let mut channel = self.shown(work)?;
        let members = members::page(work, &self.cid, 100, 0)?;
        channel.insert("members".into(), members::all_shown(work, self, &members)?.into());
        Ok(channel)
    }

    /// The channel as the asking user's REST answers show it.
    pub(crate) fn personal(&self, work: &Work<'_>, membership: Option<&Member>) -> Result<Object, Error> {
        let mut channel = self.shown(work)?;
        let capabilities = access::capabilities(&work.permissions(), self, membership, &work.me, &users::role(work, &work.me)?);
        channel.insert("own_capabilities".into(), json!(capabilities));
        channel.insert("hidden".into(), membership.is_some_and(|member| member.hidden).into());
        channel.insert("blocked".into(), is_blocked(work, self)?.into());
        channel.insert("muted".into(), is_muted(work, &self.cid)?.into());
        Ok(channel)
    }

    /// The three keys that route an event to this channel (protocol 7.10).
    pub(crate) fn address(&self, event: &mut Object) {
        event.insert("cid".into(), self.cid.clone().into());
        event.insert("channel_id".into(), self.id.clone().into());
        event.insert("channel_type".into(), self.kind.clone().into());
    }
}

/// The id of the channel that has exactly these members, in whatever order (protocol 4.3).
pub(crate) fn distinct_id(members: &[String]) -> String {
    let mut ids = members.to_vec();
    ids.sort();
    ids.dedup();
    let hash: String = Sha256::digest(ids.join(",")).iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    format!("!members-{hash}")
}

pub(crate) fn find(work: &Work<'_>, cid: &str) -> Result<Option<Channel>, Error> {
    work.one("SELECT * FROM channels WHERE cid = ?1", [cid], Channel::read)
}

/// As `find`, a 404 when there is none.
pub(crate) fn load(work: &Work<'_>, cid: &str) -> Result<Channel, Error> {
    find(work, cid)?.ok_or_else(|| Error::missing(format!("channel {cid} does not exist")))
}

/// Every channel that `user` may see: where they are a member, and those of types that their role may read.
pub(crate) fn visible(work: &Work<'_>, user: &str) -> Result<Vec<Channel>, Error> {
    let open = json!(work.permissions().open_kinds(&users::role(work, user)?)).to_string();
    let query =
        "SELECT * FROM channels WHERE type IN (SELECT value FROM json_each(?2)) OR cid IN (SELECT cid FROM members WHERE user_id = ?1)";
    work.all(query, params![user, open], Channel::read)
}

/// Adds a channel from `data` of its creator (protocol 4.3).
pub(crate) fn create(work: &Work<'_>, kind: &str, id: &str, data: &Value) -> Result<Channel, Error> {
    let cid = format!("{kind}:{id}");
    let custom = Value::Object(custom_of(data, &RESERVED));
    let overrides = if data["config_overrides"].is_object() { data["config_overrides"].to_string() } else { "{}".into() };
    let add = "INSERT INTO channels (cid, type, id, created_by, frozen, config, custom, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)";
    let frozen = data["frozen"].as_bool().unwrap_or(false);
    work.change(add, params![cid, kind, id, work.me, frozen, overrides, custom.to_string(), work.now])?;
    load(work, &cid)
}

/// Stores what may change of a channel.
pub(crate) fn save(work: &Work<'_>, channel: &Channel) -> Result<(), Error> {
    let sql = "UPDATE channels SET frozen = ?2, cooldown = ?3, config = ?4, custom = ?5, updated_at = ?6, last_message_at = ?7,
        truncated_at = ?8, truncated_by = ?9 WHERE cid = ?1";
    work.change(
        sql,
        params![
            channel.cid,
            channel.frozen,
            channel.cooldown,
            Value::Object(channel.overrides.clone()).to_string(),
            Value::Object(channel.custom.clone()).to_string(),
            channel.updated_at,
            channel.last_message_at,
            channel.truncated_at,
            channel.truncated_by,
        ],
    )?;
    Ok(())
}

pub(crate) fn message_count(work: &Work<'_>, cid: &str) -> Result<i64, Error> {
    let query = "SELECT COUNT(*) FROM messages WHERE cid = ?1 AND deleted_at IS NULL";
    Ok(work.one(query, [cid], |row| row.get(0))?.unwrap_or(0))
}

/// Whether the asking user muted the channel.
pub(crate) fn is_muted(work: &Work<'_>, cid: &str) -> Result<bool, Error> {
    let query = "SELECT 1 FROM channel_mutes WHERE user_id = ?1 AND cid = ?2 AND (expires IS NULL OR expires > ?3)";
    Ok(work.one(query, params![work.me, cid, work.now], |_| Ok(()))?.is_some())
}

/// Whether this is the channel of the asking user and somebody they blocked, and nobody else.
pub(crate) fn is_blocked(work: &Work<'_>, channel: &Channel) -> Result<bool, Error> {
    let query = "SELECT 1 FROM blocks JOIN members ON members.user_id = blocked_id AND members.cid = ?2
        WHERE blocks.user_id = ?1 AND (SELECT COUNT(*) FROM members WHERE cid = ?2) = 2";
    Ok(work.one(query, params![work.me, channel.cid], |_| Ok(()))?.is_some())
}

/// Recomputes `last_message_at` after a deletion.
pub(crate) fn last_message_at(work: &Work<'_>, cid: &str) -> Result<Option<i64>, Error> {
    let query = "SELECT MAX(created_at) FROM messages
        WHERE cid = ?1 AND (parent_id IS NULL OR show_in_channel) AND type <> 'system' AND deleted_at IS NULL";
    Ok(work.one(query, [cid], |row| row.get(0))?.flatten())
}
