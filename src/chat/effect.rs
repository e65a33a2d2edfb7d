//! Orders to the outside world.

use std::rc::Rc;

use super::{FileId, HostEvent, ScreenId};
use crate::api::{Call, Request};
use crate::connection::Generation;

/// An order to the browser layer, which carries it out without decisions of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask Stream; the call comes back with its answer.
    Ask {
        /// The question, as data.
        call: Rc<Call>,
        /// The question, as HTTP.
        request: Request,
    },
    /// Ask the backend what a tenant's action asks it; comes back as [`super::Input::BackendAnswered`].
    AskBackend {
        /// Tells it from others.
        number: u32,
        /// Method in capitals.
        method: &'static str,
        /// To be appended to the backend's base; stays below it.
        path: String,
        /// JSON.
        body: Option<String>,
    },
    /// Give up an upload that is on its way; nothing comes back for it.
    CancelUpload(FileId),
    /// Close a socket; its late frames are ignored anyway.
    CloseSocket(Generation),
    /// Ask the backend for `{url}/chat/config?clientType=…`.
    FetchConfig,
    /// Ask the backend the same although everything is there, with the token that it gives (feature C19); comes back as
    /// [`super::Input::Config`].
    RefreshConfig,
    /// Let go of a file and of the address of its preview.
    ForgetFile(FileId),
    /// Open a socket.
    OpenSocket {
        /// Names it in all later inputs and effects.
        generation: Generation,
        /// Holds the user's token: never to be logged.
        url: Secret,
    },
    /// Forget everything kept on this device under the prefix.
    Wipe {
        /// Prefix of keys.
        prefix: String,
    },
    /// Read what is kept on this device under the prefix; comes back as one input.
    Restore {
        /// Prefix of keys.
        prefix: String,
    },
    /// Send a text frame.
    SendFrame(Generation, String),
    /// Keep a value on this device, or forget it.
    Store {
        /// Key.
        key: String,
        /// Value; absent means forget.
        value: Option<String>,
    },
    /// Tell the host of one element, or of all.
    Tell(Option<ScreenId>, HostEvent),
    /// Send a file as the form field `file`, telling how far it got.
    Upload {
        /// The file.
        file: FileId,
        /// The question, as data; comes back with its answer.
        call: Rc<Call>,
        /// The question, as HTTP, without the form.
        request: Request,
    },
}

/// A text that must not reach a log.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(pub Rc<str>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
