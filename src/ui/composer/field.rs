//! The field itself. Its value belongs to the browser: what an input method is doing and what can be undone live in it, so the
//! text is written into it only where the core changed it, and then as an edit that can be undone.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};
use yew::prelude::*;

use super::{Writing, files};
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{Action, Composer, State, Target, units};
use crate::t;
use crate::ui::kit::{composes, overlay};
use crate::wire::MessageId;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct FieldProps {
    pub(super) writing: Writing,
    /// It is to be sent.
    pub(super) onsend: Callback<()>,
}

/// The field.
#[component]
pub(super) fn Field(props: &FieldProps) -> Html {
    let writing = &props.writing;
    let (field, composer) = (&writing.field, &writing.composer);
    {
        let (field, composer) = (field.clone(), composer.clone());
        // At each publish, not at each drawing: only then is what the core holds no older than what the field shows.
        use_effect_with(writing.chat.snapshot.clone(), move |_| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                if field.value() != *composer.text {
                    put(&field, &composer.text, composer.caret);
                }
                grow(&field);
            }
        });
    }
    use_focus(field, composer);
    let oninput = {
        let (emit, target) = (writing.chat.emit.clone(), writing.target.clone());
        Callback::from(move |event: InputEvent| {
            let field: HtmlTextAreaElement = event.target_unchecked_into();
            grow(&field);
            if !PUTTING.get() {
                emit.emit(written(&field, &target));
            }
        })
    };
    let onblur = {
        let writing = writing.clone();
        Callback::from(move |_: FocusEvent| {
            writing.emit(Intent::Blur(writing.target.clone()));
            if writing.composer.suggestions.is_some() {
                writing.emit(Intent::CloseSuggestions(writing.target.clone()));
            }
        })
    };
    let onkeyup = {
        let caret = caret_moved(writing);
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key().starts_with("Arrow") || matches!(&*event.key(), "Home" | "End") {
                caret.emit(event.into());
            }
        })
    };
    let locale = &writing.chat.locale;
    html! {
        <textarea
            ref={field}
            class="composer__field"
            data-composer=""
            rows="1"
            // An empty field runs as the language does.
            dir={(!composer.text.is_empty()).then_some("auto")}
            enterkeyhint={if enter_sends(writing) { "send" } else { "enter" }}
            aria-label={label(writing)}
            placeholder={placeholder(writing, locale)}
            disabled={writing.is_closed() && composer.text.is_empty()}
            readonly={writing.is_closed() || writing.seconds > 0}
            onkeydown={keys(props)}
            onclick={caret_moved(writing).reform(|event: MouseEvent| event.into())}
            onpaste={files::pasted(writing)}
            {oninput}
            {onblur}
            {onkeyup}
        />
    }
}

/// What the field is called.
pub(super) fn label(writing: &Writing) -> String {
    let locale = &writing.chat.locale;
    if writing.target.is_thread() { t!(locale, "composer.label-thread") } else { t!(locale, "composer.label") }
}

fn placeholder(writing: &Writing, locale: &Locale) -> String {
    if let Some(command) = &writing.composer.command {
        return command.args.clone();
    }
    match u32::try_from(writing.seconds) {
        Ok(seconds @ 1..) => t!(locale, "composer.wait", count = seconds),
        _ if writing.target.is_thread() => t!(locale, "composer.placeholder-thread"),
        _ => t!(locale, "composer.placeholder"),
    }
}

/// Whoever chose to edit or to answer a message goes on by writing.
#[hook]
fn use_focus(field: &NodeRef, composer: &Composer) {
    let subject = |composer: &Composer| {
        let editing = composer.editing.as_ref().map(|editing| editing.message.id.clone());
        editing.or_else(|| composer.quoted.as_ref().map(|quoted| quoted.id.clone()))
    };
    let now = subject(composer);
    let before = use_mut_ref(|| now.clone());
    let field = field.clone();
    use_effect_with(now, move |now: &Option<MessageId>| {
        let is_new = now.is_some() && *before.borrow() != *now;
        before.replace(now.clone());
        if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| is_new) {
            let _ = field.focus();
        }
    });
}

fn caret_moved(writing: &Writing) -> Callback<Event> {
    let (field, emit, target) = (writing.field.clone(), writing.chat.emit.clone(), writing.target.clone());
    Callback::from(move |_| {
        if let Some(field) = field.cast::<HtmlTextAreaElement>() {
            emit.emit(Intent::Caret(target.clone(), caret(&field)));
        }
    })
}

fn caret(field: &HtmlTextAreaElement) -> u32 {
    field.selection_start().ok().flatten().unwrap_or_default()
}

fn written(field: &HtmlTextAreaElement, target: &Target) -> Intent {
    Intent::Write { target: target.clone(), text: field.value().into(), caret: caret(field) }
}

/// Keys, after a list of suggestions had its choice.
fn keys(props: &FieldProps) -> Callback<KeyboardEvent> {
    let (writing, onsend) = (props.writing.clone(), props.onsend.clone());
    Callback::from(move |event: KeyboardEvent| {
        let leaves = (event.key() == "Escape").then(|| left(&writing.composer, &writing.target)).flatten();
        // A page's own shortcuts must not fire while somebody writes; an Escape that nobody needs is everybody's.
        if event.key() != "Escape" || leaves.is_some() {
            event.stop_propagation();
        }
        if composes(&event) {
            return;
        }
        if writing.keys.take(&event) {
            event.prevent_default();
            return;
        }
        let field: HtmlTextAreaElement = event.target_unchecked_into();
        let is_plain = !(event.shift_key() || event.alt_key() || event.ctrl_key() || event.meta_key());
        let intent = match &*event.key() {
            "Enter" if !event.alt_key() && sends(enter_sends(&writing), event.shift_key(), event.ctrl_key() || event.meta_key()) => {
                event.prevent_default();
                return onsend.emit(());
            }
            "Escape" => leaves,
            "Backspace" if field.value().is_empty() && writing.composer.command.is_some() => {
                Some(Intent::LeaveCommand(writing.target.clone()))
            }
            "ArrowUp" if is_plain && writing.composer.is_blank() && field.value().is_empty() => {
                let last = last_own(&writing.chat.snapshot, &writing.target);
                last.map(|id| Intent::Edit(writing.target.clone(), id))
            }
            _ => None,
        };
        if let Some(intent) = intent {
            event.prevent_default();
            writing.emit(intent);
        }
    })
}

/// Enter by itself sends, unless the tenant says otherwise (feature F127).
fn enter_sends(writing: &Writing) -> bool {
    writing.chat.snapshot.config.features.allows("enterSends")
}

/// Whether Enter with these keys held sends; otherwise it breaks the line. With Ctrl or Command it always sends.
pub(super) const fn sends(enter_sends: bool, shift: bool, command: bool) -> bool {
    !shift && (enter_sends || command)
}

/// What Escape leaves: the command, then the edit, then the quote.
pub(super) fn left(composer: &Composer, target: &Target) -> Option<Intent> {
    let target = target.clone();
    match composer {
        Composer { command: Some(_), .. } => Some(Intent::LeaveCommand(target)),
        Composer { editing: Some(_), .. } => Some(Intent::CancelEdit(target)),
        Composer { quoted: Some(_), .. } => Some(Intent::Unquote(target)),
        _ => None,
    }
}

/// The newest own message that may be edited (trust C2).
pub(super) fn last_own(state: &State, target: &Target) -> Option<MessageId> {
    let (me, channel) = (state.my_id()?, state.channels.get(&target.cid)?);
    let own = |message: &&Rc<crate::state::Message>| {
        message.author() == Some(me) && state.rights(channel, message, target.is_thread()).allow(Action::Edit)
    };
    state.timeline(target)?.latest().messages.iter().rev().find(own).map(|message| message.id.clone())
}

thread_local! {
    /// What is heard now was written by [`put`], not by the user.
    static PUTTING: Cell<bool> = const { Cell::new(false) };
}

/// Brings the field to a text, by the smallest edit, which the browser can undo while the field has the focus.
fn put(field: &HtmlTextAreaElement, text: &str, caret: u32) {
    let old = field.value();
    let has_focus = overlay::layers::focused(field).is_some_and(|focused| focused.is_same_node(Some(field)));
    if has_focus && !text.is_empty() {
        let (from, to, with) = difference(&old, text);
        PUTTING.set(true);
        let _ = field.set_selection_range(from, to);
        type_in(field, with);
        PUTTING.set(false);
    }
    if field.value() != text {
        field.set_value(text);
    }
    if has_focus {
        let _ = field.set_selection_range(caret, caret);
    }
}

/// Where two texts differ: the range of the old one, in UTF-16 units, and what stands there now.
pub(super) fn difference<'a>(old: &str, new: &'a str) -> (u32, u32, &'a str) {
    let start: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end: usize = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let changed = old_rest.get(..old_rest.len() - end).unwrap_or_default();
    let from = units(old.get(..start).unwrap_or_default());
    (from, from + units(changed), new_rest.get(..new_rest.len() - end).unwrap_or_default())
}

/// Writes over the selection as typing would; the only way that can be undone.
fn type_in(field: &HtmlTextAreaElement, text: &str) -> bool {
    let document = field.owner_document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    let command = if text.is_empty() { "delete" } else { "insertText" };
    document.is_some_and(|document| document.exec_command_with_show_ui_and_value(command, false, text).unwrap_or_default())
}

/// Puts something where the caret is, and the focus with it.
pub(super) fn insert(writing: &Writing, text: &str) {
    let Some(field) = writing.field.cast::<HtmlTextAreaElement>() else { return };
    let _ = field.focus();
    if !type_in(&field, text) {
        let end = |at: Result<Option<u32>, _>| at.ok().flatten().unwrap_or_default();
        let (from, to) = (end(field.selection_start()), end(field.selection_end()));
        let _ = field.set_range_text_with_start_and_end(text, from, to);
        let at = from + units(text);
        let _ = field.set_selection_range(at, at);
        writing.emit(written(&field, &writing.target));
    }
}

/// Grows with its text where the style sheet cannot do it; the style sheet sets the limits.
fn grow(field: &HtmlTextAreaElement) {
    let style = field.style();
    thread_local! {
        static GROWS: Cell<Option<bool>> = const { Cell::new(None) };
    }
    let by_itself = GROWS.get().unwrap_or_else(|| {
        let _ = style.set_property("field-sizing", "content");
        let by_itself = style.get_property_value("field-sizing").is_ok_and(|value| !value.is_empty());
        GROWS.set(Some(by_itself));
        by_itself
    });
    if !by_itself {
        let _ = style.set_property("block-size", "auto");
        let _ = style.set_property("block-size", &overlay::pixels(f64::from(field.scroll_height())));
    }
}
