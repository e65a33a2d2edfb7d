//! The configured views as tabs above the list, with how many of their channels have unread messages (feature C7).
//!
//! One tab stop; arrows, Home and End go from view to view and show it at once (trust C2).

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::super::context::{ChatContext, use_chat};
use super::super::names::plain;
use super::keyboard::has_modifier;
use crate::chat::Intent;
use crate::config::View;
use crate::i18n::{Direction, Locale};
use crate::state::{Inbox, Unread};
use crate::t;

/// What the tabs switch.
pub(super) const PANEL: &str = "view";

/// Id of a view's tab, by its place.
pub(super) fn tab_id(at: usize) -> String {
    ["view-", &at.to_string()].concat()
}

/// The place of the shown view.
pub(super) fn shown(chat: &ChatContext, inbox: &Inbox) -> Option<usize> {
    chat.snapshot.config.channels.views.iter().position(|view| Some(&*view.id) == inbox.view.as_deref())
}

/// What a view is called.
pub(in crate::ui) fn label(view: &View, locale: &Locale) -> String {
    plain(view.label.text(locale.language())).into_owned()
}

/// The tabs; nothing where the tenant has no views.
#[component]
pub(super) fn Views() -> Html {
    let chat = use_chat();
    let (list, locale) = (use_node_ref(), &chat.locale);
    let screen = chat.snapshot.screens.get(&chat.screen).cloned().unwrap_or_default();
    let shown = shown(&chat, &screen.inbox);
    {
        let list = list.clone();
        use_effect_with(shown, move |_| {
            into_sight(&list);
        });
    }
    let views = &chat.snapshot.config.channels.views;
    if views.is_empty() {
        return Html::default();
    }
    let tab = |(at, view): (usize, &View)| {
        let is_shown = shown == Some(at);
        let id: std::rc::Rc<str> = std::rc::Rc::from(&*view.id);
        let onclick = chat.emit.reform(move |_: MouseEvent| Intent::ShowView(id.clone()));
        let unread = screen.unread.get(at).filter(|unread| unread.channels > 0);
        html! {
            <button
                key={view.id.clone()}
                type="button"
                class="views__tab"
                part="button"
                role="tab"
                id={tab_id(at)}
                aria-selected={if is_shown { "true" } else { "false" }}
                aria-controls={PANEL}
                tabindex={if is_shown { "0" } else { "-1" }}
                {onclick}
            >
                <span class="views__label" dir="auto">{ label(view, locale) }</span>
                if let Some(unread) = unread {
                    <span class="views__count" dir="ltr" aria-hidden="true">{ figure(*unread) }</span>
                    <span class="visually-hidden">{ [", ", &said(*unread, locale)].concat() }</span>
                }
            </button>
        }
    };
    html! {
        <div ref={list} class="views" role="tablist" aria-label={t!(locale, "list.views")} onkeydown={steps(&chat)}>
            { for views.iter().enumerate().map(tab) }
        </div>
    }
}

fn figure(unread: Unread) -> String {
    match unread.channels {
        100.. => "99+".to_owned(),
        channels if unread.is_part => [&channels.to_string(), "+"].concat(),
        channels => channels.to_string(),
    }
}

fn said(unread: Unread, locale: &Locale) -> String {
    let key = if unread.is_part { "list.view-unread-part" } else { "list.view-unread" };
    locale.plural(key, unread.channels.into(), &[])
}

/// Shows and focuses another view.
fn steps(chat: &ChatContext) -> Callback<KeyboardEvent> {
    let (emit, locale) = (chat.emit.clone(), chat.locale.clone());
    let ids: Vec<std::rc::Rc<str>> = chat.snapshot.config.channels.views.iter().map(|view| std::rc::Rc::from(&*view.id)).collect();
    Callback::from(move |event: KeyboardEvent| {
        let Some(tab) = event.target_dyn_into::<Element>().filter(|_| !has_modifier(&event)) else { return };
        let Some(at) = (0..ids.len()).find(|at| tab_id(*at) == tab.id()) else { return };
        let is_mirrored = locale.direction() == Direction::Rtl;
        if let Some((to, id)) = step(&event.key(), at, ids.len(), is_mirrored).and_then(|to| Some((to, ids.get(to)?))) {
            event.prevent_default();
            event.stop_propagation();
            emit.emit(Intent::ShowView(id.clone()));
            focus(&tab, to);
        }
    })
}

fn focus(tab: &Element, to: usize) -> Option<()> {
    tab.parent_element()?.children().item(u32::try_from(to).ok()?)?.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

/// The view that a key leads to; the ends meet.
fn step(key: &str, at: usize, count: usize, is_mirrored: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let key = match (key, is_mirrored) {
        ("ArrowLeft", true) => "ArrowRight",
        ("ArrowRight", true) => "ArrowLeft",
        _ => key,
    };
    match key {
        "ArrowRight" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowLeft" => Some(at.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// Scrolls the tabs, and nothing else, until the shown one is in sight.
fn into_sight(list: &NodeRef) -> Option<()> {
    let list = list.cast::<Element>()?;
    let tab = list.query_selector("[aria-selected=\"true\"]").ok()??;
    let (frame, tab) = (list.get_bounding_client_rect(), tab.get_bounding_client_rect());
    let by = (tab.right() - frame.right()).max(0.0) + (tab.left() - frame.left()).min(0.0);
    list.scroll_by_with_x_and_y(by, 0.0);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around_and_with_the_direction_of_the_language() {
        let keys = ["ArrowRight", "ArrowLeft", "Home", "End", "ArrowDown", "Tab"];
        assert_eq!(keys.map(|key| step(key, 2, 3, false)), [Some(0), Some(1), Some(0), Some(2), None, None]);
        assert_eq!(keys.map(|key| step(key, 0, 3, true)), [Some(2), Some(1), Some(0), Some(2), None, None]);
        assert_eq!(step("ArrowRight", 0, 0, false), None);
    }

    #[test]
    fn a_count_that_is_not_exact_says_so() {
        let figures = [(1, false), (99, false), (100, false), (40, true)].map(|(channels, is_part)| figure(Unread { channels, is_part }));
        assert_eq!(figures, ["1", "99", "99+", "40+"]);
    }
}
