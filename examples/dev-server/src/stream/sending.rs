//! A new message: what it may contain, what it changes, and who is told (protocol 5.3).

use serde_json::{Value, json};

use crate::access;
use crate::clock;
use crate::error::Error;
use crate::store::channels::{self, Channel};
use crate::store::messages::{self, Message, RESERVED};
use crate::store::{custom_of, members, reads, texts, threads, users};
use crate::stream::place::Place;
use crate::stream::telling;
use crate::work::Work;

/// Checks, stores and tells a message as the client sent it; answers it as its author is shown it.
pub(crate) fn send(work: &Work<'_>, place: &Place, asked: &Value) -> Result<Value, Error> {
    let sent = &asked["message"];
    let parent = parent_of(work, place, sent)?;
    place.need(if parent.is_some() { "send-reply" } else { "send-message" })?;
    if parent.is_some() {
        place.need_feature("replies")?;
    }
    check_content(place, sent)?;
    cool_down(work, place)?;
    let message = read(work, place, sent, parent.as_ref())?;
    if messages::find(work, &message.id)?.is_some() {
        return Err(Error::input(format!("a message with ID {} already exists", message.id)));
    }
    messages::insert(work, &message)?;
    clear_draft(work, &message)?;
    if asked["keep_channel_hidden"] != true {
        unhide(work, &place.channel)?;
    }
    publish(work, &place.channel, &message, parent.as_ref())?;
    Ok(message.personal(work)?.into())
}

/// Stores and tells a system message of the channel; answers it.
pub(crate) fn say(work: &Work<'_>, channel: &Channel, text: &str) -> Result<Value, Error> {
    let message = compose(work, channel, text)?;
    messages::insert(work, &message)?;
    publish(work, channel, &message, None)?;
    Ok(message.shown(work)?.into())
}

/// A system message, not yet stored.
pub(crate) fn compose(work: &Work<'_>, channel: &Channel, text: &str) -> Result<Message, Error> {
    let mut message = blank(work, channel);
    message.kind = "system".into();
    message.text = text.to_owned();
    Ok(message)
}

fn blank(work: &Work<'_>, channel: &Channel) -> Message {
    let now = work.tick();
    Message {
        id: uuid::Uuid::new_v4().to_string(),
        cid: channel.cid.clone(),
        user_id: work.me.clone(),
        kind: "regular".into(),
        text: String::new(),
        attachments: json!([]),
        mentioned: Vec::new(),
        visible_to: Vec::new(),
        parent_id: None,
        show_in_channel: false,
        quoted_message_id: None,
        silent: false,
        pinned_at: None,
        pinned_by: None,
        pin_expires: None,
        custom: crate::store::Object::new(),
        created_at: now,
        updated_at: now,
        text_updated_at: None,
        deleted_at: None,
        reply_count: 0,
    }
}

/// The message that is replied to: of the same channel, and no reply itself.
fn parent_of(work: &Work<'_>, place: &Place, sent: &Value) -> Result<Option<Message>, Error> {
    let Some(id) = sent["parent_id"].as_str().filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let parent = messages::load(work, id)?;
    if parent.cid != place.channel.cid {
        return Err(Error::field("message.parent_id", "belongs to another channel"));
    }
    if parent.parent_id.is_some() { Err(Error::nested()) } else { Ok(Some(parent)) }
}

/// Limits of protocol 1.8; also for updates.
pub(crate) fn check_content(place: &Place, sent: &Value) -> Result<(), Error> {
    let text = sent["text"].as_str().unwrap_or_default();
    let attachments = sent["attachments"].as_array().map_or(0, Vec::len);
    let max = access::max_length(&place.channel.config());
    if text.chars().count() > max {
        return Err(Error::too_long(max));
    }
    if text.trim().is_empty() && attachments == 0 && custom_of(sent, &RESERVED).is_empty() {
        return Err(Error::field("message.text", "is empty"));
    }
    for (key, max) in [("attachments", 30), ("mentioned_users", 100), ("restricted_visibility", 10)] {
        if sent[key].as_array().is_some_and(|items| items.len() > max) {
            return Err(Error::field(&format!("message.{key}"), &format!("has more than {max} entries")));
        }
    }
    if sent["attachments"].as_array().into_iter().flatten().any(|attachment| !attachment.is_object()) {
        return Err(Error::field("message.attachments", "must be objects"));
    }
    if attachments > 0 {
        place.need("create-attachment")?;
    }
    Ok(())
}

/// Slow mode (protocol 8.11).
fn cool_down(work: &Work<'_>, place: &Place) -> Result<(), Error> {
    let channel = &place.channel;
    if channel.cooldown == 0 || place.can("skip-slow-mode") {
        return Ok(());
    }
    let query = "SELECT MAX(created_at) FROM messages WHERE cid = ?1 AND user_id = ?2";
    let last = work.one(query, [&channel.cid, &work.me], |row| row.get::<_, Option<i64>>(0))?.flatten();
    let waited = last.map_or(i64::MAX, |last| (work.now - last) / 1_000_000);
    if waited < channel.cooldown { Err(Error::cooldown(channel.cooldown - waited)) } else { Ok(()) }
}

fn read(work: &Work<'_>, place: &Place, sent: &Value, parent: Option<&Message>) -> Result<Message, Error> {
    let mut message = blank(work, &place.channel);
    if let Some(id) = sent["id"].as_str().filter(|id| !id.is_empty()) {
        if id.len() > 255 {
            return Err(Error::field("message.id", "is longer than 255 characters"));
        }
        message.id = id.to_owned();
    }
    match sent["type"].as_str().unwrap_or_default() {
        "" | "regular" | "reply" => {}
        "system" => message.kind = "system".into(),
        other => return Err(Error::field("message.type", &format!("cannot be {other}"))),
    }
    message.show_in_channel = parent.is_some() && sent["show_in_channel"] == true;
    if let Some(parent) = parent {
        message.parent_id = Some(parent.id.clone());
        if !message.show_in_channel {
            message.kind = "reply".into();
        }
    }
    message.text = sent["text"].as_str().unwrap_or_default().to_owned();
    if sent["attachments"].is_array() {
        message.attachments = sent["attachments"].clone();
    }
    message.mentioned = mentioned(work, sent)?;
    message.visible_to = texts(&sent["restricted_visibility"]);
    if let Some(quoted) = sent["quoted_message_id"].as_str().filter(|id| !id.is_empty()) {
        place.need("quote-message")?;
        let quoted = messages::load(work, quoted)?;
        if quoted.cid != message.cid {
            return Err(Error::field("message.quoted_message_id", "belongs to another channel"));
        }
        message.quoted_message_id = Some(quoted.id);
    }
    message.silent = sent["silent"] == true;
    if sent["pinned"] == true {
        place.need("pin-message")?;
        message.pinned_at = Some(work.now);
        message.pinned_by = Some(work.me.clone());
        message.pin_expires = sent["pin_expires"].as_str().and_then(clock::parse);
    }
    message.custom = custom_of(sent, &RESERVED);
    Ok(message)
}

/// Ids of the mentioned users that exist: plain ids or objects (protocol 5.4).
pub(crate) fn mentioned(work: &Work<'_>, sent: &Value) -> Result<Vec<String>, Error> {
    let mut known = Vec::new();
    for item in sent["mentioned_users"].as_array().into_iter().flatten() {
        let id = item.as_str().or(item["id"].as_str()).unwrap_or_default();
        if users::shown(work, id)?.contains_key("role") && !known.iter().any(|other| other == id) {
            known.push(id.to_owned());
        }
    }
    Ok(known)
}

/// Sending ends the draft of that composer (protocol 6.3).
fn clear_draft(work: &Work<'_>, message: &Message) -> Result<(), Error> {
    let sql = "DELETE FROM drafts WHERE user_id = ?1 AND cid = ?2 AND parent_id = ?3";
    let parent = message.parent_id.as_deref().unwrap_or_default();
    work.change(sql, [message.user_id.as_str(), message.cid.as_str(), parent])?;
    Ok(())
}

/// A hidden channel comes back with a message, unless it is muted (protocol 4.7).
fn unhide(work: &Work<'_>, channel: &Channel) -> Result<(), Error> {
    let query = "SELECT user_id FROM members WHERE cid = ?1 AND hidden
        AND NOT EXISTS (SELECT 1 FROM channel_mutes c WHERE c.cid = ?1 AND c.user_id = members.user_id)";
    for id in work.all(query, [&channel.cid], |row| row.get::<_, String>(0))? {
        if let Some(mut member) = members::find(work, &channel.cid, &id)? {
            member.hidden = false;
            members::save(work, &channel.cid, &member)?;
            let mut event = telling::event(work, channel, "channel.visible")?;
            event.insert("user".into(), users::shown(work, &id)?.into());
            event.insert("channel".into(), channel.shown(work)?.into());
            telling::to_user(work, &id, event);
        }
    }
    Ok(())
}

/// Counts a stored message and tells everybody concerned.
fn publish(work: &Work<'_>, channel: &Channel, message: &Message, parent: Option<&Message>) -> Result<(), Error> {
    if message.in_channel() && message.kind != "system" {
        work.change("UPDATE channels SET last_message_at = ?2 WHERE cid = ?1", rusqlite::params![channel.cid, message.created_at])?;
    }
    reads::count_new(work, message)?;
    let channel = channels::load(work, &channel.cid)?;
    let mut event = telling::event(work, &channel, "message.new")?;
    event.insert("message_id".into(), message.id.clone().into());
    event.insert("message".into(), message.shown(work)?.into());
    event.insert("created_at".into(), clock::text(message.created_at).into());
    event.insert("channel_message_count".into(), channels::message_count(work, &channel.cid)?.into());
    let twin = message.in_channel().then_some("notification.message_new");
    if let Some(parent) = parent {
        threads::count_new(work, parent, message)?;
    }
    telling::to_channel(work, &channel, event, twin, &message.visible_to)?;
    match parent {
        None => Ok(()),
        Some(parent) => tell_thread(work, &channel, parent, message),
    }
}

/// The parent's new reply count, and a notification to those who take part.
fn tell_thread(work: &Work<'_>, channel: &Channel, parent: &Message, reply: &Message) -> Result<(), Error> {
    work.change("UPDATE messages SET updated_at = ?2 WHERE id = ?1", rusqlite::params![parent.id, reply.created_at])?;
    let parent = messages::load(work, &parent.id)?;
    crate::stream::messages::tell_updated(work, channel, &parent)?;
    for user in threads::participants(work, &parent.id)?.iter().filter(|user| **user != work.me) {
        let mut event = telling::event(work, channel, "notification.thread_message_new")?;
        event.insert("message_id".into(), reply.id.clone().into());
        event.insert("message".into(), reply.shown(work)?.into());
        event.insert("thread_id".into(), parent.id.clone().into());
        event.insert("channel".into(), channel.shown(work)?.into());
        event.insert("thread_participants".into(), users::all_shown(work, &messages::repliers(work, &parent.id)?)?.into());
        event.insert("parent_author".into(), users::shown(work, &parent.user_id)?.into());
        let unread = "SELECT COALESCE(SUM(unread), 0) FROM thread_reads WHERE user_id = ?1";
        let unread: i64 = work.one(unread, [user], |row| row.get(0))?.unwrap_or(0);
        event.insert("unread_thread_messages".into(), unread.into());
        telling::to_user_with_totals(work, user, event)?;
    }
    Ok(())
}
