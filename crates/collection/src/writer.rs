//! The writer thread: it alone changes the collection.
//!
//! It takes what waits in its queue, runs the jobs in one transaction, commits, and only then answers
//! them all. A job that fails or panics loses what it did itself and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use ankid_storage::{CollectionStamps, Storage, UndoPosition};
use ankid_types::Clock;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::catalog::Catalog;
use crate::changes::{ChangeReport, Listeners, Traces};
use crate::error::{CollectionError, Result};
use crate::history::{History, Step, Stretch, UndoStatus};
use crate::media::MediaChanges;
use crate::review::Queues;
use crate::transaction::{Lasting, Outcome, Transaction};
use crate::view::Surroundings;

/// How many jobs share a commit at most.
const JOBS_PER_COMMIT: usize = 256;
/// After this time no further job joins a commit, so that the first is answered soon.
const TIME_PER_COMMIT: Duration = Duration::from_millis(50);

/// After so many commits the log of changes is rid of what nobody can take back any more.
const COMMITS_PER_TIDYING: u32 = 16;

/// A job of the queue, together with the way to answer it.
pub(crate) trait Job: Send {
    /// Does the work; whether it succeeded, so that its savepoint is kept.
    fn run(&mut self, transaction: &mut Transaction) -> bool;

    /// Gives the job's answer, once it is known whether the commit succeeded.
    fn finish(self: Box<Self>, fault: Option<CollectionError>);
}

/// What waits in the writer's queue.
pub(crate) enum Work {
    /// A job, which shares its commit with others.
    Job(Box<dyn Job>),
    /// Something for which no transaction may be open, such as packing the file.
    BetweenCommits(Box<dyn FnOnce(&Storage) + Send>),
    /// Putting the content of a file in place of all there is, if the stamps are still these; whether they are.
    Replace {
        file: PathBuf,
        expected: CollectionStamps,
        reply: Sender<Result<bool>>,
    },
}

/// Wraps `job` for the queue; its result comes out of the receiver.
pub(crate) fn ticket<T, E, F>(job: F) -> (Box<dyn Job>, Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<CollectionError> + Send + 'static,
    F: FnOnce(&mut Transaction) -> Result<T, E> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    (
        Box::new(Ticket {
            job: Some(job),
            result: None,
            sender,
        }),
        receiver,
    )
}

struct Ticket<T, E, F> {
    job: Option<F>,
    result: Option<Result<T, E>>,
    sender: Sender<Result<T, E>>,
}

impl<T, E, F> Job for Ticket<T, E, F>
where
    T: Send,
    E: From<CollectionError> + Send,
    F: FnOnce(&mut Transaction) -> Result<T, E> + Send,
{
    fn run(&mut self, transaction: &mut Transaction) -> bool {
        let Some(job) = self.job.take() else {
            return false;
        };
        let result = job(transaction);
        let kept = result.is_ok();
        self.result = Some(result);
        kept
    }

    fn finish(self: Box<Self>, fault: Option<CollectionError>) {
        let result = match (fault, self.result) {
            // The job's own error says more than what became of the commit.
            (_, Some(Err(own))) => Err(own),
            (Some(fault), _) => Err(fault.into()),
            (None, Some(result)) => result,
            (None, None) => Err(CollectionError::Panicked.into()),
        };
        // The one who asked may have gone; the work is done all the same.
        drop(self.sender.send(result));
    }
}

/// What the newest commit left behind, for all threads to see.
///
/// `generation` is odd while a commit that changes the catalog is under way: a reader that finds
/// the same even number before and after it took its snapshot knows that `newest` fits it.
pub(crate) struct Shared {
    pub(crate) generation: AtomicU64,
    pub(crate) newest: RwLock<Arc<Catalog>>,
    pub(crate) undo: RwLock<UndoStatus>,
    pub(crate) listeners: Listeners,
}

/// Owns the connection that writes.
pub(crate) struct Writer {
    storage: Storage,
    surroundings: Arc<Surroundings>,
    shared: Arc<Shared>,
    catalog: Arc<Catalog>,
    history: History,
    queues: Queues,
    random: StdRng,
    media: MediaChanges,
    /// What the jobs of the current transaction changed.
    reports: Vec<ChangeReport>,
    /// Commits since the log of changes was tidied.
    untidied: u32,
}

impl Writer {
    /// Opens the connection that writes; makes a new collection where there is none.
    pub(crate) fn open_storage(
        path: &Path,
        seed: Option<u64>,
        clock: &dyn Clock,
    ) -> Result<(Storage, StdRng)> {
        let mut random = seed.map_or_else(rand::make_rng, StdRng::seed_from_u64);
        let storage = crate::create::open_or_create(path, clock, &mut random)?;
        Ok((storage, random))
    }

    pub(crate) fn new(
        storage: Storage,
        random: StdRng,
        surroundings: Arc<Surroundings>,
    ) -> Result<Self> {
        let catalog = Arc::new(Catalog::load(&storage)?);
        let shared = Arc::new(Shared {
            generation: AtomicU64::new(0),
            newest: RwLock::new(Arc::clone(&catalog)),
            undo: RwLock::default(),
            listeners: Listeners::default(),
        });
        let media = MediaChanges::new(Arc::clone(&surroundings.media));
        let history = History::default();
        Ok(Self {
            storage,
            surroundings,
            shared,
            catalog,
            history,
            queues: Queues::default(),
            random,
            media,
            reports: Vec::new(),
            untidied: 0,
        })
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Works until the last sender of `queue` is gone, then closes the file.
    pub(crate) fn run(mut self, queue: &Receiver<Work>) -> Result<()> {
        self.storage.defer_checkpoints()?;
        let mut next = None;
        while let Some(work) = next.take().or_else(|| queue.recv().ok()) {
            match work {
                Work::Job(first) => {
                    next = self.commit_together(first, queue);
                    if let Err(problem) = self.storage.checkpoint_if_due() {
                        tracing::warn!(%problem, "the write-ahead log was not brought into the file");
                    }
                }
                Work::BetweenCommits(work) => work(&self.storage),
                Work::Replace {
                    file,
                    expected,
                    reply,
                } => drop(reply.send(self.replace(&file, expected))),
            }
        }
        Ok(self.storage.close()?)
    }

    /// Replaces everything, and forgets what was to be undone.
    fn replace(&mut self, file: &Path, expected: CollectionStamps) -> Result<bool> {
        if self.storage.stamps()? != expected {
            return Ok(false);
        }
        self.shared.generation.fetch_add(1, Ordering::AcqRel);
        let replaced = self.replace_everything(file);
        self.shared.generation.fetch_add(1, Ordering::AcqRel);
        replaced?;
        self.queues.drop_all();
        self.publish(&[ChangeReport::of_everything("Download")]);
        Ok(true)
    }

    fn replace_everything(&mut self, file: &Path) -> Result<()> {
        self.storage.replace_content(file)?;
        self.history = History::default();
        let log = self.storage.undo_log();
        log.forget_before(log.position()?)?;
        self.catalog = Arc::new(Catalog::load(&self.storage)?);
        let mut newest = self
            .shared
            .newest
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *newest = Arc::clone(&self.catalog);
        Ok(())
    }

    /// Runs `first` and the jobs that wait behind it in one transaction, and answers them all; returns
    /// what else came out of the queue.
    fn commit_together(&mut self, first: Box<dyn Job>, queue: &Receiver<Work>) -> Option<Work> {
        if let Err(problem) = self.storage.begin() {
            first.finish(Some(problem.into()));
            return None;
        }
        let mut other = None;
        let started = Instant::now();
        let (catalog, history) = (Arc::clone(&self.catalog), self.history.clone());
        let mut done: Vec<(Box<dyn Job>, Option<CollectionError>)> = Vec::new();
        let mut next = Some(first);
        let mut keeps_others = false;
        while let Some(mut job) = next.take() {
            let kept = if keeps_others {
                self.run_in_savepoint(job.as_mut())
            } else {
                self.run_alone(job.as_mut())
            };
            keeps_others |= matches!(kept, Ok(true));
            done.push((job, kept.err()));
            let has_room = done.len() < JOBS_PER_COMMIT && started.elapsed() < TIME_PER_COMMIT;
            if has_room && self.storage.in_transaction() {
                match queue.try_recv() {
                    Ok(Work::Job(job)) => next = Some(job),
                    work => other = work.ok(),
                }
            }
        }
        let committed = self.commit(&catalog);
        let reports = std::mem::take(&mut self.reports);
        if committed.is_err() {
            (self.catalog, self.history) = (catalog, history);
            self.queues.drop_all();
        } else {
            self.publish(&reports);
        }
        for (job, fault) in done {
            let lost = committed
                .as_ref()
                .err()
                .map(|problem| CollectionError::CommitFailed(problem.to_string()));
            job.finish(fault.or(lost));
        }
        other
    }

    /// Runs a job before which the transaction holds nothing: all of it is taken back where the job fails.
    /// Whether the job succeeded; an error here is of the file, never the job's own.
    fn run_alone(&mut self, job: &mut dyn Job) -> Result<bool> {
        let kept = self.run_or_forget(job);
        if !matches!(kept, Ok(true)) {
            self.storage.rollback()?;
            self.storage.begin()?;
        }
        kept
    }

    /// As [`run_alone`](Self::run_alone), where others' work must stay.
    fn run_in_savepoint(&mut self, job: &mut dyn Job) -> Result<bool> {
        self.storage.savepoint()?;
        let kept = self.run_or_forget(job);
        if matches!(kept, Ok(true)) {
            self.storage.release()?;
        } else {
            self.storage.rollback_to()?;
        }
        kept
    }

    /// Runs a job, and forgets of it what is not in the file if it fails or panics.
    fn run_or_forget(&mut self, job: &mut dyn Job) -> Result<bool> {
        let (catalog, history) = (Arc::clone(&self.catalog), self.history.clone());
        let before = self.storage.undo_log().position()?;
        self.queues.begin_job(before);
        let outcome = catch_unwind(AssertUnwindSafe(|| self.attempt(job, before)));
        if !matches!(outcome, Ok(Ok(true))) {
            (self.catalog, self.history) = (catalog, history);
            self.queues.fail_job();
        }
        // A panic is the job's own.
        outcome.unwrap_or(Ok(false))
    }

    /// Runs the job and files what it changed; whether it succeeded.
    fn attempt(&mut self, job: &mut dyn Job, before: UndoPosition) -> Result<bool> {
        let mut transaction = Transaction::new(
            &self.storage,
            Arc::clone(&self.catalog),
            &self.surroundings,
            Lasting {
                history: &mut self.history,
                queues: &mut self.queues,
                random: &mut self.random,
            },
        );
        if !job.run(&mut transaction) {
            return Ok(false);
        }
        let Outcome {
            catalog,
            media,
            label,
            direction,
            keeps_stamps,
            author,
            now,
        } = transaction.into_outcome()?;
        self.catalog = catalog;
        let log = self.storage.undo_log();
        if log.position()? > before && !keeps_stamps {
            self.storage.set_modified(now)?;
        }
        let up_to = log.position()?;
        self.history.record(Step {
            label,
            author: author.clone(),
            changes: Stretch {
                after: before,
                up_to,
            },
            queue: self.queues.end_job(&self.storage)?,
        });
        if !self.shared.listeners.is_empty()
            && let Some(traces) = Traces::since(log, before, !media.is_empty())?
        {
            let undo = self.history.status();
            self.reports
                .push(traces.report(label, direction, author, undo));
        }
        self.media.absorb(media);
        Ok(true)
    }

    /// Makes known what a commit has changed.
    fn publish(&self, reports: &[ChangeReport]) {
        *self
            .shared
            .undo
            .write()
            .unwrap_or_else(PoisonError::into_inner) = self.history.status();
        for report in reports {
            self.shared.listeners.tell(report);
        }
    }

    /// Commits and makes a changed catalog known to the readers.
    fn commit(&mut self, before: &Arc<Catalog>) -> Result<()> {
        let none = MediaChanges::new(Arc::clone(&self.surroundings.media));
        let mut media = std::mem::replace(&mut self.media, none);
        let changed = !Arc::ptr_eq(before, &self.catalog);
        if changed {
            self.shared.generation.fetch_add(1, Ordering::AcqRel);
        }
        let durable = self.make_durable(&mut media);
        if changed {
            if durable.is_ok() {
                let mut newest = self
                    .shared
                    .newest
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                *newest = Arc::clone(&self.catalog);
            }
            self.shared.generation.fetch_add(1, Ordering::AcqRel);
        }
        durable?;
        media.keep();
        Ok(())
    }

    /// Makes media and rows survive a power cut, or takes the rows back.
    fn make_durable(&mut self, media: &mut MediaChanges) -> Result<()> {
        self.untidied += 1;
        let durable = media.seal().map_err(CollectionError::from).and_then(|()| {
            if self.untidied >= COMMITS_PER_TIDYING {
                self.untidied = 0;
                let log = self.storage.undo_log();
                let oldest = self.history.oldest_needed();
                log.forget_before(oldest.map_or_else(|| log.position(), Ok)?)?;
            }
            Ok(self.storage.commit()?)
        });
        if durable.is_err() {
            self.storage.rollback()?;
        }
        durable
    }
}
