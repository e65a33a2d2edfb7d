//! Writing: text, quotes, edits, commands and names (features F126 to F147). What a composer becomes is decided here; that
//! it goes out is decided in `send`.

use std::rc::Rc;

use super::{Change, Chat, Effect, Pick};
use crate::api::{Call, SKIP_ENRICH};
use crate::connection::Phase;
use crate::state::{Composer, Delivery, Editing, Message, Pending, Target, Wish, mention, units};
use crate::wire::{self, Circle, MessageId, MessageType, Value};

impl Chat {
    /// What is written in a place, to be changed and given back to [`Chat::compose`].
    pub(super) fn composer(&self, target: &Target) -> Composer {
        self.state.composers.get(target).map(|composer| (**composer).clone()).unwrap_or_default()
    }

    /// The user changed what is written.
    pub(super) fn compose(&mut self, target: &Target, mut composer: Composer) {
        composer.written_at = Some(self.now);
        self.apply(&Change::Composed(target.clone(), Box::new(composer)));
        self.draft_changed(target);
    }

    /// The text in a composer is now this.
    pub(super) fn write(&mut self, target: &Target, text: Rc<str>, caret: u32) {
        let mut composer = self.composer(target);
        let (is_edit, is_blank) = (composer.editing.is_some(), text.trim().is_empty());
        composer.text = text;
        composer.caret = caret;
        self.suggest(target, &mut composer);
        self.unfurl(target, &mut composer);
        self.compose(target, composer);
        if is_blank {
            self.stop_typing(target);
        } else if !is_edit {
            self.typed(target);
        }
    }

    /// The caret moved.
    pub(super) fn move_caret(&mut self, target: &Target, caret: u32) {
        let mut composer = self.composer(target);
        if composer.caret != caret {
            composer.caret = caret;
            self.suggest(target, &mut composer);
            self.apply(&Change::Composed(target.clone(), Box::new(composer)));
        }
    }

    /// Answers a message, or no more.
    pub(super) fn quote(&mut self, target: &Target, id: Option<&MessageId>) {
        let mut composer = self.composer(target);
        composer.quoted = id.and_then(|id| self.state.find(&target.cid, id)).filter(|message| !message.is_deleted()).cloned();
        // Moderation needs no quote (protocol section 5.3).
        if composer.quoted.is_some() && composer.command.as_ref().is_some_and(|command| command.is_moderation()) {
            composer.command = None;
        }
        self.compose(target, composer);
    }

    pub(super) fn show_in_channel(&mut self, target: &Target, on: bool) {
        let mut composer = self.composer(target);
        composer.show_in_channel = on && target.is_thread();
        self.compose(target, composer);
    }

    pub(super) fn leave_command(&mut self, target: &Target) {
        let mut composer = self.composer(target);
        composer.command = None;
        self.compose(target, composer);
    }

    /// Takes a suggestion in place of the word at the caret.
    pub(super) fn pick(&mut self, target: &Target, pick: Pick) {
        let mut composer = self.composer(target);
        let start = composer.suggestions.as_ref().map(|suggestions| suggestions.start);
        match (pick, start) {
            (Pick::Command(name), _) => {
                let channel = self.state.channels.get(&target.cid);
                let commands = channel.and_then(|channel| channel.config()).map_or(&[][..], |config| &config.commands);
                let Some(command) = commands.iter().find(|command| *command.name == *name) else { return };
                composer.command = Some(Rc::new(command.clone()));
                // One that was chosen in a menu is about what is written.
                if let Some(start) = start {
                    composer.replace_word(start, "");
                }
            }
            (_, None) => return,
            (Pick::Circle(circle), Some(start)) => {
                composer.replace_word(start, &["@", circle.name(), " "].concat());
                composer.circles.retain(|known| *known != circle);
                composer.circles.push(circle);
            }
            (Pick::Channel, Some(start)) => composer.replace_word(start, "@channel "),
            (Pick::Here, Some(start)) => composer.replace_word(start, "@here "),
            (Pick::Text(text), Some(start)) => composer.replace_word(start, &text),
            (Pick::User(id), Some(start)) => {
                let Some(user) = self.found_user(target, &id) else { return };
                composer.replace_word(start, &[mention(&user).as_str(), " "].concat());
                composer.mentions.retain(|known| known.id != id);
                composer.mentions.push(user);
            }
        }
        self.suggest(target, &mut composer);
        self.compose(target, composer);
    }

    /// Begins to edit a message; what was written before waits (feature F96).
    pub(super) fn edit(&mut self, target: &Target, id: &MessageId) {
        let Some(message) = self.state.find(&target.cid, id).cloned() else { return };
        if message.delivery != Delivery::Sent || message.kind == MessageType::Error {
            return self.edit_again(target, id);
        }
        let known = self.composer(target);
        if known.editing.is_some() {
            self.forget_files(&known.attachments);
        }
        let mut before = known.draft().clone();
        before.suggestions = None;
        let composer = Composer { editing: Some(Rc::new(Editing { message: message.clone(), before })), ..content_of(&message) };
        self.apply(&Change::Composed(target.clone(), Box::new(composer)));
    }

    /// Ends editing: what was written before is there again.
    pub(super) fn cancel_edit(&mut self, target: &Target) {
        let composer = self.composer(target);
        let Some(editing) = &composer.editing else { return };
        self.forget_files(&composer.attachments);
        self.apply(&Change::Composed(target.clone(), Box::new(editing.before.clone())));
    }

    /// Takes a message that did not go out into the composer again, above what is written there.
    pub(super) fn edit_again(&mut self, target: &Target, id: &MessageId) {
        let Some(message) = self.state.timeline(target).and_then(|timeline| timeline.find(id)).cloned() else { return };
        if message.delivery == Delivery::Sending {
            return;
        }
        let mut composer = content_of(&message);
        composer.quoted = message.quoted_message_id.as_ref().and_then(|quoted| self.state.find(&target.cid, quoted)).cloned();
        composer.show_in_channel = message.show_in_channel;
        let mut known = self.composer(target);
        if known.editing.is_some() {
            return;
        }
        composer.attachments.append(&mut known.attachments);
        composer.mentions.append(&mut known.mentions);
        composer.circles.append(&mut known.circles);
        if !known.text.trim().is_empty() {
            composer.text = Rc::from([&*composer.text, "\n", &*known.text].concat());
        }
        composer.command = known.command;
        self.discard(target, id);
        self.compose(target, composer);
    }

    /// Saves what is edited: shown at once, taken back when it is refused.
    pub(super) fn finish_edit(&mut self, target: &Target) {
        let composer = self.composer(target);
        let Some(editing) = &composer.editing else { return };
        let Some(known) = self.state.find(&target.cid, &editing.message.id).cloned() else { return self.cancel_edit(target) };
        let mut message = known.server().clone();
        message.text = composer.outgoing_text();
        message.mentioned_users = composer.mentioned().cloned().collect();
        message.attachments = composer.outgoing_attachments();
        self.name_many(&composer, &mut message);
        skip_cards(&composer, &mut message);
        self.forget_files(&composer.attachments);
        self.apply(&Change::Composed(target.clone(), Box::new(editing.before.clone())));
        self.draft_changed(target);
        if composer.differs_from(&known) {
            let message = Rc::new(message);
            let wish = Wish::Edit(message.clone());
            self.apply(&Change::Wished(target.cid.clone(), message.id.clone(), wish.clone()));
            self.ask(Call::EditMessage { message, wish });
        }
    }

    /// The message that a composer makes.
    pub(super) fn message_of(&self, target: &Target, composer: &Composer, id: MessageId) -> Option<wire::Message> {
        let me = self.state.me.as_ref()?;
        let user = self.state.profile(&me.id).cloned().unwrap_or_else(|| Rc::new(me.own.profile()));
        let now = Some(wire::Ts::from_millis(self.now));
        let quoted = composer.quoted.as_ref();
        let mut message = wire::Message {
            id,
            cid: target.cid.clone(),
            text: composer.outgoing_text(),
            user: Some(user),
            created_at: now,
            updated_at: now,
            attachments: composer.outgoing_attachments(),
            mentioned_users: composer.mentioned().cloned().collect(),
            parent_id: target.parent.clone(),
            show_in_channel: composer.show_in_channel && target.is_thread(),
            quoted_message_id: quoted.map(|quoted| quoted.id.clone()),
            quoted_message: quoted.map(|quoted| Box::new(wire::Message { quoted_message: None, ..quoted.data.clone() })),
            ..wire::Message::default()
        };
        self.name_many(composer, &mut message);
        skip_cards(composer, &mut message);
        Some(message)
    }

    /// Says who is named besides single users: everybody, roles, groups. Who was named before and no longer is in the text is not.
    fn name_many(&self, composer: &Composer, message: &mut wire::Message) {
        let channel = self.state.channels.get(&message.cid);
        for (word, capability, key) in [("@channel", "notify-channel", "mentioned_channel"), ("@here", "notify-here", "mentioned_here")] {
            let names = message.text.split(|letter: char| letter.is_whitespace() || ",.!?:;".contains(letter)).any(|part| part == word);
            message.extra.remove(key);
            if names && channel.is_some_and(|channel| channel.can(capability)) {
                message.extra.insert(key.into(), Value::Bool(true));
            }
        }
        Circle::name_in(composer.circled(), &mut message.extra);
    }

    /// Lets go of files that are not needed any more.
    pub(super) fn forget_files(&mut self, files: &[Pending]) {
        for pending in files.iter().filter(|pending| pending.kept.is_none()) {
            if matches!(pending.phase, crate::state::UploadPhase::Uploading { .. }) {
                self.effects.push(Effect::CancelUpload(pending.file.id));
            }
            self.effects.push(Effect::ForgetFile(pending.file.id));
        }
    }

    /// The connection carries typing events.
    pub(super) fn is_live(&self) -> bool {
        self.connection.phase() == Phase::Live
    }
}

/// The card that is shown goes out with the message, and one that was dismissed is not wanted: the server makes none of them.
fn skip_cards(composer: &Composer, message: &mut wire::Message) {
    if composer.link_preview.is_some() || composer.dismissed.iter().any(|url| message.text.contains(&**url)) {
        message.extra.insert(SKIP_ENRICH.into(), Value::Bool(true));
    }
}

/// A message as a composer shows it: its files are there already; cards are made anew (protocol section 5.9).
fn content_of(message: &Message) -> Composer {
    Composer {
        text: Rc::from(message.text.as_str()),
        caret: units(&message.text),
        attachments: message
            .attachments
            .iter()
            .filter(|attachment| !attachment.is_card())
            .zip(0..)
            .map(|(it, at)| Pending::keep(it, at))
            .collect(),
        mentions: message.mentioned_users.clone(),
        circles: Circle::named_by(&message.extra),
        ..Composer::default()
    }
}
