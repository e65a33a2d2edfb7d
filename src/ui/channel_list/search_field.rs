//! The field above the list (feature F172): typing looks for words, nothing happens before.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::super::context::ChatContext;
use super::super::kit::{Icon, IconButton, composes, glyph};
use super::keyboard;
use crate::chat::Intent;
use crate::t;

/// Longest words that are looked for, in characters.
pub(super) const LONGEST: &str = "100";

/// What a [`SearchField`] needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct SearchFieldProps {
    pub(super) chat: ChatContext,
    /// The field, which the results lead back to.
    pub(super) node: NodeRef,
    /// What is looked for, if anything.
    pub(super) query: Option<std::rc::Rc<str>>,
}

/// The field.
#[component]
pub(super) fn SearchField(props: &SearchFieldProps) -> Html {
    let SearchFieldProps { chat, node, query } = props;
    let (locale, is_on) = (&chat.locale, query.is_some());
    // What is typed is the field's own: an answer that comes late must not take letters back. Only the end of it empties it, and
    // where it is drawn again it begins with what is looked for.
    {
        let (node, query) = (node.clone(), query.clone().unwrap_or_default());
        use_effect_with(is_on, move |is_on| {
            if let Some(field) = node.cast::<HtmlInputElement>().filter(|field| !is_on || field.value().is_empty()) {
                field.set_value(if *is_on { &query } else { "" });
            }
        });
    }
    let end = {
        let (emit, node) = (chat.emit.clone(), node.clone());
        Callback::from(move |()| {
            emit.emit(Intent::CloseSearch);
            focus(&node);
        })
    };
    let oninput = chat.emit.reform(|event: InputEvent| Intent::Search(event.target_unchecked_into::<HtmlInputElement>().value().into()));
    let onkeydown = {
        let (node, end) = (node.clone(), end.clone());
        Callback::from(move |event: KeyboardEvent| {
            // What is typed is no shortcut of the page's; an Escape that nobody needs is everybody's.
            if event.key() != "Escape" || is_on {
                event.stop_propagation();
            }
            if composes(&event) || event.repeat() {
                return;
            }
            let first = || keyboard::first_found(&node.cast::<Element>()?.closest(".panes__list").ok()??);
            match &*event.key() {
                "ArrowDown" if is_on => first().into_iter().for_each(|first| first.focus().unwrap_or_default()),
                "Enter" if is_on => first().into_iter().for_each(|first| first.click()),
                "Escape" if is_on => end.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <div class="search" role="search">
            <label class="search__field">
                <Icon glyph={glyph::SEARCH} />
                <input
                    ref={node}
                    type="search"
                    class="search__input"
                    autocomplete="off"
                    enterkeyhint="search"
                    maxlength={LONGEST}
                    aria-label={t!(locale, "search.label")}
                    placeholder={t!(locale, "search.label")}
                    {oninput}
                    {onkeydown}
                />
                if is_on {
                    <IconButton class="search__end" glyph={glyph::X} label={t!(locale, "search.end")} onclick={end} />
                }
            </label>
        </div>
    }
}

/// Gives the focus to a node, if it is there.
pub(super) fn focus(node: &NodeRef) {
    if let Some(node) = node.get().and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        node.focus().unwrap_or_default();
    }
}
