//! The open collection: one writer thread, a pool of readers, and the way in for requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use ankid_storage::Storage;
use ankid_types::{Clock, SystemClock};

use crate::catalog::Catalog;
use crate::changes::ChangeReport;
use crate::error::{CollectionError, Result};
use crate::history::UndoStatus;
use crate::media::{MediaFolder, MediaLimits};
use crate::readers::Readers;
use crate::transaction::Transaction;
use crate::view::{Surroundings, View};
use crate::writer::{Shared, Work, Writer};

/// How a collection is opened.
pub struct EngineOptions {
    /// The time and time zone.
    pub clock: Arc<dyn Clock>,
    /// The seed of ids and other chance; `None` for the machine's own randomness.
    pub seed: Option<u64>,
    /// The bounds on media that requests bring along.
    pub media_limits: MediaLimits,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            seed: None,
            media_limits: MediaLimits::default(),
        }
    }
}

/// An open collection. Requests of many threads go through it at once.
pub struct Engine {
    jobs: Mutex<Option<Sender<Work>>>,
    writer: Mutex<Option<JoinHandle<Result<()>>>>,
    readers: Readers,
    shared: Arc<Shared>,
    surroundings: Arc<Surroundings>,
    path: PathBuf,
}

/// A write job that is on its way; see [`Engine::submit`].
pub struct Pending<T, E>(Receiver<Result<T, E>>);

impl<T, E: From<CollectionError>> Pending<T, E> {
    /// Waits until the job's changes are durable, or rolled back.
    ///
    /// # Errors
    /// The job's own error, or that of the commit.
    pub fn wait(self) -> Result<T, E> {
        self.0
            .recv()
            .unwrap_or_else(|_closed| Err(CollectionError::Closed.into()))
    }
}

impl Engine {
    /// Opens the collection file at `path`; makes a new collection where there is none.
    ///
    /// # Errors
    /// The file is held by Anki or another ankid, is of a newer or foreign kind, or is corrupt; it
    /// is left as it was.
    pub fn open(path: &Path, options: EngineOptions) -> Result<Self> {
        let (storage, random) = Writer::open_storage(path, options.seed, options.clock.as_ref())?;
        let media = Arc::new(MediaFolder::open(path, options.media_limits)?);
        let surroundings = Arc::new(Surroundings {
            clock: options.clock,
            media,
        });
        let writer = Writer::new(storage, random, Arc::clone(&surroundings))?;
        let shared = writer.shared();
        let readers = Readers::open(path)?;
        let (jobs, queue) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("collection writer".to_owned())
            .spawn(move || writer.run(&queue))
            .map_err(CollectionError::Thread)?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            writer: Mutex::new(Some(thread)),
            readers,
            shared,
            surroundings,
            path: path.to_owned(),
        })
    }

    /// The collection file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The media folder, to stage files before a write.
    #[must_use]
    pub fn media(&self) -> &Arc<MediaFolder> {
        &self.surroundings.media
    }

    /// Runs `job` on a snapshot taken after the last acknowledged write. Never waits for the writer.
    ///
    /// # Errors
    /// The job's own error, or that of the file.
    pub fn read<T, E: From<CollectionError>>(
        &self,
        job: impl FnOnce(&View) -> Result<T, E>,
    ) -> Result<T, E> {
        let reader = self.readers.borrow()?;
        let (_snapshot, catalog) = self.snapshot(&reader)?;
        job(&View {
            storage: &reader,
            catalog,
            surroundings: &self.surroundings,
        })
    }

    /// Another collection file seen with this one's clock, such as one out of a package.
    ///
    /// # Errors
    /// A row of it cannot be decoded, or an error of the file.
    pub fn view_of<'a>(&'a self, storage: &'a Storage) -> Result<View<'a>> {
        Ok(View {
            storage,
            catalog: Arc::new(Catalog::load(storage)?),
            surroundings: &self.surroundings,
        })
    }

    /// Runs `job` on the writer, in its own savepoint, and waits until its changes are durable.
    ///
    /// # Errors
    /// The job's own error, or that of the commit; nothing was changed then.
    pub fn write<T, E>(
        &self,
        job: impl FnOnce(&mut Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<CollectionError> + Send + 'static,
    {
        self.submit(job).wait()
    }

    /// Queues `job` for the writer. Jobs queued together share one commit, each in its own savepoint.
    pub fn submit<T, E>(
        &self,
        job: impl FnOnce(&mut Transaction) -> Result<T, E> + Send + 'static,
    ) -> Pending<T, E>
    where
        T: Send + 'static,
        E: From<CollectionError> + Send + 'static,
    {
        let (ticket, reply) = crate::writer::ticket(job);
        self.queue(Work::Job(ticket));
        Pending(reply)
    }

    /// Lets `listener` know of every job that changes something, in their order, once it is durable and before
    /// the one who asked for it gets the answer.
    ///
    /// It is called on the writer's thread, which waits for it: hand the report on, and do nothing slow. It must
    /// not write to this engine.
    pub fn on_change(&self, listener: impl Fn(&ChangeReport) + Send + Sync + 'static) {
        self.shared.listeners.add(Box::new(listener));
    }

    /// What can be undone and redone.
    #[must_use]
    pub fn undo_status(&self) -> UndoStatus {
        *self
            .shared
            .undo
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Packs the file and makes its indexes anew, between two commits; waits until it is done.
    ///
    /// # Errors
    /// An error of the file, such as a full disk; the file is as it was.
    pub(crate) fn optimize(&self) -> Result<()> {
        self.between_commits(|storage| Ok(storage.optimize()?))
    }

    /// Runs `work` on the writer's thread while no transaction is open and no change of media is under way.
    pub(crate) fn between_commits<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Storage) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, reply) = mpsc::channel();
        self.queue(Work::BetweenCommits(Box::new(move |storage| {
            let done = catch_unwind(AssertUnwindSafe(|| work(storage)));
            // The one who asked may have gone.
            drop(sender.send(done.unwrap_or(Err(CollectionError::Panicked))));
        })));
        reply.recv().unwrap_or(Err(CollectionError::Closed))
    }

    pub(crate) fn queue(&self, work: Work) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(jobs) = jobs.as_ref() {
            // A writer that has ended drops the work, and with it the sender that the caller listens to.
            drop(jobs.send(work));
        }
    }

    /// Finishes the queued jobs, writes all into the one file and lets go of it.
    ///
    /// # Errors
    /// The last checkpoint failed; no acknowledged change is lost by that.
    pub fn close(&self) -> Result<()> {
        drop(
            self.jobs
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let thread = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.readers.close();
        match thread {
            Some(thread) => thread.join().unwrap_or(Err(CollectionError::Panicked)),
            None => Ok(()),
        }
    }

    fn snapshot<'r>(&self, reader: &'r Storage) -> Result<(Snapshot<'r>, Arc<Catalog>)> {
        let before = self.shared.generation.load(Ordering::Acquire);
        let snapshot = Snapshot::begin(reader)?;
        let newest = {
            let newest = self
                .shared
                .newest
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            Arc::clone(&newest)
        };
        let after = self.shared.generation.load(Ordering::Acquire);
        if before == after && before.is_multiple_of(2) {
            return Ok((snapshot, newest));
        }
        let catalog = Arc::new(Catalog::load(reader)?);
        Ok((snapshot, catalog))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Err(problem) = self.close() {
            tracing::error!(%problem, "the collection was not closed cleanly");
        }
    }
}

/// An open read transaction; ends when dropped.
struct Snapshot<'r>(&'r Storage);

impl<'r> Snapshot<'r> {
    fn begin(reader: &'r Storage) -> Result<Self> {
        reader.begin_snapshot()?;
        Ok(Self(reader))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        if let Err(problem) = self.0.end_snapshot() {
            tracing::error!(%problem, "a snapshot could not be ended");
        }
    }
}
