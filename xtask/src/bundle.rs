//! `cargo xtask bundle`: the element as one ES module, one wasm file, the locales and the emoji, in `dist/`.

mod join;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::args::Args;
use crate::npm;
use crate::paths;
use crate::process;
use crate::progress::{Steps, note};
use crate::setup;
use crate::wasm_target::{TARGET, Toolchain};

/// The module a page loads.
pub(crate) const JS: &str = "chat-service.js";
/// What the module fetches from beside itself.
pub(crate) const WASM: &str = "chat-service_bg.wasm";
/// The file name cargo gives to the library.
const LIBRARY: &str = "chat_service.wasm";

/// How the element is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipe {
    pub profile: Profile,
    /// With the page that shows every state.
    pub gallery: bool,
}

/// Small and slow to build, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Release,
    Quick,
}

impl Profile {
    /// The profile's name in Cargo.toml, which is also its folder below `target/`.
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Quick => "wasm-dev",
        }
    }
}

impl Recipe {
    /// `--release` and `--gallery`.
    pub(crate) fn from_args(args: &mut Args) -> Self {
        let profile = if args.flag("--release") { Profile::Release } else { Profile::Quick };
        Self { profile, gallery: args.flag("--gallery") }
    }
}

/// `cargo xtask bundle [--release] [--gallery]`
pub(crate) fn command(mut args: Args) -> Result<()> {
    let recipe = Recipe::from_args(&mut args);
    args.finish()?;
    let mut steps = Steps::new(1 + STEPS);
    let toolchain = setup::wasm(&mut steps)?;
    build(recipe, &toolchain, &mut steps)
}

/// How many steps `build` announces.
pub(crate) const STEPS: usize = 2;

/// Compiles the element and writes `dist/` anew.
pub(crate) fn build(recipe: Recipe, toolchain: &Toolchain, steps: &mut Steps) -> Result<()> {
    let name = recipe.profile.name();
    let wasm = steps.run(format_args!("element: compiling to wasm, profile {name}"), || compile(recipe, toolchain))?;
    steps.run("element: joining module, loader and locales in dist/", || pack(&wasm, recipe))
}

fn compile(recipe: Recipe, toolchain: &Toolchain) -> Result<PathBuf> {
    let profile = recipe.profile.name();
    // The library is also an rlib, and cargo gives up link-time optimization for a crate that is both.
    let mut cargo = toolchain.cargo("rustc");
    cargo.args(["--package", "chat-service", "--lib", "--crate-type", "cdylib", "--target", TARGET, "--profile", profile]);
    if recipe.gallery {
        cargo.args(["--features", "gallery"]);
    }
    process::run(&mut cargo)?;
    Ok(paths::target().join(TARGET).join(profile).join(LIBRARY))
}

fn pack(wasm: &Path, recipe: Recipe) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let release = recipe.profile == Profile::Release;
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .remove_name_section(release)
        .remove_producers_section(true)
        .out_name("chat-service")
        .generate(scratch.path())
        .context("wasm-bindgen could not read the compiled library")?;
    let module = join_module(scratch.path())?;

    let dist = paths::dist();
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    fs::copy(scratch.path().join(WASM), dist.join(WASM))?;
    fs::write(dist.join(JS), if release { minified(&module)? } else { module })?;
    copy_emoji(&dist)?;
    copy_locales(&dist)
}

/// One module out of wasm-bindgen's output and the loader.
fn join_module(generated: &Path) -> Result<String> {
    let read = |path: &Path| fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let sources = paths::root().join("src/element");
    join::Parts {
        version: env!("CARGO_PKG_VERSION"),
        bindings: &read(&generated.join(JS))?,
        loader: &read(&sources.join("loader.js"))?,
        screens: &read(&sources.join("screens.js"))?,
    }
    .join(|snippet| read(&generated.join(snippet)))
}

/// The module through esbuild, when that is installed; it is a tool of development, not a condition.
fn minified(module: &str) -> Result<String> {
    let installed = npm::is_there() && setup::install_node_packages("xtask").is_ok();
    let esbuild = paths::root().join("xtask/node_modules/esbuild/bin/esbuild");
    if !installed || !esbuild.is_file() {
        note("JavaScript is not minified: esbuild needs npm");
        return Ok(module.to_owned());
    }
    let dir = tempfile::tempdir()?;
    let file = dir.path().join(JS);
    fs::write(&file, module)?;
    let mut node = process::command(esbuild);
    process::output(node.args(["--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=inline"]).arg(&file))
}

/// What the emoji picker fetches, per language.
fn copy_emoji(dist: &Path) -> Result<()> {
    for name in ["emoji.json", "emoji.it.json"] {
        fs::copy(paths::root().join("assets").join(name), dist.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    Ok(())
}

fn copy_locales(dist: &Path) -> Result<()> {
    let from = paths::root().join("assets/locales");
    if !from.is_dir() {
        note("there are no locales in assets/locales yet");
        return Ok(());
    }
    let to = dist.join("locales");
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(&from)? {
        let file = entry?.path();
        if let (Some("json"), Some(name)) = (file.extension().and_then(|it| it.to_str()), file.file_name()) {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}
