//! Anki's packages: files that carry decks (`.apkg`) or a whole collection (`.colpkg`) with their media.
//!
//! Everything slow (archives, compression, hashes) happens beside the engine's writer. What comes
//! from a package is not believed: names, sizes, checksums and the database inside are checked
//! first. Knows neither HTTP nor SQL.

mod apkg;
mod archive;
mod backup;
mod colpkg;
mod error;
mod format;
mod gather;
mod import;
mod limits;
mod media_map;
mod placeholder;
mod progress;
mod receiving;
mod restore;
mod target;
mod text;
mod writer;

pub use apkg::{DeckExport, ExportedNotes, Selection, export_notes};
pub use backup::{Backup, BackupChoices, BackupLimits, Due, back_up, backup_folder, list_backups};
pub use colpkg::{CollectionExport, ExportedCollection, export_collection};
pub use error::PackageError;
pub use format::Format;
pub use import::{ImportOptions, ImportReport, LoggedNote, PreparedImport, UpdateCondition};
pub use limits::Limits;
pub use progress::{Progress, Reporter, Stage};
pub use restore::{PreparedRestore, Restore, Restored};

pub use text::{
    CardsAsText, IfMatches, MatchScope, Matched, NotesAsText, Outcome, ParsedText, Refusal,
    RowReport, Separator, TextFile, TextImport, TextReport, cards_as_text, notes_as_text,
};

type Result<T, E = PackageError> = std::result::Result<T, E>;
