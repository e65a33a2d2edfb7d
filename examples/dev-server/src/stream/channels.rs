//! Channels: query, create, watch, update, hide, truncate, delete (protocol 4.2 to 4.8).

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::access;
use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::permissions::Subject;
use crate::request::{Actor, Body, cid};
use crate::store::channels::{self, RESERVED};
use crate::store::{custom_of, members, reads, texts, users};
use crate::stream::members::{member_ids, update_members};
use crate::stream::place::{Pages, Place, watching, watching_connection};
use crate::stream::{listing, sending, telling};
use crate::work::Work;

type Named = Path<(String, String)>;

/// POST `/channels` (protocol 4.2).
pub(crate) async fn query_many(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    let who = actor.clone();
    app.ask("QueryChannels", actor, move |work| {
        let connection = watching_connection(work, &who, &asked)?;
        let pages = Pages {
            messages: json!({ "limit": asked["message_limit"] }),
            members: json!({ "limit": asked["member_limit"] }),
            watchers: Value::Null,
            message_limit: 25,
            member_limit: 100,
        };
        let places = listing::select(work, &asked)?;
        for place in &places {
            if let Some(connection) = &connection {
                join(work, place, connection, &asked)?;
            }
        }
        let with_state = asked["state"] != false;
        let states = places.iter().map(|place| place.state(work, with_state, &pages).map(Value::Object));
        Ok(Answer::created(json!({ "channels": states.collect::<Result<Vec<_>, _>>()? })))
    })
    .await
}

/// GET `/channels?payload=`, as older clients ask (protocol 12.4).
pub(crate) async fn query_many_by_get(state: State<App>, actor: Actor) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    query_many(state, actor, Body(asked)).await
}

/// POST `/channels/{type}/{id}/query`: get or create (protocol 4.3).
pub(crate) async fn query_one(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    let who = actor.clone();
    app.ask("GetOrCreateChannel", actor, move |work| get_or_create(work, &who, &kind, &id, &asked)).await
}

/// POST `/channels/{type}/query`: the one channel of exactly these members (protocol 4.3).
pub(crate) async fn query_distinct(
    State(app): State<App>,
    actor: Actor,
    Path(kind): Path<String>,
    Body(asked): Body,
) -> Result<Answer, Error> {
    let who = actor.clone();
    app.ask("GetOrCreateChannel", actor, move |work| {
        let mut ids = member_ids(&asked["data"]["members"]);
        if ids.is_empty() {
            return Err(Error::field("data.members", "is needed for a channel without id"));
        }
        if !ids.contains(&work.me) {
            ids.push(work.me.clone());
        }
        get_or_create(work, &who, &kind, &channels::distinct_id(&ids), &asked)
    })
    .await
}

fn get_or_create(work: &Work<'_>, actor: &Actor, kind: &str, id: &str, asked: &Value) -> Result<Answer, Error> {
    access::known_kind(&work.permissions(), kind)?;
    let connection = watching_connection(work, actor, asked)?;
    let cid = cid(kind, id)?;
    let place = match channels::find(work, &cid)? {
        Some(channel) => Place::of(work, channel)?,
        None => create(work, kind, id, asked)?,
    };
    if let Some(connection) = &connection {
        join(work, &place, connection, asked)?;
    }
    let pages = Pages {
        messages: asked["messages"].clone(),
        members: asked["members"].clone(),
        watchers: asked["watchers"].clone(),
        message_limit: 100,
        member_limit: 100,
    };
    Ok(Answer::created(place.state(work, asked["state"] != false, &pages)?.into()))
}

/// Watches and follows as asked.
fn join(work: &Work<'_>, place: &Place, connection: &str, asked: &Value) -> Result<(), Error> {
    if asked["watch"] == true {
        place.watch(work, connection)?;
    }
    if asked["presence"] == true {
        place.follow(work, connection)?;
    }
    Ok(())
}

fn create(work: &Work<'_>, kind: &str, id: &str, asked: &Value) -> Result<Place, Error> {
    let who = Subject { role: &users::role(work, &work.me)?, channel_role: None };
    if !work.permissions().allows(kind, who, "create-channel", true) {
        return Err(Error::not_allowed(format!("channels of type {kind} may not be made by user {}", work.me)));
    }
    let data = &asked["data"];
    let ids = member_ids(&data["members"]);
    let invited = member_ids(&data["invites"]);
    if ids.len() + invited.len() > 100 {
        return Err(Error::field("data.members", "has more than 100 entries"));
    }
    for user in ids.iter().chain(&invited) {
        users::existing(work, user)?;
    }
    let channel = channels::create(work, kind, id, data)?;
    for user in &ids {
        members::add(work, &channel.cid, user, "channel_member", "")?;
    }
    for user in &invited {
        members::add(work, &channel.cid, user, "channel_member", "pending")?;
    }
    if !ids.contains(&work.me) && kind != "livestream" {
        // Whoever makes a channel can see it.
        members::add(work, &channel.cid, &work.me, "channel_member", "")?;
    }
    if let (true, Some(mut own)) = (asked["hide_for_creator"] == true, members::find(work, &channel.cid, &work.me)?) {
        own.hidden = true;
        members::save(work, &channel.cid, &own)?;
    }
    let event = telling::with(telling::event(work, &channel, "channel.created")?, json!({ "channel": channel.shown(work)? }));
    telling::to_watchers(work, &channel, event)?;
    for user in ids.iter().filter(|user| **user != work.me) {
        crate::stream::members::tell_added(work, &channel, user, "notification.added_to_channel")?;
    }
    for user in &invited {
        crate::stream::members::tell_added(work, &channel, user, "notification.invited")?;
    }
    Place::of(work, channel)
}

/// GET `/channels/{type}/{id}`.
pub(crate) async fn get_one(State(app): State<App>, actor: Actor, Path((kind, id)): Named) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    app.ask("GetChannel", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let page = |name: &str| {
            let keys = ["limit", "id_lt", "id_lte", "id_gt", "id_gte", "id_around"];
            let read = |key: &&str| Some(((*key).to_owned(), asked.get(format!("{name}_{key}"))?.clone()));
            Value::Object(keys.iter().filter_map(read).collect())
        };
        let pages = Pages {
            messages: page("messages"),
            members: page("members"),
            watchers: page("watchers"),
            message_limit: 100,
            member_limit: 100,
        };
        Ok(Answer::ok(place.state(work, asked["state"] != false, &pages)?.into()))
    })
    .await
}

/// POST `/channels/{type}/{id}`: members, invites, slow mode, or all custom data anew (protocol 4.5 and 4.6).
pub(crate) async fn update(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdateChannel", actor, move |work| {
        let mut place = Place::enter(work, &cid(&kind, &id)?)?;
        let changed = update_members(work, &mut place, &asked)?;
        if let Some(cooldown) = asked["cooldown"].as_i64() {
            place.need("set-channel-cooldown")?;
            if !(0..=120).contains(&cooldown) {
                return Err(Error::field("cooldown", "must be 0 to 120 seconds"));
            }
            place.channel.cooldown = cooldown;
        }
        if asked["data"].is_object() {
            place.need("update-channel")?;
            let tags = place.channel.custom.remove("filter_tags");
            place.channel.custom = custom_of(&asked["data"], &RESERVED);
            place.channel.custom.extend(tags.map(|tags| ("filter_tags".to_owned(), tags)));
            if let Some(frozen) = asked["data"]["frozen"].as_bool() {
                place.channel.frozen = frozen;
            }
        }
        finish_update(work, place, &asked["message"], changed)
    })
    .await
}

/// PATCH `/channels/{type}/{id}` (protocol 4.5).
pub(crate) async fn update_partial(
    State(app): State<App>,
    actor: Actor,
    Path((kind, id)): Named,
    Body(asked): Body,
) -> Result<Answer, Error> {
    app.ask("UpdateChannelPartial", actor, move |work| {
        let mut place = Place::enter(work, &cid(&kind, &id)?)?;
        let set = &asked["set"];
        if let Some(frozen) = set["frozen"].as_bool() {
            if !place.can("freeze-channel") {
                place.need("update-channel")?;
            }
            place.channel.frozen = frozen;
        }
        if let Some(cooldown) = set["cooldown"].as_i64() {
            place.need("set-channel-cooldown")?;
            place.channel.cooldown = cooldown.clamp(0, 120);
        }
        let custom = custom_of(set, &RESERVED);
        let unset = texts(&asked["unset"]);
        if !custom.is_empty() || !unset.is_empty() || set["config_overrides"].is_object() {
            place.need("update-channel")?;
        }
        place.channel.custom.extend(custom);
        place.channel.custom.retain(|key, _| !unset.contains(key));
        if let Value::Object(overrides) = &set["config_overrides"] {
            place.channel.overrides.extend(overrides.clone());
        }
        let answer = finish_update(work, place, &Value::Null, false)?;
        Ok(answer.with_status(200))
    })
    .await
}

/// Stores, tells and answers an updated channel. A system `message` goes out with it.
fn finish_update(work: &Work<'_>, mut place: Place, message: &Value, members_changed: bool) -> Result<Answer, Error> {
    place.channel.updated_at = work.now;
    channels::save(work, &place.channel)?;
    let message = match message["text"].as_str() {
        None => Value::Null,
        Some(text) => sending::say(work, &place.channel, text)?,
    };
    let channel = channels::load(work, &place.channel.cid)?;
    let mut event = telling::event(work, &channel, "channel.updated")?;
    event.insert("channel".into(), if members_changed { channel.with_members(work)? } else { channel.shown(work)? }.into());
    if !message.is_null() {
        event.insert("message".into(), message.clone());
    }
    telling::to_watchers(work, &channel, event)?;
    let membership = members::find(work, &channel.cid, &work.me)?;
    let people = members::page(work, &channel.cid, 100, 0)?;
    let mut answer = json!({
        "channel": channel.personal(work, membership.as_ref())?,
        "members": members::all_shown(work, &channel, &people)?,
    });
    if let (Some(answer), false) = (answer.as_object_mut(), message.is_null()) {
        answer.insert("message".into(), message);
    }
    Ok(Answer::created(answer))
}

/// DELETE `/channels/{type}/{id}` (protocol 4.7).
pub(crate) async fn delete(State(app): State<App>, actor: Actor, Path((kind, id)): Named) -> Result<Answer, Error> {
    app.ask("DeleteChannel", actor, move |work| Ok(Answer::ok(json!({ "channel": delete_one(work, &cid(&kind, &id)?)? })))).await
}

/// POST `/channels/delete` (protocol 4.7).
pub(crate) async fn delete_many(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("DeleteChannels", actor, move |work| {
        let mut result = crate::store::Object::new();
        for cid in texts(&asked["cids"]) {
            delete_one(work, &cid)?;
            result.insert(cid, json!({ "status": "ok" }));
        }
        Ok(Answer::created(json!({ "result": result, "task_id": uuid::Uuid::new_v4().to_string() })))
    })
    .await
}

fn delete_one(work: &Work<'_>, cid: &str) -> Result<Value, Error> {
    let place = Place::enter(work, cid)?;
    place.need("delete-channel")?;
    let channel = &place.channel;
    let mut shown = channel.with_members(work)?;
    shown.insert("deleted_at".into(), clock::text(work.now).into());
    let event = telling::with(telling::event(work, channel, "channel.deleted")?, json!({ "channel": shown }));
    let members = members::ids(work, cid)?;
    work.change("DELETE FROM channels WHERE cid = ?1", [cid])?;
    // The rows are gone, so the totals are told member by member.
    let totals = members.into_iter().map(|id| Ok((id.clone(), reads::totals(work, &id)?))).collect::<Result<_, Error>>()?;
    let twin = telling::with(event.clone(), json!({ "type": "notification.channel_deleted" }));
    work.send(event, crate::hub::Audience::Channel { cid: cid.to_owned(), twin: Some(twin), members: totals, only: None });
    Ok(shown.into())
}

/// POST `/channels/{type}/{id}/event`: typing and custom events (protocol 4.8).
pub(crate) async fn send_event(State(app): State<App>, actor: Actor, Path((kind, id)): Named, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("SendEvent", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let sent = &asked["event"];
        let kind = sent["type"].as_str().filter(|kind| !kind.is_empty()).ok_or_else(|| Error::field("event.type", "is needed"))?;
        let is_typing = matches!(kind, "typing.start" | "typing.stop");
        let mut event = telling::event(work, &place.channel, kind)?;
        if is_typing {
            place.need_feature("typing_events")?;
            place.need("send-typing-events")?;
            if let Some(parent) = sent["parent_id"].as_str() {
                event.insert("parent_id".into(), parent.into());
            }
        } else {
            if ["message.", "channel.", "member.", "notification.", "poll.", "reaction.", "user.", "health.", "connection."]
                .iter()
                .any(|own| kind.starts_with(own))
            {
                return Err(Error::field("event.type", "is not a custom one"));
            }
            place.need("send-custom-events")?;
            event.extend(custom_of(sent, &["type", "user", "user_id", "cid", "channel_id", "channel_type", "created_at"]));
        }
        if !is_typing || users::shares(work, &work.me, "typing_indicators")? {
            telling::to_watchers(work, &place.channel, event.clone())?;
        }
        Ok(Answer::created(json!({ "event": event })))
    })
    .await
}

/// POST `/channels/{type}/{id}/stop-watching` (protocol 4.7).
pub(crate) async fn stop_watching(State(app): State<App>, actor: Actor, Path((kind, id)): Named) -> Result<Answer, Error> {
    let connection = actor.connection.clone();
    app.ask("StopWatchingChannel", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let connection = connection.filter(|id| work.hub().is_open(id, &work.me));
        let Some(connection) = connection else {
            return Err(Error::input(
                "stop-watching requires an active websocket connection, please make sure to include your websocket connection_id",
            ));
        };
        if work.hub().unwatch(&connection, &place.channel.cid) {
            watching(work, &place.channel, "user.watching.stop")?;
        }
        Ok(Answer::created(json!({})))
    })
    .await
}
