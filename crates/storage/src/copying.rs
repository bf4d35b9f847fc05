//! Copies of a collection: files that stand alone, made while others read and write it, and the way
//! back, a whole file in place of the collection.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::lock::CollectionLock;
use crate::storage::connect;
use crate::{LockHolder, Result, Storage, StorageError};

const ALL_PAGES: i32 = -1;

impl Storage {
    /// Copies the collection, as this connection sees it, into a new file without a log beside it.
    ///
    /// Inside a snapshot the copy is that snapshot.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let mut target = Connection::open(path)?;
        let step = Backup::new(self.connection(), &mut target)?.step(ALL_PAGES)?;
        if step != StepResult::Done {
            return Err(StorageError::Locked(LockHolder::Anki));
        }
        // The copied header asks for a write-ahead log, which a file that travels must not need.
        target.pragma_update_and_check(None, "journal_mode", "delete", |_row| Ok(()))?;
        target.close().map_err(|(_connection, error)| error.into())
    }
    /// Puts the file `by`, which stands alone, in the place of the collection at `path`, in one step
    /// that survives a power cut.
    ///
    /// A collection too damaged to be read stays beside it, with `.damaged` behind its name.
    ///
    /// # Errors
    /// Somebody has the collection open, or the file system refused; the collection is as it was.
    pub fn replace(path: &Path, by: &Path) -> Result<()> {
        let _lock = CollectionLock::acquire(path)?;
        match bring_log_home(path) {
            Ok(()) => {}
            Err(locked @ StorageError::Locked(_)) => return Err(locked),
            Err(_damaged) => keep_damaged(path)?,
        }
        File::open(by)
            .and_then(|file| file.sync_all())
            .map_err(at(by))?;
        fs::rename(by, path).map_err(at(path))?;
        sync_folder_of(path)
    }
}

/// Writes the log beside a collection into it, so that no log of the old file meets the new one.
fn bring_log_home(path: &Path) -> Result<()> {
    if !path.try_exists().map_err(at(path))? {
        return Ok(());
    }
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // A read is what meets the lock of an Anki that has it open.
    connection.query_row("SELECT count() FROM sqlite_master", [], |_row| Ok(()))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    let busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(StorageError::Locked(LockHolder::Anki));
    }
    connection.close().map_err(|(_connection, error)| error)?;
    Ok(())
}

/// Gives a damaged collection a second name, and takes its log away from the first.
fn keep_damaged(path: &Path) -> Result<()> {
    let kept = with_suffix(path, ".damaged");
    unless_missing(fs::remove_file(&kept)).map_err(at(&kept))?;
    fs::hard_link(path, &kept)
        .or_else(|_no_links| fs::copy(path, &kept).map(drop))
        .map_err(at(&kept))?;
    let log = with_suffix(path, "-wal");
    unless_missing(fs::rename(&log, with_suffix(&kept, "-wal"))).map_err(at(&log))?;
    let index = with_suffix(path, "-shm");
    unless_missing(fs::remove_file(&index)).map_err(at(&index))
}

fn sync_folder_of(path: &Path) -> Result<()> {
    // Windows has no such call; its file systems keep a journal of names.
    if cfg!(unix) {
        let folder = path.parent().filter(|parent| *parent != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(at(folder))?;
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

fn unless_missing(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> StorageError {
    let path = path.to_owned();
    |source| StorageError::Io { path, source }
}
