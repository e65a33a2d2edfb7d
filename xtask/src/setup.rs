//! `cargo xtask setup`: installs what the other commands need and is not there yet.

use anyhow::{Context, Result, bail};

use crate::npm;
use crate::packages;
use crate::paths;
use crate::process::{self, is_installed};
use crate::progress::{Steps, note};
use crate::wasm_target::{self, Toolchain};

/// Major and minor version.
const OLDEST_NODE: (u32, u32) = (20, 14);

/// Everything `test` needs.
pub(crate) fn everything() -> Result<()> {
    let mut steps = Steps::new(4);
    steps.run("wasm target: looking for a compiler", wasm_target::ensure)?;
    steps.run("browser and node for the tests", test_programs)?;
    steps.run("Firefox for the tests", firefox)?;
    steps.run("node packages", node_packages)
}

/// A compiler for WebAssembly: all that `demo` needs.
pub(crate) fn wasm(steps: &mut Steps) -> Result<Toolchain> {
    steps.run("wasm target: looking for a compiler", wasm_target::ensure)
}

/// Chromium with its driver, and node: used by tests only.
pub(crate) fn test_programs() -> Result<()> {
    let needed = [("chromium", "chromium"), ("chromedriver", "chromium-driver"), ("node", "nodejs")];
    let mut missing: Vec<&str> = needed.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package).collect();
    if !npm::is_there() {
        missing.push("npm");
    }
    if missing.is_empty() {
        note("chromium, chromedriver, node and npm are installed");
        return check_node();
    }
    packages::install(&missing)
        .context("the browser tests and the official client's tests need chromium, chromedriver, node and npm on the path")?;
    check_node()
}

/// A second engine, where it can be had: the tests that want it are left out elsewhere.
pub(crate) fn firefox() -> Result<()> {
    if ["firefox", "firefox-esr"].into_iter().any(is_installed) {
        note("Firefox is installed");
    } else if let Err(error) = packages::install(&["firefox-esr"]) {
        note(format_args!("no tests in Firefox: {error:#}"));
    }
    Ok(())
}

/// Node's own test runner is used, which older versions do not have.
fn check_node() -> Result<()> {
    let version = process::output(process::command("node").arg("--version"))?;
    if packages::numbers(version.trim().trim_start_matches('v')) < OLDEST_NODE {
        let (major, minor) = OLDEST_NODE;
        bail!("the tests need node {major}.{minor} or newer, not {}: see https://nodejs.org", version.trim());
    }
    Ok(())
}

/// The packages of the conformance tests, of the stories and of the bundler, each exactly as its lock file says.
pub(crate) fn node_packages() -> Result<()> {
    for place in ["xtask", "tests/conformance", "tests/e2e", "tests/hosts", "examples/micro-lc"] {
        install_node_packages(place)?;
    }
    Ok(())
}

/// `npm ci` in one folder, unless there is nothing to install or nothing has changed since.
pub(crate) fn install_node_packages(place: &str) -> Result<()> {
    let folder = paths::root().join(place);
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    // npm leaves its own copy of the lock file, written when it was done.
    let done = folder.join("node_modules/.package-lock.json");
    let time = |file: &std::path::Path| file.metadata().and_then(|data| data.modified()).ok();
    if time(&done).is_some_and(|done| Some(done) >= time(&lock)) {
        note(format_args!("{place}: up to date"));
        return Ok(());
    }
    process::run(npm::command()?.current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
        .with_context(|| format!("the packages of {place} could not be installed"))
}
