//! Questions about messages.

use serde_json::json;

use super::Map;
use crate::wire::{Message, Value, Wire};

/// Body of `POST /channels/{type}/{id}/message`: what the client decides about a message (protocol section 5.3).
pub(super) fn send_message(message: &Message) -> Value {
    let mut body: Map = message.extra.clone();
    body.insert("id".into(), message.id.as_str().into());
    body.insert("type".into(), "regular".into());
    body.insert("text".into(), message.text.as_str().into());
    body.insert("attachments".into(), message.attachments.write().unwrap_or_default());
    let mentioned: Vec<&str> = message.mentioned_users.iter().map(|user| user.id.as_str()).collect();
    body.insert("mentioned_users".into(), json!(mentioned));
    if let Some(parent) = &message.parent_id {
        body.insert("parent_id".into(), parent.as_str().into());
        body.insert("show_in_channel".into(), message.show_in_channel.into());
    }
    if let Some(quoted) = &message.quoted_message_id {
        body.insert("quoted_message_id".into(), quoted.as_str().into());
    }
    json!({ "message": body })
}
