//! Whom one can name at once: roles and groups of people (protocol 6.6).

use axum::extract::State;
use serde_json::json;

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::request::{Actor, limit};
use crate::store::circles;

/// GET `/roles/search?query&limit`.
pub(crate) async fn roles(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let (query, most) = asked(&actor)?;
    app.ask("SearchRoles", actor, move |work| Ok(Answer::ok(json!({ "roles": circles::roles(work, &query, most)? })))).await
}

/// GET `/usergroups/search?query&limit`.
pub(crate) async fn groups(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let (query, most) = asked(&actor)?;
    app.ask("SearchUserGroups", actor, move |work| Ok(Answer::ok(json!({ "user_groups": circles::groups(work, &query, most)? })))).await
}

fn asked(actor: &Actor) -> Result<(String, usize), Error> {
    let query = actor.params.text("query").ok_or_else(|| Error::field("query", "is needed"))?;
    let most = actor.params.text("limit").and_then(|most| most.parse::<u64>().ok());
    Ok((query.to_owned(), limit(&json!(most), 10, 100)))
}
