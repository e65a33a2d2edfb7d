//! Draws [`crate::state::State`] and emits [`crate::chat::Intent`]; knows neither socket nor HTTP nor the element.
//!
//! [`App`] is the root. The containers below it read the snapshot from [`context::ChatContext`]; all other views get plain
//! props. Everything renders natively, which is how it is tested; the browser is touched in event handlers and effects only.

mod app;
pub mod attachments;
mod badges;
mod banner;
mod channel_header;
mod channel_list;
pub mod composer;
pub mod context;
#[cfg(any(test, feature = "gallery"))]
mod examples;
#[cfg(any(test, feature = "gallery"))]
pub mod gallery;
pub mod kit;
pub mod message;
pub mod message_list;
mod names;
mod notices;
mod panes;
mod reactions;
pub mod sketch;
mod stand_in;
mod thread;
mod tools;

pub use app::{App, AppProps, Layout, Look};
pub use names::{name_of, plain, short_name_of};

#[cfg(test)]
mod tests;
