//! Paging through the messages of a channel or a thread (protocol sections 4.4 and 5.6).

use super::{Change, Chat};
use crate::api::{Call, Error, Jump, Page};
use crate::state::{Direction, Edge, Target, Window};
use crate::wire::{ChannelState, Cid, MessageId, MessageType};

/// Messages of a further page.
const PAGE: u32 = 50;

impl Chat {
    /// Asks for more on one side, unless it is on its way or there is none.
    pub(super) fn load_history(&mut self, target: &Target, direction: Direction) {
        if self.retry_thread(target) {
            return;
        }
        let Some(timeline) = self.state.timeline(target) else { return };
        let set = timeline.current();
        let edge = match direction {
            Direction::Older => &set.older,
            Direction::Newer => &set.newer,
        };
        // What only this client knows has no id that the server knows.
        let is_known = |kind: &MessageType| !matches!(kind, MessageType::Unreadable | MessageType::Ephemeral | MessageType::Error);
        let mut known = set.messages.iter().filter(|message| is_known(&message.kind)).map(|message| &message.id);
        let anchor = match direction {
            Direction::Older => known.next(),
            Direction::Newer => known.next_back(),
        };
        let (Edge::More | Edge::Failed(_), Some(anchor), true) = (edge, anchor, self.start.was_live) else { return };
        let (id, limit) = (anchor.clone(), if target.is_thread() { super::threads::PAGE } else { PAGE });
        let page = match direction {
            Direction::Older => Page::Before { id, limit },
            Direction::Newer => Page::After { id, limit },
        };
        if target.is_thread() {
            return self.load_replies(target, page, direction);
        }
        self.apply(&Change::HistoryAsked { target: target.clone(), direction });
        self.ask(Call::QueryChannel { cid: target.cid.clone(), page, watch: false, jump: None });
    }

    pub(super) fn history_answered(&mut self, page: &Page, jump: Option<&Jump>, state: ChannelState) {
        let (window, target) = (window(page), Target::from(&state.channel.cid));
        self.apply(&Change::ChannelQueried { state: Box::new(state), window, limit: page.limit() });
        if let Some(jump) = jump {
            self.land(jump, &target);
        }
    }

    pub(super) fn history_failed(&mut self, cid: &Cid, page: &Page, jump: Option<&Jump>, error: &Error) {
        if let Some(jump) = jump {
            return self.jump_failed(jump.screen);
        }
        let direction = if matches!(page, Page::After { .. }) { Direction::Newer } else { Direction::Older };
        let trouble = super::answers::trouble(error);
        self.apply(&Change::HistoryFailed { target: cid.into(), direction, trouble });
    }
}

pub(super) fn window(page: &Page) -> Window {
    let id = |id: &MessageId| id.clone();
    match page {
        Page::Latest { .. } => Window::Latest,
        Page::Before { id: anchor, .. } => Window::Before(id(anchor)),
        Page::After { id: anchor, .. } => Window::After(id(anchor)),
        Page::Around { id: anchor, .. } => Window::Around(id(anchor)),
        Page::AroundTime { at, .. } => Window::AroundTime(*at),
    }
}
