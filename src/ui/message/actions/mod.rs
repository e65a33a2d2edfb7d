//! What can be done with a message: the toolbar of the one that is pointed at, the menu, and what they open.
//!
//! Everything here is drawn for one message of a list at a time. `Toolbar` and `panel` are the only ways in.

mod download;
mod menu;
mod panel;
mod shortcuts;

use std::rc::Rc;

use yew::prelude::*;

use super::Scope;
use crate::chat::Intent;
use crate::config::CustomAction;
use crate::state::{Action, Message, Rights};
use crate::t;
use crate::ui::context::{ByPtr, ChatContext};
use crate::ui::kit::{Anchor, IconButton, glyph};
use crate::wire::MessageId;

pub(in crate::ui) use panel::panel;

/// Something that can be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Block its author, or no more.
    Block,
    /// Copy its text.
    Copy,
    /// Delete it, after a question.
    Delete,
    /// Give it up: it was not sent.
    Discard,
    /// Save what hangs on it.
    Download,
    /// Edit it.
    Edit,
    /// Report it, after a question.
    Flag,
    /// Count it as not read.
    MarkUnread,
    /// Mute its author, or no more.
    Mute,
    /// Pin it, or no more.
    Pin,
    /// Answer it in the same place.
    Quote,
    /// React to it.
    React,
    /// Who has reacted.
    Reactions,
    /// Send it again.
    Resend,
    /// Open its thread.
    Thread,
}

impl Kind {
    /// What has to be allowed.
    const fn action(self) -> Option<Action> {
        Some(match self {
            Self::Block => Action::Block,
            Self::Copy => Action::Copy,
            Self::Delete => Action::Delete,
            Self::Discard => Action::Discard,
            Self::Edit => Action::Edit,
            Self::Flag => Action::Flag,
            Self::MarkUnread => Action::MarkUnread,
            Self::Mute => Action::Mute,
            Self::Pin => Action::Pin,
            Self::Quote => Action::Quote,
            Self::React => Action::React,
            Self::Resend => Action::Resend,
            Self::Thread => Action::Reply,
            Self::Download | Self::Reactions => return None,
        })
    }

    fn is_allowed(self, rights: Rights) -> bool {
        self.action().is_none_or(|action| rights.allow(action))
    }
}

/// What a message asks of its list.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Close what is open.
    Close,
    /// Give the focus to where it is written.
    Compose,
    /// Open this for it.
    Open(Panel),
}

/// What can be open for a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Panel {
    /// What becomes of a message that moderation sent back (feature F78).
    Bounced,
    /// A question before something is done.
    Confirm(Kind),
    /// All emoji there are, to react with one (feature F106).
    Emoji(Anchor),
    /// The menu.
    Menu {
        /// Beside what.
        anchor: Anchor,
        /// The keys that do the same are told.
        by_keyboard: bool,
    },
    /// The quick reactions.
    React(Anchor),
    /// A question before a tenant's action is done.
    Run(Rc<CustomAction>),
    /// The sheet of keys.
    Shortcuts,
}

/// What is open, and for which message.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The message.
    pub id: MessageId,
    /// What.
    pub panel: Panel,
}

/// Does something with a message, if it may be done; what opens first opens at `anchor`.
pub(in crate::ui) fn act(kind: Kind, chat: &ChatContext, scope: &Scope, message: &Message, rights: Rights, anchor: Anchor) {
    if !kind.is_allowed(rights) {
        return;
    }
    let (id, target) = (message.id.clone(), scope.target.clone());
    let cid = target.cid.clone();
    let emit = |intent: Intent| scope.emit.emit(intent);
    let ask = |ask: Ask| scope.ask.emit((message.id.clone(), ask));
    let user = message.author().cloned().unwrap_or_default();
    match kind {
        Kind::React => ask(Ask::Open(Panel::React(anchor))),
        Kind::Reactions => emit(Intent::OpenReactions { cid, id, kind: None }),
        Kind::Thread => emit(Intent::OpenThread(cid, id)),
        Kind::Quote => {
            emit(Intent::Quote(target, id));
            ask(Ask::Compose);
        }
        Kind::Edit => {
            emit(if super::is_failed(message) || message.is_bounced() { Intent::EditAgain(target, id) } else { Intent::Edit(target, id) });
            ask(Ask::Compose);
        }
        Kind::Pin => emit(Intent::Pin { cid, id, on: !message.pinned }),
        Kind::MarkUnread => emit(Intent::MarkUnread(cid, id)),
        Kind::Mute => {
            let on = !chat.snapshot.me.as_ref().is_some_and(|me| me.mutes_user(&user, (chat.now)()));
            emit(Intent::MuteUser { user, on });
        }
        Kind::Block | Kind::Delete | Kind::Flag => ask(Ask::Open(Panel::Confirm(kind))),
        Kind::Resend => emit(Intent::Retry(target, id)),
        Kind::Discard => emit(Intent::Discard(target, id)),
        // Of the browser: see the menu.
        Kind::Copy | Kind::Download => {}
    }
}

/// What a [`Toolbar`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ToolbarProps {
    pub(super) message: ByPtr<Message>,
    pub(super) scope: ByPtr<Scope>,
    pub(super) rights: Rights,
    pub(super) in_thread: bool,
}

/// The small bar at the corner of the bubble (feature F88).
#[component]
pub(super) fn Toolbar(props: &ToolbarProps) -> Html {
    let ToolbarProps { message, scope, rights, in_thread } = props;
    let locale = &scope.locale;
    let (react, more) = (use_node_ref(), use_node_ref());
    let opens = |panel: Panel| {
        let (ask, id) = (scope.ask.clone(), message.id.clone());
        Callback::from(move |()| ask.emit((id.clone(), Ask::Open(panel.clone()))))
    };
    let emits = |intent: Intent| scope.emit.reform(move |()| intent.clone());
    let quotes = {
        let (scope, id) = (scope.clone(), message.id.clone());
        Callback::from(move |()| {
            scope.emit.emit(Intent::Quote(scope.target.clone(), id.clone()));
            scope.ask.emit((id.clone(), Ask::Compose));
        })
    };
    let thread = Intent::OpenThread(scope.target.cid.clone(), message.id.clone());
    html! {
        <div class="tools" role="toolbar" aria-label={t!(locale, "message.actions")}>
            if rights.allow(Action::React) {
                <IconButton class="tool" node={react.clone()} glyph={glyph::SMILE_PLUS} label={t!(locale, "message.react")} popup="dialog" onclick={opens(Panel::React(Anchor::Node(react)))} />
            }
            if rights.allow(Action::Reply) && !in_thread {
                <IconButton class="tool" glyph={glyph::MESSAGE_SQUARE_TEXT} label={t!(locale, "message.thread")} onclick={emits(thread)} />
            }
            if rights.allow(Action::Quote) {
                <IconButton class="tool" glyph={glyph::REPLY} mirrors=true label={t!(locale, "message.quote")} onclick={quotes} />
            }
            <IconButton
                class="tool"
                node={more.clone()}
                glyph={glyph::ELLIPSIS}
                label={t!(locale, "message.more")}
                popup="menu"
                onclick={opens(Panel::Menu { anchor: Anchor::Node(more), by_keyboard: false })}
            />
        </div>
    }
}
