//! `cargo xtask dist`: the files to publish, each also precompressed, with their integrity hashes and sizes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha384};

use crate::args::Args;
use crate::bundle::{self, Profile, Recipe};
use crate::paths;
use crate::progress::Steps;
use crate::setup;
use crate::size::{self, Table};

/// `cargo xtask dist [--gallery]`
pub(crate) fn command(mut args: Args) -> Result<()> {
    let recipe = Recipe { profile: Profile::Release, gallery: args.flag("--gallery") };
    args.finish()?;
    let mut steps = Steps::new(2 + bundle::STEPS);
    let toolchain = setup::wasm(&mut steps)?;
    bundle::build(recipe, &toolchain, &mut steps)?;
    steps.run("compressing and hashing", || {
        let dist = paths::dist();
        let files = files_below(&dist)?;
        write_hashes(&dist, &files)?;
        for file in files.iter().filter(|file| is_served(file)) {
            let mut name = file.clone().into_os_string();
            name.push(".br");
            fs::write(name, size::brotli(&fs::read(file)?)?)?;
        }
        Ok(())
    })?;
    println!("\n{}\n\nThe files are in dist/, their integrity hashes in dist/sri.json.", Table::of_dist()?);
    Ok(())
}

/// Whether pages ask for it, not only tools.
fn is_served(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ["css", "html", "js", "json", "wasm"].iter().any(|served| ending == *served))
}

/// `sri.json`: relative name to the value of an `integrity` attribute.
fn write_hashes(dist: &Path, files: &[PathBuf]) -> Result<()> {
    let mut hashes = BTreeMap::new();
    for file in files {
        let name = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        hashes.insert(name, integrity(&fs::read(file)?));
    }
    fs::write(dist.join("sri.json"), serde_json::to_string_pretty(&hashes)? + "\n")?;
    Ok(())
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_browsers_read_them() {
        let of_nothing = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(integrity(b""), of_nothing);
    }
}
