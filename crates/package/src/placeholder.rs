//! The collection that a reader finds who does not know a package's format: one note that says so.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ankid_collection::{CollectionError, Engine, EngineOptions, NewNote};
use ankid_storage::Storage;
use ankid_types::{DeckId, FixedClock, TimestampMillis};

use crate::error::io_error;
use crate::{PackageError, Result};

const NOTE: &str = "This package was made for a newer version of Anki. Please update Anki, and import \
    it again.";

/// Makes the collection in an empty folder, and returns its bytes.
pub(crate) fn placeholder(folder: &Path, now: TimestampMillis) -> Result<Vec<u8>> {
    let path = folder.join("placeholder.anki2");
    let options = EngineOptions {
        clock: Arc::new(FixedClock::new(now)),
        ..EngineOptions::default()
    };
    let engine = Engine::open(&path, options)?;
    engine.write(|transaction| {
        let basic = transaction.catalog().notetype_by_name("Basic");
        let notetype_id = basic.map(|basic| basic.id).ok_or_else(missing_basic)?;
        transaction.add_note(NewNote {
            notetype_id,
            deck_id: DeckId::DEFAULT,
            fields: vec![NOTE.to_owned(), String::new()],
            tags: Vec::new(),
        })?;
        Ok::<_, PackageError>(())
    })?;
    engine.close()?;
    Storage::downgrade(&path)?;
    fs::read(&path).map_err(io_error("read", &path))
}

fn missing_basic() -> PackageError {
    CollectionError::InvalidNotetype("a new collection has no note type `Basic`").into()
}
