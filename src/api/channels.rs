//! Questions about channels.

use crate::wire::MessageId;

/// Which messages of a channel (protocol section 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The newest.
    Latest {
        /// How many.
        limit: u32,
    },
    /// Just older than this one.
    Before {
        /// This one.
        id: MessageId,
        /// How many.
        limit: u32,
    },
    /// Just newer than this one.
    After {
        /// This one.
        id: MessageId,
        /// How many.
        limit: u32,
    },
    /// On both sides of this one.
    Around {
        /// This one.
        id: MessageId,
        /// How many.
        limit: u32,
    },
}
