//! Transactions of the writer and snapshots of readers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use crate::{Result, Storage, StorageError};

/// Whether a transaction is meant to be open.
///
/// After some errors, such as that of a failing disk, SQLite ends a transaction by itself. What is
/// executed next would then be stored at once, each statement alone; this is what prevents it.
#[derive(Debug, Default)]
pub(crate) struct TransactionGuard(Arc<AtomicBool>);

impl TransactionGuard {
    /// A guard that refuses every commit of the connection that is not [`Storage::commit`] while a
    /// transaction is meant to be open.
    pub(crate) fn install(connection: &mut Connection) -> Result<Self> {
        let guard = Self::default();
        let open = Arc::clone(&guard.0);
        connection.commit_hook(Some(move || open.load(Ordering::Relaxed)))?;
        Ok(guard)
    }

    pub(crate) fn set_open(&self, open: bool) {
        self.0.store(open, Ordering::Relaxed);
    }

    fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Storage {
    /// Starts a write transaction. Fails at once if another connection is writing.
    pub fn begin(&self) -> Result<()> {
        self.run("BEGIN IMMEDIATE")?;
        self.guard().set_open(true);
        Ok(())
    }

    /// Makes everything since [`begin`](Self::begin) durable.
    pub fn commit(&self) -> Result<()> {
        self.require_transaction()?;
        self.guard().set_open(false);
        self.run("COMMIT")
    }

    /// Forgets everything since [`begin`](Self::begin), whether or not SQLite already did.
    pub fn rollback(&self) -> Result<()> {
        self.guard().set_open(false);
        if self.in_transaction() {
            self.run("ROLLBACK")
        } else {
            Ok(())
        }
    }

    /// Whether a transaction is open.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        !self.connection().is_autocommit()
    }

    /// Marks a point inside the transaction to go back to.
    pub fn savepoint(&self) -> Result<()> {
        self.require_transaction()?;
        self.run("SAVEPOINT job")
    }

    /// Keeps what was done since the newest savepoint, and drops the savepoint.
    pub fn release(&self) -> Result<()> {
        self.require_transaction()?;
        self.run("RELEASE job")
    }

    /// Forgets what was done since the newest savepoint, and drops the savepoint.
    pub fn rollback_to(&self) -> Result<()> {
        self.require_transaction()?;
        self.run("ROLLBACK TO job")?;
        self.run("RELEASE job")
    }

    /// Fixes what a reader sees to the state after the last commit.
    pub fn begin_snapshot(&self) -> Result<()> {
        self.run("BEGIN")?;
        // The snapshot is taken by the first read.
        let stamp = self
            .connection()
            .prepare_cached("SELECT mod FROM col")?
            .query_row([], |_row| Ok(()));
        if stamp.is_err() {
            self.rollback()?;
        }
        Ok(stamp?)
    }

    /// Lets a reader see later commits again.
    pub fn end_snapshot(&self) -> Result<()> {
        self.run("COMMIT")
    }

    /// Fails where SQLite ended the transaction by itself.
    fn require_transaction(&self) -> Result<()> {
        if self.guard().is_open() && !self.in_transaction() {
            return Err(StorageError::TransactionLost);
        }
        Ok(())
    }

    fn run(&self, statement: &'static str) -> Result<()> {
        self.connection().prepare_cached(statement)?.execute([])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
