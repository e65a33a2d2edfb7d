//! Debian and Ubuntu packages: what is offered, and installing it when we may.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{self, is_installed};
use crate::progress::note;

/// Whether packages can be installed; the error says why not.
pub(crate) fn may_install() -> Result<()> {
    if !is_installed("apt-get") {
        bail!("this is not Debian or Ubuntu (no apt-get)");
    }
    if process::output(process::command("id").arg("-u"))?.trim() != "0" {
        bail!("installing packages needs root");
    }
    Ok(())
}

/// Installs packages, or says which command would.
pub(crate) fn install(names: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install --no-install-recommends {}", names.join(" "));
    may_install().with_context(|| format!("please install by hand: {by_hand}"))?;
    // Lists that are out of date name versions that are no longer offered.
    update()?;
    let mut apt = process::command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    process::run(apt.args(["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]).args(names))
}

/// The version of `rustc-web` that can be installed, when it is new enough.
pub(crate) fn offers_rust(oldest: &str) -> Result<String> {
    may_install()?;
    if candidate("rustc-web").is_none() {
        update()?;
    }
    let Some(version) = candidate("rustc-web") else { bail!("there is no package rustc-web") };
    if numbers(&version) < numbers(oldest) {
        bail!("its rustc-web is {version}, older than {oldest}");
    }
    Ok(version)
}

fn update() -> Result<()> {
    if !Path::new("/etc/apt").is_dir() {
        note("no apt sources are configured");
    }
    process::run(process::command("apt-get").args(["update", "-q"]))
}

/// The version apt would install, if any.
fn candidate(name: &str) -> Option<String> {
    let policy = process::output(process::command("apt-cache").env("LC_ALL", "C").args(["policy", name])).ok()?;
    candidate_in(&policy).map(str::to_owned)
}

fn candidate_in(policy: &str) -> Option<&str> {
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate:"))?.trim();
    (version != "(none)").then_some(version)
}

/// Major and minor number of `1.89` or `1.96.0+dfsg1-1~deb12u1`.
pub(crate) fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_cannot_be_installed_has_no_candidate() {
        assert_eq!(candidate_in("rustc-web:\n  Installed: (none)\n  Candidate: (none)\n"), None);
        assert_eq!(candidate_in(""), None);
        let offered = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u1\n  Version table:\n";
        assert_eq!(candidate_in(offered), Some("1.96.0+dfsg1-1~deb12u1"));
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(numbers("1.96.0+dfsg1-1") > numbers("1.89"));
        assert!(numbers("1.100.0") > numbers("1.89"));
        assert!(numbers("1.78.0") < numbers("1.89"));
    }
}
