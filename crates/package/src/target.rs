//! A file that appears whole at its path, or not at all.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::Result;
use crate::error::io_error;

const PREFIX: &str = ".ankid-";
const BUFFER_BYTES: usize = 256 * 1024;

/// A file on its way to a path: beside it, under another name, until it is whole and durable.
pub(crate) struct Target {
    path: PathBuf,
    file: NamedTempFile,
}

impl Target {
    pub(crate) fn new(path: &Path) -> Result<Self> {
        let folder = folder_of(path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(folder)
            .map_err(io_error("write into", folder))?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// The path that the file will have.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A way to fill it.
    pub(crate) fn writer(&self) -> Result<BufWriter<File>> {
        let file = self.file.reopen().map_err(io_error("write", &self.path))?;
        Ok(BufWriter::with_capacity(BUFFER_BYTES, file))
    }

    /// Lets the file appear, in place of what is there; returns its length.
    pub(crate) fn finish(self) -> Result<u64> {
        let blame = || io_error("write", &self.path);
        let length = self.file.as_file().metadata().map_err(blame())?.len();
        self.file.as_file().sync_all().map_err(blame())?;
        self.file
            .persist(&self.path)
            .map_err(|failed| io_error("write", &self.path)(failed.error))?;
        // Windows has no such call; its file systems keep a journal of names.
        if cfg!(unix) {
            let folder = folder_of(&self.path);
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(io_error("write", folder))?;
        }
        Ok(length)
    }
}

/// A folder for what is needed on the way to a file, on the same disk; it goes away when dropped.
pub(crate) fn workshop(path: &Path) -> Result<TempDir> {
    let folder = folder_of(path);
    tempfile::Builder::new()
        .prefix(PREFIX)
        .tempdir_in(folder)
        .map_err(io_error("write into", folder))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}
