//! Threads beside the channel, and jumps to a message (features F56, F57, F155 to F159; protocol sections 5.6 and 8.4).

use std::rc::Rc;

use super::{Change, Chat, ScreenId};
use crate::api::{Call, Error, Jump, Page};
use crate::sorted::SortedSet;
use crate::state::{Control, Direction, Highlight, Message, Millis, NoticeKey, Target, ThreadPhase, Window};
use crate::wire::{self, Cid, MessageId, Ts};

/// Replies of a page (feature F155), and messages around one that is jumped to (feature F57).
pub(super) const PAGE: u32 = 25;
/// The eye is drawn to a message this long.
const HIGHLIGHT_FOR: Millis = 2_000;

/// Threads whose answers make what is shown fresh again.
#[derive(Debug, Default)]
pub(super) struct Threads {
    catching_up: SortedSet<MessageId>,
    jumps: u32,
}

impl Chat {
    /// Shows the thread of a message.
    pub(super) fn open_thread(&mut self, screen: ScreenId, cid: &Cid, parent: MessageId) {
        if self.state.channels.get(cid).is_some_and(|channel| !self.state.may(channel, Control::Threads)) {
            return;
        }
        // The thread of a reply is the one it stands in.
        let parent = self.state.find(cid, &parent).and_then(|message| message.parent_id.clone()).unwrap_or(parent);
        if self.state.screens.get(&screen).is_some_and(|screen| screen.thread.as_ref() == Some(&parent)) {
            return;
        }
        self.leave_thread(screen);
        self.apply(&Change::ThreadOpened { screen, cid: cid.clone(), parent: Some(parent.clone()) });
        self.load_thread(&parent);
    }

    pub(super) fn close_thread(&mut self, screen: ScreenId) {
        self.leave_thread(screen);
        if let Some(cid) = self.state.screens.get(&screen).and_then(|screen| screen.open.clone()) {
            self.apply(&Change::ThreadOpened { screen, cid, parent: None });
        }
    }

    /// The thread on screen is left: typing ends, what is written is kept.
    pub(super) fn leave_thread(&mut self, screen: ScreenId) {
        if let Some(seat) = self.screens.get_mut(&screen) {
            seat.thread_at_bottom = false;
        }
        if let Some(target) = self.state.open_thread(screen).map(|thread| thread.target()) {
            self.leave_composer(&target);
        }
    }

    /// Asks for what of a thread is missing or may be old.
    fn load_thread(&mut self, parent: &MessageId) {
        let Some(thread) = self.state.threads.get(parent).cloned() else { return };
        if self.session.connection_id.is_none() {
            return;
        }
        if thread.parent.is_none() {
            self.ask(Call::GetMessage { id: parent.clone() });
        }
        if !thread.is_fresh {
            let page = Page::Latest { limit: PAGE };
            self.ask(Call::QueryReplies { cid: thread.cid.clone(), parent: parent.clone(), page, jump: None });
        }
        self.take_thread_draft(&thread.target());
    }

    /// A session is open again: what is on screen may have missed events.
    pub(super) fn load_threads(&mut self, catches_up: bool) -> u32 {
        let open: SortedSet<MessageId> = self.state.screens.values().filter_map(|screen| screen.thread.clone()).collect();
        for parent in open.iter() {
            self.load_thread(parent);
        }
        let count = u32::try_from(open.len()).unwrap_or(0);
        self.threads.catching_up = if catches_up { open } else { SortedSet::new() };
        if catches_up { count } else { 0 }
    }

    fn thread_caught_up(&mut self, parent: &MessageId) {
        if self.threads.catching_up.remove(parent) {
            self.caught_up();
        }
    }

    /// More replies on one side.
    pub(super) fn load_replies(&mut self, target: &Target, page: Page, direction: Direction) {
        let Some(parent) = target.parent.clone() else { return };
        self.apply(&Change::HistoryAsked { target: target.clone(), direction });
        self.ask(Call::QueryReplies { cid: target.cid.clone(), parent, page, jump: None });
    }

    pub(super) fn replies_answered(&mut self, call: &Call, messages: Vec<wire::Message>, returned: usize) {
        let Call::QueryReplies { cid, parent, page, jump } = call else { return };
        let window = super::history::window(page);
        self.apply(&Change::RepliesQueried { parent: parent.clone(), messages, returned, window: window.clone(), limit: page.limit() });
        if let Some(jump) = jump {
            self.land(jump, &Target::thread(cid.clone(), parent.clone()));
        }
        if window == Window::Latest {
            self.thread_caught_up(parent);
        }
        self.look_again();
    }

    pub(super) fn replies_failed(&mut self, call: &Call, error: &Error) {
        let Call::QueryReplies { cid, parent, page, jump } = call else { return };
        let trouble = super::answers::trouble(error);
        match (jump, page) {
            (Some(jump), _) => self.jump_failed(jump.screen),
            (None, Page::Latest { .. }) => {
                self.apply(&Change::ThreadFailed(parent.clone(), trouble));
                self.thread_caught_up(parent);
            }
            (None, page) => {
                let direction = if matches!(page, Page::After { .. }) { Direction::Newer } else { Direction::Older };
                let target = Target::thread(cid.clone(), parent.clone());
                self.apply(&Change::HistoryFailed { target, direction, trouble });
            }
        }
    }

    pub(super) fn head_answered(&mut self, message: Rc<wire::Message>) {
        let target = Target::thread(message.cid.clone(), message.id.clone());
        self.apply(&Change::HeadFetched(message));
        self.take_thread_draft(&target);
    }

    pub(super) fn head_failed(&mut self, id: &MessageId, error: &Error) {
        self.apply(&Change::ThreadFailed(id.clone(), super::answers::trouble(error)));
    }

    /// Asks again for a thread that could not be loaded.
    pub(super) fn retry_thread(&mut self, target: &Target) -> bool {
        let Some(parent) = &target.parent else { return false };
        let failed = self.state.threads.get(parent).is_some_and(|thread| matches!(thread.phase, ThreadPhase::Failed(_)));
        if failed {
            let screens: Vec<ScreenId> =
                self.state.screens.iter().filter(|(_, screen)| screen.thread.as_ref() == Some(parent)).map(|(id, _)| *id).collect();
            for screen in screens {
                self.apply(&Change::ThreadOpened { screen, cid: target.cid.clone(), parent: Some(parent.clone()) });
            }
            self.load_thread(parent);
        }
        failed
    }

    /// Shows a message where it stands.
    pub(super) fn jump_to(&mut self, screen: ScreenId, mut target: Target, id: &MessageId) {
        if target.parent.is_none() {
            let found = self.state.find(&target.cid, id).filter(|message| message.is_thread_only());
            target.parent = found.and_then(|message| message.parent_id.clone());
        }
        if let Some(parent) = &target.parent {
            self.open_thread(screen, &target.cid.clone(), parent.clone());
            if parent == id {
                return;
            }
        }
        let Some(timeline) = self.state.timeline(&target) else { return };
        if timeline.latest().messages.iter().chain(timeline.outgoing()).any(|message| message.id == *id) {
            self.apply(&Change::JumpedToLatest(target.clone()));
            return self.highlight(screen, target, id.clone());
        }
        if timeline.find(id).is_some() {
            return self.highlight(screen, target, id.clone());
        }
        self.apply(&Change::JumpAsked(screen, Some(id.clone())));
        let jump = Some(Jump { screen, id: Some(id.clone()) });
        self.ask_around(target, Page::Around { id: id.clone(), limit: PAGE }, jump);
    }

    fn ask_around(&mut self, target: Target, page: Page, jump: Option<Jump>) {
        match target.parent {
            None => self.ask(Call::QueryChannel { cid: target.cid, page, watch: false, jump }),
            Some(parent) => self.ask(Call::QueryReplies { cid: target.cid, parent, page, jump }),
        }
    }

    /// Shows the first message that was not read (feature F56).
    pub(super) fn jump_to_unread(&mut self, screen: ScreenId, cid: &Cid) {
        let Some(channel) = self.state.channels.get(cid) else { return };
        let me = self.state.my_id();
        let read_to = || me.and_then(|me| channel.reads.get(me)).and_then(|read| read.last_read);
        let after = channel.separator.as_ref().map_or_else(read_to, |separator| separator.after);
        let set = channel.timeline.current();
        let reaches = set.older == crate::state::Edge::End || set.messages.first().is_some_and(|first| first.created_at <= after);
        let target = Target::from(cid);
        match first_unread(&set.messages, after, me).filter(|_| reaches) {
            Some(id) => self.highlight(screen, target, id),
            None => {
                let Some(at) = after.or(channel.data.created_at) else { return };
                self.apply(&Change::JumpAsked(screen, Some(MessageId::default())));
                self.ask_around(target, Page::AroundTime { at, limit: PAGE }, Some(Jump { screen, id: None }));
            }
        }
    }

    /// The messages around a jump's aim are there.
    pub(super) fn land(&mut self, jump: &Jump, target: &Target) {
        let is_wanted =
            self.state.screens.get(&jump.screen).is_some_and(|screen| screen.jumping == Some(jump.id.clone().unwrap_or_default()));
        if !is_wanted {
            return;
        }
        let me = self.state.my_id();
        let aim = match &jump.id {
            Some(id) => self.state.timeline(target).and_then(|timeline| timeline.find(id)).map(|message| message.id.clone()),
            None => self.state.channels.get(&target.cid).and_then(|channel| {
                let read_to = || me.and_then(|me| channel.reads.get(me)).and_then(|read| read.last_read);
                let after = channel.separator.as_ref().map_or_else(read_to, |separator| separator.after);
                let messages = &channel.timeline.current().messages;
                first_unread(messages, after, me).or_else(|| messages.last().map(|message| message.id.clone()))
            }),
        };
        match aim {
            Some(id) => {
                self.apply(&Change::JumpAsked(jump.screen, None));
                self.highlight(jump.screen, target.clone(), id);
            }
            None => self.jump_failed(jump.screen),
        }
    }

    pub(super) fn jump_failed(&mut self, screen: ScreenId) {
        self.apply(&Change::JumpAsked(screen, None));
        self.notice(NoticeKey::JumpFailed, "");
    }

    fn highlight(&mut self, screen: ScreenId, target: Target, id: MessageId) {
        self.threads.jumps = self.threads.jumps.wrapping_add(1);
        let highlight = Highlight { target, id, until: self.now + HIGHLIGHT_FOR, round: self.threads.jumps };
        self.apply(&Change::Highlighted(screen, Some(highlight)));
    }

    pub(super) fn highlight_ends_at(&self) -> Option<Millis> {
        self.state.screens.values().filter_map(|screen| screen.highlight.as_ref()).map(|highlight| highlight.until).min()
    }

    pub(super) fn end_highlights_when_due(&mut self) {
        if self.highlight_ends_at().is_none_or(|at| at > self.now) {
            return;
        }
        let is_over = |screen: &crate::state::Screen| screen.highlight.as_ref().is_some_and(|highlight| highlight.until <= self.now);
        let over: Vec<ScreenId> = self.state.screens.iter().filter(|(_, screen)| is_over(screen)).map(|(id, _)| *id).collect();
        for screen in over {
            self.apply(&Change::Highlighted(screen, None));
        }
    }
}

/// The first message of others after a time.
fn first_unread(messages: &[Rc<Message>], after: Option<Ts>, me: Option<&wire::UserId>) -> Option<MessageId> {
    messages.iter().find(|message| message.created_at > after && message.author() != me).map(|message| message.id.clone())
}
