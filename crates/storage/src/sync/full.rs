//! Whole files: the copy that a full upload sends, and the file that a full download brings.

use std::io;
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use ankid_types::{TimestampMillis, Usn};

use crate::storage::connect;
use crate::{LockHolder, Result, Storage, StorageError, SyncTable};

const PAGE_SIZE: i64 = 4096;

/// All tables of which rows wait for a sync under their ids.
const TABLES: [SyncTable; 6] = [
    SyncTable::Notes,
    SyncTable::Cards,
    SyncTable::Reviews,
    SyncTable::Decks,
    SyncTable::DeckConfigs,
    SyncTable::Notetypes,
];

impl Storage {
    /// Copies the collection as it is now to the empty file `path`, and makes of the copy what a full upload sends:
    /// all synced at the moment `synced`, nothing removed or waiting, packed.
    ///
    /// # Errors
    /// The file cannot be read, or the copy cannot be written.
    pub fn copy_for_upload(&self, path: &Path, synced: TimestampMillis) -> Result<()> {
        let name = path.to_str().ok_or_else(|| StorageError::Io {
            path: path.to_owned(),
            source: io::Error::from(io::ErrorKind::InvalidFilename),
        })?;
        // This connection may have a snapshot, in which nothing can be packed.
        self.connect_again()?.execute("VACUUM INTO ?1", [name])?;
        let copy = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Whoever makes the copy throws it away where this breaks off.
        copy.pragma_update_and_check(None, "journal_mode", "off", |_row| Ok(()))?;
        copy.pragma_update(None, "synchronous", "off")?;
        let transaction = copy.unchecked_transaction()?;
        transaction.execute_batch(include_str!("before_upload.sql"))?;
        transaction.execute(
            "UPDATE col SET usn = usn + 1, scm = ?1, mod = ?1, ls = ?1",
            [synced.0],
        )?;
        transaction.execute_batch("ANALYZE")?;
        transaction.commit()?;
        copy.close().map_err(|(_connection, error)| error.into())
    }

    /// Marks everything as synced, as [`copy_for_upload`](Self::copy_for_upload) did in its copy.
    ///
    /// # Errors
    /// An error of the file.
    pub fn mark_all_synced(&self) -> Result<()> {
        let connection = self.connection();
        connection.execute_batch(include_str!("before_upload.sql"))?;
        Ok(())
    }

    /// Lets rows wait for the next sync again; `ids` gives those of each table.
    ///
    /// # Errors
    /// That of `ids`, or an error of the file.
    pub fn mark_pending_again(
        &self,
        mut ids: impl FnMut(SyncTable) -> Result<Vec<i64>>,
    ) -> Result<()> {
        for table in TABLES {
            self.mark_pending(table, &ids(table)?)?;
        }
        Ok(())
    }

    /// Lets a tag wait for the next sync.
    ///
    /// # Errors
    /// An error of the file.
    pub fn mark_tag_pending(&self, name: &str) -> Result<()> {
        self.connection()
            .prepare_cached("UPDATE tags SET usn = ?2 WHERE tag = ?1")?
            .execute(rusqlite::params![name, Usn::PENDING.0])?;
        Ok(())
    }

    /// Notes in a downloaded file, which was opened with [`open_foreign`](Self::open_foreign), that it is synced, and
    /// closes it.
    ///
    /// # Errors
    /// An error of the file.
    pub fn close_download(self) -> Result<()> {
        let connection = self.connection();
        let page_size: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        if page_size != PAGE_SIZE {
            // Pages are copied into the collection as they are.
            connection.pragma_update(None, "page_size", PAGE_SIZE)?;
            connection.execute_batch("VACUUM")?;
        }
        connection.execute("UPDATE col SET ls = mod", [])?;
        self.close()
    }

    /// Puts the content of the file at `source` in place of the collection's, all of it or none.
    /// No transaction may be open. What was to be undone is forgotten.
    ///
    /// # Errors
    /// The disk is full, or the file cannot be read.
    pub fn replace_content(&mut self, source: &Path) -> Result<()> {
        let source = Connection::open_with_flags(source, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let step = Backup::new(&source, self.connection_mut())?.step(-1)?;
        if step != StepResult::Done {
            return Err(StorageError::Locked(LockHolder::Anki));
        }
        Ok(())
    }
}
