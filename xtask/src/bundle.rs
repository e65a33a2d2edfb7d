//! `cargo xtask bundle`: the element as one ES module, one wasm file, the locales and the emoji, in `dist/`.

mod join;
mod locales;
mod named;
mod names;
mod split;
mod styles;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::args::Args;
use crate::npm;
use crate::package;
use crate::paths;
use crate::process;
use crate::progress::{Steps, note};
use crate::setup;
use crate::wasm_target::{TARGET, Toolchain};

/// The module a page loads.
pub(crate) const JS: &str = "chat-service.js";
/// What the module fetches from beside itself.
pub(crate) const WASM: &str = "chat-service_bg.wasm";
/// What the module fetches from beside itself once the first messages are visible.
pub(crate) const LATER: &str = "chat-service_later.wasm";
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
    build_into(&paths::dist(), recipe, toolchain, steps)
}

/// Compiles the element and writes a folder anew.
pub(crate) fn build_into(dist: &Path, recipe: Recipe, toolchain: &Toolchain, steps: &mut Steps) -> Result<()> {
    let name = recipe.profile.name();
    let wasm = steps.run(format_args!("element: compiling to wasm, profile {name}"), || compile(recipe, toolchain))?;
    let folder = dist.file_name().unwrap_or_default().display();
    steps.run(format_args!("element: joining module, loader and locales in {folder}/"), || pack(&wasm, recipe, dist))
}

fn compile(recipe: Recipe, toolchain: &Toolchain) -> Result<PathBuf> {
    let profile = recipe.profile.name();
    // The library is also an rlib, and cargo gives up link-time optimization for a crate that is both.
    let mut cargo = toolchain.cargo("rustc");
    cargo.args(["--package", "chat-service", "--lib", "--crate-type", "cdylib", "--target", TARGET, "--profile", profile]);
    if recipe.gallery {
        cargo.args(["--features", "gallery"]);
    }
    cargo.args(["--", split::LINKER_FLAG]);
    process::run(&mut cargo)?;
    Ok(paths::target().join(TARGET).join(profile).join(LIBRARY))
}

fn pack(wasm: &Path, recipe: Recipe, dist: &Path) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let release = recipe.profile == Profile::Release;
    let parts = split::split(wasm, scratch.path())?;
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&parts.first)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true) // the later part shares the table of functions
        .remove_name_section(release)
        .remove_producers_section(true)
        .out_name("chat-service")
        .generate(scratch.path())
        .context("wasm-bindgen could not read the compiled library")?;
    let generated = (scratch.path().join(WASM), scratch.path().join(JS));
    let (first, bindings) = names::shorten(&fs::read(&generated.0)?, &fs::read_to_string(&generated.1)?, !release)?;
    fs::write(&generated.0, &first)?;
    fs::write(&generated.1, bindings)?;
    let named = named::Named::by(&first, &fs::read_to_string(paths::root().join("src/element/screens.js"))?)?;
    let styles = styles::Styles::read(release, recipe.gallery)?.cut(&named);

    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::create_dir_all(dist)?;
    styles::pack(&scratch.path().join(WASM), &styles.first, &dist.join(WASM))?;
    styles::pack(&parts.later, &styles.later, &dist.join(LATER))?;
    copy_assets(dist)?;
    let languages = locales::write(dist, &named)?;
    let module = join_module(scratch.path(), &languages)?;
    fs::write(dist.join(JS), if release { minified(&module, JS, &["--format=esm", "--target=es2022"])? } else { module })?;
    package::write(dist, |text, name| if release { minified(text, name, &["--target=es2022"]) } else { Ok(text.to_owned()) })
}

/// One module out of wasm-bindgen's output and the loader.
fn join_module(generated: &Path, languages: &[String]) -> Result<String> {
    let read = |path: &Path| fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let sources = paths::root().join("src/element");
    join::Parts {
        version: env!("CARGO_PKG_VERSION"),
        languages,
        bindings: &read(&generated.join(JS))?,
        loader: &read(&sources.join("loader.js"))?,
        screens: &read(&sources.join("screens.js"))?,
        microlc: &read(&sources.join("microlc.js"))?,
    }
    .join(|snippet| read(&generated.join(snippet)))
}

/// A text through esbuild, when that is installed; it is a tool of development, not a condition.
fn minified(text: &str, name: &str, flags: &[&str]) -> Result<String> {
    let installed = npm::is_there() && setup::install_node_packages("xtask").is_ok();
    let esbuild = paths::root().join("xtask/node_modules/esbuild/bin/esbuild");
    if !installed || !esbuild.is_file() {
        note(format_args!("{name} is not minified: esbuild needs npm"));
        return Ok(text.to_owned());
    }
    let dir = tempfile::tempdir()?;
    let file = dir.path().join(name);
    fs::write(&file, text)?;
    let mut node = process::command(esbuild);
    process::output(node.args(["--minify", "--charset=utf8", "--legal-comments=inline"]).args(flags).arg(&file))
}

/// What the emoji picker fetches, per language, and the schema of the configuration, which a test of the element makes.
fn copy_assets(dist: &Path) -> Result<()> {
    for name in ["emoji.json", "emoji.it.json", "chat-config.schema.json"] {
        fs::copy(paths::root().join("assets").join(name), dist.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    Ok(())
}
