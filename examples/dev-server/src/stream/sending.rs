//! A new message: what it may contain, what it changes, and who is told (protocol 5.3).

use serde_json::{Value, json};

use crate::access;
use crate::clock;
use crate::error::Error;
use crate::links;
use crate::store::channels::{self, Channel};
use crate::store::messages::{self, Message, RESERVED};
use crate::store::{attachments, circles, custom_of, members, polls, previews, reads, texts, threads, users};
use crate::stream::place::Place;
use crate::stream::{commands, drafts, telling};
use crate::work::Work;

/// Attachments of one message, at most (protocol 1.8).
const MAX_ATTACHMENTS: usize = 30;

/// Checks, stores and tells a message as the client sent it; answers it as its author is shown it. A command is
/// carried out instead.
pub(crate) fn send(work: &Work<'_>, place: &Place, asked: &Value) -> Result<Value, Error> {
    let sent = &asked["message"];
    check_content(place, sent)?;
    let mut message = unsent(work, place, sent)?;
    if let Some(command) = commands::of(sent["text"].as_str().unwrap_or_default()).filter(|_| message.kind != "system") {
        return commands::run(work, place, message, sent, command);
    }
    if asked["skip_enrich_url"] != true {
        enrich(place, &mut message);
    }
    post(work, place, &message, asked["keep_channel_hidden"] == true)
}

/// The message that a client's request describes, if it may be sent here: not yet stored, nobody told.
pub(crate) fn unsent(work: &Work<'_>, place: &Place, sent: &Value) -> Result<Message, Error> {
    let parent = parent_of(work, place, sent["parent_id"].as_str())?;
    if parent.is_some() {
        place.need_feature("replies")?;
    }
    place.need(if parent.is_some() { "send-reply" } else { "send-message" })?;
    let message = read(work, place, sent, parent.as_ref())?;
    let is_taken = messages::find(work, &message.id)?.is_some();
    if is_taken || previews::exists(work, &message.id)? && previews::find(work, &message.id)?.is_none() {
        return Err(Error::input(format!("a message with ID {} already exists", message.id)));
    }
    Ok(message)
}

/// Stores and tells a message; answers it as its author is shown it.
pub(crate) fn post(work: &Work<'_>, place: &Place, message: &Message, keeps_hidden: bool) -> Result<Value, Error> {
    cool_down(work, place)?;
    let parent = parent_of(work, place, message.parent_id.as_deref())?;
    messages::insert(work, message)?;
    drafts::discard(work, &place.channel, message.parent_id.as_deref().unwrap_or_default())?;
    if !keeps_hidden {
        unhide(work, &place.channel)?;
    }
    publish(work, &place.channel, message, parent.as_ref())?;
    Ok(message.personal(work)?.into())
}

/// Adds previews of the pages that the text links to (protocol 5.9).
pub(crate) fn enrich(place: &Place, message: &mut Message) {
    if let (true, Value::Array(attachments)) = (place.channel.has("url_enrichment"), &mut message.attachments) {
        let previews = links::previews(&message.text, attachments);
        attachments.extend(previews);
        attachments.truncate(MAX_ATTACHMENTS);
    }
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
        named: crate::store::Object::new(),
        visible_to: Vec::new(),
        parent_id: None,
        show_in_channel: false,
        quoted_message_id: None,
        poll_id: None,
        silent: false,
        pinned_at: None,
        pinned_by: None,
        pin_expires: None,
        command: None,
        custom: crate::store::Object::new(),
        created_at: now,
        updated_at: now,
        text_updated_at: None,
        deleted_at: None,
        reply_count: 0,
        deleted_reply_count: 0,
    }
}

/// The message that is replied to: of the same channel, and no reply itself.
fn parent_of(work: &Work<'_>, place: &Place, id: Option<&str>) -> Result<Option<Message>, Error> {
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let (parent, own) = Place::with_message(work, id)?;
    if own.channel.cid != place.channel.cid {
        return Err(Error::field("message.parent_id", "belongs to another channel"));
    }
    if parent.parent_id.is_some() { Err(Error::nested()) } else { Ok(Some(parent)) }
}

/// The poll that a message carries. Who may see votes is decided by where a poll is, so only its maker sends it.
fn poll_of(work: &Work<'_>, place: &Place, sent: &Value) -> Result<Option<String>, Error> {
    let Some(id) = sent["poll_id"].as_str().filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    place.need_feature("polls")?;
    place.need("send-poll")?;
    if polls::load(work, id)?.created_by == work.me {
        Ok(Some(id.to_owned()))
    } else {
        Err(Error::not_allowed(format!("poll {id} is sent by whoever made it")))
    }
}

/// What a message may contain and may not lack; also for updates.
pub(crate) fn check_content(place: &Place, sent: &Value) -> Result<(), Error> {
    check_size(place, sent)?;
    let text = sent["text"].as_str().unwrap_or_default();
    let attachments = sent["attachments"].as_array().map_or(0, Vec::len);
    let has_poll = sent["poll_id"].as_str().is_some_and(|id| !id.is_empty());
    if text.trim().is_empty() && attachments == 0 && !has_poll && custom_of(sent, &RESERVED).is_empty() {
        return Err(Error::field("message.text", "is empty"));
    }
    if attachments > 0 {
        place.need("create-attachment")?;
    }
    if links::in_text(text).next().is_some() {
        place.need("send-links")?;
    }
    Ok(())
}

/// Limits of protocol 1.8; also for drafts.
pub(crate) fn check_size(place: &Place, sent: &Value) -> Result<(), Error> {
    let max = access::max_length(&place.channel.config());
    if sent["text"].as_str().unwrap_or_default().chars().count() > max {
        return Err(Error::too_long(max));
    }
    let limits = [
        ("attachments", MAX_ATTACHMENTS),
        ("mentioned_users", 100),
        ("mentioned_roles", circles::MOST),
        ("mentioned_group_ids", circles::MOST),
        ("restricted_visibility", 10),
    ];
    for (key, max) in limits {
        if sent[key].as_array().is_some_and(|items| items.len() > max) {
            return Err(Error::field(&format!("message.{key}"), &format!("has more than {max} entries")));
        }
    }
    if sent["attachments"].as_array().into_iter().flatten().any(|attachment| !attachment.is_object()) {
        return Err(Error::field("message.attachments", "must be objects"));
    }
    Ok(())
}

/// Slow mode (protocol 8.11).
fn cool_down(work: &Work<'_>, place: &Place) -> Result<(), Error> {
    let channel = &place.channel;
    if channel.cooldown == 0 || place.can("skip-slow-mode") {
        return Ok(());
    }
    let query = "SELECT created_at FROM messages WHERE cid = ?1 AND user_id = ?2 AND type <> 'system' ORDER BY created_at DESC LIMIT 1";
    let last = work.one(query, [&channel.cid, &work.me], |row| row.get::<_, i64>(0))?;
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
        "system" => {
            place.need("update-channel")?;
            message.kind = "system".into();
        }
        other => return Err(Error::field("message.type", &format!("cannot be {other}"))),
    }
    message.show_in_channel = parent.is_some() && sent["show_in_channel"] == true;
    if let Some(parent) = parent {
        message.parent_id = Some(parent.id.clone());
        message.visible_to = parent.visible_to.clone();
        if !message.show_in_channel {
            message.kind = "reply".into();
        }
    }
    message.text = sent["text"].as_str().unwrap_or_default().to_owned();
    message.attachments = attachments::stored(work, &sent["attachments"])?;
    message.mentioned = mentioned(work, sent)?;
    if !message.mentioned.is_empty() {
        place.need("create-mention")?;
    }
    message.named = named(place, sent)?;
    let visible_to = texts(&sent["restricted_visibility"]);
    if !visible_to.is_empty() {
        place.need("send-restricted-visibility-message")?;
        message.visible_to = visible_to;
    }
    if let Some(quoted) = sent["quoted_message_id"].as_str().filter(|id| !id.is_empty()) {
        place.need_feature("quotes")?;
        place.need("quote-message")?;
        let (quoted, _) = Place::with_message(work, quoted)?;
        if quoted.cid != message.cid {
            return Err(Error::field("message.quoted_message_id", "belongs to another channel"));
        }
        message.quoted_message_id = Some(quoted.id);
    }
    message.poll_id = poll_of(work, place, sent)?;
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

/// Whom a message names besides users, if its author may (protocol 6.6).
pub(crate) fn named(place: &Place, sent: &Value) -> Result<crate::store::Object, Error> {
    let named = circles::named(sent);
    for (key, capability) in circles::NAMING {
        if named.contains_key(key) {
            place.need(capability)?;
        }
    }
    Ok(named)
}

/// A hidden channel comes back with a message, unless it is muted, or hidden by a block (protocol 4.7 and 6.7).
fn unhide(work: &Work<'_>, channel: &Channel) -> Result<(), Error> {
    let query = "SELECT user_id FROM members WHERE cid = ?1 AND hidden
        AND NOT EXISTS (SELECT 1 FROM channel_mutes c WHERE c.cid = ?1 AND c.user_id = members.user_id AND (expires IS NULL OR expires > ?2))
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = members.user_id
            AND EXISTS (SELECT 1 FROM json_each(b.hid) WHERE value = ?1))";
    for id in work.all(query, rusqlite::params![channel.cid, work.now], |row| row.get::<_, String>(0))? {
        if let Some(mut member) = members::find(work, &channel.cid, &id)? {
            member.hidden = false;
            members::save(work, &channel.cid, &member)?;
            let mut event = telling::event(work, channel, "channel.visible")?;
            event.insert("user".into(), users::shown(work, &id)?.into());
            event.insert("channel".into(), channel.shown(work)?.into());
            telling::to_user(work, &id, event)?;
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
