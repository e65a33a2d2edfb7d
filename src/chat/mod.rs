//! Decisions: input in, effects out.
//!
//! [`Chat`] owns the [`State`] and decides what an [`Input`] changes and what the outside world must do for it. It never
//! fails, sleeps, or reads a clock: time comes in with every input. Called from the browser layer.

mod answers;
mod connect;
mod effect;
mod history;
mod host_event;
mod input;
mod intent;
mod kept;
pub mod later;
mod lists;
mod news;
mod random;
mod reads;
mod send;
mod settings;
mod typing;

use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

pub use effect::{Effect, Secret};
pub use host_event::HostEvent;
pub use input::{ConfigReply, Input};
pub use intent::Intent;
pub use settings::{Backend, Credentials, ScreenSettings};

use crate::api::{Call, Session};
use crate::connection::Connection;
pub use crate::state::ScreenId;
use crate::state::{Change, Millis, State};
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
    outbox: send::Outbox,
    typing: typing::Typings,
    reads: reads::Reads,
    kept: kept::Kept,
    retries: answers::Retries,
    news: news::News,
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
            outbox: send::Outbox::default(),
            typing: typing::Typings::default(),
            reads: reads::Reads::default(),
            kept: kept::Kept::default(),
            retries: answers::Retries::default(),
            news: news::News::default(),
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
            Input::StorageFailed => self.storage_failed(),
            Input::Visible { visible } => self.seen_by_user(visible),
            Input::Wake => {}
        }
        self.tick();
        self.tell_news();
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
            self.lists.wake_at(),
            self.outbox.wake_at(),
            self.typing.wake_at(),
            self.reads.wake_at(),
            self.kept.wake_at(),
            self.retries.wake_at(),
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
        self.ask_again_when_due();
        self.ask_candidates_when_due();
        self.stop_typing_when_due();
        self.mark_read_when_due();
        self.keep_when_due();
        self.send_what_can_be_sent();
        self.relink();
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn wish(&mut self, screen: ScreenId, intent: Intent, by: By) {
        match intent {
            Intent::AtBottom(at_bottom) => self.looked(screen, at_bottom),
            Intent::Blur(cid) => self.stop_typing(&cid),
            Intent::CloseChannel => self.open(screen, None, by),
            Intent::Discard(cid, id) => self.discard(&cid, &id),
            Intent::Dismiss(id) => self.apply(&Change::Dismissed(id)),
            Intent::JumpToLatest(cid) => self.apply(&Change::JumpedToLatest(cid)),
            Intent::LoadMoreChannels => self.load_more(screen),
            Intent::LoadNewer(cid) => self.load_history(cid, crate::state::Direction::Newer),
            Intent::LoadOlder(cid) => self.load_history(cid, crate::state::Direction::Older),
            Intent::OpenChannel(cid) => self.open(screen, Some(cid), by),
            Intent::Reconnect => self.reconnect(),
            Intent::ReloadChannels => self.query_inbox(screen, false),
            Intent::Retry(cid, id) => self.retry(&cid, &id),
            Intent::Send { cid, id } => self.send(&cid, id),
            Intent::Write { cid, text } => self.write(&cid, &text),
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
        self.effects.push(Effect::Ask { call, request });
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
