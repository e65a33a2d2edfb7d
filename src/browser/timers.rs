//! Time and frames: an alarm that rings once, and a frame that is asked for once.
//!
//! Both keep one callback for their whole life and stop with it: dropping them leaves nothing behind in the page.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Longest delay that `setTimeout` understands.
const LONGEST: i64 = i32::MAX as i64;
/// A frame that did not come until then (hidden page, frame out of view) is not waited for.
const FRAME_WITHIN_MS: i64 = 250;

/// A timer that rings at most once per [`Alarm::set`].
pub(super) struct Alarm {
    ring: Closure<dyn Fn()>,
    set: Rc<Cell<Option<i32>>>,
}

impl Alarm {
    /// An alarm that is not set.
    #[must_use]
    pub(super) fn new(ring: impl Fn() + 'static) -> Self {
        let set = Rc::new(Cell::new(None));
        let is_set = set.clone();
        let ring = Closure::<dyn Fn()>::new(move || {
            is_set.set(None);
            ring();
        });
        Self { ring, set }
    }

    /// Rings after this many milliseconds instead of whenever it was set to before.
    pub(super) fn set(&self, delay: i64) {
        self.clear();
        let Some(window) = web_sys::window() else { return };
        let delay = i32::try_from(delay.clamp(0, LONGEST)).unwrap_or(i32::MAX);
        let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(self.ring.as_ref().unchecked_ref(), delay);
        self.set.set(handle.ok());
    }

    /// Does not ring any more.
    pub(super) fn clear(&self) {
        if let (Some(handle), Some(window)) = (self.set.take(), web_sys::window()) {
            window.clear_timeout_with_handle(handle);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.clear();
    }
}

/// The next animation frame, or soon after when there are none.
pub(super) struct Frame {
    draw: Closure<dyn Fn()>,
    asked: Rc<Cell<Option<i32>>>,
    late: Rc<Alarm>,
}

impl Frame {
    /// A frame that is not asked for.
    #[must_use]
    pub(super) fn new(draw: impl Fn() + 'static) -> Self {
        let draw = Rc::new(draw);
        let asked = Rc::new(Cell::new(None));
        let late = Rc::new(Alarm::new({
            let (draw, asked) = (draw.clone(), asked.clone());
            move || {
                cancel(&asked);
                draw();
            }
        }));
        let (is_asked, is_late) = (asked.clone(), late.clone());
        let draw = Closure::<dyn Fn()>::new(move || {
            is_asked.set(None);
            is_late.clear();
            draw();
        });
        Self { draw, asked, late }
    }

    /// Asks for it, once.
    pub(super) fn request(&self) {
        let Some(window) = web_sys::window().filter(|_| self.asked.get().is_none()) else { return };
        self.asked.set(window.request_animation_frame(self.draw.as_ref().unchecked_ref()).ok());
        self.late.set(FRAME_WITHIN_MS);
    }

    /// Does not come any more.
    pub(super) fn clear(&self) {
        self.late.clear();
        cancel(&self.asked);
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.clear();
    }
}

fn cancel(asked: &Cell<Option<i32>>) {
    if let (Some(handle), Some(window)) = (asked.take(), web_sys::window()) {
        let _ = window.cancel_animation_frame(handle);
    }
}
