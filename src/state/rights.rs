//! What the own user may do with a message (features F88 to F103): capabilities and configuration together, and never with
//! what the server does not have (protocol sections 9.1 and 9.2).

use super::{Channel, Delivery, Message, State};
use crate::wire::{ChannelConfig, MessageType};

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

impl Action {
    /// The key of the configured `features` that takes it away.
    const fn feature(self) -> &'static str {
        match self {
            Self::Block => "blocking",
            Self::Delete => "deleting",
            Self::Edit => "editing",
            Self::Flag => "reporting",
            Self::MarkUnread => "markUnread",
            Self::Mute => "muting",
            Self::Pin => "pinning",
            Self::Quote => "quotes",
            Self::React => "reactions",
            Self::Reply => "threads",
            // A message is always the user's to copy, and one that did not go out to send or to give up.
            Self::Copy | Self::Discard | Self::Resend => "",
        }
    }
}

/// Something that can be done in a channel, besides writing (see [`State::hold`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Add files.
    Attach,
    /// Run slash commands.
    Commands,
    /// Tell what reached this device.
    Deliver,
    /// Show the card of an address.
    LinkPreviews,
    /// Mark as read and unread, and count what is unread.
    MarkRead,
    /// Name members.
    Mention,
    /// React to messages.
    React,
    /// Record a voice message.
    Record,
    /// Open threads.
    Threads,
    /// Make polls.
    Poll,
    /// Let others see typing.
    Type,
    /// Vote in polls, and whatever else is done to them.
    Vote,
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
                // A poll cannot be taken into the composer.
                rights.add(Action::Edit, message.poll.is_none());
                rights.add(Action::Discard, true);
                rights.add(Action::Copy, has_text);
                return rights;
            }
            (Delivery::Sent, MessageType::Error) if is_own => {
                rights.add(Action::Resend, message.is_bounced() && can("send-message"));
                rights.add(Action::Edit, message.is_bounced() && message.poll.is_none());
                rights.add(Action::Discard, true);
                return rights;
            }
            (Delivery::Sent, MessageType::Regular | MessageType::Reply | MessageType::Other(_)) if !message.is_deleted() => {}
            _ => return rights,
        }
        let allows = |flag: fn(&ChannelConfig) -> bool| channel.config().is_none_or(flag);
        let is_giphy = message.attachments.iter().any(|it| it.kind.as_deref() == Some("giphy"));
        let open = is_open(channel);
        let features = &self.config.features;
        rights.add(Action::Copy, has_text);
        let mut add = |action: Action, may: bool| rights.add(action, may && features.allows(action.feature()));
        add(Action::React, open && allows(|config| config.reactions) && can("send-reaction"));
        add(Action::Reply, open && !in_thread && message.parent_id.is_none() && allows(|config| config.replies) && can("send-reply"));
        add(Action::Quote, open && allows(|config| config.quotes) && can("quote-message"));
        let may_edit = can("update-any-message") || (is_own && can("update-own-message"));
        add(Action::Edit, open && may_edit && message.poll.is_none() && !is_giphy);
        add(Action::Delete, can("delete-any-message") || (is_own && can("delete-own-message")));
        add(Action::Pin, message.parent_id.is_none() && can("pin-message"));
        add(Action::Flag, !is_own && can("flag-message"));
        add(Action::Mute, !is_own && message.user.is_some() && allows(|config| config.mutes) && can("mute-channel"));
        add(Action::Block, !is_own && message.user.is_some());
        add(Action::MarkUnread, !is_own && !in_thread && self.may(channel, Control::MarkRead));
        rights
    }

    /// Whether something may be done in a channel: capability, configuration of its type and `features` together.
    #[must_use]
    pub fn may(&self, channel: &Channel, control: Control) -> bool {
        let (can, on) = (|capability: &str| channel.can(capability), |feature: &str| self.config.features.allows(feature));
        let allows = |flag: fn(&ChannelConfig) -> bool| channel.config().is_none_or(flag);
        match control {
            Control::Attach => is_open(channel) && allows(|config| config.uploads) && can("upload-file") && on("uploads"),
            Control::Commands => is_open(channel) && on("commands"),
            Control::Deliver => {
                channel.membership.is_some() && channel.config().is_some_and(|config| config.delivery_events) && can("delivery-events")
            }
            Control::LinkPreviews => channel.config().is_some_and(|config| config.url_enrichment) && on("linkPreviews"),
            Control::MarkRead => keeps_reads(channel),
            Control::Mention => can("create-mention") && on("mentions"),
            Control::Poll => is_open(channel) && has_polls(channel) && can("send-poll") && on("polls"),
            Control::Vote => is_open(channel) && has_polls(channel) && can("cast-poll-vote") && on("polls"),
            Control::React => is_open(channel) && allows(|config| config.reactions) && can("send-reaction") && on("reactions"),
            Control::Record => self.may(channel, Control::Attach) && on("voice"),
            Control::Threads => allows(|config| config.replies) && on("threads"),
            Control::Type => is_open(channel) && allows(|config| config.typing_events) && can("send-typing-events") && on("typing"),
        }
    }

    /// The author is blocked: the message is shown as hidden (protocol section 8.10).
    #[must_use]
    pub fn is_blocked(&self, message: &Message) -> bool {
        matches!((&self.me, message.author()), (Some(me), Some(author)) if me.blocks(author))
    }
}

/// Polls are switched on for the channel's type.
fn has_polls(channel: &Channel) -> bool {
    channel.config().is_none_or(|config| config.extra.get("polls") == Some(&crate::wire::Value::Bool(true)))
}

/// Anybody may do anything here at all.
pub(super) fn is_open(channel: &Channel) -> bool {
    !channel.data.frozen && !channel.data.disabled
}

/// The server keeps what the own user has read here (protocol section 9.1).
pub(super) fn keeps_reads(channel: &Channel) -> bool {
    channel.membership.is_some() && channel.config().is_none_or(|config| config.read_events) && channel.can("read-events")
}
