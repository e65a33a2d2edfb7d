//! Members of a channel.

use std::rc::Rc;

use super::ids::UserId;
use super::json::wire;
use super::time::Ts;
use super::user::User;

wire! {
    /// A user's membership of one channel (protocol section 4.1). See Stream docs: Channel members.
    Member {
        /// Whose; absent in `membership`, then taken from `user`.
        user_id: UserId = "user_id",
        /// Profile.
        user: Option<Rc<User>> = "user",
        /// Role in this channel, e.g. `channel_moderator`.
        channel_role: Option<String> = "channel_role",
        /// `member`, `pending`, `accepted` or `rejected`.
        status: Option<String> = "status",
        /// When the user joined.
        created_at: Option<Ts> = "created_at",
        /// When the entry last changed.
        updated_at: Option<Ts> = "updated_at",
        /// Banned from this channel.
        banned: bool = "banned",
        /// Banned without knowing.
        shadow_banned: bool = "shadow_banned",
        /// Push is off for this channel.
        notifications_muted: bool = "notifications_muted",
        /// The member pinned the channel in the own list.
        pinned_at: Option<Ts> = "pinned_at",
        /// The member archived the channel.
        archived_at: Option<Ts> = "archived_at",
    } valid |it| {
        if it.user_id.is_empty() && let Some(user) = &it.user {
            it.user_id = user.id.clone();
        }
        !it.user_id.is_empty()
    }
}
