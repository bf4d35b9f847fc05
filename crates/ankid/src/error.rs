//! What can go wrong in the program itself, worded for the person at the command line.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;

use ankid_collection::CollectionError;
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
    #[error("there is no settings file {}", path.display())]
    SettingsFileMissing { path: PathBuf },
    #[error("could not read {}", path.display())]
    ReadFile { path: PathBuf, source: io::Error },
    #[error("could not write {}", path.display())]
    WriteFile { path: PathBuf, source: io::Error },
    #[error("could not write to the standard output")]
    Output(#[source] io::Error),
    #[error("{flag} belongs to `serve`; it means nothing to this command")]
    StrayFlag { flag: &'static str },
    #[error("{flag} means nothing to {what}")]
    FlagOfOtherFile {
        flag: &'static str,
        what: &'static str,
    },
    #[error("there is no deck `{name}`")]
    NoDeck { name: String },
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
    #[error("there is no profile `{name}`; {}", listed(known))]
    UnknownProfile { name: String, known: Vec<String> },
    #[error(
        "there are several profiles, choose one with --profile; {}",
        listed(known)
    )]
    WhichProfile { known: Vec<String> },
    #[error("`{name}` cannot be a profile's name: {why}")]
    BadProfileName { name: String, why: &'static str },
    #[error("there is already a profile `{name}`")]
    ProfileExists { name: String },
    #[error("there is already something else at {}", path.display())]
    FolderInTheWay { path: PathBuf },
    #[error("the profile `{name}` is on Anki's own list: do this in Anki, with `Switch Profile`")]
    ProfileOfAnki { name: String },
    #[error(
        "this deletes the profile `{name}` with all its cards and media, for ever: {}; \
         add --yes if you mean it",
        folder.display()
    )]
    Unconfirmed { name: String, folder: PathBuf },
    #[error("could not open {}", path.display())]
    Collection {
        path: PathBuf,
        source: CollectionError,
    },
    #[error(transparent)]
    Package(#[from] ankid_package::PackageError),
    #[error("the collection could not be read or changed")]
    Work(#[from] CollectionError),
    #[error("there is no file {}, and no backup of this name", path.display())]
    NoBackup { path: PathBuf },
    #[error("could not close the collection")]
    Close(#[source] CollectionError),
    #[error("could not listen on {address}, port {port}{}", port_hint(source))]
    Bind {
        address: String,
        port: u16,
        source: io::Error,
    },
    #[error(
        "refused to listen on {address} without an API key: whoever reaches this port could read \
         and change your cards. Set apiKey in ankid.toml, or give --insecure if that is all right"
    )]
    Insecure { address: String },
    #[error(transparent)]
    Sync(#[from] ankid_sync::SyncError),
    #[error("`{profile}` is not logged in to a sync server: use `ankid login`")]
    NotLoggedIn { profile: String },
    #[error("Anki's preferences hold no login for `{profile}`")]
    NoLoginInAnki { profile: String },
    #[error(
        "one side must replace the other, nothing was done: give {}",
        full_sync_flags((*upload, *download))
    )]
    FullSyncNeeded { upload: bool, download: bool },
    #[error("could not read the password")]
    Password(#[source] io::Error),
    #[error("could not start")]
    Start(#[source] io::Error),
}

/// A result of the program.
pub(crate) type Result<T, E = AnkidError> = std::result::Result<T, E>;

impl AnkidError {
    /// The error with its causes, in one line.
    pub(crate) fn explained(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(problem) = cause {
            let words = problem.to_string();
            if !text.contains(&words) {
                text.push_str(": ");
                text.push_str(&words);
            }
            cause = problem.source();
        }
        text
    }
}

/// The flags for the sides that may be replaced: the server's by an upload, this one by a download.
fn full_sync_flags(upload_and_download: (bool, bool)) -> &'static str {
    match upload_and_download {
        (true, false) => "--upload, since the server has no cards",
        (false, true) => "--download, since this side has no cards",
        _ => "--upload to keep this side, or --download to keep the server's",
    }
}

fn listed(known: &[String]) -> String {
    match known {
        [] => "there is none yet".to_owned(),
        known => format!("there are: {}", known.join(", ")),
    }
}

fn port_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            ": Anki with AnkiConnect or another ankid may be running; stop it or choose another --port"
        }
        _ => "",
    }
}
