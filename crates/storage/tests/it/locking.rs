//! Who is kept out, and how they learn of it.
//!
//! Connections of one process exclude each other by the same rules as those of two.

use std::path::Path;
use std::time::Duration;

use ankid_storage::{LockHolder, Storage, StorageError};
use rusqlite::Connection;

use crate::support::{CREATION, Fixture, raw};

/// Opens a file the way Anki does.
fn open_like_anki(path: &Path) -> rusqlite::Result<Connection> {
    let connection = raw(path);
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "exclusive")?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.query_row("SELECT ver FROM col", [], |_row| Ok(()))?;
    Ok(connection)
}

#[track_caller]
fn check_anki_is_refused(path: &Path) {
    let error = open_like_anki(path).unwrap_err();
    assert_eq!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseBusy)
    );
}

#[track_caller]
fn check_locked(opened: Result<Storage, StorageError>, expect: LockHolder) {
    let error = opened.unwrap_err();
    assert!(
        matches!(error, StorageError::Locked(holder) if holder == expect),
        "{error:?}"
    );
}

#[test]
fn a_second_ankid_is_told_which_process_to_stop() {
    let fixture = Fixture::new();
    let holder = LockHolder::Ankid(Some(std::process::id()));
    check_locked(Storage::open_writer(&fixture.path), holder);
    check_locked(Storage::create(&fixture.path, &CREATION), holder);
    let (_folder, path) = fixture.close();
    Storage::open_writer(&path).unwrap();
}

#[test]
fn an_idle_writer_keeps_anki_out_until_it_is_closed() {
    let (_folder, path) = Fixture::new().close();
    let writer = Storage::open_writer(&path).unwrap();
    check_anki_is_refused(&path);
    assert!(Storage::open_writer(&path).is_err());
    check_anki_is_refused(&path);
    writer.close().unwrap();
    open_like_anki(&path).unwrap();
}

#[test]
fn a_new_collection_keeps_anki_out() {
    let fixture = Fixture::new();
    check_anki_is_refused(&fixture.path);
}

#[test]
fn a_writer_on_a_file_with_another_journal_keeps_anki_out() {
    let (_folder, path) = Fixture::new().close();
    raw(&path)
        .pragma_update(None, "journal_mode", "delete")
        .unwrap();
    let _writer = Storage::open_writer(&path).unwrap();
    check_anki_is_refused(&path);
}

#[test]
fn an_idle_reader_keeps_anki_out_until_it_is_closed() {
    let (_folder, path) = Fixture::new().close();
    let reader = Storage::open_reader(&path).unwrap();
    check_anki_is_refused(&path);
    reader.close().unwrap();
    open_like_anki(&path).unwrap();
}

#[test]
fn an_idle_anki_keeps_us_out() {
    let (_folder, path) = Fixture::new().close();
    let anki = open_like_anki(&path).unwrap();
    check_locked(Storage::open_writer(&path), LockHolder::Anki);
    check_locked(Storage::open_reader(&path), LockHolder::Anki);
    check_locked(Storage::create(&path, &CREATION), LockHolder::Anki);
    drop(anki);
    Storage::open_writer(&path).unwrap();
}

#[test]
fn a_refused_anki_does_not_disturb_us() {
    let fixture = Fixture::new();
    let reader = Storage::open_reader(&fixture.path).unwrap();
    fixture.storage.begin().unwrap();
    check_anki_is_refused(&fixture.path);
    fixture.storage.remove_config("curDeck").unwrap();
    fixture.storage.commit().unwrap();
    check_anki_is_refused(&fixture.path);
    assert_eq!(reader.get_config("curDeck").unwrap(), None);
}
