//! A message as we hold it: the server's copy and how far sending it got.

use std::ops::Deref;

use super::{Receipts, Trouble};
use crate::wire;

/// How far sending an own message got; everybody else's is `Sent`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Waits for the connection or for an earlier one.
    Queued,
    /// Asked, not answered yet.
    Sending,
    /// The server has it.
    #[default]
    Sent,
    /// The server refused it, or it waited too long.
    Failed(Trouble),
}

/// What the user sees beside an own message; only moves forward, except back to sending by a retry. The name is the
/// literal value of `data-status` (product contract).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Asked, not answered yet.
    Sending,
    /// Waits.
    Queued,
    /// The server has it.
    Sent,
    /// It reached a device of someone else.
    Delivered,
    /// Someone else read it.
    Read,
    /// It was not sent.
    Failed,
}

impl Status {
    /// The literal value of `data-status`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// The newest copy known.
    pub data: wire::Message,
    /// How far sending it got.
    pub delivery: Delivery,
}

impl Deref for Message {
    type Target = wire::Message;

    fn deref(&self) -> &wire::Message {
        &self.data
    }
}

impl Message {
    /// What to show beside the message, given how far the others have read.
    #[must_use]
    pub fn status(&self, receipts: Receipts) -> Status {
        match &self.delivery {
            Delivery::Queued => Status::Queued,
            Delivery::Sending => Status::Sending,
            Delivery::Failed(_) => Status::Failed,
            Delivery::Sent if self.created_at <= receipts.read_to => Status::Read,
            Delivery::Sent if self.created_at <= receipts.delivered_to => Status::Delivered,
            Delivery::Sent => Status::Sent,
        }
    }
}

impl From<wire::Message> for Message {
    fn from(data: wire::Message) -> Self {
        Self { data, delivery: Delivery::Sent }
    }
}
