//! One chat at work: inputs in, effects out, at most one drawing per frame.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::http::Fetches;
use super::listeners::Listeners;
use super::people::People;
use super::socket::Sockets;
use super::timers::{Alarm, Frame};
use super::{clock, files, ids, storage, token, visibility};
use crate::chat::{Backend, Chat, ConfigReply, Effect, HostEvent, Input, Intent, ScreenId, ScreenSettings};
use crate::state::{InboxPhase, State};
use crate::wire::{Value, parse};

/// A chat that nobody shows any more is kept this long for an element that comes back (a route change, a host that
/// builds its page anew).
const GRACE_MS: i64 = 5_000;

/// One element, as the runner knows it.
pub trait Screen {
    /// There is something new to draw.
    fn draw(&self, state: &Rc<State>);
    /// There is news for the host.
    fn tell(&self, event: &HostEvent);
    /// The host's function that answers a new token.
    fn token_provider(&self) -> Option<js_sys::Function>;
    /// The host's function that answers what to show of people.
    fn display_info(&self) -> Option<js_sys::Function>;
}

/// Owns one chat and everything it has open in the browser. Dropping it closes all of that: callbacks know it weakly.
pub struct Runner {
    backend: RefCell<Backend>,
    chat: RefCell<Chat>,
    inbox: RefCell<VecDeque<Input>>,
    /// Inputs that wait for the later part of the program while others go ahead.
    aside: RefCell<VecDeque<Input>>,
    /// Effects that wait for it.
    undone: RefCell<Vec<Effect>>,
    is_busy: Cell<bool>,
    screens: RefCell<Vec<(ScreenId, Rc<dyn Screen>)>>,
    drawn: RefCell<Rc<State>>,
    /// The configuration last answered, for a token provider to renew.
    known_config: RefCell<Option<Rc<str>>>,
    people: People,
    storage_failed: Cell<bool>,
    /// Prefix of whoever is signed in here, where a backend answers for one person at a time.
    owner: RefCell<Option<String>>,
    me: Weak<Self>,
    fetches: Fetches,
    sockets: Sockets,
    wake: Alarm,
    frame: Frame,
    grace: Alarm,
    page: RefCell<Option<Listeners>>,
}

thread_local! {
    static RUNNERS: RefCell<Vec<Rc<Runner>>> = const { RefCell::new(Vec::new()) };
    static SCREENS: Cell<u32> = const { Cell::new(0) };
    static IS_REQUESTED: Cell<bool> = const { Cell::new(false) };
}

/// The runner for a backend: one for all elements that ask for an equal one.
#[must_use]
pub fn join(backend: &Backend) -> Rc<Runner> {
    let known = RUNNERS.with_borrow(|runners| runners.iter().find(|runner| *runner.backend.borrow() == *backend).cloned());
    known.unwrap_or_else(|| {
        let runner = Runner::start(backend.clone());
        RUNNERS.with_borrow_mut(|runners| runners.push(runner.clone()));
        runner
    })
}

/// Does something with every chat of the page.
pub(super) fn each(act: impl Fn(&Runner)) {
    for runner in RUNNERS.with_borrow(Clone::clone) {
        act(&runner);
    }
}

impl Runner {
    fn start(backend: Backend) -> Rc<Self> {
        let runner = Rc::new_cyclic(|me: &Weak<Self>| {
            let chat = Chat::new(backend.clone(), ids::seed());
            Self {
                drawn: RefCell::new(chat.state().clone()),
                chat: RefCell::new(chat),
                known_config: RefCell::default(),
                inbox: RefCell::default(),
                aside: RefCell::default(),
                undone: RefCell::default(),
                is_busy: Cell::new(false),
                screens: RefCell::default(),
                people: People::default(),
                storage_failed: Cell::new(false),
                owner: RefCell::default(),
                fetches: Fetches::new(),
                sockets: Sockets::new(feeder(me)),
                wake: Alarm::new(with(me, |me| me.feed(Input::Wake))),
                frame: Frame::new(with(me, Self::publish)),
                grace: Alarm::new(with(me, Self::stop_if_idle)),
                page: RefCell::default(),
                me: me.clone(),
                backend: RefCell::new(backend),
            }
        });
        let mut page = visibility::watch(feeder(&runner.me));
        if let Some(window) = web_sys::window() {
            page.add(&window, "storage", with(&runner.me, Self::look_at_owner));
        }
        *runner.page.borrow_mut() = Some(page);
        runner
    }

    /// Where the configuration comes from.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend.borrow().clone()
    }

    /// Takes another configuration for the same session, from the only element that shows it: nothing is closed. False when
    /// that cannot be (feature C19).
    pub fn reconfigure(&self, backend: &Backend) -> bool {
        let config = backend.config.as_deref().filter(|_| self.screens.borrow().len() == 1 && self.chat.borrow().goes_on_with(backend));
        let Some(config) = config else { return false };
        *self.backend.borrow_mut() = backend.clone();
        self.feed(Input::Config(Ok(token::answered(config))));
        true
    }

    /// What can be said to somebody who helps.
    pub fn report(&self) -> Value {
        self.chat.borrow().report(clock::now())
    }

    /// What is known now.
    #[must_use]
    pub fn state(&self) -> Rc<State> {
        self.chat.borrow().state().clone()
    }

    /// An element wants to show this chat.
    pub fn attach(&self, screen: Rc<dyn Screen>, settings: ScreenSettings) -> ScreenId {
        self.grace.clear();
        let id = ScreenId(SCREENS.replace(SCREENS.get() + 1));
        self.screens.borrow_mut().push((id, screen));
        self.feed(Input::Attached(id, Box::new(settings)));
        id
    }

    /// An element is gone. The last one leaves the chat at work for a while.
    pub fn detach(&self, id: ScreenId) {
        self.screens.borrow_mut().retain(|(screen, _)| *screen != id);
        self.feed(Input::Detached(id));
        if self.screens.borrow().is_empty() {
            self.grace.set(GRACE_MS);
        }
    }

    /// Takes one input, performs what it leads to, and sees to the next drawing and the next wake-up. What comes in
    /// meanwhile (a host that answers an event by a call) waits for its turn.
    pub fn feed(&self, input: Input) {
        let is_prompt = matches!(input, Input::Intent(_, Intent::Send { .. } | Intent::OpenChannel(_)));
        self.inbox.borrow_mut().push_back(input);
        if self.is_busy.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            self.notice(&input);
            let outcome = self.chat.borrow_mut().offer(input, clock::now());
            match outcome {
                Ok(effects) => effects.into_iter().for_each(|effect| self.perform(effect)),
                Err(Input::Wake) => request_later(),
                Err(input) if Chat::can_stand_aside(&input) => self.aside.borrow_mut().push_back(input),
                Err(input) => {
                    self.inbox.borrow_mut().push_front(input);
                    request_later();
                    break;
                }
            }
        }
        self.is_busy.set(false);
        match self.chat.borrow().wake_at() {
            Some(at) => self.wake.set(at - clock::now()),
            None => self.wake.clear(),
        }
        if is_prompt {
            // What a person waits for is drawn before the next frame begins, whatever else that frame has to do.
            self.frame.clear();
            self.publish();
        } else if !Rc::ptr_eq(self.chat.borrow().state(), &self.drawn.borrow()) {
            self.frame.request();
        }
    }

    /// What an input says about where the next token comes from.
    fn notice(&self, input: &Input) {
        match input {
            // From the beginning: who is signed in may have changed.
            Input::Host(_, Intent::Reconnect) | Input::Intent(_, Intent::Reconnect) => *self.known_config.borrow_mut() = None,
            Input::Config(Ok(ConfigReply { status: 200, is_html: false, redirected: false, body, .. })) => {
                #[cfg(debug_assertions)]
                for path in parse(body).iter().flat_map(crate::config::unknown) {
                    web_sys::console::info_1(&["chat-service: the configuration's ", &path, " means nothing"].concat().into());
                }
                // What names nobody is no configuration, and takes nothing away.
                let is_first = self.known_config.borrow().is_none();
                if is_first || body.as_bytes().windows(8).any(|word| word == b"\"userId\"") {
                    *self.known_config.borrow_mut() = Some(Rc::from(&**body));
                }
            }
            _ => {}
        }
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::Ask { call, request } => {
                let feed = feeder(&self.me);
                self.fetches.ask(&request, move |outcome| feed(Input::Answer { call, outcome }));
            }
            Effect::FetchConfig => self.fetch_config(),
            Effect::OpenSocket { generation, url } => self.sockets.open(generation, &url),
            Effect::Restore { prefix } => match self.claimed(&prefix).and_then(|()| storage::restore(&prefix)) {
                Ok(pairs) => self.feed(Input::Restored(pairs)),
                Err(unavailable) => self.kept(Err(unavailable)),
            },
            // Told at once unless something has to be told before it.
            Effect::Tell(screen, event @ HostEvent::Ready) if self.undone.borrow().is_empty() => self.tell(screen, &event),
            rest @ (Effect::AskBackend { .. }
            | Effect::CancelUpload(_)
            | Effect::CloseSocket(_)
            | Effect::ForgetFile(_)
            | Effect::RefreshConfig
            | Effect::SendFrame(..)
            | Effect::Store { .. }
            | Effect::Tell(..)
            | Effect::Upload { .. }
            | Effect::Wipe { .. }) => self.rest(rest),
        }
    }

    fn rest(&self, effect: Effect) {
        (EFFECTS.get().rest)(self, effect);
    }

    /// Keeps an effect until the later part of the program is here.
    fn put_off(&self, effect: Effect) {
        self.undone.borrow_mut().push(effect);
        request_later();
    }

    /// What can wait for the later part of the program.
    fn perform_rest(&self, effect: Effect) {
        match effect {
            Effect::AskBackend { number, method, path, body } => {
                let feed = feeder(&self.me);
                self.fetches
                    .backend(&self.backend.borrow(), (method, &path, body), move |outcome| feed(Input::BackendAnswered(number, outcome)));
            }
            Effect::CancelUpload(file) => files::cancel(file),
            Effect::CloseSocket(generation) => self.sockets.close(generation),
            Effect::FetchConfig => self.renew_config(),
            Effect::RefreshConfig => self.fetch_plain_config(),
            Effect::ForgetFile(file) => files::forget(file),
            Effect::SendFrame(generation, text) => self.sockets.send(generation, &text),
            Effect::Store { key, value } => self.kept(storage::store(&key, value.as_deref())),
            Effect::Tell(screen, event) => {
                if let HostEvent::Error { kind, message } = &event {
                    web_sys::console::error_1(&["chat-service: ", kind, ": ", message].concat().into());
                }
                self.tell(screen, &event);
            }
            Effect::Upload { file, call, request } => {
                let (feed, told) = (feeder(&self.me), feeder(&self.me));
                let answered = move |outcome| feed(Input::Answer { call: call.clone(), outcome });
                files::upload(file, &request, move |percent| told(Input::Uploading { file, percent }), answered);
            }
            Effect::Wipe { prefix } => {
                // Before the next one claims it, so that other pages hear of this.
                if self.owner.borrow_mut().take_if(|owner| *owner == prefix).is_some() {
                    storage::disown(&self.backend.borrow().url);
                }
                self.kept(storage::wipe(&prefix));
            }
            Effect::Ask { .. } | Effect::OpenSocket { .. } | Effect::Restore { .. } => {}
        }
    }

    /// Only a cookie makes one backend answer for one person at a time: a host that names people by headers or by a
    /// configuration may show several at once.
    fn claimed(&self, prefix: &str) -> Result<(), storage::Unavailable> {
        let backend = self.backend.borrow();
        if backend.config.is_some() || !backend.headers.is_empty() {
            return Ok(());
        }
        storage::claim(&backend.url, prefix)?;
        *self.owner.borrow_mut() = Some(prefix.to_owned());
        Ok(())
    }

    /// Another page of this browser kept something: perhaps somebody signed out there, or in as somebody else.
    fn look_at_owner(&self) {
        let is_other = self.owner.borrow().as_ref().is_some_and(|owner| storage::owner(&self.backend.borrow().url).as_ref() != Some(owner));
        if is_other {
            self.owner.take();
            self.feed(Input::Host(ScreenId(0), Intent::Reconnect));
        }
    }

    fn fetch_config(&self) {
        let given = self.backend.borrow().config.clone();
        let given = given.as_deref();
        let is_known = self.known_config.borrow().is_some() || given.is_some_and(|config| !token::has_token(config));
        if is_known && self.token_provider().is_some() {
            // Only the later part can ask the host.
            self.rest(Effect::FetchConfig);
        } else {
            self.fetch_plain_config();
        }
    }

    /// The configuration as the host gave it, or as the backend answers it.
    fn fetch_plain_config(&self) {
        let feed = feeder(&self.me);
        let backend = self.backend();
        match backend.config.as_deref() {
            Some(config) => feed(Input::Config(Ok(token::answered(config)))),
            None => self.fetches.config(&backend, move |outcome| feed(Input::Config(outcome))),
        }
    }

    /// The configuration known so far, with a token that the host is asked for.
    fn renew_config(&self) {
        let given = self.backend.borrow().config.clone();
        let given = given.as_deref();
        let known = self.known_config.borrow().as_deref().and_then(|body| parse(body).ok());
        let known = known.or_else(|| given.filter(|config| !token::has_token(config)).cloned());
        match (self.token_provider(), known) {
            (Some(provider), Some(config)) => {
                let feed = feeder(&self.me);
                spawn_local(async move { feed(Input::Config(Ok(token::renewed(provider, config).await))) });
            }
            _ => self.fetch_plain_config(),
        }
    }

    fn token_provider(&self) -> Option<js_sys::Function> {
        self.screens.borrow().iter().find_map(|(_, screen)| screen.token_provider())
    }

    /// Asks the host what to show of people that it was not asked about yet.
    pub fn introduce(&self, state: &State) {
        let function = self.screens.borrow().iter().find_map(|(_, screen)| screen.display_info());
        self.people.ask(function, state, Rc::new(feeder(&self.me)));
    }

    /// Tells the core once that nothing can be kept here.
    #[expect(clippy::needless_pass_by_value, reason = "the outcome ends here")]
    fn kept(&self, outcome: Result<(), storage::Unavailable>) {
        if outcome.is_err() && !self.storage_failed.replace(true) {
            self.feed(Input::StorageFailed);
        }
    }

    fn tell(&self, screen: Option<ScreenId>, event: &HostEvent) {
        let told: Vec<_> = self.screens.borrow().iter().filter(|(id, _)| screen.is_none_or(|screen| screen == *id)).cloned().collect();
        for (_, screen) in told {
            screen.tell(event);
        }
    }

    fn publish(&self) {
        let state = self.state();
        if Rc::ptr_eq(&state, &self.drawn.replace(state.clone())) {
            return;
        }
        let screens = self.screens.borrow().clone();
        for (_, screen) in screens {
            screen.draw(&state);
        }
        if is_filled(&state) {
            request_later();
        }
    }

    /// The later part of the program is here: what had to wait goes on, and everything is drawn again.
    fn go_on(&self) {
        let aside = std::mem::take(&mut *self.aside.borrow_mut());
        for input in aside.into_iter().rev() {
            self.inbox.borrow_mut().push_front(input);
        }
        // What comes in meanwhile comes after it.
        self.is_busy.set(true);
        for effect in self.undone.take() {
            self.perform(effect);
        }
        self.is_busy.set(false);
        self.feed(Input::Wake);
        let state = self.state();
        let screens = self.screens.borrow().clone();
        for (_, screen) in screens {
            screen.draw(&state);
        }
    }

    fn stop_if_idle(&self) {
        let gone = RUNNERS.with_borrow_mut(|runners| {
            let at = runners.iter().position(|runner| std::ptr::eq(&**runner, self) && runner.screens.borrow().is_empty())?;
            Some(runners.remove(at))
        });
        drop(gone);
    }
}

/// What the later part brings.
#[derive(Clone, Copy, Debug)]
pub struct Effects {
    rest: fn(&Runner, Effect),
}

impl Effects {
    /// All; named by the later part only.
    #[must_use]
    pub const fn all() -> Self {
        Self { rest: Runner::perform_rest }
    }
}

thread_local! {
    static EFFECTS: Cell<Effects> = const { Cell::new(Effects { rest: Runner::put_off }) };
}

/// The later part is here.
pub fn install(effects: Effects) {
    EFFECTS.set(effects);
}

/// The lists and the open channels are there: the first render is complete with this drawing.
fn is_filled(state: &State) -> bool {
    state
        .screens
        .values()
        .all(|screen| screen.inbox.phase != InboxPhase::Loading && screen.open.as_ref().is_none_or(|cid| state.channels.contains_key(cid)))
}

/// Fetches the later part of the program, once.
fn request_later() {
    if IS_REQUESTED.replace(true) {
        return;
    }
    crate::later::load(|| {
        each(Runner::go_on);
    });
}

/// A callback for something the runner owns.
fn with(me: &Weak<Runner>, act: impl Fn(&Runner) + 'static) -> impl Fn() + 'static {
    let me = me.clone();
    move || {
        if let Some(me) = me.upgrade() {
            act(&me);
        }
    }
}

/// A callback that feeds the runner, if it is still there.
fn feeder(me: &Weak<Runner>) -> impl Fn(Input) + Clone + 'static {
    let me = me.clone();
    move |input| {
        if let Some(me) = me.upgrade() {
            me.feed(input);
        }
    }
}
