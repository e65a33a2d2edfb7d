//! `cargo xtask demo`: from sources to two people chatting in a browser.

use std::ffi::OsString;
use std::fs;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::bundle::{self, Recipe};
use crate::paths;
use crate::process;
use crate::progress::Steps;
use crate::server::Server;
use crate::setup;

const PORT: u16 = 4000;

/// `cargo xtask demo [--release] [--gallery] [--port N] [--stream-key K --stream-secret S] [--reset]`
pub(crate) fn command(mut args: Args) -> Result<()> {
    let recipe = Recipe::from_args(&mut args);
    let port = args.number("--port")?.unwrap_or(PORT);
    let server_flags = server_flags(&mut args)?;
    args.finish()?;

    let mut steps = Steps::new(3 + bundle::STEPS);
    let toolchain = setup::wasm(&mut steps)?;
    bundle::build(recipe, &toolchain, &mut steps)?;
    steps.run("demo server: compiling", || process::run(process::cargo("build").args(["--package", "dev-server"])))?;
    let mut server = steps.run("demo server: starting", || {
        let folder = paths::root().join(".demo");
        fs::create_dir_all(&folder)?;
        let binary = paths::target().join("debug").join(format!("dev-server{}", std::env::consts::EXE_SUFFIX));
        Server::start(&binary, port, &folder.join("demo.sqlite"), &server_flags)
    })?;
    print_addresses(&server.url());
    let status = server.wait()?;
    if !status.success() {
        bail!("the demo server ended ({status})");
    }
    Ok(())
}

/// What is handed on to the server as it is.
fn server_flags(args: &mut Args) -> Result<Vec<OsString>> {
    let mut flags = vec!["--dist".into(), paths::dist().into_os_string()];
    let key = args.value("--stream-key")?;
    let secret = args.value("--stream-secret")?;
    match (key, secret) {
        (None, None) => {}
        (Some(key), Some(secret)) => {
            flags.extend(["--stream-key", &key, "--stream-secret", &secret].map(OsString::from));
        }
        _ => bail!("--stream-key and --stream-secret belong together"),
    }
    if args.flag("--reset") {
        flags.push("--reset".into());
    }
    Ok(flags)
}

fn print_addresses(url: &str) {
    println!();
    println!("  Two people on one page   {url}/");
    println!("  Giulia alone             {url}/as/giulia/");
    println!("  Marco alone              {url}/as/marco/");
    println!("  In other pages           {url}/examples/");
    println!();
    println!("  Open the last two in two windows and write. Ctrl-C ends the demo.");
    println!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(line: &str) -> Result<Vec<OsString>> {
        server_flags(&mut Args::new(line.split_whitespace().map(str::to_owned)))
    }

    #[test]
    fn a_key_without_its_secret_is_refused() {
        assert!(flags("--stream-key k").is_err());
        assert!(flags("--stream-secret s").is_err());
        assert!(flags("--stream-key k --stream-secret s").unwrap().contains(&"s".into()));
    }

    #[test]
    fn the_server_always_gets_the_bundle() {
        assert_eq!(flags("--reset").unwrap(), ["--dist".into(), paths::dist().into_os_string(), "--reset".into()]);
    }
}
