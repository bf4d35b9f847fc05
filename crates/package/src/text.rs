//! Notes and cards as text: tables with a tab, a comma or another separator, as Anki writes and reads them.

mod export;
mod header;
mod import;
mod mapping;
mod parse;

pub use export::{CardsAsText, NotesAsText, TextFile, cards_as_text, notes_as_text};
pub use header::Separator;
pub use import::{IfMatches, MatchScope, Matched, Outcome, Refusal, RowReport, TextReport};
pub use parse::{ParsedText, TextImport};
