//! Listeners that are removed when they are dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;

/// Where, for what, and what is called.
type Listener = (EventTarget, &'static str, Closure<dyn Fn()>);

/// A set of listeners on targets that outlive us.
#[derive(Default)]
pub(super) struct Listeners {
    all: Vec<Listener>,
}

impl Listeners {
    /// Listens to an event of a target.
    pub(super) fn add(&mut self, target: &EventTarget, event: &'static str, heard: impl Fn() + 'static) {
        let heard = Closure::<dyn Fn()>::new(heard);
        if target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()).is_ok() {
            self.all.push((target.clone(), event, heard));
        }
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        for (target, event, heard) in &self.all {
            let _ = target.remove_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        }
    }
}
