//! Where something is written or shown: a channel, or one thread in it.

use crate::wire::{Cid, MessageId};

/// Where a composer stands: a channel, or a thread in it. Drafts, unsent messages and histories are kept per target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The channel.
    pub cid: Cid,
    /// The message whose thread it is; absent means the channel itself.
    pub parent: Option<MessageId>,
}

impl Target {
    /// A thread.
    #[must_use]
    pub const fn thread(cid: Cid, parent: MessageId) -> Self {
        Self { cid, parent: Some(parent) }
    }

    /// A thread, not the channel itself.
    #[must_use]
    pub const fn is_thread(&self) -> bool {
        self.parent.is_some()
    }

    /// As one word for keys on this device; a space occurs in no cid (protocol section 1.8).
    #[must_use]
    pub fn key(&self) -> String {
        match &self.parent {
            None => self.cid.to_string(),
            Some(parent) => [self.cid.as_str(), " ", parent.as_str()].concat(),
        }
    }

    /// Reads [`Target::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        match key.split_once(' ') {
            None => Cid::from(key).into(),
            Some((cid, parent)) => Self::thread(Cid::from(cid), MessageId::from(parent)),
        }
    }
}

impl From<Cid> for Target {
    fn from(cid: Cid) -> Self {
        Self { cid, parent: None }
    }
}

impl From<&Cid> for Target {
    fn from(cid: &Cid) -> Self {
        cid.clone().into()
    }
}
