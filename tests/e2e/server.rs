//! The demo server as a process of the story's own.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// A demo server with its own port and database; both survive a restart.
#[derive(Debug)]
pub struct Server {
    child: Child,
    folder: TempDir,
    port: u16,
    dist: String,
}

impl Server {
    /// Starts a server with the seeded world and waits until it listens.
    ///
    /// # Errors
    /// When `CHAT_SERVER_BIN` or `CHAT_DIST` is not set, or the server ends.
    pub async fn start() -> Result<Self> {
        Self::serving(variable("CHAT_DIST")?).await
    }

    /// The same with the element that can also show the catalogue of states.
    ///
    /// # Errors
    /// When `CHAT_SERVER_BIN` or `CHAT_GALLERY` is not set, or the server ends.
    pub async fn with_gallery() -> Result<Self> {
        Self::serving(variable("CHAT_GALLERY")?).await
    }

    async fn serving(dist: String) -> Result<Self> {
        let folder = TempDir::new()?;
        let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let child = spawn(folder.path(), port, &dist).await?;
        Ok(Self { child, folder, port, dist })
    }

    /// `http://127.0.0.1:…` and a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The SQLite file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("chat.sqlite")
    }

    /// Ids of the messages of a channel's main list in the server's order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn stored(&self, cid: &str) -> Result<Vec<String>> {
        self.column(cid, "id")
    }

    /// Their texts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn texts(&self, cid: &str) -> Result<Vec<String>> {
        self.column(cid, "text")
    }

    fn column(&self, cid: &str, name: &str) -> Result<Vec<String>> {
        let database = Connection::open_with_flags(self.database(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut query = database.prepare(&format!(
            "SELECT {name} FROM messages WHERE cid = ?1 AND (parent_id IS NULL OR show_in_channel = 1) ORDER BY created_at, id"
        ))?;
        let rows = query.query_map([cid], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends the server as a crash would.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Starts it again on the same port and database.
    ///
    /// # Errors
    /// When it ends before it listens.
    pub async fn start_again(&mut self) -> Result<()> {
        self.child = spawn(self.folder.path(), self.port, &self.dist).await?;
        Ok(())
    }
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run `cargo xtask test`"))
}

async fn spawn(folder: &Path, port: u16, dist: &str) -> Result<Child> {
    let mut command = Command::new(variable("CHAT_SERVER_BIN")?);
    command.args(["--host", "127.0.0.1", "--faults", "--port", &port.to_string(), "--dist", dist, "--db"]);
    command.arg(folder.join("chat.sqlite")).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().context("cannot start the demo server")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    while let Some(line) = lines.next_line().await? {
        if line.contains(&format!(":{port}")) {
            // What it says later must not block it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(child);
        }
    }
    bail!("the demo server ended before it listened")
}
