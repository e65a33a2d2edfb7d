//! `<chat-service>`: a white-label chat as one custom element.

pub mod api;
pub mod chat;
pub mod config;
pub mod connection;
pub mod i18n;
pub mod state;
#[cfg(any(test, feature = "gallery"))]
pub mod testing;
pub mod text;
pub mod theme;
#[cfg(feature = "ui")]
pub mod ui;
pub mod wire;
