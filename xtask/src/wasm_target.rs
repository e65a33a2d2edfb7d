//! Finds or makes a compiler that can build for WebAssembly.
//!
//! People with rustup add the target; machines that reach package registries only build `std` from
//! Debian's packages. What is chosen is always printed with its reason, and
//! `CHAT_SERVICE_WASM_TOOLCHAIN` (`active`, `debian` or `rustup`) overrides the choice.

use std::env;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::packages;
use crate::process::{self, is_installed};
use crate::progress::note;
use crate::wasm_std;

/// The target all WebAssembly is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// Name under which Debian's compiler is known to rustup.
const DEBIAN: &str = "debian";
const OVERRIDE: &str = "CHAT_SERVICE_WASM_TOOLCHAIN";

/// A compiler that is known to link for the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// What plain `cargo` and `rustc` are.
    Active,
    /// A toolchain of rustup, by name.
    Named(&'static str),
    /// Debian's compiler where there is no rustup.
    Debian,
}

impl Toolchain {
    /// `cargo <subcommand>` with this compiler.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut command = process::cargo(subcommand);
        match self {
            Self::Active => {}
            Self::Named(name) => {
                command.env("RUSTUP_TOOLCHAIN", name);
            }
            Self::Debian => {
                command.env("RUSTC", wasm_std::RUSTC);
            }
        }
        command
    }

    /// Compiles and links the smallest dynamic library: a target that is merely listed is not enough.
    fn try_linking(&self) -> Result<()> {
        let dir = tempfile::tempdir()?;
        let source = dir.path().join("probe.rs");
        fs::write(
            &source,
            "#![crate_type = \"cdylib\"]\n#[unsafe(no_mangle)] pub extern \"C\" fn f(n: usize) -> usize { vec![1u8; n].len() }\n",
        )?;
        let mut rustc = match self {
            Self::Active => Command::new("rustc"),
            Self::Named(name) => {
                let mut rustc = Command::new("rustc");
                rustc.env("RUSTUP_TOOLCHAIN", name);
                rustc
            }
            Self::Debian => Command::new(wasm_std::RUSTC),
        };
        rustc.args(["--edition", "2024", "--target", TARGET, "-O", "-o"]);
        process::output(rustc.arg(dir.path().join("probe.wasm")).arg(source)).map(drop)
    }

    fn links(&self) -> bool {
        self.try_linking().is_ok()
    }
}

/// Gives a compiler for the target, installing one when none is there.
pub(crate) fn ensure() -> Result<Toolchain> {
    let (toolchain, reason) = match env::var(OVERRIDE).ok().as_deref() {
        None | Some("") => choose()?,
        Some("active") => {
            Toolchain::Active
                .try_linking()
                .with_context(|| format!("{OVERRIDE}=active, but the active compiler cannot link for {TARGET}"))?;
            (Toolchain::Active, format!("{OVERRIDE}=active"))
        }
        Some("debian") => (debian()?, format!("{OVERRIDE}=debian")),
        Some("rustup") => (rustup()?, format!("{OVERRIDE}=rustup")),
        Some(other) => bail!("{OVERRIDE} is active, debian or rustup, not {other:?}"),
    };
    let name = match toolchain {
        Toolchain::Active => "the active compiler",
        Toolchain::Named(name) => name,
        Toolchain::Debian => wasm_std::RUSTC,
    };
    note(format_args!("wasm target: using {name}, because {reason}"));
    Ok(toolchain)
}

fn choose() -> Result<(Toolchain, String)> {
    if Toolchain::Active.links() {
        return Ok((Toolchain::Active, format!("it links for {TARGET}")));
    }
    let earlier = Toolchain::Named(DEBIAN);
    if is_installed("rustup") && earlier.links() {
        return Ok((earlier, "an earlier run has made it".to_owned()));
    }
    match packages::offers_rust(&msrv()) {
        Ok(version) => Ok((debian()?, format!("rustc-web {version} can be installed here and std be built from its sources"))),
        Err(why_not) => {
            note(format_args!("wasm target: not from Debian's packages, {why_not:#}"));
            Ok((rustup()?, "rustup has added the target".to_owned()))
        }
    }
}

/// Debian's compiler with a `std` built from Debian's sources; both are left alone when they work.
fn debian() -> Result<Toolchain> {
    wasm_std::install_compiler()?;
    if !Toolchain::Debian.links() {
        wasm_std::build_and_install()?;
        Toolchain::Debian.try_linking().context("std is installed, but linking still fails")?;
    }
    if !is_installed("rustup") {
        return Ok(Toolchain::Debian);
    }
    let mut link = process::command("rustup");
    process::run(link.args(["toolchain", "link", DEBIAN]).arg(wasm_std::sysroot()?))?;
    Ok(Toolchain::Named(DEBIAN))
}

fn rustup() -> Result<Toolchain> {
    if !is_installed("rustup") {
        bail!(
            "no compiler here can build for {TARGET}: install Rust with rustup (https://rustup.rs), or on Debian or Ubuntu run this command as root"
        );
    }
    process::run(process::command("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "rustup could not download the target {TARGET}: on a machine without access to it, run this command as root on Debian or Ubuntu"
        )
    })?;
    Toolchain::Active.try_linking().context("the target is added, but linking still fails")?;
    Ok(Toolchain::Active)
}

/// The oldest compiler the project supports, as in Cargo.toml.
fn msrv() -> String {
    env!("CARGO_PKG_RUST_VERSION").to_owned()
}
