//! What can go wrong in the program itself, worded for the person at the command line.

use std::path::PathBuf;

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
}

/// A result of the program.
pub(crate) type Result<T, E = AnkidError> = std::result::Result<T, E>;
