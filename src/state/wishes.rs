//! What the own user did to a message and the server has not confirmed: shown at once, taken back when it is refused.
//!
//! A message with open wishes keeps the server's copy beside the one on screen, which is always the server's copy with the
//! wishes applied. So news, answers and refusals may come in any order, and nothing is counted twice (property P7).

use std::rc::Rc;

use super::reactions::Verb;
use super::timeline::Source;
use super::{Message, Millis};
use crate::wire::{self, MessageId, MessageType, Reaction, ReactionGroup, Ts, User, UserId};

/// One thing the own user wants of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// It is deleted.
    Delete,
    /// It says something else.
    Edit(Rc<wire::Message>),
    /// It is pinned, or not.
    Pin {
        /// Pinned.
        on: bool,
        /// Who pins.
        by: Rc<User>,
    },
    /// An own reaction is on it, or not.
    React {
        /// Kind of reaction.
        kind: Rc<str>,
        /// It is.
        on: bool,
        /// Who reacts.
        by: Rc<User>,
        /// When, by the local clock.
        at: Millis,
    },
}

/// A message's open wishes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wishes {
    /// The server's copy.
    server: wire::Message,
    /// In the order they came.
    open: Vec<Wish>,
}

impl Wish {
    /// Both are about the same thing: the later one stands for both.
    #[must_use]
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::React { kind, .. }, Self::React { kind: other, .. }) => kind == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// Shows the wish on a copy as if it were granted.
    fn apply(&self, message: &mut wire::Message) {
        match self {
            Self::Delete => {
                message.kind = MessageType::Deleted;
                message.deleted_at = message.deleted_at.or(message.updated_at);
            }
            Self::Edit(edited) => {
                message.text.clone_from(&edited.text);
                message.extra.remove("i18n");
                message.attachments.clone_from(&edited.attachments);
                message.mentioned_users.clone_from(&edited.mentioned_users);
                message.message_text_updated_at = message.message_text_updated_at.or(message.updated_at);
            }
            Self::Pin { on, by } => {
                message.pinned = *on;
                message.pinned_by = on.then(|| by.clone());
            }
            Self::React { kind, on, by, at } => react(message, kind, *on, by, *at),
        }
    }
}

fn reaction(message_id: MessageId, kind: &str, by: &Rc<User>, at: Option<Ts>) -> Reaction {
    let (user_id, user) = (by.id.clone(), Some(by.clone()));
    Reaction { kind: kind.to_owned(), message_id, user_id, user, created_at: at, updated_at: at, ..Reaction::default() }
}

/// Adds or takes back an own reaction with its count; what is so already stays so.
fn react(message: &mut wire::Message, kind: &str, on: bool, by: &Rc<User>, at: Millis) {
    let is_on = message.own_reactions.iter().any(|own| own.kind == kind);
    if is_on == on {
        return;
    }
    let is_mine = |known: &Reaction, me: &UserId| known.kind == kind && known.user_id == *me;
    let at = Some(Ts::from_millis(at));
    if on {
        let reaction = reaction(message.id.clone(), kind, by, at);
        message.latest_reactions.insert(0, reaction.clone());
        message.own_reactions.push(reaction);
        let group =
            message.reaction_groups.or_insert_with(kind.to_owned(), || ReactionGroup { first_reaction_at: at, ..ReactionGroup::default() });
        group.count = group.count.saturating_add(1);
        group.last_reaction_at = at;
    } else {
        message.latest_reactions.retain(|known| !is_mine(known, &by.id));
        message.own_reactions.retain(|own| own.kind != kind);
        if let Some(group) = message.reaction_groups.get_mut(kind) {
            group.count = group.count.saturating_sub(1);
        }
        message.reaction_groups.retain(|_, group| group.count > 0);
    }
}

impl Message {
    /// The server's copy: what is shown, without open wishes.
    #[must_use]
    pub fn server(&self) -> &wire::Message {
        self.wishes.as_ref().map_or(&self.data, |wishes| &wishes.server)
    }

    /// The own user waits for this to be confirmed.
    #[must_use]
    pub fn wishes(&self) -> &[Wish] {
        self.wishes.as_ref().map_or(&[], |wishes| &wishes.open)
    }

    /// Changes the server's copy and shows the open wishes on it again.
    pub(super) fn revise(&mut self, edit: impl FnOnce(&mut wire::Message)) {
        match &mut self.wishes {
            None => edit(&mut self.data),
            Some(wishes) => {
                let wishes = Rc::make_mut(wishes);
                edit(&mut wishes.server);
                self.data = shown(&wishes.server, &wishes.open);
            }
        }
    }

    /// Opens a wish, in place of an earlier one about the same.
    pub(super) fn wish(&mut self, wish: &Wish) {
        let server = self.server().clone();
        let mut open: Vec<Wish> = self.wishes().iter().filter(|known| !known.is_about_the_same(wish)).cloned().collect();
        open.push(wish.clone());
        self.data = shown(&server, &open);
        self.wishes = Some(Rc::new(Wishes { server, open }));
    }

    /// Closes a wish, granted or refused: the server's copy says what holds.
    pub(super) fn settle(&mut self, wish: &Wish, is_granted: bool, answer: Option<&wire::Message>) {
        if let Some(answer) = answer {
            self.renew(answer, Source::Answer);
        }
        if let (Wish::React { kind, on, by, .. }, true) = (wish, is_granted) {
            // A newer copy that was told by an event does not say what is the user's own.
            let at = answer.and_then(wire::Message::revision);
            let verb = if *on { Verb::Add } else { Verb::Remove };
            self.own(&reaction(self.id.clone(), kind, by, at), verb, at);
        }
        let Some(wishes) = &self.wishes else { return };
        let open: Vec<Wish> = wishes.open.iter().filter(|open| *open != wish).cloned().collect();
        let server = wishes.server.clone();
        self.data = shown(&server, &open);
        self.wishes = (!open.is_empty()).then(|| Rc::new(Wishes { server, open }));
    }
}

fn shown(server: &wire::Message, open: &[Wish]) -> wire::Message {
    let mut shown = server.clone();
    for wish in open {
        wish.apply(&mut shown);
    }
    shown
}
