//! npm, wherever it is: on the path, or beside node without a link to it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{self, is_installed};

/// A command that starts npm.
///
/// # Errors
/// When there is none.
pub(crate) fn command() -> Result<Command> {
    if is_installed("npm") {
        return Ok(process::command("npm"));
    }
    let script = process::find("node").and_then(|node| beside(&node)).context("npm is neither on the path nor beside node")?;
    let mut npm = process::command("node");
    npm.arg(script);
    Ok(npm)
}

/// Whether [`command`] finds one.
pub(crate) fn is_there() -> bool {
    command().is_ok()
}

/// npm's program among the packages that node was installed with. An update of npm that was cut short leaves it under
/// another name and without the link on the path.
fn beside(node: &Path) -> Option<PathBuf> {
    let node = node.canonicalize().ok()?;
    let modules = node.parent()?.parent()?.join("lib/node_modules");
    let usual = modules.join("npm/bin/npm-cli.js");
    if usual.is_file() {
        return Some(usual);
    }
    let others = modules.read_dir().ok()?.filter_map(Result::ok).map(|entry| entry.path().join("bin/npm-cli.js"));
    others.into_iter().find(|script| script.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_npm_without_its_link_is_found_beside_node() {
        let root = std::env::temp_dir().join(format!("npm-beside-node-{}", std::process::id()));
        let (node, script) = (root.join("bin/node"), root.join("lib/node_modules/.npm-old/bin/npm-cli.js"));
        for file in [&node, &script] {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        let found = beside(&node);
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(found.map(|found| found.ends_with("lib/node_modules/.npm-old/bin/npm-cli.js")), Some(true));
    }
}
