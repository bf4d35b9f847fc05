//! `ankid restore`: a backup, or any package of a whole collection, in the place of the collection.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ankid_collection::CollectionError;
use ankid_collection::media::MediaFolder;
use ankid_package::{Due, Limits, Restore, back_up, backup_folder};
use ankid_storage::StorageError;
use ankid_types::{Clock as _, SystemClock};

use crate::commands::{Workplace, progress};
use crate::error::{AnkidError, Result};
use crate::output::print;

/// Runs the command.
pub(crate) fn run(file: &Path, place: &Workplace) -> Result<()> {
    let package = find(file, place)?;
    let (media, saved) = save(place)?;
    let restore = Restore {
        package: &package,
        collection: &place.collection,
        media: &media,
        limits: Limits::default(),
        now: SystemClock.now(),
    };
    let restored = restore.prepare(&progress::on_standard_error())?.finish()?;
    print(&format!(
        "{saved}restored {}, with {} media files\nThe next synchronization is a full one.\n",
        package.display(),
        restored.media_files
    ))
}

/// The file, or the backup of this name.
fn find(file: &Path, place: &Workplace) -> Result<PathBuf> {
    let backup = backup_folder(&place.collection).join(file);
    [file, &backup]
        .into_iter()
        .find(|path| path.is_file())
        .map(Path::to_owned)
        .ok_or_else(|| AnkidError::NoBackup {
            path: file.to_owned(),
        })
}

/// Makes a backup of the collection as it is, and tells so. One that is too damaged for that is kept as a file
/// when the other one takes its place.
fn save(place: &Workplace) -> Result<(Arc<MediaFolder>, String)> {
    let engine = match place.open() {
        Ok(engine) => engine,
        Err(source @ CollectionError::Storage(StorageError::Locked(_))) => {
            let path = place.collection.clone();
            return Err(AnkidError::Collection { path, source });
        }
        Err(problem) => {
            let media = MediaFolder::open(&place.collection, place.media_limits);
            let media = media.map_err(CollectionError::from)?;
            let kept = place.collection.display();
            let told = format!(
                "no backup could be made: {problem}; the old file stays as {kept}.damaged\n"
            );
            return Ok((Arc::new(media), told));
        }
    };
    let media = Arc::clone(engine.media());
    let saved = back_up(
        &engine,
        place.backups,
        Due::Now,
        &progress::on_standard_error(),
    );
    engine.close().map_err(AnkidError::Close)?;
    let told = saved?.map(|backup| format!("made {}\n", backup.path.display()));
    Ok((media, told.unwrap_or_default()))
}
