//! Wishes from the user.

use std::rc::Rc;

use crate::state::{FileId, NewFile, NewPoll, PollDeed, Source, Target};
use crate::wire::{Cid, Circle, MessageId, UserId};

/// A wish from the user, from one element. Views emit these and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Press a button of a message, e.g. of a giphy preview (feature F121).
    Act {
        /// Where the message is shown.
        target: Target,
        /// The message.
        id: MessageId,
        /// The action's name.
        name: Rc<str>,
        /// The action's value.
        value: Rc<str>,
    },
    /// Add files to what is being written; they are uploaded at once (feature F131).
    Attach(Target, Vec<NewFile>),
    /// The newest message of a place came into view, or went out of it.
    AtBottom(Target, bool),
    /// Begin a conversation with these people: theirs, made if there is none (feature F39); with a name another one in any case.
    Begin {
        /// With whom.
        users: Vec<UserId>,
        /// The new channel's id, made by the view's caller, and what it is called.
        named: Option<(Rc<str>, Rc<str>)>,
    },
    /// Block somebody, or no more.
    BlockUser {
        /// Whom.
        user: UserId,
        /// Block.
        on: bool,
    },
    /// The composer lost focus: typing ends.
    Blur(Target),
    /// Leave editing: what was written before comes back.
    CancelEdit(Target),
    /// The caret stands here now, in UTF-16 units as the DOM counts; the text is the same.
    Caret(Target, u32),
    /// Back to the list.
    CloseChannel,
    /// Close the reactions shown in detail.
    CloseReactions,
    /// Close the suggestions; they come back with the next word.
    CloseSuggestions(Target),
    /// Look for nothing any more.
    CloseSearch,
    /// Close the thread.
    CloseThread,
    /// Make a poll, and send it (feature F171).
    CreatePoll {
        /// To where.
        target: Target,
        /// The message's id, made by the view's caller.
        id: MessageId,
        /// The poll.
        poll: NewPoll,
    },
    /// Delete a message of the server's.
    Delete(Cid, MessageId),
    /// Give up a message that was not sent, was refused, or is a preview.
    Discard(Target, MessageId),
    /// A notice was read.
    Dismiss(u32),
    /// The card of the address in the text is not wanted.
    DismissPreview(Target),
    /// Edit a message; in a place whose composer takes it. What was written before comes back afterwards.
    Edit(Target, MessageId),
    /// Take a message that was not sent, or was sent back by moderation, into the composer again.
    EditAgain(Target, MessageId),
    /// Report a message.
    Flag(Cid, MessageId),
    /// The eye was drawn to the message that was jumped to.
    HighlightSeen,
    /// Show a message: in its channel, or in its thread when that is given.
    JumpTo {
        /// Where.
        target: Target,
        /// Which.
        id: MessageId,
    },
    /// Show the newest messages again.
    JumpToLatest(Target),
    /// Show the first message that was not read.
    JumpToUnread(Cid),
    /// Leave the slash command.
    LeaveCommand(Target),
    /// More channels.
    LoadMoreChannels,
    /// Messages after the newest loaded one.
    LoadNewer(Target),
    /// Messages before the oldest loaded one.
    LoadOlder(Target),
    /// More of what a search has found.
    LoadMoreFound(Source),
    /// More of the reactions shown in detail.
    LoadMoreReactions,
    /// Show more of the names that are suggested.
    LoadMoreSuggestions(Target),
    /// Everything in the channel is read.
    MarkRead(Cid),
    /// This message and what follows is not read.
    MarkUnread(Cid, MessageId),
    /// The browser layer learned more about a file: its pixels, how long it is.
    Measured(NewFile),
    /// Mute somebody, or no more.
    MuteUser {
        /// Whom.
        user: UserId,
        /// Mute.
        on: bool,
    },
    /// Show a channel at a message, in a thread when that is given too.
    OpenAt {
        /// The channel.
        cid: Cid,
        /// The message.
        message: Option<MessageId>,
        /// The thread, by its head.
        thread: Option<MessageId>,
    },
    /// Show a channel.
    OpenChannel(Cid),
    /// Show the channel of exactly these users and the own one; it is made if there is none (feature F39).
    OpenDirect(Vec<UserId>),
    /// Show the reactions of a message in detail, of one kind or of all (feature F108).
    OpenReactions {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// Only of this kind.
        kind: Option<Rc<str>>,
    },
    /// Show the thread of a message beside its channel.
    OpenThread(Cid, MessageId),
    /// Take a suggestion: it replaces the word at the caret.
    PickSuggestion(Target, Pick),
    /// Pin a message, or no more.
    Pin {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// Pin.
        on: bool,
    },
    /// Do something to the poll of a message.
    Poll {
        /// Its channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// What.
        deed: PollDeed,
    },
    /// Answer a message in this place.
    Quote(Target, MessageId),
    /// React, or take the own reaction of this kind back.
    React {
        /// The message's channel.
        cid: Cid,
        /// The message.
        id: MessageId,
        /// Kind of reaction, e.g. `like`.
        kind: Rc<str>,
    },
    /// Ask for the configuration and connect, from the beginning.
    Reconnect,
    /// Ask for the first page of channels again.
    ReloadChannels,
    /// Take a file out of what is being written.
    RemoveAttachment(Target, FileId),
    /// Send a message again that was not sent, or was sent back by moderation.
    Retry(Target, MessageId),
    /// Upload a file again.
    RetryUpload(Target, FileId),
    /// Do what the tenant configured (feature F104).
    Run {
        /// Id of the action.
        action: Rc<str>,
        /// For this channel.
        cid: Cid,
        /// For this message.
        message: Option<MessageId>,
        /// What the user knows it as, for what is said about it.
        label: Rc<str>,
    },
    /// Do what a tenant configured for several channels, one after the other (feature C7).
    RunAll {
        /// Id of the action.
        action: Rc<str>,
        /// For these channels.
        cids: Vec<Cid>,
        /// What the user knows it as, for what is said about it.
        label: Rc<str>,
    },
    /// Look for these words (feature F172).
    Search(Rc<str>),
    /// Look for people to write to, by these words or without any.
    SearchPeople(Rc<str>),
    /// Ask again for what a search could not have.
    SearchAgain,
    /// Send what is written, or save what is edited.
    Send {
        /// To where.
        target: Target,
        /// Made by the view's caller, so that this layer stays deterministic; unused by an edit.
        id: MessageId,
    },
    /// A slot for what hangs on a message is drawn, and the host may fill it (feature F208).
    Offer {
        /// Where.
        target: Target,
        /// The message.
        id: MessageId,
        /// Which of its attachments.
        index: usize,
        /// Name of the slot.
        slot: Rc<str>,
    },
    /// Put a text in the place of what is written in a channel.
    SetDraft(Cid, Rc<str>),
    /// Show another of the configured lists, by its id (feature C7).
    ShowView(Rc<str>),
    /// Show the reply in the channel too (feature F147).
    ShowInChannel(Target, bool),
    /// Sign in, by the host or on its sign-in page.
    SignIn,
    /// Take back what a notice told.
    Undo(u32),
    /// Do not answer a message after all.
    Unquote(Target),
    /// The text in the composer is now this.
    Write {
        /// Where.
        target: Target,
        /// The whole text.
        text: Rc<str>,
        /// Where the caret stands, in UTF-16 units as the DOM counts.
        caret: u32,
    },
}

/// What was picked from suggestions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Everybody in the channel.
    Channel,
    /// A role, or a group of people.
    Circle(Rc<Circle>),
    /// A slash command, by name.
    Command(Rc<str>),
    /// Everybody in the channel who is online.
    Here,
    /// Any text in place of the word, e.g. an emoji.
    Text(Rc<str>),
    /// A user.
    User(UserId),
}
