//! What to tell the user: a key and data, never text.

use std::rc::Rc;

use super::State;
use crate::wire::{Cid, MessageId, UserId};

/// How much a notice matters (feature F178).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something did not work; read out at once.
    Error,
    /// Good to know.
    Info,
    /// What the user wanted is done.
    Success,
    /// Something is not as the user wants it.
    Warning,
}

macro_rules! notices {
    ($($(#[$meta:meta])* $variant:ident = $name:literal, $severity:ident;)*) => {
        /// What a notice is about; its name is a key in the locale files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum NoticeKey {
            $($(#[$meta])* $variant,)*
        }

        impl NoticeKey {
            /// Every notice there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Key in the locale files; with a subject, the same followed by `-named` where the language has it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!("notice.", $name),)*
                }
            }

            /// How much it matters.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)*
                }
            }
        }
    };
}

notices! {
    /// A tenant's action was done; the subject is its label.
    ActionDone = "action-done", Success;
    /// A tenant's action did not work; the subject is its label.
    ActionFailed = "action-failed", Error;
    /// A tenant's action did not work for some of the chosen channels; the subject is its label.
    ActionPartly = "action-partly", Error;
    /// A button of a message did not work.
    ActFailed = "act-failed", Error;
    /// Somebody is blocked now; the subject is the name.
    Blocked = "blocked", Success;
    /// Somebody could not be blocked or unblocked.
    BlockFailed = "block-failed", Error;
    /// The open channel was deleted.
    ChannelDeleted = "channel-deleted", Warning;
    /// The channel that was asked for does not exist or is not the user's.
    ChannelUnavailable = "channel-unavailable", Error;
    /// A message could not be deleted: it is back.
    DeleteFailed = "delete-failed", Error;
    /// The channel of some people could not be opened.
    DirectFailed = "direct-failed", Error;
    /// A message could not be changed: it is as it was.
    EditFailed = "edit-failed", Error;
    /// A file may not be uploaded; the subject is its name.
    FileRefused = "file-refused", Warning;
    /// A message was reported.
    Flagged = "flagged", Success;
    /// A message could not be reported.
    FlagFailed = "flag-failed", Error;
    /// The message to jump to could not be had.
    JumpFailed = "jump-failed", Error;
    /// Messages count as not read now.
    MarkedUnread = "marked-unread", Success;
    /// Messages could not be marked: only the newest 100 can be (protocol section 4.10).
    MarkUnreadFailed = "mark-unread-failed", Error;
    /// More channels could not be loaded.
    MoreChannelsFailed = "more-channels-failed", Error;
    /// Somebody is muted now; the subject is the name.
    Muted = "muted", Success;
    /// Somebody could not be muted or unmuted.
    MuteFailed = "mute-failed", Error;
    /// A message is pinned now.
    Pinned = "pinned", Success;
    /// A message could not be pinned or unpinned.
    PinFailed = "pin-failed", Error;
    /// The page's policy hides previews of files.
    PreviewsBlocked = "previews-blocked", Warning;
    /// A reaction was not taken.
    ReactFailed = "react-failed", Error;
    /// The own user was removed from the open channel.
    RemovedFromChannel = "removed-from-channel", Warning;
    /// Drafts cannot be kept on this device.
    StorageUnavailable = "storage-unavailable", Warning;
    /// More files than a message takes.
    TooManyFiles = "too-many-files", Warning;
    /// Somebody is not blocked any more; the subject is the name.
    Unblocked = "unblocked", Success;
    /// Somebody is not muted any more; the subject is the name.
    Unmuted = "unmuted", Success;
    /// A message is not pinned any more.
    Unpinned = "unpinned", Success;
    /// Files may not be uploaded here.
    UploadNotAllowed = "upload-not-allowed", Warning;
}

/// What takes a deed back; done by `Intent::Undo` with the notice's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// Block again, or not.
    Block {
        /// Whom.
        user: UserId,
        /// Block.
        on: bool,
    },
    /// Everything in the channel is read.
    MarkRead(Cid),
    /// Mute again, or not.
    Mute {
        /// Whom.
        user: UserId,
        /// Mute.
        on: bool,
    },
    /// Pin again, or not.
    Pin {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// Pin.
        on: bool,
    },
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
    /// What takes it back, if anything does.
    pub undo: Option<Undo>,
}

/// Adds a notice unless the same one is already shown; at most five are kept.
pub(super) fn add(state: &mut State, key: NoticeKey, subject: &str, undo: Option<&Undo>) -> bool {
    if state.notices.iter().any(|notice| notice.key == key && &*notice.subject == subject && notice.undo.as_ref() == undo) {
        return false;
    }
    // Never one that there was: whoever is still taking that away would take this.
    let id = state.noticed;
    state.noticed = id.wrapping_add(1);
    state.notices.push(Notice { id, key, subject: Rc::from(subject), undo: undo.cloned() });
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
