//! Decisions: input in, effects out.
//!
//! [`Chat`] owns the [`State`] and decides what an [`Input`] changes and what the outside world must do for it. It never
//! fails, sleeps, or reads a clock: time comes in with every input. Called from the browser layer.

mod acts;
mod answers;
mod asking;
mod compose;
mod connect;
mod delivered;
mod direct;
mod drafts;
mod effect;
mod gates;
mod history;
mod host_event;
mod identity;
mod input;
mod intent;
mod kept;
pub mod later;
mod left;
mod lists;
mod news;
mod policy;
mod polls;
mod random;
mod reads;
mod refresh;
mod report;
mod search;
mod send;
mod settings;
mod suggest;
mod threads;
mod tools;
mod typing;
mod uploads;
mod verdict;
mod views;
mod wishes;

use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

pub use effect::{Effect, Secret};
pub use host_event::HostEvent;
pub use input::{ConfigReply, Input};
pub use intent::{Intent, Pick};
pub use policy::Blocked;
pub use report::places;
pub use settings::{Backend, Credentials, ScreenSettings};

use crate::api::{Call, Session};
use crate::connection::Connection;
use crate::state::{Change, Millis, State};
pub use crate::state::{FileId, NewPoll, PollDeed, ScreenId, Target, Wish};
use crate::wire::{Cid, MessageId};

/// The whole chat of one backend and user, without a browser.
#[derive(Debug)]
pub struct Chat {
    state: Rc<State>,
    backend: Backend,
    random: random::Random,
    now: Millis,
    effects: Vec<Effect>,
    /// What can wait for the later part of the program.
    waiting: Vec<later::Rest>,
    session: Session,
    connection: Connection,
    start: connect::Start,
    screens: SortedMap<ScreenId, lists::Seat>,
    lists: lists::Lists,
    left: left::Left,
    outbox: send::Outbox,
    typing: typing::Typings,
    reads: reads::Reads,
    kept: kept::Kept,
    retries: answers::Retries,
    news: news::News,
    suggesting: suggest::Suggesting,
    reacting: wishes::Reacting,
    uploads: uploads::Uploads,
    threads: threads::Threads,
    drafts: drafts::Drafts,
    delivered: delivered::Delivered,
    chosen: tools::Chosen,
    errors: report::Errors,
    gates: gates::Gates,
    refresh: refresh::Refresh,
    searching: search::Searching,
    voting: polls::Voting,
    /// Channels of people that are to be opened.
    directs: Vec<direct::Direct>,
    /// Questions that are on their way, and those that were when their user left: their answers are nobody's.
    asked: Vec<Rc<Call>>,
    orphans: Vec<Rc<Call>>,
    /// What may be uploaded is being asked for.
    asks_app: bool,
    is_visible: bool,
}

impl Chat {
    /// A chat that has not started; `seed` feeds the jitter of retries.
    #[must_use]
    pub fn new(backend: Backend, seed: u64) -> Self {
        Self {
            state: Rc::default(),
            backend,
            random: random::Random(seed),
            now: 0,
            effects: Vec::new(),
            waiting: Vec::new(),
            session: Session::default(),
            connection: Connection::default(),
            start: connect::Start::default(),
            screens: SortedMap::new(),
            lists: lists::Lists::default(),
            left: left::Left::default(),
            outbox: send::Outbox::default(),
            typing: typing::Typings::default(),
            reads: reads::Reads::default(),
            kept: kept::Kept::default(),
            retries: answers::Retries::default(),
            news: news::News::default(),
            suggesting: suggest::Suggesting::default(),
            reacting: wishes::Reacting::default(),
            uploads: uploads::Uploads::default(),
            threads: threads::Threads::default(),
            drafts: drafts::Drafts::default(),
            delivered: delivered::Delivered::default(),
            chosen: tools::Chosen::default(),
            errors: report::Errors::default(),
            gates: gates::Gates::default(),
            refresh: refresh::Refresh::default(),
            searching: search::Searching::default(),
            voting: polls::Voting::default(),
            directs: Vec::new(),
            asked: Vec::new(),
            orphans: Vec::new(),
            asks_app: false,
            is_visible: true,
        }
    }

    /// Where the configuration comes from.
    #[must_use]
    pub const fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Takes one input at a time and answers what is to be done, in order.
    #[deny(clippy::wildcard_enum_match_arm)]
    pub fn handle(&mut self, input: Input, now: Millis) -> Vec<Effect> {
        self.now = now;
        self.catch_up();
        match input {
            Input::Answer { call, outcome } => self.answered(&call, outcome),
            Input::Attached(screen, settings) | Input::Changed(screen, settings) => self.seat(screen, *settings),
            Input::BackendAnswered(number, outcome) => self.backend_answered(number, outcome),
            Input::Blocked(blocked) => self.policy_blocked(&blocked),
            Input::Config(outcome) => self.configured(outcome),
            Input::Detached(screen) => self.unseat(screen),
            Input::Frame(generation, text) => {
                let random = self.random.next();
                let signals = self.connection.frame(generation, &text, now, random);
                self.obey(signals);
            }
            Input::Host(screen, intent) => self.wish(screen, intent, By::Host),
            Input::Intent(screen, intent) => self.wish(screen, intent, By::User),
            Input::Network { online } => self.network(online),
            Input::Restored(pairs) => self.restored(pairs),
            Input::SocketClosed(generation, _) => {
                let random = self.random.next();
                let signals = self.connection.closed(generation, now, random);
                self.obey(signals);
            }
            Input::SocketOpened(generation) => self.connection.opened(generation),
            Input::Introduced(people) => self.apply(&Change::Introduced(people)),
            Input::StorageFailed => self.storage_failed(),
            Input::Uploading { file, percent } => self.uploading(file, percent),
            Input::Visible { visible } => self.seen_by_user(visible),
            Input::Wake => {}
        }
        self.tick();
        self.tell_news();
        self.note_errors();
        std::mem::take(&mut self.effects)
    }

    /// What is known now; the same pointer as before when nothing changed.
    #[must_use]
    pub const fn state(&self) -> &Rc<State> {
        &self.state
    }

    /// When [`Input::Wake`] is wanted by anything.
    fn next_wake_at(&self) -> Option<Millis> {
        let times = [
            self.connection.wake_at(),
            self.start.wake_at(),
            self.refreshes_at(),
            self.lists.wake_at(),
            self.outbox.wake_at(),
            self.typing.wake_at(),
            self.reads.wake_at(),
            self.kept.wake_at(),
            self.retries.wake_at(),
            self.suggesting.wake_at(),
            self.searching.wake_at(),
            self.uploads.wake_at(),
            self.delivered.wake_at(),
            self.gates.wake_at(),
            self.highlight_ends_at(),
            crate::state::next_expiry(&self.state),
        ];
        // What is due and still there after `tick` waits for something else than time.
        times.into_iter().flatten().filter(|at| *at > self.now).min()
    }

    /// Does what is due.
    fn tick(&mut self) {
        let (now, random) = (self.now, self.random.next());
        let signals = self.connection.tick(now, random);
        self.obey(signals);
        if crate::state::next_expiry(&self.state).is_some_and(|at| at <= now) {
            self.apply(&Change::Expired(now));
        }
        self.start_again_when_due();
        self.refresh_when_due();
        self.ask_again_when_due();
        self.ask_candidates_when_due();
        self.ask_gates_when_due();
        self.ask_directs();
        self.stop_typing_when_due();
        self.mark_read_when_due();
        self.keep_when_due();
        self.follow_links();
        self.look_up_when_due();
        self.search_when_due();
        self.tell_delivered_when_due();
        self.end_highlights_when_due();
        self.upload_what_can_be_uploaded();
        self.send_what_can_be_sent();
        self.relink();
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn wish(&mut self, screen: ScreenId, intent: Intent, by: By) {
        match intent {
            Intent::Act { target, id, name, value } => self.act(target, id, name, value),
            Intent::Attach(target, files) => self.attach(&target, files),
            Intent::AtBottom(target, at_bottom) => self.looked(screen, &target, at_bottom),
            Intent::Begin { users, named } => self.begin_direct(screen, users, named, by),
            Intent::BlockUser { user, on } => self.ask(Call::Block { user, on }),
            Intent::Blur(target) => self.stop_typing(&target),
            Intent::CancelEdit(target) => self.cancel_edit(&target),
            Intent::Caret(target, caret) => self.move_caret(&target, caret),
            Intent::CloseChannel => self.open_plainly(screen, None, by),
            Intent::CloseReactions => self.apply(&Change::Detailed(screen, None)),
            Intent::CloseSuggestions(target) => self.close_suggestions(&target),
            Intent::CloseSearch => self.end_search(screen),
            Intent::CloseThread => self.close_thread(screen),
            Intent::CreatePoll { target, id, poll } => self.begin_poll(target, id, poll),
            Intent::Delete(cid, id) => self.delete(&cid, &id),
            Intent::Discard(target, id) => self.discard(&target, &id),
            Intent::Dismiss(id) => self.apply(&Change::Dismissed(id)),
            Intent::DismissPreview(target) => self.dismiss_preview(&target),
            Intent::Edit(target, id) => self.edit(&target, &id),
            Intent::EditAgain(target, id) => self.edit_again(&target, &id),
            Intent::Flag(_, id) => self.ask(Call::Flag { id }),
            Intent::HighlightSeen => self.apply(&Change::Highlighted(screen, None)),
            Intent::JumpTo { target, id } => self.jump_to(screen, target, &id),
            Intent::JumpToLatest(target) => self.apply(&Change::JumpedToLatest(target)),
            Intent::JumpToUnread(cid) => self.jump_to_unread(screen, &cid),
            Intent::LeaveCommand(target) => self.leave_command(&target),
            Intent::LoadMoreChannels => self.load_more(screen),
            Intent::LoadNewer(target) => self.load_history(&target, crate::state::Direction::Newer),
            Intent::LoadOlder(target) => self.load_history(&target, crate::state::Direction::Older),
            Intent::LoadMoreSuggestions(target) => self.more_suggestions(&target),
            Intent::LoadMoreFound(source) => self.more_found(screen, source),
            Intent::LoadMoreReactions => self.more_reactions(screen),
            Intent::MarkRead(cid) => self.mark_all_read(&cid),
            Intent::MarkUnread(cid, id) => self.mark_unread(&cid, id),
            Intent::Measured(file) => self.measured(&file),
            Intent::MuteUser { user, on } => self.mute(user, on),
            Intent::OpenAt { cid, message, thread } => self.open_at(screen, cid, message, thread, by),
            Intent::OpenChannel(cid) => self.open_plainly(screen, Some(cid), by),
            Intent::OpenDirect(users) => self.open_direct(screen, users, None, by),
            Intent::OpenReactions { cid, id, kind } => self.open_reactions(screen, cid, id, kind),
            Intent::OpenThread(cid, id) => self.open_thread(screen, &cid, id),
            Intent::PickSuggestion(target, pick) => self.pick(&target, pick),
            Intent::Pin { cid, id, on } => self.pin(&cid, &id, on),
            Intent::Poll { cid, id, deed } => self.poll(cid, id, deed),
            Intent::Quote(target, id) => self.quote(&target, Some(&id)),
            Intent::React { cid, id, kind } => self.react(&cid, &id, &kind),
            Intent::Reconnect if by == By::Host => self.restart(),
            Intent::Reconnect => self.reconnect(),
            Intent::ReloadChannels => self.query_inbox(screen, false),
            Intent::RemoveAttachment(target, id) => self.remove_file(&target, id),
            Intent::Retry(target, id) => self.retry(&target, &id),
            Intent::RetryUpload(target, id) => self.retry_upload(&target, id),
            Intent::Offer { target, id, index, slot } => self.offer_attachment(screen, &target, &id, index, &slot),
            Intent::Run { action, cid, message, label } => self.run(screen, &action, cid, message, label),
            Intent::RunAll { action, cids, label } => self.run_all(screen, action, cids, label),
            Intent::Search(query) => self.search(screen, &query, false),
            Intent::SearchPeople(query) => self.search(screen, &query, true),
            Intent::SearchAgain => self.search_again(screen),
            Intent::Send { target, id } => self.send(&target, id),
            Intent::SetDraft(cid, text) => self.set_draft(&cid, text),
            Intent::ShowView(view) => self.show_view(screen, view),
            Intent::ShowInChannel(target, on) => self.show_in_channel(&target, on),
            Intent::SignIn => self.effects.push(Effect::Tell(Some(screen), HostEvent::AuthRequired { asked: true })),
            Intent::Undo(notice) => self.undo(notice),
            Intent::Unquote(target) => self.quote(&target, None),
            Intent::Write { target, text, caret } => self.write(&target, text, caret),
        }
    }

    fn apply(&mut self, change: &Change) {
        let changed = Rc::get_mut(&mut self.state).map(|state| crate::state::later::apply(state, change));
        if changed.is_none() {
            let mut copy = (*self.state).clone();
            if crate::state::later::apply(&mut copy, change) {
                self.state = Rc::new(copy);
            }
        }
    }

    fn ask(&mut self, call: Call) {
        self.ask_again(Rc::new(call));
    }

    fn ask_again(&mut self, call: Rc<Call>) {
        let request = self.request(&call);
        self.effects.push(match &*call {
            Call::Upload { file, .. } => Effect::Upload { file: *file, call, request },
            _ => {
                self.asked.push(call.clone());
                Effect::Ask { call, request }
            }
        });
    }
}

/// Who wished: a host's own call is no news to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Host,
    User,
}

/// A message of a channel.
type Place = (Cid, MessageId);

/// Channels, for questions in a fixed order.
type Cids = SortedSet<Cid>;

#[cfg(test)]
mod tests;
