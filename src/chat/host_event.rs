//! What the host is told; names and JavaScript live in the element.

use crate::wire::{Cid, MessageId, UserId};

/// News for the host: what users or the server do, never an answer to the host's own call. Never holds a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostEvent {
    /// The user chose an action that the tenant configured.
    Action {
        /// Its id.
        id: String,
        /// For which channel.
        cid: Cid,
        /// For which message.
        message: Option<MessageId>,
    },
    /// A slot for an attachment of a kind that is not known is drawn: the host may fill it (feature F208).
    Attachment {
        /// In which channel.
        cid: Cid,
        /// Of which message.
        id: MessageId,
        /// Name of the slot.
        slot: String,
        /// The attachment in JSON, without those of Stream's own keys that have no value of Stream's type.
        json: String,
    },
    /// No user is signed in; cancelable: the host signs in itself.
    AuthRequired {
        /// The user asked for it just now, by the button.
        asked: bool,
    },
    /// The user is about to do something other than write; cancelable: then it is not done (feature F209).
    BeforeAct {
        /// What: `block`, `delete`, `flag`, `mark-read`, `mark-unread`, `mute`, `pin`, `react`, `upload`.
        kind: &'static str,
        /// In which channel.
        cid: Option<Cid>,
        /// To which message.
        id: Option<MessageId>,
        /// To whom.
        user: Option<UserId>,
        /// False when it is taken back: no longer blocked, muted or pinned.
        on: bool,
    },
    /// A message, or another text of one, is about to go out; cancelable: then it stays in the composer.
    BeforeSend {
        /// To where.
        cid: Cid,
        /// The thread's head, for a reply.
        parent: Option<MessageId>,
        /// The id that it has or will have.
        id: MessageId,
        /// It is there already and gets another text.
        is_edit: bool,
    },
    /// The user opened a channel.
    ChannelOpen {
        /// Which.
        cid: Cid,
        /// At this message.
        message: Option<MessageId>,
        /// In this thread, by its head.
        thread: Option<MessageId>,
    },
    /// The connection as the user sees it changed.
    ConnectionChange {
        /// The literal value of `data-state`.
        state: &'static str,
        /// Messages can go out now.
        online: bool,
    },
    /// Something failed that the host may want to know.
    Error {
        /// Kind, e.g. `config`, `token`, `channel`.
        kind: &'static str,
        /// For developers, in English.
        message: String,
    },
    /// A link of a message was pressed; cancelable: then nothing is opened.
    LinkClick {
        /// Where it leads.
        url: String,
        /// In which channel, if it is known.
        cid: Option<Cid>,
        /// In which message.
        id: Option<MessageId>,
    },
    /// A name in a text was pressed.
    MentionClick {
        /// Who is named.
        user: UserId,
        /// In which channel, if it is known.
        cid: Option<Cid>,
        /// In which message.
        id: Option<MessageId>,
    },
    /// The pointer came over a name in a text.
    MentionHover {
        /// Who is named.
        user: UserId,
        /// In which channel, if it is known.
        cid: Option<Cid>,
        /// In which message.
        id: Option<MessageId>,
    },
    /// A message of somebody else arrived.
    MessageReceived {
        /// Where.
        cid: Cid,
        /// Which.
        id: MessageId,
    },
    /// An own message reached the server.
    MessageSent {
        /// Where.
        cid: Cid,
        /// Which.
        id: MessageId,
    },
    /// The first list of channels is there.
    Ready,
    /// Somebody's name or picture was pressed.
    UserClick {
        /// Whose.
        user: UserId,
        /// In which channel, if it is known.
        cid: Option<Cid>,
        /// Beside which message.
        id: Option<MessageId>,
    },
    /// The pointer came over somebody's name or picture.
    UserHover {
        /// Whose.
        user: UserId,
        /// In which channel, if it is known.
        cid: Option<Cid>,
        /// Beside which message.
        id: Option<MessageId>,
    },
    /// Unread totals changed.
    UnreadChange {
        /// Messages.
        total: u32,
        /// Channels.
        channels: u32,
    },
}
