//! `cargo xtask bench`: how fast it is, printed and never asserted. The core natively, then the element in a real browser
//! against the demo server.

use anyhow::Result;

use crate::bundle::{self, Profile, Recipe};
use crate::paths;
use crate::process;
use crate::progress::Steps;
use crate::setup;

pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(5 + bundle::STEPS);
    steps.run("the core", || process::run(process::cargo("bench").args(["--package", "chat-service", "--bench", "reducer", "--quiet"])))?;
    steps.run("browser for the figures", setup::test_programs)?;
    let toolchain = setup::wasm(&mut steps)?;
    bundle::build(Recipe { profile: Profile::Release, gallery: false }, &toolchain, &mut steps)?;
    // A debug build of the server would be what is measured in a flood.
    steps.run("the demo server, optimized", || {
        process::run(process::cargo("build").args(["--release", "--package", "dev-server", "--quiet"]))
    })?;
    let server = paths::target().join("release/dev-server");
    steps.run("the element in a browser", || {
        let mut measure = process::cargo("run");
        measure.args(["--package", "e2e", "--bin", "measure", "--quiet"]);
        process::run(measure.env("CHAT_DIST", paths::dist()).env("CHAT_SERVER_BIN", server))
    })
}
