//! Remembers the old rows of everything that the writer changes, so that it can be taken back.
//!
//! Temporary triggers record each change of a row into a temporary table. Taking back replays the
//! records backwards, verbatim, and is recorded in turn: to redo is to undo the undoing. The
//! records take part in transactions, and are gone when the writer is closed.

mod shape;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::hash::Hash;

use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, params};

use self::shape::{ChangeKind, MENTIONED, SHAPES, TAKING_BACK};
use crate::row::id_array;
use crate::{Result, Storage, StorageError};

pub use self::shape::Table;
pub(crate) use self::shape::table_columns;

/// From so many rows on it pays to make a trigger anew: that costs the statements of the connection their preparation.
const MANY_ROWS: usize = 2_000;

/// A point in the order of changes. The changes of a piece of work are those after the position
/// before it, up to and with the position after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UndoPosition(i64);

impl UndoPosition {
    /// A number that no other position has while the writer is open.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// Which tables a piece of work touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TouchedTables(u16);

impl TouchedTables {
    /// Whether nothing was touched.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a table was touched.
    #[must_use]
    pub const fn contains(self, table: Table) -> bool {
        self.0 & (1 << table as u16) != 0
    }
}

/// The keys of rows that a piece of work touched, each once.
#[derive(Debug, Clone, Default)]
pub struct TouchedKeys {
    /// The first of them, in the order in which they were touched.
    pub first: Vec<i64>,
    known: HashSet<i64>,
}

impl TouchedKeys {
    /// How many rows of a kind are named.
    const NAMED: usize = 20;

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.known.len()
    }

    fn touch(&mut self, id: i64) {
        if self.known.insert(id) && self.first.len() < Self::NAMED {
            self.first.push(id);
        }
    }
}

/// What a piece of work touched.
#[derive(Debug, Clone, Default)]
pub struct TouchedRows {
    /// The tables of all rows.
    pub tables: TouchedTables,
    /// The notes.
    pub notes: TouchedKeys,
    /// The cards.
    pub cards: TouchedKeys,
}

impl TouchedRows {
    fn rows_of(&mut self, table: u16) -> Option<&mut TouchedKeys> {
        if table == Table::Notes as u16 {
            Some(&mut self.notes)
        } else if table == Table::Cards as u16 {
            Some(&mut self.cards)
        } else {
            None
        }
    }
}

/// The record of changes. Only the writer has one.
#[derive(Debug, Clone, Copy)]
pub struct UndoLog<'storage> {
    storage: &'storage Storage,
}

impl Storage {
    /// The record of what this writer changed.
    #[must_use]
    pub const fn undo_log(&self) -> UndoLog<'_> {
        UndoLog { storage: self }
    }
}

impl UndoLog<'_> {
    /// The position after the newest change.
    pub fn position(self) -> Result<UndoPosition> {
        let newest: Option<i64> = self
            .connection()
            .prepare_cached("SELECT max(seq) FROM temp.undo_log")?
            .query_one([], |row| row.get(0))?;
        Ok(UndoPosition(newest.unwrap_or(0)))
    }

    /// The tables that were touched after a position.
    pub fn changes_since(self, position: UndoPosition) -> Result<TouchedTables> {
        let mut touched = TouchedTables::default();
        self.each_since(position, |table, _key| touched.0 |= 1 << table)?;
        Ok(touched)
    }

    /// The rows of notes and cards that were touched after a position, and the tables of all rows.
    pub fn rows_since(self, position: UndoPosition) -> Result<TouchedRows> {
        let mut touched = TouchedRows::default();
        self.each_since(position, |table, key| {
            touched.tables.0 |= 1 << table;
            if let Some(rows) = touched.rows_of(table) {
                rows.touch(key);
            }
        })?;
        Ok(touched)
    }

    /// Hears the table and the first column of the key of each change after a position. It is 0 where that is no number.
    fn each_since(self, position: UndoPosition, mut hear: impl FnMut(u16, i64)) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT tbl, c0 FROM temp.undo_log WHERE seq > ?1 ORDER BY seq")?;
        let mut changes = statement.query([position.0])?;
        while let Some(change) = changes.next()? {
            hear(change.get(0)?, change.get_ref(1)?.as_i64().unwrap_or(0));
        }
        Ok(())
    }

    /// The first column of the keys of the rows of a table that changed after a position, each once.
    pub fn numbers_changed_since(
        self,
        position: UndoPosition,
        table: Table,
    ) -> Result<HashSet<i64>> {
        self.keys_changed_since(position, table)
    }

    /// As [`numbers_changed_since`](Self::numbers_changed_since), for tables whose rows have names.
    pub fn names_changed_since(
        self,
        position: UndoPosition,
        table: Table,
    ) -> Result<HashSet<String>> {
        self.keys_changed_since(position, table)
    }

    fn keys_changed_since<T: FromSql + Eq + Hash>(
        self,
        position: UndoPosition,
        table: Table,
    ) -> Result<HashSet<T>> {
        // Every record begins with the key, whichever kind it is of.
        let mut statement = self
            .connection()
            .prepare_cached("SELECT DISTINCT c0 FROM temp.undo_log WHERE seq > ?1 AND tbl = ?2")?;
        let keys = statement.query_map(params![position.0, table as u16], |row| row.get(0))?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    }

    /// Records that a row was added to one of the tables that no trigger watches for that: [`Table::Notes`],
    /// [`Table::Cards`] and [`Table::Reviews`]. Nothing happens where nothing is recorded.
    pub(crate) fn record_added(self, table: Table, id: i64) -> Result<()> {
        debug_assert!(table.records_additions(), "a trigger records it");
        if self.storage.records_additions() {
            self.connection()
                .prepare_cached("INSERT INTO temp.undo_log (tbl, op, c0) VALUES (?1, ?2, ?3)")?
                .execute(params![table as u16, ChangeKind::Added as u8, id])?;
        }
        Ok(())
    }

    /// As [`record_added`](Self::record_added), for many rows.
    pub(crate) fn record_all_added(self, table: Table, ids: &[i64]) -> Result<()> {
        debug_assert!(table.records_additions(), "a trigger records it");
        if self.storage.records_additions() {
            self.record_keys(table, ChangeKind::Added as u8, ids)?;
        }
        Ok(())
    }

    /// Lets `work` change many notes, cards and reviews unrecorded, in a third of the time. What was changed before it
    /// cannot be taken back any more either. Belongs into a transaction.
    ///
    /// # Errors
    /// That of `work`, or an error of the temporary file.
    pub fn unrecorded<T, E: From<StorageError>>(
        self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let run = |sql: String| {
            self.connection()
                .execute_batch(&sql)
                .map_err(StorageError::from)
        };
        run(shape::looking_away())?;
        // After a panic the transaction, which is then rolled back, brings the triggers back.
        let outcome = {
            let _pause = Pause::begin(self.storage);
            work()
        };
        run(shape::watching())?;
        outcome
    }

    /// Lets `work` change rows of a table, which it neither adds nor removes, and whose keys it leaves. Where there are many
    /// of them one statement records beforehand how they are, in half the time that triggers take. Belongs into a
    /// transaction, which is rolled back if `work` fails.
    ///
    /// # Errors
    /// That of `work`, or an error of the temporary file.
    pub(crate) fn recording_many<T>(
        self,
        table: Table,
        ids: &[i64],
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let is_worth_it = ids.len() >= MANY_ROWS && self.storage.records_additions();
        let Some(shape) = SHAPES.get(table as usize).filter(|_| is_worth_it) else {
            return work();
        };
        let ids = id_array(ids.iter().copied());
        let connection = self.connection();
        connection.execute(&shape.recording_many(), [ids])?;
        connection.execute_batch(&shape.looking_away_from_changes())?;
        let outcome = work();
        connection.execute_batch(&shape.watching_changes())?;
        outcome
    }

    /// Records that rows were touched, but not how they were.
    ///
    /// # Errors
    /// An error of the temporary file.
    pub fn mention(self, table: Table, ids: &[i64]) -> Result<()> {
        self.record_keys(table, MENTIONED, ids)
    }

    fn record_keys(self, table: Table, kind: u8, ids: &[i64]) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT INTO temp.undo_log (tbl, op, c0) SELECT ?1, ?2, value FROM rarray(?3)",
            )?
            .execute(params![table as u16, kind, id_array(ids.iter().copied())])?;
        Ok(())
    }

    /// Takes back the changes after `from`, up to and with `to`.
    ///
    /// Everything that was changed later must have been taken back before. The records of the
    /// range stay; taking back adds new ones, after which it can be taken back itself.
    pub fn undo_range(self, from: UndoPosition, to: UndoPosition) -> Result<()> {
        let mut next = to.0;
        while let Some(change) = self.newest_change(from.0, next)? {
            self.connection()
                .prepare_cached(change.taking_back()?)?
                .execute([change.seq])?;
            if change.adds_unwatched_row() {
                self.connection()
                    .prepare_cached(
                        "INSERT INTO temp.undo_log (tbl, op, c0)
                         SELECT tbl, ?2, c0 FROM temp.undo_log WHERE seq = ?1",
                    )?
                    .execute(params![change.seq, ChangeKind::Added as u8])?;
            }
            next = change.seq - 1;
        }
        Ok(())
    }

    /// Drops the records up to and with a position; those changes can no longer be taken back.
    pub fn forget_before(self, position: UndoPosition) -> Result<()> {
        // The newest record stays, so that no position is given out twice.
        self.connection()
            .prepare_cached(
                "DELETE FROM temp.undo_log
                 WHERE seq <= ?1 AND seq < (SELECT max(seq) FROM temp.undo_log)",
            )?
            .execute([position.0])?;
        Ok(())
    }

    fn newest_change(self, after: i64, up_to: i64) -> Result<Option<Change>> {
        let change = self
            .connection()
            .prepare_cached(
                "SELECT seq, tbl, op FROM temp.undo_log
                 WHERE seq > ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row(params![after, up_to], |row| {
                Ok(Change {
                    seq: row.get(0)?,
                    table: row.get::<_, u32>(1)? as usize,
                    kind: row.get::<_, u32>(2)? as usize,
                })
            })
            .optional()?;
        Ok(change)
    }

    fn connection(&self) -> &Connection {
        self.storage.connection()
    }
}

/// A time in which added rows are not recorded; ends when dropped.
struct Pause<'storage>(&'storage Storage);

impl<'storage> Pause<'storage> {
    fn begin(storage: &'storage Storage) -> Self {
        storage.record_additions(false);
        Self(storage)
    }
}

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        self.0.record_additions(true);
    }
}

/// A record of the log.
struct Change {
    seq: i64,
    table: usize,
    kind: usize,
}

impl Change {
    /// Whether to take it back is to add a row that no trigger sees.
    fn adds_unwatched_row(&self) -> bool {
        let shape = SHAPES.get(self.table);
        self.kind == ChangeKind::Removed as usize
            && shape.is_some_and(|shape| shape.table.records_additions())
    }

    fn taking_back(&self) -> Result<&'static str> {
        let sql = TAKING_BACK
            .get(self.table)
            .and_then(|kinds| kinds.get(self.kind));
        sql.map(String::as_str)
            .ok_or_else(|| StorageError::Corrupt {
                detail: format!("change {} of the undo log has no meaning", self.seq),
            })
    }
}

/// Starts recording what a connection changes.
pub(crate) fn install(connection: &Connection) -> Result<()> {
    connection.execute_batch(&shape::installation())?;
    Ok(())
}
