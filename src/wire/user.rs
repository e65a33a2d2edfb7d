//! Users, the own user with what only it carries, and the app's settings.

use std::rc::Rc;

use super::channel::ChannelMute;
use super::ids::UserId;
use super::json::wire;
use super::time::Ts;

wire! {
    /// A person or bot as others see it (protocol section 4.1). See Stream docs: Users.
    User {
        /// Identity.
        id: UserId = "id",
        /// Display name; may be absent or empty.
        name: Option<String> = "name",
        /// URL of the avatar.
        image: Option<String> = "image",
        /// App-wide role, for display only; permissions come as capabilities.
        role: Option<String> = "role",
        /// Connected now; meaningful only with presence.
        online: bool = "online",
        /// When the user was last connected.
        last_active: Option<Ts> = "last_active",
        /// When the profile was made.
        created_at: Option<Ts> = "created_at",
        /// When the profile last changed; decides which of two copies is newer.
        updated_at: Option<Ts> = "updated_at",
        /// Deleted accounts keep their messages.
        deleted_at: Option<Ts> = "deleted_at",
        /// Banned app-wide.
        banned: bool = "banned",
        /// Preferred language, for translations.
        language: Option<String> = "language",
    } valid |it| !it.id.is_empty()
}

wire! {
    /// The signed-in user: profile plus mutes and unread totals (protocol section 2.2). See Stream docs: Connecting.
    OwnUser {
        /// Identity.
        id: UserId = "id",
        /// Display name.
        name: Option<String> = "name",
        /// URL of the avatar.
        image: Option<String> = "image",
        /// App-wide role.
        role: Option<String> = "role",
        /// Preferred language.
        language: Option<String> = "language",
        /// Shown as offline to others.
        invisible: bool = "invisible",
        /// When the profile last changed.
        updated_at: Option<Ts> = "updated_at",
        /// Users this user muted.
        mutes: Vec<UserMute> = "mutes",
        /// Channels this user muted.
        channel_mutes: Vec<ChannelMute> = "channel_mutes",
        /// Users this user blocked.
        blocked_user_ids: Vec<UserId> = "blocked_user_ids",
        /// Unread messages of all channels.
        total_unread_count: Option<u32> = "total_unread_count",
        /// Channels with unread messages.
        unread_channels: Option<u32> = "unread_channels",
        /// Threads with unread replies.
        unread_threads: Option<u32> = "unread_threads",
        /// What this user lets others see.
        privacy_settings: PrivacySettings = "privacy_settings",
    } valid |it| !it.id.is_empty()
}

impl OwnUser {
    /// The profile as others see it.
    #[must_use]
    pub fn profile(&self) -> User {
        User {
            id: self.id.clone(),
            name: self.name.clone(),
            image: self.image.clone(),
            role: self.role.clone(),
            language: self.language.clone(),
            updated_at: self.updated_at,
            online: true,
            ..User::default()
        }
    }
}

wire! {
    /// One muted user. See Stream docs: Muting.
    UserMute {
        /// Who is muted.
        target: Option<Rc<User>> = "target",
        /// Since when.
        created_at: Option<Ts> = "created_at",
        /// Until when; absent means until unmuted.
        expires: Option<Ts> = "expires",
    }
}

wire! {
    /// What a user lets others see; absent means allowed. See Stream docs: Privacy settings.
    PrivacySettings {
        /// Others see when this user types.
        typing_indicators: Option<Switch> = "typing_indicators",
        /// Others see what this user has read.
        read_receipts: Option<Switch> = "read_receipts",
        /// Others see what reached this user.
        delivery_receipts: Option<Switch> = "delivery_receipts",
    }
}

wire! {
    /// `{ "enabled": bool }`.
    Switch {
        /// Absent means on.
        enabled: Option<bool> = "enabled",
    }
}

wire! {
    /// The app's settings, `GET /app` (protocol section 6.8).
    AppSettings {
        /// The app's name.
        name: String = "name",
        /// What may be uploaded as a file.
        file_upload_config: UploadConfig = "file_upload_config",
        /// What may be uploaded as an image.
        image_upload_config: UploadConfig = "image_upload_config",
    }
}

wire! {
    /// What may be uploaded; empty allow-lists allow everything (protocol section 6.8).
    UploadConfig {
        /// File name endings.
        allowed_file_extensions: Vec<String> = "allowed_file_extensions",
        /// File name endings.
        blocked_file_extensions: Vec<String> = "blocked_file_extensions",
        /// MIME types.
        allowed_mime_types: Vec<String> = "allowed_mime_types",
        /// MIME types.
        blocked_mime_types: Vec<String> = "blocked_mime_types",
        /// Bytes; 0 or absent means 100 MiB.
        size_limit: Option<u32> = "size_limit",
    }
}
