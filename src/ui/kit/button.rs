//! Buttons.

use yew::prelude::*;

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
    /// Pressed.
    pub onclick: Callback<()>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A button with a drawing only.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    html! {
        <button
            type="button"
            class={classes!("icon-button", props.class.clone())}
            part="button"
            aria-label={&props.label}
            title={&props.label}
            onclick={pressed(&props.onclick, false)}
        >
            <Icon glyph={props.glyph} mirrors={props.mirrors} />
        </button>
    }
}

fn pressed(onclick: &Callback<()>, is_busy: bool) -> Callback<MouseEvent> {
    if is_busy { Callback::noop() } else { onclick.reform(|_| ()) }
}
