//! The configuration as a whole: its table of keys, the JSON Schema and the README's table that are made of it, and that
//! the parser says the same.
//!
//! `UPDATE_DOCS=1 cargo test --lib tests` writes `assets/chat-config.schema.json` and the README's tables anew;
//! without it they are compared.

mod features;
mod keys;
mod patterns;
mod schema;
mod shape;
mod table;
