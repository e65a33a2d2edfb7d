//! Options of a poll: suggest, show, change, delete (protocol 6.2).

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::request::{Actor, Body};
use crate::store::polls::{self, Choice, Poll};
use crate::stream::ballots;
use crate::stream::polls::{own, seen, tell};
use crate::work::Work;

/// POST `/polls/{id}/options`. Others than its maker suggest one where the poll takes that and they may vote.
pub(crate) async fn add(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("CreatePollOption", actor, move |work| {
        let (mut poll, places) = seen(work, &id)?;
        if poll.created_by != work.me {
            let may = poll.takes_options && places.iter().any(|place| place.can("cast-poll-vote"));
            if !may {
                own(work, &id)?;
            }
        }
        if poll.is_closed {
            return Err(Error::input("a closed poll takes no options"));
        }
        let option = ballots::option(&poll, &asked)?;
        poll.options.push(option.clone());
        save(work, poll)?;
        Ok(Answer::created(answer(&option)))
    })
    .await
}

/// PUT `/polls/{id}/options`: another text for the option of that id.
pub(crate) async fn update(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdatePollOption", actor, move |work| {
        let mut poll = own(work, &id)?;
        let option = ballots::choice(&asked, &[])?;
        let known = poll.options.iter_mut().find(|known| known.id == option.id).ok_or_else(|| missing(&option.id))?;
        *known = option.clone();
        poll.options = ballots::check(poll.options)?;
        save(work, poll)?;
        Ok(Answer::created(answer(&option)))
    })
    .await
}

/// GET `/polls/{id}/options/{option_id}`.
pub(crate) async fn get_one(State(app): State<App>, actor: Actor, Path((id, option)): Path<(String, String)>) -> Result<Answer, Error> {
    app.ask("GetPollOption", actor, move |work| {
        let (poll, _) = seen(work, &id)?;
        Ok(Answer::ok(answer(poll.option(&option).ok_or_else(|| missing(&option))?)))
    })
    .await
}

/// DELETE `/polls/{id}/options/{option_id}`: with the votes for it.
pub(crate) async fn delete(State(app): State<App>, actor: Actor, Path((id, option)): Path<(String, String)>) -> Result<Answer, Error> {
    app.ask("DeletePollOption", actor, move |work| {
        let mut poll = own(work, &id)?;
        if poll.option(&option).is_none() {
            return Err(missing(&option));
        }
        poll.options.retain(|known| known.id != option);
        save(work, poll)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

fn save(work: &Work<'_>, mut poll: Poll) -> Result<(), Error> {
    poll.updated_at = work.now;
    polls::put(work, &poll)?;
    tell(work, &poll, "poll.updated", None)
}

fn answer(option: &Choice) -> Value {
    json!({ "poll_option": option.shown() })
}

fn missing(option: &str) -> Error {
    Error::missing(format!("option {option} does not exist"))
}
