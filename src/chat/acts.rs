//! What is done to a message or its author and shown when the server has done it: reports, mutes, blocks, marks, buttons, and the
//! reactions in detail (features F97, F100, F101, F103, F108, F121).

use std::rc::Rc;

use super::{Change, Chat, Effect, HostEvent, ScreenId};
use crate::api::{Call, Error};
use crate::state::{NoticeKey, Reactors, Target, Undo};
use crate::wire::{Cid, MessageId, MessageType, Reaction, UserId, Value, Wire};

impl Chat {
    pub(super) fn act(&mut self, target: Target, id: MessageId, name: Rc<str>, value: Rc<str>) {
        if self.state.timeline(&target).is_some_and(|timeline| timeline.find(&id).is_some()) {
            self.ask(Call::Act { target, id, name, value });
        }
    }

    /// The host may show an attachment that is of its own kind; its data goes along.
    pub(super) fn offer_attachment(&mut self, screen: ScreenId, target: &Target, id: &MessageId, index: usize, slot: &str) {
        let message = self.state.timeline(target).and_then(|timeline| timeline.find(id));
        // The head of a thread may be known there alone.
        let head =
            || target.parent.as_ref().and_then(|parent| self.state.threads.get(parent)?.parent.as_ref()).filter(|head| head.id == *id);
        let attachment = message.or_else(head).and_then(|message| message.attachments.get(index));
        let Some(Value::Object(mut data)) = attachment.and_then(Wire::write) else { return };
        // Lists that did not come are not there.
        data.retain(|key, value| {
            !matches!(&**key, "actions" | "fields" | "waveform_data") || value.as_array().is_none_or(|list| !list.is_empty())
        });
        let json = Value::Object(data).text();
        let event = HostEvent::Attachment { cid: target.cid.clone(), id: id.clone(), slot: slot.to_owned(), json };
        self.effects.push(Effect::Tell(Some(screen), event));
    }

    /// A button was pressed: the message is another one now, or gone (protocol section 5.11).
    pub(super) fn acted(&mut self, target: &Target, id: &MessageId, answer: Option<Rc<crate::wire::Message>>) {
        let answer = answer.map(|mut message| {
            if message.cid.is_empty() {
                Rc::make_mut(&mut message).cid = target.cid.clone();
            }
            message
        });
        match answer {
            // A preview keeps its place although it was sent only now.
            Some(message) if message.id == *id && message.kind == MessageType::Ephemeral => self.apply(&Change::Sent(message)),
            Some(message) => {
                self.apply(&Change::Discarded(target.clone(), id.clone()));
                self.apply(&Change::Sent(message));
            }
            None => self.apply(&Change::Discarded(target.clone(), id.clone())),
        }
    }

    pub(super) fn mute(&mut self, user: UserId, on: bool) {
        self.ask(Call::Mute { user, on });
    }

    pub(super) fn muted(&mut self, user: &UserId, on: bool) {
        self.apply(&Change::Muted(user.clone(), on));
        let key = if on { NoticeKey::Muted } else { NoticeKey::Unmuted };
        self.done(key, &self.name(user), Undo::Mute { user: user.clone(), on: !on });
    }

    pub(super) fn blocked(&mut self, user: &UserId, on: bool) {
        self.apply(&Change::Blocked(user.clone(), on));
        let key = if on { NoticeKey::Blocked } else { NoticeKey::Unblocked };
        self.done(key, &self.name(user), Undo::Block { user: user.clone(), on: !on });
    }

    fn name(&self, user: &UserId) -> String {
        let name = self.state.user(user).and_then(|user| user.name.clone()).filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| user.to_string())
    }

    /// Takes back what a notice told.
    pub(super) fn undo(&mut self, notice: u32) {
        let undo = self.state.notices.iter().find(|known| known.id == notice).and_then(|notice| notice.undo.clone());
        self.apply(&Change::Dismissed(notice));
        match undo {
            Some(Undo::Block { user, on }) => self.ask(Call::Block { user, on }),
            Some(Undo::MarkRead(cid)) => self.mark_all_read(&cid),
            Some(Undo::Mute { user, on }) => self.mute(user, on),
            Some(Undo::Pin { cid, id, on }) => self.pin(&cid, &id, on),
            None => {}
        }
    }

    /// This message and what follows is not read; what is on screen does not count as seen until the channel is left.
    pub(super) fn mark_unread(&mut self, cid: &Cid, id: MessageId) {
        self.keep_unread(cid, true);
        self.ask(Call::MarkUnread { cid: cid.clone(), id });
    }

    pub(super) fn marked_unread(&mut self, cid: &Cid, id: &MessageId) {
        self.apply(&Change::MarkedUnread(cid.clone(), id.clone()));
        self.done(NoticeKey::MarkedUnread, "", Undo::MarkRead(cid.clone()));
    }

    pub(super) fn not_marked_unread(&mut self, cid: &Cid) {
        self.keep_unread(cid, false);
        self.notice(NoticeKey::MarkUnreadFailed, "");
    }

    /// What was asked for did not happen.
    pub(super) fn act_failed(&mut self, call: &Call) {
        let key = match call {
            Call::Block { .. } => NoticeKey::BlockFailed,
            Call::Flag { .. } => NoticeKey::FlagFailed,
            Call::Mute { .. } => NoticeKey::MuteFailed,
            _ => NoticeKey::ActFailed,
        };
        self.notice(key, "");
    }

    /// Shows the reactions of a message in detail.
    pub(super) fn open_reactions(&mut self, screen: ScreenId, cid: Cid, id: MessageId, kind: Option<Rc<str>>) {
        let reactors = Reactors { cid, id: id.clone(), kind: kind.clone(), is_loading: true, ..Reactors::default() };
        self.apply(&Change::Detailed(screen, Some(Rc::new(reactors))));
        self.ask(Call::QueryReactions { screen, id, kind, next: None });
    }

    pub(super) fn more_reactions(&mut self, screen: ScreenId) {
        let Some(reactors) = self.state.screens.get(&screen).and_then(|screen| screen.reactors.clone()) else { return };
        let is_first = reactors.list.is_empty() && reactors.trouble.is_some();
        if reactors.is_loading || (reactors.next.is_none() && !is_first) {
            return;
        }
        let (id, kind, next) = (reactors.id.clone(), reactors.kind.clone(), reactors.next.clone());
        let reactors = Reactors { is_loading: true, trouble: None, ..(*reactors).clone() };
        self.apply(&Change::Detailed(screen, Some(Rc::new(reactors))));
        self.ask(Call::QueryReactions { screen, id, kind, next });
    }

    /// A page of reactions came, or not; one that nobody waits for any more is dropped.
    pub(super) fn reactions_answered(&mut self, call: &Call, outcome: Result<(Vec<Reaction>, Option<String>), &Error>) {
        let Call::QueryReactions { screen, id, kind, next } = call else { return };
        let Some(known) = self.state.screens.get(screen).and_then(|screen| screen.reactors.clone()) else { return };
        if known.id != *id || known.kind != *kind || known.next != *next || !known.is_loading {
            return;
        }
        let mut reactors = Reactors { is_loading: false, ..(*known).clone() };
        match outcome {
            Ok((page, next)) => {
                let is_new = |new: &Reaction| !known.list.iter().any(|old| old.user_id == new.user_id && old.kind == new.kind);
                reactors.list.extend(page.into_iter().filter(is_new));
                reactors.next = next;
            }
            Err(error) => reactors.trouble = Some(super::answers::trouble(error)),
        }
        self.apply(&Change::Detailed(*screen, Some(Rc::new(reactors))));
    }
}
