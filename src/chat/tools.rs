//! A tenant's actions: read once the later part is here, done when the user chose one (feature F104).

use std::rc::Rc;

use super::{Change, Chat, Effect, HostEvent, ScreenId};
use crate::api::{self, Call, Failure};
use crate::config::{Fault, Run, Tools, is_safe_path};
use crate::state::{NoticeKey, Running, fill, fill_json, fill_map};
use crate::wire::{Cid, MessageId};

/// What was chosen, and what was already said of the configuration.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Number of the next one.
    next: u32,
    /// Faults that the host knows of: a renewed token brings the same configuration again.
    told: Vec<Fault>,
}

impl Chat {
    /// A configuration is there: what it has for the user's hands is read, and what of it could not be used is told.
    pub(super) fn equip(&mut self, mut faults: Vec<Fault>) {
        let (tools, more) = Tools::read(&self.state.config);
        faults.extend(more);
        if self.state.tools.as_ref() != &tools {
            self.apply(&Change::Equipped(Rc::new(tools)));
        }
        if self.chosen.told != faults {
            for Fault { path, expected } in &faults {
                let message = ["the configuration needs ", expected, " at ", path, ", which is left out"].concat();
                self.effects.push(Effect::Tell(None, HostEvent::Error { kind: "config-key", message }));
            }
            self.chosen.told = faults;
        }
    }

    /// Does what a tenant configured, if it is offered now.
    pub(super) fn run(&mut self, screen: ScreenId, id: &str, cid: Cid, message: Option<MessageId>, label: Rc<str>) {
        let state = self.state.clone();
        let Some(channel) = state.channels.get(&cid) else { return };
        let said = message.as_ref().and_then(|id| state.find(&cid, id));
        let Some(action) = state.tools.actions.iter().find(|action| *action.id == *id) else { return };
        let is_gone = message.is_some() && said.is_none();
        if is_gone || !state.offers(action, channel, said.map(|said| &**said)) || state.is_running(id, &cid, message.as_ref()) {
            return;
        }
        let number = self.chosen.next;
        self.chosen.next = number.wrapping_add(1);
        let effect = HostEvent::Action { id: action.id.to_string(), cid: cid.clone(), message: message.clone() };
        self.effects.push(Effect::Tell(Some(screen), effect));
        let running = Running { number, action: action.id.clone(), cid: cid.clone(), message, label };
        let value = |name: &str| state.placeholder(name, channel, said.map(|said| &**said));
        match &action.run {
            Run::Event => {}
            Run::Request { method, path, body } => {
                let Some(path) = address(path, &value) else {
                    return self.notice(NoticeKey::ActionFailed, &running.label);
                };
                let body = body.as_ref().map(|body| fill_json(body, &value).to_string());
                self.apply(&Change::RunBegan(running));
                self.effects.push(Effect::AskBackend { number, method, path, body });
            }
            Run::UpdateChannel { set, unset } => {
                let (set, unset) = (fill_map(set, &value), unset.clone());
                self.apply(&Change::RunBegan(running));
                self.ask(Call::UpdateChannel { cid, set, unset, number });
            }
        }
    }

    /// The backend answered to an action, or not.
    pub(super) fn backend_answered(&mut self, number: u32, outcome: Result<u16, Failure>) {
        self.ran(number, outcome.is_ok_and(|status| (200..300).contains(&status)));
    }

    /// An action came to its end.
    pub(super) fn ran(&mut self, number: u32, went_well: bool) {
        let Some(running) = self.state.running.iter().find(|it| it.number == number).cloned() else { return };
        self.apply(&Change::RunEnded(number));
        self.notice(if went_well { NoticeKey::ActionDone } else { NoticeKey::ActionFailed }, &running.label);
    }
}

/// The path of a request, each value as one piece of it. `None` when a value is missing or leads elsewhere.
fn address(path: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let piece = |name: &str| value(name).map(|text| api::segment(&text));
    fill(path, &piece, &|_| None).filter(|path| is_safe_path(path))
}
