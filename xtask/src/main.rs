//! The project's own commands, called as `cargo xtask <command>`.
//!
//! One file per command. They know how the project is built, tested and packed, and nothing of what the
//! product does.

mod args;
mod artifacts;
mod bench;
mod bundle;
mod check;
#[path = "../../src/element/contract.rs"]
#[expect(unreachable_pub, reason = "the file is the element's own")]
mod contract;
mod demo;
mod dist;
mod npm;
mod package;
mod packages;
mod paths;
mod process;
mod progress;
mod report;
mod server;
mod setup;
mod size;
#[path = "../../src/element/tables.rs"]
#[expect(unreachable_pub, reason = "the file is the element's own")]
mod tables;
mod tally;
mod test;
mod wasm_std;
mod wasm_target;

use std::process::ExitCode;

use anyhow::{Result, bail};

use args::Args;

const USAGE: &str = "\
cargo xtask <command>

  demo    build the element, start the demo server, print the addresses
            --release              build as for production (slower to build)
            --gallery              with the gallery of all states (index.html#gallery)
            --port N               default 4000
            --stream-key K --stream-secret S   talk to the real Stream
            --reset                forget the conversations of earlier runs
  test    everything CI runs; ends with `N passed, N failed`
  check   formatting, lints, native tests, docs: fast, no browser
  dist    the npm package, with hashes and sizes, in dist/
            --gallery              with the gallery of all states
  bundle  the same for trying it out, neither compressed nor hashed
            --release, --gallery   as above
  setup   install what the other commands need
  bench   native benchmarks

CHAT_SERVICE_WASM_TOOLCHAIN=active|debian|rustup overrides the choice of the compiler for wasm.
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    match run(&command, Args::new(words)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\ncargo xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, args: Args) -> Result<ExitCode> {
    match command {
        "setup" => args.finish().and_then(|()| setup::everything())?,
        "bundle" => bundle::command(args)?,
        "demo" => demo::command(args)?,
        "check" => return args.finish().and_then(|()| check::command()),
        "test" => return args.finish().and_then(|()| test::command()),
        "dist" => dist::command(args)?,
        "bench" => args.finish().and_then(|()| bench::command())?,
        "" | "help" | "--help" | "-h" => print!("{USAGE}"),
        other => bail!("there is no command {other:?}\n\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
