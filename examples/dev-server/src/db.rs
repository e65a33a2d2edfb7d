//! The SQLite file: how it is opened and upgraded, and the one thread that works with it.
//! It knows no table; the queries are in `store`. Called by `app` (through `App::read` and `App::write`) and `main`.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::error::Error;

/// The migrations in their order; `PRAGMA user_version` counts those that ran.
const MIGRATIONS: [&str; KNOWN as usize] = [
    include_str!("../migrations/0001_init.sql"),
    include_str!("../migrations/0002_media.sql"),
    include_str!("../migrations/0003_circles.sql"),
    include_str!("../migrations/0004_polls.sql"),
];
const KNOWN: u32 = 4;

/// Opens the file (creating it), sets durability and brings its tables up to date.
///
/// # Errors
/// When the file cannot be opened or was written by a newer version of this server.
pub fn open(path: &Path) -> Result<Connection, OpenError> {
    let mut connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > KNOWN {
        return Err(OpenError::Newer(version));
    }
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    for (number, migration) in (1..).zip(MIGRATIONS).filter(|(number, _)| *number > version) {
        let step = connection.transaction()?;
        step.execute_batch(migration)?;
        step.pragma_update(None, "user_version", number)?;
        step.commit()?;
    }
    Ok(connection)
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file has tables this version does not know; it is left untouched.
    #[error("the database was written by a newer version of this server: schema {0}")]
    Newer(u32),
    /// SQLite refused.
    #[error("cannot open the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The one thread that owns the connection: jobs run one after the other, in the order in which they were asked for.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    jobs: mpsc::Sender<Job>,
}

impl Db {
    /// Starts the thread; it ends when the last `Db` is dropped.
    pub(crate) fn start(mut connection: Connection) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::spawn(move || {
            for job in queue {
                job(&mut connection);
            }
        });
        Self { jobs }
    }

    /// Runs `work` on the thread and waits for its result.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // The asker may be gone (a closed request): the work is done all the same.
            let _ = answer.send(work(connection));
        });
        self.jobs.send(job).map_err(|_| Error::internal("the database thread has ended"))?;
        answered.await.map_err(|_| Error::internal("the database thread gave no answer"))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_the_first_version_is_brought_up_to_date_and_keeps_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chat.sqlite");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute("INSERT INTO users (id, created_at, updated_at) VALUES ('giulia', 1, 1)", []).unwrap();
        drop(old);
        let now = open(&path).unwrap();
        assert_eq!(now.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)), Ok(KNOWN));
        assert_eq!(now.query_row("SELECT id FROM users", [], |row| row.get::<_, String>(0)).as_deref(), Ok("giulia"));
        assert_eq!(now.query_row("SELECT COUNT(*) FROM previews", [], |row| row.get::<_, u32>(0)), Ok(0));
    }

    #[test]
    fn a_database_of_a_newer_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chat.sqlite");
        Connection::open(&path).unwrap().pragma_update(None, "user_version", KNOWN + 1).unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(open(&path), Err(OpenError::Newer(_))));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
