//! What a write job changed, told to whoever listens once it is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use ankid_storage::{Table, TouchedKeys, TouchedRows, UndoLog, UndoPosition};
use ankid_types::{CardId, NoteId};

use crate::error::Result;
use crate::history::UndoStatus;

/// A kind of things in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangedKind {
    /// Notes.
    Notes,
    /// Cards.
    Cards,
    /// Decks.
    Decks,
    /// Presets of deck options.
    DeckConfigs,
    /// Note types with their fields and templates.
    Notetypes,
    /// The registry of tags.
    Tags,
    /// The review log.
    Reviews,
    /// Settings of the collection.
    Config,
    /// Media files.
    Media,
}

impl ChangedKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Notes,
        Self::Cards,
        Self::Decks,
        Self::DeckConfigs,
        Self::Notetypes,
        Self::Tags,
        Self::Reviews,
        Self::Config,
        Self::Media,
    ];

    /// The tables that hold things of this kind.
    const fn tables(self) -> &'static [Table] {
        match self {
            Self::Notes => &[Table::Notes],
            Self::Cards => &[Table::Cards],
            Self::Decks => &[Table::Decks],
            Self::DeckConfigs => &[Table::DeckConfigs],
            Self::Notetypes => &[Table::Notetypes, Table::Fields, Table::Templates],
            Self::Tags => &[Table::Tags],
            Self::Reviews => &[Table::Reviews],
            Self::Config => &[Table::Config],
            Self::Media => &[],
        }
    }
}

/// Whether a job changed something for the first time, took a change back, or made it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// A new change.
    Made,
    /// A change was undone.
    Undone,
    /// A change was redone.
    Redone,
}

/// Things of one kind that a job added, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched<Id> {
    /// How many there are.
    pub count: usize,
    /// The first twenty of them, in the order in which they were touched.
    pub first: Vec<Id>,
}

/// What a job that succeeded has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeReport {
    /// The name of the step, such as "Add Note"; that of the earlier step where one was undone or redone.
    pub label: &'static str,
    /// Whether the change is new.
    pub direction: Direction,
    /// Who asked for it, as [`Transaction::set_author`](crate::Transaction::set_author) was told.
    pub author: Option<Arc<str>>,
    /// The kinds of things that changed.
    pub kinds: Vec<ChangedKind>,
    /// The notes that changed.
    pub notes: Touched<NoteId>,
    /// The cards that changed.
    pub cards: Touched<CardId>,
    /// What can be undone and redone after it.
    pub undo: UndoStatus,
}

impl ChangeReport {
    /// All but media files came out of another collection.
    pub(crate) fn of_everything(label: &'static str) -> Self {
        let tables = |kind: &ChangedKind| !kind.tables().is_empty();
        Self {
            label,
            direction: Direction::Made,
            author: None,
            kinds: ChangedKind::ALL.into_iter().filter(tables).collect(),
            notes: Touched::none(),
            cards: Touched::none(),
            undo: UndoStatus::default(),
        }
    }
}

impl<Id> Touched<Id> {
    fn of(rows: &TouchedKeys, id: fn(i64) -> Id) -> Self {
        Self {
            count: rows.count(),
            first: rows.first.iter().copied().map(id).collect(),
        }
    }

    const fn none() -> Self {
        Self {
            count: 0,
            first: Vec::new(),
        }
    }
}

/// Is called on the writer's thread for each change, before the one who asked for it gets the answer.
type Listener = Box<dyn Fn(&ChangeReport) + Send + Sync>;

/// Who wants to know of changes.
#[derive(Default)]
pub(crate) struct Listeners(RwLock<Vec<Listener>>);

impl Listeners {
    pub(crate) fn add(&self, listener: Listener) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(listener);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    pub(crate) fn tell(&self, report: &ChangeReport) {
        for listener in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            if catch_unwind(AssertUnwindSafe(|| listener(report))).is_err() {
                tracing::error!(report.label, "a listener to changes panicked");
            }
        }
    }
}

/// What happened in a stretch of the undo log.
pub(crate) struct Traces {
    kinds: Vec<ChangedKind>,
    rows: TouchedRows,
}

impl Traces {
    /// Reads what was logged after a position; `None` where that is nothing, and no media changed either.
    pub(crate) fn since(
        log: UndoLog<'_>,
        before: UndoPosition,
        media_changed: bool,
    ) -> Result<Option<Self>> {
        let rows = log.rows_since(before)?;
        if rows.tables.is_empty() && !media_changed {
            return Ok(None);
        }
        let is_changed = |kind: &ChangedKind| match kind {
            ChangedKind::Media => media_changed,
            kind => (kind.tables().iter()).any(|table| rows.tables.contains(*table)),
        };
        let kinds = ChangedKind::ALL.into_iter().filter(is_changed).collect();
        Ok(Some(Self { kinds, rows }))
    }

    pub(crate) fn report(
        self,
        label: &'static str,
        direction: Direction,
        author: Option<Arc<str>>,
        undo: UndoStatus,
    ) -> ChangeReport {
        ChangeReport {
            label,
            direction,
            author,
            kinds: self.kinds,
            notes: Touched::of(&self.rows.notes, NoteId),
            cards: Touched::of(&self.rows.cards, CardId),
            undo,
        }
    }
}
