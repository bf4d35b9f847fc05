//! Where the content of a new media file comes from: the request itself, a file of this machine, or a server.
//!
//! All of it is slow, and none of it needs the collection: it happens before a request is queued for the writer.

mod base64;
mod download;

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::media::error::{MediaError, Result, io_error};
use crate::media::staging::{StagedFile, Staging};
use download::Downloader;

/// How many contents of one request are fetched at a time.
const PARALLEL_FETCHES: usize = 4;

/// Where content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaSource {
    /// Base64 text.
    Data(String),
    /// A file of this machine; a relative path starts at the media folder.
    Path(PathBuf),
    /// An address, http or https.
    Url(String),
}

/// The bounds on content.
#[derive(Debug, Clone, Copy)]
pub struct MediaLimits {
    /// The length at most. Anki's sync leaves larger files out than the default of 100 MiB.
    pub max_bytes: u64,
    /// How long a server may be silent.
    pub timeout: Duration,
}

impl Default for MediaLimits {
    fn default() -> Self {
        Self {
            max_bytes: 100 * 1024 * 1024,
            timeout: Duration::from_secs(10),
        }
    }
}

/// Brings content into the staging folder.
#[derive(Debug)]
pub(super) struct Fetcher {
    limits: MediaLimits,
    downloader: Downloader,
    /// Where relative paths start.
    base: PathBuf,
}

impl Fetcher {
    pub(super) fn new(limits: MediaLimits, base: &Path) -> Self {
        Self {
            limits,
            downloader: Downloader::new(limits),
            base: base.to_owned(),
        }
    }

    pub(super) fn fetch(&self, source: &MediaSource, staging: &Staging) -> Result<StagedFile> {
        match source {
            MediaSource::Data(text) => {
                let bytes = base64::decode(text)?;
                staging.stage(
                    bytes.as_slice(),
                    self.limits.max_bytes,
                    io_error("read", &self.base),
                )
            }
            MediaSource::Path(path) => self.copy(path, staging),
            MediaSource::Url(url) => self.downloader.download(url, staging),
        }
    }

    /// Fetches several sources, a few at a time; the results are in the order of the sources.
    pub(super) fn fetch_all(
        &self,
        sources: &[MediaSource],
        staging: &Staging,
    ) -> Vec<Result<StagedFile>> {
        let results = Mutex::new(Vec::with_capacity(sources.len()));
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some((index, source)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                sources.get(index).map(|source| (index, source))
            } {
                let result = self.fetch(source, staging);
                results
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner())
                    .push((index, result));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..sources.len().min(PARALLEL_FETCHES) {
                scope.spawn(work);
            }
            work();
        });
        let mut results = results
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    fn copy(&self, path: &Path, staging: &Staging) -> Result<StagedFile> {
        let path = self.base.join(path);
        let blame = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => MediaError::SourceMissing(path.clone()),
            _ => io_error("read", &path)(error),
        };
        // Opening a pipe or a device could wait for ever, and what it yields may have no end.
        if !fs::metadata(&path).map_err(blame)?.is_file() {
            return Err(MediaError::SourceNotAFile(path));
        }
        let file = File::open(&path).map_err(blame)?;
        staging.stage(file, self.limits.max_bytes, blame)
    }
}

#[cfg(test)]
mod tests;
