//! Everything that a request can be refused with, in AnkiConnect's own sentences where it has one.

use std::path::PathBuf;

use ankid_collection::CollectionError;
use ankid_collection::media::MediaError;
use ankid_package::PackageError;
use ankid_report::ReportError;
use ankid_schema11::Schema11Error;
use ankid_types::{CardId, NoteId};

use crate::host::HostError;
use crate::signature::SignatureError;

/// Why a request failed; its text is the reply's `error`.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request is no JSON, or no request.
    #[error("{0}")]
    Malformed(String),
    /// The key is missing or wrong.
    #[error("valid api key must be provided")]
    WrongKey,
    /// There is no such action.
    #[error("unsupported action")]
    UnsupportedAction,
    /// A parameter is missing or unknown.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A parameter's value is of the wrong kind.
    #[error("{0}")]
    Parameter(String),
    /// An option is neither true nor false.
    #[error("option parameter \"{0}\" must be boolean")]
    OptionNotBoolean(&'static str),
    /// `apiReflect` was given scopes that are no list.
    #[error("scopes has invalid value")]
    ReflectScopes,
    /// `apiReflect` was given actions that are no list.
    #[error("actions has invalid value")]
    ReflectActions,
    /// A media file has no content.
    #[error("You must provide a \"data\", \"path\", or \"url\" field.")]
    NoMediaSource,
    /// An object lacks a key; Python tells no more than the key.
    #[error("'{0}'")]
    MissingKey(&'static str),
    /// Fields or templates of a note type name places that they cannot come from.
    #[error("`{0}` of the note type: two have the same `ord`, or one an `ord` that there was not")]
    BadPlaces(&'static str),
    /// A filtered deck was asked about its preset.
    #[error("deck `{0}` is filtered: it has no preset")]
    NoPresetOfFiltered(String),
    /// A media file could not be had or stored.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// No note type has the name.
    #[error("model was not found: {0}")]
    ModelNotFound(String),
    /// No note type has the name, in the words of `updateNoteModel`.
    #[error("Model '{0}' not found")]
    NoSuchModel(String),
    /// A note type has no field of the name.
    #[error("field was not found in {model}: {field}")]
    FieldNotFound {
        /// The note type.
        model: String,
        /// The field.
        field: String,
    },
    /// A note type has no template of the name.
    #[error("template was not found in {model}: {template}")]
    TemplateNotFound {
        /// The note type.
        model: String,
        /// The template.
        template: String,
    },
    /// The only template of a note type was to be removed.
    #[error("must have 1 template")]
    LastTemplate,
    /// `createModel` was given no fields.
    #[error("Must provide at least one field for inOrderFields")]
    NoFieldsGiven,
    /// `createModel` was given no templates.
    #[error("Must provide at least one card for cardTemplates")]
    NoTemplatesGiven,
    /// A note type of the name exists.
    #[error("Model name already exists")]
    ModelNameTaken,
    /// A parameter is no text.
    #[error("{0} should be a string: {1}")]
    NotAString(&'static str, String),
    /// A parameter is no whole number.
    #[error("{0} should be an integer: {1}")]
    NotAnInteger(&'static str, String),
    /// No deck has the name.
    #[error("deck was not found: {0}")]
    DeckNotFound(String),
    /// No note has the id.
    #[error("Note was not found: {0}")]
    NoteNotFound(NoteId),
    /// The first field of a new note is empty.
    #[error("cannot create note because it is empty")]
    EmptyNote,
    /// A new note is a duplicate, and duplicates are not allowed.
    #[error("cannot create note because it is a duplicate")]
    DuplicateNote,
    /// A new note has clozes where its note type wants none, or none where it wants some.
    #[error("cannot create note for unknown reason")]
    UnfitNote,
    /// Notes of a batch that is added whole or not at all were refused; the list of reasons.
    #[error("{0}")]
    NotesRefused(String),
    /// `notesInfo` was asked about nothing.
    #[error("Must provide either \"notes\" or a \"query\"")]
    NoNotesNamed,
    /// `updateNote` was given neither fields nor tags.
    #[error("Must provide a \"fields\" or \"tags\" property.")]
    NothingToUpdate,
    /// Tags are neither a text nor a list of texts.
    #[error("Must provide tags as a list of strings")]
    TagsNotTexts,
    /// `updateNoteModel` was given no note.
    #[error("Note ID is required")]
    NoteIdRequired,
    /// `updateNoteModel` was given no note type.
    #[error("Model name is required")]
    ModelNameRequired,
    /// `updateNoteModel` was given no fields.
    #[error("Fields must be provided as a dictionary")]
    FieldsRequired,
    /// A page wanted its own newest change taken back, and somebody else has changed something since.
    #[error("something else was changed since then, so nothing was taken back")]
    NotOwnChange,
    /// What was to be saved over is not there any more as the caller has seen it.
    #[error("this was changed elsewhere meanwhile, so nothing was saved")]
    Overtaken,
    /// No collection is open.
    #[error("collection is not available")]
    NoCollection,
    /// `deleteDecks` was not told that the cards go too.
    #[error("Since Anki 2.1.28 it's not possible to delete decks without deleting cards as well")]
    CardsNotDeleted,
    /// The default preset cannot be removed.
    #[error("can't delete default conf")]
    DefaultDeckConfig,
    /// No card has the id.
    #[error("Card was not found: {0}")]
    CardNotFound(CardId),
    /// No card is under review.
    #[error("Gui review is not currently active.")]
    NotReviewing,
    /// The order for the browser is no object.
    #[error("reorderCards should be a dict: {0}")]
    OrderNoDict(String),
    /// The order for the browser lacks a part.
    #[error("Must provide a \"columnId\" and a \"order\" property\"")]
    OrderIncomplete,
    /// The order for the browser is neither of the two.
    #[error("invalid card order: {0}")]
    InvalidOrder(String),
    /// The browser shows no such column.
    #[error("invalid columnId: {0}")]
    InvalidColumn(String),
    /// An answer is none of the four.
    #[error("invalid ease")]
    InvalidEase,
    /// There is no file at a path; Python's words.
    #[error("[Errno 2] No such file or directory: '{}'", .0.display())]
    NoSuchFile(PathBuf),
    /// A package is no archive; Python's words.
    #[error("File is not a zip file")]
    NotAZipFile,
    /// A sync would need one side to replace the other. AnkiConnect's sentence, with Anki's number.
    #[error(
        "Sync status {0} not one of [0, 1] - see SyncCollectionResponse.ChangesRequired for list of sync statuses: \
         https://github.com/ankitects/anki/blob/e41c4573d789afe8b020fab5d9d1eede50c3fa3d/proto/anki/sync.proto#L57-L65"
    )]
    FullSyncNeeded(u8),
    /// The program could not do what the action asked.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The statistics page could not be drawn.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A package or a text could not be read or written.
    #[error("{0}")]
    Package(String),
    /// The engine refused, or failed.
    #[error(transparent)]
    Collection(CollectionError),
}

impl From<CollectionError> for ApiError {
    fn from(error: CollectionError) -> Self {
        match error {
            CollectionError::DefaultDeckConfig => Self::DefaultDeckConfig,
            CollectionError::NoteMissing(id) => Self::NoteNotFound(id),
            CollectionError::CardMissing(id) => Self::CardNotFound(id),
            other => Self::Collection(other),
        }
    }
}

impl From<PackageError> for ApiError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::Collection(error) => error.into(),
            PackageError::Storage(error) => Self::Collection(error.into()),
            PackageError::Media(error) => Self::Media(error),
            other => Self::Package(other.to_string()),
        }
    }
}

impl From<Schema11Error> for ApiError {
    fn from(error: Schema11Error) -> Self {
        Self::Parameter(error.to_string())
    }
}
