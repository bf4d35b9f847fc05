use ankid_types::{TimestampSecs, Usn};

use super::*;
use crate::ConfigEntry;
use crate::testing::storage;

fn entry(key: &str, size: usize) -> ConfigEntry {
    ConfigEntry {
        key: key.to_owned(),
        value: vec![b'7'; size],
        usn: Usn::PENDING,
        modified: TimestampSecs(1_700_000_000),
    }
}

fn size_of(storage: &Storage, key: &str) -> Option<usize> {
    storage.get_config(key).unwrap().map(|value| value.len())
}

#[track_caller]
fn check_lost<T: std::fmt::Debug>(outcome: Result<T>) {
    assert!(
        matches!(outcome, Err(StorageError::TransactionLost)),
        "{outcome:?}"
    );
}

#[test]
fn what_was_done_since_a_savepoint_can_be_forgotten_alone() {
    let (_folder, storage) = storage();
    storage.begin().unwrap();
    storage.savepoint().unwrap();
    storage.set_config(&entry("first", 1)).unwrap();
    storage.release().unwrap();
    storage.savepoint().unwrap();
    storage.set_config(&entry("second", 1)).unwrap();
    storage.rollback_to().unwrap();
    storage.commit().unwrap();
    assert_eq!(size_of(&storage, "first"), Some(1));
    assert_eq!(size_of(&storage, "second"), None);
}

#[test]
fn savepoints_nest() {
    let (_folder, storage) = storage();
    storage.begin().unwrap();
    storage.savepoint().unwrap();
    storage.set_config(&entry("outer", 1)).unwrap();
    storage.savepoint().unwrap();
    storage.set_config(&entry("inner", 1)).unwrap();
    storage.rollback_to().unwrap();
    storage.release().unwrap();
    storage.commit().unwrap();
    assert_eq!(size_of(&storage, "outer"), Some(1));
    assert_eq!(size_of(&storage, "inner"), None);
}

#[test]
fn a_reader_sees_its_snapshot_until_it_is_ended() {
    let (_folder, storage) = storage();
    let reader = Storage::open_reader(storage.path()).unwrap();
    storage.set_config(&entry("key", 1)).unwrap();
    reader.begin_snapshot().unwrap();
    storage.begin().unwrap();
    storage.set_config(&entry("key", 2)).unwrap();
    storage.commit().unwrap();
    assert_eq!(size_of(&reader, "key"), Some(1));
    reader.end_snapshot().unwrap();
    assert_eq!(size_of(&reader, "key"), Some(2));
}

#[test]
fn a_reader_cannot_write() {
    let (_folder, storage) = storage();
    let reader = Storage::open_reader(storage.path()).unwrap();
    assert!(reader.set_config(&entry("key", 1)).is_err());
    assert_eq!(size_of(&storage, "key"), None);
}

#[test]
fn what_does_not_fit_on_the_disk_leaves_the_rest_as_it_was() {
    let (_folder, storage) = storage();
    let pages: u32 = storage
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    storage
        .connection()
        .pragma_update(None, "max_page_count", pages + 2)
        .unwrap();
    storage.begin().unwrap();
    storage.set_config(&entry("small", 1)).unwrap();
    storage.savepoint().unwrap();
    storage.set_config(&entry("other", 1)).unwrap();
    let outcome = storage.set_config(&entry("large", 1_000_000));
    assert!(matches!(outcome, Err(StorageError::Full)), "{outcome:?}");
    storage.rollback_to().unwrap();
    storage.commit().unwrap();
    assert_eq!(size_of(&storage, "small"), Some(1));
    assert_eq!(size_of(&storage, "other"), None);
    assert_eq!(size_of(&storage, "large"), None);
}

#[test]
fn after_a_lost_transaction_nothing_is_stored_until_the_next() {
    let (_folder, storage) = storage();
    storage.begin().unwrap();
    storage.savepoint().unwrap();
    storage.set_config(&entry("first", 1)).unwrap();
    // As SQLite does by itself when the disk fails.
    storage.connection().execute_batch("ROLLBACK").unwrap();
    check_lost(storage.set_config(&entry("second", 1)));
    check_lost(storage.rollback_to());
    check_lost(storage.savepoint());
    check_lost(storage.release());
    check_lost(storage.commit());
    storage.rollback().unwrap();
    assert_eq!(size_of(&storage, "first"), None);
    assert_eq!(size_of(&storage, "second"), None);
    storage.begin().unwrap();
    storage.set_config(&entry("third", 1)).unwrap();
    storage.commit().unwrap();
    assert_eq!(size_of(&storage, "third"), Some(1));
}
