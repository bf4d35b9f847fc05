//! What can go wrong in the program itself, worded for the person at the command line.

use std::path::PathBuf;

use ankid_storage::StorageError;
use thiserror::Error;

/// An error that ends the program or a command.
#[derive(Debug, Error)]
pub(crate) enum AnkidError {
    #[error("{}:{line}: {problem}", path.display())]
    BadSetting {
        path: PathBuf,
        line: usize,
        problem: String,
    },
    #[error("the environment variable {name}: {problem}")]
    BadEnvironment { name: &'static str, problem: String },
    #[error("could not read {}: {source}", path.display())]
    ReadFile {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("could not write {}: {source}", path.display())]
    WriteFile {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("there is no settings file {}", path.display())]
    SettingsFileMissing { path: PathBuf },
    #[error("your home folder is not known: say with --base where the profiles are")]
    NoHome,
    #[error(
        "{} is the folder of one profile: use --base \"{}\" --profile \"{profile}\"",
        folder.display(),
        base.display()
    )]
    BaseIsProfile {
        folder: PathBuf,
        base: PathBuf,
        profile: String,
    },
    #[error("there is no profile `{name}`; there are: {}", known.join(", "))]
    UnknownProfile { name: String, known: Vec<String> },
    #[error("there are several profiles: choose one with --profile: {}", known.join(", "))]
    WhichProfile { known: Vec<String> },
    #[error("`{name}` cannot be a profile's name: {why}")]
    BadProfileName { name: String, why: &'static str },
    #[error("there is already a profile `{name}`")]
    ProfileExists { name: String },
    #[error("there is already something else at {}", path.display())]
    FolderInTheWay { path: PathBuf },
    #[error(
        "Anki lists the profile `{name}` and would miss it: use `Switch Profile` in Anki for this"
    )]
    ProfileOfAnki { name: String },
    #[error("{}: {source}", path.display())]
    Collection { path: PathBuf, source: StorageError },
}

/// A result of the program.
pub(crate) type Result<T, E = AnkidError> = std::result::Result<T, E>;
