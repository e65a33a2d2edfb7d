//! Polls: make, show, change, close, delete, query (protocol 6.2). Their options are in `poll_options`, votes in `votes`.
//!
//! A poll belongs to no channel: it is seen by whoever reads a message that carries it, and until then by whoever made it.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::{Actor, Body, limit};
use crate::store::messages::Message;
use crate::store::polls::{self, Poll};
use crate::store::votes::Vote;
use crate::store::{channels, texts, users, votes};
use crate::stream::place::Place;
use crate::stream::{ballots, telling};
use crate::work::Work;

/// POST `/polls`. Nobody is told: a message that carries it does that.
pub(crate) async fn create(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("CreatePoll", actor, move |work| {
        let id = ballots::id(&asked)?.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        if polls::find(work, &id)?.is_some() {
            return Err(Error::input(format!("a poll with ID {id} already exists")));
        }
        let mut poll = Poll { id, created_by: work.me.clone(), created_at: work.now, updated_at: work.now, ..Poll::default() };
        ballots::fill(&mut poll, &asked)?;
        polls::put(work, &poll)?;
        Ok(Answer::created(json!({ "poll": poll.shown(work, Some(&work.me))? })))
    })
    .await
}

/// GET `/polls/{id}`.
pub(crate) async fn get_one(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    app.ask("GetPoll", actor, move |work| Ok(Answer::ok(json!({ "poll": seen(work, &id)?.0.shown(work, Some(&work.me))? })))).await
}

/// PUT `/polls`: everything anew. Options stay when none are given; those that a given list lacks go with their votes.
pub(crate) async fn replace(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdatePoll", actor, move |work| {
        let id = ballots::id(&asked)?.ok_or_else(|| Error::field("id", "is needed"))?;
        let before = own(work, &id)?;
        let Poll { id, created_by, created_at, options, .. } = before.clone();
        let mut poll = Poll { id, created_by, created_at, options, ..Poll::default() };
        ballots::fill(&mut poll, &asked)?;
        Ok(Answer::created(json!({ "poll": change(work, &before, poll, "poll.updated")? })))
    })
    .await
}

/// PATCH `/polls/{id}`: some fields; also how a poll is closed.
pub(crate) async fn update(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdatePollPartial", actor, move |work| {
        let before = own(work, &id)?;
        let mut poll = before.clone();
        ballots::clear(&mut poll, &texts(&asked["unset"]))?;
        ballots::fill(&mut poll, &asked["set"])?;
        let closes = poll.is_closed && !before.is_closed;
        let kind = if closes { "poll.closed" } else { "poll.updated" };
        Ok(Answer::ok(json!({ "poll": change(work, &before, poll, kind)? })))
    })
    .await
}

/// Stores and tells a changed poll; answers it.
fn change(work: &Work<'_>, before: &Poll, mut poll: Poll, kind: &str) -> Result<Value, Error> {
    // Whoever voted was promised that nobody would learn of it.
    if before.is_anonymous && !poll.is_anonymous && !votes::of(work, &poll.id)?.is_empty() {
        return Err(Error::field("voting_visibility", "cannot become public after a vote"));
    }
    poll.updated_at = work.now;
    polls::put(work, &poll)?;
    tell(work, &poll, kind, None)?;
    poll.shown(work, Some(&work.me))
}

/// DELETE `/polls/{id}`: with its votes. Messages that carried it stay without it.
pub(crate) async fn delete(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    app.ask("DeletePoll", actor, move |work| {
        let poll = own(work, &id)?;
        tell(work, &poll, "poll.deleted", None)?;
        polls::forget(work, &poll.id)?;
        polls::remove(work, &poll.id)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// POST `/polls/query`: of those that the asking user may see. `next` is an offset.
pub(crate) async fn query(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("QueryPolls", actor, move |work| {
        let mut found = Vec::new();
        for id in polls::ids(work, &work.me)? {
            if let Ok((poll, _)) = seen(work, &id) {
                found.push(poll.shown(work, Some(&work.me))?);
            }
        }
        let (page, next) = page(found, &asked)?;
        Ok(Answer::created(json!({ "polls": page, "next": next })))
    })
    .await
}

/// The page of `found` that `asked` describes, newest first unless sorted otherwise, and where the next one begins.
pub(crate) fn page(mut found: Vec<Value>, asked: &Value) -> Result<(Vec<Value>, Option<String>), Error> {
    let (filter, sort) = (Filter::parse(&asked["filter"])?, Sort::parse(&asked["sort"])?.or("created_at", true));
    let field = |item: &Value, name: &str| item[name].clone();
    found.retain(|item| filter.matches(&|name| field(item, name)));
    found.sort_by(|left, right| sort.order(&|name| field(left, name), &|name| field(right, name)));
    let offset: usize = asked["next"].as_str().and_then(|next| next.parse().ok()).unwrap_or(0);
    let end = offset.saturating_add(limit(&asked["limit"], 25, 100));
    let next = (found.len() > end).then(|| end.to_string());
    Ok((found.into_iter().take(end).skip(offset).collect(), next))
}

/// A poll, and the places where the asking user reads a message that carries it.
///
/// # Errors
/// Code 16 when there is none, code 17 when it is not for this user.
pub(crate) fn seen(work: &Work<'_>, id: &str) -> Result<(Poll, Vec<Place>), Error> {
    let poll = polls::load(work, id)?;
    let carriers = polls::carriers(work, id)?;
    let places: Vec<Place> =
        carriers.iter().filter_map(|carrier| Place::with_message(work, &carrier.id).ok()).map(|(_, place)| place).collect();
    if places.is_empty() && !(carriers.is_empty() && poll.created_by == work.me) {
        return Err(Error::not_allowed(format!("poll {id} is not for user {}", work.me)));
    }
    Ok((poll, places))
}

/// A poll that the asking user may change: their own, or any for administrators.
pub(crate) fn own(work: &Work<'_>, id: &str) -> Result<Poll, Error> {
    let (poll, _) = seen(work, id)?;
    if poll.created_by == work.me || users::role(work, &work.me)? == "admin" {
        return Ok(poll);
    }
    Err(Error::not_allowed(format!("poll {id} is changed by whoever made it")))
}

/// Tells an event of a poll, and of a vote for it at a message, wherever messages carry it: once in each channel.
pub(crate) fn tell(work: &Work<'_>, poll: &Poll, kind: &str, vote: Option<(&Vote, &Message)>) -> Result<(), Error> {
    let mut carriers: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for carrier in polls::carriers(work, &poll.id)? {
        carriers.entry(carrier.cid.clone()).or_default().push(carrier);
    }
    for (cid, carriers) in carriers {
        let channel = channels::load(work, &cid)?;
        let named = carriers.iter().find(|carrier| vote.is_some_and(|(_, message)| message.id == carrier.id)).or(carriers.first());
        let mut event = telling::event(work, &channel, kind)?;
        event.insert("poll".into(), poll.shown(work, None)?);
        event.insert("message_id".into(), named.map(|message| message.id.clone()).into());
        // Those who see one of several messages are told.
        let is_open = carriers.iter().any(|carrier| carrier.visible_to.is_empty());
        let visible_to: Vec<String> =
            carriers.into_iter().filter(|_| !is_open).flat_map(|carrier| carrier.visible_to.into_iter().chain([carrier.user_id])).collect();
        let Some((vote, _)) = vote else {
            telling::to_channel(work, &channel, event, None, &visible_to)?;
            continue;
        };
        let own = telling::with(event.clone(), json!({ "poll_vote": vote.shown(work, poll, Some(&work.me))? }));
        if poll.is_anonymous {
            // The voter's own connections learn whose vote it is, for they could not know it as theirs; nobody else does.
            event.remove("user");
            event.insert("poll_vote".into(), vote.shown(work, poll, None)?);
            telling::to_others_and_me(work, &channel, event, own, &visible_to)?;
        } else {
            telling::to_channel(work, &channel, own, None, &visible_to)?;
        }
    }
    Ok(())
}
