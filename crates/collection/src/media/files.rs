//! Steps on the file system that either happen whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::media::error::{Result, io_error};

/// The beginning of the names of unfinished copies. Anki leaves names with brackets alone.
const COPY_PREFIX: &str = "[ankid]";

/// Moves a file, over the one that is at `to`.
pub(super) fn move_over(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            copy_over(from, to)?;
            fs::remove_file(from).map_err(io_error("remove", from))
        }
        renamed => renamed.map_err(io_error("write", to)),
    }
}

/// Gives a file a second name, or copies it where the file system knows no such thing.
pub(super) fn link(from: &Path, to: &Path) -> Result<()> {
    fs::hard_link(from, to).or_else(|_no_links| copy_over(from, to))
}

/// Copies a file's content to `to`, which changes in one step.
fn copy_over(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().unwrap_or(to);
    let mut copy = new_file(folder, COPY_PREFIX)?;
    let copied = File::open(from)
        .and_then(|mut source| io::copy(&mut source, copy.as_file_mut()))
        .and_then(|_length| copy.as_file().sync_all());
    copied.map_err(io_error("write", to))?;
    copy.persist(to)
        .map_err(|failed| io_error("write", to)(failed.error))?;
    Ok(())
}

/// Makes a new empty file in `folder`, readable as any file that the user makes.
pub(super) fn new_file(folder: &Path, prefix: &str) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
        .tempfile_in(folder)
        .map_err(io_error("write", folder))
}

/// Makes the names in `folder` survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    // Windows has no such call; its file systems keep a journal of names.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(io_error("write", folder))?;
    }
    Ok(())
}

/// Makes all that was written to the file system of `folder` survive a power cut; `false` where there
/// is no call for that.
#[cfg(target_os = "linux")]
pub(super) fn sync_file_system(folder: &Path) -> Result<bool> {
    let synced =
        File::open(folder).and_then(|folder| rustix::fs::syncfs(folder).map_err(io::Error::from));
    synced.map_err(io_error("write", folder))?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync_file_system(_folder: &Path) -> Result<bool> {
    Ok(false)
}
