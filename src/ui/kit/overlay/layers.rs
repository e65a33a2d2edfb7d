//! What is open on the page, lowest first: Escape closes the topmost only and goes no further, a press elsewhere closes what it
//! is outside of (trust C2).
//!
//! Listens on the document, and only while something is open. Knows nothing of what the layers show; called from the
//! floating views of this kit.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, Event, HtmlElement, KeyboardEvent, Node};
use yew::Callback;

/// How a layer ends, besides by its own buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Kind {
    /// By a press elsewhere or by Escape: menus, popovers.
    Light,
    /// By Escape only; nothing below it hears of a press: dialogs.
    Modal,
    /// By anything; Escape goes on to what is below it: tooltips.
    Hint,
}

/// One thing that is open.
pub(in crate::ui) struct Layer {
    pub(in crate::ui) kind: Kind,
    /// Its box.
    pub(in crate::ui) node: Element,
    /// What it hangs on: a press there is no press elsewhere.
    pub(in crate::ui) anchor: Option<Element>,
    /// Who gets the focus back, best first.
    pub(in crate::ui) openers: Vec<HtmlElement>,
    /// It is to be closed.
    pub(in crate::ui) close: Callback<()>,
    /// The page was scrolled or has another size.
    pub(in crate::ui) follow: Callback<()>,
}

thread_local! {
    static OPEN: RefCell<Vec<(u32, Layer)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Keeps a layer in the list until it is dropped.
pub(in crate::ui) struct Entered(u32);

impl Drop for Entered {
    fn drop(&mut self) {
        let is_last = OPEN.with_borrow_mut(|open| {
            open.retain(|(id, _)| *id != self.0);
            open.is_empty()
        });
        if is_last {
            WATCH.take();
        }
    }
}

/// Puts a layer on top of the others.
pub(in crate::ui) fn enter(layer: Layer) -> Entered {
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    let document = layer.node.owner_document();
    OPEN.with_borrow_mut(|open| open.push((id, layer)));
    WATCH.with_borrow_mut(|watch| {
        if watch.is_none() {
            *watch = document.map(Watch::new);
        }
    });
    Entered(id)
}

/// Listeners on the document while something is open.
struct Watch {
    document: Document,
    heard: Closure<dyn FnMut(Event)>,
}

impl Watch {
    /// In the capture phase: the host page and the views below hear of it later, or not at all.
    const EVENTS: [&'static str; 3] = ["keydown", "pointerdown", "scroll"];

    fn new(document: Document) -> Self {
        let heard = Closure::<dyn FnMut(Event)>::new(|event: Event| match &*event.type_() {
            "keydown" => key(&event),
            "pointerdown" => press(&event),
            _ => OPEN.with_borrow(|open| followers(open)).into_iter().for_each(|follow| follow.emit(())),
        });
        let watch = Self { document, heard };
        let listener = watch.heard.as_ref().unchecked_ref();
        for name in Self::EVENTS {
            let _ = watch.document.add_event_listener_with_callback_and_bool(name, listener, true);
        }
        if let Some(window) = watch.document.default_view() {
            let _ = window.add_event_listener_with_callback("resize", listener);
        }
        watch
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let listener = self.heard.as_ref().unchecked_ref();
        for name in Self::EVENTS {
            let _ = self.document.remove_event_listener_with_callback_and_bool(name, listener, true);
        }
        if let Some(window) = self.document.default_view() {
            let _ = window.remove_event_listener_with_callback("resize", listener);
        }
    }
}

fn followers(open: &[(u32, Layer)]) -> Vec<Callback<()>> {
    open.iter().map(|(_, layer)| layer.follow.clone()).collect()
}

fn key(event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>().filter(|event| event.key() == "Escape" && !event.is_composing()) else { return };
    let mut closing = Vec::new();
    OPEN.with_borrow(|open| {
        for (_, layer) in open.iter().rev() {
            closing.push(layer.close.clone());
            if layer.kind != Kind::Hint {
                break;
            }
        }
    });
    event.prevent_default();
    event.stop_propagation();
    // Outside of the borrow: closing changes the list.
    closing.into_iter().for_each(|close| close.emit(()));
}

fn press(event: &Event) {
    let path = event.composed_path();
    let is_in = |element: &Element| path.includes(element, 0);
    let mut closing = Vec::new();
    OPEN.with_borrow(|open| {
        for (_, layer) in open.iter().rev() {
            if layer.kind == Kind::Modal || is_in(&layer.node) || layer.anchor.as_ref().is_some_and(is_in) {
                break;
            }
            closing.push(layer.close.clone());
        }
    });
    closing.into_iter().for_each(|close| close.emit(()));
}

/// What has the focus within the shadow root (or the document) that a node is in.
pub(in crate::ui) fn focused(node: &Node) -> Option<HtmlElement> {
    let root = node.get_root_node();
    let active = match root.dyn_ref::<web_sys::ShadowRoot>() {
        Some(root) => root.active_element(),
        None => node.owner_document()?.active_element().filter(|active| active.tag_name() != "BODY"),
    };
    active?.dyn_into().ok()
}

/// Who gets the focus back when what opens now is closed: what has it, or, if that is gone by then with its menu, who opened that.
pub(in crate::ui) fn openers(node: &Node) -> Vec<HtmlElement> {
    let Some(holder) = focused(node) else { return Vec::new() };
    let of_layer = OPEN.with_borrow(|open| {
        let around = open.iter().rev().find(|(_, layer)| layer.kind == Kind::Light && layer.node.contains(Some(&holder)));
        around.map(|(_, layer)| layer.openers.clone())
    });
    std::iter::once(holder).chain(of_layer.unwrap_or_default()).collect()
}

/// Gives the focus back when something closes that had it, or when nobody has it.
pub(in crate::ui) fn give_back(node: &Element, openers: &[HtmlElement]) {
    let holder = focused(node);
    let host_page_has_it = holder.is_none()
        && node.owner_document().and_then(|document| document.active_element()).is_some_and(|active| active.tag_name() != "BODY");
    if host_page_has_it || holder.is_some_and(|holder| !node.contains(Some(&holder))) {
        return;
    }
    if let Some(opener) = openers.iter().find(|opener| opener.is_connected()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = opener.focus_with_options(&options);
    }
}
