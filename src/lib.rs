//! `<chat-service>`: a white-label chat as one custom element.

pub mod api;
#[cfg(feature = "ui")]
pub mod browser;
pub mod chat;
pub mod config;
pub mod connection;
#[cfg(feature = "ui")]
pub mod element;
pub mod i18n;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
pub mod later;
pub mod sorted;
pub mod state;
#[cfg(any(test, feature = "gallery"))]
pub mod testing;
pub mod text;
pub mod theme;
#[cfg(feature = "ui")]
pub mod ui;
pub mod wire;

/// Runs when the module is instantiated: defines the element.
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    element::define();
}
