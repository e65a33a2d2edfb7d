//! Everything that can enter the machine.

use std::rc::Rc;

use super::{Blocked, FileId, Intent, ScreenId, ScreenSettings};
use crate::api::{Call, Failure, Reply};
use crate::connection::Generation;
use crate::state::Looks;
use crate::wire::UserId;

/// One thing that enters the machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A call was answered, or not.
    Answer {
        /// The question.
        call: Rc<Call>,
        /// HTTP's answer.
        outcome: Result<Reply, Failure>,
    },
    /// An element appeared.
    Attached(ScreenId, Box<ScreenSettings>),
    /// The backend answered to the action of this number with this status, or not.
    BackendAnswered(u32, Result<u16, Failure>),
    /// The page's policy blocked something.
    Blocked(Blocked),
    /// The backend answered, or not; also a given configuration arrives as an answer.
    Config(Result<ConfigReply, Failure>),
    /// An element's settings changed.
    Changed(ScreenId, Box<ScreenSettings>),
    /// An element is gone.
    Detached(ScreenId),
    /// A text frame arrived.
    Frame(Generation, Rc<str>),
    /// The host asks what a user could have asked; no news is told about it.
    Host(ScreenId, Intent),
    /// A user asks.
    Intent(ScreenId, Intent),
    /// The host told what to show of people: by their ids, absent where Stream's own profile is to be shown.
    Introduced(Vec<(UserId, Option<Looks>)>),
    /// The browser came online or went offline.
    Network {
        /// Online.
        online: bool,
    },
    /// What was kept on this device: keys without the prefix.
    Restored(Vec<(String, String)>),
    /// A socket closed, with its close code; 1006 when there was none.
    SocketClosed(Generation, u16),
    /// A socket is open; the session is not yet.
    SocketOpened(Generation),
    /// Nothing can be kept on this device.
    StorageFailed,
    /// An upload got further.
    Uploading {
        /// The file.
        file: FileId,
        /// Hundredths of its bytes.
        percent: u8,
    },
    /// The page became visible or hidden.
    Visible {
        /// Visible.
        visible: bool,
    },
    /// The moment asked for by `wake_at` has come.
    Wake,
}

/// What the backend answered to the configuration request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigReply {
    /// HTTP status.
    pub status: u16,
    /// fetch followed a redirect to another path.
    pub redirected: bool,
    /// The host's token provider answered, in the backend's place.
    pub is_hosts: bool,
    /// The answer calls itself HTML.
    pub is_html: bool,
    /// The body.
    pub body: String,
}
