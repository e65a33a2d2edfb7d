//! A tenant's actions: read once the later part is here, done when the user chose one (feature F104).

use std::collections::VecDeque;
use std::rc::Rc;

use super::{Change, Chat, Effect, HostEvent, ScreenId};
use crate::api::{self, Call, Failure};
use crate::config::{CustomAction, Fault, Run, Tools, is_safe_path};
use crate::state::{Composer, NoticeKey, Running, fill, fill_json, fill_map};
use crate::wire::{Cid, MessageId};

/// Of channels for which an action failed so many are named.
const NAMED: usize = 3;

/// What was chosen, and what was already said of the configuration.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Number of the next one.
    next: u32,
    /// Faults that the host knows of: a renewed token brings the same configuration again.
    told: Vec<Fault>,
    /// What is being done.
    begun: Vec<Begun>,
    /// What is being done for several channels.
    bulks: Vec<Bulk>,
}

/// How far the next one of several is, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// There is none.
    Idle,
    /// It is being begun: when it ends at once, nobody begins another in its midst.
    Begins(u32),
    /// It is being done.
    Waits(u32),
}

/// An action for several channels, which is begun for one after the other: so Stream's limits hold however many there are.
#[derive(Debug)]
struct Bulk {
    number: u32,
    screen: ScreenId,
    action: Rc<str>,
    label: Rc<str>,
    left: VecDeque<Cid>,
    turn: Turn,
    /// For which it was begun last.
    at: Cid,
    done: usize,
    failed: Vec<Cid>,
}

/// An action that is being done.
#[derive(Debug)]
struct Begun {
    number: u32,
    action: Rc<CustomAction>,
    /// How many of its steps were begun.
    steps: usize,
    /// The last of them wrote this message.
    message: Option<MessageId>,
}

/// How a step of an action went.
enum Step {
    /// Done.
    Done,
    /// It cannot be done.
    Failed,
    /// Somebody has to answer first.
    Waits,
    /// This message has to arrive first.
    Writes(MessageId),
}

impl Chat {
    /// A configuration is there: what it has for the user's hands is read, and what of it could not be used is told.
    pub(super) fn equip(&mut self, mut faults: Vec<Fault>) {
        let (tools, more) = Tools::read(&self.state.config);
        faults.extend(more);
        if self.state.tools.as_ref() != &tools {
            self.apply(&Change::Equipped(Rc::new(tools)));
        }
        self.holds_from_now();
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
        self.begin_one(screen, id, cid, message, label);
    }

    /// Does it for each of these channels that offers it, one after the other; what came of it is told once, at the end.
    pub(super) fn run_all(&mut self, screen: ScreenId, action: Rc<str>, cids: Vec<Cid>, label: Rc<str>) {
        let number = self.chosen.next;
        self.chosen.next = number.wrapping_add(1);
        let running = &self.state.running;
        // Who signed out took what was being done along.
        self.chosen.bulks.retain(|bulk| running.iter().any(|it| bulk.turn == Turn::Waits(it.number)));
        self.chosen.bulks.push(Bulk {
            number,
            screen,
            action,
            label,
            left: cids.into(),
            turn: Turn::Idle,
            at: Cid::default(),
            done: 0,
            failed: Vec::new(),
        });
        self.go_on(number);
    }

    /// Begins the next of several, until one has to be waited for.
    fn go_on(&mut self, number: u32) {
        loop {
            let next = self.chosen.next;
            let Some(at) = self.chosen.bulks.iter().position(|bulk| bulk.number == number) else { return };
            let Some(bulk) = self.chosen.bulks.get_mut(at).filter(|bulk| bulk.turn == Turn::Idle) else { return };
            let Some(cid) = bulk.left.pop_front() else {
                let Bulk { label, done, failed, .. } = self.chosen.bulks.swap_remove(at);
                match (done, failed.len()) {
                    (0, 0) => {}
                    (_, 0) => self.notice(NoticeKey::ActionDone, &label),
                    (0, _) => self.notice(NoticeKey::ActionFailed, &label),
                    _ => {
                        let subject = [&*label, " (", &self.called(&failed), ")"].concat();
                        self.notice(NoticeKey::ActionPartly, &subject);
                    }
                }
                return;
            };
            bulk.turn = Turn::Begins(next);
            bulk.at = cid.clone();
            let (screen, action, label) = (bulk.screen, bulk.action.clone(), bulk.label.clone());
            let has_begun = self.begin_one(screen, &action, cid, None, label);
            if let Some(bulk) = self.chosen.bulks.iter_mut().find(|bulk| bulk.number == number) {
                bulk.turn = if has_begun && bulk.turn == Turn::Begins(next) { Turn::Waits(next) } else { Turn::Idle };
            }
        }
    }

    /// What the first few of these are called.
    fn called(&self, cids: &[Cid]) -> String {
        let name = |cid: &Cid| self.state.channel_name(self.state.channels.get(cid)?);
        let mut names: Vec<String> = cids.iter().filter_map(name).take(NAMED).collect();
        if cids.len() > NAMED {
            names.push("…".to_owned());
        }
        names.join(", ")
    }

    /// One of several came to its end; false when it was alone.
    fn ended(&mut self, number: u32, went_well: bool) -> bool {
        let is_it = |bulk: &&mut Bulk| [Turn::Begins(number), Turn::Waits(number)].contains(&bulk.turn);
        let Some(bulk) = self.chosen.bulks.iter_mut().find(is_it) else { return false };
        let waited = std::mem::replace(&mut bulk.turn, Turn::Idle) == Turn::Waits(number);
        if went_well {
            bulk.done += 1;
        } else {
            bulk.failed.push(bulk.at.clone());
        }
        if waited {
            let number = bulk.number;
            self.go_on(number);
        }
        true
    }

    /// Tells the host, and begins what is more than that. False when there is nothing to wait for.
    fn begin_one(&mut self, screen: ScreenId, id: &str, cid: Cid, message: Option<MessageId>, label: Rc<str>) -> bool {
        let state = self.state.clone();
        let Some(channel) = state.channels.get(&cid) else { return false };
        let said = message.as_ref().and_then(|id| state.find(&cid, id));
        let Some(action) = state.tools.actions.iter().find(|action| *action.id == *id) else { return false };
        let is_gone = message.is_some() && said.is_none();
        if is_gone || !state.offers(action, channel, said.map(|said| &**said)) || state.is_running(id, &cid, message.as_ref()) {
            return false;
        }
        let number = self.chosen.next;
        self.chosen.next = number.wrapping_add(1);
        let effect = HostEvent::Action { id: action.id.to_string(), cid: cid.clone(), message: message.clone() };
        self.effects.push(Effect::Tell(Some(screen), effect));
        if action.steps().all(|run| *run == Run::Event) {
            return false;
        }
        // Who signed out took what was being done along.
        self.chosen.begun.retain(|begun| state.running.iter().any(|it| it.number == begun.number));
        self.apply(&Change::RunBegan(Running { number, action: action.id.clone(), cid, message, label }));
        self.chosen.begun.push(Begun { number, action: action.clone(), steps: 0, message: None });
        self.ran(number, true);
        true
    }

    /// One step of an action, for its channel and message as they are now.
    fn step(&mut self, number: u32, at: usize, run: &Run) -> Step {
        let state = self.state.clone();
        let Some(Running { cid, message, .. }) = state.running.iter().find(|it| it.number == number) else { return Step::Failed };
        let Some(channel) = state.channels.get(cid) else { return Step::Failed };
        let said = message.as_ref().and_then(|id| state.find(cid, id));
        let value = |name: &str| state.placeholder(name, channel, said.map(|said| &**said));
        match run {
            Run::Event => Step::Done,
            Run::Request { method, path, body } => {
                let Some(path) = address(path, &value) else { return Step::Failed };
                let body = body.as_ref().map(|body| fill_json(body, &value).to_string());
                self.effects.push(Effect::AskBackend { number, method, path, body });
                Step::Waits
            }
            Run::Send { text } => {
                let text = fill(text, &value, &|_| None).filter(|text| !text.trim().is_empty());
                let Some((text, me)) = text.zip(state.me.as_ref()) else { return Step::Failed };
                let parts = ["run", me.id.as_str(), &self.now.to_string(), &number.to_string(), &at.to_string()];
                let composer = Composer { text: text.into(), ..Composer::default() };
                let (target, id) = (cid.into(), MessageId::from(parts.join("-")));
                let Some(message) = self.message_of(&target, &composer, id.clone()) else { return Step::Failed };
                self.apply(&Change::Queued(Rc::new(message)));
                self.keep_outbox(&target);
                Step::Writes(id)
            }
            Run::UpdateChannel { set, unset } => {
                let (set, unset) = (fill_map(set, &value), unset.clone());
                self.ask(Call::UpdateChannel { cid: cid.clone(), set, unset, number });
                Step::Waits
            }
        }
    }

    /// The backend answered to an action, or not.
    pub(super) fn backend_answered(&mut self, number: u32, outcome: Result<u16, Failure>) {
        self.ran(number, outcome.is_ok_and(|status| (200..300).contains(&status)));
    }

    /// An own message arrived, or will not: what wrote it may go on.
    pub(super) fn written(&mut self, id: &MessageId, has_arrived: bool) {
        if let Some(begun) = self.chosen.begun.iter().find(|begun| begun.message.as_ref() == Some(id)) {
            self.ran(begun.number, has_arrived);
        }
    }

    /// A step of an action came to its end: the next one follows, unless it failed or was the last.
    pub(super) fn ran(&mut self, number: u32, mut went_well: bool) {
        let Some(running) = self.state.running.iter().find(|it| it.number == number).cloned() else { return };
        let Some(place) = self.chosen.begun.iter().position(|begun| begun.number == number) else { return };
        let Begun { action, steps, .. } = self.chosen.begun.swap_remove(place);
        let after = |at: usize, message| Begun { number, action: action.clone(), steps: at + 1, message };
        for (at, run) in action.steps().enumerate().skip(steps) {
            match if went_well { self.step(number, at, run) } else { Step::Failed } {
                Step::Done => {}
                Step::Failed => {
                    went_well = false;
                    break;
                }
                Step::Waits => return self.chosen.begun.push(after(at, None)),
                Step::Writes(id) => return self.chosen.begun.push(after(at, Some(id))),
            }
        }
        self.apply(&Change::RunEnded(number));
        if !self.ended(number, went_well) {
            self.notice(if went_well { NoticeKey::ActionDone } else { NoticeKey::ActionFailed }, &running.label);
        }
    }
}

/// The path of a request, each value as one piece of it. `None` when a value is missing or leads elsewhere.
fn address(path: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let piece = |name: &str| value(name).map(|text| api::segment(&text));
    fill(path, &piece, &|_| None).filter(|path| is_safe_path(path))
}
