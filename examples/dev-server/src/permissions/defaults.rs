//! What roles are granted without a file, in the names of Stream's permissions. Data only.

/// The channel types of this server. `livestream` is open to everybody, the others to members only.
pub(super) const KINDS: [&str; 4] = ["livestream", "messaging", "support", "team"];

/// What everybody may do that belongs to no channel.
pub(super) const APP: [&str; 3] = ["mute-user", "search-user", "update-user-owner"];

/// What every member may do.
pub(super) const MEMBER: [&str; 27] = [
    "add-links",
    "cast-vote",
    "create-attachment",
    "create-mention",
    "create-message",
    "create-poll",
    "create-reaction",
    "create-reply",
    "create-restricted-visibility-message",
    "delete-message-owner",
    "flag-message",
    "join-channel",
    "leave-channel",
    "mute-channel",
    "notify-channel",
    "notify-group",
    "notify-here",
    "notify-role",
    "pin-message",
    "query-votes",
    "quote-message",
    "read-channel",
    "send-custom-event",
    "share-location",
    "update-message-owner",
    "update-thread",
    "upload-attachment",
];

/// What moderators and administrators may do besides.
pub(super) const MODERATOR: [&str; 8] = [
    "ban-channel-member",
    "delete-message",
    "skip-channel-cooldown",
    "update-channel",
    "update-channel-cooldown",
    "update-channel-frozen",
    "update-channel-members",
    "update-message",
];

/// What whoever made a channel may do besides.
pub(super) const OWNER: [&str; 3] = ["delete-channel", "update-channel", "update-channel-members"];

/// What visitors of an open channel may do.
pub(super) const VISITOR: [&str; 12] = [
    "add-links",
    "create-attachment",
    "create-mention",
    "create-message",
    "create-reaction",
    "create-reply",
    "delete-message-owner",
    "flag-message",
    "join-channel",
    "quote-message",
    "read-channel",
    "update-message-owner",
];

/// What guests may do in an open channel.
pub(super) const GUEST: [&str; 6] =
    ["create-message", "create-reaction", "create-reply", "delete-message-owner", "read-channel", "update-message-owner"];
