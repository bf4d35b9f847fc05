//! The only SQL of the project: one [`Storage`] is one connection on one collection file.
//!
//! Typed methods, a module per table. Knows neither HTTP nor the names that travel in JSON.

mod blobs;
mod cards;
mod check;
mod col;
mod collation;
mod config;
mod copying;
#[cfg(feature = "count-statements")]
mod counting;
mod create;
mod deck_configs;
mod decks;
mod downgrade;
mod error;
mod foreign;
mod functions;
mod graves;
mod ids;
mod lock;
mod media_db;
mod notes;
mod notetypes;
mod prefs;
mod reviews;
mod row;
mod search;
mod storage;
mod study;
mod sync;
mod tags;
#[cfg(test)]
mod testing;
mod transaction;
mod transfer;
mod undo_log;
mod upgrade;
mod version;

pub use cards::{CardMove, CardSlot, DueCounts, DueCutoff};
pub use check::{CardRules, ChangeStamp};
pub use col::CollectionStamps;
pub use collation::unicase_order;
pub use config::ConfigEntry;
#[cfg(feature = "count-statements")]
pub use counting::statements_started;
pub use create::Creation;
pub use error::{LockHolder, StorageError};
pub use foreign::Scrutiny;
pub use graves::{Grave, GraveKind};
pub use media_db::{MediaDatabase, MediaEntry, MediaState};
pub use notes::{NoteDigest, NoteKey, StoredTags};
pub use prefs::{Preferences, SyncLogin};
pub use search::{BorrowOrder, Borrowing, SortKey, SortOrder};
pub use storage::Storage;
pub use study::{DayQueue, DueDay, DueOrder, NewCardOrder, Remaining};
pub use sync::{RowCounts, SyncTable};
pub use tags::RegisteredTag;
pub use transfer::NoteStub;
pub use undo_log::{Table, TouchedKeys, TouchedRows, TouchedTables, UndoLog, UndoPosition};

type Result<T, E = StorageError> = std::result::Result<T, E>;
