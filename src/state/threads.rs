//! Threads: a message and the replies to it (features F155, F156, F159; protocol sections 5.6 and 6.1).

use std::rc::Rc;

use super::timeline::Source;
use super::{Message, ScreenId, State, Target, Timeline, Trouble, Window, inbox};
use crate::wire::{self, Cid, MessageId, Ts, UserId};

/// Threads kept that nobody shows: the one just left is there again at once.
const KEPT: usize = 8;

/// One thread as we hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// Its channel.
    pub cid: Cid,
    /// The message that is replied to.
    pub parent_id: MessageId,
    /// The same as known now; absent until it was loaded.
    pub parent: Option<Rc<Message>>,
    /// The replies.
    pub timeline: Timeline,
    /// Replies up to here were seen; absent until the thread was.
    pub last_read: Option<Ts>,
    /// How far loading got.
    pub phase: ThreadPhase,
    /// Loaded since the connection was last opened.
    pub is_fresh: bool,
}

/// How far loading a thread got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ThreadPhase {
    /// Not there yet.
    #[default]
    Loading,
    /// There.
    Ready,
    /// Not to be had.
    Failed(Trouble),
}

impl Thread {
    fn new(cid: Cid, parent_id: MessageId) -> Self {
        let timeline = Timeline::of_thread(parent_id.clone());
        Self { cid, parent_id, parent: None, timeline, last_read: None, phase: ThreadPhase::Loading, is_fresh: false }
    }

    /// Where its replies are written.
    #[must_use]
    pub fn target(&self) -> Target {
        Target::thread(self.cid.clone(), self.parent_id.clone())
    }

    /// Replies of others that were not seen (protocol section 6.1); nothing before the thread was.
    #[must_use]
    pub fn unread(&self, me: &UserId) -> usize {
        let is_news = |message: &&Rc<Message>| message.created_at > self.last_read;
        let news = self.timeline.latest().messages.iter().rev().take_while(is_news);
        self.last_read.map_or(0, |_| news.filter(|message| message.author() != Some(me) && !message.is_deleted()).count())
    }

    fn holds(&self, id: &MessageId) -> bool {
        self.parent_id == *id || self.timeline.find(id).is_some()
    }

    fn patch(&mut self, id: &MessageId, edit: &dyn Fn(&mut Message)) -> bool {
        if self.parent_id != *id {
            return self.timeline.patch(id, edit);
        }
        let Some(parent) = &mut self.parent else { return false };
        let mut patched = (**parent).clone();
        edit(&mut patched);
        let changed = patched != **parent;
        if changed {
            *parent = Rc::new(patched);
        }
        changed
    }
}

impl State {
    /// The thread that a screen shows.
    #[must_use]
    pub fn open_thread(&self, screen: ScreenId) -> Option<&Rc<Thread>> {
        self.threads.get(self.screens.get(&screen)?.thread.as_ref()?)
    }

    /// A loaded message of a channel: in its history, in a thread, or the head of one.
    #[must_use]
    pub fn find(&self, cid: &Cid, id: &MessageId) -> Option<&Rc<Message>> {
        self.channels.get(cid).and_then(|channel| channel.timeline.find(id)).or_else(|| {
            let mut threads = self.threads.values().filter(|thread| thread.cid == *cid);
            threads.find_map(|thread| if thread.parent_id == *id { thread.parent.as_ref() } else { thread.timeline.find(id) })
        })
    }

    /// The messages of a place, if it is loaded.
    #[must_use]
    pub fn timeline(&self, target: &Target) -> Option<&Timeline> {
        match &target.parent {
            None => self.channels.get(&target.cid).map(|channel| &channel.timeline),
            Some(parent) => self.threads.get(parent).filter(|thread| thread.cid == target.cid).map(|thread| &thread.timeline),
        }
    }
}

/// Changes a thread, if it is loaded.
pub(super) fn edit(state: &mut State, parent: &MessageId, change: impl FnOnce(&mut Thread) -> bool) -> bool {
    state.threads.get_mut(parent).is_some_and(|thread| super::edit(thread, change))
}

/// Changes the messages of a place, if it is loaded.
pub(super) fn on_timeline(state: &mut State, target: &Target, change: impl FnOnce(&mut Timeline) -> bool) -> bool {
    match &target.parent {
        None => super::channels::edit(state, &target.cid, |channel| change(&mut channel.timeline)),
        Some(parent) => edit(state, parent, |thread| change(&mut thread.timeline)),
    }
}

/// Changes a message wherever it is shown: in the channel, in a thread, as the head of one.
pub(super) fn on_message(state: &mut State, cid: &Cid, id: &MessageId, change: &dyn Fn(&mut Message)) -> bool {
    let mut changed = super::channels::edit(state, cid, |channel| channel.timeline.patch(id, change));
    for thread in state.threads.values_mut().filter(|thread| thread.cid == *cid && thread.holds(id)) {
        changed |= super::edit(thread, |thread| thread.patch(id, change));
    }
    changed
}

/// Takes a message that was told or answered: into its channel, its thread, or both.
pub(super) fn take(state: &mut State, message: &Rc<wire::Message>, source: Source) -> bool {
    let cid = &message.cid;
    let mut changed = super::channels::edit(state, cid, |channel| channel.timeline.upsert((**message).clone(), source));
    if let Some(parent) = &message.parent_id {
        changed |= edit(state, parent, |thread| thread.timeline.upsert((**message).clone(), source));
    }
    changed
}

/// Takes a newer copy of a message that is loaded somewhere.
pub(super) fn update(state: &mut State, cid: &Cid, message: &Rc<wire::Message>, source: Source) -> bool {
    let mut changed = super::channels::edit(state, cid, |channel| channel.timeline.update(message, source));
    let concerned =
        |thread: &Thread| thread.cid == *cid && (thread.parent_id == message.id || message.parent_id.as_ref() == Some(&thread.parent_id));
    for thread in state.threads.values_mut().filter(|thread| concerned(thread)) {
        changed |= super::edit(thread, |thread| {
            if thread.parent_id == message.id {
                return thread.patch(&message.id, &|known| known.renew(message, source));
            }
            thread.timeline.update(message, source)
        });
    }
    changed | super::composer::requote(state, cid, &message.id)
}

/// Shows a thread beside the channel, or none.
pub(super) fn open(state: &mut State, screen: ScreenId, cid: &Cid, parent: Option<&MessageId>) -> bool {
    if let Some(parent) = parent {
        meet(state, cid, parent);
    }
    let changed = inbox::edit(state, screen, |screen| {
        let changed = screen.thread.as_ref() != parent;
        screen.thread = parent.cloned();
        changed
    });
    forget_some(state);
    changed
}

/// Makes the place of a thread: what is known of its head is taken over.
pub(super) fn meet(state: &mut State, cid: &Cid, parent: &MessageId) {
    let head = state.channels.get(cid).and_then(|channel| channel.timeline.find(parent)).cloned();
    let thread = state.threads.or_insert_with(parent.clone(), || Rc::new(Thread::new(cid.clone(), parent.clone())));
    if head.is_some() && thread.parent != head {
        Rc::make_mut(thread).parent = head;
    }
    let failed = matches!(thread.phase, ThreadPhase::Failed(_));
    if failed {
        Rc::make_mut(thread).phase = ThreadPhase::Loading;
    }
}

/// Drops threads that nobody shows and that hold nothing unsent.
fn forget_some(state: &mut State) {
    let shown: Vec<MessageId> = state.screens.values().filter_map(|screen| screen.thread.clone()).collect();
    let mut too_many = state.threads.len().saturating_sub(KEPT + shown.len());
    state.threads.retain(|id, thread| {
        let goes = too_many > 0 && !shown.contains(id) && thread.timeline.outgoing().is_empty();
        too_many -= usize::from(goes);
        !goes
    });
}

/// Takes the head of a thread that was asked for by itself.
pub(super) fn fetched(state: &mut State, message: &wire::Message) -> bool {
    edit(state, &message.id, |thread| {
        let known = thread.parent.clone();
        match known {
            None => thread.parent = Some(Rc::new(message.clone().into())),
            Some(_) => return thread.patch(&message.id, &|known| known.renew(message, Source::Answer)),
        }
        true
    })
}

/// Takes a page of replies.
pub(super) fn queried(
    state: &mut State,
    parent: &MessageId,
    page: Vec<wire::Message>,
    returned: usize,
    window: &Window,
    limit: u32,
) -> bool {
    for author in page.iter().filter_map(|message| message.user.as_ref()) {
        super::users::meet(state, author);
    }
    edit(state, parent, |thread| {
        let is_full = returned >= usize::try_from(limit).unwrap_or(usize::MAX);
        thread.timeline.absorb(page, window, is_full);
        thread.phase = ThreadPhase::Ready;
        thread.is_fresh |= *window == Window::Latest;
        true
    })
}

/// A thread could not be loaded; one that is already shown stays.
pub(super) fn failed(state: &mut State, parent: &MessageId, trouble: &Trouble) -> bool {
    edit(state, parent, |thread| {
        let is_new = thread.phase == ThreadPhase::Loading;
        if is_new {
            thread.phase = ThreadPhase::Failed(trouble.clone());
        }
        is_new
    })
}

/// Replies up to a time were seen, here or on another device.
pub(super) fn seen(state: &mut State, parent: &MessageId, at: Option<Ts>) -> bool {
    edit(state, parent, |thread| {
        let is_news = at > thread.last_read;
        thread.last_read = thread.last_read.max(at);
        is_news
    })
}
