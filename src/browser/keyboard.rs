//! A keyboard on the screen hides what is below it, and browsers may tell the page nothing but that less of it is seen
//! (feature F207, C18): the panes then end where the keyboard begins.
//!
//! [`margins`] decides; the rest listens and writes two lengths that the style sheet reads. Comes with the later part.

/// A page that is seen this much less than it is high has a keyboard over it; bars of browsers are lower, in pixels.
const KEYBOARD: f64 = 120.0;
/// With less than this left, nothing is gained by making room, in pixels.
const LEAST: f64 = 160.0;
/// Enlarged by more than this, the user looks at a part on purpose.
const ZOOM: f64 = 1.05;

/// A span of the page from top to bottom, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Where it begins.
    pub top: f64,
    /// Where it ends.
    pub bottom: f64,
}

/// What an element leaves free above and below, in pixels, so that all of it is in sight: nothing, unless a keyboard is there.
/// `seen` is what is seen of a page that is `page` high, at this scale.
#[must_use]
pub fn margins(element: Span, seen: Span, page: f64, scale: f64) -> (f64, f64) {
    let has_keyboard = page - (seen.bottom - seen.top) >= KEYBOARD && scale <= ZOOM;
    let (above, below) = ((seen.top - element.top).max(0.0), (element.bottom - seen.bottom).max(0.0));
    let is_enough = element.bottom - element.top - above - below >= LEAST;
    if has_keyboard && is_enough { (above, below) } else { (0.0, 0.0) }
}

#[cfg(target_arch = "wasm32")]
pub use watching::Keyboard;

#[cfg(target_arch = "wasm32")]
mod watching {
    use web_sys::{HtmlElement, ShadowRoot, VisualViewport};

    use super::{Span, margins};
    use crate::browser::listeners::Listeners;
    use wasm_bindgen::JsCast;

    /// Keeps a root clear of the keyboard while something inside has the focus, until it is dropped.
    pub struct Keyboard {
        root: HtmlElement,
        _listeners: Listeners,
    }

    impl Keyboard {
        /// `None` where the browser does not tell.
        pub fn watch(root: &HtmlElement) -> Option<Self> {
            let viewport = web_sys::window()?.visual_viewport()?;
            let mut listeners = Listeners::default();
            for event in ["resize", "scroll"] {
                let (known, at) = (root.clone(), viewport.clone());
                listeners.add(&viewport, event, move || make_room(&known, &at));
            }
            for event in ["focusin", "focusout"] {
                let (known, at) = (root.clone(), viewport.clone());
                listeners.add(root, event, move || make_room(&known, &at));
            }
            Some(Self { root: root.clone(), _listeners: listeners })
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            write(&self.root, (0.0, 0.0));
        }
    }

    fn make_room(root: &HtmlElement, viewport: &VisualViewport) {
        let Ok(shadow) = root.get_root_node().dyn_into::<ShadowRoot>() else { return };
        let has_focus = shadow.active_element().is_some();
        let page = root.owner_document().and_then(|document| document.document_element()).map(|page| f64::from(page.client_height()));
        let seen = Span { top: viewport.offset_top(), bottom: viewport.offset_top() + viewport.height() };
        let rect = shadow.host().get_bounding_client_rect();
        let element = Span { top: rect.top(), bottom: rect.bottom() };
        let lengths = page.filter(|_| has_focus).map_or((0.0, 0.0), |page| margins(element, seen, page, viewport.scale()));
        write(root, lengths);
    }

    /// Through CSSOM, which no content security policy forbids.
    fn write(root: &HtmlElement, (above, below): (f64, f64)) {
        for (name, length) in [("--_above", above), ("--_below", below)] {
            #[expect(clippy::cast_possible_truncation, reason = "no page is that high")]
            let pixels = [&(length.ceil() as i32).to_string(), "px"].concat();
            let _ = root.style().set_property(name, &pixels);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Span = Span { top: 0.0, bottom: 800.0 };

    fn seen(top: f64, bottom: f64) -> Span {
        Span { top, bottom }
    }

    #[test]
    fn the_panes_end_where_the_keyboard_begins() {
        assert_eq!(margins(WHOLE, seen(0.0, 460.0), 800.0, 1.0), (0.0, 340.0));
        assert_eq!(margins(WHOLE, seen(120.0, 580.0), 800.0, 1.0), (120.0, 220.0), "the browser moved the page up");
        assert_eq!(margins(seen(200.0, 700.0), seen(0.0, 460.0), 800.0, 1.0), (0.0, 240.0), "a box in a page");
    }

    #[test]
    fn nothing_is_made_of_a_bar_of_the_browser_of_zooming_or_of_a_box_that_is_in_sight() {
        assert_eq!(margins(WHOLE, seen(0.0, 740.0), 800.0, 1.0), (0.0, 0.0));
        assert_eq!(margins(WHOLE, seen(200.0, 600.0), 800.0, 2.0), (0.0, 0.0));
        assert_eq!(margins(seen(0.0, 400.0), seen(0.0, 460.0), 800.0, 1.0), (0.0, 0.0));
    }

    #[test]
    fn what_would_be_too_low_to_use_stays_as_it_is() {
        assert_eq!(margins(seen(500.0, 900.0), seen(0.0, 600.0), 900.0, 1.0), (0.0, 0.0));
    }
}
