//! Reactions: rows of `reactions`, and the counters that messages carry (protocol 5.7).

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::{Object, object_column, put_time, users};
use crate::clock;
use crate::error::Error;
use crate::work::Work;

/// Keys of a reaction that are not custom data.
pub(crate) const RESERVED: [&str; 7] = ["message_id", "user_id", "user", "type", "score", "created_at", "updated_at"];

/// A row of `reactions`.
#[derive(Clone, Debug)]
pub(crate) struct Reaction {
    pub(crate) message_id: String,
    pub(crate) user_id: String,
    pub(crate) kind: String,
    pub(crate) score: i64,
    pub(crate) custom: Object,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl Reaction {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            message_id: row.get("message_id")?,
            user_id: row.get("user_id")?,
            kind: row.get("type")?,
            score: row.get("score")?,
            custom: object_column(row, "custom")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }

    /// The reaction as the wire shows it.
    pub(crate) fn shown(&self, work: &Work<'_>) -> Result<Value, Error> {
        let mut reaction = self.custom.clone();
        reaction.insert("message_id".into(), self.message_id.clone().into());
        reaction.insert("user_id".into(), self.user_id.clone().into());
        reaction.insert("user".into(), users::shown(work, &self.user_id)?.into());
        reaction.insert("type".into(), self.kind.clone().into());
        reaction.insert("score".into(), self.score.into());
        put_time(&mut reaction, "created_at", Some(self.created_at));
        put_time(&mut reaction, "updated_at", Some(self.updated_at));
        Ok(Value::Object(reaction))
    }
}

/// The reactions of a message, newest first.
pub(crate) fn of(work: &Work<'_>, message: &str) -> Result<Vec<Reaction>, Error> {
    work.all("SELECT * FROM reactions WHERE message_id = ?1 ORDER BY created_at DESC, type", [message], Reaction::read)
}

pub(crate) fn find(work: &Work<'_>, message: &str, user: &str, kind: &str) -> Result<Option<Reaction>, Error> {
    let query = "SELECT * FROM reactions WHERE message_id = ?1 AND user_id = ?2 AND type = ?3";
    work.one(query, [message, user, kind], Reaction::read)
}

/// Adds a reaction, or replaces the one of the same user and type.
pub(crate) fn put(work: &Work<'_>, reaction: &Reaction) -> Result<(), Error> {
    let sql = "INSERT INTO reactions (message_id, user_id, type, score, custom, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET score = excluded.score, custom = excluded.custom, updated_at = excluded.updated_at";
    let custom = json!(reaction.custom).to_string();
    work.change(
        sql,
        params![reaction.message_id, reaction.user_id, reaction.kind, reaction.score, custom, reaction.created_at, reaction.updated_at],
    )?;
    Ok(())
}

pub(crate) fn remove(work: &Work<'_>, reaction: &Reaction) -> Result<(), Error> {
    let sql = "DELETE FROM reactions WHERE message_id = ?1 AND user_id = ?2 AND type = ?3";
    work.change(sql, [&reaction.message_id, &reaction.user_id, &reaction.kind])?;
    Ok(())
}

/// Writes the five reaction keys of a message. `own_reactions` are those of `viewer`.
pub(crate) fn describe(work: &Work<'_>, message: &str, viewer: Option<&str>, into: &mut Object) -> Result<(), Error> {
    let all = of(work, message)?;
    let (mut counts, mut scores, mut groups) = (Object::new(), Object::new(), Object::new());
    for reaction in &all {
        let of_kind = || all.iter().filter(|other| other.kind == reaction.kind);
        if counts.contains_key(&reaction.kind) {
            continue;
        }
        let (count, score) = (of_kind().count(), of_kind().map(|other| other.score).sum::<i64>());
        let first = of_kind().map(|other| other.created_at).min();
        let last = of_kind().map(|other| other.created_at).max();
        counts.insert(reaction.kind.clone(), count.into());
        scores.insert(reaction.kind.clone(), score.into());
        let group = json!({
            "count": count, "sum_scores": score,
            "first_reaction_at": clock::json(first), "last_reaction_at": clock::json(last), "latest_reactions_by": [],
        });
        groups.insert(reaction.kind.clone(), group);
    }
    let shown = |reaction: &Reaction| reaction.shown(work);
    let latest: Vec<Value> = all.iter().take(10).map(shown).collect::<Result<_, _>>()?;
    let own = all.iter().filter(|reaction| Some(reaction.user_id.as_str()) == viewer);
    into.insert("own_reactions".into(), own.map(shown).collect::<Result<Vec<_>, _>>()?.into());
    into.insert("latest_reactions".into(), latest.into());
    into.insert("reaction_counts".into(), counts.into());
    into.insert("reaction_scores".into(), scores.into());
    if !groups.is_empty() {
        into.insert("reaction_groups".into(), groups.into());
    }
    Ok(())
}
