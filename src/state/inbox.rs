//! What one element shows: its list of channels and the open one.

use std::rc::Rc;

use super::{Millis, Reactors, Search, State, Target, Trouble};
use crate::wire::{Cid, MessageId, Value};

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
    /// The thread shown beside it, by its head.
    pub thread: Option<MessageId>,
    /// The message that was jumped to; its view draws the eye to it for a moment.
    pub highlight: Option<Highlight>,
    /// A message is being fetched to jump to.
    pub jumping: Option<MessageId>,
    /// The reactions shown in detail.
    pub reactors: Option<Rc<Reactors>>,
    /// What is looked for in place of the list.
    pub search: Option<Rc<Search>>,
    /// Channels with unread messages in each configured view, in their order; empty while not known.
    pub unread: Vec<Unread>,
}

/// How many channels of a view have unread messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// So many are known.
    pub channels: u32,
    /// There may be more.
    pub is_part: bool,
}

/// A message to draw the eye to (feature F57): scrolled to when it appears here, marked until it is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Where.
    pub target: Target,
    /// Which.
    pub id: MessageId,
    /// Until when, by the local clock.
    pub until: Millis,
    /// Counts jumps, so that a second one to the same message is seen.
    pub round: u32,
}

/// A list of channels: what is asked for and what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbox {
    /// Filter, in Stream's query syntax, complete.
    pub filter: Rc<Value>,
    /// Sort keys with their direction, most important first (protocol section 4.2).
    pub sort: Rc<Vec<(String, bool)>>,
    /// The configured view that is shown; `None` where there are none.
    pub view: Option<Rc<str>>,
    /// Channels that belong, in order.
    pub cids: Vec<Cid>,
    /// How far loading got.
    pub phase: InboxPhase,
    /// More channels exist.
    pub has_more: bool,
    /// A further page is on its way.
    pub is_loading_more: bool,
}

impl Inbox {
    /// Both are the same list.
    #[must_use]
    pub fn asks_for(&self, other: &Self) -> bool {
        self.filter == other.filter && self.sort == other.sort && self.view == other.view
    }
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

/// Changes a screen, if it is there.
pub(super) fn edit(state: &mut State, id: ScreenId, change: impl FnOnce(&mut Screen) -> bool) -> bool {
    state.screens.get_mut(&id).is_some_and(|screen| super::edit(screen, change))
}

/// Takes a screen's wishes; its list starts anew when it asks for other channels.
pub(super) fn change(state: &mut State, id: ScreenId, wanted: Screen) -> bool {
    let known = state.screens.get(&id);
    if known.is_some_and(|known| known.inbox.asks_for(&wanted.inbox)) {
        return false;
    }
    let screen = known.map_or(wanted.clone(), |known| Screen { inbox: wanted.inbox, ..(**known).clone() });
    state.screens.insert(id, Rc::new(screen));
    true
}

/// A page is on its way. A list that is already shown stays while it is asked for again.
pub(super) fn asked(state: &mut State, id: ScreenId, more: bool) -> bool {
    edit(state, id, |screen| {
        let inbox = &mut screen.inbox;
        let before = (inbox.phase.clone(), inbox.is_loading_more);
        inbox.is_loading_more = more;
        if !more && matches!(inbox.phase, InboxPhase::Failed(_)) {
            inbox.phase = InboxPhase::Loading;
        }
        before != (inbox.phase.clone(), inbox.is_loading_more)
    })
}

/// A page is there: the first replaces the list, a further one is added without doubles (feature F17).
pub(super) fn queried(state: &mut State, id: ScreenId, cids: Vec<Cid>, more: bool, is_full: bool) -> bool {
    let changed = edit(state, id, |screen| {
        let inbox = &mut screen.inbox;
        let before = inbox.clone();
        inbox.phase = InboxPhase::Ready;
        inbox.has_more = is_full;
        inbox.is_loading_more = false;
        if more {
            let new: Vec<Cid> = cids.into_iter().filter(|cid| !inbox.cids.contains(cid)).collect();
            inbox.cids.extend(new);
        } else {
            inbox.cids = cids;
        }
        before != *inbox
    });
    sort(state, id) || changed
}

/// A page could not be had: a list that is already shown stays (feature F9).
pub(super) fn failed(state: &mut State, id: ScreenId, more: bool, trouble: Trouble) -> bool {
    edit(state, id, |screen| {
        screen.inbox.is_loading_more = false;
        if !more && screen.inbox.phase != InboxPhase::Ready {
            screen.inbox.phase = InboxPhase::Failed(trouble);
        }
        true
    })
}

/// It is known of some channels whether they belong. Of a list that goes on after its last page only the loaded part is
/// touched: what comes later comes with its page, at its place.
pub(super) fn judged(state: &mut State, id: ScreenId, belonging: &[Cid], others: &[Cid]) -> bool {
    let Some(screen) = state.screens.get(&id) else { return false };
    let (before, has_more) = (screen.inbox.cids.clone(), screen.inbox.has_more);
    let last = before.last().cloned();
    let changed = edit(state, id, |screen| {
        let cids = &mut screen.inbox.cids;
        cids.retain(|cid| !others.contains(cid));
        cids.extend(belonging.iter().filter(|cid| !before.contains(cid)).cloned());
        *cids != before
    });
    let moved = changed && sort(state, id);
    if let Some(last) = last.filter(|_| has_more && changed) {
        edit(state, id, |screen| {
            let end = screen.inbox.cids.iter().position(|cid| *cid == last);
            let mut at = 0;
            screen.inbox.cids.retain(|cid| {
                at += 1;
                end.is_none_or(|end| at <= end + 1) || before.contains(cid)
            });
            true
        });
    }
    changed || moved
}

/// What is loaded of a list stands in for its first page, which is on its way.
pub(super) fn guessed(state: &mut State, id: ScreenId, cids: &[Cid]) -> bool {
    let changed = edit(state, id, |screen| {
        let is_wanted = screen.inbox.phase == InboxPhase::Loading && !cids.is_empty();
        if is_wanted {
            screen.inbox.phase = InboxPhase::Ready;
            screen.inbox.cids = cids.to_vec();
        }
        is_wanted
    });
    if changed {
        sort(state, id);
    }
    changed
}

/// A channel leaves every list.
pub(super) fn unlist(state: &mut State, cid: &Cid) -> bool {
    let mut changed = false;
    for screen in state.screens.values_mut() {
        changed |= super::edit(screen, |screen| {
            let before = screen.inbox.cids.len();
            screen.inbox.cids.retain(|listed| listed != cid);
            screen.inbox.cids.len() != before
        });
    }
    changed
}

/// Puts every list in order again.
pub(super) fn sort_all(state: &mut State) -> bool {
    let ids: Vec<ScreenId> = state.screens.keys().copied().collect();
    let mut changed = false;
    for id in ids {
        changed |= sort(state, id);
    }
    changed
}

fn sort(state: &mut State, id: ScreenId) -> bool {
    let Some(screen) = state.screens.get(&id) else { return false };
    let (mut cids, keys) = (screen.inbox.cids.clone(), screen.inbox.sort.clone());
    super::order::sort(state, &mut cids, &keys)
        && edit(state, id, |screen| {
            screen.inbox.cids = cids;
            true
        })
}
