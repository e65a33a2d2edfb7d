//! What the user does with the messages of a list: by keyboard, and through what floats over it.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::keys::{Leader, Press};
use super::rows::{Entry, Form, Key, Row};
use super::{BELOW, Happened, MARGIN, MessageList, MessageListProps};
use crate::state::{Channel, Rights, Timeline};
use crate::ui::context::{ByPtr, Published};
use crate::ui::kit::Anchor;
use crate::ui::message::Scope;
use crate::ui::message::actions::{self, Ask, Opened, Panel};
use crate::wire::{MessageId, User};

impl MessageList {
    /// Opens something for a message, if it may be acted upon.
    pub(super) fn open(&mut self, props: &MessageListProps, key: &Key, panel: Panel) -> bool {
        let entry = self.window.get_mut().index(key).and_then(|index| self.rows.list().get(index)).and_then(Row::entry);
        let Some(entry) = entry.filter(|entry| panel == Panel::Shortcuts || tools(entry, props).is_some()) else { return false };
        self.opened = Some(Opened { id: entry.message.id.clone(), panel });
        true
    }

    pub(super) fn asked(&mut self, id: MessageId, ask: Ask) -> bool {
        match ask {
            Ask::Close => return self.opened.take().is_some(),
            Ask::Compose => {
                self.dom.focus_composer();
                return false;
            }
            Ask::Open(panel) => self.opened = Some(Opened { id, panel }),
        }
        true
    }

    pub(super) fn pressed(&mut self, ctx: &Context<Self>, press: Press) -> bool {
        let props = ctx.props();
        let Some(stop) = self.stop() else { return false };
        let list = self.rows.list();
        let is_message = |index: &usize| list.get(*index).is_some_and(|row| row.entry().is_some());
        let next = match press {
            Press::Down => (stop + 1..list.len()).find(is_message),
            Press::First => (0..list.len()).find(is_message),
            Press::Last => (0..list.len()).rev().find(is_message),
            Press::Up => (0..stop).rev().find(is_message),
            Press::Act(_) | Press::Help | Press::Leave | Press::Menu => None,
        };
        if let Some((next, key)) = next.and_then(|next| Some((next, list.get(next)?.key()))) {
            self.window.get_mut().keep(Some(key.clone()));
            // Not left to the browser: heights that are known only now would take its scrolling back.
            self.window.get_mut().reveal(next, MARGIN, BELOW);
            self.is_scrolling = false;
            self.attention.go(key);
            return true;
        }
        let Some(row) = list.get(stop) else { return false };
        let (key, entry) = (row.key(), row.entry().cloned());
        let anchor = || Anchor::Point(0.0, 0.0);
        let at = self.dom.point(&self.window.borrow(), stop).map_or_else(anchor, |(x, y)| Anchor::Point(x, y));
        match press {
            Press::Act(kind) => {
                let Some((entry, rights)) = entry.and_then(|entry| Some((entry.clone(), tools(&entry, props)?))) else { return false };
                actions::act(kind, &props.chat, &self.scope, &entry.message, rights, at);
                false
            }
            Press::Help => self.open(props, &key, Panel::Shortcuts),
            Press::Leave => {
                self.dom.focus_composer();
                false
            }
            Press::Menu if entry.as_ref().is_some_and(|entry| entry.form == Form::Bounced) => {
                self.opened = entry.map(|entry| Opened { id: entry.message.id.clone(), panel: Panel::Bounced });
                true
            }
            Press::Menu => self.open(props, &key, Panel::Menu { anchor: at, by_keyboard: true }),
            Press::Down | Press::First | Press::Last | Press::Up => false,
        }
    }

    /// The row with the toolbar: one at most.
    pub(super) fn has_tools(&self, index: usize, entry: &Entry, stop: Option<usize>) -> bool {
        match (&self.opened, self.attention.leader) {
            (Some(opened), _) => opened.id == entry.message.id,
            (None, Leader::Keyboard) => self.attention.is_inside && stop == Some(index),
            (None, Leader::Pointer) => {
                self.attention.pointed.as_ref().and_then(|key| self.window.borrow().index(key)).is_some_and(|pointed| pointed == index)
            }
        }
    }
}

/// What may be done with a message that can be acted upon; absent for notes, places of messages, and what is on its way.
pub(super) fn tools(entry: &Entry, props: &MessageListProps) -> Option<Rights> {
    let rights = props.rights(&entry.message);
    (entry.form == Form::Bubble && !rights.is_none()).then_some(rights)
}

/// The newest message, and whether the latest ones are shown.
pub(super) fn end(timeline: &Timeline) -> (Option<MessageId>, bool) {
    (timeline.shown().next_back().map(|message| message.id.clone()), timeline.shows_latest())
}

/// Whether something that all rows share is otherwise by now.
pub(super) fn is_out_of_date(scope: &Scope, props: &MessageListProps) -> bool {
    let Scope { may_react, has_threads, has_avatars, frequent_first, may_vote, sees_votes, .. } = *scope;
    props.gates() != [may_react, has_threads, has_avatars, frequent_first, may_vote, sees_votes]
        || props.chat.snapshot.introduced != scope.introduced
        || props.chat.snapshot.tools.giphy != scope.giphy
}

/// What all rows share; the same as long as it is in force, so that comparing it costs nothing.
pub(super) fn scope(ctx: &Context<MessageList>, latest: &Rc<RefCell<(Published, ByPtr<Channel>)>>) -> ByPtr<Scope> {
    let props = ctx.props();
    let [may_react, has_threads, has_avatars, frequent_first, may_vote, sees_votes] = props.gates();
    let (latest, known) = (latest.clone(), latest.clone());
    let readers = Callback::from(move |id: MessageId| {
        let latest = latest.borrow();
        let (state, channel) = &*latest;
        let message = channel.timeline.find(&id);
        message.map(|message| state.readers(channel, message).iter().map(|user| crate::ui::name_of(user)).collect()).unwrap_or_default()
    });
    ByPtr(Rc::new(Scope {
        target: props.target(),
        me: props.chat.me.clone(),
        locale: props.chat.locale.clone(),
        emit: props.chat.emit.clone(),
        ask: ctx.link().callback(|(id, ask)| Happened::Asked(id, ask)),
        readers,
        people: Callback::from(move |user: Rc<User>| known.borrow().0.met(&user).clone()),
        introduced: props.chat.snapshot.introduced,
        may_react,
        has_threads,
        has_avatars,
        frequent_first,
        giphy: props.chat.snapshot.tools.giphy,
        may_vote,
        sees_votes,
    }))
}
