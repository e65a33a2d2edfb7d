//! Whether the page is seen, and whether the device is on a network.

use web_sys::VisibilityState;

use super::listeners::Listeners;
use crate::chat::Input;

/// Reports every change from now on, and at once what is not as the core assumes: seen and on a network.
pub(super) fn watch(report: impl Fn(Input) + Clone + 'static) -> Listeners {
    let mut listeners = Listeners::default();
    let Some(window) = web_sys::window() else { return listeners };
    if !window.navigator().on_line() {
        report(Input::Network { online: false });
    }
    if !is_visible() {
        report(Input::Visible { visible: false });
    }
    for online in [true, false] {
        let report = report.clone();
        listeners.add(&window, if online { "online" } else { "offline" }, move || report(Input::Network { online }));
    }
    let look = move || report(Input::Visible { visible: is_visible() });
    if let Some(document) = window.document() {
        listeners.add(&document, "visibilitychange", look.clone());
    }
    // After a sleep or out of the back/forward cache no visibility may have changed: the user is here, so look again.
    listeners.add(&window, "focus", look.clone());
    listeners.add(&window, "pageshow", look);
    listeners
}

/// The user can see the page.
fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}
