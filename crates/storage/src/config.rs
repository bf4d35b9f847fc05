//! Table `config`: settings of the collection, as JSON text under a key.

use rusqlite::{Row, params};

use ankid_types::{TimestampSecs, Usn};

use crate::row::TableRow;
use crate::{Result, Storage};

/// A setting with its stamps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigEntry {
    /// The key; upper and lower case differ.
    pub key: String,
    /// The value: JSON text as it is stored.
    pub value: Vec<u8>,
    /// The sync state.
    pub usn: Usn,
    /// When the value last changed.
    pub modified: TimestampSecs,
}

impl Storage {
    /// The JSON text stored under a key.
    pub fn get_config(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT KEY, val FROM config WHERE KEY = ?1")?;
        let mut rows = statement.query([key])?;
        match rows.next()? {
            Some(row) => TableRow::new("config", row).bytes(1).map(Some),
            None => Ok(None),
        }
    }

    /// Stores JSON text under the entry's key, and says whether that changed the value.
    ///
    /// An entry with the value that is already there changes nothing, not even the stamps.
    pub fn set_config(&self, entry: &ConfigEntry) -> Result<bool> {
        // It is known by now which of the two it is, so that no statement for both is needed.
        let write = match self.get_config(&entry.key)? {
            Some(value) if value == entry.value => return Ok(false),
            Some(_) => "UPDATE config SET usn = ?2, mtime_secs = ?3, val = ?4 WHERE KEY = ?1",
            None => "INSERT INTO config (KEY, usn, mtime_secs, val) VALUES (?1, ?2, ?3, ?4)",
        };
        self.connection().prepare_cached(write)?.execute(params![
            entry.key,
            entry.usn.0,
            entry.modified.0,
            entry.value
        ])?;
        Ok(true)
    }

    /// Removes a key, and says whether it was there.
    pub fn remove_config(&self, key: &str) -> Result<bool> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM config WHERE KEY = ?1")?
            .execute([key])?;
        Ok(removed > 0)
    }

    /// Removes all keys that begin with `prefix`; how many there were.
    pub fn remove_config_below(&self, prefix: &str) -> Result<usize> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM config WHERE substr(KEY, 1, length(?1)) = ?1")?
            .execute([prefix])?;
        Ok(removed)
    }

    /// Everything in the table, by key.
    pub fn all_config(&self) -> Result<Vec<ConfigEntry>> {
        self.connection()
            .prepare_cached("SELECT KEY, usn, mtime_secs, val FROM config ORDER BY KEY")?
            .query_and_then([], row_to_config_entry)?
            .collect()
    }
}

fn row_to_config_entry(row: &Row<'_>) -> Result<ConfigEntry> {
    let row = TableRow::new("config", row);
    Ok(ConfigEntry {
        key: row.get(0)?,
        usn: Usn(row.get(1)?),
        modified: TimestampSecs(row.get(2)?),
        value: row.bytes(3)?,
    })
}
