//! Messages: rows of `messages` and how they read on the wire (protocol 5.1).

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::{Object, attachments, circles, drafts, json_column, object_column, polls, put_time, reactions, texts_column, users};
use crate::error::Error;
use crate::work::Work;

/// Keys of a message that are not custom data: also what clients echo back on an update (protocol 5.4).
pub(crate) const RESERVED: [&str; 61] = [
    "id",
    "cid",
    "type",
    "text",
    "html",
    "__html",
    "user",
    "user_id",
    "member",
    "attachments",
    "mentioned_users",
    "mentioned_channel",
    "mentioned_here",
    "mentioned_roles",
    "mentioned_group_ids",
    "mentioned_groups",
    "latest_reactions",
    "own_reactions",
    "reaction_counts",
    "reaction_scores",
    "reaction_groups",
    "parent_id",
    "show_in_channel",
    "reply_count",
    "deleted_reply_count",
    "thread_participants",
    "quoted_message_id",
    "quoted_message",
    "created_at",
    "updated_at",
    "deleted_at",
    "message_text_updated_at",
    "shadowed",
    "silent",
    "pinned",
    "pinned_at",
    "pinned_by",
    "pin_expires",
    "restricted_visibility",
    "i18n",
    "poll_id",
    "poll",
    "reminder",
    "shared_location",
    "draft",
    "command",
    "args",
    "command_info",
    "moderation",
    "moderation_details",
    "status",
    "error",
    "channel",
    "deleted_for_me",
    "image_labels",
    "before_message_send_failed",
    "user_details",
    "is_markdown",
    "date",
    "mml",
    "skip_push",
];

/// A row of `messages`, with its counted replies.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) cid: String,
    pub(crate) user_id: String,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) attachments: Value,
    pub(crate) mentioned: Vec<String>,
    /// Whom it names besides users: keys of `circles::NAMING`.
    pub(crate) named: Object,
    pub(crate) visible_to: Vec<String>,
    pub(crate) parent_id: Option<String>,
    pub(crate) show_in_channel: bool,
    pub(crate) quoted_message_id: Option<String>,
    pub(crate) poll_id: Option<String>,
    pub(crate) silent: bool,
    pub(crate) pinned_at: Option<i64>,
    pub(crate) pinned_by: Option<String>,
    pub(crate) pin_expires: Option<i64>,
    /// The command that made it and its arguments.
    pub(crate) command: Option<(String, String)>,
    pub(crate) custom: Object,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) text_updated_at: Option<i64>,
    pub(crate) deleted_at: Option<i64>,
    pub(crate) reply_count: i64,
    pub(crate) deleted_reply_count: i64,
}

/// The columns that `Message::read` wants.
pub(crate) const COLUMNS: &str = "m.*, (SELECT COUNT(*) FROM messages r WHERE r.parent_id = m.id AND r.deleted_at IS NULL) AS replies,
    (SELECT COUNT(*) FROM messages r WHERE r.parent_id = m.id AND r.deleted_at IS NOT NULL) AS deleted_replies";

impl Message {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let command: String = row.get("command")?;
        Ok(Self {
            id: row.get("id")?,
            cid: row.get("cid")?,
            user_id: row.get("user_id")?,
            kind: row.get("type")?,
            text: row.get("text")?,
            attachments: json_column(row, "attachments")?,
            mentioned: texts_column(row, "mentioned")?,
            named: object_column(row, "named")?,
            visible_to: texts_column(row, "visible_to")?,
            parent_id: row.get("parent_id")?,
            show_in_channel: row.get("show_in_channel")?,
            quoted_message_id: row.get("quoted_message_id")?,
            poll_id: row.get("poll_id")?,
            silent: row.get("silent")?,
            pinned_at: row.get("pinned_at")?,
            pinned_by: row.get("pinned_by")?,
            pin_expires: row.get("pin_expires")?,
            command: (!command.is_empty()).then_some(command).zip(Some(row.get("args")?)),
            custom: object_column(row, "custom")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            text_updated_at: row.get("text_updated_at")?,
            deleted_at: row.get("deleted_at")?,
            reply_count: row.get("replies")?,
            deleted_reply_count: row.get("deleted_replies")?,
        })
    }

    /// Whether the channel's own list shows it (a thread-only reply is not there).
    pub(crate) fn in_channel(&self) -> bool {
        self.parent_id.is_none() || self.show_in_channel
    }

    /// Whether it counts as unread for others (protocol 4.12).
    pub(crate) fn counts(&self) -> bool {
        self.in_channel() && !self.silent && self.kind != "system"
    }

    /// Whether `user` may see it at all.
    pub(crate) fn is_for(&self, user: &str) -> bool {
        self.visible_to.is_empty() || self.user_id == user || self.visible_to.iter().any(|other| other == user)
    }

    /// The message as events show it: `own_reactions` is empty (protocol 0.4, rule 9).
    pub(crate) fn shown(&self, work: &Work<'_>) -> Result<Object, Error> {
        self.rendered(work, None, true)
    }

    /// The message as REST answers show it to the asking user.
    pub(crate) fn personal(&self, work: &Work<'_>) -> Result<Object, Error> {
        self.rendered(work, Some(&work.me), true)
    }

    fn rendered(&self, work: &Work<'_>, viewer: Option<&str>, with_quote: bool) -> Result<Object, Error> {
        let is_deleted = self.deleted_at.is_some();
        let mut message = if is_deleted { Object::new() } else { self.custom.clone() };
        let text = if is_deleted { "" } else { self.text.as_str() };
        message.insert("id".into(), self.id.clone().into());
        message.insert("cid".into(), self.cid.clone().into());
        message.insert("type".into(), self.kind.clone().into());
        message.insert("text".into(), text.into());
        message.insert("html".into(), html(text).into());
        message.insert("user".into(), users::shown(work, &self.user_id)?.into());
        message.insert("attachments".into(), if is_deleted { json!([]) } else { attachments::shown(work, &self.attachments) });
        message.insert("mentioned_users".into(), users::all_shown(work, &self.mentioned)?.into());
        circles::show(work, &self.named, &mut message)?;
        if let Some(parent) = &self.parent_id {
            message.insert("parent_id".into(), parent.clone().into());
            message.insert("show_in_channel".into(), self.show_in_channel.into());
        }
        if let Some(quoted) = &self.quoted_message_id {
            message.insert("quoted_message_id".into(), quoted.clone().into());
            // What only some may see is not repeated to all.
            let may_see = |quoted: &Self| viewer.map_or(quoted.visible_to.is_empty(), |viewer| quoted.is_for(viewer));
            if let (true, Some(quoted)) = (with_quote, find(work, quoted)?.filter(may_see)) {
                message.insert("quoted_message".into(), quoted.rendered(work, viewer, false)?.into());
            }
        }
        if let Some(poll) = self.poll_id.as_ref().filter(|_| !is_deleted) {
            message.insert("poll_id".into(), poll.clone().into());
            message.insert("poll".into(), polls::load(work, poll)?.shown(work, viewer)?);
        }
        message.insert("reply_count".into(), self.reply_count.into());
        message.insert("deleted_reply_count".into(), self.deleted_reply_count.into());
        if self.reply_count > 0 {
            message.insert("thread_participants".into(), users::all_shown(work, &repliers(work, &self.id)?)?.into());
        }
        message.insert("silent".into(), self.silent.into());
        message.insert("shadowed".into(), false.into());
        let is_pinned = self.pinned_at.is_some() && self.pin_expires.is_none_or(|end| end > work.now);
        message.insert("pinned".into(), is_pinned.into());
        put_time(&mut message, "pinned_at", self.pinned_at);
        put_time(&mut message, "pin_expires", self.pin_expires);
        let pinned_by = self.pinned_by.as_ref().map(|by| users::shown(work, by)).transpose()?;
        message.insert("pinned_by".into(), pinned_by.map_or(Value::Null, Value::Object));
        if let Some((command, args)) = &self.command {
            message.insert("command".into(), command.clone().into());
            message.insert("args".into(), args.clone().into());
            message.insert("command_info".into(), json!({ "name": command }));
        }
        let draft = match viewer {
            Some(_) if with_quote && self.parent_id.is_none() => drafts::find(work, &self.cid, &self.id)?,
            _ => None,
        };
        if let Some(draft) = draft {
            message.insert("draft".into(), draft.shown(work, true)?);
        }
        if !self.visible_to.is_empty() {
            message.insert("restricted_visibility".into(), json!(self.visible_to));
        }
        put_time(&mut message, "created_at", Some(self.created_at));
        put_time(&mut message, "updated_at", Some(self.updated_at));
        for (key, time) in [("deleted_at", self.deleted_at), ("message_text_updated_at", self.text_updated_at)] {
            if time.is_some() {
                put_time(&mut message, key, time);
            }
        }
        reactions::describe(work, &self.id, viewer, &mut message)?;
        Ok(message)
    }
}

pub(crate) fn find(work: &Work<'_>, id: &str) -> Result<Option<Message>, Error> {
    work.one(&format!("SELECT {COLUMNS} FROM messages m WHERE id = ?1"), [id], Message::read)
}

/// As `find`, a 404 when there is none that the asking user may see.
pub(crate) fn load(work: &Work<'_>, id: &str) -> Result<Message, Error> {
    find(work, id)?.filter(|message| message.is_for(&work.me)).ok_or_else(|| Error::missing(format!("message {id} does not exist")))
}

pub(crate) fn all_personal(work: &Work<'_>, messages: &[Message]) -> Result<Vec<Value>, Error> {
    messages.iter().map(|message| message.personal(work).map(Value::Object)).collect()
}

/// Who replied, in the order of their first reply.
pub(crate) fn repliers(work: &Work<'_>, parent: &str) -> Result<Vec<String>, Error> {
    let query =
        "SELECT user_id FROM messages WHERE parent_id = ?1 AND deleted_at IS NULL GROUP BY user_id ORDER BY MIN(created_at) LIMIT 25";
    work.all(query, [parent], |row| row.get(0))
}

/// Adds a message.
pub(crate) fn insert(work: &Work<'_>, message: &Message) -> Result<(), Error> {
    let sql = "INSERT INTO messages (id, cid, user_id, type, text, attachments, mentioned, visible_to, parent_id, show_in_channel,
            quoted_message_id, silent, pinned_at, pinned_by, pin_expires, custom, created_at, updated_at, command, args,
            named, poll_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
    work.change(
        sql,
        params![
            message.id,
            message.cid,
            message.user_id,
            message.kind,
            message.text,
            message.attachments.to_string(),
            json!(message.mentioned).to_string(),
            json!(message.visible_to).to_string(),
            message.parent_id,
            message.show_in_channel,
            message.quoted_message_id,
            message.silent,
            message.pinned_at,
            message.pinned_by,
            message.pin_expires,
            json!(message.custom).to_string(),
            message.created_at,
            message.updated_at,
            message.command.as_ref().map_or("", |command| &command.0),
            message.command.as_ref().map_or("", |command| &command.1),
            json!(message.named).to_string(),
            message.poll_id,
        ],
    )?;
    Ok(())
}

/// Stores what may change of a message.
pub(crate) fn save(work: &Work<'_>, message: &Message) -> Result<(), Error> {
    let sql = "UPDATE messages SET type = ?2, text = ?3, attachments = ?4, mentioned = ?5, quoted_message_id = ?6, pinned_at = ?7,
        pinned_by = ?8, pin_expires = ?9, custom = ?10, updated_at = ?11, text_updated_at = ?12, deleted_at = ?13, named = ?14 WHERE id = ?1";
    work.change(
        sql,
        params![
            message.id,
            message.kind,
            message.text,
            message.attachments.to_string(),
            json!(message.mentioned).to_string(),
            message.quoted_message_id,
            message.pinned_at,
            message.pinned_by,
            message.pin_expires,
            json!(message.custom).to_string(),
            message.updated_at,
            message.text_updated_at,
            message.deleted_at,
            json!(message.named).to_string(),
        ],
    )?;
    Ok(())
}

/// Removes a message, its replies and their reactions.
pub(crate) fn remove(work: &Work<'_>, id: &str) -> Result<(), Error> {
    work.change("DELETE FROM messages WHERE parent_id = ?1 OR id = ?1", [id])?;
    Ok(())
}

/// The plain HTML that Stream adds beside the text.
fn html(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{escaped}</p>\n")
}
