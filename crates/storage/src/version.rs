//! Which files can be opened.

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use crate::{Result, StorageError};

/// The schema that this program works on.
pub(crate) const CURRENT: i64 = 18;
const OLDEST: i64 = 11;

/// What a file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A database without a single table.
    Nothing,
    /// A collection of this schema.
    Collection(i64),
}

/// Looks at a file without changing it, and refuses what cannot be used.
pub(crate) fn inspect(connection: &Connection) -> Result<Found> {
    let tables: i64 = connection
        .query_row("SELECT count() FROM sqlite_master", [], |row| row.get(0))
        .map_err(schema_error)?;
    if tables == 0 {
        return Ok(Found::Nothing);
    }
    let version = read_version(connection)?;
    match version {
        ..OLDEST => Err(StorageError::TooOld { version }),
        12 | 13 => Err(StorageError::Beta { version }),
        OLDEST..=CURRENT => Ok(Found::Collection(version)),
        _ => Err(StorageError::TooNew { version }),
    }
}

fn read_version(connection: &Connection) -> Result<i64> {
    let has_col = connection
        .prepare("SELECT 1 FROM pragma_table_info('col') WHERE name = 'ver'")?
        .exists([])?;
    if !has_col {
        return Err(StorageError::NotACollection);
    }
    let version: Option<Option<i64>> = connection
        .query_row(
            "SELECT iif(typeof(ver) = 'integer', ver, NULL) FROM col",
            [],
            |row| row.get(0),
        )
        .optional()?;
    match version {
        Some(Some(version)) => Ok(version),
        Some(None) => Err(StorageError::NotACollection),
        None => Err(StorageError::Corrupt {
            detail: "table `col` is empty".to_owned(),
        }),
    }
}

/// SQLite reports a schema that it cannot parse as a plain error.
fn schema_error(error: rusqlite::Error) -> StorageError {
    match error.sqlite_error_code() {
        Some(ErrorCode::Unknown) => StorageError::Corrupt {
            detail: error.to_string(),
        },
        _ => error.into(),
    }
}
