//! Imports with options, and with a report.

use ankid_collection::Transaction;
use ankid_package::{ImportOptions, ImportReport, LoggedNote, PreparedImport, UpdateCondition};
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, PreparedAction, Spec, example};
use crate::actions::miscellaneous::packages::{import, prepare_import};
use crate::door::Call;
use crate::error::ApiError;

/// Takes a package (`.apkg` or `.colpkg`) into the collection, as `importPackage` does, with the choices
/// that Anki's import dialog has, and tells what was done.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ImportFile {
    /// The path of the package on the server; a relative one starts at the media folder.
    path: String,
    /// Whether a note type of the same id and other fields or templates gets those of both; if not, the one
    /// of the package is kept apart.
    #[serde(rename = "mergeNotetypes", default = "yes")]
    merge_notetypes: bool,
    /// When notes that are there are replaced.
    #[serde(rename = "updateNotes", default)]
    update_notes: Update,
    /// When note types that are there are replaced.
    #[serde(rename = "updateNotetypes", default)]
    update_notetypes: Update,
    /// Whether scheduling and the review log are taken.
    #[serde(rename = "withScheduling", default = "yes")]
    with_scheduling: bool,
    /// Whether presets of deck options are taken.
    #[serde(rename = "withDeckConfigs", default = "yes")]
    with_deck_configs: bool,
}

/// When what is there is replaced.
#[derive(Deserialize, JsonSchema, Default, Clone, Copy)]
#[serde(rename_all = "camelCase")]
enum Update {
    /// If what comes in was changed later.
    #[default]
    IfNewer,
    /// If it was changed at another time.
    Always,
    /// Never.
    Never,
}

/// What an import did.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportReply {
    /// How many notes the package has.
    found_notes: usize,
    /// Notes that are new.
    new: Vec<ReportedNote>,
    /// Notes that were there and were changed.
    updated: Vec<ReportedNote>,
    /// Notes that were there and stayed: nothing newer came in.
    unchanged: Vec<ReportedNote>,
    /// Notes that were left out: the note that is there has another note type.
    conflicting: Vec<ReportedNote>,
    /// How many cards are new.
    new_cards: usize,
    /// How many cards were there, and kept their deck and scheduling.
    known_cards: usize,
    /// How many entries of the review log are new.
    new_reviews: usize,
    /// Decks that are new.
    new_decks: Vec<String>,
    /// Presets of deck options that are new.
    new_deck_configs: Vec<String>,
    /// Note types that are new.
    new_notetypes: Vec<String>,
    /// Note types that were there and were changed.
    changed_notetypes: Vec<String>,
    /// How many media files are new.
    new_media: usize,
    /// Media files whose names were taken by others.
    renamed_media: Vec<RenamedMedia>,
}

/// A note of an import.
#[derive(Serialize, JsonSchema)]
struct ReportedNote {
    /// The note; for one that was left out, its id in the package.
    id: NoteIdOnWire,
    /// The beginning of its first field.
    text: String,
}

/// The id of a note.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
struct NoteIdOnWire(i64);

/// A media file that got another name.
#[derive(Serialize, JsonSchema)]
struct RenamedMedia {
    /// The name in the package.
    from: String,
    /// The name in the media folder.
    to: String,
}

impl Action for ImportFile {
    const SPEC: Spec = Spec::new(
        "importFile",
        &[example(
            r#"{"path": "../sample.apkg", "updateNotes": "never"}"#,
            r#"{
                "foundNotes": 1, "new": [], "updated": [],
                "unchanged": [{"id": 1767268800000, "text": "sample front"}], "conflicting": [],
                "newCards": 0, "knownCards": 1, "newReviews": 0, "newDecks": [], "newDeckConfigs": [],
                "newNotetypes": [], "changedNotetypes": [], "newMedia": 0, "renamedMedia": []
            }"#,
        )
        .after(&[(
            "exportPackage",
            r#"{"deck": "Default", "path": "../sample.apkg"}"#,
        )])],
    )
    .errors(&["[Errno 2] No such file or directory", "File is not a zip file"]);
    type Reply = ImportReply;
}

impl PreparedAction for ImportFile {
    type Prepared = PreparedImport;

    fn prepare(self, call: &Call<'_>) -> Result<PreparedImport, ApiError> {
        let options = ImportOptions {
            merge_notetypes: self.merge_notetypes,
            update_notes: self.update_notes.into(),
            update_notetypes: self.update_notetypes.into(),
            scheduling: self.with_scheduling,
            deck_configs: self.with_deck_configs,
        };
        prepare_import(call, &self.path, options)
    }

    fn run(
        prepared: PreparedImport,
        transaction: &mut Transaction,
    ) -> Result<ImportReply, ApiError> {
        import(prepared, transaction).map(ImportReply::from)
    }
}

impl From<Update> for UpdateCondition {
    fn from(update: Update) -> Self {
        match update {
            Update::IfNewer => Self::IfNewer,
            Update::Always => Self::Always,
            Update::Never => Self::Never,
        }
    }
}

impl From<ImportReport> for ImportReply {
    fn from(report: ImportReport) -> Self {
        let renamed = report.renamed_media.into_iter();
        Self {
            found_notes: report.found_notes,
            new: reported(report.new),
            updated: reported(report.updated),
            unchanged: reported(report.unchanged),
            conflicting: reported(report.conflicting),
            new_cards: report.new_cards,
            known_cards: report.known_cards,
            new_reviews: report.new_reviews,
            new_decks: report.new_decks,
            new_deck_configs: report.new_deck_configs,
            new_notetypes: report.new_notetypes,
            changed_notetypes: report.changed_notetypes,
            new_media: report.new_media,
            renamed_media: renamed
                .map(|(from, to)| RenamedMedia { from, to })
                .collect(),
        }
    }
}

fn reported(notes: Vec<LoggedNote>) -> Vec<ReportedNote> {
    let report = |LoggedNote {
                      id: NoteId(id),
                      text,
                  }| ReportedNote {
        id: NoteIdOnWire(id),
        text,
    };
    notes.into_iter().map(report).collect()
}

const fn yes() -> bool {
    true
}
