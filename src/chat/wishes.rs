//! Reacting, deleting, pinning, and what an edit leads to: shown at once, settled by the answer, taken back when refused
//! (features F89, F93, F96, F102; property P7).

use std::rc::Rc;

use super::{Change, Chat};
use crate::api::{Call, Error};
use crate::state::{Action, Delivery, Message, NoticeKey, Target, Undo, Wish};
use crate::wire::{self, Cid, MessageId, MessageType, Reaction, User};

/// The feature without which a user has one reaction to a message.
const MANY: &str = "multipleReactions";

/// Reactions on their way: one of a kind and message at a time, so that the last wish is the one that holds.
#[derive(Debug, Default)]
pub(super) struct Reacting(Vec<(MessageId, Rc<str>)>);

impl Chat {
    /// Tells the user something.
    pub(super) fn notice(&mut self, key: NoticeKey, subject: &str) {
        self.apply(&Change::Noticed(key, Rc::from(subject), None));
    }

    /// Tells the user what was done, and what takes it back.
    pub(super) fn done(&mut self, key: NoticeKey, subject: &str, undo: Undo) {
        self.apply(&Change::Noticed(key, Rc::from(subject), Some(undo)));
    }

    fn myself(&self) -> Option<Rc<User>> {
        let me = self.state.me.as_ref()?;
        Some(self.state.profile(&me.id).cloned().unwrap_or_else(|| Rc::new(me.own.profile())))
    }

    /// A message with which this may be done.
    fn allowed(&self, cid: &Cid, id: &MessageId, action: Action) -> Option<Rc<Message>> {
        let message = self.state.find(cid, id)?;
        let channel = self.state.channels.get(cid)?;
        self.state.rights(channel, message, false).allow(action).then(|| message.clone())
    }

    /// Reacts, or takes the own reaction back: the opposite of what is shown. Where one reaction is all that a user has, the new
    /// one takes the place of the others (feature F109).
    pub(super) fn react(&mut self, cid: &Cid, id: &MessageId, kind: &Rc<str>) {
        let (Some(message), Some(by)) = (self.allowed(cid, id, Action::React), self.myself()) else { return };
        let on = !message.own_reactions.iter().any(|own| *own.kind == **kind);
        let others: &[Reaction] = if on && !self.state.config.features.allows(MANY) { &message.own_reactions } else { &[] };
        let off = others.iter().map(|other| (Rc::from(&*other.kind), false));
        for (kind, on) in off.chain([(kind.clone(), on)]) {
            let wish = Wish::React { kind, on, by: by.clone(), at: self.now };
            self.apply(&Change::Wished(cid.clone(), id.clone(), wish.clone()));
            self.ask_reaction(cid, id, wish);
        }
    }

    fn ask_reaction(&mut self, cid: &Cid, id: &MessageId, wish: Wish) {
        let Wish::React { kind, on, .. } = &wish else { return };
        let key = (id.clone(), kind.clone());
        if !self.reacting.0.contains(&key) {
            self.reacting.0.push(key);
            let only = !self.state.config.features.allows(MANY);
            self.ask(Call::React { cid: cid.clone(), id: id.clone(), kind: kind.clone(), on: *on, only, wish });
        }
    }

    /// A reaction is settled. What the user wants by now may be something else: that is asked for next.
    pub(super) fn reacted(&mut self, cid: &Cid, id: &MessageId, asked: &Wish, outcome: Result<Option<Rc<wire::Message>>, &Error>) {
        let Wish::React { kind, on, .. } = asked else { return };
        self.reacting.0.retain(|(known, of)| known != id || of != kind);
        let wanted =
            self.state.find(cid, id).and_then(|message| message.wishes().iter().find(|wish| wish.is_about_the_same(asked)).cloned());
        // What is taken back may be gone already.
        let outcome = outcome.or_else(|error| if !on && error.key() == "not-found" { Ok(None) } else { Err(error) });
        match outcome {
            Ok(answer) => {
                let is_same = matches!(&wanted, Some(Wish::React { on: wanted, .. }) if wanted == on);
                let closed = wanted.clone().filter(|_| is_same).unwrap_or_else(|| asked.clone());
                self.apply(&Change::WishClosed { cid: cid.clone(), id: id.clone(), wish: closed, is_granted: true, answer });
                if let Some(wanted) = wanted.filter(|_| !is_same) {
                    self.ask_reaction(cid, id, wanted);
                }
            }
            Err(_) => {
                let wish = wanted.unwrap_or_else(|| asked.clone());
                self.refuse_wish(cid, id, wish, NoticeKey::ReactFailed);
            }
        }
    }

    /// Deletes a message; one that the server does not have is only given up.
    pub(super) fn delete(&mut self, cid: &Cid, id: &MessageId) {
        let Some(message) = self.state.find(cid, id) else { return };
        if message.delivery != Delivery::Sent || message.kind == MessageType::Error {
            let parent = message.parent_id.clone();
            return self.discard(&Target { cid: cid.clone(), parent }, id);
        }
        if self.allowed(cid, id, Action::Delete).is_some() {
            self.apply(&Change::Wished(cid.clone(), id.clone(), Wish::Delete));
            self.ask(Call::DeleteMessage { cid: cid.clone(), id: id.clone(), wish: Wish::Delete });
        }
    }

    /// Pins a message, or no more.
    pub(super) fn pin(&mut self, cid: &Cid, id: &MessageId, on: bool) {
        let (Some(message), Some(by)) = (self.allowed(cid, id, Action::Pin), self.myself()) else { return };
        if message.pinned != on {
            let wish = Wish::Pin { on, by };
            self.apply(&Change::Wished(cid.clone(), id.clone(), wish.clone()));
            self.ask(Call::Pin { cid: cid.clone(), id: id.clone(), on, wish });
        }
    }

    /// The server did what was wished.
    pub(super) fn granted(&mut self, cid: &Cid, id: &MessageId, wish: &Wish, answer: Option<Rc<wire::Message>>) {
        let is_deletion = *wish == Wish::Delete;
        let answer = match answer {
            // The answer may lack the marks (protocol section 5.4).
            Some(answer) if is_deletion => Some(Rc::new(deleted(&answer))),
            None if is_deletion => self.state.find(cid, id).map(|message| Rc::new(deleted(message.server()))),
            answer => answer,
        };
        self.apply(&Change::WishClosed { cid: cid.clone(), id: id.clone(), wish: wish.clone(), is_granted: true, answer });
        if let Wish::Pin { on, .. } = wish {
            let undo = Undo::Pin { cid: cid.clone(), id: id.clone(), on: !on };
            self.done(if *on { NoticeKey::Pinned } else { NoticeKey::Unpinned }, "", undo);
        }
    }

    /// The server refused: what was shown is taken back, and the user is told.
    pub(super) fn refused(&mut self, cid: &Cid, id: &MessageId, wish: &Wish, error: &Error) {
        let key = match wish {
            // It is gone already.
            Wish::Delete if error.key() == "not-found" => return self.granted(cid, id, wish, None),
            Wish::Delete => NoticeKey::DeleteFailed,
            Wish::Edit(_) => NoticeKey::EditFailed,
            Wish::Pin { .. } => NoticeKey::PinFailed,
            Wish::React { .. } => NoticeKey::ReactFailed,
        };
        self.refuse_wish(cid, id, wish.clone(), key);
    }

    fn refuse_wish(&mut self, cid: &Cid, id: &MessageId, wish: Wish, key: NoticeKey) {
        self.apply(&Change::WishClosed { cid: cid.clone(), id: id.clone(), wish, is_granted: false, answer: None });
        self.notice(key, "");
    }
}

fn deleted(message: &wire::Message) -> wire::Message {
    let deleted_at = message.deleted_at.or(message.updated_at);
    wire::Message { kind: MessageType::Deleted, deleted_at, ..message.clone() }
}
