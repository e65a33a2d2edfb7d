//! One unit of work: a transaction, the moment it happens at, and the events that go out once it is committed.
//! Every request of the Stream face is exactly one. It knows no noun; `store` and `stream` work with it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Params, Row, Transaction};

use crate::app::Shared;
use crate::error::Error;
use crate::hub::{Audience, Event, Hub, Outgoing};
use crate::permissions::Permissions;
use crate::settings::Settings;

/// A transaction on behalf of one user.
pub(crate) struct Work<'w> {
    tx: Transaction<'w>,
    shared: &'w Shared,
    outbox: RefCell<Vec<Outgoing>>,
    /// Users as they are shown, once read.
    pub(crate) users: RefCell<HashMap<String, Event>>,
    /// Who asks.
    pub(crate) me: String,
    /// The stamp of this work, later than every stored one.
    pub(crate) now: i64,
}

impl<'w> Work<'w> {
    /// Runs `work` in a transaction. On success its events are delivered before any other work begins, so that
    /// recipients see commits in their order; on failure nothing is stored and nobody is told.
    pub(crate) fn run<T>(
        shared: &'w Shared,
        connection: &'w mut Connection,
        me: String,
        work: impl FnOnce(&Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        Self::run_all(shared, connection, [(me, work)])?.pop().ok_or_else(|| Error::internal("no work was done"))
    }

    /// As `run`, several in one transaction, each on behalf of its own user: all are stored, or none.
    pub(crate) fn run_all<T>(
        shared: &'w Shared,
        connection: &'w mut Connection,
        works: impl IntoIterator<Item = (String, impl FnOnce(&Self) -> Result<T, Error>)>,
    ) -> Result<Vec<T>, Error> {
        let (tx, me, now) = (connection.transaction()?, String::new(), 0);
        let mut this = Self { tx, shared, outbox: RefCell::default(), users: RefCell::default(), me, now };
        let mut results = Vec::new();
        for (me, work) in works {
            (this.me, this.now) = (me, shared.clock.tick());
            results.push(work(&this)?);
        }
        let Self { tx, outbox, .. } = this;
        tx.commit()?;
        shared.hub.deliver(outbox.into_inner());
        Ok(results)
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.shared.hub
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// What roles are granted now.
    pub(crate) fn permissions(&self) -> Arc<Permissions> {
        self.shared.permissions()
    }

    /// A further stamp, later than `now`.
    pub(crate) fn tick(&self) -> i64 {
        self.shared.clock.tick()
    }

    /// Holds an event back until the commit.
    pub(crate) fn send(&self, event: Event, to: Audience) {
        self.outbox.borrow_mut().push(Outgoing { event, to });
    }

    /// The first row, if any.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.tx.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// Every row.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.tx.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Changes rows; answers how many.
    pub(crate) fn change(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        Ok(self.tx.prepare_cached(sql)?.execute(params)?)
    }
}
