//! One timer of a view: runs once, unless it is dropped before.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

/// Something that will happen.
pub(in crate::ui) struct Timer {
    id: Option<i32>,
    _act: Closure<dyn FnMut()>,
}

impl Timer {
    /// Acts after some milliseconds.
    pub(in crate::ui) fn after(millis: i32, act: impl FnMut() + 'static) -> Self {
        let act = Closure::<dyn FnMut()>::new(act);
        let id = web_sys::window()
            .and_then(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(act.as_ref().unchecked_ref(), millis).ok());
        Self { id, _act: act }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.id, web_sys::window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}

/// Acts once what is being done now is done, and before the browser paints. Never where there is no browser.
pub(in crate::ui) fn before_paint(act: impl FnOnce() + 'static) {
    if cfg!(target_arch = "wasm32") {
        spawn_local(async move { act() });
    }
}
