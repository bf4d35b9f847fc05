//! What can go wrong with a package.

use std::io;
use std::path::{Path, PathBuf};

use ankid_collection::CollectionError;
use ankid_collection::media::MediaError;
use ankid_storage::StorageError;
use thiserror::Error;
use zip::result::ZipError;

use crate::limits::Excess;

/// An error about a package. Collection and media are as they were.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PackageError {
    /// There is no file at the path.
    #[error("there is no file `{}`", .0.display())]
    Missing(PathBuf),
    /// The file is no archive, or its end is missing.
    #[error("`{}` is not a package of Anki, or its end is missing", .0.display())]
    NotAPackage(PathBuf),
    /// A later Anki made the package.
    #[error("the package has format {0}, which is newer than this program knows: update ankid")]
    TooNew(i32),
    /// The package contradicts itself.
    #[error("the package is damaged: {0}")]
    Damaged(String),
    /// A name in the package leads somewhere else.
    #[error("the package is not safe: it holds a file named `{0}`")]
    UnsafeName(String),
    /// Two entries have the same name.
    #[error("the package is not safe: two of its files have the name `{0}`")]
    Duplicate(String),
    /// The package is too large, or grows too much.
    #[error("the package is too large: {0}")]
    TooLarge(String),
    /// A media file is not the one that the package's list describes.
    #[error("the package is damaged: `{0}` is not the file that its checksum belongs to")]
    Checksum(String),
    /// Two note types that should become one are of different kinds.
    #[error(
        "the note types `{existing}` and `{incoming}` cannot be merged: one is for clozes, and one is not"
    )]
    KindConflict {
        /// The name of the one in the collection.
        existing: String,
        /// The name of the one in the package.
        incoming: String,
    },
    /// The collection is on the scheduler of Anki before 2.1.
    #[error("the collection has the scheduler of Anki before 2.1: upgrade it in Anki first")]
    OldScheduler,
    /// A row has an id that lies in the future; Anki would give it another.
    #[error("the {kind} `{id}` lies in the future: check the database first")]
    FutureId {
        /// A note, card or review.
        kind: &'static str,
        /// The id.
        id: i64,
    },
    /// A file in the media folder has a name that no package can carry.
    #[error("the media file `{0}` has a name that packages cannot carry: check the media first")]
    MediaName(String),
    /// The database in the package, or the collection, cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The collection refused.
    #[error(transparent)]
    Collection(#[from] CollectionError),
    /// A media file could not be stored.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A line of a text cannot be understood.
    #[error("line {line}: {problem}")]
    Row {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A text has nothing but a header.
    #[error("the text has no rows")]
    NoRows,
    /// All columns of a text hold other things than fields.
    #[error("no column of the text is left for the first field")]
    NoFieldColumn,
    /// Something that was asked for is not there or cannot be used.
    #[error("{0}")]
    Wanted(String),
    /// What was exported could not be handed over.
    #[error("what was exported cannot be written: {0}")]
    NotWritten(io::Error),
    /// The file system refused.
    #[error("cannot {action} `{}`: {cause}", .path.display())]
    Io {
        /// What was tried ("read", "write").
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        cause: io::Error,
    },
}

/// Makes the error of an `action` on `path`, for `map_err`.
pub(crate) fn io_error(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> PackageError {
    move |cause| PackageError::Io {
        action,
        path: path.to_owned(),
        cause,
    }
}

/// Makes the error of unpacking the entry of a name.
pub(crate) fn unpacking(name: &str) -> impl FnOnce(io::Error) -> PackageError {
    move |cause| match cause.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(excess @ Excess { .. }) => PackageError::TooLarge(format!("`{name}`: {excess}")),
        None => PackageError::Damaged(format!("`{name}` cannot be unpacked: {cause}")),
    }
}

/// Makes the error of reading a package, for `map_err`.
pub(crate) fn reading(path: &Path) -> impl FnOnce(ZipError) -> PackageError {
    move |error| match error {
        ZipError::Io(cause) if cause.kind() != io::ErrorKind::UnexpectedEof => {
            io_error("read", path)(cause)
        }
        ZipError::InvalidArchive(_) | ZipError::Io(_) => PackageError::NotAPackage(path.to_owned()),
        other => PackageError::Damaged(other.to_string()),
    }
}

/// Makes the error of writing a package, for `map_err`.
pub(crate) fn writing(path: &Path) -> impl FnOnce(ZipError) -> PackageError {
    move |error| io_error("write", path)(error.into())
}
