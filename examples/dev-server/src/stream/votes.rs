//! Votes and answers in one's own words: cast, take back, query (protocol 6.2).

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::access;
use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::request::{Actor, Body};
use crate::store::messages::Message;
use crate::store::polls::{self, Poll};
use crate::store::votes::{self, Vote};
use crate::stream::place::Place;
use crate::stream::polls::{page, seen, tell};
use crate::work::Work;

const CASTED: &str = "poll.vote_casted";
const CHANGED: &str = "poll.vote_changed";

/// POST `/messages/{id}/polls/{poll_id}/vote`: for an option, or an answer. The same vote again changes nothing.
pub(crate) async fn cast(
    State(app): State<App>,
    actor: Actor,
    Path((message, poll)): Path<(String, String)>,
    Body(asked): Body,
) -> Result<Answer, Error> {
    app.ask("CastPollVote", actor, move |work| {
        let (message, place, poll) = open(work, &message, &poll)?;
        let (vote, kind) = match (asked["vote"]["option_id"].as_str(), asked["vote"]["answer_text"].as_str()) {
            (Some(option), None | Some("")) => choose(work, &poll, option)?,
            (None | Some(""), Some(text)) => answer(work, &place, &poll, text)?,
            _ => return Err(Error::field("vote", "needs an option_id or an answer_text")),
        };
        if kind.is_some() {
            votes::put(work, &vote)?;
        }
        Ok(Answer::created(finish(work, poll, &message, &vote, kind)?))
    })
    .await
}

/// DELETE `/messages/{id}/polls/{poll_id}/vote/{vote_id}`: one's own.
pub(crate) async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path((message, poll, vote)): Path<(String, String, String)>,
) -> Result<Answer, Error> {
    app.ask("DeletePollVote", actor, move |work| {
        let (message, _, poll) = open(work, &message, &poll)?;
        let vote = votes::find(work, &poll.id, &vote)?.ok_or_else(|| Error::missing(format!("vote {vote} does not exist")))?;
        if vote.user_id != work.me {
            return Err(Error::not_allowed("a vote is taken back by whoever cast it"));
        }
        votes::remove(work, &vote)?;
        Ok(Answer::ok(finish(work, poll, &message, &vote, Some("poll.vote_removed"))?))
    })
    .await
}

/// POST `/polls/{id}/votes`. Filters see what the asking user is shown: of an anonymous poll not whose a vote is.
/// `next` is an offset.
pub(crate) async fn query(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("QueryPollVotes", actor, move |work| {
        let (poll, places) = seen(work, &id)?;
        if !places.is_empty() && !places.iter().any(|place| place.can("query-poll-votes")) {
            return Err(Error::not_allowed(format!("query-poll-votes is not allowed where poll {id} is")));
        }
        let shown = |vote: &Vote| vote.shown(work, &poll, Some(&work.me));
        let found = votes::of(work, &id)?.iter().map(shown).collect::<Result<Vec<Value>, _>>()?;
        let (page, next) = page(found, &asked)?;
        Ok(Answer::created(json!({ "votes": page, "next": next })))
    })
    .await
}

/// The poll of a message, where the asking user may vote now.
fn open(work: &Work<'_>, message: &str, poll: &str) -> Result<(Message, Place, Poll), Error> {
    let (message, place) = Place::with_message(work, message)?;
    if message.deleted_at.is_some() || message.poll_id.as_deref() != Some(poll) {
        return Err(Error::missing(format!("message {} carries no poll {poll}", message.id)));
    }
    place.need_feature("polls")?;
    place.need("cast-poll-vote")?;
    let poll = polls::load(work, poll)?;
    if poll.is_closed { Err(Error::input("a closed poll takes no votes")) } else { Ok((message, place, poll)) }
}

/// The vote for an option, and what it is to the others, if anything new. In a poll of one vote each it takes the place of
/// the one before; in others it is refused beyond the allowed number.
fn choose(work: &Work<'_>, poll: &Poll, option: &str) -> Result<(Vote, Option<&'static str>), Error> {
    if poll.option(option).is_none() {
        return Err(Error::field("vote.option_id", "is no option of this poll"));
    }
    let mut own: Vec<Vote> = votes::of(work, &poll.id)?;
    own.retain(|vote| vote.user_id == work.me && vote.option_id.is_some());
    let same = own.iter().position(|vote| vote.option_id.as_deref() == Some(option));
    let others = own.len() - usize::from(same.is_some());
    match same.and_then(|at| own.get(at)) {
        Some(vote) if !poll.is_unique || others == 0 => return Ok((vote.clone(), None)),
        _ => {}
    }
    if !poll.is_unique {
        let is_full = poll.max_votes.is_some_and(|most| usize::try_from(most).is_ok_and(|most| own.len() >= most));
        return if is_full {
            Err(Error::input("there are no more votes left"))
        } else {
            Ok((new(work, poll, Some(option), ""), Some(CASTED)))
        };
    }
    if own.is_empty() {
        return Ok((new(work, poll, Some(option), ""), Some(CASTED)));
    }
    let kept = own.remove(same.unwrap_or(0));
    for other in &own {
        votes::remove(work, other)?;
    }
    Ok((Vote { option_id: Some(option.to_owned()), created_at: work.now, ..kept }, Some(CHANGED)))
}

/// The one answer of the asking user in this text, and what it is to the others, if anything new.
fn answer(work: &Work<'_>, place: &Place, poll: &Poll, text: &str) -> Result<(Vote, Option<&'static str>), Error> {
    if !poll.takes_answers {
        return Err(Error::field("vote.answer_text", "goes with polls that allow answers"));
    }
    let (text, most) = (text.trim(), access::max_length(&place.channel.config()));
    if text.is_empty() {
        return Err(Error::field("vote.answer_text", "is empty"));
    }
    if text.chars().count() > most {
        return Err(Error::too_long(most));
    }
    let before = votes::of(work, &poll.id)?.into_iter().find(|vote| vote.user_id == work.me && vote.option_id.is_none());
    Ok(match before {
        None => (new(work, poll, None, text), Some(CASTED)),
        Some(vote) if vote.answer == text => (vote, None),
        Some(vote) => (Vote { answer: text.to_owned(), created_at: work.now, ..vote }, Some(CHANGED)),
    })
}

fn new(work: &Work<'_>, poll: &Poll, option: Option<&str>, answer: &str) -> Vote {
    Vote {
        id: uuid::Uuid::new_v4().to_string(),
        poll_id: poll.id.clone(),
        option_id: option.map(str::to_owned),
        user_id: work.me.clone(),
        answer: answer.to_owned(),
        created_at: work.now,
    }
}

/// Tells what changed, if anything did, and answers vote and poll.
fn finish(work: &Work<'_>, mut poll: Poll, message: &Message, vote: &Vote, kind: Option<&str>) -> Result<Value, Error> {
    if let Some(kind) = kind {
        poll.updated_at = work.now;
        polls::touch(work, &poll)?;
        tell(work, &poll, kind, Some((vote, message)))?;
    }
    let me = Some(work.me.as_str());
    Ok(json!({ "vote": vote.shown(work, &poll, me)?, "poll": poll.shown(work, me)? }))
}
