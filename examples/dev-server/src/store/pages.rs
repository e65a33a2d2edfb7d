//! Windows on the messages of a channel or a thread: the page around a cursor, always ascending (protocol 4.4 and 5.6).

use rusqlite::params;
use serde_json::Value;

use super::messages::{COLUMNS, Message};
use crate::clock;
use crate::error::Error;
use crate::request::limit;
use crate::work::Work;

/// Which messages are paged through.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of<'a> {
    /// A channel's list, without thread-only replies; only what was sent after this time.
    Channel(&'a str, Option<i64>),
    /// The replies of a message.
    Thread(&'a str),
}

/// Where a page lies in time (microseconds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Latest,
    Before(i64),
    After(i64),
    Around(i64),
}

/// Reads `limit`, `id_*` and `created_at_*` of `asked` and answers that page.
///
/// # Errors
/// Code 4 when a cursor names no message or no time.
pub(crate) fn page(work: &Work<'_>, of: Of<'_>, asked: &Value, default: usize) -> Result<Vec<Message>, Error> {
    let limit = limit(&asked["limit"], default, 300);
    match cursor(work, asked)? {
        Cursor::Latest => older(work, of, i64::MAX, limit),
        Cursor::Before(at) => older(work, of, at, limit),
        Cursor::After(at) => newer(work, of, at, limit),
        Cursor::Around(at) => around(work, of, at, limit),
    }
}

fn cursor(work: &Work<'_>, asked: &Value) -> Result<Cursor, Error> {
    let by_id = |key: &str| match asked[key].as_str() {
        None => Ok(None),
        Some(id) => {
            let found = work.one("SELECT created_at FROM messages WHERE id = ?1", [id], |row| row.get::<_, i64>(0))?;
            found.map(Some).ok_or_else(|| Error::field(key, "names a message that does not exist"))
        }
    };
    let by_time = |key: &str| match asked[key].as_str() {
        None => Ok(None),
        Some(text) => clock::parse(text).map(Some).ok_or_else(|| Error::field(key, "is not a time")),
    };
    // `Before` and `After` exclude their moment, so the inclusive forms move it by the smallest step.
    type Asked = (Option<i64>, fn(i64) -> Cursor);
    let table: [Asked; 10] = [
        (by_id("id_lt")?, Cursor::Before),
        (by_id("id_lte")?, |at| Cursor::Before(at + 1)),
        (by_id("id_gt")?, Cursor::After),
        (by_id("id_gte")?, |at| Cursor::After(at - 1)),
        (by_id("id_around")?, Cursor::Around),
        (by_time("created_at_around")?, Cursor::Around),
        (by_time("created_at_before")?, Cursor::Before),
        (by_time("created_at_before_or_equal")?, |at| Cursor::Before(at + 1)),
        (by_time("created_at_after")?, Cursor::After),
        (by_time("created_at_after_or_equal")?, |at| Cursor::After(at - 1)),
    ];
    Ok(table.into_iter().find_map(|(at, cursor)| at.map(cursor)).unwrap_or(Cursor::Latest))
}

/// Half a page older, the target, the rest newer; filled up from the other side at the ends.
fn around(work: &Work<'_>, of: Of<'_>, at: i64, limit: usize) -> Result<Vec<Message>, Error> {
    let before = older(work, of, at, limit)?;
    let mut after = newer(work, of, at - 1, limit)?;
    let kept_after = after.len().min(limit - before.len().min(limit / 2));
    let kept_before = before.len().min(limit - kept_after);
    let mut page: Vec<Message> = before.into_iter().rev().take(kept_before).rev().collect();
    after.truncate(kept_after);
    page.append(&mut after);
    Ok(page)
}

fn older(work: &Work<'_>, of: Of<'_>, before: i64, limit: usize) -> Result<Vec<Message>, Error> {
    let mut page = select(work, of, "m.created_at < ?2 ORDER BY m.created_at DESC", before, limit)?;
    page.reverse();
    Ok(page)
}

fn newer(work: &Work<'_>, of: Of<'_>, after: i64, limit: usize) -> Result<Vec<Message>, Error> {
    select(work, of, "m.created_at > ?2 ORDER BY m.created_at", after, limit)
}

fn select(work: &Work<'_>, of: Of<'_>, range: &str, at: i64, limit: usize) -> Result<Vec<Message>, Error> {
    let (scope, key, from) = match of {
        Of::Channel(cid, from) => ("m.cid = ?1 AND (m.parent_id IS NULL OR m.show_in_channel)", cid, from),
        Of::Thread(parent) => ("m.parent_id = ?1", parent, None),
    };
    let query = format!(
        "SELECT {COLUMNS} FROM messages m WHERE {scope} AND m.created_at > ?5
            AND (m.visible_to = '[]' OR m.user_id = ?3 OR EXISTS (SELECT 1 FROM json_each(m.visible_to) WHERE value = ?3))
            AND NOT EXISTS (SELECT 1 FROM message_removals WHERE message_id = m.id AND user_id = ?3)
            AND {range} LIMIT ?4"
    );
    work.all(&query, params![key, at, work.me, limit, from.unwrap_or(i64::MIN)], Message::read)
}
