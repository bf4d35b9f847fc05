//! A whole collection that came from elsewhere, and is to take the place of one.

use std::path::Path;

use ankid_storage::{Scrutiny, Storage};
use ankid_types::TimestampMillis;

use crate::catalog::Catalog;
use crate::error::Result;

/// Opens our copy of a collection that came from elsewhere, as [`Storage::open_foreign`] does, and requires of it all
/// that an engine needs to open it.
///
/// # Errors
/// Those of `open_foreign`, or a deck, preset or note type cannot be decoded.
pub fn open_replacement(path: &Path, now: TimestampMillis) -> Result<Storage> {
    let storage = Storage::open_foreign(path, Scrutiny::Indexes, now)?;
    // What cannot be read would keep the collection from being opened ever again.
    Catalog::load(&storage)?;
    Ok(storage)
}
