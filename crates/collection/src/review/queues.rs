//! The study queue that the writer keeps, and whether it still fits the rows.
//!
//! As in Anki there is one, of the deck last studied. Changes that it knows of (answers to its
//! cards, flags) are made within [`Queues::keeping`]; any other change of what it was made from
//! drops it, and it is built anew when it is asked for next.

use ankid_scheduler::{LoadBalancer, QueueUpdate, StudyQueue};
use ankid_storage::{Storage, Table, UndoPosition};
use ankid_types::{CardId, DeckId};

use crate::error::Result;

/// The tables that a queue is made from.
const SOURCES: [Table; 3] = [Table::Cards, Table::Decks, Table::DeckConfigs];

/// The queue that stands, if any.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    standing: Option<StandingQueue>,
    /// Up to where the queue knows the changes of the current job.
    known: Option<UndoPosition>,
    /// What the current job did to the queue, where that can be taken back.
    mark: Option<QueueMark>,
    /// Whether the current job changed the queue.
    is_touched: bool,
    /// How many queues there were so far.
    builds: u64,
}

/// What a queue is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QueueTarget {
    pub(super) deck: DeckId,
    pub(super) today: u32,
    pub(super) settings: QueueSettings,
}

/// The settings of the collection that a queue goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QueueSettings {
    pub(super) new_ignores_review_limit: bool,
    pub(super) applies_parent_limits: bool,
    pub(super) is_fsrs: bool,
    pub(super) balances_load: bool,
    pub(super) learn_ahead_secs: u32,
}

/// A queue with what it was built for.
#[derive(Debug)]
pub(crate) struct StandingQueue {
    target: QueueTarget,
    pub(super) queue: StudyQueue,
    pub(super) balancer: Option<LoadBalancer>,
    build: u64,
}

/// What one answer did to a queue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueueMark {
    pub(super) card: CardId,
    pub(super) update: QueueUpdate,
    build: u64,
}

impl Queues {
    /// Begins a job whose changes will come after a position.
    pub(crate) fn begin_job(&mut self, position: UndoPosition) {
        self.known = Some(position);
        self.mark = None;
        self.is_touched = false;
    }

    /// Ends a job that succeeded; what it did to the queue.
    pub(crate) fn end_job(&mut self, storage: &Storage) -> Result<Option<QueueMark>> {
        self.look_for_changes(storage)?;
        Ok(self.mark.take())
    }

    /// Ends a job that is rolled back.
    pub(crate) fn fail_job(&mut self) {
        if self.is_touched {
            self.standing = None;
        }
        self.mark = None;
    }

    /// Forgets the queue, which is to be built anew.
    pub(crate) fn drop_all(&mut self) {
        self.standing = None;
    }

    /// Takes a step back, or makes it again, with what it did to the queue.
    pub(crate) fn take_back(
        &mut self,
        mark: Option<QueueMark>,
        storage: &Storage,
        step: impl FnOnce(&Storage) -> Result<()>,
    ) -> Result<()> {
        self.look_for_changes(storage)?;
        step(storage)?;
        let fits =
            |standing: &&mut StandingQueue| mark.is_some_and(|mark| mark.build == standing.build);
        if let (Some(standing), Some(mark)) = (self.standing.as_mut().filter(fits), mark) {
            standing.queue.take_back(&mark.update);
            if let Some(balancer) = &mut standing.balancer {
                balancer.remove(mark.card);
            }
            self.is_touched = true;
            self.known = Some(storage.undo_log().position()?);
        }
        Ok(())
    }

    /// The queue for this, to be worked with, if it stands and still fits.
    pub(super) fn borrow(
        &mut self,
        target: QueueTarget,
        storage: &Storage,
    ) -> Result<Option<StandingQueue>> {
        self.look_for_changes(storage)?;
        self.is_touched = true;
        let standing = self.standing.take();
        Ok(standing.filter(|standing| standing.target == target))
    }

    /// A queue that was just built.
    pub(super) fn built(
        &mut self,
        target: QueueTarget,
        queue: StudyQueue,
        balancer: Option<LoadBalancer>,
    ) -> StandingQueue {
        self.builds += 1;
        StandingQueue {
            target,
            queue,
            balancer,
            build: self.builds,
        }
    }

    /// Puts a queue back that knows of all changes so far.
    pub(super) fn give_back(&mut self, queue: StandingQueue, storage: &Storage) -> Result<()> {
        self.is_touched = true;
        self.known = Some(storage.undo_log().position()?);
        self.standing = Some(queue);
        Ok(())
    }

    /// Notes what the answer to a card did to a queue. Of several in one job none can be taken back.
    pub(super) fn note_answer(&mut self, queue: &StandingQueue, card: CardId, update: QueueUpdate) {
        self.mark = match self.mark {
            None => Some(QueueMark {
                card,
                update,
                build: queue.build,
            }),
            // No queue has this number.
            Some(mark) => Some(QueueMark { build: 0, ..mark }),
        };
    }

    /// Makes a change that the queue need not know of.
    pub(crate) fn keeping(
        &mut self,
        storage: &Storage,
        change: impl FnOnce(&Storage) -> Result<()>,
    ) -> Result<()> {
        self.look_for_changes(storage)?;
        change(storage)?;
        self.known = Some(storage.undo_log().position()?);
        Ok(())
    }

    /// Drops the queue if the current job has changed what it was made from.
    fn look_for_changes(&mut self, storage: &Storage) -> Result<()> {
        let (Some(_), Some(known)) = (&self.standing, self.known) else {
            return Ok(());
        };
        let log = storage.undo_log();
        let position = log.position()?;
        if position > known {
            let touched = log.changes_since(known)?;
            if SOURCES.iter().any(|table| touched.contains(*table)) {
                self.standing = None;
            }
            self.known = Some(position);
        }
        Ok(())
    }
}
