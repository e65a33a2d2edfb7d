//! The demo server: a Chat Service Backend and a Stream-compatible API on one SQLite file, for one machine.
#![expect(clippy::indexing_slicing, reason = "`value[\"key\"]` of a JSON value answers null where there is none")]

mod access;
mod answer;
mod app;
mod auth;
mod backend;
mod bench;
mod clock;
mod control;
pub mod db;
mod error;
mod examples;
mod faults;
mod files;
mod filter;
mod gifs;
mod hub;
mod links;
mod media;
mod pages;
mod picture;
mod request;
pub mod seed;
mod settings;
mod socket;
mod store;
mod stream;
mod token;
mod work;

pub use app::{App, Shared, app};
pub use error::Error;
pub use settings::{DEMO_KEY, DEMO_SECRET, Settings, UploadRules};
