//! Files that a page sends to be imported, and files that it fetches after an export.
//!
//! They lie in a folder of the base folder, and go when the server starts and after a day.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use tokio::io::AsyncWriteExt as _;

use crate::error::{AnkidError, Result};

const FOLDER: &str = "ankid-transfers";
/// The largest file that is taken.
const MAX_BYTES: u64 = 4 << 30;
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
const MAX_NAME_BYTES: usize = 200;

/// Where files lie on their way.
pub(crate) struct Transfers {
    uploads: PathBuf,
    downloads: PathBuf,
    number: AtomicU64,
}

impl Transfers {
    /// Clears what the last run of a server left in the base folder.
    pub(crate) fn open(base: &Path) -> Result<Self> {
        let folder = base.join(FOLDER);
        match std::fs::remove_dir_all(&folder) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(AnkidError::WriteFile {
                    path: folder,
                    source,
                });
            }
            _ => {}
        }
        Ok(Self {
            uploads: folder.join("in"),
            downloads: folder.join("out"),
            number: AtomicU64::new(1),
        })
    }

    /// The folder that an export may write to, for a page to fetch the file; makes it.
    pub(crate) fn export_folder(&self) -> Result<&Path> {
        self.make(&self.downloads)?;
        Ok(&self.downloads)
    }

    /// The file of this name that a page may fetch.
    pub(crate) fn download(&self, name: &str) -> Option<PathBuf> {
        let path = self.downloads.join(plain(name)?);
        path.is_file().then_some(path)
    }

    /// Takes a file, and answers with the path that an import finds it at.
    pub(crate) async fn upload(&self, name: &str, body: Body) -> Response {
        let Some(name) = plain(name) else {
            return (StatusCode::BAD_REQUEST, "this is no name of a file\n").into_response();
        };
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let folder = self.uploads.join(number.to_string());
        let path = folder.join(name);
        let written = match self.make(&folder) {
            Ok(()) => write(&path, body).await,
            Err(problem) => Err(Failed::Disk(problem)),
        };
        let failed = match written {
            Ok(()) => {
                return serde_json::json!({ "path": path })
                    .to_string()
                    .into_response();
            }
            Err(failed) => failed,
        };
        if let Err(problem) = std::fs::remove_dir_all(&folder) {
            tracing::debug!(%problem, "a part of a file was not removed");
        }
        match failed {
            Failed::Disk(problem) => {
                tracing::error!(problem = problem.explained(), "a file was not taken");
                (StatusCode::INSUFFICIENT_STORAGE, problem.explained()).into_response()
            }
            Failed::Broken => StatusCode::BAD_REQUEST.into_response(),
            Failed::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        }
    }

    fn make(&self, folder: &Path) -> Result<()> {
        let failed = |source| AnkidError::WriteFile {
            path: folder.to_owned(),
            source,
        };
        remove_old(&self.uploads).map_err(failed)?;
        remove_old(&self.downloads).map_err(failed)?;
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)
    }
}

enum Failed {
    Disk(AnkidError),
    Broken,
    TooLarge,
}

async fn write(path: &Path, mut body: Body) -> Result<(), Failed> {
    let disk = |source| {
        Failed::Disk(AnkidError::WriteFile {
            path: path.to_owned(),
            source,
        })
    };
    let mut file = tokio::fs::File::create_new(path).await.map_err(disk)?;
    let mut total = 0_u64;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Failed::Broken)?.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len() as u64);
        if total > MAX_BYTES {
            return Err(Failed::TooLarge);
        }
        file.write_all(&data).await.map_err(disk)?;
    }
    file.flush().await.map_err(disk)
}

/// The name, if it can only be that of something directly in a folder, and shows itself.
fn plain(name: &str) -> Option<&str> {
    let mut components = Path::new(name).components();
    let is_one = matches!(
        (components.next(), components.next()),
        (Some(std::path::Component::Normal(only)), None) if only == name
    );
    let is_calm = !name.starts_with('.') && !name.contains(|c: char| c.is_control() || c == '\\');
    (is_one && is_calm && name.len() <= MAX_NAME_BYTES).then_some(name)
}

/// Removes what has lain in `folder` for too long.
fn remove_old(folder: &Path) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let age = SystemTime::now().duration_since(metadata.modified()?);
        if age.is_ok_and(|age| age > KEPT) {
            if metadata.is_dir() {
                std::fs::remove_dir_all(entry.path())?;
            } else {
                std::fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_no_names() {
        for name in ["a.apkg", "猫 1.colpkg", "a..b"] {
            assert_eq!(plain(name), Some(name));
        }
        for name in [
            "", ".", "..", "a/b", "/a", "../a", "a/", ".hidden", "a\\b", "a\nb",
        ] {
            assert_eq!(plain(name), None, "{name}");
        }
        assert_eq!(plain(&"x".repeat(MAX_NAME_BYTES + 1)), None);
    }

    #[test]
    fn what_was_left_goes_at_the_start() {
        let base = tempfile::tempdir().unwrap();
        let transfers = Transfers::open(base.path()).unwrap();
        let file = transfers.export_folder().unwrap().join("a.apkg");
        std::fs::write(&file, "x").unwrap();
        assert_eq!(transfers.download("a.apkg"), Some(file.clone()));
        assert_eq!(transfers.download("b.apkg"), None);
        let transfers = Transfers::open(base.path()).unwrap();
        assert_eq!(transfers.download("a.apkg"), None);
        assert!(!file.exists());
    }
}
