//! Coming and going: the greeting of a connection, and who is told that somebody is here (protocol 2.2 and 4.14).

use serde_json::{Value, json};

use crate::error::Error;
use crate::hub::{Audience, Line};
use crate::socket::health_check;
use crate::store::{channels, users};
use crate::stream::{place, telling};
use crate::work::Work;

/// Opens the asking user's connection: the first frame carries `me`.
pub(crate) fn connected(work: &Work<'_>) -> Result<Line, Error> {
    let was_online = work.hub().is_online(&work.me);
    let me = users::own(work)?;
    let line = work.hub().connect(&work.me, |id| telling::with(health_check(id), json!({ "me": me })));
    if !was_online {
        tell(work)?;
    }
    Ok(line)
}

/// Forgets a connection.
pub(crate) fn disconnected(work: &Work<'_>, id: &str) -> Result<(), Error> {
    let Some((user, left, is_gone)) = work.hub().disconnect(id) else {
        return Ok(());
    };
    if is_gone {
        work.change("UPDATE users SET last_active = ?2 WHERE id = ?1", rusqlite::params![user, work.now])?;
        tell(work)?;
    }
    for cid in left {
        if let Some(channel) = channels::find(work, &cid)? {
            place::watching(work, &channel, "user.watching.stop")?;
        }
    }
    Ok(())
}

fn tell(work: &Work<'_>) -> Result<(), Error> {
    work.users.borrow_mut().remove(&work.me);
    let user = users::shown(work, &work.me)?;
    let event = telling::with(telling::user_event(work, "user.presence.changed")?, json!({ "user": Value::Object(user) }));
    work.send(event, Audience::Presence(work.me.clone()));
    Ok(())
}
