//! What is being written: one composer per channel and per thread (features F126 to F147).
//!
//! A [`Composer`] is a value: the chat makes the next one out of the last, and [`super::Change::Composed`] puts it in place.

use std::rc::Rc;

use super::{Message, Millis, Pending, State, Suggestions, Target};
use crate::wire::{Attachment, Cid, Circle, Command, MessageId, User};

/// Letters of a text where the channel type does not say (protocol section 1.8).
const MAX_LENGTH: u32 = 5_000;

/// How much a clock may be slow and slow mode still be counted by it, in milliseconds.
const SKEW: Millis = 10_000;

/// Everything that is written in one place and not sent yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composer {
    /// The text; after a command was picked only what follows it.
    pub text: Rc<str>,
    /// Where the caret stands, in UTF-16 units as the DOM counts. A view that sets its field to `text` puts the caret here.
    pub caret: u32,
    /// The message that is answered (feature F141).
    pub quoted: Option<Rc<Message>>,
    /// The message that is edited (feature F142).
    pub editing: Option<Rc<Editing>>,
    /// Files, in the order they were added.
    pub attachments: Vec<Pending>,
    /// The slash command that was picked, shown as a chip (feature F136).
    pub command: Option<Rc<Command>>,
    /// What is suggested at the caret.
    pub suggestions: Option<Rc<Suggestions>>,
    /// Users named in the text; one whose name is no longer in it does not go out.
    pub mentions: Vec<Rc<User>>,
    /// Roles and groups named in the text, likewise.
    pub circles: Vec<Rc<Circle>>,
    /// The card of the first address in the text, once the server made one (feature F140).
    pub link_preview: Option<Rc<LinkPreview>>,
    /// Addresses whose cards the user does not want.
    pub dismissed: Vec<Rc<str>>,
    /// A reply is to be shown in the channel too (feature F147).
    pub show_in_channel: bool,
    /// When the user last changed anything, by the local clock; absent when what is here came from the server.
    pub written_at: Option<Millis>,
}

/// The message that is edited, and what was written before.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    /// The message as it was.
    pub message: Rc<Message>,
    /// Comes back when editing ends.
    pub before: Composer,
}

/// The card of an address in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkPreview {
    /// The address as it was found.
    pub url: Rc<str>,
    /// The card.
    pub card: Rc<Attachment>,
}

/// Why what is written cannot go out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// There is nothing.
    Empty,
    /// The channel takes no messages.
    Frozen,
    /// The command needs words, or a user to be named (protocol section 5.3).
    Incomplete,
    /// The user may not write here.
    NotAllowed,
    /// Slow mode.
    SlowMode {
        /// Until when, by the local clock.
        until: Millis,
    },
    /// The text is too long.
    TooLong {
        /// Letters too many.
        over: u32,
    },
    /// A file could not be uploaded: the user tries again or removes it.
    UploadFailed,
    /// Files are on their way.
    Uploading,
}

impl Hold {
    /// Key in the locale files. [`Hold::Empty`] needs no words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "composer.empty",
            Self::Frozen => "composer.frozen",
            Self::Incomplete => "composer.incomplete",
            Self::NotAllowed => "composer.not-allowed",
            Self::SlowMode { .. } => "composer.slow-mode",
            Self::TooLong { .. } => "composer.too-long",
            Self::UploadFailed => "composer.upload-failed",
            Self::Uploading => "composer.uploading",
        }
    }

    /// Nothing may even be written.
    #[must_use]
    pub const fn closes(self) -> bool {
        matches!(self, Self::Frozen | Self::NotAllowed | Self::SlowMode { .. })
    }
}

impl Composer {
    /// There is nothing to keep.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self { caret: self.caret, written_at: self.written_at, ..Self::default() }
    }

    /// What is kept as a draft: not the text of a message that is edited.
    #[must_use]
    pub fn draft(&self) -> &Self {
        self.editing.as_ref().map_or(self, |editing| &editing.before)
    }

    /// Sending it would change a message: its text, its files or its cards.
    #[must_use]
    pub fn differs_from(&self, message: &Message) -> bool {
        self.outgoing_text() != message.text || self.outgoing_attachments() != message.attachments
    }

    /// The files and cards as they go out: of an edited message, cards stay whose address is still in the text and was not
    /// dismissed; then comes the one that is shown, unless it is one of them.
    #[must_use]
    pub fn outgoing_attachments(&self) -> Vec<Attachment> {
        let text = self.outgoing_text();
        let before = self.editing.as_ref().map_or(&[][..], |editing| &editing.message.attachments);
        let stays = |card: &&Attachment| card.is_card() && is_in(card, &text) && !self.dismissed.iter().any(|url| is_of(card, url));
        let cards: Vec<&Attachment> = before.iter().filter(stays).collect();
        let is_kept = |url: &str| cards.iter().any(|card| is_of(card, url));
        let is_new = |preview: &&Rc<LinkPreview>| !is_kept(&preview.url) && !addresses(&preview.card).any(is_kept);
        let shown = self.link_preview.iter().filter(is_new).map(|preview| &*preview.card);
        self.attachments.iter().filter_map(Pending::attachment).chain(cards.iter().copied().chain(shown).cloned()).collect()
    }

    /// The text as it goes out.
    #[must_use]
    pub fn outgoing_text(&self) -> String {
        let text = self.text.trim();
        match &self.command {
            None => text.to_owned(),
            Some(command) => ["/", &command.name, " ", text].concat().trim_end().to_owned(),
        }
    }

    /// Users whose name is still in the text.
    pub fn mentioned(&self) -> impl Iterator<Item = &Rc<User>> {
        self.mentions.iter().filter(|user| self.text.contains(&mention(user)))
    }

    /// Roles and groups whose name is still in the text.
    pub fn circled(&self) -> impl Iterator<Item = &Rc<Circle>> {
        self.circles.iter().filter(|circle| self.text.contains(&["@", circle.name()].concat()))
    }

    /// The file of this id.
    pub(crate) fn file_mut(&mut self, id: super::FileId) -> Option<&mut Pending> {
        self.attachments.iter_mut().find(|pending| pending.kept.is_none() && pending.file.id == id)
    }

    /// Replaces the word from `start` to the caret (UTF-16 units); the caret stands behind.
    pub(crate) fn replace_word(&mut self, start: u32, with: &str) {
        let (from, to) = (super::byte_at(&self.text, start), super::byte_at(&self.text, self.caret));
        let before = self.text.get(..from).unwrap_or_default();
        let after = self.text.get(to.max(from)..).unwrap_or_default();
        let after = if with.ends_with(' ') { after.strip_prefix(' ').unwrap_or(after) } else { after };
        self.caret = super::units(before) + super::units(with);
        self.text = Rc::from([before, with, after].concat());
        self.suggestions = None;
    }
}

/// What a card is of.
fn addresses(card: &Attachment) -> impl Iterator<Item = &str> {
    [&card.og_scrape_url, &card.title_link].into_iter().flatten().map(String::as_str)
}

/// A card's address is still in the text.
fn is_in(card: &Attachment, text: &str) -> bool {
    addresses(card).any(|url| text.contains(bare(url)))
}

/// A card is of this address, however it was written.
fn is_of(card: &Attachment, url: &str) -> bool {
    addresses(card).any(|own| bare(own) == bare(url))
}

/// An address without what people leave out.
fn bare(url: &str) -> &str {
    let url = url.trim_end_matches('/');
    url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url)
}

/// How a user is named in a text.
#[must_use]
pub fn mention(user: &User) -> String {
    ["@", user.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(user.id.as_str())].concat()
}

impl State {
    /// What is being written in a place.
    #[must_use]
    pub fn composer(&self, target: &Target) -> Option<&Rc<Composer>> {
        self.composers.get(target)
    }

    /// Text not yet sent in a channel.
    #[must_use]
    pub fn draft(&self, cid: &Cid) -> &str {
        self.composers.get(&Target::from(cid)).map_or("", |composer| &composer.draft().text)
    }

    /// The same to keep; absent when empty.
    #[must_use]
    pub fn draft_text(&self, cid: &Cid) -> Option<Rc<str>> {
        let composer = self.composers.get(&Target::from(cid))?;
        Some(composer.draft().text.clone()).filter(|text| !text.is_empty())
    }

    /// Why what is written in a place cannot go out now; `None` when it can. `now` by the local clock.
    #[must_use]
    pub fn hold(&self, target: &Target, now: Millis) -> Option<Hold> {
        let channel = self.channels.get(&target.cid)?;
        let blank = Composer::default();
        let composer = self.composers.get(target).map_or(&blank, |composer| &**composer);
        if channel.data.frozen {
            return Some(Hold::Frozen);
        }
        let capability = if target.is_thread() { "send-reply" } else { "send-message" };
        let is_edit = composer.editing.is_some();
        let has_place = !target.is_thread() || self.may(channel, super::Control::Threads);
        if channel.data.disabled || !(is_edit || has_place && channel.can(capability)) {
            return Some(Hold::NotAllowed);
        }
        // Further away than slow mode lasts, it is a clock that is wrong: then the server decides (fault F17).
        let longest = now + SKEW + i64::from(channel.data.cooldown.unwrap_or_default()) * 1_000;
        if let Some(until) = self.cooldown_until(&target.cid).filter(|until| !is_edit && *until > now && *until <= longest) {
            return Some(Hold::SlowMode { until });
        }
        if let Some(over) = self.letters_left(target).filter(|left| *left < 0) {
            return Some(Hold::TooLong { over: over.unsigned_abs() });
        }
        if composer.attachments.iter().any(Pending::is_busy) {
            return Some(Hold::Uploading);
        }
        if composer.attachments.iter().any(|pending| matches!(pending.phase, super::UploadPhase::Failed(_))) {
            return Some(Hold::UploadFailed);
        }
        if let Some(command) = &composer.command {
            let (names, words) = (composer.mentioned().next().is_some(), !composer.text.trim().is_empty());
            let needs_name = matches!(&*command.name, "ban" | "unban" | "mute" | "unmute");
            let is_complete = if needs_name { names } else { words || command.args.is_empty() };
            return (!is_complete).then_some(Hold::Incomplete);
        }
        let has_file = composer.attachments.iter().any(|pending| pending.attachment().is_some());
        (composer.text.trim().is_empty() && !has_file).then_some(Hold::Empty)
    }

    /// Letters that the text may still grow by; negative when it is too long.
    #[must_use]
    pub fn letters_left(&self, target: &Target) -> Option<i32> {
        let limit = self.channels.get(&target.cid)?.config().and_then(|config| config.max_message_length).filter(|limit| *limit > 0);
        let written = self.composers.get(target).map_or(0, |composer| composer.outgoing_text().chars().count());
        let limit = i32::try_from(limit.unwrap_or(MAX_LENGTH)).unwrap_or(i32::MAX);
        Some(limit.saturating_sub(i32::try_from(written).unwrap_or(i32::MAX)))
    }

    /// When slow mode lets the own user write again, by the local clock; `None` when it does not hold (feature F146). Counts
    /// messages on their way too.
    #[must_use]
    pub fn cooldown_until(&self, cid: &Cid) -> Option<Millis> {
        let (me, channel) = (self.my_id()?, self.channels.get(cid)?);
        let seconds = channel.data.cooldown.filter(|seconds| *seconds > 0 && !channel.can("skip-slow-mode"))?;
        let is_own = |message: &&Rc<Message>| message.author() == Some(me) && !matches!(message.delivery, super::Delivery::Failed(_));
        let timeline = &channel.timeline;
        let threads = self
            .threads
            .values()
            .filter(|thread| thread.cid == *cid)
            .filter_map(|thread| thread.timeline.latest().messages.iter().rev().find(is_own));
        let own = timeline.outgoing().iter().chain(&timeline.latest().messages).rev().find(is_own).into_iter().chain(threads);
        let sent = own.filter_map(|message| message.created_at).max()?;
        Some(sent.millis() + i64::from(seconds) * 1_000)
    }
}

/// Puts a composer in place; a blank one leaves no trace.
pub(super) fn compose(state: &mut State, target: &Target, composer: &Composer) -> bool {
    if composer.is_blank() {
        return state.composers.remove(target).is_some();
    }
    if state.composers.get(target).is_some_and(|known| **known == *composer) {
        return false;
    }
    state.composers.insert(target.clone(), Rc::new(composer.clone()));
    true
}

/// A quoted message changed or is gone: what is being written shows it as it is now.
pub(super) fn requote(state: &mut State, cid: &Cid, id: &MessageId) -> bool {
    let quotes = |composer: &Composer| composer.quoted.as_ref().is_some_and(|quoted| quoted.id == *id);
    let mut changed = false;
    let found = state.find(cid, id).cloned();
    for (_, composer) in state.composers.iter_mut().filter(|(target, composer)| target.cid == *cid && quotes(composer)) {
        let now = found.clone().filter(|message| !message.is_deleted());
        changed |= super::edit(composer, |composer| {
            let changed = composer.quoted != now;
            composer.quoted = now;
            changed
        });
    }
    changed
}
