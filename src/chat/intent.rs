//! Wishes from the user.

use std::rc::Rc;

use crate::wire::{Cid, MessageId};

/// A wish from the user, from one element. Views emit these and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// The newest message of the open channel came into view, or went out of it.
    AtBottom(bool),
    /// The composer lost focus: typing ends.
    Blur(Cid),
    /// Back to the list.
    CloseChannel,
    /// Give up a message that was not sent.
    Discard(Cid, MessageId),
    /// A notice was read.
    Dismiss(u32),
    /// Show the newest messages again.
    JumpToLatest(Cid),
    /// More channels.
    LoadMoreChannels,
    /// Messages after the newest loaded one.
    LoadNewer(Cid),
    /// Messages before the oldest loaded one.
    LoadOlder(Cid),
    /// Show a channel.
    OpenChannel(Cid),
    /// Ask for the configuration and connect, from the beginning.
    Reconnect,
    /// Try a message again that was not sent.
    Retry(Cid, MessageId),
    /// Ask for the first page of channels again.
    ReloadChannels,
    /// Send what is written in the channel's composer.
    Send {
        /// To where.
        cid: Cid,
        /// Made by the view's caller, so that this layer stays deterministic.
        id: MessageId,
    },
    /// The text in the channel's composer is now this.
    Write {
        /// Where.
        cid: Cid,
        /// The whole text.
        text: Rc<str>,
    },
}
