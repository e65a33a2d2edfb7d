//! Messages: send, get, update, delete, pins, replies, drafts (protocol 5 and 6.3).

use axum::extract::{Path, State};
use rusqlite::params;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::filter::Sort;
use crate::request::{Actor, Body, cid, limit};
use crate::store::channels::{self, Channel};
use crate::store::messages::{self, Message, RESERVED};
use crate::store::pages::{self, Of};
use crate::store::{attachments, custom_of, reads, texts, threads};
use crate::stream::place::Place;
use crate::stream::{sending, telling};
use crate::work::Work;

/// POST `/channels/{type}/{id}/message` (protocol 5.3).
pub(crate) async fn send(
    State(app): State<App>,
    actor: Actor,
    Path((kind, id)): Path<(String, String)>,
    Body(asked): Body,
) -> Result<Answer, Error> {
    app.ask("SendMessage", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        Ok(Answer::created(json!({ "message": sending::send(work, &place, &asked)? })))
    })
    .await
}

/// GET `/channels/{type}/{id}/messages?ids=a,b` (protocol 5.4).
pub(crate) async fn get_many(State(app): State<App>, actor: Actor, Path((kind, id)): Path<(String, String)>) -> Result<Answer, Error> {
    let ids = actor.params.text("ids").unwrap_or_default().to_owned();
    app.ask("GetManyMessages", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let mut found = Vec::new();
        for id in ids.split(',') {
            let message = messages::find(work, id)?;
            found.extend(message.filter(|message| message.cid == place.channel.cid && message.is_for(&work.me)));
        }
        Ok(Answer::ok(json!({ "messages": messages::all_personal(work, &found)? })))
    })
    .await
}

/// GET `/channels/{type}/{id}/pinned_messages` (protocol 4.15).
pub(crate) async fn pinned(State(app): State<App>, actor: Actor, Path((kind, id)): Path<(String, String)>) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    app.ask("GetPinnedMessages", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        let pinned = place.pinned(work, 10_000)?;
        let page = pinned_page(work, pinned, &asked)?;
        Ok(Answer::ok(json!({ "messages": messages::all_personal(work, &page)? })))
    })
    .await
}

/// The page of pins that `asked` describes, by `id_*` and `pinned_at_*`, newest pin first unless sorted otherwise.
fn pinned_page(work: &Work<'_>, mut pinned: Vec<Message>, asked: &Value) -> Result<Vec<Message>, Error> {
    let by_id = |key: &str| asked[key].as_str().map(|id| Ok::<_, Error>(messages::load(work, id)?.pinned_at.unwrap_or(0))).transpose();
    let by_time = |key: &str| {
        let time = |text| clock::parse(text).ok_or_else(|| Error::field(key, "is not a time"));
        asked[key].as_str().map(time).transpose()
    };
    type Test = fn(i64, i64) -> bool;
    let table: [(Option<i64>, Test); 8] = [
        (by_id("id_lt")?, |at, than| at < than),
        (by_id("id_lte")?, |at, than| at <= than),
        (by_id("id_gt")?, |at, than| at > than),
        (by_id("id_gte")?, |at, than| at >= than),
        (by_time("pinned_at_before")?, |at, than| at < than),
        (by_time("pinned_at_before_or_equal")?, |at, than| at <= than),
        (by_time("pinned_at_after")?, |at, than| at > than),
        (by_time("pinned_at_after_or_equal")?, |at, than| at >= than),
    ];
    pinned.retain(|message| table.iter().all(|(than, test)| than.is_none_or(|than| message.pinned_at.is_some_and(|at| test(at, than)))));
    let ascends = Sort::parse(&asked["sort"])?.ascends("pinned_at");
    if ascends {
        pinned.reverse();
    }
    pinned.truncate(limit(&asked["limit"], 10, 300));
    Ok(pinned)
}

/// GET `/messages/{id}` (protocol 5.4).
pub(crate) async fn get_one(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    app.ask("GetMessage", actor, move |work| {
        let (message, place) = Place::with_message(work, &id)?;
        let mut shown = message.personal(work)?;
        shown.insert("channel".into(), place.channel.personal(work, place.membership.as_ref())?.into());
        Ok(Answer::ok(json!({ "message": shown })))
    })
    .await
}

/// POST `/messages/{id}`: everything anew (protocol 5.4).
pub(crate) async fn update(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("UpdateMessage", actor, move |work| {
        let (mut message, place) = Place::with_message(work, &id)?;
        let sent = &asked["message"];
        need_edit(work, &place, &message)?;
        sending::check_content(&place, &with_poll_of(&message, sent))?;
        let is_new_text = set_text(work, &mut message, sent["text"].as_str().unwrap_or_default());
        message.attachments = attachments::stored(work, &sent["attachments"])?;
        if is_new_text && asked["skip_enrich_url"] != true {
            sending::enrich(&place, &mut message);
        }
        message.mentioned = sending::mentioned(work, sent)?;
        message.named = sending::named(&place, sent)?;
        message.custom = custom_of(sent, &RESERVED);
        if let Some(pinned) = sent["pinned"].as_bool() {
            set_pin(work, &place, &mut message, pinned, &sent["pin_expires"])?;
        }
        finish_update(work, &place.channel, message)
    })
    .await
}

/// PUT `/messages/{id}`: some fields (protocol 5.4), also pins (5.5).
pub(crate) async fn update_partial(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    Body(asked): Body,
) -> Result<Answer, Error> {
    app.ask("UpdateMessagePartial", actor, move |work| {
        let (mut message, place) = Place::with_message(work, &id)?;
        let (set, unset) = (&asked["set"], texts(&asked["unset"]));
        let custom = custom_of(set, &RESERVED);
        let edits = !custom.is_empty() || !unset.is_empty() || set["text"].is_string() || set["attachments"].is_array();
        if edits {
            need_edit(work, &place, &message)?;
        }
        let is_new_text = match set["text"].as_str() {
            Some(text) => set_text(work, &mut message, text),
            None if unset.iter().any(|key| key == "text") => set_text(work, &mut message, ""),
            None => false,
        };
        if set["attachments"].is_array() || unset.iter().any(|key| key == "attachments") {
            message.attachments = attachments::stored(work, &set["attachments"])?;
        }
        message.custom.extend(custom);
        message.custom.retain(|key, _| !unset.contains(key));
        if edits {
            let whole = json!({ "text": message.text, "attachments": message.attachments, "custom": message.custom });
            sending::check_content(&place, &with_poll_of(&message, &whole))?;
        }
        if is_new_text && asked["skip_enrich_url"] != true {
            sending::enrich(&place, &mut message);
        }
        if set["mentioned_users"].is_array() {
            message.mentioned = sending::mentioned(work, set)?;
        }
        if let Some(pinned) = set["pinned"].as_bool() {
            set_pin(work, &place, &mut message, pinned, &set["pin_expires"])?;
        }
        finish_update(work, &place.channel, message)
    })
    .await
}

/// What is sent, with the poll that the message has: an update neither brings one nor takes it away.
fn with_poll_of(message: &Message, sent: &Value) -> Value {
    let mut sent = sent.clone();
    if let Some(sent) = sent.as_object_mut() {
        sent.insert("poll_id".into(), message.poll_id.clone().into());
    }
    sent
}

fn need_edit(work: &Work<'_>, place: &Place, message: &Message) -> Result<(), Error> {
    if message.deleted_at.is_some() {
        return Err(Error::input("a deleted message cannot be changed"));
    }
    if message.user_id == work.me && place.can("update-own-message") { Ok(()) } else { place.need("update-any-message") }
}

/// Only another text marks a message as edited; answers whether it is another one.
fn set_text(work: &Work<'_>, message: &mut Message, text: &str) -> bool {
    let is_new = message.text != text;
    if is_new {
        message.text = text.to_owned();
        message.text_updated_at = Some(work.now);
    }
    is_new
}

fn set_pin(work: &Work<'_>, place: &Place, message: &mut Message, pinned: bool, expires: &Value) -> Result<(), Error> {
    if pinned != message.pinned_at.is_some() {
        place.need("pin-message")?;
        message.pinned_at = pinned.then_some(work.now);
        message.pinned_by = pinned.then(|| work.me.clone());
    }
    message.pin_expires = expires.as_str().and_then(clock::parse).filter(|_| pinned);
    Ok(())
}

fn finish_update(work: &Work<'_>, channel: &Channel, mut message: Message) -> Result<Answer, Error> {
    message.updated_at = work.now;
    messages::save(work, &message)?;
    tell_updated(work, channel, &message)?;
    Ok(Answer::created(json!({ "message": message.personal(work)? })))
}

/// `message.updated` to the watchers who may see the message.
pub(crate) fn tell_updated(work: &Work<'_>, channel: &Channel, message: &Message) -> Result<(), Error> {
    let event = message_event(work, channel, message, "message.updated")?;
    telling::to_channel(work, channel, event, None, &message.visible_to)
}

fn message_event(work: &Work<'_>, channel: &Channel, message: &Message, kind: &str) -> Result<crate::hub::Event, Error> {
    let event = telling::event(work, channel, kind)?;
    Ok(telling::with(event, json!({ "message_id": message.id, "message": message.shown(work)? })))
}

/// DELETE `/messages/{id}`: soft, `hard=true` or `delete_for_me=true` (protocol 5.4).
pub(crate) async fn delete(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    let (hard, for_me) = (actor.params.is("hard"), actor.params.is("delete_for_me"));
    app.ask("DeleteMessage", actor, move |work| {
        if hard && for_me {
            return Err(Error::input("hard and delete_for_me exclude each other"));
        }
        let (message, place) = Place::with_message(work, &id)?;
        if for_me {
            return remove_for_me(work, &place.channel, &message);
        }
        if !(message.user_id == work.me && place.can("delete-own-message")) {
            place.need("delete-any-message")?;
        }
        let message = if hard { message } else { soft_delete(work, message)? };
        let mut event = message_event(work, &place.channel, &message, "message.deleted")?;
        let shown = message.personal(work)?;
        if hard {
            event.insert("hard_delete".into(), true.into());
            messages::remove(work, &message.id)?;
            // Whoever catches up must not be told what no longer exists.
            let forget = "DELETE FROM events WHERE cid = ?1 AND event ->> 'message_id' = ?2";
            work.change(forget, [&message.cid, &message.id])?;
        }
        settle(work, &place.channel, &message)?;
        telling::to_channel(work, &channels::load(work, &message.cid)?, event, None, &message.visible_to)?;
        if let Some(parent) = &message.parent_id {
            tell_updated(work, &place.channel, &messages::load(work, parent)?)?;
        }
        Ok(Answer::ok(json!({ "message": shown })))
    })
    .await
}

fn soft_delete(work: &Work<'_>, mut message: Message) -> Result<Message, Error> {
    message.kind = "deleted".into();
    message.deleted_at = message.deleted_at.or(Some(work.now));
    message.updated_at = work.now;
    message.pinned_at = None;
    message.pinned_by = None;
    messages::save(work, &message)?;
    Ok(message)
}

/// Unread counts and `last_message_at` after a message went away.
fn settle(work: &Work<'_>, channel: &Channel, message: &Message) -> Result<(), Error> {
    reads::recount(work, &channel.cid, None)?;
    if let Some(parent) = &message.parent_id {
        threads::recount(work, parent)?;
    }
    if channel.last_message_at == Some(message.created_at) {
        let last = channels::last_message_at(work, &channel.cid)?;
        work.change("UPDATE channels SET last_message_at = ?2 WHERE cid = ?1", params![channel.cid, last])?;
    }
    Ok(())
}

fn remove_for_me(work: &Work<'_>, channel: &Channel, message: &Message) -> Result<Answer, Error> {
    let sql = "INSERT INTO message_removals (message_id, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    work.change(sql, [&message.id, &work.me])?;
    let event = message_event(work, channel, message, "message.deleted")?;
    telling::to_user(work, &work.me, telling::with(event, json!({ "deleted_for_me": true })))?;
    let shown = telling::with(message.personal(work)?, json!({ "deleted_for_me": true, "type": "deleted" }));
    Ok(Answer::ok(json!({ "message": shown })))
}

/// GET `/messages/{id}/replies` (protocol 5.6): always ascending.
pub(crate) async fn replies(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    app.ask("GetReplies", actor, move |work| {
        let (message, _) = Place::with_message(work, &id)?;
        let page = pages::page(work, Of::Thread(&message.id), &asked, 25)?;
        Ok(Answer::ok(json!({ "messages": messages::all_personal(work, &page)? })))
    })
    .await
}
