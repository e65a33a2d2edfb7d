//! Uploaded files: rows of `uploads`. The files themselves are in the folder of `Settings::uploads`, under the same names.

use rusqlite::{Row, params};

use crate::error::Error;
use crate::work::Work;

/// A row of `uploads`.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// Random, with the ending of the original.
    pub(crate) name: String,
    pub(crate) user_id: String,
    /// Empty when it was not uploaded in a channel.
    pub(crate) cid: String,
    /// The name it had at its owner's.
    pub(crate) original: String,
    pub(crate) mime: String,
    /// Bytes.
    pub(crate) size: u64,
    /// Width and height in pixels.
    pub(crate) pixels: Option<(u32, u32)>,
    pub(crate) created_at: i64,
}

impl Upload {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let width: Option<u32> = row.get("width")?;
        Ok(Self {
            name: row.get("name")?,
            user_id: row.get("user_id")?,
            cid: row.get("cid")?,
            original: row.get("original")?,
            mime: row.get("mime")?,
            size: row.get("size")?,
            pixels: width.zip(row.get("height")?),
            created_at: row.get("created_at")?,
        })
    }
}

/// Below which path uploaded files are served.
pub(crate) const PATH: &str = "/media/";

pub(crate) fn find(work: &Work<'_>, name: &str) -> Result<Option<Upload>, Error> {
    work.one("SELECT * FROM uploads WHERE name = ?1", [name], Upload::read)
}

/// The upload that an address names: an absolute one of ours, or its path.
pub(crate) fn at(work: &Work<'_>, url: &str) -> Result<Option<Upload>, Error> {
    match work.settings().relative(url).strip_prefix(PATH) {
        Some(name) => find(work, name),
        None => Ok(None),
    }
}

pub(crate) fn insert(work: &Work<'_>, upload: &Upload) -> Result<(), Error> {
    let sql = "INSERT INTO uploads (name, user_id, cid, original, mime, size, width, height, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    work.change(
        sql,
        params![
            upload.name,
            upload.user_id,
            upload.cid,
            upload.original,
            upload.mime,
            upload.size,
            upload.pixels.map(|pixels| pixels.0),
            upload.pixels.map(|pixels| pixels.1),
            upload.created_at,
        ],
    )?;
    Ok(())
}

pub(crate) fn remove(work: &Work<'_>, name: &str) -> Result<(), Error> {
    work.change("DELETE FROM uploads WHERE name = ?1", [name])?;
    Ok(())
}
