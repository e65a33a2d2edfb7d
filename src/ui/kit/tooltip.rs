//! Names that come up beside what is pointed at or has the focus (feature F184, WCAG 1.4.13).

use yew::prelude::*;

use super::Timer;
use super::overlay::{Align, Anchor, Floating, Focus, Side};

/// How long the pointer rests before the name comes up, in milliseconds.
const DELAY: i32 = 500;

/// The listeners of what has a tooltip, and the tooltip.
pub struct Tip {
    /// The pointer came.
    pub onpointerenter: Callback<PointerEvent>,
    /// The pointer left.
    pub onpointerleave: Callback<PointerEvent>,
    /// The focus came.
    pub onfocusin: Callback<FocusEvent>,
    /// The focus left.
    pub onfocusout: Callback<FocusEvent>,
    /// It was pressed.
    pub onpointerdown: Callback<PointerEvent>,
    /// The tooltip; has to be drawn inside, so that the pointer can rest on it without leaving.
    pub view: Html,
}

/// A tooltip for a node. It repeats or details a name that assistive technology has already, so that it hides it from there.
#[hook]
pub fn use_tip(node: &NodeRef, text: &AttrValue) -> Tip {
    let is_open = use_state(|| false);
    let set = |open: bool| {
        let is_open = is_open.clone();
        Callback::from(move |()| {
            if *is_open != open {
                is_open.set(open);
            }
        })
    };
    let (open, close) = (set(true), set(false));
    let timer = use_mut_ref(|| None::<Timer>);
    let onpointerenter = {
        let (timer, open) = (timer.clone(), open.clone());
        Callback::from(move |event: PointerEvent| {
            // A finger presses; its tooltip would stay.
            if event.pointer_type() == "mouse" {
                let open = open.clone();
                timer.replace(Some(Timer::after(DELAY, move || open.emit(()))));
            }
        })
    };
    let leave = {
        let close = close.clone();
        Callback::from(move |()| {
            timer.take();
            close.emit(());
        })
    };
    let onfocusin = Callback::from(move |event: FocusEvent| {
        let is_by_keyboard =
            event.target_dyn_into::<web_sys::Element>().is_some_and(|target| target.matches(":focus-visible").unwrap_or_default());
        if is_by_keyboard {
            open.emit(());
        }
    });
    let view = if *is_open && !text.is_empty() {
        html! {
            <Floating
                class="tooltip"
                anchor={Anchor::Node(node.clone())}
                side={Side::Above}
                align={Align::Center}
                focus={Focus::Keep}
                is_hint=true
                onclose={close}
            >
                { text }
            </Floating>
        }
    } else {
        Html::default()
    };
    Tip {
        onpointerenter,
        onpointerleave: leave.reform(|_: PointerEvent| ()),
        onfocusin,
        onfocusout: leave.reform(|_: FocusEvent| ()),
        onpointerdown: leave.reform(|_: PointerEvent| ()),
        view,
    }
}

/// What a [`Tooltip`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TooltipProps {
    /// The words.
    pub text: AttrValue,
    /// Further classes of the box around the content.
    #[prop_or_default]
    pub class: Classes,
    /// What it is about; has a name of its own.
    pub children: Html,
}

/// A box around anything that has a tooltip. Buttons with a drawing have theirs built in.
#[component]
pub fn Tooltip(props: &TooltipProps) -> Html {
    let node = use_node_ref();
    let tip = use_tip(&node, &props.text);
    html! {
        <span
            ref={node}
            class={classes!("has-tooltip", props.class.clone())}
            onpointerenter={tip.onpointerenter}
            onpointerleave={tip.onpointerleave}
            onpointerdown={tip.onpointerdown}
            onfocusin={tip.onfocusin}
            onfocusout={tip.onfocusout}
        >
            { props.children.clone() }
            { tip.view }
        </span>
    }
}
