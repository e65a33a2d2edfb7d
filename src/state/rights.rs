//! What the own user may do with a message (features F88 to F103): capabilities and configuration together, and never with
//! what the server does not have (protocol sections 9.1 and 9.2).

use super::{Channel, Delivery, Message, State};
use crate::wire::MessageType;

/// Something that can be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Action {
    /// Block its author (feature F103).
    Block,
    /// Copy its text (feature F94).
    Copy,
    /// Delete it (feature F102).
    Delete,
    /// Give it up: it was not sent.
    Discard,
    /// Edit it (feature F96).
    Edit,
    /// Report it (feature F100).
    Flag,
    /// Count it as not read (feature F97).
    MarkUnread,
    /// Mute its author (feature F101).
    Mute,
    /// Pin or unpin it (feature F93).
    Pin,
    /// Answer it in the same place (feature F91).
    Quote,
    /// React to it (feature F89).
    React,
    /// Open its thread (feature F90).
    Reply,
    /// Send it again (feature F95).
    Resend,
}

/// Everything that may be done with one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights(u16);

impl Rights {
    /// It may be done.
    #[must_use]
    pub const fn allow(self, action: Action) -> bool {
        self.0 & (1 << action as u8) != 0
    }

    /// Nothing may be done.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    const fn add(&mut self, action: Action, may: bool) {
        if may {
            self.0 |= 1 << action as u8;
        }
    }
}

impl State {
    /// What the own user may do with a message; `in_thread` says that it is shown in a thread.
    #[must_use]
    pub fn rights(&self, channel: &Channel, message: &Message, in_thread: bool) -> Rights {
        let mut rights = Rights::default();
        let Some(me) = self.my_id() else { return rights };
        let is_own = message.author() == Some(me);
        let has_text = !message.text.trim().is_empty();
        let can = |capability: &str| channel.can(capability);
        match (&message.delivery, &message.kind) {
            (Delivery::Failed(trouble), _) => {
                rights
                    .add(Action::Resend, trouble.can_retry && can(if message.parent_id.is_some() { "send-reply" } else { "send-message" }));
                rights.add(Action::Edit, true);
                rights.add(Action::Discard, true);
                rights.add(Action::Copy, has_text);
                return rights;
            }
            (Delivery::Sent, MessageType::Error) if is_own => {
                rights.add(Action::Resend, message.is_bounced() && can("send-message"));
                rights.add(Action::Edit, message.is_bounced());
                rights.add(Action::Discard, true);
                return rights;
            }
            (Delivery::Sent, MessageType::Regular | MessageType::Reply | MessageType::Other(_)) if !message.is_deleted() => {}
            _ => return rights,
        }
        let allows = |flag: fn(&crate::wire::ChannelConfig) -> bool| channel.config().is_none_or(flag);
        let is_giphy = message.attachments.iter().any(|it| it.kind.as_deref() == Some("giphy"));
        let open = !channel.data.frozen;
        let threads = self.config.features.allows("threads");
        rights.add(Action::Copy, has_text);
        rights.add(Action::React, open && allows(|config| config.reactions) && can("send-reaction"));
        rights.add(
            Action::Reply,
            open && !in_thread && message.parent_id.is_none() && threads && allows(|config| config.replies) && can("send-reply"),
        );
        rights.add(Action::Quote, open && allows(|config| config.quotes) && can("quote-message"));
        let may_edit = can("update-any-message") || (is_own && can("update-own-message"));
        rights.add(Action::Edit, may_edit && message.poll.is_none() && !is_giphy);
        rights.add(Action::Delete, can("delete-any-message") || (is_own && can("delete-own-message")));
        rights.add(Action::Pin, message.parent_id.is_none() && can("pin-message"));
        rights.add(Action::Flag, !is_own && can("flag-message"));
        rights.add(Action::Mute, !is_own && message.user.is_some() && allows(|config| config.mutes) && can("mute-channel"));
        rights.add(Action::Block, !is_own && message.user.is_some());
        let keeps_reads = channel.membership.is_some() && allows(|config| config.read_events) && can("read-events");
        rights.add(Action::MarkUnread, !is_own && !in_thread && keeps_reads);
        rights
    }

    /// The author is blocked: the message is shown as hidden (protocol section 8.10).
    #[must_use]
    pub fn is_blocked(&self, message: &Message) -> bool {
        matches!((&self.me, message.author()), (Some(me), Some(author)) if me.blocks(author))
    }
}
