//! Pictures that move, and stand still when somebody wants that (WCAG 2.2.2).

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};
use yew::prelude::*;

use super::picture::Picture;
use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{IconButton, glyph};

/// Longest side of a picture that is kept still, in pixels: twice the box of one picture.
const LONGEST: f64 = 720.0;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct MovingProps {
    pub(super) url: Option<AttrValue>,
    /// The same standing still.
    pub(super) still: Option<AttrValue>,
    pub(super) alt: AttrValue,
    pub(super) locale: Rc<Locale>,
}

/// A picture of which it is known what it looks like when it stands still.
#[component]
pub(super) fn Moving(props: &MovingProps) -> Html {
    let MovingProps { url, still, alt, locale } = props;
    let is_stopped = use_state(|| false);
    let onclick = {
        let is_stopped = is_stopped.clone();
        Callback::from(move |()| is_stopped.set(!*is_stopped))
    };
    let shown = if *is_stopped { still } else { url };
    html! {
        <>
            <Picture url={shown.clone()} still={still.clone()} {alt} locale={locale.clone()} />
            if url.is_some() && still.is_some() { { button("", *is_stopped, alt, locale, onclick) } }
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct HeldProps {
    pub(super) url: Option<AttrValue>,
    pub(super) alt: AttrValue,
    pub(super) locale: Rc<Locale>,
    pub(super) around: Callback<Html, Html>,
}

/// A picture of which only itself is known: its first moment is drawn over it. It stands still from the beginning for those who
/// want no motion.
#[component]
pub(super) fn Held(props: &HeldProps) -> Html {
    let HeldProps { url, alt, locale, around } = props;
    let (is_stopped, image) = (use_state(|| false), use_state(|| None::<HtmlImageElement>));
    let canvas = use_node_ref();
    let onload = {
        let (canvas, image, is_stopped) = (canvas.clone(), image.setter(), is_stopped.clone());
        Callback::from(move |loaded: HtmlImageElement| {
            let wants_none = || web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok()?);
            let stands = *is_stopped || wants_none().is_some_and(|query| query.matches());
            is_stopped.set(stands && draw(&loaded, &canvas).is_some());
            image.set(Some(loaded));
        })
    };
    let onclick = {
        let (canvas, image, is_stopped) = (canvas.clone(), image.clone(), is_stopped.clone());
        Callback::from(move |()| {
            let stops = !*is_stopped && image.as_ref().is_some_and(|image| draw(image, &canvas).is_some());
            is_stopped.set(stops);
        })
    };
    // Only around a picture that is there, and below what is drawn over it.
    let around = around
        .reform(move |picture: Html| html! { <>{ picture }<canvas ref={&canvas} class="moving__still" aria-hidden="true"></canvas></> });
    html! {
        <span class={classes!("moving", is_stopped.then_some("moving--held"))}>
            <Picture url={url.clone()} {alt} locale={locale.clone()} {around} {onload} />
            if image.is_some() { { button("moving__stop", *is_stopped, alt, locale, onclick) } }
        </span>
    }
}

fn button(class: &'static str, is_stopped: bool, alt: &AttrValue, locale: &Rc<Locale>, onclick: Callback<()>) -> Html {
    let (label, glyph) = if is_stopped {
        (t!(locale, "audio.play", name = alt), glyph::PLAY)
    } else {
        (t!(locale, "audio.pause", name = alt), glyph::PAUSE)
    };
    html! { <IconButton class={classes!("picture__stop", class)} {glyph} {label} {onclick} /> }
}

/// Draws a picture as it begins. None when it is not there yet, or cannot be drawn.
fn draw(image: &HtmlImageElement, canvas: &NodeRef) -> Option<()> {
    let canvas: HtmlCanvasElement = canvas.cast()?;
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    if !image.complete() || width.min(height) < 1.0 {
        return None;
    }
    let scale = (LONGEST / width.max(height)).min(1.0);
    let side = |length: f64| (length * scale).ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least one pixel and not longer than the longest side")]
    {
        canvas.set_width(side(width) as u32);
        canvas.set_height(side(height) as u32);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, side(width), side(height)).ok()
}
