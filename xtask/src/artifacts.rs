//! What one `cargo build --workspace --all-targets` has made, read from its messages.
//!
//! Compiling everything in one invocation gives every package the same features of shared dependencies, so
//! nothing is compiled twice. The test binaries are then run directly, as `cargo test` would.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::progress::{note, seconds};
use crate::tally::Tally;

/// The binaries of the workspace.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Artifacts {
    tests: Vec<TestBinary>,
    programs: Vec<(String, PathBuf)>,
}

/// The tests of one library, program or file in `tests/`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestBinary {
    pub package: String,
    /// Name of the library, the program or the file.
    pub target: String,
    pub kind: String,
    executable: PathBuf,
    folder: PathBuf,
}

impl Artifacts {
    /// Compiles the whole workspace with all tests.
    pub(crate) fn build() -> Result<Self> {
        let mut cargo = process::cargo("build");
        cargo.args(["--workspace", "--all-targets", "--message-format=json-render-diagnostics"]);
        note(format_args!("$ {}", process::line(&cargo)));
        let output = cargo.stderr(std::process::Stdio::inherit()).output().context("cannot start cargo")?;
        anyhow::ensure!(output.status.success(), "the workspace does not compile");
        Ok(Self::of_messages(&String::from_utf8_lossy(&output.stdout)))
    }

    fn of_messages(messages: &str) -> Self {
        let mut all = Self::default();
        for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            all.read(&message);
        }
        all.tests.sort_by(|a, b| (&a.package, &a.target).cmp(&(&b.package, &b.target)));
        all
    }

    fn read(&mut self, message: &Value) -> Option<()> {
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let executable = PathBuf::from(text("/executable")?);
        let package = package_name(&text("/package_id")?)?.to_owned();
        let target = text("/target/name")?;
        let kind = text("/target/kind/0")?;
        if kind == "bench" {
            // `cargo xtask bench` runs those, optimized.
            return None;
        }
        if message.pointer("/profile/test")?.as_bool()? {
            let folder = PathBuf::from(text("/manifest_path")?).parent()?.to_owned();
            self.tests.push(TestBinary { package, target, kind, executable, folder });
        } else {
            self.programs.push((target, executable));
        }
        Some(())
    }

    /// The test binaries of one package.
    pub(crate) fn tests_of(&self, package: &str) -> impl Iterator<Item = &TestBinary> {
        self.tests.iter().filter(move |test| test.package == package)
    }

    /// The packages that have tests, in order.
    pub(crate) fn packages(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.tests.iter().map(|test| test.package.as_str()).collect();
        names.dedup();
        names
    }

    /// An executable that is not a test.
    pub(crate) fn program(&self, name: &str) -> Result<&PathBuf> {
        let found = self.programs.iter().find(|(program, _)| program == name);
        found.map(|(_, path)| path).with_context(|| format!("the workspace has no program {name}"))
    }
}

impl TestBinary {
    /// `dev-server: tests/socket.rs`
    pub(crate) fn name(&self) -> String {
        match self.kind.as_str() {
            "test" => format!("{}: tests/{}", self.package, self.target),
            "bin" | "example" => format!("{}: {} {}", self.package, self.kind, self.target),
            _ => format!("{}: unit", self.package),
        }
    }

    /// Runs it where cargo would; its output is shown when something failed.
    pub(crate) fn run(&self, prepare: impl FnOnce(&mut Command)) -> Result<(Tally, Duration)> {
        let start = Instant::now();
        let mut command = Command::new(&self.executable);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        prepare(&mut command);
        let output = command.output().with_context(|| format!("cannot start {}", self.executable.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let tally = Tally::of_rust(&said).with_exit(output.status.success());
        let time = start.elapsed();
        note(format_args!("{}: {} passed, {} failed ({})", self.name(), tally.passed, tally.failed, seconds(time)));
        if tally.failed > 0 {
            println!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok((tally, time))
    }
}

/// `path+file:///x/xtask#0.1.0` and `path+file:///x#chat-service@0.1.0` name their package differently.
fn package_name(id: &str) -> Option<&str> {
    let (path, version) = id.split_once('#')?;
    match version.split_once('@') {
        Some((name, _)) => Some(name),
        None => path.rsplit('/').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r#"
{"reason":"compiler-artifact","package_id":"path+file:///x#chat-service@0.1.0","manifest_path":"/x/Cargo.toml","target":{"kind":["cdylib","rlib"],"name":"chat_service"},"profile":{"test":true},"executable":"/t/chat_service-1"}
{"reason":"compiler-artifact","package_id":"path+file:///x#chat-service@0.1.0","manifest_path":"/x/Cargo.toml","target":{"kind":["test"],"name":"tidy"},"profile":{"test":true},"executable":"/t/tidy-1"}
{"reason":"compiler-artifact","package_id":"path+file:///x/examples/dev-server#0.1.0","manifest_path":"/x/examples/dev-server/Cargo.toml","target":{"kind":["bin"],"name":"dev-server"},"profile":{"test":false},"executable":"/t/dev-server"}
{"reason":"compiler-artifact","package_id":"registry+https://example#serde@1.0.0","manifest_path":"/r/Cargo.toml","target":{"kind":["lib"],"name":"serde"},"profile":{"test":false},"executable":null}
{"reason":"build-finished","success":true}
"#;

    #[test]
    fn tests_and_programs_are_told_apart() {
        let artifacts = Artifacts::of_messages(MESSAGES);
        let names: Vec<String> = artifacts.tests_of("chat-service").map(TestBinary::name).collect();
        assert_eq!(names, ["chat-service: unit", "chat-service: tests/tidy"]);
        assert_eq!(artifacts.program("dev-server").unwrap().to_str(), Some("/t/dev-server"));
        assert!(artifacts.program("serde").is_err());
    }

    #[test]
    fn a_test_runs_in_the_folder_of_its_package() {
        let artifacts = Artifacts::of_messages(MESSAGES);
        assert!(artifacts.tests_of("chat-service").all(|test| test.folder.to_str() == Some("/x")));
        assert_eq!(artifacts.packages(), ["chat-service"]);
    }
}
