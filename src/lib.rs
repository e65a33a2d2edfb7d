//! `<chat-service>`: a white-label chat as one custom element.

pub mod api;
pub mod chat;
pub mod config;
pub mod connection;
pub mod state;
pub mod wire;
