//! The one thing that can alter [`super::State`].

use std::rc::Rc;

use super::{Direction, Link, Millis, NoticeKey, Screen, ScreenId, Trouble};
use crate::config::Config;
use crate::wire::{ChannelState, Cid, Frame, Message, MessageId, OwnUser, Ts};

/// Which window of the history an answer holds, and how full it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// The newest messages.
    Latest,
    /// The messages just older than this one.
    Before(MessageId),
    /// The messages just newer than this one.
    After(MessageId),
    /// The messages on both sides of this one.
    Around(MessageId),
}

/// A change of state, named by what has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The backend answered its configuration.
    Configured(Rc<Config>),
    /// The connection as the user sees it is different now.
    Linked(Link),
    /// The session was opened for this user.
    SignedIn(Rc<OwnUser>),
    /// Another user, or none: everything of the old one is forgotten.
    SignedOut,
    /// The connection was lost: events may be missed, so nothing loaded is fresh.
    Disconnected,
    /// The server told something.
    Event(Rc<Frame>, Millis),
    /// An element appeared, or asks for other channels.
    ScreenChanged(ScreenId, Box<Screen>),
    /// An element is gone.
    ScreenRemoved(ScreenId),
    /// A page of channels was asked for.
    InboxAsked {
        /// For which element.
        screen: ScreenId,
        /// A further page, not the first.
        more: bool,
    },
    /// A page of channels was answered.
    InboxQueried {
        /// For which element.
        screen: ScreenId,
        /// The page.
        states: Vec<ChannelState>,
        /// A further page, not the first.
        more: bool,
        /// How many channels were asked for.
        limit: u32,
        /// How many messages of each were asked for.
        message_limit: u32,
    },
    /// A page of channels was not answered.
    InboxFailed {
        /// For which element.
        screen: ScreenId,
        /// A further page, not the first.
        more: bool,
        /// Why.
        trouble: Trouble,
    },
    /// The server said which of some channels belong to an element's list.
    CandidatesQueried {
        /// For which element.
        screen: ScreenId,
        /// Which channels were asked about.
        asked: Vec<Cid>,
        /// Those that belong.
        states: Vec<ChannelState>,
        /// How many messages of each were asked for.
        message_limit: u32,
    },
    /// A channel was queried, or one window of its history.
    ChannelQueried {
        /// The answer.
        state: Box<ChannelState>,
        /// Which window its messages are.
        window: Window,
        /// How many messages were asked for.
        limit: u32,
    },
    /// An element shows another channel, or none.
    Opened {
        /// Which element.
        screen: ScreenId,
        /// Which channel.
        cid: Option<Cid>,
    },
    /// The open channel could not be loaded.
    OpenFailed {
        /// Which channel.
        cid: Cid,
        /// Why.
        trouble: Trouble,
    },
    /// More history was asked for.
    HistoryAsked {
        /// Which channel.
        cid: Cid,
        /// Which side.
        direction: Direction,
    },
    /// More history was not answered.
    HistoryFailed {
        /// Which channel.
        cid: Cid,
        /// Which side.
        direction: Direction,
        /// Why.
        trouble: Trouble,
    },
    /// The newest messages are shown again.
    JumpedToLatest(Cid),
    /// Text was written.
    Drafted(Cid, Rc<str>),
    /// An own message waits to be sent; it is on screen at once.
    Queued(Rc<Message>),
    /// It was asked for.
    Sending(Cid, MessageId),
    /// The server has it.
    Sent(Rc<Message>),
    /// The server has it, but its copy is not known here.
    AlreadySent(Cid, MessageId),
    /// It was not sent yet and waits again.
    SendDelayed(Cid, MessageId),
    /// It was not sent.
    SendFailed(Cid, MessageId, Trouble),
    /// The user gave up a message that was not sent.
    Discarded(Cid, MessageId),
    /// Everything in the channel up to this time was seen.
    Seen(Cid, Ts),
    /// Time has passed.
    Expired(Millis),
    /// There is something to tell.
    Noticed(NoticeKey, Rc<str>),
    /// The user has read it.
    Dismissed(u32),
}
