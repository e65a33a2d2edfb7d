//! The list by keyboard, pointer and finger (trust C2): what a key means, who has the toolbar, where Tab leads.
//!
//! Keys of one letter act only while a message has the focus, so that they need no switch of their own (WCAG 2.1.4); the
//! configuration can switch them off all the same (`features.shortcuts`).

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use super::dom::Dom;
use super::rows::Key;
use crate::ui::context::ChatContext;
use crate::ui::kit::Timer;
use crate::ui::message::actions::Kind;

/// A row that can have the focus.
const ROW: &str = "[data-row]";
/// A finger that rests this long wants the menu, in milliseconds.
const LONG: i32 = 450;
/// Messages that went by below the mouse have come to rest after this long, in milliseconds.
const PASSED: i32 = 80;

/// What a key on a message means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Does something with it.
    Act(Kind),
    /// The next message.
    Down,
    /// The first loaded message.
    First,
    /// The sheet of keys.
    Help,
    /// The newest message.
    Last,
    /// Back to the composer.
    Leave,
    /// What can be done with it.
    Menu,
    /// The message before.
    Up,
}

/// What a key without Ctrl, Alt and Meta means; `letters` allows those of one letter.
#[must_use]
pub(super) fn press(key: &str, has_shift: bool, letters: bool) -> Option<Press> {
    let press = match key {
        "ContextMenu" | "Enter" => Press::Menu,
        "F10" if has_shift => Press::Menu,
        "ArrowDown" => Press::Down,
        "ArrowUp" => Press::Up,
        "End" => Press::Last,
        "Escape" => Press::Leave,
        "Home" => Press::First,
        "Delete" => Press::Act(Kind::Delete),
        "+" if letters => Press::Act(Kind::React),
        "?" if letters => Press::Help,
        "e" | "E" if letters => Press::Act(Kind::Edit),
        "r" | "R" if letters => Press::Act(Kind::Quote),
        "t" | "T" if letters => Press::Act(Kind::Thread),
        _ => return None,
    };
    Some(press)
}

/// Who is followed by the toolbar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leader {
    /// The focus.
    Keyboard,
    /// The pointer.
    #[default]
    Pointer,
}

/// Which messages the user is at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attention {
    /// The one that has or had the focus.
    pub(super) stop: Option<Key>,
    /// It has it.
    pub(super) is_inside: bool,
    /// The one under the pointer.
    pub(super) pointed: Option<Key>,
    /// Who came last.
    pub(super) leader: Leader,
    /// The focus goes to `stop` once that is drawn.
    pub(super) wants_focus: bool,
}

impl Attention {
    /// The focus came to a message or left. True when that is news.
    pub(super) fn focus(&mut self, key: Option<Key>, by_keyboard: bool) -> bool {
        let before = self.clone();
        self.is_inside = key.is_some();
        self.stop = key.or_else(|| self.stop.take());
        if by_keyboard {
            self.leader = Leader::Keyboard;
        }
        *self != before
    }

    /// The pointer came to a message or left. True when that is news.
    pub(super) fn point(&mut self, key: Option<Key>) -> bool {
        if self.pointed == key {
            return false;
        }
        self.pointed = key;
        self.leader = Leader::Pointer;
        true
    }

    /// Sends the focus to a message.
    pub(super) fn go(&mut self, key: Key) {
        self.stop = Some(key);
        self.wants_focus = true;
        self.leader = Leader::Keyboard;
    }
}

/// The row around a node, and the node itself.
fn row_of(event: &Event) -> Option<(Element, Element)> {
    let target = event.target_dyn_into::<Element>()?;
    Some((target.closest(ROW).ok()??, target))
}

/// Whether a node is in the list, or is the host's own content in one of its slots.
fn holds(list: &Node, node: &Node) -> bool {
    let mut around = node.dyn_ref::<Element>().cloned();
    while let Some(element) = around {
        if let Some(slot) = element.assigned_slot() {
            return list.contains(Some(&slot));
        }
        around = element.parent_element();
    }
    list.contains(Some(node))
}

fn key_of(row: &Element) -> Option<Key> {
    Key::of_message(&row.get_attribute("data-row")?)
}

/// A key was pressed on a message or inside of one.
pub(super) fn pressed(dom: &Dom, chat: &ChatContext, tell: Callback<Press>) -> Callback<KeyboardEvent> {
    let letters = chat.snapshot.config.features.allows("shortcuts");
    let (start, end) = (dom.start.clone(), dom.end.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let Some((row, target)) = row_of(&event) else { return };
        let (key, is_row) = (event.key(), row == target);
        if key == "Tab" {
            return leave(&row, &target, if event.shift_key() { &start } else { &end }, event.shift_key());
        }
        if !is_row {
            // The controls of a message keep their keys; Escape comes back from them to it.
            if key == "Escape" && row.unchecked_into::<HtmlElement>().focus().is_ok() {
                event.prevent_default();
                event.stop_propagation();
            }
            return;
        }
        if let Some(press) = press(&key, event.shift_key(), letters) {
            event.prevent_default();
            event.stop_propagation();
            tell.emit(press);
        }
    })
}

/// The list is one stop: behind the last control of a message, or before the message, the browser goes on from the list's
/// end or beginning and not from the next message.
fn leave(row: &Element, target: &Element, edge: &NodeRef, is_back: bool) {
    let controls = row.query_selector_all("a[href], button, audio, video, input, [tabindex=\"0\"]").ok();
    let last = controls.and_then(|all| all.item(all.length().checked_sub(1)?));
    let is_last = last.is_none_or(|last| target.contains(Some(&last)) && *row != *target);
    if if is_back { row == target } else { is_last } {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        if let Some(edge) = edge.cast::<HtmlElement>() {
            let _ = edge.focus_with_options(&options);
        }
    }
}

/// The focus came into the list: by keyboard always to the message first.
pub(super) fn focus_came(dom: &Dom, tell: Callback<(Option<Key>, bool)>) -> Callback<FocusEvent> {
    let list = dom.rows.clone();
    Callback::from(move |event: FocusEvent| {
        let Some((row, target)) = row_of(&event) else { return };
        let by_keyboard = target.matches(":focus-visible").unwrap_or_default();
        let comes_from = event.related_target().and_then(|from| from.dyn_into::<Node>().ok());
        let was_inside = comes_from.is_none_or(|from| list.cast::<Node>().is_some_and(|list| holds(&list, &from)));
        if by_keyboard && !was_inside && row != target {
            let stop = list.cast::<Element>().and_then(|list| list.query_selector("[data-row][tabindex=\"0\"]").ok().flatten());
            if let Some(stop) = stop.and_then(|stop| stop.dyn_into::<HtmlElement>().ok()) {
                let _ = stop.focus();
                return;
            }
        }
        tell.emit((key_of(&row), by_keyboard));
    })
}

/// The focus left the list; not when the whole page lost it.
pub(super) fn focus_left(dom: &Dom, tell: Callback<()>) -> Callback<FocusEvent> {
    let list = dom.rows.clone();
    Callback::from(move |event: FocusEvent| {
        let Some(list) = list.cast::<Element>() else { return };
        let goes_to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let holder = || list.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok().and_then(|root| root.active_element());
        let stays = match goes_to {
            Some(node) => holds(&list, &node),
            None => holder().is_some_and(|holder| list.contains(Some(&holder))),
        };
        if !stays {
            tell.emit(());
        }
    })
}

/// The mouse is over a message. While messages go by below it and it rests, nobody points at them.
pub(super) fn pointed(dom: &Dom, tell: Callback<Option<Key>>) -> Callback<PointerEvent> {
    let (mouse, passing) = (dom.mouse.clone(), dom.passing.clone());
    Callback::from(move |event: PointerEvent| {
        if event.pointer_type() != "mouse" {
            return;
        }
        let key = row_of(&event).and_then(|(row, _)| key_of(&row));
        let at = Some((event.screen_x(), event.screen_y()));
        if mouse.replace(at) == at {
            let tell = tell.clone();
            passing.replace(Some(Timer::after(PASSED, move || tell.emit(key.clone()))));
        } else {
            passing.take();
            tell.emit(key);
        }
    })
}

/// The mouse left the messages.
pub(super) fn pointed_elsewhere(dom: &Dom, tell: Callback<Option<Key>>) -> Callback<PointerEvent> {
    let passing = dom.passing.clone();
    Callback::from(move |_| {
        passing.take();
        tell.emit(None);
    })
}

/// A finger rests on a message.
pub(super) fn held(dom: &Dom, tell: Callback<(Key, (f64, f64))>) -> Callback<PointerEvent> {
    let press = dom.press.clone();
    Callback::from(move |event: PointerEvent| {
        let key = row_of(&event).filter(|_| event.pointer_type() == "touch").and_then(|(row, _)| key_of(&row));
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let tell = tell.clone();
        press.replace(key.map(|key| Timer::after(LONG, move || tell.emit((key.clone(), at)))));
    })
}

/// The finger is lifted, or scrolls.
pub(super) fn let_go(dom: &Dom) -> Callback<PointerEvent> {
    let press = dom.press.clone();
    Callback::from(move |_: PointerEvent| {
        press.take();
    })
}

/// A menu is asked for in a way other than the mouse, whose own menu has copying, links and pictures.
pub(super) fn menu_wanted(tell: Callback<(Key, (f64, f64))>) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        let is_mouse = event.dyn_ref::<PointerEvent>().is_none_or(|event| event.pointer_type() == "mouse");
        let Some(key) = row_of(&event).filter(|_| !is_mouse).and_then(|(row, _)| key_of(&row)) else { return };
        event.prevent_default();
        tell.emit((key, (f64::from(event.client_x()), f64::from(event.client_y()))));
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_one_letter_can_be_switched_off_and_the_others_stay() {
        assert_eq!([press("r", false, true), press("R", true, true)], [Some(Press::Act(Kind::Quote)); 2]);
        assert_eq!([press("r", false, false), press("?", true, false), press("+", false, false)], [None; 3]);
        assert_eq!([press("F10", true, false), press("Enter", false, false)], [Some(Press::Menu); 2]);
        assert_eq!([press("F10", false, true), press("Tab", false, true), press("x", false, true)], [None; 3]);
    }

    #[test]
    fn the_toolbar_follows_who_came_last() {
        let mut attention = Attention::default();
        assert!(attention.point(Some(Key::Head)) && !attention.point(Some(Key::Head)));
        assert!(attention.focus(Some(Key::Message("a".into())), true));
        assert_eq!((attention.leader, attention.is_inside), (Leader::Keyboard, true));
        assert!(attention.point(None));
        assert_eq!(attention.leader, Leader::Pointer);
        assert!(attention.focus(None, false));
        assert_eq!((attention.stop, attention.is_inside), (Some(Key::Message("a".into())), false));
    }
}
