//! Where a message is written.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::context::{ByPtr, use_chat};
use crate::chat::Intent;
use crate::state::{Channel, Target};
use crate::t;

/// What a [`Composer`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// The channel.
    pub channel: ByPtr<Channel>,
    /// The place that is written to: the channel or a thread in it.
    pub target: Target,
    /// Text not yet sent.
    pub draft: Rc<str>,
}

/// Where a message is written. Enter sends, Shift and Enter breaks the line, an input method keeps its Enter.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let chat = use_chat();
    let (locale, cid) = (&chat.locale, props.target.clone());
    let field = use_node_ref();
    {
        // The text of another channel, or of a sent message: never while the field already shows what is known.
        let field = field.clone();
        use_effect_with((cid.clone(), props.draft.clone()), move |(_, draft)| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|field| field.value() != **draft) {
                field.set_value(draft);
            }
        });
    }
    let typing: Vec<_> = props
        .channel
        .typing_users(Some(&chat.me))
        .filter_map(|id| chat.snapshot.user(id))
        .map(|user| super::short_name_of(user).to_string())
        .collect();
    let names: Vec<&str> = typing.iter().map(String::as_str).collect();
    let is_typing = (!names.is_empty())
        .then(|| locale.plural("typing.names", i64::try_from(names.len()).unwrap_or(2), &[("names", &locale.list(&names))]));
    let reason = if props.channel.data.frozen {
        Some(t!(locale, "composer.frozen"))
    } else {
        (!props.channel.can("send-message")).then(|| t!(locale, "composer.not-allowed"))
    };
    let oninput = {
        let (emit, cid) = (chat.emit.clone(), cid.clone());
        move |event: InputEvent| {
            let field: HtmlTextAreaElement = event.target_unchecked_into();
            let text: Rc<str> = field.value().into();
            let caret = field.selection_start().ok().flatten().unwrap_or_else(|| crate::state::units(&text));
            emit.emit(Intent::Write { target: cid.clone(), text, caret });
        }
    };
    let send = {
        let (emit, cid, mint) = (chat.emit.clone(), cid.clone(), chat.mint.clone());
        Callback::from(move |()| emit.emit(Intent::Send { target: cid.clone(), id: mint() }))
    };
    let onkeydown = {
        let send = send.clone();
        move |event: KeyboardEvent| {
            // A page's own shortcuts must not fire while somebody writes.
            event.stop_propagation();
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() && event.key_code() != 229 {
                event.prevent_default();
                send.emit(());
            }
        }
    };
    let onblur = {
        let (emit, cid) = (chat.emit.clone(), cid);
        move |_: FocusEvent| emit.emit(Intent::Blur(cid.clone()))
    };
    let onclick = move |_: MouseEvent| send.emit(());
    html! {
        <div class="composer" part="composer">
            <div class="composer__typing" data-typing="" role="status">{ is_typing }</div>
            if let Some(reason) = &reason { <p class="composer__reason">{ reason }</p> }
            <div class="composer__surface">
                <textarea ref={field} data-composer="" rows="1" dir="auto" disabled={reason.is_some()} aria-label={t!(locale, "composer.label")} placeholder={t!(locale, "composer.placeholder")} {oninput} {onkeydown} {onblur} />
                <button type="button" class="composer__send" aria-label={t!(locale, "composer.send")} disabled={reason.is_some() || props.draft.trim().is_empty()} {onclick}>{ t!(locale, "composer.send") }</button>
            </div>
        </div>
    }
}
