//! What can go wrong in the engine.

use ankid_scheduler::SchedulerError;
use ankid_storage::StorageError;
use ankid_template::TemplateProblem;
use ankid_types::{CardId, DeckConfigId, DeckId, DeckName, NoteId, NotetypeId, ReviewId};
use thiserror::Error;

use crate::media::MediaError;
use crate::search::SearchError;

/// An error of the engine. A write job that fails with one has changed nothing.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// A deck was to be put below itself.
    #[error("the deck `{0}` cannot be put below itself")]
    DeckBelowItself(DeckName),
    /// The file could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// No card has the id.
    #[error("card `{0}` does not exist")]
    CardMissing(CardId),
    /// The note type of a card has no template for it.
    #[error("card `{0}` has no template")]
    TemplateMissing(CardId),
    /// A note has a card of this ordinal already.
    #[error("note `{note}` has card `{card}` with the ord {ordinal} already")]
    TemplateTaken {
        /// The note.
        note: NoteId,
        /// The ordinal.
        ordinal: u16,
        /// The card that has it.
        card: CardId,
    },
    /// The review log has an entry of this id.
    #[error("review `{0}` exists already")]
    ReviewExists(ReviewId),
    /// The time of an answer is still to come.
    #[error("review `{0}` lies in the future; the id is the time in milliseconds since 1970")]
    ReviewInFuture(ReviewId),
    /// No note has the id.
    #[error("note `{0}` does not exist")]
    NoteMissing(NoteId),
    /// No deck has the id.
    #[error("deck `{0}` does not exist")]
    DeckMissing(DeckId),
    /// The deck is filtered, and a filtered deck has no decks below it.
    #[error("`{0}` is a filtered deck; it can have no decks below it")]
    FilteredParent(DeckName),
    /// The deck is filtered: it borrows the cards that its search finds, and takes no others.
    #[error("`{0}` is a filtered deck; cards cannot be put into it by hand")]
    FilteredTarget(DeckName),
    /// The deck's name has too many levels.
    #[error("`{name}` has too many levels: at most {limit} can be made at once")]
    DeckTooDeep {
        /// The name.
        name: DeckName,
        /// How many levels may be missing.
        limit: usize,
    },
    /// The default preset must stay.
    #[error("the default deck options preset cannot be removed")]
    DefaultDeckConfig,
    /// No preset has the id.
    #[error("deck options preset `{0}` does not exist")]
    DeckConfigMissing(DeckConfigId),
    /// No note type has the id.
    #[error("note type `{0}` does not exist")]
    NotetypeMissing(NotetypeId),
    /// The note has another number of values than its note type has fields.
    #[error("note `{note}` has {actual} fields, but its note type has {expected}")]
    FieldCount {
        /// The note.
        note: NoteId,
        /// How many values it has.
        actual: usize,
        /// How many fields its note type has.
        expected: usize,
    },
    /// The note type may not be saved like this.
    #[error("{0}")]
    InvalidNotetype(&'static str),
    /// A template of the note type may not be saved like this.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// A card cannot be scheduled.
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
    /// The number of a flag is out of range.
    #[error("`{0}` is no flag; flags are 1 to 7, and 0 for none")]
    NoFlag(u8),
    /// A filtered deck was asked for.
    #[error("deck `{0}` is not a filtered deck")]
    NotFiltered(DeckName),
    /// The searches of a filtered deck find no cards.
    #[error("no cards match the searches of the filtered deck")]
    EmptyFilteredDeck,
    /// The deck that a card belongs to is filtered, or is one that only borrowed it.
    #[error("card `{0}` belongs to a filtered deck; check the database")]
    FilteredHome(CardId),
    /// A media file could not be had, stored or removed.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A search is refused.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A text to be replaced is no regular expression.
    #[error("no regular expression: {0}")]
    InvalidRegex(String),
    /// No search is saved under the name.
    #[error("no search is saved as `{0}`")]
    SavedSearchMissing(String),
    /// A search is saved under the name already.
    #[error("another search is saved as `{0}` already")]
    SavedSearchTaken(String),
    /// A note type has other fields or templates elsewhere than it has here.
    #[error(
        "the note type `{0}` has other fields or card templates on the server: a full sync is needed"
    )]
    NotetypeShape(String),
    /// Note types were changed while a sync ran.
    #[error("note types were changed while the sync ran: a full sync is needed")]
    SchemaChanged,
    /// A file cannot be replaced, since the collection changes all the time.
    #[error("the collection is changed all the time; nothing was replaced: try again")]
    NeverIdle,
    /// A value could not be written as JSON.
    #[error("a configuration value could not be written")]
    Json(#[from] serde_json::Error),
    /// The writer could not be started.
    #[error("no thread could be started for the collection: {0}")]
    Thread(std::io::Error),
    /// A write job panicked; its changes were rolled back.
    #[error("the request failed inside the engine; nothing was changed")]
    Panicked,
    /// The engine is closed, or its writer has ended.
    #[error("the collection is closed")]
    Closed,
    /// The commit that should have made the job durable failed.
    #[error("the change could not be saved: {0}")]
    CommitFailed(String),
}

/// A result of the engine.
pub type Result<T, E = CollectionError> = std::result::Result<T, E>;
