//! How an element shows the state: as a sketch first, as views from the later part's arrival on.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{Document, Element, HtmlElement};

use super::events::emit_ready;
use super::host::{Host, Live, mark, uncover};
use crate::browser::clock;
use crate::chat::HostEvent;
use crate::state::State;
use crate::theme;
use crate::ui::sketch::{Child, Node, is_ready, sketch};

/// What the later part brings.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    draw: fn(&Host, &mut Live, &Rc<State>),
    focus: fn(&Host),
    hide: fn(Box<dyn Any>),
    report: fn(&Host) -> JsValue,
    tell: fn(&Host, &HostEvent),
    /// All texts are here, not only those of the sketch.
    has_all_texts: bool,
}

impl Drawing {
    const FIRST: Self =
        Self { draw: draw_sketch, focus: |_| {}, hide: hide_sketch, report: no_report, tell: tell_ready, has_all_texts: false };

    /// The views; named by the later part only.
    #[must_use]
    pub fn all() -> Self {
        use super::app::{draw, focus, hide, report, tell};
        crate::browser::policy::watch();
        Self { draw, focus, hide, report, tell, has_all_texts: true }
    }
}

thread_local! {
    static DRAWING: Cell<Drawing> = const { Cell::new(Drawing::FIRST) };
}

/// The later part is here.
pub fn install(drawing: Drawing) {
    DRAWING.set(drawing);
}

pub(super) fn draw(host: &Host, live: &mut Live, state: &Rc<State>) {
    (DRAWING.get().draw)(host, live, state);
}

/// The cursor is wanted in the composer: as soon as there is one.
pub(super) fn focus(host: &Host) {
    host.wants_focus.set(true);
    (DRAWING.get().focus)(host);
}

/// All texts are here, not only those of the sketch.
pub(super) fn has_all_texts() -> bool {
    DRAWING.get().has_all_texts
}

/// What `diagnostics()` answers.
pub(super) fn report(host: &Host) -> JsValue {
    (DRAWING.get().report)(host)
}

/// Dispatches a piece of news.
pub(super) fn tell(host: &Host, event: &HostEvent) {
    (DRAWING.get().tell)(host, event);
}

/// Until the later part is here the runner has nothing else to tell.
fn tell_ready(host: &Host, _: &HostEvent) {
    if let Some(element) = host.element() {
        emit_ready(&element);
    }
}

/// Until the later part is here there is nothing to tell.
const fn no_report(_: &Host) -> JsValue {
    JsValue::NULL
}

pub(super) fn hide(drawn: Option<Box<dyn Any>>) {
    if let Some(drawn) = drawn {
        (DRAWING.get().hide)(drawn);
    }
}

/// A sketch on screen.
pub(super) struct Sketched(HtmlElement);

impl Sketched {
    pub(super) fn remove(&self) {
        self.0.remove();
    }
}

/// Makes the box in which everything of ours is drawn.
pub(super) fn root_of(host: &Host) -> Option<HtmlElement> {
    let element = host.element()?;
    let (shadow, document) = (element.shadow_root()?, element.owner_document()?);
    let root = create(&document, "div")?;
    root.set_class_name("host");
    shadow.append_child(&root).ok()?;
    wasm_bindgen::JsCast::dyn_into(root).ok()
}

fn draw_sketch(host: &Host, live: &mut Live, state: &Rc<State>) {
    if !is_ready(state, live.screen) {
        return;
    }
    let Some(root) = root_of(host) else { return };
    let picture = sketch(state, live.screen, live.wanted.look, &live.locale, clock::now());
    if let Some(element) = root.owner_document().and_then(|document| paint(&document, &picture)) {
        let _ = root.append_child(&element);
        brand(&element, state);
    }
    if let Some(element) = host.element() {
        uncover(&element);
        mark(&element, state.link.name(), true);
    }
    if let Some(before) = live.drawn.take() {
        hide_sketch(before);
    }
    // The newest messages are at the end; only now has the box its height.
    if let Ok(Some(messages)) = root.query_selector(".messages") {
        messages.set_scroll_top(messages.scroll_height());
    }
    live.drawn = Some(Box::new(Sketched(root)));
}

#[expect(clippy::needless_pass_by_value, reason = "the sketch ends here")]
fn hide_sketch(drawn: Box<dyn Any>) {
    if let Some(sketched) = drawn.downcast_ref::<Sketched>() {
        sketched.remove();
    }
}

/// The tenant's colours, through CSSOM as the views do it.
fn brand(element: &Element, state: &State) {
    if let Some(element) = wasm_bindgen::JsCast::dyn_ref::<HtmlElement>(element) {
        for (name, value) in theme::declarations(&state.config.theme).declarations {
            let _ = element.style().set_property(&name, &value);
        }
    }
}

fn create(document: &Document, tag: &str) -> Option<Element> {
    match tag {
        "svg" | "path" => document.create_element_ns(Some("http://www.w3.org/2000/svg"), tag).ok(),
        _ => document.create_element(tag).ok(),
    }
}

/// Makes elements of a picture.
fn paint(document: &Document, node: &Node) -> Option<Element> {
    let element = create(document, node.tag)?;
    for (name, value) in &node.attributes {
        let _ = element.set_attribute(name, value);
    }
    for child in &node.children {
        match child {
            Child::Text(text) => drop(element.append_with_str_1(text)),
            Child::Node(child) => {
                if let Some(child) = paint(document, child) {
                    let _ = element.append_child(&child);
                }
            }
        }
    }
    Some(element)
}
