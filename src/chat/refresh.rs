//! The backend is asked again while a chat is open, where its tenant wants that: what is changed, switched off or ended reaches
//! pages that nobody reloads (feature C19).
//!
//! Only a page that somebody looks at asks. An answer that cannot be had changes nothing; one that says that nobody may be here
//! ends the session, as it would have when the page was opened.

use super::{Chat, Effect, HostEvent, verdict};
use crate::api::Failure;
use crate::chat::ConfigReply;
use crate::state::Millis;

/// Questions are spread over so much of the time between them: pages that came back together must not ask together.
const SPREAD: f64 = 0.1;

/// When to ask.
#[derive(Debug, Default)]
pub(super) struct Refresh {
    /// What is in force holds until then; for ever when absent.
    due_at: Option<Millis>,
    /// The question that is on its way is this one.
    pub(super) is_asking: bool,
}

impl Chat {
    /// From now on what is in force holds as long as it says.
    pub(super) fn holds_from_now(&mut self) {
        let random = self.random.next();
        #[expect(clippy::cast_possible_truncation, reason = "ten years of milliseconds are an integer of sixty-four bits")]
        let span = |minutes: u32| (f64::from(minutes) * 60_000.0 * (1.0 + SPREAD * random)) as Millis;
        self.refresh.due_at = self.state.tools.refresh_minutes.map(|minutes| self.now + span(minutes));
    }

    /// When the backend is asked, if nothing else happens.
    pub(super) fn refreshes_at(&self) -> Option<Millis> {
        // What the host gave can only be given anew by the host.
        self.refresh.due_at.filter(|_| self.is_visible && self.backend.config.is_none() && self.goes_on())
    }

    /// Asks it when that is due.
    pub(super) fn refresh_when_due(&mut self) {
        if self.refreshes_at().is_some_and(|at| at <= self.now) {
            self.refresh = Refresh { due_at: None, is_asking: true };
            self.ask_backend_again();
        }
    }

    /// Asks the backend itself, whoever else could give a token.
    pub(super) fn ask_backend_again(&mut self) {
        self.start.is_fetching = true;
        self.effects.push(Effect::RefreshConfig);
    }

    /// It answered, or not.
    pub(super) fn refreshed(&mut self, outcome: Result<ConfigReply, Failure>) {
        match verdict::read(&self.backend, outcome) {
            Ok((config, _)) if self.is_other(&config) => {
                self.start.is_renewing = false;
                self.is_another();
            }
            Ok((config, faults)) => {
                if config.stream_url != self.session.base_url {
                    // A session is of one address.
                    let signals = self.connection.close();
                    self.obey(signals);
                }
                self.accept(config, faults);
            }
            Err(verdict) if verdict.asks_for_sign_in => self.refuse(verdict),
            Err(verdict) => {
                self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "config", message: verdict.told }));
                self.holds_from_now();
                // A token is needed all the same.
                if std::mem::take(&mut self.start.is_renewing) {
                    self.renew();
                }
            }
        }
    }
}
