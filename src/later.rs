//! What is not needed until the first messages are visible, in a file of its own.
//!
//! The bundler cuts the program in two (`xtask/src/bundle/split.rs`): whatever only `all` leads to goes into the later
//! part. So `all` is the only function that may name it; everybody else reaches it through the tables that [`load`] fills:
//! [`crate::state::later`], [`crate::chat::later`], the runner's `Effects` and the element's `Drawing`. Without a browser there is no such part, and
//! the tables are full from the beginning.

use wasm_bindgen::prelude::*;

/// All tables.
#[derive(Debug)]
struct Later {
    changes: crate::state::later::Changes,
    decisions: crate::chat::later::Decisions,
    effects: crate::browser::Effects,
    drawing: crate::element::Drawing,
}

later::cut! {
    fn all() -> Later {
        Later {
            changes: crate::state::later::Changes::all(),
            decisions: crate::chat::later::Decisions::all(),
            effects: crate::browser::Effects::all(),
            drawing: crate::element::Drawing::all(),
        }
    }
}

#[wasm_bindgen(inline_js = "export function fetch_later(done) {}")]
extern "C" {
    /// The loader puts its own function in this place: it fetches the later part and calls back, or says in our place that it
    /// cannot be had.
    fn fetch_later(done: &JsValue);
}

/// Fetches the later part, fills the tables and goes on.
pub fn load(go_on: impl FnOnce() + 'static) {
    let done = Closure::once_into_js(move || {
        let Later { changes, decisions, effects, drawing } = all();
        crate::state::later::install(changes);
        crate::chat::later::install(decisions);
        crate::browser::install(effects);
        crate::element::install(drawing);
        go_on();
    });
    fetch_later(&done);
}
