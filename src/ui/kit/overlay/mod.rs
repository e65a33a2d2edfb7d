//! Things that float over the rest: one mechanism for menus, popovers and tooltips.
//!
//! [`Floating`] is drawn where it belongs in the tree and shown in the browser's top layer, so no box cuts it off and no
//! `z-index` is needed. It is there exactly as long as it is open. [`place`](place()) finds its place, `layers` closes it.

pub(in crate::ui) mod layers;
mod place;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

use self::layers::{Kind, Layer};
pub use self::place::{Align, Rect, Side, Spot, place};

/// With less room than this in the element, the whole page is used, in pixels.
const SMALLEST: f64 = 160.0;
/// What can be reached by keyboard.
const STOPS: &str = "[autofocus], [tabindex=\"0\"], a[href], button:not([tabindex=\"-1\"]), input, textarea, select";

/// What something floats beside.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// A node, e.g. the button that opened it.
    Node(NodeRef),
    /// A point of the viewport in pixels, e.g. where a context menu was asked for.
    Point(f64, f64),
}

/// What happens with the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// Stays where it is: lists of suggestions, tooltips.
    Keep,
    /// Goes to the first control inside, or to the box itself, and back at the end.
    #[default]
    Take,
}

/// What a [`Floating`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct FloatingProps {
    /// What it floats beside.
    pub anchor: Anchor,
    /// Wished side.
    #[prop_or_default]
    pub side: Side,
    /// Wished alignment.
    #[prop_or_default]
    pub align: Align,
    /// What happens with the focus.
    #[prop_or_default]
    pub focus: Focus,
    /// Becomes a sheet at the bottom where the element is narrow.
    #[prop_or_default]
    pub is_sheet: bool,
    /// Only a hint: Escape closes it and what is below it.
    #[prop_or_default]
    pub is_hint: bool,
    /// Asked to close: stop drawing it.
    pub onclose: Callback<()>,
    /// A key was pressed inside.
    #[prop_or_default]
    pub onkeydown: Callback<KeyboardEvent>,
    /// ARIA role; none for a hint that somebody else speaks for.
    #[prop_or_default]
    pub role: Option<AttrValue>,
    /// Name for assistive technology.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Its box.
    #[prop_or_default]
    pub node: NodeRef,
    /// Content.
    pub children: Html,
}

/// Something open. To close it, stop drawing it.
#[component]
pub fn Floating(props: &FloatingProps) -> Html {
    let FloatingProps { node, anchor, side, align, .. } = props;
    let wish = (*side, *align);
    {
        let (node, anchor) = (node.clone(), anchor.clone());
        // Content of another size needs another place.
        use_effect(move || {
            settle(&node, &anchor, wish);
        });
    }
    let onclose = use_mut_ref(|| props.onclose.clone());
    onclose.replace(props.onclose.clone());
    // It is going: that the focus leaves with it closes nothing that came in its place.
    let goes = use_mut_ref(|| false);
    {
        let (node, anchor, focus, is_hint, goes) = (node.clone(), anchor.clone(), props.focus, props.is_hint, goes.clone());
        use_effect_with((), move |()| {
            let close = Callback::from(move |()| {
                let onclose = onclose.borrow().clone();
                onclose.emit(());
            });
            let open = node.cast::<HtmlElement>().map(|float| Open::new(float, &node, anchor, wish, focus, is_hint, close));
            move || {
                goes.replace(true);
                drop(open);
            }
        });
    }
    let onfocusout = {
        let (node, anchor, close) = (node.clone(), anchor.clone(), props.onclose.clone());
        let is_light = props.focus == Focus::Take;
        Callback::from(move |event: FocusEvent| {
            let goes_to = event.related_target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(target) = goes_to.filter(|target| is_light && !*goes.borrow() && !holds(&node, &anchor, target)) {
                // Nested layers take the focus without this one being left.
                if target.closest("[popover], dialog").ok().flatten().is_none() {
                    close.emit(());
                }
            }
        })
    };
    html! {
        <div
            ref={node}
            class={classes!("float", props.is_sheet.then_some("float--sheet"), props.class.clone())}
            popover="manual"
            role={&props.role}
            aria-label={&props.label}
            aria-hidden={(props.is_hint && props.role.is_none()).then_some("true")}
            tabindex={(props.focus == Focus::Take).then_some("-1")}
            onkeydown={&props.onkeydown}
            onclick={|event: MouseEvent| event.stop_propagation()}
            {onfocusout}
        >
            { props.children.clone() }
        </div>
    }
}

fn holds(node: &NodeRef, anchor: &Anchor, target: &Element) -> bool {
    let is_in = |node: &NodeRef| node.cast::<Element>().is_some_and(|node| node.contains(Some(target)));
    is_in(node) || matches!(anchor, Anchor::Node(anchor) if is_in(anchor))
}

/// What is open and has to be undone.
struct Open {
    float: HtmlElement,
    openers: Vec<HtmlElement>,
    takes_focus: bool,
    observer: Option<ResizeObserver>,
    _resized: Closure<dyn FnMut()>,
    _layer: layers::Entered,
}

impl Open {
    fn new(
        float: HtmlElement,
        node: &NodeRef,
        anchor: Anchor,
        wish: (Side, Align),
        focus: Focus,
        is_hint: bool,
        close: Callback<()>,
    ) -> Self {
        let openers = layers::openers(&float);
        // A browser without popovers shows it in place.
        let _ = float.show_popover();
        settle(node, &anchor, wish);
        if focus == Focus::Take {
            let first = float.query_selector(STOPS).ok().flatten().and_then(|stop| stop.dyn_into::<HtmlElement>().ok());
            let _ = first.as_ref().unwrap_or(&float).focus();
        }
        let anchor_node = if let Anchor::Node(node) = &anchor { node.cast::<Element>() } else { None };
        let follow = {
            let (node, close) = (node.clone(), close.clone());
            Callback::from(move |()| {
                if !settle(&node, &anchor, wish) {
                    close.emit(());
                }
            })
        };
        let resized = {
            let follow = follow.clone();
            Closure::<dyn FnMut()>::new(move || follow.emit(()))
        };
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&float);
            if let Ok(Some(root)) = float.closest(".chat") {
                observer.observe(&root);
            }
        }
        let kind = if is_hint { Kind::Hint } else { Kind::Light };
        let layer = layers::enter(Layer { kind, node: float.clone().into(), anchor: anchor_node, openers: openers.clone(), close, follow });
        Self { float, openers, takes_focus: focus == Focus::Take, observer, _resized: resized, _layer: layer }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        if self.takes_focus {
            layers::give_back(&self.float, &self.openers);
        }
        let _ = self.float.hide_popover();
    }
}

fn rect(element: &Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect { x: rect.x(), y: rect.y(), width: rect.width(), height: rect.height() }
}

/// Brings it to its place through CSSOM, which no content security policy forbids. False when its anchor is out of sight.
fn settle(node: &NodeRef, anchor: &Anchor, wish: (Side, Align)) -> bool {
    let Some(float) = node.cast::<HtmlElement>() else { return true };
    let page = float.owner_document().and_then(|document| document.document_element()).map(|page| Rect {
        width: f64::from(page.client_width()),
        height: f64::from(page.client_height()),
        ..Rect::default()
    });
    let page = page.unwrap_or_default();
    let root = float.closest(".chat").ok().flatten();
    let element = root.as_ref().map_or(page, |root| rect(root).meet(page));
    let bounds = if element.width < SMALLEST || element.height < SMALLEST { page } else { element };
    let at = match anchor {
        Anchor::Node(node) => node.cast::<Element>().map(|node| rect(&node)).unwrap_or_default(),
        Anchor::Point(x, y) => Rect { x: *x, y: *y, ..Rect::default() },
    };
    let is_rtl = root.and_then(|root| root.get_attribute("dir")).is_some_and(|direction| direction == "rtl");
    let style = float.style();
    // Its natural height, not the one that an earlier place left it.
    let height = float.scroll_height() + float.offset_height() - float.client_height();
    let size = (f64::from(float.offset_width()), f64::from(height));
    let spot = place(at, size, bounds, wish, is_rtl);
    let lengths = [
        ("--_float-x", spot.x),
        ("--_float-y", spot.y),
        ("--_float-height", spot.max_height),
        ("--_sheet-x", bounds.x),
        ("--_sheet-width", bounds.width),
        ("--_sheet-end", page.height - bounds.y - bounds.height),
        ("--_sheet-height", bounds.height * 0.8),
    ];
    for (name, length) in lengths {
        let _ = style.set_property(name, &pixels(length));
    }
    float.set_attribute("data-side", if spot.side == Side::Above { "above" } else { "below" }).is_ok() && !at.misses(bounds)
}

/// Whole pixels; the formatter of fractions would cost ten kilobytes.
pub(in crate::ui) fn pixels(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "no page is that long")]
    let whole = length.round() as i64;
    [&whole.to_string(), "px"].concat()
}
