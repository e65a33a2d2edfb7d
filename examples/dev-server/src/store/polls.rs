//! Polls: rows of `polls` and `poll_options`, and how they read on the wire (protocol 6.2). Votes are in `votes`.

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::messages::{COLUMNS, Message};
use super::{Object, object_column, put_time, users, votes};
use crate::error::Error;
use crate::work::Work;

/// Keys of a poll that are not custom data: also what clients echo back on an update.
pub(crate) const RESERVED: [&str; 23] = [
    "id",
    "name",
    "description",
    "voting_visibility",
    "enforce_unique_vote",
    "max_votes_allowed",
    "allow_user_suggested_options",
    "allow_answers",
    "is_closed",
    "options",
    "vote_count",
    "answers_count",
    "vote_counts_by_option",
    "latest_votes_by_option",
    "latest_answers",
    "own_votes",
    "created_by",
    "created_by_id",
    "created_at",
    "updated_at",
    "user",
    "user_id",
    "duration",
];

/// A row of `polls`, with its options in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Poll {
    pub(crate) id: String,
    pub(crate) created_by: String,
    /// The question.
    pub(crate) name: String,
    pub(crate) description: String,
    /// Nobody is told who voted; else everybody is.
    pub(crate) is_anonymous: bool,
    /// One vote of each person: another one takes its place.
    pub(crate) is_unique: bool,
    /// Votes of one person at most; none means as many as there are options.
    pub(crate) max_votes: Option<i64>,
    pub(crate) takes_options: bool,
    pub(crate) takes_answers: bool,
    pub(crate) is_closed: bool,
    pub(crate) options: Vec<Choice>,
    pub(crate) custom: Object,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// A row of `poll_options`: what can be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) custom: Object,
}

impl Poll {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            created_by: row.get("created_by")?,
            name: row.get("name")?,
            description: row.get("description")?,
            is_anonymous: row.get::<_, String>("voting_visibility")? == "anonymous",
            is_unique: row.get("enforce_unique_vote")?,
            max_votes: row.get("max_votes_allowed")?,
            takes_options: row.get("allow_user_suggested_options")?,
            takes_answers: row.get("allow_answers")?,
            is_closed: row.get("is_closed")?,
            options: Vec::new(),
            custom: object_column(row, "custom")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }

    /// `public` or `anonymous`.
    const fn visibility(&self) -> &'static str {
        if self.is_anonymous { "anonymous" } else { "public" }
    }

    pub(crate) fn option(&self, id: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.id == id)
    }

    /// The poll as `viewer` is shown it; as events show it without one (protocol 0.4, rule 9).
    pub(crate) fn shown(&self, work: &Work<'_>, viewer: Option<&str>) -> Result<Value, Error> {
        let mut poll = self.custom.clone();
        poll.insert("id".into(), self.id.clone().into());
        poll.insert("name".into(), self.name.clone().into());
        poll.insert("description".into(), self.description.clone().into());
        poll.insert("voting_visibility".into(), self.visibility().into());
        poll.insert("enforce_unique_vote".into(), self.is_unique.into());
        poll.insert("max_votes_allowed".into(), self.max_votes.into());
        poll.insert("allow_user_suggested_options".into(), self.takes_options.into());
        poll.insert("allow_answers".into(), self.takes_answers.into());
        poll.insert("is_closed".into(), self.is_closed.into());
        poll.insert("options".into(), self.options.iter().map(Choice::shown).collect());
        poll.insert("created_by_id".into(), self.created_by.clone().into());
        poll.insert("created_by".into(), users::shown(work, &self.created_by)?.into());
        put_time(&mut poll, "created_at", Some(self.created_at));
        put_time(&mut poll, "updated_at", Some(self.updated_at));
        votes::describe(work, self, viewer, &mut poll)?;
        Ok(Value::Object(poll))
    }
}

impl Choice {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get("id")?, text: row.get("text")?, custom: object_column(row, "custom")? })
    }

    /// The option as the wire shows it.
    pub(crate) fn shown(&self) -> Value {
        let mut option = self.custom.clone();
        option.insert("id".into(), self.id.clone().into());
        option.insert("text".into(), self.text.clone().into());
        Value::Object(option)
    }
}

pub(crate) fn find(work: &Work<'_>, id: &str) -> Result<Option<Poll>, Error> {
    let Some(mut poll) = work.one("SELECT * FROM polls WHERE id = ?1", [id], Poll::read)? else { return Ok(None) };
    poll.options = work.all("SELECT * FROM poll_options WHERE poll_id = ?1 ORDER BY place, id", [id], Choice::read)?;
    Ok(Some(poll))
}

/// As `find`, a 404 when there is none.
pub(crate) fn load(work: &Work<'_>, id: &str) -> Result<Poll, Error> {
    find(work, id)?.ok_or_else(|| Error::missing(format!("poll {id} does not exist")))
}

/// Ids of the polls that somebody made or that a message carries, newest first.
pub(crate) fn ids(work: &Work<'_>, maker: &str) -> Result<Vec<String>, Error> {
    let query = "SELECT id FROM polls p WHERE created_by = ?1
            OR EXISTS (SELECT 1 FROM messages WHERE poll_id = p.id AND deleted_at IS NULL)
        ORDER BY created_at DESC";
    work.all(query, [maker], |row| row.get(0))
}

/// The messages that carry a poll and are still there, oldest first.
pub(crate) fn carriers(work: &Work<'_>, id: &str) -> Result<Vec<Message>, Error> {
    let query = format!("SELECT {COLUMNS} FROM messages m WHERE poll_id = ?1 AND deleted_at IS NULL ORDER BY created_at");
    work.all(&query, [id], Message::read)
}

/// Stores a poll and its options. Options that it no longer has go, and the votes for them.
pub(crate) fn put(work: &Work<'_>, poll: &Poll) -> Result<(), Error> {
    let sql = "INSERT INTO polls (id, created_by, name, description, voting_visibility, enforce_unique_vote, max_votes_allowed,
            allow_user_suggested_options, allow_answers, is_closed, custom, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT DO UPDATE SET name = excluded.name, description = excluded.description,
            voting_visibility = excluded.voting_visibility, enforce_unique_vote = excluded.enforce_unique_vote,
            max_votes_allowed = excluded.max_votes_allowed, allow_user_suggested_options = excluded.allow_user_suggested_options,
            allow_answers = excluded.allow_answers, is_closed = excluded.is_closed, custom = excluded.custom,
            updated_at = excluded.updated_at";
    work.change(
        sql,
        params![
            poll.id,
            poll.created_by,
            poll.name,
            poll.description,
            poll.visibility(),
            poll.is_unique,
            poll.max_votes,
            poll.takes_options,
            poll.takes_answers,
            poll.is_closed,
            json!(poll.custom).to_string(),
            poll.created_at,
            poll.updated_at,
        ],
    )?;
    let kept: Vec<&str> = poll.options.iter().map(|option| option.id.as_str()).collect();
    let sql = "DELETE FROM poll_options WHERE poll_id = ?1 AND id NOT IN (SELECT value FROM json_each(?2))";
    work.change(sql, params![poll.id, json!(kept).to_string()])?;
    for (place, option) in (0_i64..).zip(&poll.options) {
        let sql = "INSERT INTO poll_options (poll_id, id, place, text, custom) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET place = excluded.place, text = excluded.text, custom = excluded.custom";
        work.change(sql, params![poll.id, option.id, place, option.text, json!(option.custom).to_string()])?;
    }
    Ok(())
}

/// Stores when the poll or a vote for it last changed.
pub(crate) fn touch(work: &Work<'_>, poll: &Poll) -> Result<(), Error> {
    work.change("UPDATE polls SET updated_at = ?2 WHERE id = ?1", params![poll.id, poll.updated_at])?;
    Ok(())
}

/// Takes a poll out of what `/sync` replays: whoever catches up must not be told what no longer exists.
pub(crate) fn forget(work: &Work<'_>, id: &str) -> Result<(), Error> {
    let carried = "cid IN (SELECT cid FROM messages WHERE poll_id = ?1)";
    for of in ["$.message", "$.message.quoted_message"] {
        let sql = format!(
            "UPDATE events SET event = json_remove(event, '{of}.poll', '{of}.poll_id') WHERE {carried} AND event ->> '{of}.poll_id' = ?1"
        );
        work.change(&sql, [id])?;
    }
    Ok(())
}

/// Removes a poll, its options and its votes. Messages that carried it stay.
pub(crate) fn remove(work: &Work<'_>, id: &str) -> Result<(), Error> {
    work.change("DELETE FROM polls WHERE id = ?1", [id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    /// A message with a poll of two options: giulia votes for the first, marco for the second and in his own words.
    fn voted() -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let db = crate::db::open(&folder.path().join("chat.sqlite")).unwrap();
        db.execute_batch(
            "INSERT INTO users (id, created_at, updated_at) VALUES ('giulia', 1, 1), ('marco', 1, 1);
             INSERT INTO channels (cid, type, id, created_by, created_at, updated_at) VALUES ('team:a', 'team', 'a', 'giulia', 1, 1);
             INSERT INTO polls (id, created_by, name, created_at, updated_at) VALUES ('p', 'giulia', '?', 1, 1);
             INSERT INTO poll_options (poll_id, id, place, text) VALUES ('p', 'yes', 0, 'Yes'), ('p', 'no', 1, 'No');
             INSERT INTO messages (id, cid, user_id, poll_id, created_at, updated_at) VALUES ('m', 'team:a', 'giulia', 'p', 1, 1);
             INSERT INTO poll_votes (id, poll_id, option_id, user_id, answer, created_at)
                 VALUES ('1', 'p', 'yes', 'giulia', '', 1), ('2', 'p', 'no', 'marco', '', 1), ('3', 'p', NULL, 'marco', 'Why?', 1);",
        )
        .unwrap();
        (folder, db)
    }

    fn count(db: &Connection, rows: &str) -> i64 {
        db.query_row(&format!("SELECT COUNT(*) FROM {rows}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_poll_takes_its_options_and_votes_with_it_and_leaves_its_message() {
        let (_folder, db) = voted();
        db.execute("DELETE FROM polls", []).unwrap();
        assert_eq!((count(&db, "poll_options"), count(&db, "poll_votes")), (0, 0));
        assert_eq!(count(&db, "messages WHERE poll_id IS NULL"), 1);
    }

    #[test]
    fn an_option_takes_its_votes_with_it_and_no_others() {
        let (_folder, db) = voted();
        db.execute("DELETE FROM poll_options WHERE id = 'yes'", []).unwrap();
        assert_eq!((count(&db, "poll_votes"), count(&db, "poll_votes WHERE id IN ('2', '3')")), (2, 2));
    }

    #[test]
    fn a_poll_outlives_its_message() {
        let (_folder, db) = voted();
        db.execute("DELETE FROM channels", []).unwrap();
        assert_eq!((count(&db, "messages"), count(&db, "polls"), count(&db, "poll_votes")), (0, 1, 3));
    }

    #[test]
    fn nobody_votes_twice_for_an_option_answers_twice_or_votes_for_what_is_not_there() {
        let (_folder, db) = voted();
        let vote = |option: Option<&str>, by: &str| {
            let add = "INSERT INTO poll_votes (id, poll_id, option_id, user_id, created_at) VALUES ('4', 'p', ?1, ?2, 1)";
            db.execute(add, rusqlite::params![option, by]).is_ok()
        };
        assert!(!vote(Some("yes"), "giulia") && !vote(None, "marco") && !vote(Some("maybe"), "giulia"));
        assert!(vote(None, "giulia"));
    }
}
