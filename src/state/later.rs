//! The changes that lead to the first render, and the way to all others, which come with the later part of the program.
//!
//! Without a browser, and from the later part's arrival on, every change takes the one door, [`State::apply`].

use std::cell::Cell;

use std::rc::Rc;

use super::timeline::Source;
use super::{Change, Message, State, inbox};
use crate::wire::Channel;

/// The newer of two copies of a message, when there is news in it.
type Renewed = fn(&Rc<Message>, &Rc<Message>, Source) -> Option<Rc<Message>>;

/// What the later part brings.
#[derive(Clone, Copy, Debug)]
pub struct Changes {
    apply: fn(&mut State, &Change) -> bool,
    renewed: Renewed,
    is_same: fn(&Channel, &Channel) -> bool,
}

impl Changes {
    /// Until then; nothing else is asked for, because inputs that need more wait.
    pub const FIRST: Self = Self { apply: first, renewed: |_, newer, _| Some(newer.clone()), is_same: |_, _| false };

    /// All; named by the later part only.
    #[must_use]
    pub const fn all() -> Self {
        Self { apply: State::apply, renewed: Message::renewed, is_same: Channel::eq }
    }
}

thread_local! {
    static CHANGES: Cell<Changes> = const { Cell::new(if cfg!(target_arch = "wasm32") { Changes::FIRST } else { Changes::all() }) };
}

/// The later part is here.
pub fn install(changes: Changes) {
    CHANGES.set(changes);
}

/// Applies a change with what is here; answers whether anything is different.
pub fn apply(state: &mut State, change: &Change) -> bool {
    (CHANGES.get().apply)(state, change)
}

/// The message with a newer copy in it, if that changes anything. Until the later part is here only answers come, and nothing
/// is wished: the newer copy takes the place of the other, without a look.
pub(super) fn renewed(known: &Rc<Message>, newer: &Rc<Message>, source: Source) -> Option<Rc<Message>> {
    (CHANGES.get().renewed)(known, newer, source)
}

/// Whether two copies of a channel say the same; not asked until the later part is here.
pub(super) fn is_same(one: &Channel, other: &Channel) -> bool {
    (CHANGES.get().is_same)(one, other)
}

/// The changes up to the first messages, each as in [`State::apply`].
fn first(state: &mut State, change: &Change) -> bool {
    let changed = match change {
        Change::Configured(config) => {
            state.config = config.clone();
            true
        }
        Change::Linked(link) => {
            state.link = link.clone();
            true
        }
        Change::SignedIn(own) => state.sign_in(own),
        Change::ScreenChanged(id, screen) => inbox::change(state, *id, (**screen).clone()),
        Change::ScreenRemoved(id) => state.screens.remove(id).is_some(),
        Change::InboxAsked { screen, more } => inbox::asked(state, *screen, *more),
        Change::InboxQueried { screen, states, more, limit, message_limit } => {
            state.take_page(*screen, states, *more, *limit, *message_limit)
        }
        Change::ChannelQueried { state: channel, window, limit } => state.take_channel(channel, window, *limit),
        Change::Opened { screen, cid } => state.open(*screen, cid.as_ref()),
        _ => false,
    };
    inbox::sort_all(state) || changed
}
