//! The demo server: a Chat Service Backend and a Stream-compatible API on one SQLite file, for one machine.

mod answer;
pub mod db;
mod error;
pub mod seed;

pub use error::Error;
