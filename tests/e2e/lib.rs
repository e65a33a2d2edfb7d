//! What the end-to-end stories share: a demo server with its own database, a browser, and a page with the element.
//!
//! Nothing here sleeps: the server is ready when it says so, the page when a condition holds, looked at on each frame.
//! Knows the product's public hooks (`data-channel-row`, `data-message-id`, …) and nothing of its insides.

mod browser;
mod page;
mod server;
mod tour;

pub use browser::Browser;
pub use page::{Page, Weight, row};
pub use server::Server;
pub use tour::{STATES, Tour, escape};
