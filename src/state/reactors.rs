//! Who reacted how, and who has read: what is asked for in detail (features F108 and F71).

use std::rc::Rc;

use super::{Channel, Message, State, Trouble};
use crate::wire::{Cid, MessageId, Reaction, User, UserId};

/// The reactions of one message in detail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reactors {
    /// Its channel.
    pub cid: Cid,
    /// The message.
    pub id: MessageId,
    /// Only reactions of this kind; absent means all.
    pub kind: Option<Rc<str>>,
    /// Loaded so far, newest first.
    pub list: Vec<Reaction>,
    /// More exist: where they begin.
    pub next: Option<String>,
    /// A page is on its way.
    pub is_loading: bool,
    /// A page could not be had.
    pub trouble: Option<Trouble>,
}

impl State {
    /// Others who have read an own message, as far as told (feature F71). Empty when read events are off.
    #[must_use]
    pub fn readers<'a>(&'a self, channel: &'a Channel, message: &Message) -> Vec<&'a Rc<User>> {
        let reads = channel.reads.iter().filter(|(id, read)| Some(*id) != message.author() && read.last_read >= message.created_at);
        let reads = reads.filter(|_| message.created_at.is_some());
        reads.filter_map(|(id, _): (&UserId, _)| self.user(id)).collect()
    }
}
