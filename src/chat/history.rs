//! Paging through the messages of a channel (protocol section 4.4).

use super::{Change, Chat};
use crate::api::{Call, Error, Page};
use crate::state::{Direction, Edge, Window};
use crate::wire::{ChannelState, Cid, MessageId, MessageType};

/// Messages of a further page.
const PAGE: u32 = 50;

impl Chat {
    /// Asks for more on one side, unless it is on its way or there is none.
    pub(super) fn load_history(&mut self, cid: Cid, direction: Direction) {
        let Some(channel) = self.state.channels.get(&cid) else { return };
        let set = channel.timeline.current();
        let edge = match direction {
            Direction::Older => &set.older,
            Direction::Newer => &set.newer,
        };
        // A placeholder has no id that the server knows.
        let mut known = set.messages.iter().filter(|message| message.kind != MessageType::Unreadable).map(|message| &message.id);
        let anchor = match direction {
            Direction::Older => known.next(),
            Direction::Newer => known.next_back(),
        };
        let (Edge::More | Edge::Failed(_), Some(anchor), true) = (edge, anchor, self.start.was_live) else { return };
        let page = match direction {
            Direction::Older => Page::Before { id: anchor.clone(), limit: PAGE },
            Direction::Newer => Page::After { id: anchor.clone(), limit: PAGE },
        };
        self.apply(&Change::HistoryAsked { cid: cid.clone(), direction });
        self.ask(Call::QueryChannel { cid, page, watch: false });
    }

    pub(super) fn history_answered(&mut self, page: &Page, state: ChannelState) {
        let window = window(page);
        self.apply(&Change::ChannelQueried { state: Box::new(state), window, limit: page.limit() });
    }

    pub(super) fn history_failed(&mut self, cid: &Cid, page: &Page, error: &Error) {
        let direction = match page {
            Page::After { .. } => Direction::Newer,
            Page::Before { .. } | Page::Around { .. } | Page::Latest { .. } => Direction::Older,
        };
        let trouble = super::answers::trouble(error);
        self.apply(&Change::HistoryFailed { cid: cid.clone(), direction, trouble });
    }
}

fn window(page: &Page) -> Window {
    let id = |id: &MessageId| id.clone();
    match page {
        Page::Latest { .. } => Window::Latest,
        Page::Before { id: anchor, .. } => Window::Before(id(anchor)),
        Page::After { id: anchor, .. } => Window::After(id(anchor)),
        Page::Around { id: anchor, .. } => Window::Around(id(anchor)),
    }
}
