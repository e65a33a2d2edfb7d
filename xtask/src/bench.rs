//! `cargo xtask bench`: native benchmarks. There are none yet; the command says so instead of being unknown.

use anyhow::Result;

pub(crate) fn command() -> Result<()> {
    println!("There are no native benchmarks yet. The size of the first render is printed by `cargo xtask dist`.");
    Ok(())
}
