//! `<chat-service>`: a white-label chat as one custom element.
pub mod wire;
