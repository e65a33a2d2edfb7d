//! The `<chat-service>` contract, and the only place that knows the host page.
//!
//! The tables: [`contract`]. Attributes and properties: [`attributes`]. Events: [`events`]. The element itself is `host`, which needs a browser: its
//! callbacks only note what changed and queue one microtask, because the `custom-elements` crate locks the element during
//! each of them. README's tables are made of the contract by `tables`.

#[cfg(target_arch = "wasm32")]
mod app;
pub mod attributes;
pub mod contract;
#[cfg(target_arch = "wasm32")]
mod drawing;
pub mod events;
#[cfg(target_arch = "wasm32")]
mod host;
pub mod names;
#[cfg(target_arch = "wasm32")]
mod pressed;
#[cfg(target_arch = "wasm32")]
mod report;
#[cfg(test)]
pub mod tables;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
pub use drawing::{Drawing, install};
#[cfg(target_arch = "wasm32")]
pub use host::define;
