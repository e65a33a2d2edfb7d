//! Menus: a list of actions, some of which open further lists (feature F182).

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::overlay::{Align, Anchor, Floating, Side};
use super::roving::{Typed, step};
use super::{Glyph, Icon, IconButton, glyph};
use crate::i18n::{Direction, Locale};
use crate::t;

/// What an item does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Acts; the menu closes first, so that what comes up may take the focus.
    Do(Callback<()>),
    /// Shows further items in place of these, with a way back.
    Open(Vec<MenuItem>),
}

/// One line of a [`Menu`].
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// What it does, in words.
    pub label: AttrValue,
    /// What it does.
    pub act: Act,
    /// Drawing before the words.
    pub glyph: Option<Glyph>,
    /// A second line: a detail, or why it cannot be chosen.
    pub hint: Option<AttrValue>,
    /// Destroys something.
    pub is_danger: bool,
    /// Cannot be chosen now; `hint` says why.
    pub is_disabled: bool,
    /// It is a choice that is on or off.
    pub checked: Option<bool>,
    /// A line separates it from what is above.
    pub begins_group: bool,
}

impl MenuItem {
    /// An item that acts.
    pub fn new(label: impl Into<AttrValue>, act: Callback<()>) -> Self {
        Self {
            label: label.into(),
            act: Act::Do(act),
            glyph: None,
            hint: None,
            is_danger: false,
            is_disabled: false,
            checked: None,
            begins_group: false,
        }
    }

    /// An item that opens further ones.
    pub fn opening(label: impl Into<AttrValue>, items: Vec<Self>) -> Self {
        Self { act: Act::Open(items), ..Self::new(label, Callback::noop()) }
    }

    /// With a drawing.
    #[must_use]
    pub fn drawn(self, glyph: Glyph) -> Self {
        Self { glyph: Some(glyph), ..self }
    }

    /// Destroys something.
    #[must_use]
    pub fn danger(self) -> Self {
        Self { is_danger: true, ..self }
    }

    /// With a second line.
    #[must_use]
    pub fn hinted(self, hint: impl Into<AttrValue>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Cannot be chosen, with the reason.
    #[must_use]
    pub fn disabled(self, reason: impl Into<AttrValue>) -> Self {
        Self { is_disabled: true, ..self.hinted(reason) }
    }

    /// Is on or off.
    #[must_use]
    pub fn checked(self, is_checked: bool) -> Self {
        Self { checked: Some(is_checked), ..self }
    }

    /// With a line above.
    #[must_use]
    pub fn in_new_group(self) -> Self {
        Self { begins_group: true, ..self }
    }
}

/// What a [`Menu`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct MenuProps {
    /// What it floats beside.
    pub anchor: Anchor,
    /// Wished side.
    #[prop_or_default]
    pub side: Side,
    /// Wished alignment.
    #[prop_or_default]
    pub align: Align,
    /// Name for assistive technology.
    pub label: AttrValue,
    /// The lines.
    pub items: Vec<MenuItem>,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// Asked to close: stop drawing it.
    pub onclose: Callback<()>,
}

/// Where the user is in the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    /// Items that were opened, outermost first.
    path: Vec<usize>,
    /// Line that has the focus.
    at: usize,
    /// How often the focus was sent somewhere: the same line may need it again.
    turn: u32,
}

fn level<'a>(items: &'a [MenuItem], path: &[usize]) -> (Option<&'a MenuItem>, &'a [MenuItem]) {
    path.iter().fold((None, items), |(parent, items), index| match items.get(*index) {
        Some(item) => (Some(item), if let Act::Open(inner) = &item.act { inner } else { &[] }),
        None => (parent, items),
    })
}

/// A list of actions. To close it, stop drawing it.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let node = use_node_ref();
    let place = use_state(Place::default);
    let typed = use_mut_ref(Typed::default);
    {
        let node = node.clone();
        // Before the first turn the box itself gives the focus to the first line.
        use_effect_with((*place).clone(), move |place| {
            if place.turn > 0 {
                focus_line(&node, place.at);
            }
        });
    }
    let (parent, items) = level(&props.items, &place.path);
    let lines = items.len() + usize::from(parent.is_some());
    let go = {
        let place = place.clone();
        Rc::new(move |path: Vec<usize>, at: usize| place.set(Place { path, at, turn: place.turn.wrapping_add(1) }))
    };
    let choose = {
        let (go, path, close) = (go.clone(), place.path.clone(), props.onclose.clone());
        let acts: Vec<(bool, Act)> = items.iter().map(|item| (item.is_disabled, item.act.clone())).collect();
        let offset = lines - items.len();
        Callback::from(move |line: usize| {
            let Some(index) = line.checked_sub(offset) else { return back(&*go, &path) };
            match acts.get(index) {
                Some((false, Act::Do(act))) => {
                    close.emit(());
                    act.emit(());
                }
                Some((false, Act::Open(_))) => go([&*path, &[index]].concat(), 1),
                Some((true, _)) | None => {}
            }
        })
    };
    let onkeydown = {
        let labels: Vec<AttrValue> =
            parent.iter().map(|_| AttrValue::default()).chain(items.iter().map(|item| item.label.clone())).collect();
        let opens: Vec<bool> = labels.iter().enumerate().map(|(line, _)| opens(items, line, lines)).collect();
        let (place, choose, close) = (place.clone(), choose.clone(), props.onclose.clone());
        let is_rtl = props.locale.direction() == Direction::Rtl;
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let labels: Vec<AttrValue> = labels.iter().map(|label| small(label).into()).collect();
            let key = event.key();
            if key == "Tab" {
                // The focus is back at the opener before the browser takes it on from there.
                return close.emit(());
            }
            let (inwards, outwards) = if is_rtl { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
            if key == inwards && opens.get(place.at) == Some(&true) {
                choose.emit(place.at);
            } else if key == outwards && !place.path.is_empty() {
                back(&*go, &place.path);
            } else if let Some(at) = step(
                &if key.chars().count() == 1 { small(&key) } else { key },
                place.at,
                &labels,
                &mut typed.borrow_mut(),
                event.time_stamp(),
            ) {
                go(place.path.clone(), at);
            } else {
                return;
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let line = |line: usize, role: &'static str, item: Option<&MenuItem>, content: Html| {
        let is_stop = line == place.at.min(lines.saturating_sub(1));
        html! {
            <button
                type="button"
                class={classes!("menu__item", item.is_some_and(|item| item.is_danger).then_some("menu__item--danger"), item.is_none().then_some("menu__item--back"))}
                {role}
                data-line={line.to_string()}
                tabindex={if is_stop { "0" } else { "-1" }}
                aria-checked={item.and_then(|item| item.checked).map(|is_on| is_on.to_string())}
                aria-disabled={item.is_some_and(|item| item.is_disabled).then_some("true")}
                aria-haspopup={item.is_some_and(|item| matches!(item.act, Act::Open(_))).then_some("menu")}
                onclick={choose.reform(move |_: MouseEvent| line)}
            >
                { content }
            </button>
        }
    };
    let offset = lines - items.len();
    html! {
        <Floating
            node={node.clone()}
            class="menu"
            role="menu"
            label={parent.map_or_else(|| props.label.clone(), |item| item.label.clone())}
            anchor={props.anchor.clone()}
            side={props.side}
            align={props.align}
            is_sheet=true
            onclose={&props.onclose}
            {onkeydown}
        >
            if let Some(parent) = parent {
                { line(0, "menuitem", None, html! { <><Icon glyph={glyph::CHEVRON_LEFT} mirrors=true /><span class="menu__label"><span class="visually-hidden">{ t!(props.locale, "menu.back") }{ ": " }</span>{ &parent.label }</span></> }) }
            }
            { for items.iter().enumerate().map(|(index, item)| html! {
                <>
                    if item.begins_group && index > 0 { <div class="menu__line" role="separator"></div> }
                    { line(index + offset, if item.checked.is_some() { "menuitemcheckbox" } else { "menuitem" }, Some(item), words(item)) }
                </>
            }) }
        </Floating>
    }
}

fn opens(items: &[MenuItem], line: usize, lines: usize) -> bool {
    let item = line.checked_sub(lines - items.len()).and_then(|index| items.get(index));
    item.is_some_and(|item| matches!(item.act, Act::Open(_)) && !item.is_disabled)
}

/// One level up, to the line that was opened.
fn back(go: &dyn Fn(Vec<usize>, usize), path: &[usize]) {
    if let Some((last, before)) = path.split_last() {
        go(before.to_vec(), *last + usize::from(!before.is_empty()));
    }
}

fn words(item: &MenuItem) -> Html {
    html! {
        <>
            if let Some(drawn) = item.glyph { <Icon glyph={drawn} mirrors={drawn == glyph::REPLY} /> }
            <span class="menu__label">
                { &item.label }
                if let Some(hint) = &item.hint { <small class="menu__hint">{ hint }</small> }
            </span>
            if item.checked == Some(true) { <Icon glyph={glyph::CHECK} /> }
            if matches!(item.act, Act::Open(_)) { <Icon glyph={glyph::CHEVRON_RIGHT} mirrors=true /> }
        </>
    }
}

/// In small letters; the browser has the tables for that.
fn small(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

fn focus_line(node: &NodeRef, line: usize) -> Option<()> {
    let selector = ["[data-line=\"", &line.to_string(), "\"]"].concat();
    let line = node.cast::<Element>()?.query_selector(&selector).ok()??;
    line.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

/// What a [`MenuButton`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct MenuButtonProps {
    /// The drawing.
    pub glyph: Glyph,
    /// Name of the button and of the menu.
    pub label: AttrValue,
    /// The lines.
    pub items: Vec<MenuItem>,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// Wished side.
    #[prop_or_default]
    pub side: Side,
    /// Wished alignment.
    #[prop_or(Align::End)]
    pub align: Align,
    /// Told when it opens and closes, e.g. to keep a toolbar in sight.
    #[prop_or_default]
    pub ontoggle: Callback<bool>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A button with a drawing that opens a menu.
#[component]
pub fn MenuButton(props: &MenuButtonProps) -> Html {
    let (button, is_open) = (use_node_ref(), use_state(|| false));
    let set = {
        let (is_open, ontoggle) = (is_open.clone(), props.ontoggle.clone());
        Callback::from(move |open: bool| {
            is_open.set(open);
            ontoggle.emit(open);
        })
    };
    let onclick = {
        let (set, open) = (set.clone(), !*is_open);
        Callback::from(move |()| set.emit(open))
    };
    html! {
        <>
            <IconButton node={button.clone()} class={props.class.clone()} glyph={props.glyph} label={&props.label} expanded={*is_open} popup="menu" {onclick} />
            if *is_open {
                <Menu
                    anchor={Anchor::Node(button)}
                    side={props.side}
                    align={props.align}
                    label={&props.label}
                    items={props.items.clone()}
                    locale={props.locale.clone()}
                    onclose={set.reform(|()| false)}
                />
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_items_inside() {
        let inner = vec![MenuItem::new("One", Callback::noop()), MenuItem::new("Two", Callback::noop())];
        let items = vec![MenuItem::new("First", Callback::noop()), MenuItem::opening("More", inner)];
        let (parent, shown) = level(&items, &[1]);
        assert_eq!((parent.unwrap().label.as_str(), shown.len()), ("More", 2));
        assert_eq!((level(&items, &[9]).1.len(), opens(&items, 1, 2), opens(&items, 2, 3), opens(&items, 0, 2)), (2, true, true, false));
    }
}
