//! A whole collection out of a package, in place of the one that is there.
//!
//! First everything slow, beside an open collection: unpacking, checking, upgrading, hashing. Then,
//! with the collection closed, a few renames.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ankid_collection::media::{MediaChanges, MediaFolder, MediaPlan, StagedFile};
use ankid_collection::open_replacement;
use ankid_storage::Storage;
use ankid_types::TimestampMillis;
use tempfile::TempDir;

use crate::archive::Archive;
use crate::error::io_error;
use crate::receiving::receive_all;
use crate::{Limits, Reporter, Result, Stage};

/// A collection that waits, unpacked and checked, to take the place of another.
#[must_use = "nothing is restored before `finish`"]
pub struct PreparedRestore {
    collection: PathBuf,
    media: Arc<MediaFolder>,
    media_files: Vec<(String, StagedFile)>,
    unpacked: PathBuf,
    workshop: TempDir,
}

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// How many media files were new, or others than those that were there.
    pub media_files: usize,
}

/// A package that is to take the place of a collection.
#[derive(Debug, Clone, Copy)]
pub struct Restore<'a> {
    /// The package.
    pub package: &'a Path,
    /// The collection file, which need not be there.
    pub collection: &'a Path,
    /// The collection's media folder.
    pub media: &'a Arc<MediaFolder>,
    /// The bounds on what is unpacked.
    pub limits: Limits,
    /// Becomes the date of the schema, so that the next sync of the collection is a full one.
    pub now: TimestampMillis,
}

impl Restore<'_> {
    /// Unpacks the package and checks it. The collection may be open meanwhile, and is not touched.
    ///
    /// # Errors
    /// The package is refused, or the disk is full.
    pub fn prepare(&self, reporter: &Reporter) -> Result<PreparedRestore> {
        let mut archive = Archive::open(self.package, self.limits)?;
        let workshop = self.media.workshop()?;
        let unpacked = MediaFolder::waiting_collection(workshop.path());
        unpack_collection(&mut archive, &unpacked, reporter)?;
        let storage = open_replacement(&unpacked, self.now)?;
        storage.set_schema_modified(self.now)?;
        storage.set_modified(self.now)?;
        storage.close()?;
        let media_files = stage_media(&mut archive, self.media, reporter)?;
        Ok(PreparedRestore {
            collection: self.collection.to_owned(),
            media: Arc::clone(self.media),
            media_files,
            unpacked,
            workshop,
        })
    }
}

impl PreparedRestore {
    /// Puts collection and media in place. Nobody may have the collection open.
    ///
    /// Media files of the same name and other content go to the trash; others stay. If the program is stopped before
    /// the collection is in place, they come back at the next start.
    ///
    /// # Errors
    /// Somebody has the collection open, or the file system refused; all is as it was.
    pub fn finish(self) -> Result<Restored> {
        let media_files = self.media_files.len();
        let names = self.media_files.iter().map(|(name, _file)| name.as_str());
        self.media.keep_while_waiting(self.workshop.path(), names)?;
        let mut plan = MediaPlan::default();
        for (name, file) in self.media_files {
            plan.put(&self.media, &name, file)?;
        }
        let mut changes = MediaChanges::new(self.media);
        changes.apply(plan)?;
        changes.seal()?;
        Storage::replace(&self.collection, &self.unpacked)?;
        changes.keep();
        Ok(Restored { media_files })
    }
}

/// Unpacks the collection of a package into a new file.
pub(crate) fn unpack_collection(
    archive: &mut Archive,
    path: &Path,
    reporter: &Reporter,
) -> Result<()> {
    let mut file = std::fs::File::create_new(path).map_err(io_error("write", path))?;
    archive.copy_collection(&mut file, path, |done| {
        reporter.tell(Stage::Collection, done, 0);
    })
}

/// Unpacks the media files that the folder lacks, or has with other content.
fn stage_media(
    archive: &mut Archive,
    folder: &MediaFolder,
    reporter: &Reporter,
) -> Result<Vec<(String, StagedFile)>> {
    let entries = archive.media_entries()?;
    let total = entries.len() as u64;
    let mut wanted = Vec::new();
    for entry in entries {
        if entry.sha1.is_none() || entry.sha1 != folder.sha1(&entry.name)? {
            wanted.push(entry);
        }
    }
    let known = total - wanted.len() as u64;
    let mut staged = Vec::new();
    for (entry, file) in receive_all(archive, folder, wanted, |received| {
        reporter.tell(Stage::Media, known + received, total);
    })? {
        if !has_content(folder, &entry.name, &file)? {
            staged.push((entry.name, file));
        }
    }
    folder.settle(staged.iter().map(|(_name, file)| file))?;
    Ok(staged)
}

/// Whether the file of this name in the folder is the same as a staged one.
fn has_content(folder: &MediaFolder, name: &str, staged: &StagedFile) -> Result<bool> {
    let same_length = folder.length(name)? == Some(staged.length());
    Ok(same_length && folder.sha1(name)?.as_ref() == Some(staged.sha1()))
}
