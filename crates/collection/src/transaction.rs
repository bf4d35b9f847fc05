//! What a write job works with: the state it sees, and the ways to change it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use ankid_storage::{Storage, UndoPosition};
use ankid_types::{TimestampMillis, TimestampSecs};
use rand::Rng;
use rand::rngs::StdRng;

use crate::catalog::Catalog;
use crate::changes::Direction;
use crate::error::{CollectionError, Result};
use crate::history::{History, Step, UndoStatus};
use crate::media::{MediaChanges, MediaFolder, MediaPlan};
use crate::notes::Added;
use crate::review::Queues;
use crate::view::{Surroundings, View};

/// A write job's hold on the collection.
///
/// Reads what a [`View`] reads, its own changes included. The domain modules add the changes; each
/// keeps the catalog in step with the rows. Whatever one job changes is one undo step.
pub struct Transaction<'a> {
    view: View<'a>,
    history: &'a mut History,
    pub(crate) queues: &'a mut Queues,
    pub(crate) random: &'a mut StdRng,
    now: TimestampMillis,
    label: &'static str,
    author: Option<Arc<str>>,
    media: MediaChanges,
    added: Added,
    spellings: RefCell<HashMap<String, String>>,
}

/// What the writer keeps from job to job.
pub(crate) struct Lasting<'a> {
    pub(crate) history: &'a mut History,
    pub(crate) queues: &'a mut Queues,
    pub(crate) random: &'a mut StdRng,
}

/// What of a write job outlives it.
pub(crate) struct Outcome {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) media: MediaChanges,
    pub(crate) label: &'static str,
    pub(crate) direction: Direction,
    /// Whether it restored earlier rows or set the stamps, so that nothing may be stamped anew.
    pub(crate) keeps_stamps: bool,
    pub(crate) author: Option<Arc<str>>,
    pub(crate) now: TimestampMillis,
}

impl<'a> Deref for Transaction<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(
        storage: &'a Storage,
        catalog: Arc<Catalog>,
        surroundings: &'a Surroundings,
        lasting: Lasting<'a>,
    ) -> Self {
        let Lasting {
            history,
            queues,
            random,
        } = lasting;
        let now = surroundings.clock.now();
        let media = MediaChanges::new(Arc::clone(&surroundings.media));
        let view = View {
            storage,
            catalog,
            surroundings,
        };
        Self {
            view,
            history,
            queues,
            random,
            now,
            label: "",
            author: None,
            media,
            added: Added::default(),
            spellings: RefCell::default(),
        }
    }

    /// The moment that this job's changes carry.
    #[must_use]
    pub fn now(&self) -> TimestampMillis {
        self.now
    }

    /// The second that this job's changes carry.
    #[must_use]
    pub fn now_secs(&self) -> TimestampSecs {
        self.now.as_secs()
    }

    /// Names the undo step that this job will be, in people's words ("Add Note").
    pub fn set_label(&mut self, label: &'static str) {
        self.label = label;
    }

    /// Says who asked for this job, for the change report: any text that the listeners understand.
    pub fn set_author(&mut self, author: Arc<str>) {
        self.author = Some(author);
    }

    /// Who asked for this job, as [`set_author`](Self::set_author) was told.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.author.as_deref()
    }

    /// Who asked for the change that [`undo`](Self::undo) would take back.
    #[must_use]
    pub fn newest_author(&self) -> Option<&str> {
        self.history.newest_author()
    }

    /// What can be undone and redone: where this job has undone or redone something, what can be so after it.
    #[must_use]
    pub fn undo_status(&self) -> UndoStatus {
        self.history.status_after(self.label)
    }

    /// The catalog, to be kept in step with changed rows.
    pub(crate) fn catalog_mut(&mut self) -> &mut Catalog {
        Arc::make_mut(&mut self.view.catalog)
    }

    /// Forgets all steps that could be undone or redone, and makes this job none.
    pub(crate) fn forget_history(&mut self) {
        self.history.forget();
    }

    /// Takes the newest change of rows back; its label, or `None` when there is nothing to take back.
    ///
    /// Every row is as it was before the change, modification times and sync marks included.
    ///
    /// # Errors
    /// An error of the file.
    pub fn undo(&mut self) -> Result<Option<&'static str>> {
        let step = self.history.pop_undo();
        step.map(|step| self.replay_backwards(step)).transpose()
    }

    /// Makes the change again that was last taken back; its label, or `None`.
    ///
    /// # Errors
    /// An error of the file.
    pub fn redo(&mut self) -> Result<Option<&'static str>> {
        let step = self.history.pop_redo();
        step.map(|step| self.replay_backwards(step)).transpose()
    }

    fn replay_backwards(&mut self, step: Step) -> Result<&'static str> {
        self.forget_spellings();
        self.settle_new_position()?;
        let storage = self.view.storage;
        let take_back = |storage: &Storage| {
            let log = storage.undo_log();
            Ok(log.undo_range(step.changes.after, step.changes.up_to)?)
        };
        self.queues.take_back(step.queue, storage, take_back)?;
        self.set_label(step.label);
        self.reload_catalog()?;
        Ok(step.label)
    }

    /// Changes the media folder; taken back if this job or its commit fails.
    ///
    /// # Errors
    /// The file system refused; nothing of the plan was done.
    pub fn change_media(&mut self, plan: MediaPlan) -> Result<()> {
        Ok(self.media.apply(plan)?)
    }

    /// Changes the media folder on a thread of its own, as `plan` says, while `work` goes on with this job. The changes
    /// are taken back if either fails, or this job or its commit does. Returns what came of both.
    ///
    /// # Errors
    /// That of `work` or of `plan`, or the file system refused.
    pub fn change_media_beside<P: Send, T, E: From<CollectionError> + Send>(
        &mut self,
        plan: impl FnOnce(&MediaFolder) -> Result<(MediaPlan, P), E> + Send,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(P, T), E> {
        let folder = Arc::clone(self.media());
        let mut changes = MediaChanges::new(Arc::clone(&folder));
        let (planned, worked) = thread::scope(|scope| {
            let changing = scope.spawn(|| -> Result<P, E> {
                let (plan, planned) = plan(&folder)?;
                changes.apply(plan).map_err(CollectionError::from)?;
                Ok(planned)
            });
            let worked = work(self);
            let changed = changing.join();
            (changed.unwrap_or_else(|panic| resume_unwind(panic)), worked)
        });
        let (planned, worked) = (planned?, worked?);
        self.media.absorb(changes);
        Ok((planned, worked))
    }

    /// Moves media files to the trash; taken back if this job or its commit fails. Missing ones are passed over.
    ///
    /// # Errors
    /// A name leads out of the folder, or the file system refused; all files are where they were.
    pub fn trash_media(&mut self, names: &[String]) -> Result<()> {
        let mut plan = MediaPlan::default();
        for name in names {
            plan.trash(self.media(), name)?;
        }
        self.change_media(plan)
    }

    /// Lets this job set the collection's stamps itself.
    pub(crate) fn set_stamping(&mut self) {
        self.history.set_stamping();
    }

    /// Keeps the record of changes from a position on, or no longer.
    pub(crate) fn pin_changes(&mut self, position: Option<UndoPosition>) {
        self.history.pin(position);
    }

    /// Reads the note types, decks and presets anew, after their rows were changed directly.
    pub(crate) fn reload_catalog(&mut self) -> Result<()> {
        self.view.catalog = Arc::new(Catalog::load(self.view.storage)?);
        Ok(())
    }

    /// Of the notes that this job added.
    pub(crate) fn added(&self) -> &Added {
        &self.added
    }

    /// How the registry spells the tags that this job has asked it about.
    pub(crate) fn spellings(&self) -> &RefCell<HashMap<String, String>> {
        &self.spellings
    }

    /// To be called before tags leave the registry.
    pub(crate) fn forget_spellings(&self) {
        self.spellings.take();
    }

    /// Ends the job.
    pub(crate) fn into_outcome(self) -> Result<Outcome> {
        self.settle_new_position()?;
        Ok(Outcome {
            catalog: self.view.catalog,
            media: self.media,
            label: self.label,
            direction: self.history.direction(),
            keeps_stamps: self.history.keeps_stamps(),
            author: self.author,
            now: self.now,
        })
    }

    /// A number by chance, as new fields and templates are told apart by.
    pub fn random_id(&mut self) -> i64 {
        self.random.next_u64() as i64
    }

    /// Marks the schema as changed: the next sync must be a full one.
    pub(crate) fn mark_schema_changed(&self) -> Result<()> {
        Ok(self.storage().set_schema_modified(self.now)?)
    }
}
