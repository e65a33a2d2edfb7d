//! What one element shows: its list of channels and the open one.

use std::rc::Rc;

use super::{State, Trouble};
use crate::wire::{Cid, Value};

/// Identity of one element on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScreenId(pub u32);

/// What one element shows. Elements of the same backend and user share channels, not screens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screen {
    /// Its list of channels.
    pub inbox: Inbox,
    /// The channel on screen.
    pub open: Option<Cid>,
    /// Why the open channel cannot be shown.
    pub open_trouble: Option<Trouble>,
}

/// A list of channels: what is asked for and what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbox {
    /// Filter, in Stream's query syntax, complete.
    pub filter: Rc<Value>,
    /// Sort keys with their direction, most important first (protocol section 4.2).
    pub sort: Rc<Vec<(String, bool)>>,
    /// Channels that belong, in order.
    pub cids: Vec<Cid>,
    /// How far loading got.
    pub phase: InboxPhase,
    /// More channels exist.
    pub has_more: bool,
    /// A further page is on its way.
    pub is_loading_more: bool,
}

/// How far loading the first page got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum InboxPhase {
    /// Not there yet.
    #[default]
    Loading,
    /// There.
    Ready,
    /// Not to be had.
    Failed(Trouble),
}
