//! Ephemeral messages that wait for an action: rows of `previews` (protocol 5.11).

use rusqlite::{Row, params};
use serde_json::Value;

use super::json_column;
use crate::error::Error;
use crate::work::Work;

/// A row of `previews`.
#[derive(Clone, Debug)]
pub(crate) struct Preview {
    pub(crate) id: String,
    pub(crate) cid: String,
    /// The message as the client sent it.
    pub(crate) sent: Value,
    pub(crate) words: String,
    /// How often it was shuffled.
    pub(crate) pick: usize,
}

impl Preview {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            cid: row.get("cid")?,
            sent: json_column(row, "sent")?,
            words: row.get("words")?,
            pick: row.get("pick")?,
        })
    }
}

/// The asking user's preview of that id.
pub(crate) fn find(work: &Work<'_>, id: &str) -> Result<Option<Preview>, Error> {
    work.one("SELECT * FROM previews WHERE id = ?1 AND user_id = ?2", [id, &work.me], Preview::read)
}

pub(crate) fn exists(work: &Work<'_>, id: &str) -> Result<bool, Error> {
    Ok(work.one("SELECT 1 FROM previews WHERE id = ?1", [id], |_| Ok(()))?.is_some())
}

/// Stores a preview of the asking user, in the place of the one that is there.
pub(crate) fn put(work: &Work<'_>, preview: &Preview) -> Result<(), Error> {
    let sql = "INSERT INTO previews (id, user_id, cid, sent, words, pick, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET pick = excluded.pick";
    work.change(sql, params![preview.id, work.me, preview.cid, preview.sent.to_string(), preview.words, preview.pick, work.now])?;
    Ok(())
}

pub(crate) fn remove(work: &Work<'_>, id: &str) -> Result<(), Error> {
    work.change("DELETE FROM previews WHERE id = ?1", [id])?;
    Ok(())
}
