//! Cuts the compiled library in two: what the first render needs, and what is fetched after it.
//!
//! The cut is where Rust says so (`later::cut!` in `src/later.rs`); what belongs where follows from who names whom, which the linker leaves
//! in the file (`--emit-relocs`). It comes before wasm-bindgen, which then reads the first part only. Both parts belong
//! together: they share memory and the table of functions by position.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

/// What the compiler must hand to the linker for this.
pub(super) const LINKER_FLAG: &str = "-Clink-args=--emit-relocs";

/// The two parts, as files.
pub(super) struct Parts {
    /// Not yet read by wasm-bindgen.
    pub first: PathBuf,
    /// Finished.
    pub later: PathBuf,
}

/// Cuts the library; `scratch` gets the parts.
pub(super) fn split(library: &Path, scratch: &Path) -> Result<Parts> {
    let wasm = fs::read(library).with_context(|| format!("cannot read {}", library.display()))?;
    let first = scratch.join("chat_service.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = scratch;
    options.main_out_path = &first;
    let parts = transform(options).map_err(|error| anyhow!("{error:#}")).context("the compiled library could not be cut in two")?;
    let [later] = &*parts.split_modules else {
        bail!("there should be one later part, not {}", parts.split_modules.len());
    };
    let tidy = tidied(&fs::read(later)?)?;
    fs::write(later, tidy)?;
    Ok(Parts { first, later: later.clone() })
}

/// The same module without names and without the room that the linker leaves in each number.
fn tidied(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm).context("the later part is not readable")?;
    let custom: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in custom {
        module.customs.delete(id);
    }
    Ok(module.emit_wasm())
}
