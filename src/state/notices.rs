//! What to tell the user: a key and data, never text.

use std::rc::Rc;

use super::State;

/// What a notice is about; its name is a key below `notice.` in the locale files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKey {
    /// The channel that was asked for does not exist or is not the user's.
    ChannelUnavailable,
    /// The own user was removed from the open channel.
    RemovedFromChannel,
    /// The open channel was deleted.
    ChannelDeleted,
    /// More channels could not be loaded.
    MoreChannelsFailed,
    /// Drafts cannot be kept on this device.
    StorageUnavailable,
}

impl NoticeKey {
    /// Key in the locale files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChannelUnavailable => "notice.channel-unavailable",
            Self::RemovedFromChannel => "notice.removed-from-channel",
            Self::ChannelDeleted => "notice.channel-deleted",
            Self::MoreChannelsFailed => "notice.more-channels-failed",
            Self::StorageUnavailable => "notice.storage-unavailable",
        }
    }
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Identity, for dismissing.
    pub id: u32,
    /// What it is about.
    pub key: NoticeKey,
    /// A name to put into the sentence; may be empty.
    pub subject: Rc<str>,
}

/// Adds a notice unless the same one is already shown; at most five are kept.
pub(super) fn add(state: &mut State, key: NoticeKey, subject: &str) -> bool {
    if state.notices.iter().any(|notice| notice.key == key && &*notice.subject == subject) {
        return false;
    }
    let id = state.notices.last().map_or(0, |notice| notice.id.wrapping_add(1));
    state.notices.push(Notice { id, key, subject: Rc::from(subject) });
    if state.notices.len() > 5 {
        state.notices.remove(0);
    }
    true
}

/// Takes a notice away.
pub(super) fn dismiss(state: &mut State, id: u32) -> bool {
    let before = state.notices.len();
    state.notices.retain(|notice| notice.id != id);
    state.notices.len() != before
}
