//! Keeps other ankids away from a collection: a lock of the operating system on a file beside it.
//!
//! Anki knows nothing of this file; it is kept out by the lock that SQLite holds on the collection.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::{LockHolder, Result, StorageError};

/// How long a lock that another has is waited for, and how often.
const WAIT: Duration = Duration::from_millis(10);
const MOST_WAITS: u32 = 20;

/// Held as long as it lives. The file stays behind: removing it would let two processes lock two
/// files of the same name.
#[derive(Debug)]
pub(crate) struct CollectionLock {
    _file: File,
}

impl CollectionLock {
    /// Takes the lock of a collection, or says who has it.
    pub(crate) fn acquire(collection: &Path) -> Result<Self> {
        let path = lock_path(collection);
        let at_path = |source| StorageError::Io {
            path: path.clone(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(at_path)?;
        match lock_patiently(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StorageError::Locked(LockHolder::Ankid(holder(&path))));
            }
            Err(TryLockError::Error(source)) => return Err(at_path(source)),
        }
        note_process(&mut file).map_err(at_path)?;
        Ok(Self { _file: file })
    }
}

/// Waits a little for a holder that is just ending: a server that is started again, or a program that this process is
/// just starting, which for a moment has a copy of all that is open here.
fn lock_patiently(file: &File) -> std::result::Result<(), TryLockError> {
    let mut waits = 0;
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if waits < MOST_WAITS => thread::sleep(WAIT),
            outcome => return outcome,
        }
        waits += 1;
    }
}

fn lock_path(collection: &Path) -> PathBuf {
    let mut path = OsString::from(collection);
    path.push(".ankid-lock");
    PathBuf::from(path)
}

fn note_process(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{}", std::process::id())
}

/// The process id in the lock file, where it can be read: not on Windows, and not if the holder
/// is only just writing it.
fn holder(path: &Path) -> Option<u32> {
    match fs::read_to_string(path) {
        Ok(text) => text.trim_end().parse().ok(),
        Err(_) => None,
    }
}
