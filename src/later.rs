//! What is not needed until the first messages are visible, in a file of its own.
//!
//! The bundler cuts the program in two (`xtask/src/bundle/split.rs`): whatever only `all` leads to goes into the later
//! part. So `all` is the only function that may name it; everybody else reaches it through the tables that `all` fills.
//! The loader fetches the file when [`load`] is called. Without a browser there is no such part: the tables are full from
//! the beginning.

/// All tables.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
struct Later {
    changes: crate::state::later::Changes,
    decisions: crate::chat::later::Decisions,
    drawing: crate::element::Drawing,
}

#[cfg(target_arch = "wasm32")]
#[wasm_split_helpers::wasm_split(later)]
fn all() -> Later {
    Later {
        changes: crate::state::later::Changes::all(),
        decisions: crate::chat::later::Decisions::all(),
        drawing: crate::element::Drawing::all(),
    }
}

/// Fetches the later part and fills the tables. Does not come back when that fails: the loader then says so in our place.
#[cfg(target_arch = "wasm32")]
pub async fn load() {
    let Later { changes, decisions, drawing } = all().await;
    crate::state::later::install(changes);
    crate::chat::later::install(decisions);
    crate::element::install(drawing);
}
