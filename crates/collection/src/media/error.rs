//! What can go wrong with media files.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ankid_storage::StorageError;
use thiserror::Error;

/// An error about a media file. Nothing was stored, moved or removed.
///
/// Its text tells the cause as well: it is about files and servers that the caller named.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// Nothing of the name may stand in a file name.
    #[error("`{0}` cannot be the name of a media file")]
    Name(String),
    /// The name leads out of the media folder, or deeper into it.
    #[error("`{0}` is not directly in the media folder")]
    Outside(String),
    /// The name belongs to a folder, a device or the like.
    #[error("`{0}` in the media folder is not a file")]
    NotAFile(String),
    /// Another program made a file of the name while ours was on its way.
    #[error("`{0}` has just been put into the media folder by another program: try again")]
    Overtaken(String),
    /// The data is not base64 of a whole file.
    #[error(transparent)]
    Base64(#[from] Base64Error),
    /// The content is longer than allowed.
    #[error("the media file is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// There is no file at the path that a request names.
    #[error("No such file or directory: '{}'", .0.display())]
    SourceMissing(PathBuf),
    /// The path that a request names is that of a folder, a device or the like.
    #[error("not a file: '{}'", .0.display())]
    SourceNotAFile(PathBuf),
    /// The address is none that can be downloaded from.
    #[error("cannot download `{url}`: {reason}")]
    Address {
        /// The address.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The server answered with something else than the file. AnkiConnect's wording.
    #[error("{url} download failed with return code {code}")]
    Status {
        /// The address.
        url: String,
        /// The server's status code.
        code: u16,
    },
    /// The server did not answer, or stopped in the middle, for so long.
    #[error("the download of `{url}` timed out after {} seconds of silence", .after.as_secs_f32())]
    TimedOut {
        /// The address.
        url: String,
        /// The time-out.
        after: Duration,
    },
    /// The server could not be reached, or broke off.
    #[error("the download of `{url}` failed: {cause}")]
    Download {
        /// The address.
        url: String,
        /// The cause.
        cause: Box<ureq::Error>,
    },
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
    /// The list of media files that sync goes by could not be read or written.
    #[error("cannot use the media database: {0}")]
    Database(#[from] StorageError),
}

/// What is wrong with base64 text; worded as Python does.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Base64Error {
    /// The end is missing.
    #[error("Incorrect padding")]
    Padding,
    /// One digit is left over, which is no whole byte.
    #[error(
        "Invalid base64-encoded string: number of data characters ({0}) cannot be 1 more than a multiple of 4"
    )]
    Length(usize),
    /// Characters that no base64 text has.
    #[error("string argument should contain only ASCII characters")]
    NotAscii,
}

/// A result of the media rooms.
pub(super) type Result<T, E = MediaError> = std::result::Result<T, E>;

/// Makes the error of an `action` on `path`, for `map_err`.
pub(super) fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> MediaError {
    move |cause| MediaError::Io {
        action,
        path: path.to_owned(),
        cause,
    }
}
