//! `cargo xtask test`: all that CI runs, from formatting to stories in a real browser.
//!
//! What the tests learn through the environment:
//! `CHAT_SERVER_BIN` the demo server's binary (conformance, stories), `CHAT_DIST` the folder of the bundle
//! and `CHAT_GALLERY` that of the bundle with the catalogue of states (stories), `CHROMEDRIVER` and `CHROMIUM` the browser when they are set (loader, stories).

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::artifacts::Artifacts;
use crate::bundle::{self, Profile, Recipe};
use crate::check::{self, BROWSER_TESTS};
use crate::npm;
use crate::paths;
use crate::process;
use crate::progress::{Steps, note};
use crate::report::Report;
use crate::setup;
use crate::size::Table;
use crate::tally::Tally;
use crate::wasm_target::{self, Toolchain};

/// `cargo xtask test`
pub(crate) fn command() -> Result<ExitCode> {
    let mut steps = Steps::new(11 + check::STEPS + bundle::STEPS);
    let mut report = Report::default();
    let toolchain = report.check(&mut steps, "setup: wasm target", wasm_target::ensure);
    report.check(&mut steps, "setup: browser and node", setup::test_programs);
    report.check(&mut steps, "setup: Firefox", setup::firefox);
    report.check(&mut steps, "setup: node packages", setup::node_packages);

    let artifacts = check::compile(&mut steps, &mut report);
    check::layers(&mut steps, &mut report, toolchain.as_ref(), artifacts.as_ref());
    element(&mut steps, &mut report, toolchain.as_ref());
    gallery(&mut steps, &mut report, toolchain.as_ref());
    report.tests(&mut steps, "loader in a browser", loader);
    report.tests(&mut steps, "other pages and the package", || hosts(compiled(artifacts.as_ref())?));
    report.tests(&mut steps, "conformance with the official client", || conformance(compiled(artifacts.as_ref())?));
    report.tests(&mut steps, "stories in a browser", || stories(compiled(artifacts.as_ref())?));
    println!("\n{report}");
    Ok(check::exit_code(report.total()))
}

fn compiled(artifacts: Option<&Artifacts>) -> Result<&Artifacts> {
    artifacts.context("the workspace does not compile")
}

/// The production bundle and its size.
fn element(steps: &mut Steps, report: &mut Report, toolchain: Option<&Toolchain>) {
    let recipe = Recipe { profile: Profile::Release, gallery: false };
    let mut inner = Steps::new(bundle::STEPS);
    report.check(steps, "bundle for production", || {
        let toolchain = toolchain.context("there is no compiler for wasm")?;
        bundle::build(recipe, toolchain, &mut inner)
    });
    report.check(steps, "size of the first render", || {
        let table = Table::of_dist()?;
        println!("{table}");
        table.check()
    });
}

/// The element that can also show the catalogue of states, with the profile that is quick to build again.
fn gallery(steps: &mut Steps, report: &mut Report, toolchain: Option<&Toolchain>) {
    let recipe = Recipe { profile: Profile::Quick, gallery: true };
    let mut inner = Steps::new(bundle::STEPS);
    report.check(steps, "bundle with the catalogue of states", || {
        let toolchain = toolchain.context("there is no compiler for wasm")?;
        bundle::build_into(&paths::gallery(), recipe, toolchain, &mut inner)
    });
}

/// The JavaScript around the module, with a stand-in for the module.
fn loader() -> Result<Tally> {
    node_tests("tests/loader", |_| {})
}

/// The official client's own tests; they start their own demo server.
fn conformance(artifacts: &Artifacts) -> Result<Tally> {
    let server = artifacts.program("dev-server")?;
    node_tests("tests/conformance", |node| {
        node.env("CHAT_SERVER_BIN", server);
    })
}

/// The element in the pages of `examples/`, and the folder that is published as a package.
fn hosts(artifacts: &Artifacts) -> Result<Tally> {
    let server = artifacts.program("dev-server")?;
    let npm = npm::command()?;
    let words: Vec<_> = std::iter::once(npm.get_program()).chain(npm.get_args()).map(|word| word.to_string_lossy()).collect();
    let npm = serde_json::to_string(&words)?;
    node_tests("tests/hosts", |node| {
        node.env("CHAT_SERVER_BIN", server)
            .env("CHAT_DIST", paths::dist())
            .env("CHAT_NPM", npm)
            .env("NODE_OPTIONS", "--experimental-websocket");
    })
}

/// All `*.test.mjs` of a folder; what they say is shown when one fails.
fn node_tests(folder: &str, prepare: impl FnOnce(&mut Command)) -> Result<Tally> {
    let mut node = Command::new("node");
    node.current_dir(paths::root().join(folder)).args(["--test", "--test-force-exit", "--test-concurrency=1", "--test-reporter=tap"]);
    prepare(&mut node);
    note(format_args!("$ {} (in {folder})", process::line(&node)));
    let output = node.stderr(Stdio::inherit()).output().context("cannot start node")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let tally = Tally::of_tap(&said).with_exit(output.status.success());
    if tally.failed > 0 {
        println!("{said}");
    }
    Ok(tally)
}

/// The end-to-end tests; they start their own servers, one per story.
fn stories(artifacts: &Artifacts) -> Result<Tally> {
    let server = artifacts.program("dev-server")?;
    let mut sum = Tally::default();
    for test in artifacts.tests_of(BROWSER_TESTS) {
        let (tally, _) = test.run(|command| {
            command.env("CHAT_DIST", paths::dist()).env("CHAT_GALLERY", paths::gallery()).env("CHAT_SERVER_BIN", server);
        })?;
        sum = sum + tally;
    }
    Ok(sum)
}
