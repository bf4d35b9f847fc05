//! Brings collections of older schemas to the present one, step by step as Anki does.
//!
//! All steps are one transaction, in the journal mode that the file has: a file that cannot be
//! upgraded stays as it was. Before the first step a copy goes into the profile's backups.

mod backup;
mod legacy;
mod schema14;
mod schema15;
mod schema16;

use std::path::{Path, PathBuf};

use ankid_types::TimestampMillis;

use crate::{Result, Storage, version};

impl Storage {
    /// Upgrades a collection of schema 11 or 14 to 17, after a copy into the folder `backups`.
    ///
    /// Returns the path of the copy; `None`, and nothing done, if the collection has the present
    /// schema. Decks whose names Anki would not allow are renamed and count as changed `now`.
    ///
    /// # Errors
    /// [`StorageError::Undecodable`](crate::StorageError::Undecodable) names what stands in the way;
    /// the collection is then as it was.
    pub fn upgrade(path: &Path, backups: &Path, now: TimestampMillis) -> Result<Option<PathBuf>> {
        let (storage, version) = Self::open_outdated(path)?;
        if version == version::CURRENT {
            return Ok(None);
        }
        // A snapshot that becomes a write transaction with the first step: what was copied is what
        // is upgraded, and SQLite copies nothing that is being written.
        storage.begin_snapshot()?;
        let label = format!("schema{version}");
        let upgraded = backup::copy(&storage, &label, backups, now).and_then(|copy| {
            let result = storage.upgrade_from(version, now);
            match result.and_then(|()| storage.end_snapshot()) {
                Ok(()) => Ok(copy),
                // Nothing came of it, so the copy is one too many.
                Err(error) => backup::remove(&copy).and(Err(error)),
            }
        });
        if upgraded.is_err() {
            storage.rollback()?;
        }
        storage.close()?;
        upgraded.map(Some)
    }

    pub(crate) fn upgrade_from(&self, version: i64, now: TimestampMillis) -> Result<()> {
        if version < 14 {
            schema14::run(self)?;
        }
        if version < 15 {
            schema15::run(self, now)?;
        }
        if version < 16 {
            schema16::run(self)?;
        }
        if version < 17 {
            self.connection()
                .execute_batch(include_str!("upgrade/schema17.sql"))?;
        }
        self.connection()
            .execute_batch(include_str!("upgrade/schema18.sql"))?;
        Ok(())
    }
}
