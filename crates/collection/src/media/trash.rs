//! The trash: where media files go that are removed, until somebody empties it.

use std::fs;
use std::fs::File;
use std::io::ErrorKind;

use crate::media::error::{MediaError, Result, io_error};
use crate::media::folder::{MediaFolder, is_of_platform};
use crate::media::staging::StagedFile;

/// What lies in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrashSize {
    /// How many files.
    pub files: usize,
    /// Their length together.
    pub bytes: u64,
}

impl MediaFolder {
    /// How much lies in the trash.
    ///
    /// # Errors
    /// The trash cannot be read.
    pub fn trash_size(&self) -> Result<TrashSize> {
        let mut size = TrashSize::default();
        for (_name, bytes) in self.trashed()? {
            size.files += 1;
            size.bytes += bytes;
        }
        Ok(size)
    }

    /// Copies all files of the trash to where new files wait, with their names.
    ///
    /// # Errors
    /// A file cannot be read, or the disk is full.
    pub(crate) fn stage_trash(&self) -> Result<Vec<(String, StagedFile)>> {
        let mut staged = Vec::new();
        for (name, _bytes) in self.trashed()? {
            let path = self.trash().join(&name);
            let file = File::open(&path).map_err(io_error("read", &path))?;
            let file = self.receive(file, u64::MAX, io_error("read", &path))?;
            staged.push((name, file));
        }
        self.settle(staged.iter().map(|(_name, file)| file))?;
        Ok(staged)
    }

    /// Removes all files of the trash; how many. No change of media may be under way.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub(crate) fn empty_trash(&self) -> Result<usize> {
        let names: Vec<String> = self
            .trashed()?
            .into_iter()
            .map(|(name, _bytes)| name)
            .collect();
        self.remove_from_trash(&names)?;
        Ok(names.len())
    }

    /// Removes some files of the trash. No change of media may be under way.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub(crate) fn remove_from_trash(&self, names: &[String]) -> Result<()> {
        for name in names {
            let path = self.trash().join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(io_error("remove", &path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The files in the trash with their lengths, by name.
    fn trashed(&self) -> Result<Vec<(String, u64)>> {
        let blame = || io_error("read", self.trash());
        let entries = match fs::read_dir(self.trash()) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(blame())?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry.map_err(blame())?;
            let metadata = entry.metadata().map_err(blame())?;
            let name = entry.file_name().into_string();
            let name =
                name.map_err(|name| MediaError::Name(name.to_string_lossy().into_owned()))?;
            if metadata.is_file() && !is_of_platform(&name) {
                files.push((name, metadata.len()));
            }
        }
        files.sort_unstable();
        Ok(files)
    }
}
