//! Opens and closes connections.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};

use crate::cards::LastCount;
use crate::create::{self, Creation};
use crate::lock::CollectionLock;
use crate::search::TimeLimit;
use crate::transaction::TransactionGuard;
use crate::version::{self, Found};
use crate::{Result, StorageError, collation, functions, undo_log};

const STATEMENT_CACHE: usize = 200;
/// In KiB, as SQLite wants it: negative. Together with the program they stay below 80 MB on two processors.
const WRITER_CACHE: i32 = -12 * 1024;
const READER_CACHE: i32 = -8 * 1024;
/// For the reader that most questions go to: what a search through a large collection comes back to.
const FIRST_READER_CACHE: i32 = -30 * 1024;
/// How many pages wait in the write-ahead log until they are brought into the main file: SQLite's own number.
const PAGES_TO_CHECKPOINT: i64 = 1000;
/// How long an established connection waits for another one; an opening Anki holds locks briefly.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// One connection on one collection.
///
/// The collection file must not be opened by other means in the same process: on Unix, closing
/// any handle of a file drops all locks that the process holds on it.
#[derive(Debug)]
pub struct Storage {
    path: PathBuf,
    connection: Connection,
    guard: TransactionGuard,
    time_limit: TimeLimit,
    /// Kept by readers alone.
    last_count: Option<LastCount>,
    /// Held by the writer alone. Declared after the connection, so that it is let go later.
    lock: Option<CollectionLock>,
    /// Whether rows that are added are recorded: by the writer alone.
    records_additions: Cell<bool>,
    log_pages: LogPages,
}

impl Storage {
    /// Makes a new collection and opens it for writing.
    pub fn create(path: &Path, creation: &Creation) -> Result<Self> {
        Self::create_with(path, creation, |_storage| Ok(()))
    }

    /// Makes a new collection, lets `fill` add to it, and opens it for writing: all of that or
    /// nothing.
    ///
    /// The file may be there already if it has no tables, as after an attempt that was cut short.
    pub fn create_with<E: From<StorageError>>(
        path: &Path,
        creation: &Creation,
        fill: impl FnOnce(&Self) -> Result<(), E>,
    ) -> Result<Self, E> {
        let storage = Self::start_creation(path, creation)?;
        match fill(&storage) {
            Ok(()) => storage.commit()?,
            Err(problem) => {
                storage.rollback()?;
                return Err(problem);
            }
        }
        Ok(storage)
    }

    /// Opens a collection for writing, and keeps Anki and other ankids out while it is open.
    pub fn open_writer(path: &Path) -> Result<Self> {
        require_file(path)?;
        let lock = CollectionLock::acquire(path)?;
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        match version::inspect(&connection)? {
            Found::Nothing => return Err(StorageError::Empty),
            Found::Collection(version::CURRENT) => {}
            Found::Collection(version) => return Err(StorageError::NeedsUpgrade { version }),
        }
        if connection.is_readonly("main")? {
            return Err(StorageError::ReadOnly {
                path: path.to_owned(),
            });
        }
        prepare(&connection, WRITER_CACHE)?;
        Self::writer(path, connection, lock)
    }

    /// Opens a collection that may have an older schema, and leaves its file as it is.
    ///
    /// What the writer sets up on a file of the present schema is not there.
    pub(crate) fn open_outdated(path: &Path) -> Result<(Self, i64)> {
        require_file(path)?;
        let lock = CollectionLock::acquire(path)?;
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let version = match version::inspect(&connection)? {
            Found::Nothing => return Err(StorageError::NotACollection),
            Found::Collection(version) => version,
        };
        connection.pragma_update(None, "synchronous", "full")?;
        let mut storage = Self::unguarded(path, connection)?;
        storage.lock = Some(lock);
        Ok((storage, version))
    }

    /// A connection that nothing was set up on, not even a lock.
    pub(crate) fn unguarded(path: &Path, mut connection: Connection) -> Result<Self> {
        rusqlite::vtab::array::load_module(&connection)?;
        Ok(Self {
            time_limit: TimeLimit::install(&mut connection)?,
            path: path.to_owned(),
            connection,
            guard: TransactionGuard::default(),
            last_count: None,
            lock: None,
            records_additions: Cell::new(false),
            log_pages: LogPages::default(),
        })
    }

    /// Opens another connection beside the writer of this process, which cannot change anything.
    pub fn open_reader(path: &Path) -> Result<Self> {
        require_file(path)?;
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        match version::inspect(&connection)? {
            Found::Nothing => return Err(StorageError::Empty),
            Found::Collection(version::CURRENT) => {}
            Found::Collection(version) => return Err(StorageError::NeedsUpgrade { version }),
        }
        prepare(&connection, READER_CACHE)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(Self {
            time_limit: TimeLimit::install(&mut connection)?,
            path: path.to_owned(),
            connection,
            guard: TransactionGuard::default(),
            last_count: Some(LastCount::default()),
            lock: None,
            records_additions: Cell::new(false),
            log_pages: LogPages::default(),
        })
    }

    /// Lets this connection keep as many pages as the reader wants that most questions go to.
    pub fn keep_more_pages(&self) -> Result<()> {
        Ok(self
            .connection
            .pragma_update(None, "cache_size", FIRST_READER_CACHE)?)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Closes the connection and reports what an implicit close would hide.
    ///
    /// The writer brings everything into the main file first, as far as no reader is in the way;
    /// when the last connection is closed, the files beside it are gone.
    pub fn close(self) -> Result<()> {
        if self.lock.is_some() {
            self.connection.busy_timeout(Duration::ZERO)?;
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_row| Ok(()))?;
        }
        self.connection
            .close()
            .map_err(|(_connection, error)| error.into())
    }

    /// Leaves it to [`checkpoint_if_due`](Self::checkpoint_if_due) to bring commits into the main file. By itself
    /// SQLite does so within a commit, whose answer then waits for it.
    pub fn defer_checkpoints(&mut self) -> Result<()> {
        // The hook takes the place of SQLite's own, which checkpoints.
        self.log_pages = LogPages::install(&mut self.connection)?;
        Ok(())
    }

    /// Brings what was committed into the main file, if much waits for that and as far as no reader is in
    /// the way. Nothing is lost if it fails.
    pub fn checkpoint_if_due(&self) -> Result<()> {
        if self.log_pages.count() < PAGES_TO_CHECKPOINT {
            return Ok(());
        }
        let waiting: i64 = self
            .connection
            .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
            .query_one([], |row| Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?))?;
        if waiting >= PAGES_TO_CHECKPOINT {
            self.connection
                .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
                .query_one([], |_row| Ok(()))?;
        }
        Ok(())
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Another connection to the same file, for work that this one cannot do.
    pub(crate) fn connect_again(&self) -> Result<Connection> {
        let connection = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(connection)
    }

    pub(crate) fn time_limit(&self) -> &TimeLimit {
        &self.time_limit
    }

    pub(crate) fn last_count(&self) -> Option<&LastCount> {
        self.last_count.as_ref()
    }

    /// Whether rows that are added are recorded.
    pub(crate) fn records_additions(&self) -> bool {
        self.records_additions.get()
    }

    /// Lets a writer record added rows, or not.
    pub(crate) fn record_additions(&self, on: bool) {
        self.records_additions.set(on);
    }

    pub(crate) fn guard(&self) -> &TransactionGuard {
        &self.guard
    }

    /// Makes a new collection in a transaction that is still open.
    fn start_creation(path: &Path, creation: &Creation) -> Result<Self> {
        let lock = CollectionLock::acquire(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(path, flags)?;
        if version::inspect(&connection)? != Found::Nothing {
            return Err(StorageError::AlreadyExists {
                path: path.to_owned(),
            });
        }
        connection.pragma_update(None, "page_size", 4096)?;
        prepare(&connection, WRITER_CACHE)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        create::fill(&connection, creation)?;
        let storage = Self::writer(path, connection, lock)?;
        storage.guard.set_open(true);
        Ok(storage)
    }

    fn writer(path: &Path, mut connection: Connection, lock: CollectionLock) -> Result<Self> {
        connection.busy_timeout(PATIENCE)?;
        undo_log::install(&connection)?;
        // Plans that look at the values bound would be made anew for each row that is written, in a
        // file with statistics for them (table sqlite_stat4).
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Self {
            guard: TransactionGuard::install(&mut connection)?,
            time_limit: TimeLimit::install(&mut connection)?,
            path: path.to_owned(),
            connection,
            last_count: None,
            lock: Some(lock),
            records_additions: Cell::new(true),
            log_pages: LogPages::default(),
        })
    }
}

/// How many pages the write-ahead log has since it last began anew, those in the main file among them; as many as there
/// can be where nobody counts.
#[derive(Debug)]
struct LogPages(Arc<AtomicI64>);

impl LogPages {
    /// Counts them from the next commit on.
    fn install(connection: &mut Connection) -> Result<Self> {
        let pages = Arc::new(AtomicI64::new(0));
        let counted = Arc::clone(&pages);
        connection.wal_hook(Some(move |_log: &mut Wal, pages: i32| {
            counted.store(pages.into(), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self(pages))
    }

    fn count(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Default for LogPages {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MAX)))
    }
}

/// Connects in a way that leaves the file untouched until it is known to be a collection.
pub(crate) fn connect(path: &Path, access: OpenFlags) -> Result<Connection> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    #[cfg_attr(
        not(feature = "count-statements"),
        expect(unused_mut, reason = "only counting changes it")
    )]
    let mut connection = Connection::open_with_flags(path, flags)?;
    #[cfg(feature = "count-statements")]
    crate::counting::install(&mut connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.busy_timeout(Duration::ZERO)?;
    collation::register(&connection)?;
    functions::register(&connection)?;
    Ok(connection)
}

/// Sets up a connection on a file that is known to be a collection.
fn prepare(connection: &Connection, cache_kib: i32) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "cache_size", cache_kib)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StorageError::UnsuitableDisk);
    }
    connection.pragma_update(None, "synchronous", "full")?;
    // Rows that are replaced count as removed, for the undo log.
    connection.pragma_update(None, "recursive_triggers", true)?;
    // In memory, the journal of a savepoint too would lie in memory, as a list of small pieces that
    // SQLite walks at the end of every statement: a large job would cost the square of its size.
    connection.pragma_update(None, "temp_store", "file")?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    rusqlite::vtab::array::load_module(connection)?;
    // From its first read until it is closed, a connection in WAL mode holds the lock that keeps
    // Anki out.
    connection.query_row("SELECT count() FROM sqlite_master", [], |_row| Ok(()))?;
    Ok(())
}

pub(crate) fn require_file(path: &Path) -> Result<()> {
    match path.try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => Err(StorageError::Missing {
            path: path.to_owned(),
        }),
        Err(source) => Err(StorageError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}
