//! Members of channels: rows of `members` (protocol 4.1).

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::channels::Channel;
use super::{Object, object_column, put_time, users};
use crate::error::Error;
use crate::work::Work;

/// A row of `members`.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) user_id: String,
    pub(crate) channel_role: String,
    pub(crate) invite: String,
    pub(crate) invite_at: Option<i64>,
    pub(crate) banned: bool,
    pub(crate) hidden: bool,
    pub(crate) history_from: Option<i64>,
    pub(crate) pinned_at: Option<i64>,
    pub(crate) archived_at: Option<i64>,
    pub(crate) custom: Object,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl Member {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            user_id: row.get("user_id")?,
            channel_role: row.get("channel_role")?,
            invite: row.get("invite")?,
            invite_at: row.get("invite_at")?,
            banned: row.get("banned")?,
            hidden: row.get("hidden")?,
            history_from: row.get("history_from")?,
            pinned_at: row.get("pinned_at")?,
            archived_at: row.get("archived_at")?,
            custom: object_column(row, "custom")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }

    /// The member as the wire shows it.
    pub(crate) fn shown(&self, work: &Work<'_>, channel: &Channel) -> Result<Object, Error> {
        let user = users::shown(work, &self.user_id)?;
        let is_moderator = self.channel_role == "channel_moderator";
        let role = match () {
            () if self.user_id == channel.created_by => "owner",
            () if user.get("role").is_some_and(|role| role == "admin") => "admin",
            () if is_moderator => "moderator",
            () => "member",
        };
        let mut member = self.custom.clone();
        member.insert("user_id".into(), self.user_id.clone().into());
        member.insert("user".into(), user.into());
        member.insert("status".into(), if self.invite.is_empty() { "member" } else { &self.invite }.into());
        member.insert("role".into(), role.into());
        member.insert("channel_role".into(), self.channel_role.clone().into());
        if is_moderator {
            member.insert("is_moderator".into(), true.into());
        }
        if !self.invite.is_empty() {
            member.insert("invited".into(), true.into());
            match self.invite.as_str() {
                "accepted" => put_time(&mut member, "invite_accepted_at", self.invite_at),
                "rejected" => put_time(&mut member, "invite_rejected_at", self.invite_at),
                _ => {}
            }
        }
        member.insert("banned".into(), self.banned.into());
        member.insert("shadow_banned".into(), false.into());
        member.insert("notifications_muted".into(), false.into());
        put_time(&mut member, "pinned_at", self.pinned_at);
        put_time(&mut member, "archived_at", self.archived_at);
        put_time(&mut member, "created_at", Some(self.created_at));
        put_time(&mut member, "updated_at", Some(self.updated_at));
        Ok(member)
    }
}

pub(crate) fn find(work: &Work<'_>, cid: &str, user: &str) -> Result<Option<Member>, Error> {
    work.one("SELECT * FROM members WHERE cid = ?1 AND user_id = ?2", [cid, user], Member::read)
}

/// Members in the order in which they joined.
pub(crate) fn page(work: &Work<'_>, cid: &str, limit: usize, offset: usize) -> Result<Vec<Member>, Error> {
    let query = "SELECT * FROM members WHERE cid = ?1 ORDER BY created_at, user_id LIMIT ?2 OFFSET ?3";
    work.all(query, params![cid, limit, offset], Member::read)
}

/// Ids of all members.
pub(crate) fn ids(work: &Work<'_>, cid: &str) -> Result<Vec<String>, Error> {
    work.all("SELECT user_id FROM members WHERE cid = ?1", [cid], |row| row.get(0))
}

pub(crate) fn count(work: &Work<'_>, cid: &str) -> Result<i64, Error> {
    Ok(work.one("SELECT COUNT(*) FROM members WHERE cid = ?1", [cid], |row| row.get(0))?.unwrap_or(0))
}

pub(crate) fn all_shown(work: &Work<'_>, channel: &Channel, members: &[Member]) -> Result<Vec<Value>, Error> {
    members.iter().map(|member| member.shown(work, channel).map(Value::Object)).collect()
}

/// Adds a member who has read everything that is there already; answers false when they were one.
pub(crate) fn add(work: &Work<'_>, cid: &str, user: &str, role: &str, invite: &str) -> Result<bool, Error> {
    let sql = "INSERT INTO members (cid, user_id, channel_role, invite, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
        ON CONFLICT DO NOTHING";
    if work.change(sql, params![cid, user, role, invite, work.tick()])? == 0 {
        return Ok(false);
    }
    let read = "INSERT INTO reads (cid, user_id, last_read) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    work.change(read, params![cid, user, work.now])?;
    Ok(true)
}

/// Removes a member and their read state; answers whether they were one.
pub(crate) fn remove(work: &Work<'_>, cid: &str, user: &str) -> Result<bool, Error> {
    work.change("DELETE FROM reads WHERE cid = ?1 AND user_id = ?2", [cid, user])?;
    Ok(work.change("DELETE FROM members WHERE cid = ?1 AND user_id = ?2", [cid, user])? > 0)
}

/// Stores what may change of a member.
pub(crate) fn save(work: &Work<'_>, cid: &str, member: &Member) -> Result<(), Error> {
    let sql = "UPDATE members SET channel_role = ?3, invite = ?4, invite_at = ?5, hidden = ?6, history_from = ?7, pinned_at = ?8,
        archived_at = ?9, custom = ?10, updated_at = ?11 WHERE cid = ?1 AND user_id = ?2";
    work.change(
        sql,
        params![
            cid,
            member.user_id,
            member.channel_role,
            member.invite,
            member.invite_at,
            member.hidden,
            member.history_from,
            member.pinned_at,
            member.archived_at,
            json!(member.custom).to_string(),
            member.updated_at,
        ],
    )?;
    Ok(())
}
