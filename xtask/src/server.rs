//! The demo server as a child process: started, awaited, ended with its owner.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;

/// How long a server may take to fill its database and listen.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// A running demo server on the loopback interface.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts `binary` and waits until it accepts connections.
    pub(crate) fn start(binary: &Path, port: u16, db: &Path, more: &[impl AsRef<OsStr>]) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpStream::connect(address).is_ok() {
            bail!("port {port} is taken (choose another with --port)");
        }
        let mut command = process::command(binary);
        command.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--db"]).arg(db).args(more);
        let child = command.spawn().with_context(|| format!("cannot start {}", process::line(&command)))?;
        let mut server = Self { child, address };
        server.wait_until_it_listens(&command)?;
        Ok(server)
    }

    /// `http://127.0.0.1:4000`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for its end, as with Ctrl-C.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }

    fn wait_until_it_listens(&mut self, command: &Command) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("`{}` ended ({status})", process::line(command));
            }
            if start.elapsed() > STARTS_WITHIN {
                bail!("`{}` does not listen after {} s", process::line(command), STARTS_WITHIN.as_secs());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
