//! Drafts that the server keeps, so that they are there on the user's other devices too (feature F143, protocol section 6.3).
//!
//! Saved when a composer is left, and only if the user changed something since; the newer of two wins.

use std::rc::Rc;

use super::{Change, Chat};
use crate::api::Call;
use crate::sorted::SortedSet;
use crate::state::{Composer, Target, units};
use crate::wire::{Circle, Draft, Message, MessageId, User, UserId, Value, Wire};

/// Places whose draft the server has.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    kept: SortedSet<Target>,
    minted: u32,
}

impl Chat {
    fn keeps_drafts(&self) -> bool {
        self.state.config.features.allows("drafts")
    }

    /// A composer is left: typing ends, and what is written is kept on the server.
    pub(super) fn leave_composer(&mut self, target: &Target) {
        self.stop_typing(target);
        let composer = self.composer(target);
        let draft = composer.draft();
        if draft.written_at.is_none() || !self.keeps_drafts() {
            return;
        }
        if draft.text.trim().is_empty() && draft.quoted.is_none() {
            return self.drop_draft(target);
        }
        self.drafts.minted = self.drafts.minted.wrapping_add(1);
        let id = MessageId::from(format!("draft-{:x}-{:x}", self.now, self.drafts.minted));
        let Some(message) = self.message_of(target, &Composer { attachments: Vec::new(), link_preview: None, ..draft.clone() }, id) else {
            return;
        };
        self.ask(Call::SaveDraft { target: target.clone(), message: Rc::new(message) });
    }

    /// Everything that is on screen is left at once.
    pub(super) fn leave_composers(&mut self) {
        let mut targets: SortedSet<Target> =
            self.state.screens.values().filter_map(|screen| screen.open.as_ref().map(Target::from)).collect();
        targets.extend(self.state.screens.keys().filter_map(|id| self.state.open_thread(*id).map(|thread| thread.target())));
        for target in targets {
            self.leave_composer(&target);
        }
    }

    /// The server has it: what is here is not newer any more, unless more was written meanwhile.
    pub(super) fn draft_saved(&mut self, target: &Target, saved: &Message) {
        self.drafts.kept.insert(target.clone());
        let mut composer = self.composer(target);
        if composer.editing.is_none() && composer.outgoing_text() == saved.text {
            composer.written_at = None;
            self.apply(&Change::Composed(target.clone(), Box::new(composer)));
        }
    }

    /// What was written is sent, or gone: the server need not keep it.
    pub(super) fn drop_draft(&mut self, target: &Target) {
        if self.drafts.kept.remove(target) {
            self.ask(Call::DeleteDraft(target.clone()));
        }
    }

    /// The server told a draft: with a channel, with a thread's head, or because another device saved it.
    pub(super) fn take_draft(&mut self, draft: &Draft) {
        let target = Target { cid: draft.channel_cid.clone(), parent: draft.parent_id.clone() };
        if !self.keeps_drafts() {
            return;
        }
        self.drafts.kept.insert(target.clone());
        let known = self.composer(&target);
        let told = draft.created_at.map_or(0, crate::wire::Ts::millis);
        let Some(map) = &draft.message else { return };
        // What is edited stays; what was written here later is newer.
        if known.editing.is_some() || !known.attachments.is_empty() || known.written_at.is_some_and(|at| at >= told) {
            return;
        }
        let ids = map.get("mentioned_users").and_then(Value::as_array);
        let ids: Vec<UserId> = ids.into_iter().flatten().filter_map(Value::as_str).map(UserId::from).collect();
        let Some(message) = Message::read(Value::Object(map.clone())) else { return };
        let mut mentions: Vec<Rc<User>> = ids.iter().filter_map(|id| self.state.profile(id).cloned()).collect();
        mentions.extend(message.mentioned_users.iter().cloned());
        let quoted = draft.quoted_message.as_ref().map(|quoted| Rc::new((**quoted).clone().into()));
        let quoted = quoted.or_else(|| self.state.find(&target.cid, message.quoted_message_id.as_ref()?).cloned());
        let composer = Composer {
            caret: units(&message.text),
            text: Rc::from(message.text),
            quoted,
            mentions,
            circles: Circle::named_by(&message.extra),
            show_in_channel: message.show_in_channel,
            ..Composer::default()
        };
        self.apply(&Change::Composed(target.clone(), Box::new(composer)));
        self.draft_changed(&target);
    }

    /// Another device sent or dropped it.
    pub(super) fn draft_gone(&mut self, draft: &Draft) {
        let target = Target { cid: draft.channel_cid.clone(), parent: draft.parent_id.clone() };
        self.drafts.kept.remove(&target);
        let known = self.composer(&target);
        if self.keeps_drafts() && known.written_at.is_none() && known.editing.is_none() && known.attachments.is_empty() {
            self.apply(&Change::Composed(target.clone(), Box::default()));
            self.draft_changed(&target);
        }
    }

    /// The draft that came with a thread's head.
    pub(super) fn take_thread_draft(&mut self, target: &Target) {
        let head = target.parent.as_ref().and_then(|parent| self.state.threads.get(parent)?.parent.clone());
        let draft = head.and_then(|head| Draft::read(head.extra.get("draft")?.clone()));
        if let Some(draft) = draft.filter(|draft| draft.message.is_some()) {
            self.take_draft(&Draft { channel_cid: target.cid.clone(), parent_id: target.parent.clone(), ..draft });
        }
    }
}
