//! Where the content of new media files waits, on disk already, until a request is decided.
//!
//! The folder lies beside the media folder, so that a waiting file can be renamed into place. What a
//! stopped program left in it is cleared at the next start.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use md5::Md5;
use sha1::{Digest, Sha1};
use tempfile::{NamedTempFile, SpooledTempFile, TempDir, TempPath};

use crate::media::error::{MediaError, Result, io_error};
use crate::media::files::{move_over, new_file, sync_file_system};

const BUFFER_BYTES: usize = 64 * 1024;
/// Above this many files one call for the whole disk is cheaper than one for each.
const MANY_FILES: usize = 64;

/// The content of a media file to be, safely on disk outside the media folder.
///
/// It is removed when dropped, unless it was put into the media folder.
#[derive(Debug)]
pub struct StagedFile {
    path: TempPath,
    length: u64,
    sha1: [u8; 20],
    md5: Option<[u8; 16]>,
}

impl StagedFile {
    /// The length in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The SHA-1 of the content, by which Anki knows files.
    #[must_use]
    pub fn sha1(&self) -> &[u8; 20] {
        &self.sha1
    }

    /// The MD5 of the content in lower-case hex digits, by which clients name files to be skipped;
    /// `None` for a file that came with others, about which nobody asks.
    #[must_use]
    pub fn md5_hex(&self) -> Option<String> {
        self.md5.map(hex::encode)
    }

    /// Moves the content to `target`, over what is there.
    pub(super) fn move_to(mut self, target: &Path) -> Result<()> {
        move_over(&self.path, target)?;
        self.path.disable_cleanup(true);
        Ok(())
    }
}

/// Files that are being made to survive a power cut, meanwhile.
#[must_use = "only `finish` tells that the files are safe"]
#[derive(Debug)]
pub struct Settling(JoinHandle<Result<()>>);

impl Settling {
    /// Waits until the files survive a power cut.
    ///
    /// # Errors
    /// The file system refused.
    pub fn finish(self) -> Result<()> {
        let outcome = self.0.join();
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// The folder of files that wait.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
}

impl Staging {
    /// Takes over `folder`, and removes what an earlier run left there.
    pub(super) fn open(folder: PathBuf) -> Result<Self> {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(io_error("clear", &folder)(error))
            }
            _ => Ok(Self { folder }),
        }
    }

    /// A folder of its own for whoever needs more than a file.
    pub(super) fn workshop(&self) -> Result<TempDir> {
        fs::create_dir_all(&self.folder).map_err(io_error("create", &self.folder))?;
        TempDir::new_in(&self.folder).map_err(io_error("write", &self.folder))
    }

    /// An empty file without a name.
    pub(super) fn scratch_file(&self) -> Result<File> {
        fs::create_dir_all(&self.folder).map_err(io_error("create", &self.folder))?;
        tempfile::tempfile_in(&self.folder).map_err(io_error("write", &self.folder))
    }

    /// As [`scratch_file`](Self::scratch_file), but in memory at first.
    pub(super) fn scratch(&self, bytes_in_memory: usize) -> Result<SpooledTempFile> {
        fs::create_dir_all(&self.folder).map_err(io_error("create", &self.folder))?;
        Ok(tempfile::spooled_tempfile_in(bytes_in_memory, &self.folder))
    }

    /// Writes all of `content` to disk, durably. `blame` makes the error of a read that fails.
    pub(super) fn stage(
        &self,
        content: impl Read,
        limit: u64,
        blame: impl FnOnce(std::io::Error) -> MediaError,
    ) -> Result<StagedFile> {
        let mut md5 = Md5::new();
        let (file, mut staged) = self.pour(content, limit, blame, |chunk| md5.update(chunk))?;
        file.sync_all().map_err(io_error("write", &self.folder))?;
        staged.md5 = Some(md5.finalize().into());
        Ok(staged)
    }

    /// Writes all of `content` to disk, to be made durable together with others.
    pub(super) fn receive(
        &self,
        content: impl Read,
        limit: u64,
        blame: impl FnOnce(std::io::Error) -> MediaError,
    ) -> Result<StagedFile> {
        let (_file, staged) = self.pour(content, limit, blame, |_chunk| ())?;
        Ok(staged)
    }

    /// Makes files that were received survive a power cut.
    pub(super) fn settle<'a>(
        &self,
        files: impl ExactSizeIterator<Item = &'a StagedFile>,
    ) -> Result<()> {
        settle(&self.folder, files.map(|staged| &*staged.path))
    }

    /// As [`settle`](Self::settle), while other work goes on.
    pub(super) fn settle_meanwhile<'a>(
        &self,
        files: impl Iterator<Item = &'a StagedFile>,
    ) -> Result<Settling> {
        let folder = self.folder.clone();
        let files: Vec<PathBuf> = files.map(|staged| staged.path.to_path_buf()).collect();
        let thread = std::thread::Builder::new().name("media to disk".to_owned());
        let settling = thread.spawn(move || settle(&folder, files.iter().map(PathBuf::as_path)));
        let settling = settling.map_err(io_error("write", &self.folder))?;
        Ok(Settling(settling))
    }

    fn pour(
        &self,
        mut content: impl Read,
        limit: u64,
        blame: impl FnOnce(std::io::Error) -> MediaError,
        mut watch: impl FnMut(&[u8]),
    ) -> Result<(File, StagedFile)> {
        let mut file = self.create()?;
        let mut sha1 = Sha1::new();
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut length = 0;
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(blame(error)),
            };
            length += read as u64;
            if length > limit {
                return Err(MediaError::TooLarge { limit });
            }
            let chunk = buffer.get(..read).unwrap_or_default();
            sha1.update(chunk);
            watch(chunk);
            file.write_all(chunk)
                .map_err(io_error("write", &self.folder))?;
        }
        let (file, path) = file.into_parts();
        let staged = StagedFile {
            path,
            length,
            sha1: sha1.finalize().into(),
            md5: None,
        };
        Ok((file, staged))
    }

    /// Moves the file at `path` out of the way, to be moved back or forgotten.
    pub(super) fn set_aside(&self, path: &Path) -> Result<TempPath> {
        let place = self.create()?.into_temp_path();
        move_over(path, &place)?;
        Ok(place)
    }

    fn create(&self) -> Result<NamedTempFile> {
        fs::create_dir_all(&self.folder).map_err(io_error("create", &self.folder))?;
        new_file(&self.folder, "")
    }
}

/// Makes files of one folder survive a power cut.
fn settle<'a>(folder: &Path, files: impl ExactSizeIterator<Item = &'a Path>) -> Result<()> {
    if files.len() > MANY_FILES && sync_file_system(folder)? {
        return Ok(());
    }
    for file in files {
        let synced = File::open(file).and_then(|file| file.sync_all());
        synced.map_err(io_error("write", folder))?;
    }
    Ok(())
}
