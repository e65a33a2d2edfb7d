//! `<chat-service>`: a white-label chat as one custom element.
