//! What we know, and the only code that changes it.
//!
//! [`State`] is changed by [`State::apply`] alone, which takes a [`Change`] and answers whether anything is different now.
//! It cannot fail: a failed operation is state too, so that it can be drawn, translated and retried. Every reader is a
//! total function. Knows no clock, no socket and no views; called from [`crate::chat`], read by the views.

mod apply;
mod attachments;
mod change;
mod channels;
mod composer;
mod events;
mod filter;
mod inbox;
pub mod later;
mod link;
mod members;
mod messages;
mod notices;
mod order;
mod placeholders;
mod polls;
mod reactions;
mod reactors;
mod reads;
mod rights;
mod search;
mod set;
mod suggestions;
mod target;
mod threads;
mod timeline;
mod tools;
mod typing;
mod users;
mod wishes;

use crate::sorted::SortedMap;
use std::rc::Rc;

pub use attachments::{FileId, MAX_FILES, MediaKind, NewFile, Pending, Refusal, UploadPhase, refusal};
pub use change::{Change, Window};
pub use channels::Channel;
pub use composer::{Composer, Editing, Hold, LinkPreview, mention};
pub use inbox::{Highlight, Inbox, InboxPhase, Screen, ScreenId, Unread};
pub use link::{Link, Trouble};
pub use messages::{Delivery, Message, Status};
pub use notices::{Notice, NoticeKey, Severity, Undo};
pub(crate) use placeholders::{fill, fill_json, fill_map};
pub use polls::{MOST_OPTIONS, NewPoll, PollDeed, Polled};
pub use reactors::Reactors;
pub use reads::{Read, Receipts, Separator};
pub use rights::{Action, Control, Rights};
pub use search::{Found, Search, Source, excerpt};
pub use set::MessageSet;
pub use suggestions::{Candidate, Suggestions, Trigger, byte_at, units};
pub(crate) use suggestions::{NAMES, commands, fold, mentions, word_at};
pub use target::Target;
pub use threads::{Thread, ThreadPhase};
pub use timeline::{Direction, Edge, Timeline};
pub use tools::Running;
pub use typing::Typing;
pub(crate) use typing::next_expiry;
pub use users::{Looks, Me, Person};
pub use wishes::Wish;

use crate::config::{Config, Tools};
use crate::wire::{AppSettings, Cid, MessageId, Totals, Ts, User, UserId};

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
    /// How often the host told what to show of people: another number, and what was drawn of them may be out of date.
    pub introduced: u32,
    /// Every channel queried so far.
    pub channels: SortedMap<Cid, Rc<Channel>>,
    /// What each element shows.
    pub screens: SortedMap<ScreenId, Rc<Screen>>,
    /// Threads that are or were on screen, by their head.
    pub threads: SortedMap<MessageId, Rc<Thread>>,
    /// What is written and not sent yet; blank ones are not there.
    pub composers: SortedMap<Target, Rc<Composer>>,
    /// The poll that could not be made last, and where.
    pub unmade: Option<(Target, Rc<NewPoll>)>,
    /// What may be uploaded; absent until the app was asked.
    pub app: Option<Rc<AppSettings>>,
    /// What the tenant puts into the user's hands; nothing until the configuration is there.
    pub tools: Rc<Tools>,
    /// Actions that were chosen and have not come to their end.
    pub running: Vec<Running>,
    /// What to tell the user, oldest first.
    pub notices: Vec<Notice>,
    /// How many notices there were: the next one's id, which none had before.
    pub(crate) noticed: u32,
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

    /// The channel that a screen shows, if it is loaded.
    #[must_use]
    pub fn open_channel(&self, screen: ScreenId) -> Option<&Rc<Channel>> {
        self.channels.get(self.screens.get(&screen)?.open.as_ref()?)
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
