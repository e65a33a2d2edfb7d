//! Builds Rust's standard library for WebAssembly out of Debian's packages, offline.
//!
//! Debian ships a compiler that knows the target (`rustc-web`), the library's sources with everything they
//! depend on (`rust-web-src`), but no compiled library. It is compiled once and put where that compiler
//! looks for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::packages;
use crate::paths;
use crate::process::{self, is_installed};
use crate::progress::note;
use crate::wasm_target::TARGET;

/// Debian's compiler; rustup's proxies come earlier on the path.
pub(crate) const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
/// `rust-web-llvm` calls the linker of `lld-22` without asking for it by dependency.
const PACKAGES: [&str; 8] =
    ["rustc-web", "cargo-web", "rust-web-src", "libstd-rust-web-dev", "rust-web-llvm", "lld-22", "rust-web-clippy", "rustfmt-web"];

/// Installs Debian's compiler, its linker and the sources unless they are there.
pub(crate) fn install_compiler() -> Result<()> {
    let complete = [RUSTC, CARGO].iter().all(|file| Path::new(file).is_file())
        && is_installed("lld-22")
        && sysroot().is_ok_and(|sysroot| library(&sysroot).is_dir());
    if complete { Ok(()) } else { packages::install(&PACKAGES) }
}

/// Root of Debian's compiler.
pub(crate) fn sysroot() -> Result<PathBuf> {
    let path = process::output(Command::new(RUSTC).args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(path.trim()))
}

/// Compiles the library (about a minute) and installs it beside the compiler's own.
pub(crate) fn build_and_install() -> Result<()> {
    let sysroot = sysroot()?;
    let installed = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    build_into(&sysroot, &installed)
}

fn build_into(sysroot: &Path, installed: &Path) -> Result<()> {
    note("wasm target: building std from Debian's sources (about one minute, once)");
    let work = paths::target().join("wasm-std");
    write_empty_crate(&work)?;
    process::run(&mut build(&work, &library(sysroot)))?;
    install(&work.join("target").join(TARGET).join("release/deps"), installed)
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib/src/rust/library")
}

/// Something to build, so that cargo builds std for it.
fn write_empty_crate(work: &Path) -> Result<()> {
    fs::create_dir_all(work.join("src")).with_context(|| format!("cannot write to {}", work.display()))?;
    fs::write(work.join("src/lib.rs"), "")?;
    fs::write(work.join("Cargo.toml"), "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n")?;
    Ok(())
}

fn build(work: &Path, library: &Path) -> Command {
    let mut cargo = Command::new(CARGO);
    cargo
        .current_dir(work)
        .args(["build", "--release", "--offline", "--target", TARGET, "--target-dir"])
        .arg(work.join("target"))
        .arg("-Zbuild-std=core,alloc,std,panic_abort,proc_macro,test")
        // The crates std depends on come with the sources: no registry is asked.
        .args(["--config", "source.crates-io.replace-with='std-vendor'"])
        .arg("--config")
        .arg(format!("source.std-vendor.directory='{}'", library.join("vendor").display()))
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        // Cargo would leave the bitcode out, and fat link-time optimization needs it.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort");
    for name in ["CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_TARGET_DIR", "CARGO", "RUSTUP_TOOLCHAIN"] {
        cargo.env_remove(name);
    }
    cargo
}

/// Copies the compiled libraries aside and renames them into place, so that half a library is never seen.
fn install(built: &Path, installed: &Path) -> Result<()> {
    let aside = installed.with_extension("new");
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::create_dir_all(&aside).with_context(|| format!("cannot write to {}", aside.display()))?;
    let mut copied = 0;
    for entry in fs::read_dir(built)? {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        if text.ends_with(".rlib") && !text.starts_with("libempty-") {
            fs::copy(built.join(&name), aside.join(&name))?;
            copied += 1;
        }
    }
    if copied == 0 {
        bail!("the build of std left no libraries in {}", built.display());
    }
    if installed.exists() {
        fs::remove_dir_all(installed)?;
    }
    fs::rename(&aside, installed)?;
    note(format_args!("wasm target: {copied} libraries installed in {}", installed.display()));
    Ok(())
}
