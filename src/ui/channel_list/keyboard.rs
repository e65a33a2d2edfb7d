//! The list by keyboard (feature F34): Up, Down, Home and End rove, Enter and Space open.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::ui::kit::composes;
use crate::wire::Cid;

const ROW: &str = "[data-channel-row]";
/// What arrows go to.
const STOPS: &str = "[data-channel-row], [data-found], .rows__more";

/// The row in which something happened.
pub(super) fn row_of(event: &Event) -> Option<Cid> {
    let row = event.target_dyn_into::<Element>()?.closest(ROW).ok()??;
    row.get_attribute("data-channel-row").map(Cid::from)
}

/// Moves the focus, presses a row, or ends choosing; all other keys are left to the browser and the host.
pub(super) fn steps(press: Callback<Cid>, end: Option<Callback<()>>) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        if has_modifier(&event) || composes(&event) {
            return;
        }
        let is_ours = match &*event.key() {
            "Enter" | " " => row_of(&event).map(|cid| press.emit(cid)),
            "Escape" => end.as_ref().map(|end| end.emit(())),
            _ => rove(&event),
        };
        if is_ours.is_some() {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// The first row of what was found below a pane.
pub(super) fn first_found(pane: &Element) -> Option<HtmlElement> {
    pane.query_selector(".rows--found :is([data-channel-row], [data-found])").ok()??.dyn_into().ok()
}

/// The row of what was found in which something happened.
pub(super) fn found_at(event: &Event) -> Option<String> {
    let row = event.target_dyn_into::<Element>()?.closest(STOPS).ok()??;
    row.get_attribute("data-found").or_else(|| row.get_attribute("data-channel-row"))
}

/// The same among what was found: Enter and Space press a row; Escape, and Up from the first one, lead back to the field.
pub(super) fn steps_found(back: Callback<()>) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        let Some(target) = event.target_dyn_into::<Element>().filter(|_| !has_modifier(&event)) else { return };
        let is_first = || Some(target.closest(".rows").ok()??.query_selector(STOPS).ok()?? == target);
        let is_ours = match &*event.key() {
            "Enter" | " " if found_at(&event).is_some() && !event.repeat() => target.dyn_ref::<HtmlElement>().map(HtmlElement::click),
            "Escape" => {
                back.emit(());
                Some(())
            }
            "ArrowUp" if is_first() == Some(true) => {
                back.emit(());
                Some(())
            }
            _ => rove(&event),
        };
        if is_ours.is_some() {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

pub(super) fn has_modifier(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key()
}

/// Moves the focus from row to row.
fn rove(event: &KeyboardEvent) -> Option<()> {
    match &*event.key() {
        "ArrowDown" => step(event, Step::Next),
        "ArrowUp" => step(event, Step::Previous),
        "Home" => step(event, Step::First),
        "End" => step(event, Step::Last),
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn step(event: &KeyboardEvent, step: Step) -> Option<()> {
    let target = event.target_dyn_into::<Element>()?;
    let list = target.closest(".rows").ok()??;
    let stops = list.query_selector_all(STOPS).ok()?;
    let last = stops.length().checked_sub(1)?;
    let stop = |index: u32| stops.item(index).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let current = (0..=last).find(|index| stop(*index).is_some_and(|stop| stop.contains(Some(&target))))?;
    let index = match step {
        Step::First => 0,
        Step::Last => last,
        Step::Next => (current + 1).min(last),
        Step::Previous => current.saturating_sub(1),
    };
    stop(index)?.focus().ok()
}

/// Where one pane covers the other, the row that was open gets the focus back when the list returns; the focus is never
/// taken from the host's page.
#[hook]
pub(super) fn use_return_of_focus(list: &NodeRef, open: &Option<Cid>) {
    let (list, before) = (list.clone(), use_mut_ref(|| None::<Cid>));
    use_effect_with(open.clone(), move |open| {
        let left = before.replace(open.clone());
        if let (Some(cid), None) = (left, open) {
            focus_row(&list, &cid);
        }
    });
}

fn focus_row(list: &NodeRef, cid: &Cid) -> Option<()> {
    let list = list.cast::<Element>()?;
    let rows = list.query_selector_all(ROW).ok()?;
    let rows = (0..rows.length()).filter_map(|index| rows.item(index)?.dyn_into::<HtmlElement>().ok());
    // Among what was found, the row that was pressed is where Tab stops.
    let stop = || list.query_selector("[role=\"option\"][tabindex=\"0\"]").ok()??.dyn_into().ok();
    let is_found = list.class_list().contains("rows--found");
    let row = rows.into_iter().find(|row| !is_found && row.get_attribute("data-channel-row").as_deref() == Some(cid.as_str()));
    let row = row.or_else(stop)?;
    may_take_focus(&list)?.then(|| row.focus().ok())?
}

/// The focus is in the element, or nothing holds it, because the button that was pressed is gone or hidden; a host's field would.
pub(super) fn may_take_focus(inside: &Element) -> Option<bool> {
    let root = inside.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok()?;
    let host_has_focus = root.host().matches(":focus-within").unwrap_or_default();
    Some(host_has_focus || root.host().owner_document()?.active_element().is_none_or(|active| active.tag_name() == "BODY"))
}
