//! Votes: rows of `poll_votes`, and the counters that polls carry (protocol 6.2). An answer in one's own words is a vote, too.

use std::collections::BTreeMap;

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::polls::Poll;
use super::{Object, put_time, users};
use crate::error::Error;
use crate::work::Work;

/// Newest votes of an option, and newest answers, that a poll carries at most.
const LATEST: usize = 10;

/// A row of `poll_votes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vote {
    pub(crate) id: String,
    pub(crate) poll_id: String,
    /// None of an answer.
    pub(crate) option_id: Option<String>,
    pub(crate) user_id: String,
    /// Empty of a vote for an option.
    pub(crate) answer: String,
    pub(crate) created_at: i64,
}

impl Vote {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            poll_id: row.get("poll_id")?,
            option_id: row.get("option_id")?,
            user_id: row.get("user_id")?,
            answer: row.get("answer")?,
            created_at: row.get("created_at")?,
        })
    }

    /// The vote as `viewer` is shown it: in an anonymous poll nobody but the voter is told whose it is.
    pub(crate) fn shown(&self, work: &Work<'_>, poll: &Poll, viewer: Option<&str>) -> Result<Value, Error> {
        let mut vote = Object::new();
        vote.insert("id".into(), self.id.clone().into());
        vote.insert("poll_id".into(), self.poll_id.clone().into());
        vote.insert("option_id".into(), self.option_id.clone().unwrap_or_default().into());
        if self.option_id.is_none() {
            vote.insert("is_answer".into(), true.into());
            vote.insert("answer_text".into(), self.answer.clone().into());
        }
        if !poll.is_anonymous || viewer == Some(self.user_id.as_str()) {
            vote.insert("user_id".into(), self.user_id.clone().into());
            vote.insert("user".into(), users::shown(work, &self.user_id)?.into());
        }
        put_time(&mut vote, "created_at", Some(self.created_at));
        put_time(&mut vote, "updated_at", Some(self.created_at));
        Ok(Value::Object(vote))
    }
}

/// Every vote and answer of a poll, newest first.
pub(crate) fn of(work: &Work<'_>, poll: &str) -> Result<Vec<Vote>, Error> {
    work.all("SELECT * FROM poll_votes WHERE poll_id = ?1 ORDER BY created_at DESC, id", [poll], Vote::read)
}

pub(crate) fn find(work: &Work<'_>, poll: &str, id: &str) -> Result<Option<Vote>, Error> {
    work.one("SELECT * FROM poll_votes WHERE poll_id = ?1 AND id = ?2", [poll, id], Vote::read)
}

/// Adds a vote, or changes the one with its id.
pub(crate) fn put(work: &Work<'_>, vote: &Vote) -> Result<(), Error> {
    let sql = "INSERT INTO poll_votes (id, poll_id, option_id, user_id, answer, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (id) DO UPDATE SET option_id = excluded.option_id, answer = excluded.answer, created_at = excluded.created_at";
    work.change(sql, params![vote.id, vote.poll_id, vote.option_id, vote.user_id, vote.answer, vote.created_at])?;
    Ok(())
}

pub(crate) fn remove(work: &Work<'_>, vote: &Vote) -> Result<(), Error> {
    work.change("DELETE FROM poll_votes WHERE id = ?1", [&vote.id])?;
    Ok(())
}

/// Writes what a poll says of its votes. Options without any are not counted, and who voted is in no list of an anonymous
/// poll. `own_votes` are those of `viewer`.
pub(crate) fn describe(work: &Work<'_>, poll: &Poll, viewer: Option<&str>, into: &mut Object) -> Result<(), Error> {
    let all = of(work, &poll.id)?;
    let shown = |vote: &Vote| vote.shown(work, poll, viewer);
    let mut by_option: BTreeMap<&str, Vec<&Vote>> = BTreeMap::new();
    for vote in &all {
        if let Some(option) = &vote.option_id {
            by_option.entry(option).or_default().push(vote);
        }
    }
    let (mut counts, mut latest) = (Object::new(), Object::new());
    for (option, votes) in &by_option {
        counts.insert((*option).to_owned(), votes.len().into());
        if !poll.is_anonymous {
            let newest: Vec<Value> = votes.iter().take(LATEST).map(|vote| shown(vote)).collect::<Result<_, _>>()?;
            latest.insert((*option).to_owned(), newest.into());
        }
    }
    let answers: Vec<&Vote> = all.iter().filter(|vote| vote.option_id.is_none()).collect();
    let own = all.iter().filter(|vote| Some(vote.user_id.as_str()) == viewer);
    into.insert("vote_count".into(), (all.len() - answers.len()).into());
    into.insert("answers_count".into(), answers.len().into());
    into.insert("vote_counts_by_option".into(), counts.into());
    into.insert("latest_votes_by_option".into(), latest.into());
    let newest = answers.iter().take(LATEST).map(|vote| shown(vote));
    into.insert("latest_answers".into(), json!(newest.collect::<Result<Vec<_>, _>>()?));
    into.insert("own_votes".into(), json!(own.map(shown).collect::<Result<Vec<_>, _>>()?));
    Ok(())
}
