//! A collection file that came from elsewhere, such as out of a package: nothing in it is believed.
//!
//! It must be our own copy, which nobody else uses. What its schema would run by itself (triggers,
//! views, virtual tables) is switched off and refused; every table must have the columns that it has
//! in a collection; and what SQLite itself finds wrong is an error before a row is read.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use ankid_types::TimestampMillis;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::storage::{connect, require_file};
use crate::undo_log::table_columns;
use crate::{Result, Storage, StorageError, version};

/// The longest text, blob or row that is read, in bytes.
const LONGEST_VALUE: i32 = 128 * 1024 * 1024;
/// How many columns a table may have; the widest of ours has 18.
const MOST_COLUMNS: i32 = 100;
/// What a connection keeps of the file while it looks rows up in indexes, in KiB, as SQLite counts it.
const CHECKING_CACHE: i32 = -20_000;
/// The table with most to look up.
const LONGEST_TABLE: &str = "revlog";

/// How closely the file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrutiny {
    /// Pages and rows.
    Rows,
    /// Indexes against their tables too: for a file that is to be used as it is.
    Indexes,
}

impl Storage {
    /// Opens our copy of a collection that came from elsewhere, and upgrades it to the present schema.
    ///
    /// Decks whose names Anki would not allow are renamed and count as changed `now`. The file may be
    /// half upgraded after an error.
    ///
    /// # Errors
    /// The file is no collection, is damaged, too old or too new, or holds what no collection holds.
    pub fn open_foreign(path: &Path, scrutiny: Scrutiny, now: TimestampMillis) -> Result<Self> {
        require_file(path)?;
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        distrust(&connection)?;
        let version = match version::inspect(&connection)? {
            version::Found::Nothing => return Err(StorageError::NotACollection),
            version::Found::Collection(version) => version,
        };
        refuse_live_schema(&connection)?;
        // Not a log beside the file: it is read by one connection, and thrown away or moved after.
        connection.pragma_update_and_check(None, "journal_mode", "delete", |_row| Ok(()))?;
        connection.pragma_update(None, "synchronous", "off")?;
        connection.pragma_update(None, "temp_store", "file")?;
        match scrutiny {
            Scrutiny::Rows => check_rows(&connection)?,
            Scrutiny::Indexes => check_indexes(&connection, path)?,
        }
        // Nobody else has it: locks are taken once, not for each row that is asked for.
        connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_row| Ok(()))?;
        // Not before: the checks look at each cell by themselves, and would take a quarter longer.
        connection.pragma_update(None, "cell_size_check", true)?;
        let storage = Self::unguarded(path, connection)?;
        if version != version::CURRENT {
            storage.begin()?;
            match storage.upgrade_from(version, now) {
                Ok(()) => storage.commit()?,
                Err(problem) => return storage.rollback().and(Err(problem)),
            }
        }
        require_columns(storage.connection())?;
        Ok(storage)
    }
}

fn distrust(connection: &Connection) -> Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    connection.set_limit(Limit::SQLITE_LIMIT_COLUMN, MOST_COLUMNS)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(())
}

/// Refuses what would run by itself once the file is used.
fn refuse_live_schema(connection: &Connection) -> Result<()> {
    let mut statement = connection.prepare(include_str!("foreign/live_schema.sql"))?;
    let mut rows = statement.query([])?;
    match rows.next()? {
        None => Ok(()),
        Some(row) => Err(StorageError::LiveSchema {
            kind: row.get(0)?,
            name: row.get(1)?,
        }),
    }
}

/// Looks at all pages and rows.
fn check_rows(connection: &Connection) -> Result<()> {
    require_ok(connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?)
}

/// As [`check_rows`], and looks each row up in the indexes of its table: those of the longest table on a thread of
/// its own, since this is most of the time that a download takes.
fn check_indexes(connection: &Connection, path: &Path) -> Result<()> {
    let beside = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    distrust(&beside)?;
    for connection in [connection, &beside] {
        connection.pragma_update(None, "cache_size", CHECKING_CACHE)?;
    }
    thread::scope(|scope| {
        let longest = scope.spawn(move || check_tables(&beside, |name| name == LONGEST_TABLE));
        let others = check_rows(connection)
            .and_then(|()| check_tables(connection, |name| name != LONGEST_TABLE));
        let longest = longest.join().unwrap_or_else(|panic| resume_unwind(panic));
        others.and(longest)
    })
}

/// Looks at the tables with these names and at their indexes.
fn check_tables(connection: &Connection, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let mut check = connection.prepare("SELECT integrity_check FROM pragma_integrity_check(?1)")?;
    for name in tables.query_map([], |row| row.get::<_, String>(0))? {
        let name = name?;
        if wanted(&name) {
            require_ok(check.query_row([name], |row| row.get(0))?)?;
        }
    }
    Ok(())
}

/// Refuses what SQLite found, unless that is nothing.
fn require_ok(finding: String) -> Result<()> {
    match finding.as_str() {
        "ok" => Ok(()),
        _ => Err(StorageError::Corrupt { detail: finding }),
    }
}

/// Refuses tables that have other columns than ours.
fn require_columns(connection: &Connection) -> Result<()> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_xinfo(?1) ORDER BY cid")?;
    for (table, expected) in table_columns() {
        let found = statement.query_map([table], |row| row.get(0))?;
        let found: Vec<String> = found.collect::<rusqlite::Result<_>>()?;
        let same = found.len() == expected.len()
            && found
                .iter()
                .zip(expected)
                .all(|(found, expected)| found.eq_ignore_ascii_case(expected));
        if !same {
            let detail = format!("table `{table}` has the columns {}", found.join(", "));
            return Err(StorageError::Corrupt { detail });
        }
    }
    Ok(())
}
