//! Views that the first render does not need; they come with the [later part](crate::later).
//!
//! To add one: a field here, what stands in for it in [`Views::FIRST`], the view in [`Views::all`]; its place in the first
//! part calls `(later::views().name)(…)` and nothing else of it.

use std::cell::Cell;

use yew::prelude::*;

use super::app::{self, AppProps};

/// The views, by where they are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Views {
    /// What floats over the panes.
    pub(super) notices: fn(&AppProps) -> Html,
    /// Why there is no chat.
    pub(super) stopped: fn(&AppProps) -> Html,
}

impl Views {
    /// What stands in for them.
    #[cfg(target_arch = "wasm32")]
    const FIRST: Self = Self { notices: |_| Html::default(), stopped: |_| Html::default() };
    /// Without a browser everything is there from the beginning.
    #[cfg(not(target_arch = "wasm32"))]
    const FIRST: Self = Self::all();

    /// The views themselves; named by the later part only.
    #[must_use]
    pub(crate) const fn all() -> Self {
        Self { notices: app::notices, stopped: app::stopped }
    }
}

thread_local! {
    static VIEWS: Cell<Views> = const { Cell::new(Views::FIRST) };
}

/// The views, or what stands in for them.
#[must_use]
pub fn views() -> Views {
    VIEWS.get()
}

/// They are there.
#[cfg(target_arch = "wasm32")]
pub(crate) fn install(views: Views) {
    VIEWS.set(views);
}
