//! Transactions of the writer and snapshots of readers.

use crate::{Result, Storage};

impl Storage {
    /// Starts a write transaction. Fails at once if another connection is writing.
    pub fn begin(&self) -> Result<()> {
        self.run("BEGIN IMMEDIATE")
    }

    /// Makes everything since [`begin`](Self::begin) durable.
    pub fn commit(&self) -> Result<()> {
        self.run("COMMIT")
    }

    /// Forgets everything since [`begin`](Self::begin).
    ///
    /// Does nothing where SQLite already ended the transaction by itself, as after a full disk.
    pub fn rollback(&self) -> Result<()> {
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
        self.run("SAVEPOINT job")
    }

    /// Keeps what was done since the newest savepoint, and drops the savepoint.
    pub fn release(&self) -> Result<()> {
        self.run("RELEASE job")
    }

    /// Forgets what was done since the newest savepoint, and drops the savepoint.
    pub fn rollback_to(&self) -> Result<()> {
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

    fn run(&self, statement: &'static str) -> Result<()> {
        self.connection().prepare_cached(statement)?.execute([])?;
        Ok(())
    }
}
