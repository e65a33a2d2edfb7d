//! Who has read how far, and what is unread (protocol sections 4.12 and 8.5).

use crate::wire::{MessageId, Ts};

/// How far one user has read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Everything up to here is read.
    pub last_read: Option<Ts>,
    /// Newest message read, a label beside the time.
    pub last_read_message_id: Option<MessageId>,
    /// Everything up to here has reached a device.
    pub last_delivered: Option<Ts>,
    /// Time of the newest event that moved it.
    pub as_of: Option<Ts>,
}

/// How far anybody else has read and received; own messages up to here show the tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// Newest `last_read` of the others.
    pub read_to: Option<Ts>,
    /// Newest `last_delivered` of the others.
    pub delivered_to: Option<Ts>,
}

/// The line above the first unread message; stays until the channel is left (feature F54).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Separator {
    /// Messages after this time were unread when the channel was opened; absent means all.
    pub after: Option<Ts>,
    /// How many.
    pub count: u32,
}
