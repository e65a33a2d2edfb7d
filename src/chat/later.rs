//! What the machine can do before the later part of the program is here: start, up to the first messages on screen.
//!
//! An input that needs more is given back and waits, together with all that come after it; what follows from the first
//! inputs but can wait is noted as `Rest` and done before the next input. So nothing is lost and nothing changes places.
//! Without a browser the later part is here from the beginning.

use std::cell::Cell;

use super::{Chat, Effect, Input, ScreenId};
use crate::api::{self, Call, Purpose, Request, Session};
use crate::config::{Config, Fault};
use crate::connection::Signal;
use crate::state::Millis;
use crate::wire::{ChannelState, Cid, Draft};

/// What the later part brings.
#[derive(Clone, Copy, Debug)]
pub struct Decisions {
    offer: fn(&mut Chat, Input, Millis) -> Result<Vec<Effect>, Input>,
    request: fn(&Call, &Session) -> Request,
    rest: fn(&mut Chat, Rest),
    wake_at: fn(&Chat) -> Option<Millis>,
}

impl Decisions {
    /// Until then.
    pub const FIRST: Self = Self { offer: first, request: api::first_request, rest: note, wake_at: Chat::first_wake_at };

    /// All; named by the later part only.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            offer: |chat, input, now| Ok(chat.handle(input, now)),
            request: api::request,
            rest: Chat::finish,
            wake_at: Chat::next_wake_at,
        }
    }
}

thread_local! {
    static DECISIONS: Cell<Decisions> = const { Cell::new(if cfg!(target_arch = "wasm32") { Decisions::FIRST } else { Decisions::all() }) };
}

/// The later part is here.
pub fn install(decisions: Decisions) {
    DECISIONS.set(decisions);
}

/// What follows from the first inputs and can wait for the later part.
#[derive(Debug)]
pub(super) enum Rest {
    /// A page of channels was answered: drafts of other devices, delivery marks, unsent messages, what is seen.
    Answered {
        /// Drafts that the server keeps.
        drafts: Vec<Draft>,
        /// The channels.
        told: Vec<Cid>,
        /// Of which element's list they are a page, and whether a further one.
        page: Option<(ScreenId, bool)>,
    },
    /// A configuration is there, and these of its keys could not be used.
    Equipped(Vec<Fault>),
    /// Questions wait for the token that is now here.
    Renewed,
    /// An element's lists may be others now.
    Replaced(ScreenId),
    /// The session says something else than its greeting.
    Signal(Signal),
    /// A channel is not on this screen any more.
    Left(ScreenId, Cid),
    /// An element goes: what it was looking for goes with it.
    Gone(ScreenId),
    /// A session is open: threads and channels of unsent messages are asked for.
    Restored {
        /// After a gap.
        catches_up: bool,
    },
    /// Channels were answered that the first picture does not need, with so many messages each.
    Told(Purpose, Vec<ChannelState>, u32),
}

impl Chat {
    /// Takes an input and answers what is to be done, or gives it back because it has to wait for the later part.
    ///
    /// # Errors
    /// The input, unchanged.
    pub fn offer(&mut self, input: Input, now: Millis) -> Result<Vec<Effect>, Input> {
        (DECISIONS.get().offer)(self, input, now)
    }

    /// When [`Input::Wake`] is wanted, if at all.
    #[must_use]
    pub fn wake_at(&self) -> Option<Millis> {
        (DECISIONS.get().wake_at)(self)
    }

    /// Whether an input that was given back may wait while later ones go ahead: what was kept on this device, and events,
    /// which race with answers anyway. Those that stand aside keep their order and go first when the later part is here.
    #[must_use]
    pub const fn can_stand_aside(input: &Input) -> bool {
        matches!(input, Input::Introduced(_) | Input::Restored(_) | Input::StorageFailed | Input::Frame(..))
    }

    /// Does something now, or notes it until the later part is here.
    pub(super) fn rest(&mut self, rest: Rest) {
        (DECISIONS.get().rest)(self, rest);
    }

    pub(super) fn request(&self, call: &Call) -> Request {
        (DECISIONS.get().request)(call, &self.session)
    }

    /// Does what was noted.
    pub(super) fn catch_up(&mut self) {
        for rest in std::mem::take(&mut self.waiting) {
            self.finish(rest);
        }
    }

    fn finish(&mut self, rest: Rest) {
        match rest {
            Rest::Answered { drafts, told, page } => {
                for draft in drafts {
                    self.take_draft(&draft);
                }
                if let Some((screen, more)) = page {
                    self.page_answered(screen, more, &told);
                }
                for cid in told {
                    self.judge(&cid, false);
                    self.deliver(&cid);
                }
                self.send_restored();
                self.look_again();
            }
            Rest::Equipped(faults) => self.equip(faults),
            Rest::Renewed => self.ask_parked(),
            Rest::Replaced(screen) => self.replaced(screen),
            Rest::Signal(signal) => self.obey_other(signal),
            Rest::Left(screen, left) => {
                self.leave_thread(screen);
                self.leave_composer(&left.into());
            }
            Rest::Gone(screen) => self.end_search(screen),
            Rest::Restored { catches_up } => {
                self.load_the_rest(catches_up);
            }
            Rest::Told(purpose, states, message_limit) => self.told(purpose, states, message_limit),
        }
    }

    fn first_wake_at(&self) -> Option<Millis> {
        self.connection.wake_at().filter(|at| *at > self.now)
    }
}

fn note(chat: &mut Chat, rest: Rest) {
    chat.waiting.push(rest);
}

/// Takes the inputs that lead to the first messages when all goes well.
fn first(chat: &mut Chat, input: Input, now: Millis) -> Result<Vec<Effect>, Input> {
    chat.now = now;
    match input {
        Input::Attached(screen, settings) | Input::Changed(screen, settings) => chat.seat(screen, *settings),
        Input::Detached(screen) => chat.unseat(screen),
        Input::Config(Ok(reply)) if chat.is_starting() => match good_config(&chat.backend, &reply) {
            Some((config, faults)) => chat.first_config(config, faults),
            None => return Err(Input::Config(Ok(reply))),
        },
        Input::SocketOpened(generation) => chat.connection.opened(generation),
        Input::Frame(generation, text) => match chat.connection.greeting(generation, &text, now) {
            Some(signals) => chat.obey(signals),
            None => return Err(Input::Frame(generation, text)),
        },
        Input::Answer { call, outcome: Ok(reply) } => match (&*call, api::channels_of(&reply)) {
            (Call::QueryChannels(query), Some(states)) => chat.channels_answered(query, states),
            _ => return Err(Input::Answer { call, outcome: Ok(reply) }),
        },
        other => return Err(other),
    }
    chat.relink();
    Ok(std::mem::take(&mut chat.effects))
}

/// The configuration, when nothing about the answer is strange, and no question where Stream is (see `Backend::may_name`).
fn good_config(backend: &super::Backend, reply: &super::ConfigReply) -> Option<(Config, Vec<Fault>)> {
    let is_plain = reply.status == 200 && !reply.is_html && !reply.redirected;
    let json = is_plain.then(|| crate::wire::parse(&reply.body).ok()).flatten()?;
    match crate::config::parse(&json) {
        crate::config::Outcome::Configured(config, faults)
            if backend.api_hosts.is_empty() && !(backend.url.starts_with("https:") && config.stream_url.starts_with("http:")) =>
        {
            Some((*config, faults))
        }
        _ => None,
    }
}
