//! The engine: an Anki collection that many requests read and one thread changes.
//!
//! [`Engine`] opens the file. A request reads through a [`View`], or changes through a
//! [`Transaction`]; the modules of the domain add what each can do. Knows nothing of HTTP or JSON.

mod browser;
mod cards;
mod catalog;
mod changes;
mod check;
mod config;
mod create;
mod deck_configs;
mod decks;
mod engine;
mod error;
mod history;
pub mod incoming;
pub mod media;
mod notes;
mod notetypes;
mod readers;
mod replacement;
mod review;
mod review_log;
mod search;
mod sidebar;
pub mod stats;
pub mod stock;
pub mod sync;
mod tags;
mod timing;
mod transaction;
mod view;
mod writer;

pub use ankid_scheduler::{
    CardState, DayTiming, LearningProgress, LearningState, Lessons, MemoryState, NewState,
    NextStates, NormalState, PreviewState, QueueKind, Rating, RelearningState, ReviewState,
    StudyCounts, fsrs_parameters,
};
pub use ankid_storage::UndoPosition;
pub use ankid_template::FieldState;
pub use browser::{BrowserColumn, BrowserMode, BrowserOrder, BrowserRow, Sorting};
pub use cards::{CardDestination, CardDetails, CardValue, CardWithNote, Remembrance, Reposition};
pub use catalog::{Catalog, NotetypeEntry};
pub use changes::{ChangeReport, ChangedKind, Direction, Touched};
pub use check::{DatabaseReport, Finding, MediaReport, MisnamedMedia, MissingMedia};
pub use deck_configs::OptionsInForce;
pub use decks::{DeckLimits, StudySwitches};
pub use engine::{Engine, EngineOptions, Pending};
pub use error::{CollectionError, Result};
pub use history::UndoStatus;
pub use incoming::NotetypeStamp;
pub use notes::{
    AddingDefaults, CardPreview, Duplicate, DuplicateScope, FieldForm, NewNote, NoteEdit, Replacing,
};
pub use notetypes::{Edited, NotetypeChange, NotetypeEdit};
pub use replacement::open_replacement;
pub use review::{
    AnswerButtons, Buried, CardIntervals, DeckCounts, Forgetting, QueuedAnswer, QueuedCard,
    QueuedCards, Study, StudyEnd,
};
pub use search::{
    Completion, CompletionKind, Completions, Joiner, RegexFault, SearchError, SearchProblem,
    Severity, combine_searches,
};
pub use sidebar::{Branch, NotetypeBranch};
pub use transaction::Transaction;
pub use view::View;
