//! Previews of linked pages (protocol 5.9).

use axum::extract::State;
use serde_json::Value;

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::links;
use crate::request::Actor;
use crate::store::attachments;

/// GET `/og?url=`: of the pages this demo knows; nothing is fetched.
pub(crate) async fn get(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let url = actor.params.text("url").unwrap_or_default().to_owned();
    app.ask("GetOG", actor, move |work| {
        if links::in_text(&url).next() != Some(&url) {
            return Err(Error::field("url", "is not an address"));
        }
        let preview = links::at(&url).ok_or_else(|| Error::missing("nothing is known of this page"))?;
        let shown = attachments::shown(work, &Value::Array(vec![preview]));
        Ok(Answer::ok(shown[0].clone()))
    })
    .await
}
