//! Backups: packages of the collection without its media, as Anki makes them, named by the moment, and thinned out
//! as they grow old.

#[cfg(test)]
mod tests;
mod thinning;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ankid_collection::{CollectionError, Engine, View};
use ankid_types::{TimestampMillis, TimestampSecs};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::error::io_error;
use crate::{CollectionExport, Format, PackageError, Reporter, Result, Stage, export_collection};

/// How backups are named, by local time.
const NAME: &str = "backup-%Y-%m-%d-%H.%M.%S.colpkg";
/// The folder beside the collection that holds them.
const FOLDER: &str = "backups";
/// The key of the collection's settings under which Anki keeps its own.
const CONFIG_KEY: &str = "backups";

/// How often backups are made, and how many are kept besides those of today and yesterday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BackupLimits {
    /// How many days before that keep one.
    pub daily: u32,
    /// How many weeks before those.
    pub weekly: u32,
    /// How many months before those.
    pub monthly: u32,
    /// Minutes between two at least.
    #[serde(rename = "minimum_interval_mins")]
    pub minimum_minutes: u32,
}

impl Default for BackupLimits {
    fn default() -> Self {
        Self {
            daily: 12,
            weekly: 10,
            monthly: 9,
            minimum_minutes: 30,
        }
    }
}

/// Limits of which some may be left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackupChoices {
    /// See [`BackupLimits::daily`].
    pub daily: Option<u32>,
    /// See [`BackupLimits::weekly`].
    pub weekly: Option<u32>,
    /// See [`BackupLimits::monthly`].
    pub monthly: Option<u32>,
    /// See [`BackupLimits::minimum_minutes`].
    pub minimum_minutes: Option<u32>,
}

impl BackupChoices {
    /// The limits for a collection: these or, where they are open, those that Anki keeps in it, or Anki's own.
    ///
    /// # Errors
    /// An error of the file.
    pub fn limits(self, view: &View<'_>) -> Result<BackupLimits> {
        let stored = view.storage().get_config(CONFIG_KEY)?;
        // What cannot be read counts as not there, as in Anki.
        let stored: BackupLimits = stored
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default();
        Ok(BackupLimits {
            daily: self.daily.unwrap_or(stored.daily),
            weekly: self.weekly.unwrap_or(stored.weekly),
            monthly: self.monthly.unwrap_or(stored.monthly),
            minimum_minutes: self.minimum_minutes.unwrap_or(stored.minimum_minutes),
        })
    }
}

/// When a backup is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// When the last one is old enough.
    ByInterval,
    /// Now.
    Now,
}

/// A backup in the folder of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// When it was made, by local time.
    pub made: DateTime,
    /// Its length.
    pub bytes: u64,
}

/// The folder with the backups of a collection.
#[must_use]
pub fn backup_folder(collection: &Path) -> PathBuf {
    collection.with_file_name(FOLDER)
}

/// The backups in a folder, newest first; none where there is no folder. Files with other names do not count.
///
/// # Errors
/// The folder cannot be read.
pub fn list_backups(folder: &Path) -> Result<Vec<Backup>> {
    let blame = || io_error("read", folder);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(blame())?,
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry.map_err(blame())?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if let Ok(made) = DateTime::strptime(NAME, &name) {
            let bytes = entry.metadata().map_err(blame())?.len();
            let path = entry.path();
            backups.push(Backup {
                path,
                name,
                made,
                bytes,
            });
        }
    }
    backups.sort_by(|left, right| right.made.cmp(&left.made).then(right.name.cmp(&left.name)));
    Ok(backups)
}

/// Makes a backup of an open collection, if it has changed since the last one and one is due, and removes those that
/// need not be kept any more; `None` where none was made. Tells how many bytes are packed.
///
/// The writer and readers go on meanwhile.
///
/// # Errors
/// The folder cannot be written, or an error of the collection. No backup was removed then.
pub fn back_up(
    engine: &Engine,
    choices: BackupChoices,
    due: Due,
    reporter: &Reporter,
) -> Result<Option<Backup>> {
    let folder = backup_folder(engine.path());
    let (changed, now, limits) = engine.read(|view| {
        let changed = view
            .storage()
            .stamps()
            .map_err(CollectionError::from)?
            .modified;
        let here = |moment: TimestampMillis| local(view, moment.as_secs());
        let limits = choices.limits(view)?;
        Ok::<_, PackageError>((here(changed), here(view.clock().now()), limits))
    })?;
    let backups = list_backups(&folder)?;
    if let Some(last) = backups.first() {
        let age = now.duration_since(last.made);
        let interval = SignedDuration::from_mins(limits.minimum_minutes.into());
        // A backup that seems to be made in the future says nothing about the age of the last one.
        let is_recent = age >= SignedDuration::ZERO && age < interval;
        let is_current = age >= SignedDuration::ZERO && changed < last.made;
        if is_current || (due == Due::ByInterval && is_recent) {
            return Ok(None);
        }
    }
    fs::create_dir_all(&folder).map_err(io_error("create", &folder))?;
    let name = now.strftime(NAME).to_string();
    let path = folder.join(&name);
    let what = CollectionExport {
        format: Format::Latest,
        media: false,
    };
    let bytes = export_collection(engine, &path, what, &reporter.all_as(Stage::Backup))?.bytes;
    for old in thinning::obsolete(list_backups(&folder)?, now.date(), limits) {
        fs::remove_file(&old.path).map_err(io_error("remove", &old.path))?;
    }
    Ok(Some(Backup {
        path,
        name,
        made: now,
        bytes,
    }))
}

/// The local time of a moment.
fn local(view: &View<'_>, moment: TimestampSecs) -> DateTime {
    let offset = view.clock().utc_offset_secs(moment);
    let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_second(moment.0).unwrap_or(Timestamp::UNIX_EPOCH);
    offset.to_datetime(moment)
}
