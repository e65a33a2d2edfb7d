//! Questions about messages.

use crate::json;

use super::{Map, Page, segment};
use crate::wire::{Cid, Message, MessageId, Value, Wire, emoji};

/// Key in a message's own data that says that its addresses get no cards; it goes out beside the message, not in it.
pub const SKIP_ENRICH: &str = "skip_enrich_url";

/// Body of `POST /channels/{type}/{id}/message`: what the client decides about a message (protocol section 5.3).
pub(super) fn send_message(message: &Message) -> Value {
    let mut body: Map = message.extra.clone();
    let skips = body.remove(SKIP_ENRICH);
    // Names of groups are for drawing; the server takes their ids.
    body.remove("mentioned_groups");
    body.insert("id".into(), message.id.as_str().into());
    body.insert("type".into(), "regular".into());
    write_content(message, &mut body);
    if let Some(parent) = &message.parent_id {
        body.insert("parent_id".into(), parent.as_str().into());
        body.insert("show_in_channel".into(), message.show_in_channel.into());
    }
    wrap(body, skips)
}

/// Text, attachments, names and quote.
fn write_content(message: &Message, body: &mut Map) {
    body.insert("text".into(), message.text.as_str().into());
    body.insert("attachments".into(), message.attachments.write().unwrap_or_default());
    let mentioned: Vec<&str> = message.mentioned_users.iter().map(|user| user.id.as_str()).collect();
    body.insert("mentioned_users".into(), json!(mentioned));
    if let Some(quoted) = &message.quoted_message_id {
        body.insert("quoted_message_id".into(), quoted.as_str().into());
    }
}

/// Body of `POST /messages/{id}/action` (protocol section 5.11).
pub(super) fn act(cid: &Cid, id: &MessageId, name: &str, value: &str) -> Value {
    let form = Map::from_iter([(name.to_owned(), Value::from(value))]);
    json!({"message_id": id.as_str(), "id": cid.channel_id(), "type": cid.channel_type(), "form_data": form})
}

/// Body of `POST /messages/{id}/reaction` (protocol section 5.7); the emoji is for notices on other devices.
pub(super) fn react(kind: &str, only: bool) -> Value {
    let reaction = [("type", Some(kind)), ("emoji_code", emoji(kind))];
    let reaction: Map = reaction.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))).collect();
    json!({"reaction": reaction, "enforce_unique": only})
}

fn wrap(message: Map, skips: Option<Value>) -> Value {
    let mut wrapped = Map::from_iter([("message".to_owned(), Value::Object(message))]);
    wrapped.extend(skips.map(|skips| (SKIP_ENRICH.to_owned(), skips)));
    wrapped.into()
}

/// Keys of a message that the server makes and that are not custom data (protocol section 5.4).
const MADE: &[&str] = &[
    "args",
    "channel",
    "command_info",
    "deleted_reply_count",
    "draft",
    "i18n",
    "image_labels",
    "member",
    "mentioned_groups",
    "moderation_details",
    "pin_expires",
    "reaction_counts",
    "reaction_scores",
    "restricted_visibility",
];

/// Body of `POST /messages/{id}` after an edit: the whole message, because what is left out is removed (protocol section 5.4).
pub(super) fn edit_message(message: &Message) -> Value {
    let mut body: Map = message.extra.clone();
    let skips = body.remove(SKIP_ENRICH);
    body.retain(|key, _| !MADE.contains(&key.as_str()));
    body.insert("id".into(), message.id.as_str().into());
    write_content(message, &mut body);
    body.insert("pinned".into(), message.pinned.into());
    if message.silent {
        body.insert("silent".into(), true.into());
    }
    if let Some(parent) = &message.parent_id {
        body.insert("parent_id".into(), parent.as_str().into());
        body.insert("show_in_channel".into(), message.show_in_channel.into());
    }
    wrap(body, skips)
}

/// Body of `POST …/draft` (protocol section 6.3).
pub(super) fn save_draft(message: &Message) -> Value {
    send_message(message)
}

/// Query of `GET /messages/{id}/replies` (protocol section 5.6).
pub(super) fn replies(page: &Page) -> String {
    let mut query = format!("&limit={}", page.limit());
    let cursor: Option<(&str, &MessageId)> = match page {
        Page::Latest { .. } => None,
        Page::Before { id, .. } => Some(("id_lt", id)),
        Page::After { id, .. } => Some(("id_gt", id)),
        Page::Around { id, .. } => Some(("id_around", id)),
        // Replies are never asked for by time.
        Page::AroundTime { .. } => None,
    };
    if let Some((key, id)) = cursor {
        query.extend(["&", key, "=", &segment(id.as_str())]);
    }
    query
}
