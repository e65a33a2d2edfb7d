//! `cargo xtask check`: all that needs no browser: formatting, lints, native tests, docs.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::artifacts::Artifacts;
use crate::process::{cargo, run};
use crate::progress::Steps;
use crate::report::Report;
use crate::tally::Tally;
use crate::wasm_target::{self, TARGET, Toolchain};

/// The package whose tests need a browser.
pub(crate) const BROWSER_TESTS: &str = "e2e";

/// `cargo xtask check`
pub(crate) fn command() -> Result<ExitCode> {
    let mut steps = Steps::new(1 + STEPS);
    let mut report = Report::default();
    let toolchain = report.check(&mut steps, "wasm target", wasm_target::ensure);
    let artifacts = compile(&mut steps, &mut report);
    layers(&mut steps, &mut report, toolchain.as_ref(), artifacts.as_ref());
    println!("\n{report}");
    Ok(exit_code(report.total()))
}

/// How many steps `compile` and `layers` announce.
pub(crate) const STEPS: usize = 6;

/// Everything that runs natively, in one go.
pub(crate) fn compile(steps: &mut Steps, report: &mut Report) -> Option<Artifacts> {
    report.check(steps, "compiling the workspace with all tests", Artifacts::build)
}

/// The checks themselves, quick ones first.
pub(crate) fn layers(steps: &mut Steps, report: &mut Report, wasm: Option<&Toolchain>, artifacts: Option<&Artifacts>) {
    report.check(steps, "formatting", || run(cargo("fmt").args(["--all", "--check"])));
    report.check(steps, "lints, native", || run(cargo("clippy").args(["--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])));
    report.check(steps, "lints, wasm", || {
        let toolchain = wasm.ok_or_else(|| anyhow::anyhow!("there is no compiler for wasm"))?;
        // The release profile shares its macros with the bundle.
        let library = ["--release", "--package", "chat-service", "--lib", "--target", TARGET, "--quiet"];
        run(toolchain.cargo("clippy").args(library).args(["--", "-D", "warnings"]))
    });
    report.check(steps, "docs", || {
        let mut doc = cargo("doc");
        doc.env("RUSTDOCFLAGS", "-D rustdoc::broken_intra_doc_links");
        run(doc.args(["--workspace", "--no-deps", "--quiet"]))
    });
    native_tests(steps, report, artifacts);
}

fn native_tests(steps: &mut Steps, report: &mut Report, artifacts: Option<&Artifacts>) {
    // One step, several rows.
    let rows = steps.run("native tests", || {
        let mut rows = Vec::new();
        for package in artifacts.map(Artifacts::packages).unwrap_or_default() {
            if package == BROWSER_TESTS {
                continue;
            }
            for test in artifacts.into_iter().flat_map(|all| all.tests_of(package)) {
                let start = Instant::now();
                let (tally, time) = test.run(|_| {}).unwrap_or_else(|error| {
                    println!("{error:#}");
                    (Tally::one(false), start.elapsed())
                });
                rows.push((test.name(), tally, time));
            }
        }
        Ok(rows)
    });
    for (name, tally, time) in rows.into_iter().flatten() {
        if tally != Tally::default() {
            report.add(name, tally, time);
        }
    }
}

/// Success only when nothing failed.
pub(crate) fn exit_code(total: Tally) -> ExitCode {
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
