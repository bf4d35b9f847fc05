//! The media database.

use std::path::Path;

use ankid_storage::{MediaDatabase, MediaEntry, MediaState, StorageError};
use ankid_types::{TimestampMillis, TimestampSecs, Usn};
use rusqlite::Connection;

fn entry(name: &str, checksum: Option<u8>, pending: bool) -> MediaEntry {
    MediaEntry {
        name: name.to_owned(),
        checksum: checksum.map(|byte| [byte; 20]),
        modified: TimestampSecs(1_700_000_000),
        pending,
    }
}

#[test]
fn the_media_database_is_named_after_the_collection() {
    let path = MediaDatabase::path_beside(Path::new("/User 1/collection.anki2"));
    assert_eq!(path, Path::new("/User 1/collection.media.db2"));
}

#[test]
fn entries_and_state_outlast_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.media.db2");
    let database = MediaDatabase::open(&path).unwrap();
    let state = MediaState {
        folder_modified: TimestampMillis(1_700_000_000_123),
        last_usn: Usn(40),
    };
    let nothing_yet = MediaState {
        folder_modified: TimestampMillis(0),
        last_usn: Usn(0),
    };
    assert_eq!(database.state().unwrap(), nothing_yet);
    database.set_state(state).unwrap();
    database.set_entry(&entry("a.png", Some(1), true)).unwrap();
    database.set_entry(&entry("a.png", Some(2), true)).unwrap();
    database.set_entry(&entry("b.png", None, true)).unwrap();
    database.set_entry(&entry("c.png", Some(3), false)).unwrap();
    database.close().unwrap();
    let database = MediaDatabase::open(&path).unwrap();
    let (a, b, c) = (
        entry("a.png", Some(2), true),
        entry("b.png", None, true),
        entry("c.png", Some(3), false),
    );
    assert_eq!(database.state().unwrap(), state);
    assert_eq!(database.get_entry("a.png").unwrap(), Some(a.clone()));
    assert_eq!(database.get_entry("A.png").unwrap(), None);
    assert_eq!(database.present_entries().unwrap(), [a.clone(), c]);
    assert_eq!(database.count_present().unwrap(), 2);
    assert_eq!(database.pending_entries(10).unwrap(), [a.clone(), b]);
    assert_eq!(database.pending_entries(1).unwrap(), [a]);
    assert!(database.remove_entry("a.png").unwrap());
    assert!(!database.remove_entry("a.png").unwrap());
    database.forget_all().unwrap();
    assert_eq!(database.pending_entries(10).unwrap(), []);
    assert_eq!(database.state().unwrap(), nothing_yet);
}

#[test]
fn failed_work_leaves_no_entry() {
    let folder = tempfile::tempdir().unwrap();
    let database = MediaDatabase::open(&folder.path().join("media.db2")).unwrap();
    let outcome: Result<(), StorageError> = database.transaction(|database| {
        database.set_entry(&entry("a.png", Some(1), true))?;
        Err(StorageError::Full)
    });
    assert!(matches!(outcome, Err(StorageError::Full)));
    assert_eq!(database.get_entry("a.png").unwrap(), None);
    let outcome: Result<(), StorageError> =
        database.transaction(|database| database.set_entry(&entry("a.png", Some(1), true)));
    outcome.unwrap();
    assert!(database.get_entry("a.png").unwrap().is_some());
}

#[test]
fn a_checksum_that_is_none_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("media.db2");
    MediaDatabase::open(&path).unwrap().close().unwrap();
    Connection::open(&path)
        .unwrap()
        .execute("INSERT INTO media VALUES ('a.png', 'xyz', 0, 0)", [])
        .unwrap();
    let database = MediaDatabase::open(&path).unwrap();
    let error = database.get_entry("a.png").unwrap_err().to_string();
    insta::assert_snapshot!(
        error,
        @"cannot read `csum` of row `a.png` in table `media`: Odd number of digits"
    );
}

#[test]
fn another_connection_may_read_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("media.db2");
    let database = MediaDatabase::open(&path).unwrap();
    database.set_entry(&entry("a.png", Some(1), true)).unwrap();
    let other = MediaDatabase::open(&path).unwrap();
    assert_eq!(other.count_present().unwrap(), 1);
}
