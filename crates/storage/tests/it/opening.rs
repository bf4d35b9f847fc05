//! Which files are opened, which are refused, and what is left behind.

use std::fs;
use std::path::Path;

use ankid_storage::{Storage, StorageError};
use tempfile::TempDir;

use crate::support::{Fixture, digest, note, raw};

/// Both ways to open a file are refused with the same error, and the file is left as it was.
#[track_caller]
fn check_refused(path: &Path, expect: fn(&StorageError) -> bool) {
    let before = fs::read(path).unwrap();
    for open in [Storage::open_writer, Storage::open_reader] {
        let error = open(path).unwrap_err();
        assert!(expect(&error), "{error:?}");
        assert_eq!(fs::read(path).unwrap(), before, "the file changed");
    }
}

fn with_version(version: &str) -> (TempDir, std::path::PathBuf) {
    let (folder, path) = Fixture::new().close();
    let connection = raw(&path);
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = delete; UPDATE col SET ver = {version}"
        ))
        .unwrap();
    (folder, path)
}

#[test]
fn a_closed_collection_is_one_file() {
    let (folder, path) = Fixture::new().close();
    let writer = Storage::open_writer(&path).unwrap();
    let reader = Storage::open_reader(&path).unwrap();
    reader.close().unwrap();
    writer.close().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["collection.anki2", "collection.anki2.ankid-lock"]);
}

#[test]
fn a_newer_schema_is_refused() {
    let (_folder, path) = with_version("19");
    check_refused(&path, |error| {
        matches!(error, StorageError::TooNew { version: 19 })
    });
}

#[test]
fn an_ancient_schema_is_refused() {
    let (_folder, path) = with_version("10");
    check_refused(&path, |error| {
        matches!(error, StorageError::TooOld { version: 10 })
    });
}

#[test]
fn schemas_of_test_releases_are_refused() {
    for version in [12, 13] {
        let (_folder, path) = with_version(&version.to_string());
        check_refused(&path, |error| matches!(error, StorageError::Beta { .. }));
    }
}

#[test]
fn a_schema_that_is_no_number_is_refused() {
    let (_folder, path) = with_version("'new'");
    check_refused(&path, |error| matches!(error, StorageError::NotACollection));
}

#[test]
fn a_newer_schema_in_the_journal_alone_is_refused_and_the_files_are_left_alone() {
    let (folder, path) = Fixture::new().close();
    let copy = folder.path().join("copy.anki2");
    let connection = raw(&path);
    connection.execute_batch("UPDATE col SET ver = 19").unwrap();
    let beside = |path: &Path| path.with_extension("anki2-wal");
    fs::copy(&path, &copy).unwrap();
    fs::copy(beside(&path), beside(&copy)).unwrap();
    let journal = fs::read(beside(&copy)).unwrap();
    check_refused(&copy, |error| {
        matches!(error, StorageError::TooNew { version: 19 })
    });
    assert_eq!(fs::read(beside(&copy)).unwrap(), journal);
}

#[test]
fn another_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.anki2");
    raw(&path)
        .execute_batch("CREATE TABLE col (id); CREATE TABLE places (id)")
        .unwrap();
    check_refused(&path, |error| matches!(error, StorageError::NotACollection));
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.anki2");
    fs::write(&path, "a letter to a friend ".repeat(500)).unwrap();
    check_refused(&path, |error| matches!(error, StorageError::NotACollection));
}

#[test]
fn a_damaged_collection_is_refused() {
    let (_folder, path) = Fixture::new().close();
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..4096].fill(0xaa);
    fs::write(&path, bytes).unwrap();
    check_refused(&path, |error| matches!(error, StorageError::Corrupt { .. }));
}

#[test]
fn a_cut_off_collection_is_refused() {
    let (_folder, path) = Fixture::new().close();
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..4096]).unwrap();
    check_refused(&path, |error| matches!(error, StorageError::Corrupt { .. }));
}

#[test]
fn a_missing_collection_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.anki2");
    for open in [Storage::open_writer, Storage::open_reader] {
        let error = open(&path).unwrap_err();
        assert!(matches!(error, StorageError::Missing { .. }), "{error}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_was_committed_goes_into_the_main_file_when_much_of_it_waits() {
    let mut fixture = Fixture::new();
    fixture.storage.defer_checkpoints().unwrap();
    let main_file = || fs::metadata(&fixture.path).unwrap().len();
    let text = "x".repeat(100_000);
    let add = |id: i64| {
        fixture.storage.begin().unwrap();
        let note = note(id, &[&text], &[]);
        fixture.storage.add_note(&note, &digest("x", 1)).unwrap();
        fixture.storage.commit().unwrap();
    };
    let before = main_file();
    add(1);
    fixture.storage.checkpoint_if_due().unwrap();
    assert_eq!(main_file(), before);
    (2..60).for_each(add);
    assert_eq!(main_file(), before);
    fixture.storage.checkpoint_if_due().unwrap();
    assert!(main_file() > before + 5_000_000);
}
