//! Media files that give way together with the whole collection.
//!
//! A collection that is to take the place of another waits in a workshop. The media files that its own replace get a
//! second name beside it first. If it still waits at the next start, the program was stopped half-way, and they come
//! back.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::media::error::{Result, io_error};
use crate::media::files::{link, move_over, sync_folder};
use crate::media::folder::MediaFolder;

const COLLECTION: &str = "collection.anki2";
const OLD_MEDIA: &str = "old media";

impl MediaFolder {
    /// Where in a workshop a collection waits to take the place of the one that is there.
    #[must_use]
    pub fn waiting_collection(workshop: &Path) -> PathBuf {
        workshop.join(COLLECTION)
    }

    /// Lets the files of these names come back at the next start, if the collection that waits in `workshop` waits
    /// still.
    ///
    /// # Errors
    /// The file system refused.
    pub fn keep_while_waiting<'a>(
        &self,
        workshop: &Path,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<()> {
        let kept = workshop.join(OLD_MEDIA);
        fs::create_dir(&kept).map_err(io_error("create", &kept))?;
        for name in names {
            if self.has(name) {
                link(&self.file(name), &kept.join(name))?;
            }
        }
        for folder in kept.ancestors().take(3) {
            sync_folder(folder)?;
        }
        Ok(())
    }
}

/// Brings media files back that gave way to those of a collection which still waits in the folder `staging`.
pub(super) fn bring_back(staging: &Path, media: &Path) -> Result<()> {
    for workshop in entries(staging)? {
        if !MediaFolder::waiting_collection(&workshop).exists() {
            continue;
        }
        let old_media = entries(&workshop.join(OLD_MEDIA))?;
        for old in &old_media {
            move_over(old, &media.join(old.file_name().unwrap_or_default()))?;
        }
        if !old_media.is_empty() {
            sync_folder(media)?;
        }
    }
    Ok(())
}

/// What lies in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let blame = || io_error("read", folder);
    match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        found => found
            .map_err(blame())?
            .map(|entry| Ok(entry.map_err(blame())?.path()))
            .collect(),
    }
}
