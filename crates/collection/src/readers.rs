//! The pool of reader connections.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use ankid_storage::Storage;

use crate::error::{CollectionError, Result};

/// Connections that only read. The first is opened with the pool: it keeps Anki out of the file.
///
/// It is lent before the others and keeps more pages than they: who asks one question after the other asks it.
pub(crate) struct Readers {
    path: PathBuf,
    limit: usize,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

#[derive(Default)]
struct Shelf {
    first: Option<Storage>,
    others: Vec<Storage>,
    open: usize,
    closed: bool,
}

impl Readers {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let limit = std::thread::available_parallelism()
            .map_or(2, usize::from)
            .clamp(2, 8);
        let first = Storage::open_reader(path)?;
        first.keep_more_pages()?;
        Ok(Self {
            path: path.to_owned(),
            limit,
            shelf: Mutex::new(Shelf {
                first: Some(first),
                others: Vec::new(),
                open: 1,
                closed: false,
            }),
            returned: Condvar::new(),
        })
    }

    /// Takes a connection, opens one more, or waits for one.
    pub(crate) fn borrow(&self) -> Result<Borrowed<'_>> {
        let mut shelf = self.shelf();
        loop {
            if shelf.closed {
                return Err(CollectionError::Closed);
            }
            if let Some(first) = shelf.first.take() {
                return Ok(self.lend(first, true));
            }
            if let Some(other) = shelf.others.pop() {
                return Ok(self.lend(other, false));
            }
            if shelf.open < self.limit {
                shelf.open += 1;
                drop(shelf);
                return self.open_one_more();
            }
            shelf = self
                .returned
                .wait(shelf)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open_one_more(&self) -> Result<Borrowed<'_>> {
        match Storage::open_reader(&self.path) {
            Ok(storage) => Ok(self.lend(storage, false)),
            Err(problem) => {
                self.shelf().open -= 1;
                self.returned.notify_one();
                Err(problem.into())
            }
        }
    }

    fn lend(&self, storage: Storage, is_first: bool) -> Borrowed<'_> {
        Borrowed {
            storage: Some(storage),
            is_first,
            pool: self,
        }
    }

    /// Closes the idle connections and waits for those in use.
    pub(crate) fn close(&self) {
        let mut shelf = self.shelf();
        shelf.closed = true;
        self.returned.notify_all();
        loop {
            shelf.open -= shelf.others.drain(..).count();
            shelf.open -= shelf.first.take().iter().count();
            if shelf.open == 0 {
                return;
            }
            shelf = self
                .returned
                .wait(shelf)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan; goes back when dropped.
pub(crate) struct Borrowed<'p> {
    storage: Option<Storage>,
    is_first: bool,
    pool: &'p Readers,
}

impl Deref for Borrowed<'_> {
    type Target = Storage;

    fn deref(&self) -> &Storage {
        self.storage.as_ref().expect("held until drop")
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let storage = self.storage.take();
        let mut shelf = self.pool.shelf();
        if self.is_first {
            shelf.first = storage;
        } else {
            shelf.others.extend(storage);
        }
        drop(shelf);
        self.pool.returned.notify_all();
    }
}
