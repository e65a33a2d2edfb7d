//! What the host is told; names and JavaScript live in the element.

use crate::wire::{Cid, MessageId};

/// News for the host: what users or the server do, never an answer to the host's own call. Never holds a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostEvent {
    /// No user is signed in; cancelable: the host signs in itself.
    AuthRequired {
        /// The user asked for it just now, by the button.
        asked: bool,
    },
    /// The user opened a channel.
    ChannelOpen {
        /// Which.
        cid: Cid,
    },
    /// The connection as the user sees it changed.
    ConnectionChange {
        /// The literal value of `data-state`.
        state: &'static str,
        /// Messages can go out now.
        online: bool,
    },
    /// Something failed that the host may want to know.
    Error {
        /// Kind, e.g. `config`, `token`, `channel`.
        kind: &'static str,
        /// For developers, in English.
        message: String,
    },
    /// A message of somebody else arrived.
    MessageReceived {
        /// Where.
        cid: Cid,
        /// Which.
        id: MessageId,
    },
    /// An own message reached the server.
    MessageSent {
        /// Where.
        cid: Cid,
        /// Which.
        id: MessageId,
    },
    /// The first list of channels is there.
    Ready,
    /// Unread totals changed.
    UnreadChange {
        /// Messages.
        total: u32,
        /// Channels.
        channels: u32,
    },
}
