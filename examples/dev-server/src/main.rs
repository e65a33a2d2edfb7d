//! The demo server's command line: flags, database, listener.

use std::future::IntoFuture as _;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use dev_server::{App, Settings, app, db, seed};
use lexopt::prelude::*;

const USAGE: &str = "dev-server [--host 127.0.0.1] [--port 4000] [--db chat.sqlite] [--dist FOLDER] [--reset] [--faults] [--dev-tokens] [--stream-key K --stream-secret S [--stream-url URL]]";

struct Flags {
    settings: Settings,
    port: u16,
    db: PathBuf,
    reset: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match flags() {
        Ok(Some(flags)) => run(flags).await,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => Err(format!("{error}\n{USAGE}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dev-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn flags() -> Result<Option<Flags>, lexopt::Error> {
    let mut flags =
        Flags { settings: Settings::demo(|name| std::env::var(name).ok()), port: 4000, db: PathBuf::from("chat.sqlite"), reset: false };
    let settings = &mut flags.settings;
    let (mut key, mut secret) = (None, None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(flag) = parser.next()? {
        match flag {
            Long("host") => settings.host = parser.value()?.parse::<IpAddr>()?,
            Long("port") => flags.port = parser.value()?.parse()?,
            Long("db") => flags.db = parser.value()?.into(),
            Long("dist") => settings.dist = Some(parser.value()?.into()),
            Long("reset") => flags.reset = true,
            Long("faults") => settings.faults = true,
            Long("dev-tokens") => settings.dev_tokens = true,
            Long("stream-key") => key = Some(parser.value()?.string()?),
            Long("stream-url") => settings.stream_url = parser.value()?.string()?,
            Long("stream-secret") => secret = Some(parser.value()?.string()?),
            Short('h') | Long("help") => return Ok(None),
            _ => return Err(flag.unexpected()),
        }
    }
    if let (Some(key), Some(secret)) = (key, secret) {
        (settings.api_key, settings.api_secret, settings.real_stream) = (key, secret, true);
    }
    Ok(Some(flags))
}

async fn run(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    let Flags { mut settings, port, db: path, reset } = flags;
    if settings.exposes_demo_secret() {
        return Err(
            "the demo's secret is known to everybody: set STREAM_API_KEY and STREAM_API_SECRET to listen beyond this machine".into()
        );
    }
    settings.read_permissions()?;
    settings.uploads = path.with_extension("uploads");
    if reset {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
        }
        let _ = std::fs::remove_dir_all(&settings.uploads);
    }
    let mut connection = db::open(&path)?;
    let is_empty = connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM users)", [], |row| row.get::<_, bool>(0))?;
    if is_empty && !settings.real_stream {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        seed::seed(&mut connection, i64::try_from(now.as_micros())?)?;
    }
    let listener = tokio::net::TcpListener::bind(SocketAddr::new(settings.host, port)).await?;
    let address = listener.local_addr()?;
    settings.origin = format!("http://{address}");
    println!("listening on http://{address}");
    let chat = App::new(settings, connection)?;
    if let Err(error) = chat.set_up().await {
        return Err(format!("the permissions could not be set up: {error}").into());
    }
    let server = axum::serve(listener, app(chat.clone())).with_graceful_shutdown(async move {
        stop_signal().await;
        chat.close_sockets();
    });
    let served = tokio::spawn(server.into_future());
    stop_signal().await;
    // Clients that do not answer the close must not keep us.
    match tokio::time::timeout(Duration::from_secs(3), served).await {
        Ok(ended) => Ok(ended??),
        Err(_) => Ok(()),
    }
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else { return };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
