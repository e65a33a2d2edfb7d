//! Drafts: rows of `drafts`, one for each composer of a person: a channel's, or a thread's (protocol 6.3).

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::{Object, channels, json_column, messages, put_time};
use crate::clock;
use crate::error::Error;
use crate::work::Work;

/// A row of `drafts`.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) cid: String,
    /// Empty for the channel's own composer.
    pub(crate) parent_id: String,
    /// As the client sent it.
    pub(crate) message: Value,
    pub(crate) created_at: i64,
}

impl Draft {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            cid: row.get("cid")?,
            parent_id: row.get("parent_id")?,
            message: json_column(row, "message")?,
            created_at: row.get("created_at")?,
        })
    }

    /// The draft as the wire shows it. Inside of a channel, a message or a thread it does not repeat these.
    pub(crate) fn shown(&self, work: &Work<'_>, is_inside: bool) -> Result<Value, Error> {
        let mut draft = Object::new();
        draft.insert("channel_cid".into(), self.cid.clone().into());
        let mut message = self.message.clone();
        let attachments = super::attachments::shown(work, &message["attachments"]);
        if attachments.is_array() {
            message["attachments"] = attachments;
        }
        draft.insert("message".into(), message);
        put_time(&mut draft, "created_at", Some(self.created_at));
        if !self.parent_id.is_empty() {
            draft.insert("parent_id".into(), self.parent_id.clone().into());
        }
        let shown = |id: Option<&str>| match id.filter(|id| !is_inside && !id.is_empty()) {
            None => Ok::<_, Error>(Value::Null),
            Some(id) => match messages::find(work, id)? {
                Some(message) if message.is_for(&work.me) => Ok(Value::Object(message.shown(work)?)),
                _ => Ok(Value::Null),
            },
        };
        draft.insert("parent_message".into(), shown(Some(&self.parent_id))?);
        draft.insert("quoted_message".into(), shown(self.message["quoted_message_id"].as_str())?);
        if !is_inside {
            draft.insert("channel".into(), channels::load(work, &self.cid)?.shown(work)?.into());
        }
        Ok(Value::Object(draft))
    }
}

/// The asking user's draft of a composer.
pub(crate) fn find(work: &Work<'_>, cid: &str, parent: &str) -> Result<Option<Draft>, Error> {
    let query = "SELECT * FROM drafts WHERE user_id = ?1 AND cid = ?2 AND parent_id = ?3";
    work.one(query, [work.me.as_str(), cid, parent], Draft::read)
}

/// Every draft of the asking user, newest first.
pub(crate) fn own(work: &Work<'_>) -> Result<Vec<Draft>, Error> {
    work.all("SELECT * FROM drafts WHERE user_id = ?1 ORDER BY created_at DESC", [&work.me], Draft::read)
}

/// Stores a draft, in the place of the one that is there.
pub(crate) fn put(work: &Work<'_>, draft: &Draft) -> Result<(), Error> {
    let sql = "INSERT INTO drafts (user_id, cid, parent_id, message, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET message = excluded.message, created_at = excluded.created_at";
    work.change(sql, params![work.me, draft.cid, draft.parent_id, draft.message.to_string(), draft.created_at])?;
    Ok(())
}

/// Removes a draft; answers whether there was one.
pub(crate) fn remove(work: &Work<'_>, cid: &str, parent: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM drafts WHERE user_id = ?1 AND cid = ?2 AND parent_id = ?3";
    Ok(work.change(sql, [work.me.as_str(), cid, parent])? > 0)
}

/// A draft that is gone, as its event tells it.
pub(crate) fn gone(cid: &str, parent: &str) -> Value {
    let mut draft = json!({
        "channel_cid": cid, "created_at": clock::NEVER, "message": { "id": "", "text": "" }, "channel": null,
        "parent_message": null, "quoted_message": null,
    });
    if !parent.is_empty() {
        draft["parent_id"] = parent.into();
    }
    draft
}
