//! The copy of a collection before its upgrade.
//!
//! It is a plain file, not a package: it is there for those who go back to the old Anki, which opens it as it is, and
//! it is no backup that later ones push out.

use std::fs;
use std::path::{Path, PathBuf};

use ankid_types::TimestampMillis;
use jiff::Timestamp;

use crate::{Result, Storage, StorageError};

/// Copies the collection as the connection sees it. The name tells `label` and time (UTC).
pub(super) fn copy(
    storage: &Storage,
    label: &str,
    backups: &Path,
    now: TimestampMillis,
) -> Result<PathBuf> {
    let at = |path: &Path| {
        let path = path.to_owned();
        |source| StorageError::Io { path, source }
    };
    fs::create_dir_all(backups).map_err(at(backups))?;
    let path = free_path(backups, label, now)?;
    let unfinished = path.with_extension("partial");
    let result = storage
        .copy_to(&unfinished)
        .and_then(|()| fs::rename(&unfinished, &path).map_err(at(&path)));
    match result {
        Ok(()) => Ok(path),
        Err(error) if unfinished.exists() => remove(&unfinished).and(Err(error)),
        Err(error) => Err(error),
    }
}

/// Removes a copy that nobody needs.
pub(super) fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|source| StorageError::Io {
        path: path.to_owned(),
        source,
    })
}

/// A name that no earlier copy has.
fn free_path(backups: &Path, label: &str, now: TimestampMillis) -> Result<PathBuf> {
    // A clock beyond the calendar is as good as none.
    let time = Timestamp::from_millisecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let stem = format!("collection-{label}-{}", time.strftime("%Y%m%dT%H%M%SZ"));
    let mut path = backups.join(format!("{stem}.anki2"));
    let mut copies = 1;
    while path.try_exists().map_err(|source| StorageError::Io {
        path: path.clone(),
        source,
    })? {
        copies += 1;
        path = backups.join(format!("{stem}-{copies}.anki2"));
    }
    Ok(path)
}
