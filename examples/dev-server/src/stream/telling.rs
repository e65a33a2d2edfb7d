//! Events: their envelope and who gets them (protocol 7 and 7.9). Everything sent here waits for the commit.

use std::collections::HashSet;

use rusqlite::params;
use serde_json::{Value, json};

use crate::clock;
use crate::error::Error;
use crate::hub::{Audience, Event};
use crate::store::channels::Channel;
use crate::store::{members, reads, users};
use crate::work::Work;

/// What `/sync` replays (protocol 3.3).
const REPLAYED: [&str; 16] = [
    "channel.hidden",
    "channel.visible",
    "notification.added_to_channel",
    "notification.removed_from_channel",
    "channel.created",
    "channel.updated",
    "channel.deleted",
    "channel.truncated",
    "message.new",
    "message.updated",
    "message.deleted",
    "reaction.new",
    "reaction.updated",
    "reaction.deleted",
    "member.added",
    "member.removed",
];

/// An event of a channel by the asking user.
pub(crate) fn event(work: &Work<'_>, channel: &Channel, kind: &str) -> Result<Event, Error> {
    let mut event = user_event(work, kind)?;
    channel.address(&mut event);
    event.insert("channel_member_count".into(), members::count(work, &channel.cid)?.into());
    event.insert("channel_custom".into(), channel.custom.clone().into());
    if let Some(at) = channel.last_message_at {
        event.insert("channel_last_message_at".into(), clock::text(at).into());
    }
    Ok(event)
}

/// An event by the asking user that belongs to no channel.
pub(crate) fn user_event(work: &Work<'_>, kind: &str) -> Result<Event, Error> {
    let mut event = Event::new();
    event.insert("type".into(), kind.into());
    event.insert("created_at".into(), clock::text(work.now).into());
    event.insert("user".into(), users::shown(work, &work.me)?.into());
    Ok(event)
}

/// The same event under another type, with what it needs besides.
pub(crate) fn with(mut event: Event, more: Value) -> Event {
    if let Value::Object(more) = more {
        event.extend(more);
    }
    event
}

/// To the connections that watch the channel.
pub(crate) fn to_watchers(work: &Work<'_>, channel: &Channel, event: Event) -> Result<(), Error> {
    log(work, &channel.cid, &event, std::iter::empty())?;
    work.send(event, Audience::Watchers(channel.cid.clone()));
    Ok(())
}

/// To the connections that watch the channel, and as `twin` to its other members; everybody with their own totals.
/// With `visible_to`, to nobody but these and the asking user.
pub(crate) fn to_channel(work: &Work<'_>, channel: &Channel, event: Event, twin: Option<&str>, visible_to: &[String]) -> Result<(), Error> {
    let audience = visible_to.iter().map(String::as_str).chain((!visible_to.is_empty()).then_some(work.me.as_str()));
    log(work, &channel.cid, &event, audience)?;
    let mut only = (!visible_to.is_empty()).then(|| visible_to.iter().chain([&work.me]).cloned().collect::<HashSet<_>>());
    let members = reads::totals_of_members(work, &channel.cid)?;
    let twin = match twin.filter(|_| work.hub().is_elsewhere(&channel.cid, &members)) {
        None => None,
        Some(kind) => Some(with(event.clone(), json!({ "type": kind, "channel": channel.with_members(work)? }))),
    };
    let deaf = deaf_to_me(work, &channel.cid)?;
    if !deaf.is_empty() {
        only.get_or_insert_with(|| members.keys().cloned().collect()).retain(|user| !deaf.contains(user));
    }
    let event = with(event, json!({ "watcher_count": work.hub().watchers(&channel.cid).len() }));
    work.send(event, Audience::Channel { cid: channel.cid.clone(), twin, members, only });
    Ok(())
}

/// To those of a channel who may see it, `event` to everybody but the asking user, whose connections get `own`: no copy for
/// others tells who acted.
pub(crate) fn to_others_and_me(work: &Work<'_>, channel: &Channel, event: Event, own: Event, visible_to: &[String]) -> Result<(), Error> {
    let members = reads::totals_of_members(work, &channel.cid)?;
    let (watchers, deaf) = (work.hub().watchers(&channel.cid), deaf_to_me(work, &channel.cid)?);
    let count = json!({ "watcher_count": watchers.len() });
    let may_see = |user: &String| *user != work.me && !deaf.contains(user) && (visible_to.is_empty() || visible_to.contains(user));
    let others = watchers.into_iter().filter(may_see).collect();
    for (event, only) in [(event, others), (own, HashSet::from([work.me.clone()]))] {
        let to = Audience::Channel { cid: channel.cid.clone(), twin: None, members: members.clone(), only: Some(only) };
        work.send(with(event, count.clone()), to);
    }
    Ok(())
}

/// Those who blocked the asking user, and this channel with them (protocol 6.7).
fn deaf_to_me(work: &Work<'_>, cid: &str) -> Result<Vec<String>, Error> {
    let query = "SELECT user_id FROM blocks WHERE blocked_id = ?1 AND EXISTS (SELECT 1 FROM json_each(hid) WHERE value = ?2)";
    work.all(query, [work.me.as_str(), cid], |row| row.get(0))
}

/// To every connection of one user.
pub(crate) fn to_user(work: &Work<'_>, user: &str, event: Event) -> Result<(), Error> {
    let cid = event.get("cid").and_then(Value::as_str).unwrap_or_default().to_owned();
    log(work, &cid, &event, std::iter::once(user))?;
    work.send(event, Audience::User(user.to_owned()));
    Ok(())
}

/// As `to_user`, with that user's totals.
pub(crate) fn to_user_with_totals(work: &Work<'_>, user: &str, mut event: Event) -> Result<(), Error> {
    reads::totals(work, user)?.write(&mut event);
    to_user(work, user, event)
}

/// Keeps what `/sync` will replay, to `audience` only unless that is empty.
fn log<'a>(work: &Work<'_>, cid: &str, event: &Event, audience: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
    if !REPLAYED.contains(&kind) {
        return Ok(());
    }
    let audience: Vec<&str> = audience.collect();
    let sql = "INSERT INTO events (cid, created_at, visible_to, event) VALUES (?1, ?2, ?3, ?4)";
    work.change(sql, params![cid, work.now, json!(audience).to_string(), json!(event).to_string()])?;
    Ok(())
}
