//! Whether a node is on screen, as the browser sees it: not hidden, and not scrolled away inside of the page around it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Looks at a node until it is dropped.
pub(in crate::ui) struct Seen {
    observer: IntersectionObserver,
    _told: Closure<dyn FnMut(js_sys::Array)>,
}

impl Seen {
    /// Tells at first, and whenever it changes, whether at least this part of a node, from 0 to 1, is on screen.
    pub(in crate::ui) fn watch(node: &Element, part: f64, mut tell: impl FnMut(bool) + 'static) -> Option<Self> {
        let told = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            tell(last.is_intersecting());
        });
        let init = IntersectionObserverInit::new();
        init.set_threshold(&part.into());
        let observer = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &init).ok()?;
        observer.observe(node);
        Some(Self { observer, _told: told })
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
