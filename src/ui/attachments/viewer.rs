//! Pictures and videos large, one after the other (feature F114).

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::album::{name_of, whole};
use super::kind::Medium;
use super::picture::{Picture, loadable};
use super::video::Video;
use crate::i18n::{Direction, Locale};
use crate::t;
use crate::ui::kit::overlay::pixels;
use crate::ui::kit::{IconButton, Modal, glyph};

/// A finger that moved this far sideways goes on, in pixels.
const SWIPE: f64 = 50.0;

/// What a [`Viewer`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ViewerProps {
    /// At least one.
    pub(super) media: Vec<Medium>,
    /// Which one first.
    pub(super) first: usize,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// Asked to close: stop drawing it.
    pub(super) onclose: Callback<()>,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    First,
    Last,
    Next,
    Previous,
}

/// The picture that a turn leads to; the ends are ends.
fn turned(turn: Turn, at: usize, count: usize) -> usize {
    let last = count.saturating_sub(1);
    match turn {
        Turn::First => 0,
        Turn::Last => last,
        Turn::Next => (at + 1).min(last),
        Turn::Previous => at.saturating_sub(1),
    }
}

/// What a key means; sideways as the language runs.
fn of_key(key: &str, is_rtl: bool) -> Option<Turn> {
    match key {
        "ArrowRight" => Some(if is_rtl { Turn::Previous } else { Turn::Next }),
        "ArrowLeft" => Some(if is_rtl { Turn::Next } else { Turn::Previous }),
        "Home" => Some(Turn::First),
        "End" => Some(Turn::Last),
        _ => None,
    }
}

/// What a finger meant that moved by so many pixels; up and down is nothing.
fn of_swipe(x: f64, y: f64, is_rtl: bool) -> Option<Turn> {
    if x.abs() < SWIPE || x.abs() < y.abs() {
        return None;
    }
    Some(if (x < 0.0) == is_rtl { Turn::Previous } else { Turn::Next })
}

/// How far a picture follows the finger: less where there is nothing to come.
fn follow(x: f64, at: usize, count: usize, is_rtl: bool) -> f64 {
    let turn = if (x < 0.0) == is_rtl { Turn::Previous } else { Turn::Next };
    if turned(turn, at, count) == at { x * 0.3 } else { x }
}

/// All of the page: one picture or video, and the ways to the others.
#[component]
pub(super) fn Viewer(props: &ViewerProps) -> Html {
    let ViewerProps { media, locale, onclose, .. } = props;
    let place = use_state(|| (props.first, None::<Turn>));
    let (node, began) = (use_node_ref(), use_mut_ref(|| None::<(f64, f64)>));
    let count = media.len();
    let at = place.0.min(count.saturating_sub(1));
    let is_rtl = locale.direction() == Direction::Rtl;
    let go = {
        let place = place.clone();
        Callback::from(move |turn: Turn| place.set((turned(turn, at, count), Some(turn))))
    };
    let Some(medium) = media.get(at) else { return Html::default() };
    let onkeydown = {
        let go = go.clone();
        Callback::from(move |event: KeyboardEvent| {
            // A video's own controls have these keys, too.
            let is_elsewhere = event.target_dyn_into::<HtmlElement>().is_some_and(|target| target.tag_name() == "VIDEO");
            if let Some(turn) =
                of_key(&event.key(), is_rtl).filter(|_| !is_elsewhere && !event.ctrl_key() && !event.meta_key() && !event.alt_key())
            {
                event.prevent_default();
                go.emit(turn);
            }
        })
    };
    let drag = {
        let node = node.clone();
        move |x: f64| {
            if let Some(node) = node.cast::<HtmlElement>() {
                let _ = node.style().set_property("--_drag", &pixels(x));
            }
        }
    };
    let point = |event: &PointerEvent| (f64::from(event.client_x()), f64::from(event.client_y()));
    let onpointerdown = {
        let began = began.clone();
        Callback::from(move |event: PointerEvent| {
            *began.borrow_mut() = (event.pointer_type() == "touch" && event.is_primary()).then(|| point(&event))
        })
    };
    let onpointermove = {
        let (began, drag) = (began.clone(), drag.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((x, _)) = *began.borrow() {
                drag(follow(point(&event).0 - x, at, count, is_rtl));
            }
        })
    };
    let onpointerup = {
        let (began, drag, go) = (began.clone(), drag.clone(), go.clone());
        Callback::from(move |event: PointerEvent| {
            drag(0.0);
            let Some((x, y)) = began.take() else { return };
            let now = point(&event);
            if let Some(turn) = of_swipe(now.0 - x, now.1 - y, is_rtl) {
                go.emit(turn);
            }
        })
    };
    let onpointercancel = Callback::from(move |_: PointerEvent| {
        began.take();
        drag(0.0);
    });
    // The dark around the picture is background, though it belongs to the box.
    let onclick = {
        let onclose = onclose.clone();
        Callback::from(move |event: MouseEvent| {
            let is_ground = event.target_dyn_into::<HtmlElement>().is_some_and(|target| target.class_list().contains("viewer__ground"));
            if is_ground {
                onclose.emit(());
            }
        })
    };
    let name = name_of(medium, locale);
    let words = t!(locale, "viewer.place", index = &locale.number(whole(at + 1)), count = &locale.number(whole(count)));
    let step = |turn: Turn, label: String, glyph| {
        let is_end = turned(turn, at, count) == at;
        html! { if count > 1 { <IconButton class={classes!("viewer__step", if turn == Turn::Next { "viewer__step--next" } else { "viewer__step--previous" })} {glyph} mirrors=true {label} is_disabled={is_end} onclick={go.reform(move |()| turn)} /> } }
    };
    let slide = match place.1 {
        Some(Turn::Next | Turn::Last) => Some("next"),
        Some(Turn::Previous | Turn::First) => Some("previous"),
        None => None,
    };
    html! {
        <Modal label={t!(locale, "viewer.label")} {onclose} class="dialog--full viewer" {onkeydown}>
            <div class="viewer__bar">
                <span class="viewer__name" dir="auto">{ &name }</span>
                if count > 1 { <span class="viewer__place" role="status">{ words }</span> }
                if let Some(url) = &medium.full { { super::file::download(url, &name, locale) } }
                <IconButton glyph={glyph::X} label={t!(locale, "dialog.close")} onclick={onclose} />
            </div>
            <div class="viewer__ground" ref={node} {onclick} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}>
                <div key={medium.key.clone()} class="viewer__medium viewer__ground" data-turn={slide}>
                    if medium.is_video {
                        <Video medium={medium.clone()} locale={locale.clone()} autoplay={place.1.is_none()} />
                    } else {
                        <Picture url={loadable(medium.full.as_ref())} alt={name.clone()} is_eager=true locale={locale.clone()} />
                    }
                </div>
            </div>
            { step(Turn::Previous, t!(locale, "viewer.previous"), glyph::CHEVRON_LEFT) }
            { step(Turn::Next, t!(locale, "viewer.next"), glyph::CHEVRON_RIGHT) }
        </Modal>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_fingers_turn_as_the_language_runs() {
        assert_eq!(
            ["ArrowRight", "ArrowLeft", "Home", "End", "a"].map(|key| of_key(key, false)),
            [Some(Turn::Next), Some(Turn::Previous), Some(Turn::First), Some(Turn::Last), None]
        );
        assert_eq!([of_key("ArrowRight", true), of_key("ArrowLeft", true)], [Some(Turn::Previous), Some(Turn::Next)]);
        assert_eq!(
            [of_swipe(-60.0, 5.0, false), of_swipe(60.0, 5.0, false), of_swipe(-60.0, 5.0, true)],
            [Some(Turn::Next), Some(Turn::Previous), Some(Turn::Previous)]
        );
        assert_eq!([of_swipe(-49.0, 0.0, false), of_swipe(60.0, 90.0, false)], [None, None]);
    }

    #[test]
    fn the_ends_are_ends_and_give_way_less() {
        assert_eq!(
            [turned(Turn::Next, 2, 3), turned(Turn::Previous, 0, 3), turned(Turn::Last, 0, 3), turned(Turn::Next, 0, 3)],
            [2, 0, 2, 1]
        );
        assert_eq!(
            [follow(100.0, 0, 3, false), follow(-100.0, 0, 3, false), follow(-100.0, 2, 3, false), follow(-100.0, 0, 3, true)],
            [30.0, -100.0, -30.0, -30.0]
        );
    }
}
