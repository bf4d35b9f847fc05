//! Upgrades of ours next to those of the official engine, from the same files.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use ankid_storage::Storage;
use ankid_testkit::{Oracle, TestkitError};
use ankid_types::TimestampMillis;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

/// Every table, in an order that does not depend on how it was filled.
const TABLES: [&str; 14] = [
    "SELECT * FROM col",
    "SELECT * FROM notes ORDER BY id",
    "SELECT * FROM cards ORDER BY id",
    "SELECT * FROM revlog ORDER BY id",
    "SELECT * FROM graves ORDER BY oid, type",
    "SELECT * FROM config ORDER BY KEY",
    "SELECT * FROM deck_config ORDER BY id",
    "SELECT * FROM tags ORDER BY tag",
    "SELECT * FROM fields ORDER BY ntid, ord",
    "SELECT * FROM templates ORDER BY ntid, ord",
    "SELECT * FROM notetypes ORDER BY id",
    // A deck that had to be renamed counts as changed at that moment.
    "SELECT id, name, iif(abs(mtime_secs - unixepoch()) < 600, 'now', mtime_secs), usn, common, kind
     FROM decks ORDER BY id",
    "SELECT * FROM sqlite_stat1 ORDER BY tbl, idx",
    "SELECT type, name, tbl_name FROM sqlite_master ORDER BY type, name",
];

fn now() -> TimestampMillis {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    TimestampMillis(elapsed.map_or(0, |elapsed| elapsed.as_millis() as i64))
}

/// What the engine reads in a file: all tables, and the problems that it finds.
fn read(oracle: &mut Oracle, path: &Path) -> Result<(Vec<Value>, Vec<String>), TestkitError> {
    oracle.reopen(path)?;
    let mut tables = Vec::new();
    for sql in TABLES {
        tables.push(oracle.rows(sql, &[])?);
    }
    let problems = oracle.check()?;
    oracle.close()?;
    Ok((tables, problems))
}

#[test]
fn every_older_schema_becomes_what_anki_makes_of_it() -> Outcome {
    let folder = TempDir::new()?;
    let mut oracle = Oracle::start()?;
    let code = include_str!("older_schemas.py");
    oracle.run(code, &json!({ "folder": folder.path() }))?;
    for schema in [11, 14, 15, 16, 17] {
        let theirs = folder.path().join(format!("schema{schema}.anki2"));
        let ours = folder.path().join(format!("ours{schema}.anki2"));
        std::fs::copy(&theirs, &ours)?;
        let backups = folder.path().join("backups");
        let copy = Storage::upgrade(&ours, &backups, now())?.ok_or("nothing to do")?;
        let (ours, our_problems) = read(&mut oracle, &ours)?;
        // The copy is the file from before: the engine upgrades it as it does the file itself.
        for path in [theirs, copy] {
            let (theirs, problems) = read(&mut oracle, &path)?;
            for (sql, (ours, theirs)) in TABLES.iter().zip(ours.iter().zip(&theirs)) {
                assert_eq!(ours, theirs, "schema {schema}: {sql}");
            }
            assert_eq!(our_problems, problems, "schema {schema}");
        }
    }
    Ok(())
}
