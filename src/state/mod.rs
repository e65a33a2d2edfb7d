//! What we know, and the only code that changes it.
//!
//! [`State`] is changed by [`State::apply`] alone, which takes a [`Change`] and answers whether anything is different now.
//! It cannot fail: a failed operation is state too, so that it can be drawn, translated and retried. Every reader is a
//! total function. Knows no clock, no socket and no views; called from [`crate::chat`], read by the views.

mod apply;
mod change;
mod channels;
mod composer;
mod events;
mod inbox;
pub mod later;
mod link;
mod members;
mod messages;
mod notices;
mod order;
mod reactions;
mod reads;
mod timeline;
mod typing;
mod users;

use crate::sorted::SortedMap;
use std::rc::Rc;

pub use change::{Change, Window};
pub use channels::Channel;
pub use inbox::{Inbox, InboxPhase, Screen, ScreenId};
pub use link::{Link, Trouble};
pub use messages::{Delivery, Message, Status};
pub use notices::{Notice, NoticeKey};
pub use reads::{Read, Receipts, Separator};
pub use timeline::{Direction, Edge, MessageSet, Timeline};
pub use typing::Typing;
pub(crate) use typing::next_expiry;
pub use users::{Me, Person};

use crate::config::Config;
use crate::wire::{Cid, Totals, Ts, User, UserId};

/// Milliseconds since 1970 by the local clock.
pub type Millis = i64;

/// Everything the views draw. Cheap to clone: each part that changes alone is shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The connection as the user sees it.
    pub link: Link,
    /// What the backend configured; the default until it answered.
    pub config: Rc<Config>,
    /// The signed-in user; absent until the first session opened.
    pub me: Option<Rc<Me>>,
    /// Unread totals as the server last told.
    pub totals: Totals,
    /// When it told them, by its clock.
    pub totals_as_of: Option<Ts>,
    /// Everybody seen so far: the one place where a profile is looked up.
    pub users: SortedMap<UserId, Rc<Person>>,
    /// Every channel queried so far.
    pub channels: SortedMap<Cid, Rc<Channel>>,
    /// What each element shows.
    pub screens: SortedMap<ScreenId, Rc<Screen>>,
    /// Text not yet sent, per channel.
    pub drafts: SortedMap<Cid, Rc<str>>,
    /// What to tell the user, oldest first.
    pub notices: Vec<Notice>,
    /// Local time of the last change that told it: mutes run out against it.
    pub(crate) now: Millis,
}

/// Changes what may be shared: in place when it is not, else a copy, which is dropped when nothing changed. So the pointer
/// differs exactly when the content does.
fn edit<T: Clone>(shared: &mut Rc<T>, change: impl FnOnce(&mut T) -> bool) -> bool {
    if let Some(unshared) = Rc::get_mut(shared) {
        return change(unshared);
    }
    let mut copy = (**shared).clone();
    let changed = change(&mut copy);
    if changed {
        *shared = Rc::new(copy);
    }
    changed
}

impl State {
    /// Id of the signed-in user.
    #[must_use]
    pub fn my_id(&self) -> Option<&UserId> {
        self.me.as_ref().map(|me| &me.id)
    }

    /// A user's newest known profile.
    #[must_use]
    pub fn user(&self, id: &UserId) -> Option<&Rc<User>> {
        self.users.get(id).map(|person| &person.user)
    }

    /// The channel that a screen shows, if it is loaded.
    #[must_use]
    pub fn open_channel(&self, screen: ScreenId) -> Option<&Rc<Channel>> {
        self.channels.get(self.screens.get(&screen)?.open.as_ref()?)
    }

    /// Text not yet sent in a channel.
    #[must_use]
    pub fn draft(&self, cid: &Cid) -> &str {
        self.drafts.get(cid).map_or("", |draft| draft)
    }

    /// What a channel is called: its name, else the other member of two, else the first members' names (feature F25).
    /// `None` when nothing is known, so that the view can say so in the user's language.
    #[must_use]
    pub fn channel_name(&self, channel: &Channel) -> Option<String> {
        members::channel_name(self, channel)
    }

    /// The other member of a channel of two (feature F25).
    #[must_use]
    pub fn peer<'a>(&'a self, channel: &'a Channel) -> Option<&'a Rc<User>> {
        members::peer(self, channel)
    }
}

#[cfg(test)]
mod tests;
