//! Makes a new collection file, as Anki makes it, but without its stock note types.

use rusqlite::{Connection, params};

use ankid_types::{TimestampMillis, TimestampSecs};

use crate::{Result, version};

const DEFAULT_NAME: &str = "Default";
/// Study and browser lists of the default deck are folded.
const DEFAULT_DECK_COMMON: &[u8] = b"\x08\x01\x10\x01";
/// The default deck is a normal deck on preset 1.
const DEFAULT_DECK_KIND: &[u8] = b"\x0a\x02\x08\x01";
const DEFAULT_PRESET: &[u8] = &[
    0x0a, 0x08, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x20, 0x41, 0x12, 0x04, 0x00, 0x00, 0x20, 0x41,
    0x22, 0x1c, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00,
    0x80, 0x3f, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x80, 0x3f, 0x48, 0x14,
    0x50, 0xc8, 0x01, 0x5d, 0x00, 0x00, 0x20, 0x40, 0x65, 0x66, 0x66, 0xa6, 0x3f, 0x6d, 0x9a, 0x99,
    0x99, 0x3f, 0x7d, 0x00, 0x00, 0x80, 0x3f, 0x80, 0x01, 0x94, 0x9d, 0x02, 0x88, 0x01, 0x01, 0x90,
    0x01, 0x01, 0x98, 0x01, 0x04, 0xa8, 0x01, 0x01, 0xb0, 0x01, 0x08, 0xc0, 0x01, 0x3c, 0xad, 0x02,
    0x66, 0x66, 0x66, 0x3f, 0xc5, 0x02, 0x66, 0x66, 0x66, 0x3f, 0xe0, 0x02, 0x01,
];

/// The config keys of a new collection; `creationOffset` comes on top.
const CONFIG: [(&str, &str); 15] = [
    ("activeDecks", "[1]"),
    ("addToCur", "true"),
    ("collapseTime", "1200"),
    ("curDeck", "1"),
    ("curModel", "null"),
    ("dayLearnFirst", "false"),
    ("dueCounts", "true"),
    ("estTimes", "true"),
    ("newSpread", "0"),
    ("nextPos", "1"),
    ("sched2021", "true"),
    ("schedVer", "2"),
    ("sortBackwards", "false"),
    ("sortType", "\"noteFld\""),
    ("timeLim", "0"),
];

/// What a new collection starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Creation {
    /// The start of the collection's first day.
    pub created: TimestampSecs,
    /// The stamp of the schema.
    pub schema_modified: TimestampMillis,
    /// Minutes that local time was west of UTC when the collection was made.
    pub minutes_west: i32,
}

/// Fills an empty database, inside a transaction.
pub(crate) fn fill(connection: &Connection, creation: &Creation) -> Result<()> {
    connection.execute_batch(include_str!("schema.sql"))?;
    connection.execute(
        "INSERT INTO col VALUES (1, ?1, 0, ?2, ?3, 0, 0, 0, '', '', '', '', '')",
        params![
            creation.created.0,
            creation.schema_modified.0,
            version::CURRENT
        ],
    )?;
    for (key, value) in CONFIG {
        add_config(connection, key, value)?;
    }
    let minutes_west = creation.minutes_west.to_string();
    add_config(connection, "creationOffset", &minutes_west)?;
    // Statistics of this very moment are what Anki's query plans rest on.
    connection.execute_batch("ANALYZE")?;
    connection.execute(
        "INSERT INTO decks VALUES (1, ?1, 0, 0, ?2, ?3)",
        params![DEFAULT_NAME, DEFAULT_DECK_COMMON, DEFAULT_DECK_KIND],
    )?;
    connection.execute(
        "INSERT INTO deck_config VALUES (1, ?1, 0, 0, ?2)",
        params![DEFAULT_NAME, DEFAULT_PRESET],
    )?;
    Ok(())
}

fn add_config(connection: &Connection, key: &str, value: &str) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO config VALUES (?1, 0, 0, ?2)")?
        .execute(params![key, value.as_bytes()])?;
    Ok(())
}
