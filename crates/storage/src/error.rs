//! What can go wrong between a request and the file.

use std::fmt;
use std::io;
use std::path::PathBuf;

use rusqlite::{ErrorCode, ffi};

/// Who keeps a collection to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockHolder {
    /// Anki, or another program that reads the file.
    Anki,
    /// Another ankid; its process id where it is known.
    Ankid(Option<u32>),
}

impl fmt::Display for LockHolder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anki => formatter.write_str(
                "the collection is open in Anki or in another program: close it there and try again",
            ),
            Self::Ankid(Some(process)) => write!(
                formatter,
                "the collection is open in another ankid: stop process {process} and try again"
            ),
            Self::Ankid(None) => formatter
                .write_str("the collection is open in another ankid: stop it and try again"),
        }
    }
}

/// An error of the storage layer.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Somebody else has the collection open.
    #[error("{0}")]
    Locked(LockHolder),
    /// There is no file at the path.
    #[error("there is no collection at `{}`", .path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A collection was to be created where something is already.
    #[error("there is already a collection at `{}`", .path.display())]
    AlreadyExists {
        /// Where it was to be created.
        path: PathBuf,
    },
    /// The file, or its folder, does not permit writing.
    #[error("the collection at `{}` is read-only", .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A later Anki wrote the file.
    #[error(
        "the collection has schema {version}, which is newer than this program knows: \
         update ankid, or open it once in the newest Anki and choose `Downgrade & Quit`"
    )]
    TooNew {
        /// The schema version in the file.
        version: i64,
    },
    /// A test release of Anki wrote the file, in a schema that no release uses.
    #[error("the collection has schema {version} of a test release of Anki: open it once in Anki")]
    Beta {
        /// The schema version in the file.
        version: i64,
    },
    /// An Anki older than 2.0 wrote the file.
    #[error("the collection has schema {version}, which is too old: open it once in Anki 2.0")]
    TooOld {
        /// The schema version in the file.
        version: i64,
    },
    /// The file has an older schema and was not upgraded yet.
    #[error("the collection has schema {version} and must be upgraded before it can be read")]
    NeedsUpgrade {
        /// The schema version in the file.
        version: i64,
    },
    /// The file is damaged.
    #[error("the collection is damaged ({detail}): restore a backup")]
    Corrupt {
        /// What was found.
        detail: String,
    },
    /// The file would run something by itself, as no collection does.
    #[error("the collection holds the {kind} `{name}`: no Anki makes one, and it is not trusted")]
    LiveSchema {
        /// A trigger, view or virtual table.
        kind: String,
        /// Its name.
        name: String,
    },
    /// The file has no tables yet, as when its creation was cut short.
    #[error("the file is empty")]
    Empty,
    /// The file is something else.
    #[error("the file is not an Anki collection")]
    NotACollection,
    /// A row holds what its column must not hold.
    #[error("cannot read `{column}` of row `{id}` in table `{table}`: {reason}")]
    Undecodable {
        /// The table.
        table: &'static str,
        /// The row's id, key or name.
        id: String,
        /// The column.
        column: String,
        /// What is wrong with the value.
        reason: String,
    },
    /// The disk, or the space given to the file, is full. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// An earlier error, such as one of the disk, took back the whole transaction.
    #[error("an error took back the whole transaction; nothing of it was stored")]
    TransactionLost,
    /// The file is on a disk without the locks or the shared memory that safe access needs.
    #[error("the collection is on a disk that cannot be locked: move it to a local disk")]
    UnsuitableDisk,
    /// The file system refused.
    #[error("cannot use `{}`", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A search has a regular expression that cannot be compiled.
    #[error("{cause}")]
    InvalidRegex {
        /// Its source, as the query has it.
        regex: String,
        /// What is wrong with it.
        #[source]
        cause: regex::Error,
    },
    /// A search took longer than any should.
    #[error("the search took too long and was stopped: make it simpler")]
    SearchTooSlow,
    /// SQLite refused.
    #[error("the database refused")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        let refused = error.sqlite_error().map(|cause| cause.extended_code);
        if refused == Some(ffi::SQLITE_CONSTRAINT_COMMITHOOK) {
            return Self::TransactionLost;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked(LockHolder::Anki)
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt {
                detail: error.to_string(),
            },
            Some(ErrorCode::NotADatabase) => Self::NotACollection,
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Sqlite(error),
        }
    }
}
