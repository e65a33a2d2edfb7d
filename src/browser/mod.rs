//! Carries out what the core decides: sockets, requests, timers, storage, randomness. It decides nothing itself.
//!
//! A `Runner` owns one [`crate::chat::Chat`], feeds it inputs and performs the effects it answers with; elements with
//! equal backends share one through `join`. Knows no views and no host page beyond `window`; called from the element.
//! What needs a browser is compiled for wasm only; [`address`], [`ids`] and [`keyboard`] hold parts that are plain work.

pub mod address;
pub mod ids;
pub mod keyboard;

#[cfg(target_arch = "wasm32")]
pub mod clock;
#[cfg(target_arch = "wasm32")]
pub mod files;
#[cfg(target_arch = "wasm32")]
pub mod formats;
#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
mod listeners;
#[cfg(target_arch = "wasm32")]
mod people;
#[cfg(target_arch = "wasm32")]
pub mod policy;
#[cfg(target_arch = "wasm32")]
mod runner;
#[cfg(target_arch = "wasm32")]
mod socket;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
mod timers;
#[cfg(target_arch = "wasm32")]
mod token;
#[cfg(target_arch = "wasm32")]
mod visibility;

#[cfg(target_arch = "wasm32")]
pub use runner::{Effects, Runner, Screen, install, join};
