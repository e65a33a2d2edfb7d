//! The panel: a search, a row of groups, and one group at a time, so that opening it draws no more than is seen.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::index::Emoji;
use super::{Index, Loading};
use crate::t;
use crate::ui::context::ChatContext;
use crate::ui::kit::{Glyph, Icon, IconButton, Spinner, glyph};

/// Most emoji found by a search.
const FOUND: usize = 90;
/// The group of those used lately.
const USED: &str = "recent";

#[derive(Clone, PartialEq, Properties)]
pub(super) struct PanelProps {
    pub(super) chat: ChatContext,
    pub(super) onpick: Callback<AttrValue>,
}

#[component]
pub(super) fn Panel(props: &PanelProps) -> Html {
    let locale = &props.chat.locale;
    let loading = super::use_index(&props.chat, true);
    let used = use_memo((), |()| super::used());
    let first = if used.is_empty() { "smileys" } else { USED };
    let (group, query) = (use_state(|| first.to_owned()), use_state(String::new));
    let (grid, told) = (use_node_ref(), use_node_ref());
    let pick = {
        let onpick = props.onpick.clone();
        Callback::from(move |sign: String| {
            super::note(&sign);
            onpick.emit(sign.into());
        })
    };
    let oninput = {
        let query = query.setter();
        Callback::from(move |event: InputEvent| query.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onsearchkey = {
        let (grid, pick) = (grid.clone(), pick.clone());
        Callback::from(move |event: KeyboardEvent| {
            let first = || grid.cast::<Element>().and_then(|grid| grid.query_selector("[data-emoji]").ok().flatten());
            match &*event.key() {
                "ArrowDown" => {
                    event.prevent_default();
                    focus(first().as_ref());
                }
                "Enter" if !event.is_composing() => {
                    event.prevent_default();
                    if let Some(sign) = first().and_then(|first| first.get_attribute("data-emoji")) {
                        pick.emit(sign);
                    }
                }
                _ => {}
            }
        })
    };
    let is_search = !query.trim().is_empty();
    html! {
        // What is typed here is no shortcut of the page's.
        <div class="emoji__box" onkeydown={|event: KeyboardEvent| event.stop_propagation()}>
            <label class="emoji__search">
                <Icon glyph={glyph::SEARCH} />
                <input
                    type="search"
                    autofocus=true
                    autocomplete="off"
                    aria-label={t!(locale, "emoji.search")}
                    placeholder={t!(locale, "emoji.search")}
                    {oninput}
                    onkeydown={onsearchkey}
                />
            </label>
            <div class="emoji__groups" role="group" aria-label={t!(locale, "emoji.groups")}>{ groups(&loading, !used.is_empty(), &group, is_search, props) }</div>
            { content(props, &loading, &(&*group, query.trim(), &used), &grid, &told, &pick) }
            <div class="emoji__told" aria-hidden="true">
                <span class="emoji__name" ref={told}></span>
                <span class="emoji__kind">{ if is_search { t!(locale, "emoji.found") } else { locale.text(&["emoji.", &group].concat(), &[]) } }</span>
            </div>
        </div>
    }
}

/// The row of groups.
fn groups(loading: &Loading, has_used: bool, group: &UseStateHandle<String>, is_search: bool, props: &PanelProps) -> Html {
    let button = |name: &str| {
        let (set, to) = (group.setter(), name.to_owned());
        let label = props.chat.locale.text(&["emoji.", name].concat(), &[]);
        html! {
            <IconButton
                key={name.to_owned()}
                class="emoji__group"
                glyph={drawing(name)}
                {label}
                pressed={!is_search && **group == name}
                onclick={move |()| set.set(to.clone())}
            />
        }
    };
    let names = loading.ready().into_iter().flat_map(Index::groups);
    has_used.then_some(USED).into_iter().chain(names).map(button).collect()
}

fn drawing(group: &str) -> Glyph {
    match group {
        USED => glyph::CLOCK,
        "people" => glyph::USER,
        "nature" => glyph::PAW_PRINT,
        "food" => glyph::UTENSILS,
        "travel" => glyph::PLANE,
        "activities" => glyph::TROPHY,
        "objects" => glyph::LIGHTBULB,
        "symbols" => glyph::HEART,
        "flags" => glyph::FLAG,
        _ => glyph::SMILE,
    }
}

/// What is shown: a group's name, what is searched, and what was used lately.
type Wanted<'a> = (&'a str, &'a str, &'a [std::rc::Rc<str>]);

fn content(
    props: &PanelProps,
    loading: &Loading,
    (group, query, used): &Wanted<'_>,
    grid: &NodeRef,
    told: &NodeRef,
    pick: &Callback<String>,
) -> Html {
    let locale = &props.chat.locale;
    let index = match loading {
        Loading::Ready(index) => index,
        Loading::Pending => {
            return html! { <div class="emoji__empty"><Spinner /><span class="visually-hidden" role="status">{ t!(locale, "emoji.loading") }</span></div> };
        }
        Loading::Failed => return html! { <div class="emoji__empty" role="alert">{ t!(locale, "emoji.failed") }</div> },
    };
    let emoji: Vec<Emoji<'_>> = match (query.is_empty(), *group) {
        (false, _) => index.search(query, FOUND).collect(),
        (true, USED) => return cells(props, "", used.iter().map(|sign| (&**sign, index.name(sign).unwrap_or_default())), grid, told, pick),
        (true, group) => index.group(group).collect(),
    };
    if emoji.is_empty() {
        return html! { <div class="emoji__empty" role="status">{ t!(locale, "emoji.none") }</div> };
    }
    cells(props, if query.is_empty() { group } else { query }, emoji.into_iter().map(|emoji| (emoji.sign, emoji.name)), grid, told, pick)
}

/// The grid; one listener for all of its cells.
fn cells<'a>(
    props: &PanelProps,
    key: &str,
    emoji: impl Iterator<Item = (&'a str, &'a str)>,
    grid: &NodeRef,
    told: &NodeRef,
    pick: &Callback<String>,
) -> Html {
    let cell = |(at, (sign, name)): (usize, (&str, &str))| {
        let tabindex = if at == 0 { "0" } else { "-1" };
        html! { <button type="button" class="emoji__cell" data-emoji={sign.to_owned()} aria-label={name.to_owned()} {tabindex}>{ sign.to_owned() }</button> }
    };
    let onclick = {
        let pick = pick.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(sign) = cell_of(&event).and_then(|cell| cell.get_attribute("data-emoji")) {
                pick.emit(sign);
            }
        })
    };
    let tell = {
        let told = told.clone();
        Callback::from(move |cell: Option<Element>| {
            if let (Some(told), Some(cell)) = (told.cast::<Element>(), cell) {
                let words = [cell.get_attribute("data-emoji"), cell.get_attribute("aria-label")].map(Option::unwrap_or_default);
                told.set_text_content(Some(&words.join(" ")));
            }
        })
    };
    html! {
        <div
            key={key.to_owned()}
            ref={grid}
            class="emoji__grid"
            role="group"
            aria-label={props.chat.locale.text("composer.emoji", &[])}
            {onclick}
            onkeydown={|event: KeyboardEvent| walk(&event)}
            onpointerover={tell.reform(|event: PointerEvent| cell_of(&event))}
            onfocusin={tell.reform(|event: FocusEvent| cell_of(&event))}
        >
            { for emoji.enumerate().map(cell) }
        </div>
    }
}

fn cell_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("[data-emoji]").ok().flatten()
}

fn focus(cell: Option<&Element>) {
    if let Some(cell) = cell.and_then(|cell| cell.dyn_ref::<HtmlElement>()) {
        let _ = cell.focus();
    }
}

/// Arrows go through the grid; the cell that has the focus is its only stop.
fn walk(event: &KeyboardEvent) {
    let Some(cell) = cell_of(event) else { return };
    let Some(grid) = cell.parent_element() else { return };
    let cells = grid.children();
    let top = |cell: &Element| cell.get_bounding_client_rect().top();
    let all: Vec<Element> = (0..cells.length()).filter_map(|at| cells.item(at)).collect();
    let Some(at) = all.iter().position(|known| *known == cell) else { return };
    let first_top = all.first().map(top);
    let columns = all.iter().take_while(|cell| Some(top(cell)) == first_top).count().max(1);
    let is_rtl =
        cell.closest("[dir]").ok().flatten().and_then(|root| root.get_attribute("dir")).is_some_and(|direction| direction == "rtl");
    let to = match (&*event.key(), is_rtl) {
        ("ArrowRight", false) | ("ArrowLeft", true) => at.checked_add(1),
        ("ArrowLeft", false) | ("ArrowRight", true) => at.checked_sub(1),
        ("ArrowDown", _) => at.checked_add(columns),
        ("ArrowUp", _) => at.checked_sub(columns),
        ("Home", _) => Some(0),
        ("End", _) => all.len().checked_sub(1),
        _ => return,
    };
    event.prevent_default();
    let Some(next) = to.and_then(|to| all.get(to)) else {
        // Above the first line is the search.
        if event.key() == "ArrowUp" {
            let panel = cell.closest(".emoji__box").ok().flatten();
            focus(panel.and_then(|panel| panel.query_selector("input").ok().flatten()).as_ref());
        }
        return;
    };
    let _ = cell.set_attribute("tabindex", "-1");
    let _ = next.set_attribute("tabindex", "0");
    focus(Some(next));
}
