//! The media database beside a collection: which media files were there, and which wait for sync.
//!
//! Knows nothing of the folder that holds the files.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Params, Row, TransactionBehavior, params};

use ankid_types::{TimestampMillis, TimestampSecs, Usn};

use crate::row::TableRow;
use crate::storage::PATIENCE;
use crate::{Result, StorageError};

macro_rules! select {
    ($condition:literal) => {
        concat!("SELECT fname, csum, mtime, dirty FROM media ", $condition)
    };
}

/// A media file that the database knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaEntry {
    /// The name of the file.
    pub name: String,
    /// The SHA-1 of its content; `None` for a file that was deleted.
    pub checksum: Option<[u8; 20]>,
    /// When the file last changed; 0 for a file that was deleted.
    ///
    /// Anki writes milliseconds here when it adds a file, and seconds when it scans the folder.
    pub modified: TimestampSecs,
    /// Whether the change or deletion waits for the next sync.
    pub pending: bool,
}

/// Where scanning and syncing stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaState {
    /// When the folder had last changed as it was last scanned; 0 for never.
    pub folder_modified: TimestampMillis,
    /// The sync state of the last sync.
    pub last_usn: Usn,
}

/// A connection to a media database. Unlike a collection, Anki may have it open meanwhile.
#[derive(Debug)]
pub struct MediaDatabase {
    connection: Connection,
}

impl MediaDatabase {
    /// Where the media database of a collection is.
    #[must_use]
    pub fn path_beside(collection: &Path) -> PathBuf {
        collection.with_extension("media.db2")
    }

    /// Opens a media database, or makes it.
    pub fn open(path: &Path) -> Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "page_size", 4096)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_row| Ok(()))?;
        // A row that a power cut takes is found again by the next scan of the folder.
        connection.pragma_update(None, "synchronous", "normal")?;
        create_tables(&mut connection)?;
        Ok(Self { connection })
    }

    /// Runs work in one transaction, which is taken back if the work fails.
    pub fn transaction<T, E: From<StorageError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let run = |sql| {
            self.connection
                .execute_batch(sql)
                .map_err(StorageError::from)
        };
        run("BEGIN IMMEDIATE")?;
        let outcome = work(self).and_then(|value| {
            run("COMMIT")?;
            Ok(value)
        });
        if outcome.is_err() && !self.connection.is_autocommit() {
            run("ROLLBACK")?;
        }
        outcome
    }

    /// What is known of a file.
    pub fn get_entry(&self, name: &str) -> Result<Option<MediaEntry>> {
        self.connection
            .prepare_cached(select!("WHERE fname = ?1"))?
            .query_and_then([name], row_to_entry)?
            .next()
            .transpose()
    }

    /// Stores what is known of a file, in place of what was.
    pub fn set_entry(&self, entry: &MediaEntry) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO media (fname, csum, mtime, dirty) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                entry.name,
                entry.checksum.map(hex::encode),
                entry.modified.0,
                entry.pending,
            ])?;
        Ok(())
    }

    /// Forgets a file, and says whether it was known.
    pub fn remove_entry(&self, name: &str) -> Result<bool> {
        let removed = self
            .connection
            .prepare_cached("DELETE FROM media WHERE fname = ?1")?
            .execute([name])?;
        Ok(removed > 0)
    }

    /// All files that are not deleted, by name.
    pub fn present_entries(&self) -> Result<Vec<MediaEntry>> {
        self.entries(select!("WHERE csum IS NOT NULL ORDER BY fname"), [])
    }

    /// At most so many files whose change or deletion waits for the next sync.
    pub fn pending_entries(&self, limit: u32) -> Result<Vec<MediaEntry>> {
        self.entries(select!("WHERE dirty = 1 ORDER BY fname LIMIT ?1"), [limit])
    }

    /// How many files there are that are not deleted.
    pub fn count_present(&self) -> Result<u32> {
        let count = self
            .connection
            .prepare_cached("SELECT count() FROM media WHERE csum IS NOT NULL")?
            .query_one([], |row| row.get(0))?;
        Ok(count)
    }

    /// Where scanning and syncing stand.
    pub fn state(&self) -> Result<MediaState> {
        self.connection
            .prepare_cached("SELECT dirMod, lastUsn FROM meta")?
            .query_one([], |row| {
                let row = TableRow::new("meta", row);
                Ok((|| {
                    Ok(MediaState {
                        folder_modified: TimestampMillis(row.get(0)?),
                        last_usn: Usn(row.get(1)?),
                    })
                })())
            })?
    }

    /// Stores where scanning and syncing stand.
    pub fn set_state(&self, state: MediaState) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE meta SET dirMod = ?1, lastUsn = ?2")?
            .execute(params![state.folder_modified.0, state.last_usn.0])?;
        Ok(())
    }

    /// Forgets all files and states, so that the next sync compares everything. Belongs into a
    /// [`transaction`](Self::transaction).
    pub fn forget_all(&self) -> Result<()> {
        self.connection.execute("DELETE FROM media", [])?;
        self.set_state(MediaState {
            folder_modified: TimestampMillis(0),
            last_usn: Usn(0),
        })
    }

    /// Closes the connection and reports what an implicit close would hide.
    pub fn close(self) -> Result<()> {
        self.connection
            .close()
            .map_err(|(_connection, error)| error.into())
    }

    fn entries(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<MediaEntry>> {
        self.connection
            .prepare_cached(sql)?
            .query_and_then(arguments, row_to_entry)?
            .collect()
    }
}

fn create_tables(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let exists = transaction
        .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'media'")?
        .exists([])?;
    if !exists {
        transaction.execute_batch(include_str!("media_db/schema.sql"))?;
        transaction.execute_batch("ANALYZE")?;
    }
    transaction.commit()?;
    Ok(())
}

fn row_to_entry(row: &Row<'_>) -> Result<MediaEntry> {
    let row = TableRow::new("media", row);
    let checksum: Option<String> = row.get(1)?;
    let checksum = checksum.map(|text| {
        let mut bytes = [0; 20];
        hex::decode_to_slice(text, &mut bytes)
            .map(|()| bytes)
            .map_err(|error| row.undecodable(1, error.to_string()))
    });
    Ok(MediaEntry {
        name: row.get(0)?,
        checksum: checksum.transpose()?,
        modified: TimestampSecs(row.get(2)?),
        pending: row.get(3)?,
    })
}
