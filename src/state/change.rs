//! The one thing that can alter [`super::State`].

use std::rc::Rc;

use super::{
    Composer, Direction, Highlight, Link, Looks, Millis, NewPoll, NoticeKey, Polled, Reactors, Running, Screen, ScreenId, Search, Target,
    Trouble, Undo, Unread, Wish,
};
use crate::config::{Config, Tools};
use crate::wire::{AppSettings, ChannelState, Cid, Frame, Message, MessageId, OwnUser, Ts, UserId};

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
    /// The messages on both sides of this moment.
    AroundTime(Ts),
}

/// A change of state, named by what has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The backend answered its configuration.
    Configured(Rc<Config>),
    /// What the tenant puts into the user's hands is read.
    Equipped(Rc<Tools>),
    /// An action was chosen and takes its time.
    RunBegan(Running),
    /// The action of this number came to its end.
    RunEnded(u32),
    /// The connection as the user sees it is different now.
    Linked(Link),
    /// The session was opened for this user.
    SignedIn(Rc<OwnUser>),
    /// Another user, or none: everything of the old one is forgotten.
    SignedOut,
    /// The connection was lost: events may be missed, so nothing loaded is fresh.
    Disconnected,
    /// The host told what to show of people, or nothing more of them.
    Introduced(Vec<(UserId, Option<Looks>)>),
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
    /// Channels were answered that no page of a list is about.
    ChannelsQueried {
        /// The answer.
        states: Vec<ChannelState>,
        /// How many messages of each were asked for.
        message_limit: u32,
    },
    /// What the own user may do in some channels was asked for anew (protocol section 10).
    Regated(Vec<ChannelState>),
    /// Which of some channels belong to an element's list.
    Judged {
        /// For which element.
        screen: ScreenId,
        /// Those that belong.
        belonging: Vec<Cid>,
        /// Those that do not.
        others: Vec<Cid>,
    },
    /// Loaded channels that belong to the list that an element begins to show.
    Guessed(ScreenId, Vec<Cid>),
    /// Channels with unread messages in each configured view of an element.
    UnreadCounted(ScreenId, Vec<Unread>),
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
        /// Where.
        target: Target,
        /// Which side.
        direction: Direction,
    },
    /// More history was not answered.
    HistoryFailed {
        /// Where.
        target: Target,
        /// Which side.
        direction: Direction,
        /// Why.
        trouble: Trouble,
    },
    /// The newest messages are shown again.
    JumpedToLatest(Target),
    /// What is written in a place is now this.
    Composed(Target, Box<Composer>),
    /// An own message waits to be sent; it is on screen at once.
    Queued(Rc<Message>),
    /// It was asked for.
    Sending(Target, MessageId),
    /// The server has it.
    Sent(Rc<Message>),
    /// The server has it, but its copy is not known here.
    AlreadySent(Target, MessageId),
    /// It was not sent yet and waits again.
    SendDelayed(Target, MessageId),
    /// It was not sent.
    SendFailed(Target, MessageId, Trouble),
    /// The user gave up a message that was not sent, or one that only the own user saw.
    Discarded(Target, MessageId),
    /// The user wants something of a message; it is shown at once.
    Wished(Cid, MessageId, Wish),
    /// A wish is settled: granted, or taken back.
    WishClosed {
        /// The message's channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// What was wished.
        wish: Wish,
        /// It was granted.
        is_granted: bool,
        /// The server's copy, if it answered one.
        answer: Option<Rc<Message>>,
    },
    /// An element shows a thread beside its channel, or none.
    ThreadOpened {
        /// Which element.
        screen: ScreenId,
        /// The channel.
        cid: Cid,
        /// The thread's head.
        parent: Option<MessageId>,
    },
    /// A page of replies was answered.
    RepliesQueried {
        /// The thread's head.
        parent: MessageId,
        /// The page.
        messages: Vec<Message>,
        /// How many items the page had on the wire.
        returned: usize,
        /// Which window it is.
        window: Window,
        /// How many were asked for.
        limit: u32,
    },
    /// The head of a thread was answered.
    HeadFetched(Rc<Message>),
    /// A thread could not be loaded.
    ThreadFailed(MessageId, Trouble),
    /// Everything in a thread up to this time was seen.
    ThreadSeen(MessageId, Ts),
    /// A message to jump to is being fetched, or no more.
    JumpAsked(ScreenId, Option<MessageId>),
    /// A message was jumped to; absent when the eye was drawn to it long enough.
    Highlighted(ScreenId, Option<Highlight>),
    /// The user does not want to see the unread line any more.
    LineTaken(Cid),
    /// The own user marked a message and what follows as not read.
    MarkedUnread(Cid, MessageId),
    /// The own user muted somebody, or no more.
    Muted(UserId, bool),
    /// The own user blocked somebody, or no more.
    Blocked(UserId, bool),
    /// The reactions shown in detail by an element are now these.
    Detailed(ScreenId, Option<Rc<Reactors>>),
    /// Something has become of the poll of a message.
    Polled(Cid, MessageId, Polled),
    /// A poll could not be made, or is tried again: what was written.
    PollUnmade(Target, Option<Rc<NewPoll>>),
    /// Channels that nothing shows are not followed any more.
    LetGo(Vec<Cid>),
    /// What is looked for beside an element's list is now this, or nothing any more.
    Searched(ScreenId, Option<Rc<Search>>),
    /// The app told what may be uploaded.
    AppLearned(Rc<AppSettings>),
    /// Everything in the channel up to this time was seen.
    Seen(Cid, Ts),
    /// Time has passed.
    Expired(Millis),
    /// There is something to tell.
    Noticed(NoticeKey, Rc<str>, Option<Undo>),
    /// The user has read it.
    Dismissed(u32),
}
