//! Storage and the official engine on the same file, never at once.

mod upgrading;

use std::error::Error;
use std::path::Path;

use ankid_storage::{Creation, LockHolder, Storage, StorageError};
use ankid_testkit::Oracle;
use ankid_types::{TimestampMillis, TimestampSecs};
use tempfile::TempDir;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

fn create(path: &Path) -> Result<Storage, StorageError> {
    let creation = Creation {
        created: TimestampSecs(1_700_000_000),
        schema_modified: TimestampMillis(1_700_000_123_456),
        minutes_west: 0,
    };
    Storage::create(path, &creation)
}

#[test]
fn the_official_engine_is_kept_out_until_the_writer_closes() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let storage = create(&path)?;
    let mut oracle = Oracle::start()?;
    let refused = oracle.reopen(&path).map_err(|error| error.to_string());
    assert!(
        refused
            .as_ref()
            .is_err_and(|error| error.contains("already open")),
        "{refused:?}"
    );
    storage.close()?;
    oracle.reopen(&path)?;
    Ok(())
}

#[test]
fn an_open_official_engine_keeps_us_out_until_it_closes() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut oracle = Oracle::open(&path)?;
    let refused = Storage::open_writer(&path);
    assert!(
        matches!(refused, Err(StorageError::Locked(LockHolder::Anki))),
        "{refused:?}"
    );
    oracle.close()?;
    Storage::open_writer(&path)?.close()?;
    Ok(())
}
