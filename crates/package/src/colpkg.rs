//! Exports of a whole collection, `.colpkg`: what Anki calls a backup.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ankid_collection::Engine;
use ankid_collection::media::names;
use ankid_storage::Storage;

use crate::error::io_error;
use crate::placeholder::placeholder;
use crate::target::{Target, workshop};
use crate::writer::PackageWriter;
use crate::{Format, PackageError, Reporter, Result, Stage};

/// What goes into the export of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectionExport {
    /// How the package is written; of the two that are written.
    pub format: Format,
    /// Whether the media files go along.
    pub media: bool,
}

/// What became of an export of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportedCollection {
    /// How many media files went along.
    pub media_files: usize,
    /// The length of the package.
    pub bytes: u64,
}

/// Writes the whole collection, as it is at one moment, into a package at `target`. What is there
/// already is replaced when the new package is whole and durable.
///
/// Readers and the writer go on meanwhile; a reader's snapshot is held only while the file is copied.
///
/// # Errors
/// The target cannot be written, a media file has a name that packages cannot carry, or an error of
/// the collection. The target is as it was.
pub fn export_collection(
    engine: &Engine,
    target: &Path,
    what: CollectionExport,
    reporter: &Reporter,
) -> Result<ExportedCollection> {
    let format = match what.format {
        Format::Oldest => Format::Legacy,
        format => format,
    };
    let media = if what.media {
        media_files(engine.media().path())?
    } else {
        Vec::new()
    };
    let unfinished = Target::new(target)?;
    let workshop = workshop(target)?;
    let copy = workshop.path().join("collection.anki2");
    let now = engine.read(|view| {
        view.storage().copy_to(&copy)?;
        Ok::<_, PackageError>(view.clock().now())
    })?;
    if !format.is_latest() {
        Storage::downgrade(&copy)?;
    }
    let total = fs::metadata(&copy).map_err(io_error("read", &copy))?.len();
    let mut package = PackageWriter::new(&unfinished, format)?;
    package.collection(&copy, |done| reporter.tell(Stage::Collection, done, total))?;
    package.placeholder(&placeholder(workshop.path(), now)?)?;
    add_media(&mut package, media, reporter)?;
    let media_files = package.media_count();
    package.finish()?;
    Ok(ExportedCollection {
        media_files,
        bytes: unfinished.finish()?,
    })
}

/// Adds files by path. One that has gone meanwhile is left out.
pub(crate) fn add_media(
    package: &mut PackageWriter,
    files: Vec<(String, PathBuf)>,
    reporter: &Reporter,
) -> Result<()> {
    let total = files.len() as u64;
    for (done, (name, path)) in (1..).zip(files) {
        let file = match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            file => file.map_err(io_error("read", &path))?,
        };
        let length = file.metadata().map_err(io_error("read", &path))?.len();
        package.media(name, file, length)?;
        reporter.tell(Stage::Media, done, total);
    }
    Ok(())
}

/// The files in a media folder by name.
fn media_files(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let blame = || io_error("read", folder);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(blame())? {
        let path = entry.map_err(blame())?.path();
        if !path.is_file() {
            continue;
        }
        let name = path.file_name().unwrap_or_default();
        match name.to_str() {
            Some(name) if names::normalized(name) == name => files.push((name.to_owned(), path)),
            _ => {
                let name = name.to_string_lossy().into_owned();
                return Err(PackageError::MediaName(name));
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}
