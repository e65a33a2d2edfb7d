//! Threads: a message with replies, who takes part, and what they have read (protocol 6.1).

use rusqlite::params;
use serde_json::{Value, json};

use super::channels::Channel;
use super::messages::{self, Message};
use super::pages::{self, Of};
use super::{Object, drafts, object_column, put_time, users};
use crate::clock;
use crate::error::Error;
use crate::work::Work;

/// Counts a new reply: its author and the parent's take part; everybody but the author has one more to read.
pub(crate) fn count_new(work: &Work<'_>, parent: &Message, reply: &Message) -> Result<(), Error> {
    let join = "INSERT INTO thread_reads (parent_id, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    for user in [&parent.user_id, &reply.user_id] {
        work.change(join, [&parent.id, user])?;
    }
    work.change("UPDATE thread_reads SET unread = unread + 1 WHERE parent_id = ?1 AND user_id <> ?2", [&parent.id, &reply.user_id])?;
    set_read(work, &parent.id, &reply.user_id, Some(reply.created_at))
}

/// Ids of those who take part, in alphabetical order.
pub(crate) fn participants(work: &Work<'_>, parent: &str) -> Result<Vec<String>, Error> {
    work.all("SELECT user_id FROM thread_reads WHERE parent_id = ?1 ORDER BY user_id", [parent], |row| row.get(0))
}

/// Moves the read mark and recounts.
pub(crate) fn set_read(work: &Work<'_>, parent: &str, user: &str, last_read: Option<i64>) -> Result<(), Error> {
    let sql = "UPDATE thread_reads SET last_read = ?3, unread = (SELECT COUNT(*) FROM messages r WHERE r.parent_id = ?1 AND r.user_id <> ?2
        AND r.created_at > COALESCE(?3, 0) AND r.deleted_at IS NULL) WHERE parent_id = ?1 AND user_id = ?2";
    work.change(sql, params![parent, user, last_read])?;
    Ok(())
}

/// Counts again for everybody after a reply went away.
pub(crate) fn recount(work: &Work<'_>, parent: &str) -> Result<(), Error> {
    let sql = "UPDATE thread_reads SET unread = (SELECT COUNT(*) FROM messages r WHERE r.parent_id = ?1
        AND r.user_id <> thread_reads.user_id AND r.created_at > COALESCE(thread_reads.last_read, 0) AND r.deleted_at IS NULL)
        WHERE parent_id = ?1";
    work.change(sql, [parent])?;
    Ok(())
}

/// Parents of the threads in which `user` takes part, latest reply first.
pub(crate) fn of_user(work: &Work<'_>, user: &str) -> Result<Vec<String>, Error> {
    let query = "SELECT parent_id FROM thread_reads t WHERE user_id = ?1
        ORDER BY (SELECT MAX(created_at) FROM messages r WHERE r.parent_id = t.parent_id) DESC";
    work.all(query, [user], |row| row.get(0))
}

/// When the newest reply was sent, or the parent.
pub(crate) fn last_reply_at(work: &Work<'_>, parent: &Message) -> Result<i64, Error> {
    let query = "SELECT MAX(created_at) FROM messages WHERE parent_id = ?1 AND deleted_at IS NULL";
    Ok(work.one(query, [&parent.id], |row| row.get::<_, Option<i64>>(0))?.flatten().unwrap_or(parent.created_at))
}

/// How much of a thread is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) replies: usize,
    pub(crate) participants: usize,
    pub(crate) members: usize,
}

/// The thread as the wire shows it.
pub(crate) fn shown(work: &Work<'_>, channel: &Channel, parent: &Message, limits: Limits) -> Result<Object, Error> {
    let latest = pages::page(work, Of::Thread(&parent.id), &json!({}), limits.replies)?;
    let stored = work.one("SELECT title, custom FROM threads WHERE parent_id = ?1", [&parent.id], |row| {
        Ok((row.get::<_, String>("title")?, object_column(row, "custom")?))
    })?;
    let (title, mut thread) = stored.unwrap_or_default();
    let reads =
        work.all("SELECT user_id, last_read, unread FROM thread_reads WHERE parent_id = ?1 ORDER BY user_id", [&parent.id], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, i64>(2)?))
        })?;
    let never = |at: Option<i64>| at.map_or_else(|| clock::NEVER.to_owned(), clock::text);
    let read = |(user, at, unread): &(String, Option<i64>, i64)| {
        Ok(json!({ "user": users::shown(work, user)?, "last_read": never(*at), "unread_messages": unread }))
    };
    let participant = |(user, at, _): &(String, Option<i64>, i64)| {
        Ok(json!({
            "channel_cid": channel.cid, "thread_id": parent.id, "user_id": user, "user": users::shown(work, user)?,
            "created_at": clock::text(parent.created_at), "last_read_at": never(*at),
        }))
    };
    let mut shown_channel = channel.shown(work)?;
    let people = super::members::page(work, &channel.cid, limits.members, 0)?;
    shown_channel.insert("members".into(), super::members::all_shown(work, channel, &people)?.into());
    if let Some(draft) = drafts::find(work, &channel.cid, &parent.id)? {
        thread.insert("draft".into(), draft.shown(work, true)?);
    }
    thread.insert("channel_cid".into(), channel.cid.clone().into());
    thread.insert("channel".into(), shown_channel.into());
    thread.insert("parent_message_id".into(), parent.id.clone().into());
    thread.insert("parent_message".into(), parent.personal(work)?.into());
    thread.insert("title".into(), if title.is_empty() { parent.text.clone() } else { title }.into());
    thread.insert("created_by_user_id".into(), parent.user_id.clone().into());
    thread.insert("created_by".into(), users::shown(work, &parent.user_id)?.into());
    thread.insert("reply_count".into(), parent.reply_count.into());
    thread.insert("participant_count".into(), reads.len().into());
    thread.insert("active_participant_count".into(), reads.len().into());
    thread.insert(
        "thread_participants".into(),
        reads.iter().take(limits.participants).map(participant).collect::<Result<Vec<Value>, Error>>()?.into(),
    );
    thread.insert("read".into(), reads.iter().map(read).collect::<Result<Vec<Value>, Error>>()?.into());
    thread.insert("latest_replies".into(), messages::all_personal(work, &latest)?.into());
    put_time(&mut thread, "created_at", Some(parent.created_at));
    put_time(&mut thread, "updated_at", Some(parent.updated_at));
    put_time(&mut thread, "last_message_at", Some(last_reply_at(work, parent)?));
    put_time(&mut thread, "deleted_at", parent.deleted_at);
    Ok(thread)
}
