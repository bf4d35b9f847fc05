//! Table `col`: the one row with the collection's stamps.

use rusqlite::ToSql;

use ankid_types::{TimestampMillis, TimestampSecs, Usn};

use crate::row::TableRow;
use crate::{Result, Storage};

/// When the collection was made, changed and synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectionStamps {
    /// The start of the collection's first day; days are counted from here.
    pub created: TimestampSecs,
    /// When anything last changed.
    pub modified: TimestampMillis,
    /// When something changed that only a full sync can carry over.
    pub schema_modified: TimestampMillis,
    /// When the collection was last synced; 0 for never.
    pub last_sync: TimestampMillis,
    /// The sync state that the next sync starts from.
    pub usn: Usn,
}

impl Storage {
    /// The collection's stamps.
    pub fn stamps(&self) -> Result<CollectionStamps> {
        self.connection()
            .prepare_cached("SELECT id, crt, mod, scm, ls, usn FROM col")?
            .query_one([], |row| {
                let row = TableRow::new("col", row);
                Ok((|| {
                    Ok(CollectionStamps {
                        created: TimestampSecs(row.get(1)?),
                        modified: TimestampMillis(row.get(2)?),
                        schema_modified: TimestampMillis(row.get(3)?),
                        last_sync: TimestampMillis(row.get(4)?),
                        usn: Usn(row.get(5)?),
                    })
                })())
            })?
    }

    /// Sets the start of the collection's first day.
    pub fn set_created(&self, created: TimestampSecs) -> Result<()> {
        self.set_stamp("UPDATE col SET crt = ?1", created.0)
    }

    /// Sets when anything last changed.
    pub fn set_modified(&self, modified: TimestampMillis) -> Result<()> {
        self.set_stamp("UPDATE col SET mod = ?1", modified.0)
    }

    /// Sets when something last changed that only a full sync can carry over.
    pub fn set_schema_modified(&self, modified: TimestampMillis) -> Result<()> {
        self.set_stamp("UPDATE col SET scm = ?1", modified.0)
    }

    /// Sets when the collection was last synced.
    pub fn set_last_sync(&self, moment: TimestampMillis) -> Result<()> {
        self.set_stamp("UPDATE col SET ls = ?1", moment.0)
    }

    /// Sets the sync state that the next sync starts from.
    pub fn set_usn(&self, usn: Usn) -> Result<()> {
        self.set_stamp("UPDATE col SET usn = ?1", usn.0)
    }

    fn set_stamp(&self, sql: &'static str, value: impl ToSql) -> Result<()> {
        self.connection().prepare_cached(sql)?.execute([value])?;
        Ok(())
    }
}
