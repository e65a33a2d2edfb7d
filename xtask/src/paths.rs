//! Where things are: sources, build output, the bundle, the demo's database.

use std::env;
use std::path::{Path, PathBuf};

/// Root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Cargo's output: `CARGO_TARGET_DIR` when set, else `target/`.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The bundle: what a web server has to serve.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The bundle that can also show the catalogue of states, for the tests.
pub(crate) fn gallery() -> PathBuf {
    target().join("gallery")
}
