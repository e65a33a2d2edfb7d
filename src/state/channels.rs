//! A channel as we hold it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Message, Read, Receipts, Separator, Timeline, Typing};
use crate::wire::{self, ChannelConfig, Cid, Member, Ts, UserId};

/// One channel: its data, people, messages and read state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channel {
    /// The server's data, with capabilities and configuration.
    pub data: Rc<wire::Channel>,
    /// Loaded messages.
    pub timeline: Timeline,
    /// Loaded members by user id; large channels load only a page of them.
    pub members: BTreeMap<UserId, Rc<Member>>,
    /// The own member entry; absent when not a member.
    pub membership: Option<Rc<Member>>,
    /// Read state by user id.
    pub reads: BTreeMap<UserId, Read>,
    /// Unread messages of the own user.
    pub unread: u32,
    /// Where the unread line is drawn while the channel is open.
    pub separator: Option<Separator>,
    /// Connections watching now.
    pub watcher_count: u32,
    /// Typing users.
    pub typing: BTreeMap<UserId, Typing>,
    /// Queried since the connection was last opened; what is not fresh may have missed events.
    pub is_fresh: bool,
    /// The server's count of unread messages up to `counted_to`; later ones are counted here.
    pub(super) counted: u32,
    /// See `counted`.
    pub(super) counted_to: Option<Ts>,
}

impl Channel {
    /// The channel's id.
    #[must_use]
    pub fn cid(&self) -> &Cid {
        &self.data.cid
    }

    /// What the channel type allows; nothing while unknown.
    #[must_use]
    pub fn config(&self) -> Option<&ChannelConfig> {
        self.data.config.as_deref()
    }

    /// The own user may do this here (protocol section 9.1); not before the server said so.
    #[must_use]
    pub fn can(&self, capability: &str) -> bool {
        self.data.own_capabilities.as_ref().is_some_and(|list| list.iter().any(|own| own == capability))
    }

    /// How far the others have read and received.
    #[must_use]
    pub fn receipts(&self, me: &UserId) -> Receipts {
        let others = || self.reads.iter().filter(move |(id, _)| *id != me).map(|(_, read)| read);
        let read_to = others().filter_map(|read| read.last_read).max();
        Receipts { read_to, delivered_to: others().filter_map(|read| read.last_delivered).max().max(read_to) }
    }

    /// The newest message that a list row previews: not a refused or previewed one.
    #[must_use]
    pub fn preview(&self) -> Option<&Rc<Message>> {
        self.timeline.outgoing().last().or_else(|| self.timeline.newest())
    }

    /// Milliseconds that slow mode still holds the own user back (protocol section 8.11); 0 when it does not.
    #[must_use]
    pub fn cooldown_left(&self, me: &UserId, now: super::Millis) -> super::Millis {
        let seconds = self.data.cooldown.filter(|_| !self.can("skip-slow-mode")).unwrap_or_default();
        let own = self.timeline.current().messages.iter().rev().find(|message| message.author() == Some(me));
        let Some(sent) = own.and_then(|message| message.created_at) else { return 0 };
        (sent.millis() + i64::from(seconds) * 1_000 - now).max(0)
    }
}
