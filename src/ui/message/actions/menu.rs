//! The lines of a message's menu, in the order of a list that a tenant can give (feature F104).

use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::super::Scope;
use super::{Ask, Kind, Panel, act, download};
use crate::config::{CustomAction, Placement};
use crate::i18n::Locale;
use crate::state::{Message, Rights};
use crate::t;
use crate::ui::context::{ByPtr, ChatContext};
use crate::ui::kit::{Anchor, Glyph, MenuItem, Severity, StageHandle, Toast, glyph};
use crate::ui::tools;

/// What the menu holds when nobody says otherwise. A change of group draws a line.
pub(super) const ORDER: &[&[Kind]] = &[
    &[Kind::React, Kind::Quote, Kind::Thread, Kind::Resend],
    &[Kind::Copy, Kind::Edit, Kind::Pin, Kind::Reactions, Kind::Download, Kind::MarkUnread],
    &[Kind::Mute, Kind::Flag, Kind::Block],
    &[Kind::Delete, Kind::Discard],
];

/// What the lines act upon.
pub(super) struct At<'a> {
    pub(super) chat: &'a ChatContext,
    pub(super) scope: &'a ByPtr<Scope>,
    pub(super) message: &'a ByPtr<Message>,
    pub(super) rights: Rights,
    pub(super) stage: &'a StageHandle,
    pub(super) anchor: &'a Anchor,
    /// The keys that do the same are told.
    pub(super) by_keyboard: bool,
}

/// The lines, group by group.
pub(super) fn items(at: &At<'_>, order: &[&[Kind]]) -> Vec<MenuItem> {
    let mut items: Vec<MenuItem> = Vec::new();
    for group in order {
        let mut begins = !items.is_empty();
        for item in group.iter().filter(|kind| kind.is_allowed(at.rights)).filter_map(|kind| item(*kind, at)) {
            items.push(if std::mem::take(&mut begins) { item.in_new_group() } else { item });
        }
    }
    items.extend(configured(at));
    for (at, fact) in facts(at).into_iter().enumerate() {
        items.push(if at == 0 { fact.in_new_group() } else { fact });
    }
    if at.by_keyboard {
        let (ask, id) = (at.scope.ask.clone(), at.message.id.clone());
        let shows = Callback::from(move |()| ask.emit((id.clone(), Ask::Open(Panel::Shortcuts))));
        items.push(MenuItem::new(t!(at.scope.locale, "shortcuts.title"), shows).drawn(glyph::KEYBOARD).in_new_group());
    }
    items
}

/// The tenant's own lines (feature F104).
fn configured(at: &At<'_>) -> Vec<MenuItem> {
    let (chat, cid, id) = (at.chat, &at.scope.target.cid, &at.message.id);
    let Some(channel) = chat.snapshot.channels.get(cid) else { return Vec::new() };
    let choose = {
        let (chat, scope, id) = (chat.clone(), at.scope.clone(), id.clone());
        Callback::from(move |action: Rc<CustomAction>| {
            if action.confirm.is_some() {
                scope.ask.emit((id.clone(), Ask::Open(Panel::Run(action))));
            } else {
                tools::run(&chat, &action, &scope.target.cid, Some(&id));
            }
        })
    };
    let actions = chat.snapshot.actions(Placement::MessageMenu, channel, Some(at.message));
    let lines = actions.map(|action| tools::line(chat, action, cid, Some(id), &choose));
    lines.enumerate().map(|(n, line)| if n == 0 { line.in_new_group() } else { line }).collect()
}

/// What a pointer learns by resting on the marks below the bubble: who has read it, and when it was edited (features F66, F71).
fn facts(at: &At<'_>) -> Vec<MenuItem> {
    let (locale, message) = (&at.scope.locale, at.message);
    let mut facts = Vec::new();
    let is_own = message.author() == Some(&at.scope.me);
    let readers = if is_own { at.scope.readers.emit(message.id.clone()) } else { Vec::new() };
    if !readers.is_empty() {
        let names = super::super::names_of(&readers, readers.len(), locale);
        facts.push(MenuItem::new(t!(locale, "status.read"), Callback::noop()).drawn(glyph::CHECK_CHECK).disabled(names));
    }
    if let Some(edited) = message.message_text_updated_at {
        let when = locale.full(edited.millis());
        facts.push(MenuItem::new(t!(locale, "message.edited"), Callback::noop()).drawn(glyph::PENCIL).disabled(when));
    }
    facts
}

fn item(kind: Kind, at: &At<'_>) -> Option<MenuItem> {
    let (locale, message) = (&at.scope.locale, at.message);
    let (glyph, key, key_on): (Glyph, &str, &str) = match kind {
        Kind::React => (glyph::SMILE_PLUS, "message.react", ""),
        Kind::Quote => (glyph::REPLY, "message.quote", ""),
        Kind::Thread => (glyph::MESSAGE_SQUARE_TEXT, "message.thread", ""),
        Kind::Resend => (glyph::ROTATE_CCW, "message.retry", ""),
        Kind::Copy => (glyph::COPY, "message.copy", ""),
        Kind::Edit => (glyph::PENCIL, "message.edit", ""),
        Kind::Pin if message.pinned => (glyph::PIN_OFF, "message.unpin", ""),
        Kind::Pin => (glyph::PIN, "message.pin", ""),
        Kind::Reactions => (glyph::SMILE, "reactions.show", ""),
        Kind::Download => (glyph::DOWNLOAD, "message.download", "message.download-all"),
        Kind::MarkUnread => (glyph::MAIL, "message.mark-unread", ""),
        Kind::Mute if mutes(at) => (glyph::VOLUME_2, "message.unmute", ""),
        Kind::Mute => (glyph::VOLUME_X, "message.mute", ""),
        Kind::Flag => (glyph::FLAG, "message.flag", ""),
        Kind::Block => (glyph::USER_X, "message.block", ""),
        Kind::Delete => (glyph::TRASH_2, "message.delete", ""),
        Kind::Discard => (glyph::TRASH_2, "message.discard", ""),
    };
    let name = message.user.as_ref().map(|user| crate::ui::short_name_of(&at.scope.people.emit(user.clone()))).unwrap_or_default();
    let label = locale.text(key, &[("name", &name)]);
    let item = match kind {
        Kind::Copy => MenuItem::new(label, copy(at)),
        Kind::Download => downloads(label, key_on, message, locale)?,
        Kind::Reactions if message.reaction_groups.is_empty() => return None,
        Kind::Block | Kind::Delete | Kind::Flag => MenuItem::new(label, does(kind, at)).danger(),
        Kind::Discard => MenuItem::new(label, does(kind, at)).danger(),
        Kind::Edit
        | Kind::MarkUnread
        | Kind::Mute
        | Kind::Pin
        | Kind::Quote
        | Kind::React
        | Kind::Reactions
        | Kind::Resend
        | Kind::Thread => MenuItem::new(label, does(kind, at)),
    };
    Some(item.drawn(glyph))
}

fn mutes(at: &At<'_>) -> bool {
    let me = at.chat.snapshot.me.as_ref();
    at.message.author().is_some_and(|author| me.is_some_and(|me| me.mutes_user(author, (at.chat.now)())))
}

fn does(kind: Kind, at: &At<'_>) -> Callback<()> {
    let (chat, scope, message, rights) = (at.chat.clone(), at.scope.clone(), at.message.clone(), at.rights);
    let anchor = at.anchor.clone();
    Callback::from(move |()| act(kind, &chat, &scope, &message, rights, anchor.clone()))
}

/// Puts the text on the clipboard, and says so.
fn copy(at: &At<'_>) -> Callback<()> {
    let (text, stage, locale) = (at.message.text.clone(), at.stage.clone(), at.scope.locale.clone());
    Callback::from(move |()| {
        let Some(window) = web_sys::window() else { return };
        let (stage, locale) = (stage.clone(), locale.clone());
        // Where the page is not secure there is no clipboard.
        let written = js_sys::Reflect::has(&window.navigator(), &"clipboard".into())
            .is_ok_and(|has| has)
            .then(|| window.navigator().clipboard().write_text(&text));
        spawn_local(async move {
            let is_copied = match written {
                Some(written) => JsFuture::from(written).await.is_ok(),
                None => false,
            };
            let toast = if is_copied {
                Toast::new("copied", Severity::Success, t!(locale, "message.copied"))
            } else {
                Toast::new("copied", Severity::Error, t!(locale, "message.not-copied"))
            };
            stage.show(toast);
        });
    })
}

/// One file at once, several one by one or all together (feature F92).
fn downloads(label: String, all: &str, message: &Message, locale: &Locale) -> Option<MenuItem> {
    let files = download::files(message);
    let saves = |files: Vec<download::File>| Callback::from(move |()| download::save(files.clone()));
    match files.len() {
        0 => None,
        1 => Some(MenuItem::new(label, saves(files))),
        _ => {
            let one = files.iter().take(30).map(|file| MenuItem::new(file.name.clone(), saves(vec![file.clone()])).drawn(glyph::FILE));
            let all = MenuItem::new(locale.text(all, &[]), saves(files.clone())).drawn(glyph::DOWNLOAD);
            Some(MenuItem::opening(label, std::iter::once(all).chain(one).collect()))
        }
    }
}
