//! Who may do what: channel types, their configuration and the capabilities of one user in one channel (protocol 9 and 10).
//! It knows values only, no database.

use serde_json::{Value, json};

use crate::error::Error;
use crate::store::Object;
use crate::store::channels::Channel;
use crate::store::members::Member;

/// The channel types of this server. `livestream` is open to everybody, the others to members only.
const KINDS: [&str; 4] = ["livestream", "messaging", "support", "team"];

/// What every member may do (protocol 9.1).
const MEMBER: [&str; 28] = [
    "cast-poll-vote",
    "connect-events",
    "create-attachment",
    "create-mention",
    "delete-own-message",
    "delivery-events",
    "flag-message",
    "join-channel",
    "leave-channel",
    "mute-channel",
    "pin-message",
    "query-poll-votes",
    "quote-message",
    "read-events",
    "search-messages",
    "send-custom-events",
    "send-links",
    "send-message",
    "send-poll",
    "send-reaction",
    "send-reply",
    "send-typing-events",
    "share-location",
    "typing-events",
    "update-own-message",
    "update-thread",
    "upload-file",
    "send-restricted-visibility-message",
];

/// What the creator may do besides.
const OWNER: [&str; 3] = ["delete-channel", "update-channel", "update-channel-members"];

/// What moderators and administrators may do besides.
const MODERATOR: [&str; 8] = [
    "ban-channel-members",
    "delete-any-message",
    "freeze-channel",
    "set-channel-cooldown",
    "skip-slow-mode",
    "update-any-message",
    "update-channel",
    "update-channel-members",
];

/// What nobody may do in a frozen channel.
const FROZEN: [&str; 13] = [
    "cast-poll-vote",
    "create-attachment",
    "create-mention",
    "quote-message",
    "send-links",
    "send-message",
    "send-poll",
    "send-reaction",
    "send-reply",
    "send-restricted-visibility-message",
    "send-typing-events",
    "share-location",
    "upload-file",
];

/// What visitors of an open channel may do.
const VISITOR: [&str; 14] = [
    "connect-events",
    "create-attachment",
    "create-mention",
    "delete-own-message",
    "flag-message",
    "join-channel",
    "quote-message",
    "search-messages",
    "send-links",
    "send-message",
    "send-reaction",
    "send-reply",
    "typing-events",
    "update-own-message",
];

/// (name, description, arguments, set) of every slash command.
const COMMANDS: [(&str, &str, &str, &str); 3] = [
    ("giphy", "Send a moving picture", "[words]", "fun_set"),
    ("mute", "Mute somebody", "[@name]", "moderation_set"),
    ("unmute", "Unmute somebody", "[@name]", "moderation_set"),
];

/// Refuses types this server does not have.
pub(crate) fn known_kind(kind: &str) -> Result<(), Error> {
    if KINDS.contains(&kind) { Ok(()) } else { Err(Error::missing(format!("channel type {kind} does not exist"))) }
}

/// `own_capabilities`, in alphabetical order.
pub(crate) fn capabilities(channel: &Channel, membership: Option<&Member>, role: &str) -> Vec<&'static str> {
    let is_admin = role == "admin";
    let mut all: Vec<&'static str> = match membership {
        Some(member) if member.banned => return vec!["connect-events", "leave-channel"],
        Some(_) => MEMBER.to_vec(),
        None if is_admin => MEMBER.to_vec(),
        None if channel.kind == "livestream" => VISITOR.to_vec(),
        None => return Vec::new(),
    };
    let moderates = is_admin || membership.is_some_and(|member| member.channel_role == "channel_moderator");
    if moderates {
        all.extend(MODERATOR);
    }
    if is_admin || membership.is_some_and(|member| member.user_id == channel.created_by) {
        all.extend(OWNER);
    }
    if channel.cooldown > 0 && !moderates {
        all.push("slow-mode");
    }
    if channel.frozen {
        all.retain(|capability| !FROZEN.contains(capability));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// `channel.config` of a type, with a channel's own overrides (protocol 9.2).
pub(crate) fn config(kind: &str, overrides: &Object) -> Object {
    let mut config = Object::new();
    for on in [
        "typing_events",
        "read_events",
        "connect_events",
        "delivery_events",
        "search",
        "reactions",
        "replies",
        "quotes",
        "mutes",
        "uploads",
        "custom_events",
        "push_notifications",
        "count_messages",
        "skip_last_msg_update_for_system_msgs",
        "url_enrichment",
    ] {
        config.insert(on.into(), true.into());
    }
    for off in ["polls", "reminders", "user_message_reminders", "shared_locations", "mark_messages_pending"] {
        config.insert(off.into(), false.into());
    }
    if kind == "livestream" {
        config.insert("read_events".into(), false.into());
        config.insert("delivery_events".into(), false.into());
    }
    config.insert("name".into(), kind.into());
    config.insert("created_at".into(), "2026-01-01T00:00:00Z".into());
    config.insert("updated_at".into(), "2026-01-01T00:00:00Z".into());
    config.insert("message_retention".into(), "infinite".into());
    config.insert("max_message_length".into(), 5000.into());
    config.insert("automod".into(), "disabled".into());
    config.insert("automod_behavior".into(), "flag".into());
    config.insert("blocklist_behavior".into(), "flag".into());
    // Commands are overridden by name.
    let kept = |name: &str| overrides.get("commands").and_then(Value::as_array).is_none_or(|kept| kept.iter().any(|kept| kept == name));
    let command = |(name, description, args, set): (&str, &str, &str, &str)| {
        kept(name).then(|| json!({ "name": name, "description": description, "args": args, "set": set }))
    };
    config.insert("commands".into(), COMMANDS.into_iter().filter_map(command).collect::<Vec<_>>().into());
    for (key, value) in overrides {
        if key != "commands" && !value.is_null() {
            config.insert(key.clone(), value.clone());
        }
    }
    config
}

/// The longest text of a message, in characters.
pub(crate) fn max_length(config: &Object) -> usize {
    let length = config.get("max_message_length").and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
    length.unwrap_or(5000).min(20_000)
}
