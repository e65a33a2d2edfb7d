//! A small panel beside what opened it (feature F183).

use yew::prelude::*;

use super::overlay::{Align, Anchor, Floating, Focus, Side};

/// What a [`Popover`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct PopoverProps {
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
    /// Name for assistive technology.
    pub label: AttrValue,
    /// Asked to close: stop drawing it.
    pub onclose: Callback<()>,
    /// Becomes a sheet at the bottom where the element is narrow.
    #[prop_or(true)]
    pub is_sheet: bool,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Content.
    pub children: Html,
}

/// A panel with controls. To close it, stop drawing it.
#[component]
pub fn Popover(props: &PopoverProps) -> Html {
    html! {
        <Floating
            class={classes!("popover", props.class.clone())}
            role="dialog"
            label={props.label.clone()}
            anchor={props.anchor.clone()}
            side={props.side}
            align={props.align}
            focus={props.focus}
            is_sheet={props.is_sheet}
            onclose={&props.onclose}
        >
            { props.children.clone() }
        </Floating>
    }
}
