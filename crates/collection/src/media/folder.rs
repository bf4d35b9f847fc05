//! The folder that holds a collection's media files, and what lies beside it: the trash, the files that wait to
//! be put in place, and the database that sync goes by.
//!
//! Reading needs no care. Changes are planned first ([`MediaPlan`]) and then made ([`MediaChanges`]), both by the
//! writer alone, so that a request which fails in between leaves nothing behind.
//!
//! [`MediaPlan`]: crate::media::MediaPlan
//! [`MediaChanges`]: crate::media::MediaChanges

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use ankid_storage::MediaDatabase;
use sha1::{Digest, Sha1};
use tempfile::{SpooledTempFile, TempDir};

use crate::media::error::{MediaError, Result, io_error};
use crate::media::names;
use crate::media::pattern::Pattern;
use crate::media::replacing;
use crate::media::source::{Fetcher, MediaLimits, MediaSource};
use crate::media::staging::{Settling, StagedFile, Staging};

/// How many hashes are remembered at most.
const HASHES_REMEMBERED: usize = 10_000;

/// A collection's media files.
#[derive(Debug)]
pub struct MediaFolder {
    path: PathBuf,
    trash: PathBuf,
    pub(super) staging: Staging,
    fetcher: Fetcher,
    database_path: PathBuf,
    /// Opened when it is first needed.
    database: Mutex<Option<MediaDatabase>>,
    hashes: Mutex<HashMap<String, KnownHash>>,
}

/// Something in the media folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderFile {
    /// Its name.
    pub name: String,
    /// Its length; of a folder nothing that matters.
    pub bytes: u64,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// The hash of a file, good as long as the file has this length and date.
#[derive(Debug)]
struct KnownHash {
    length: u64,
    modified: SystemTime,
    sha1: [u8; 20],
}

impl MediaFolder {
    /// Opens the media folder of the collection file `collection`, and makes it where there is none.
    ///
    /// The caller has the collection to itself: what waits in the staging folder is cleared.
    ///
    /// # Errors
    /// The folders cannot be made or cleared.
    pub fn open(collection: &Path, limits: MediaLimits) -> Result<Self> {
        let path = std::path::absolute(collection.with_extension("media"))
            .map_err(io_error("find", collection))?;
        fs::create_dir_all(&path).map_err(io_error("create", &path))?;
        let staging = path.with_extension("media.staging");
        replacing::bring_back(&staging, &path)?;
        Ok(Self {
            trash: path.with_file_name("media.trash"),
            staging: Staging::open(staging)?,
            fetcher: Fetcher::new(limits, &path),
            database_path: MediaDatabase::path_beside(collection),
            database: Mutex::default(),
            hashes: Mutex::default(),
            path,
        })
    }

    /// The folder's absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fetches content, to be stored later; see [`MediaPlan`](crate::media::MediaPlan).
    ///
    /// # Errors
    /// The content cannot be had, is too large, or the disk is full.
    pub fn stage(&self, source: &MediaSource) -> Result<StagedFile> {
        self.fetcher.fetch(source, &self.staging)
    }

    /// Fetches the content of several sources, a few at a time; the results are in the order of the sources.
    #[must_use]
    pub fn stage_all(&self, sources: &[MediaSource]) -> Vec<Result<StagedFile>> {
        self.fetcher.fetch_all(sources, &self.staging)
    }

    /// A folder for what is needed on the way, on the same disk; it goes away when dropped, or at the next
    /// start.
    ///
    /// # Errors
    /// The file system refused.
    pub fn workshop(&self) -> Result<TempDir> {
        self.staging.workshop()
    }

    /// An empty file without a name, which is gone when it is closed.
    ///
    /// # Errors
    /// The file system refused.
    pub fn scratch_file(&self) -> Result<File> {
        self.staging.scratch_file()
    }

    /// As [`scratch_file`](Self::scratch_file), but in memory until it is longer than so many bytes.
    ///
    /// # Errors
    /// The file system refused.
    pub fn scratch(&self, bytes_in_memory: usize) -> Result<SpooledTempFile> {
        self.staging.scratch(bytes_in_memory)
    }

    /// Takes content that something else reads, such as an archive, to be stored later. `blame` makes the
    /// error of a read that fails.
    ///
    /// It is safe from a power cut only after [`settle`](Self::settle).
    ///
    /// # Errors
    /// The content cannot be read, is longer than `limit`, or the disk is full.
    pub fn receive(
        &self,
        content: impl Read,
        limit: u64,
        blame: impl FnOnce(io::Error) -> MediaError,
    ) -> Result<StagedFile> {
        self.staging.receive(content, limit, blame)
    }

    /// Makes received files survive a power cut, all together.
    ///
    /// # Errors
    /// The file system refused.
    pub fn settle<'a>(&self, files: impl ExactSizeIterator<Item = &'a StagedFile>) -> Result<()> {
        self.staging.settle(files)
    }

    /// As [`settle`](Self::settle), while other work goes on.
    ///
    /// # Errors
    /// The system refused another thread.
    pub fn settle_meanwhile<'a>(
        &self,
        files: impl Iterator<Item = &'a StagedFile>,
    ) -> Result<Settling> {
        self.staging.settle_meanwhile(files)
    }

    /// The content of the file that AnkiConnect reads when it is asked for `wanted`, or `None` where there is none.
    ///
    /// # Errors
    /// The name is that of a folder, or the file cannot be read.
    pub fn read(&self, wanted: &str) -> Result<Option<Vec<u8>>> {
        let name = names::lookup_name(wanted);
        let Some(_length) = self.length(&name)? else {
            return Ok(None);
        };
        let path = self.file(&name);
        fs::read(&path).map(Some).map_err(io_error("read", &path))
    }

    /// Whether there is a file of exactly this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        is_plain(name) && self.file(name).is_file()
    }

    /// The path of the file of exactly this name, or `None` where there is none.
    #[must_use]
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        self.has(name).then(|| self.file(name))
    }

    /// The names in the folder that fit `pattern`, as Python's `glob` finds them, in order.
    ///
    /// # Errors
    /// The pattern leads out of the folder, or the folder cannot be read.
    pub fn names(&self, pattern: &str) -> Result<Vec<String>> {
        if pattern.contains(std::path::is_separator) || matches!(pattern, "." | "..") {
            return Err(MediaError::Outside(pattern.to_owned()));
        }
        let Some(wildcard) = Pattern::parse(pattern) else {
            let found = fs::symlink_metadata(self.file(pattern)).is_ok();
            return Ok(found.then(|| pattern.to_owned()).into_iter().collect());
        };
        let blame = || io_error("read", &self.path);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(blame())? {
            let name = entry
                .map_err(blame())?
                .file_name()
                .to_string_lossy()
                .into_owned();
            if wildcard.matches(&name) {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// What is in the folder, sorted by name; without empty files and those that platforms put there, as in Anki.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn files(&self) -> Result<Vec<FolderFile>> {
        let blame = || io_error("read", &self.path);
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(blame())? {
            let entry = entry.map_err(blame())?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // A file may have gone since the folder was read.
            let Ok(metadata) = fs::metadata(entry.path()) else {
                continue;
            };
            let file = FolderFile {
                name,
                bytes: metadata.len(),
                is_folder: metadata.is_dir(),
            };
            if file.is_folder || (file.bytes > 0 && !is_of_platform(&file.name)) {
                files.push(file);
            }
        }
        files.sort_unstable_by(|left, right| left.name.cmp(&right.name));
        Ok(files)
    }

    /// The path that a file of this name has. `name` was checked.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(super) fn trash(&self) -> &Path {
        &self.trash
    }

    /// Runs `work` in one transaction of the media database.
    pub(super) fn with_rows<T>(&self, work: impl FnOnce(&MediaDatabase) -> Result<T>) -> Result<T> {
        let mut opened = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let database = match opened.take() {
            Some(database) => database,
            None => MediaDatabase::open(&self.database_path)?,
        };
        opened.insert(database).transaction(work)
    }

    /// The length of the file of this name, or `None` where there is none.
    ///
    /// # Errors
    /// The name is that of a folder, or the folder cannot be read.
    pub fn length(&self, name: &str) -> Result<Option<u64>> {
        let path = self.file(name);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => Ok(Some(metadata.len())),
            Ok(_folder_or_device) => Err(MediaError::NotAFile(name.to_owned())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(io_error("read", &path)(error)),
        }
    }

    /// The SHA-1 of the file of this name, or `None` if there is none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sha1(&self, name: &str) -> Result<Option<[u8; 20]>> {
        let path = self.file(name);
        match self.remembered_hash(name, &path) {
            Ok(sha1) => Ok(Some(sha1)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(io_error("read", &path)(error)),
        }
    }

    fn remembered_hash(&self, name: &str, path: &Path) -> io::Result<[u8; 20]> {
        let metadata = fs::metadata(path)?;
        let (length, modified) = (metadata.len(), metadata.modified()?);
        let hashes = || self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hashes().get(name)
            && (known.length, known.modified) == (length, modified)
        {
            return Ok(known.sha1);
        }
        let sha1 = hash(path)?;
        let mut hashes = hashes();
        if hashes.len() >= HASHES_REMEMBERED {
            hashes.clear();
        }
        hashes.insert(
            name.to_owned(),
            KnownHash {
                length,
                modified,
                sha1,
            },
        );
        Ok(sha1)
    }
}

/// Whether `name` can only be that of something directly in the media folder.
pub(super) fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    matches!(
        (components.next(), components.next()),
        (Some(Component::Normal(_)), None)
    ) && !name.ends_with(std::path::is_separator)
}

/// Whether a platform puts files of this name into folders by itself.
pub(super) fn is_of_platform(name: &str) -> bool {
    name == ".DS_Store" || name.eq_ignore_ascii_case("thumbs.db")
}

/// Whether the error says that there is no such file; no file can have a name that is too long or has a NUL.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::InvalidFilename | ErrorKind::InvalidInput
    )
}

pub(super) fn hash(path: &Path) -> io::Result<[u8; 20]> {
    let mut file = File::open(path)?;
    let mut sha1 = Sha1::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(sha1.finalize().into()),
            Ok(read) => sha1.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
