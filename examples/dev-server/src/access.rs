//! Who may do what: the configuration of channel types and the capabilities of one user in one channel (protocol 9 and 10).
//! What roles are granted is said by `permissions`.
//! It knows values only, no database.

use serde_json::{Value, json};

use crate::error::Error;
use crate::permissions::{Permissions, Subject};
use crate::store::Object;
use crate::store::channels::Channel;
use crate::store::members::Member;

/// Whose a thing must be for a grant to its owner to count.
enum Owner {
    /// The channel, which is its maker's.
    Channel,
    /// What one wrote oneself.
    Own,
    /// Anybody's.
    Any,
}

/// Each capability, the permission that it follows from, and whose thing it is about (protocol 9.1).
const RULES: [(&str, &str, Owner); 39] = [
    ("ban-channel-members", "ban-channel-member", Owner::Channel),
    ("cast-poll-vote", "cast-vote", Owner::Channel),
    ("connect-events", "read-channel", Owner::Channel),
    ("create-attachment", "create-attachment", Owner::Channel),
    ("create-mention", "create-mention", Owner::Channel),
    ("delete-any-message", "delete-message", Owner::Any),
    ("delete-channel", "delete-channel", Owner::Channel),
    ("delete-own-message", "delete-message", Owner::Own),
    ("flag-message", "flag-message", Owner::Channel),
    ("freeze-channel", "update-channel-frozen", Owner::Channel),
    ("join-channel", "join-channel", Owner::Channel),
    ("leave-channel", "leave-channel", Owner::Channel),
    ("mute-channel", "mute-channel", Owner::Channel),
    ("notify-channel", "notify-channel", Owner::Channel),
    ("notify-group", "notify-group", Owner::Channel),
    ("notify-here", "notify-here", Owner::Channel),
    ("notify-role", "notify-role", Owner::Channel),
    ("pin-message", "pin-message", Owner::Channel),
    ("query-poll-votes", "query-votes", Owner::Channel),
    ("quote-message", "quote-message", Owner::Channel),
    ("search-messages", "read-channel", Owner::Channel),
    ("send-custom-events", "send-custom-event", Owner::Channel),
    ("send-links", "add-links", Owner::Channel),
    ("send-message", "create-message", Owner::Channel),
    ("send-poll", "create-poll", Owner::Channel),
    ("send-reaction", "create-reaction", Owner::Channel),
    ("send-reply", "create-reply", Owner::Channel),
    ("send-restricted-visibility-message", "create-restricted-visibility-message", Owner::Channel),
    ("set-channel-cooldown", "update-channel-cooldown", Owner::Channel),
    ("share-location", "share-location", Owner::Channel),
    ("skip-slow-mode", "skip-channel-cooldown", Owner::Channel),
    ("typing-events", "read-channel", Owner::Channel),
    ("update-any-message", "update-message", Owner::Any),
    ("update-channel", "update-channel", Owner::Channel),
    ("update-channel-members", "update-channel-members", Owner::Channel),
    ("update-own-message", "update-message", Owner::Own),
    ("update-thread", "update-thread", Owner::Channel),
    ("upload-file", "upload-attachment", Owner::Channel),
    ("use-frozen-channel", "use-frozen-channel", Owner::Channel),
];

/// What only members have, and administrators: their reads are kept.
const TOLD: [&str; 3] = ["delivery-events", "read-events", "send-typing-events"];

/// What nobody may do in a frozen channel without leave to use it.
const FROZEN: [&str; 17] = [
    "cast-poll-vote",
    "create-attachment",
    "create-mention",
    "notify-channel",
    "notify-group",
    "notify-here",
    "notify-role",
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

/// (name, description, arguments, set) of every slash command.
const COMMANDS: [(&str, &str, &str, &str); 3] = [
    ("giphy", "Send a moving picture", "[words]", "fun_set"),
    ("mute", "Mute somebody", "[@name]", "moderation_set"),
    ("unmute", "Unmute somebody", "[@name]", "moderation_set"),
];

/// Refuses types this server does not have.
pub(crate) fn known_kind(permissions: &Permissions, kind: &str) -> Result<(), Error> {
    if permissions.has_kind(kind) { Ok(()) } else { Err(Error::missing(format!("channel type {kind} does not exist"))) }
}

/// `own_capabilities` of `user`, who has this role, in alphabetical order; none at all in a channel that they may not read.
pub(crate) fn capabilities(
    permissions: &Permissions,
    channel: &Channel,
    membership: Option<&Member>,
    user: &str,
    role: &str,
) -> Vec<&'static str> {
    if membership.is_some_and(|member| member.banned) {
        return vec!["connect-events", "leave-channel"];
    }
    let who = Subject { role, channel_role: membership.map(|member| member.channel_role.as_str()) };
    let is_makers = channel.created_by == user;
    let may = |action: &str, owns: bool| permissions.allows(&channel.kind, who, action, owns);
    if !may("read-channel", is_makers || membership.is_some()) {
        return Vec::new();
    }
    let has = |(_, action, owner): &&(&str, &str, Owner)| match owner {
        Owner::Channel => may(action, is_makers || (*action == "read-channel" && membership.is_some())),
        Owner::Own => may(action, true),
        Owner::Any => may(action, false),
    };
    let mut all: Vec<&'static str> = RULES.iter().filter(has).map(|(capability, _, _)| *capability).collect();
    if membership.is_some() || role == "admin" {
        all.extend(TOLD);
    }
    if channel.cooldown > 0 && !all.contains(&"skip-slow-mode") {
        all.push("slow-mode");
    }
    if channel.frozen && !all.contains(&"use-frozen-channel") {
        all.retain(|capability| !FROZEN.contains(capability));
    }
    // A permission of Stream's, not one of its capabilities.
    all.retain(|capability| *capability != "use-frozen-channel");
    all.sort_unstable();
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
        "polls",
    ] {
        config.insert(on.into(), true.into());
    }
    for off in ["reminders", "user_message_reminders", "shared_locations", "mark_messages_pending"] {
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
