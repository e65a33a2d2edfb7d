//! Who has read what: rows of `reads`, unread counts and totals (protocol 4.1 and 4.12). Counts are kept with each
//! message and recounted whenever a read mark moves, so that they agree with the rows at every commit.

use std::collections::HashMap;

use rusqlite::params;
use serde_json::Value;

use super::messages::Message;
use super::{Object, put_time, users};
use crate::clock;
use crate::error::Error;
use crate::hub::Totals;
use crate::work::Work;

/// A row of `reads`.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) user_id: String,
    pub(crate) last_read: Option<i64>,
    pub(crate) last_read_message_id: Option<String>,
    pub(crate) unread: i64,
    pub(crate) delivered: Option<(i64, String)>,
}

impl Read {
    #[expect(clippy::self_named_constructors, reason = "every row type is read by `read`")]
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let at: Option<i64> = row.get("last_delivered_at")?;
        Ok(Self {
            user_id: row.get("user_id")?,
            last_read: row.get("last_read")?,
            last_read_message_id: row.get("last_read_message_id")?,
            unread: row.get("unread")?,
            delivered: at.zip(row.get("last_delivered_message_id")?),
        })
    }

    /// The read state as the wire shows it; a member who never read has Stream's zero time.
    pub(crate) fn shown(&self, work: &Work<'_>) -> Result<Value, Error> {
        let mut read = Object::new();
        read.insert("user".into(), users::shown(work, &self.user_id)?.into());
        read.insert("last_read".into(), self.last_read.map_or_else(|| clock::NEVER.to_owned(), clock::text).into());
        read.insert("unread_messages".into(), self.unread.into());
        if let Some(id) = &self.last_read_message_id {
            read.insert("last_read_message_id".into(), id.clone().into());
        }
        if let Some((at, id)) = &self.delivered {
            put_time(&mut read, "last_delivered_at", Some(*at));
            read.insert("last_delivered_message_id".into(), id.clone().into());
        }
        Ok(Value::Object(read))
    }
}

/// The read states of a channel.
pub(crate) fn of(work: &Work<'_>, cid: &str) -> Result<Vec<Read>, Error> {
    work.all("SELECT * FROM reads WHERE cid = ?1 ORDER BY user_id", [cid], Read::read)
}

pub(crate) fn find(work: &Work<'_>, cid: &str, user: &str) -> Result<Option<Read>, Error> {
    work.one("SELECT * FROM reads WHERE cid = ?1 AND user_id = ?2", [cid, user], Read::read)
}

/// A user's totals over all channels and threads.
pub(crate) fn totals(work: &Work<'_>, user: &str) -> Result<Totals, Error> {
    let query = "SELECT COALESCE(SUM(unread), 0), COUNT(*), (SELECT COUNT(*) FROM thread_reads WHERE user_id = ?1 AND unread > 0)
        FROM reads WHERE user_id = ?1 AND unread > 0";
    let read = |row: &rusqlite::Row<'_>| Ok(Totals { unread: row.get(0)?, channels: row.get(1)?, threads: row.get(2)? });
    Ok(work.one(query, [user], read)?.unwrap_or_default())
}

/// The totals of every member of a channel who is connected: nobody else can be told. Connections begin and end in
/// units of work, so these are the same until the commit.
pub(crate) fn totals_of_members(work: &Work<'_>, cid: &str) -> Result<HashMap<String, Totals>, Error> {
    let members = super::members::ids(work, cid)?;
    members.into_iter().filter(|id| work.hub().is_online(id)).map(|id| Ok((id.clone(), totals(work, &id)?))).collect()
}

/// Counts a new message: one more for every reader it concerns; its author has read everything.
pub(crate) fn count_new(work: &Work<'_>, message: &Message) -> Result<(), Error> {
    if message.in_channel() && message.kind != "system" {
        let own = "UPDATE reads SET unread = 0, last_read = ?3, last_read_message_id = ?4, last_delivered_at = ?3,
            last_delivered_message_id = ?4 WHERE cid = ?1 AND user_id = ?2";
        work.change(own, params![message.cid, message.user_id, message.created_at, message.id])?;
    }
    if !message.counts() {
        return Ok(());
    }
    let others = "UPDATE reads SET unread = unread + 1 WHERE cid = ?1 AND user_id <> ?2
        AND (?3 = '[]' OR user_id IN (SELECT value FROM json_each(?3)))
        AND NOT EXISTS (SELECT 1 FROM user_mutes u WHERE u.user_id = reads.user_id AND target_id = ?2 AND (expires IS NULL OR expires > ?4))
        AND NOT EXISTS (SELECT 1 FROM channel_mutes c WHERE c.user_id = reads.user_id AND c.cid = ?1 AND (expires IS NULL OR expires > ?4))
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = reads.user_id AND b.blocked_id = ?2
            AND EXISTS (SELECT 1 FROM json_each(b.hid) WHERE value = ?1))";
    let visible_to = serde_json::json!(message.visible_to).to_string();
    work.change(others, params![message.cid, message.user_id, visible_to, work.now])?;
    Ok(())
}

/// Moves a user's read mark and recounts what is left; answers the new count.
pub(crate) fn set(work: &Work<'_>, cid: &str, user: &str, last_read: i64, message_id: Option<&str>) -> Result<i64, Error> {
    let sql = "UPDATE reads SET last_read = ?3, last_read_message_id = ?4 WHERE cid = ?1 AND user_id = ?2";
    work.change(sql, params![cid, user, last_read, message_id])?;
    recount(work, cid, Some(user))?;
    Ok(find(work, cid, user)?.map_or(0, |read| read.unread))
}

/// Counts every channel of a reader again: what they mute has changed.
pub(crate) fn recount_all(work: &Work<'_>, user: &str) -> Result<(), Error> {
    for cid in work.all("SELECT cid FROM reads WHERE user_id = ?1", [user], |row| row.get::<_, String>(0))? {
        recount(work, &cid, Some(user))?;
    }
    Ok(())
}

/// Counts again after messages went away or a read mark moved: for one reader or for all.
pub(crate) fn recount(work: &Work<'_>, cid: &str, user: Option<&str>) -> Result<(), Error> {
    let sql = "UPDATE reads SET unread = (
            SELECT COUNT(*) FROM messages m WHERE m.cid = reads.cid AND m.created_at > COALESCE(reads.last_read, 0)
                AND m.user_id <> reads.user_id AND m.deleted_at IS NULL AND NOT m.silent AND m.type <> 'system'
                AND (m.parent_id IS NULL OR m.show_in_channel)
                AND m.created_at > COALESCE((SELECT history_from FROM members h WHERE h.cid = reads.cid AND h.user_id = reads.user_id), 0)
                AND (m.visible_to = '[]' OR reads.user_id IN (SELECT value FROM json_each(m.visible_to)))
                AND NOT EXISTS (SELECT 1 FROM user_mutes u WHERE u.user_id = reads.user_id AND u.target_id = m.user_id AND (u.expires IS NULL OR u.expires > ?3))
                AND NOT EXISTS (SELECT 1 FROM channel_mutes c WHERE c.user_id = reads.user_id AND c.cid = reads.cid AND (c.expires IS NULL OR c.expires > ?3))
                AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = reads.user_id AND b.blocked_id = m.user_id
                    AND EXISTS (SELECT 1 FROM json_each(b.hid) WHERE value = ?1)))
        WHERE cid = ?1 AND (?2 IS NULL OR user_id = ?2)";
    work.change(sql, params![cid, user, work.now])?;
    Ok(())
}
