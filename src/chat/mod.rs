//! Decisions: input in, effects out.
//!
//! [`Chat`] owns the [`State`] and decides what an [`Input`] changes and what the outside world must do for it. It never
//! fails, sleeps, or reads a clock: time comes in with every input. Called from the browser layer.

mod effect;
mod host_event;
mod input;
mod intent;
mod settings;

use std::rc::Rc;

pub use effect::{Effect, Secret};
pub use host_event::HostEvent;
pub use input::{ConfigReply, Input};
pub use intent::Intent;
pub use settings::{Backend, Credentials, ScreenSettings};

pub use crate::state::ScreenId;
use crate::state::{Millis, State};

/// The whole chat of one backend and user, without a browser.
#[derive(Debug)]
pub struct Chat {
    state: Rc<State>,
    backend: Backend,
}

impl Chat {
    /// A chat that has not started; `seed` feeds the jitter of retries.
    #[must_use]
    pub fn new(backend: Backend, seed: u64) -> Self {
        let _ = seed;
        Self { state: Rc::default(), backend }
    }

    /// Takes one input at a time and answers what is to be done, in order.
    pub fn handle(&mut self, input: Input, now: Millis) -> Vec<Effect> {
        let _ = (input, now, &self.backend);
        Vec::new()
    }

    /// What is known now; the same pointer as before when nothing changed.
    #[must_use]
    pub fn state(&self) -> &Rc<State> {
        &self.state
    }

    /// When [`Input::Wake`] is wanted, if at all.
    #[must_use]
    pub fn wake_at(&self) -> Option<Millis> {
        None
    }
}
