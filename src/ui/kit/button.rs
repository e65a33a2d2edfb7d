//! Buttons.

use yew::prelude::*;

use super::tooltip::use_tip;
use super::{Glyph, Icon, Spinner};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// One of several things.
    #[default]
    Plain,
    /// Words that can be pressed.
    Quiet,
    /// Destroys something.
    Danger,
}

/// What a [`Button`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct ButtonProps {
    /// How much it asks for attention.
    #[prop_or_default]
    pub kind: ButtonKind,
    /// Words on it.
    pub label: AttrValue,
    /// Drawing before the words.
    #[prop_or_default]
    pub glyph: Option<Glyph>,
    /// At work: shows a spinner and does nothing when pressed, but keeps the focus.
    #[prop_or_default]
    pub is_busy: bool,
    /// Pressed.
    pub onclick: Callback<()>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A button with words.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let kind = match props.kind {
        ButtonKind::Primary => "button--primary",
        ButtonKind::Plain => "button--plain",
        ButtonKind::Quiet => "button--quiet",
        ButtonKind::Danger => "button--danger",
    };
    html! {
        <button
            type="button"
            class={classes!("button", kind, props.class.clone())}
            part="button"
            aria-disabled={props.is_busy.then_some("true")}
            onclick={pressed(&props.onclick, props.is_busy)}
        >
            if props.is_busy {
                <Spinner />
            } else if let Some(glyph) = props.glyph {
                <Icon {glyph} />
            }
            <span>{ &props.label }</span>
        </button>
    }
}

/// What an [`IconButton`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct IconButtonProps {
    /// The drawing.
    pub glyph: Glyph,
    /// Its name, for a tooltip and for assistive technology.
    pub label: AttrValue,
    /// The drawing turns around where the language runs from right to left.
    #[prop_or_default]
    pub mirrors: bool,
    /// It is on or off.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// What it opens is open or not.
    #[prop_or_default]
    pub expanded: Option<bool>,
    /// What it opens: `menu` or `dialog`.
    #[prop_or_default]
    pub popup: Option<AttrValue>,
    /// Cannot be pressed now, but keeps the focus; the label should say why.
    #[prop_or_default]
    pub is_disabled: bool,
    /// At work: shows a spinner and does nothing when pressed, but keeps the focus.
    #[prop_or_default]
    pub is_busy: bool,
    /// The button, e.g. to float something beside it.
    #[prop_or_default]
    pub node: NodeRef,
    /// Pressed.
    pub onclick: Callback<()>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A button with a drawing only; its name comes up as a tooltip.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    let is_open = props.expanded == Some(true);
    // What it opened stands where its tooltip would.
    let text = if is_open { AttrValue::default() } else { props.label.clone() };
    let tip = use_tip(&props.node, &text);
    html! {
        <button
            ref={&props.node}
            type="button"
            class={classes!("icon-button", props.class.clone())}
            part="button"
            aria-label={&props.label}
            aria-pressed={props.pressed.map(|is_on| is_on.to_string())}
            aria-expanded={props.expanded.map(|is_on| is_on.to_string())}
            aria-haspopup={&props.popup}
            aria-disabled={(props.is_disabled || props.is_busy).then_some("true")}
            aria-busy={props.is_busy.then_some("true")}
            onclick={pressed(&props.onclick, props.is_disabled || props.is_busy)}
            onpointerenter={tip.onpointerenter}
            onpointerleave={tip.onpointerleave}
            onpointerdown={tip.onpointerdown}
            onfocusin={tip.onfocusin}
            onfocusout={tip.onfocusout}
        >
            if props.is_busy { <Spinner /> } else { <Icon glyph={props.glyph} mirrors={props.mirrors} /> }
            { tip.view }
        </button>
    }
}

fn pressed(onclick: &Callback<()>, is_busy: bool) -> Callback<MouseEvent> {
    if is_busy { Callback::noop() } else { onclick.reform(|_| ()) }
}
