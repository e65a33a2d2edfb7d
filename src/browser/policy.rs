//! What the page's content security policy blocks: reported to every chat of the page, which knows what is its own.
//!
//! It comes with the later part of the program. What is blocked before is tried again and reported then.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::json;
use crate::wire::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::SecurityPolicyViolationEvent;

use super::runner;
use crate::chat::{Blocked, Input};

/// Different violations that are remembered for a report.
const REMEMBERED: usize = 20;

thread_local! {
    static SEEN: RefCell<Vec<Blocked>> = const { RefCell::new(Vec::new()) };
    static IS_WATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Listens from now on, once for the page.
pub fn watch() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if IS_WATCHING.replace(true) {
        return;
    }
    let heard = Closure::<dyn Fn(SecurityPolicyViolationEvent)>::new(|event: SecurityPolicyViolationEvent| {
        // A policy that is only tried out blocks nothing.
        if event.disposition() != web_sys::SecurityPolicyViolationEventDisposition::Enforce {
            return;
        }
        let blocked = Blocked { directive: Rc::from(event.effective_directive()), source: Rc::from(origin(&event.blocked_uri())) };
        SEEN.with_borrow_mut(|seen| {
            if seen.len() < REMEMBERED && !seen.contains(&blocked) {
                seen.push(blocked.clone());
            }
        });
        runner::each(|runner| runner.feed(Input::Blocked(blocked.clone())));
    });
    let _ = document.add_event_listener_with_callback("securitypolicyviolation", heard.as_ref().unchecked_ref());
    heard.forget();
}

/// What was blocked so far on this page, by whomever.
pub fn seen() -> Value {
    SEEN.with_borrow(|seen| seen.iter().map(|blocked| json!({"directive": &*blocked.directive, "source": &*blocked.source})).collect())
}

/// Whether pictures with an address of this page (`blob:`) are not shown.
pub fn hides_blobs() -> bool {
    SEEN.with_borrow(|seen| seen.iter().any(|blocked| &*blocked.directive == "img-src" && &*blocked.source == "blob"))
}

/// Scheme and host of an address: its path and query may hold secrets.
fn origin(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => [scheme, "://", rest.split(['/', '?', '#']).next().unwrap_or_default()].concat(),
        None => url.split(':').next().unwrap_or_default().to_owned(),
    }
}
