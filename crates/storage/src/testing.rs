//! Collections of unit tests.

use std::path::Path;

use ankid_types::{TimestampMillis, TimestampSecs};
use tempfile::TempDir;

use crate::{Creation, Storage};

/// A new collection in a folder.
pub(crate) fn create(folder: &Path) -> Storage {
    let creation = Creation {
        created: TimestampSecs(1_700_000_000),
        schema_modified: TimestampMillis(1_700_000_000_000),
        minutes_west: 0,
    };
    Storage::create(&folder.join("collection.anki2"), &creation).unwrap()
}

/// A new collection in a folder of its own.
pub(crate) fn storage() -> (TempDir, Storage) {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    (folder, storage)
}
