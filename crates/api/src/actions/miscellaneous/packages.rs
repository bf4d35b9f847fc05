//! Packages of decks, out and in.

use ankid_collection::{Transaction, View};
use ankid_package::{
    DeckExport, Due, Format, ImportOptions, ImportReport, Limits, LoggedNote, PackageError,
    PreparedImport, Selection, back_up, export_notes,
};
use ankid_types::{DeckId, DeckName};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, HostAction, PreparedAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::packages::told_progress;

/// So many notes or files of each fate the log names.
const NAMES_IN_LOG: usize = 20;

/// Writes a deck, with the decks below it, its note types and the media files that its notes refer to,
/// into a package (`.apkg`) that every Anki reads. Answers false where there is no such deck.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ExportPackage {
    /// The deck.
    deck: String,
    /// The path of the package on the server; a relative one starts at the media folder. A file that is
    /// there is replaced.
    path: String,
    /// Whether scheduling, the review log and deck options go along.
    #[serde(rename = "includeSched", default)]
    include_sched: bool,
}

impl Action for ExportPackage {
    const SPEC: Spec = Spec::new(
        "exportPackage",
        &[
            example(
                r#"{"deck": "Default", "path": "../Default.apkg", "includeSched": true}"#,
                "true",
            ),
            example(r#"{"deck": "Nowhere", "path": "../Nowhere.apkg"}"#, "false"),
        ],
    )
    .errors(&["the folder of the package is missing or cannot be written"]);
    type Reply = bool;
}

impl HostAction for ExportPackage {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let engine = call.engine()?;
        let Some(deck) = engine.read(|view| Ok::<_, ApiError>(self.deck_id(view)))? else {
            return Ok(false);
        };
        let what = DeckExport {
            selection: Selection::Deck(deck),
            format: Format::Legacy,
            scheduling: self.include_sched,
            deck_configs: self.include_sched,
            media: true,
        };
        let target = engine.media().path().join(&self.path);
        let exported = export_notes(&engine, &target, &what, &told_progress(call, "export"))?;
        tracing::info!(
            path = %target.display(),
            notes = exported.notes,
            cards = exported.cards,
            media = exported.media_files,
            "exported"
        );
        Ok(true)
    }
}

impl ExportPackage {
    fn deck_id(&self, view: &View<'_>) -> Option<DeckId> {
        let name = DeckName::normalized(&self.deck);
        view.catalog().deck_by_name(&name).map(|deck| deck.id)
    }
}

/// Takes a package (`.apkg` or `.colpkg`) into the collection: adds what is new, updates notes that were
/// changed later in the package, and leaves the scheduling of cards that are there alone. A backup comes first,
/// where one is due. What was done stands in the log; `importFile` answers with it.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ImportPackage {
    /// The path of the package on the server; a relative one starts at the media folder.
    path: String,
}

impl Action for ImportPackage {
    const SPEC: Spec = Spec::new(
        "importPackage",
        &[example(r#"{"path": "../sample.apkg"}"#, "true").after(&[(
            "exportPackage",
            r#"{"deck": "Default", "path": "../sample.apkg"}"#,
        )])],
    )
    .errors(&[
        "[Errno 2] No such file or directory",
        "File is not a zip file",
    ]);
    type Reply = bool;
}

impl PreparedAction for ImportPackage {
    type Prepared = PreparedImport;

    fn prepare(self, call: &Call<'_>) -> Result<PreparedImport, ApiError> {
        prepare_import(call, &self.path, ImportOptions::default())
    }

    fn run(prepared: PreparedImport, transaction: &mut Transaction) -> Result<bool, ApiError> {
        import(prepared, transaction).map(|_report| true)
    }
}

/// Unpacks a package, and makes a backup if one is due; a relative path starts at the media folder.
pub(in crate::actions) fn prepare_import(
    call: &Call<'_>,
    path: &str,
    options: ImportOptions,
) -> Result<PreparedImport, ApiError> {
    let engine = call.engine()?;
    let path = engine.media().path().join(path);
    let reporter = told_progress(call, "import");
    let limits = Limits::default();
    let prepared =
        PreparedImport::new(&engine, &path, options, limits, &reporter).map_err(refused)?;
    back_up(&engine, call.settings().backups, Due::ByInterval, &reporter)?;
    Ok(prepared)
}

/// As AnkiConnect says it, where it has words.
fn refused(error: PackageError) -> ApiError {
    match error {
        PackageError::Missing(path) => ApiError::NoSuchFile(path),
        PackageError::NotAPackage(_) => ApiError::NotAZipFile,
        other => other.into(),
    }
}

/// Merges an unpacked package, and tells the log.
pub(in crate::actions) fn import(
    prepared: PreparedImport,
    transaction: &mut Transaction<'_>,
) -> Result<ImportReport, ApiError> {
    let report = prepared.run(transaction)?;
    tracing::info!(
        found = report.found_notes,
        new = report.new.len(),
        updated = report.updated.len(),
        unchanged = report.unchanged.len(),
        conflicting = report.conflicting.len(),
        cards = report.new_cards,
        reviews = report.new_reviews,
        media = report.new_media,
        "imported"
    );
    let ids = |notes: &[LoggedNote]| -> Vec<i64> {
        let ids = notes.iter().map(|note| note.id.0);
        ids.take(NAMES_IN_LOG).collect()
    };
    if !report.conflicting.is_empty() {
        tracing::warn!(notes = ?ids(&report.conflicting), "left out: the notes here have another note type");
    }
    if !report.unchanged.is_empty() {
        tracing::info!(notes = ?ids(&report.unchanged), "left as they are: what came in is not newer");
    }
    for (from, to) in report.renamed_media.iter().take(NAMES_IN_LOG) {
        tracing::info!(from, to, "renamed: another file has the name");
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ankid_collection::media::{MediaFolder, MediaLimits};
    use ankid_collection::{Engine, EngineOptions};
    use ankid_package::{PackageError, Reporter, Restore};
    use ankid_types::TimestampMillis;
    use serde_json::json;

    use super::Limits;
    use crate::door::testing::TestDoor;

    /// How many notes a backup holds.
    fn notes_in(door: &TestDoor, backup: &str) -> usize {
        let collection = door.folder().join("restored.anki2");
        let media = MediaFolder::open(&collection, MediaLimits::default()).unwrap();
        let restore = Restore {
            package: &door.folder().join("backups").join(backup),
            collection: &collection,
            media: &Arc::new(media),
            limits: Limits::default(),
            now: TimestampMillis(1_767_268_800_000),
        };
        let restored = restore.prepare(&Reporter::silent()).unwrap().finish();
        assert_eq!(restored.unwrap().media_files, 0);
        let engine = Engine::open(&collection, EngineOptions::default()).unwrap();
        let notes = engine.read(|view| Ok::<_, PackageError>(view.storage().all_note_ids()?.len()));
        notes.unwrap()
    }

    #[test]
    fn an_import_makes_a_backup_of_the_state_before_it_where_one_is_due() {
        let door = TestDoor::new();
        let note = json!({"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a"}});
        let note = door.result("addNote", json!({ "note": note }));
        let path = json!({"path": "../a.apkg"});
        door.result(
            "exportPackage",
            json!({"deck": "Default", "path": "../a.apkg"}),
        );
        door.result("deleteNotes", json!({ "notes": [note] }));
        door.advance_millis(60_000);
        door.error("importPackage", json!({"path": "../missing.apkg"}));
        assert_eq!(door.result("listBackups", json!({})), json!([]));
        for action in ["importPackage", "importFile"] {
            door.result(action, path.clone());
            door.advance_millis(60_000);
        }
        let backups = door.result("listBackups", json!({}));
        assert_eq!(backups.as_array().unwrap().len(), 1, "{backups}");
        assert_eq!(notes_in(&door, backups[0]["name"].as_str().unwrap()), 0);
        assert_eq!(
            door.result("findNotes", json!({"query": ""})),
            json!([note])
        );
    }
}
