//! Exports with options.

use ankid_collection::View;
use ankid_package::{
    CollectionExport, DeckExport, Format, Selection, export_collection, export_notes,
};
use ankid_types::DeckName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::packages::told_progress;

/// Writes notes, or the whole collection, into a package, with the choices that Anki's export dialog has.
/// Requests go on while it is written.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ExportFile {
    /// The path of the package on the server; a relative one starts at the media folder. A file that is
    /// there is replaced.
    path: String,
    /// What goes into it.
    #[serde(default)]
    what: What,
    /// The deck whose notes are written, with those of the decks below it.
    deck: Option<String>,
    /// A search for the notes, where no deck is named; all notes without either.
    query: Option<String>,
    /// Whether it is written as old versions of Anki read it.
    #[serde(default)]
    legacy: bool,
    /// Whether scheduling and the review log go along with notes.
    #[serde(rename = "withScheduling", default)]
    with_scheduling: bool,
    /// Whether presets of deck options go along with notes.
    #[serde(rename = "withDeckConfigs", default)]
    with_deck_configs: bool,
    /// Whether media files go along.
    #[serde(rename = "withMedia", default = "yes")]
    with_media: bool,
}

/// What goes into a package.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum What {
    /// Notes, to be merged into another collection (`.apkg`).
    #[default]
    Notes,
    /// Everything, to take the place of another collection (`.colpkg`).
    Collection,
}

/// What went into a package.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExportReply {
    /// How many notes; null for a whole collection.
    notes: Option<usize>,
    /// How many cards; null for a whole collection.
    cards: Option<usize>,
    /// How many media files.
    media_files: usize,
}

const fn yes() -> bool {
    true
}

impl Action for ExportFile {
    const SPEC: Spec = Spec::new(
        "exportFile",
        &[
            example(
                r#"{"path": "../sample.apkg", "query": "tag:sample", "withScheduling": true}"#,
                r#"{"notes": 1, "cards": 1, "mediaFiles": 0}"#,
            ),
            example(
                r#"{"path": "../whole.colpkg", "what": "collection", "withMedia": false}"#,
                r#"{"notes": null, "cards": null, "mediaFiles": 0}"#,
            ),
        ],
    )
    .errors(&[
        "deck was not found: NAME",
        "Invalid search: WHAT AND WHERE",
        "the folder of the package is missing or cannot be written",
    ]);
    type Reply = ExportReply;
}

impl HostAction for ExportFile {
    fn run(self, call: &Call<'_>) -> Result<ExportReply, ApiError> {
        let engine = call.engine()?;
        let target = engine.media().path().join(&self.path);
        let reporter = told_progress(call, "export");
        let format = if self.legacy {
            Format::Legacy
        } else {
            Format::Latest
        };
        let media = self.with_media;
        let reply = match self.what {
            What::Collection => {
                let what = CollectionExport { format, media };
                let written = export_collection(&engine, &target, what, &reporter)?;
                ExportReply {
                    notes: None,
                    cards: None,
                    media_files: written.media_files,
                }
            }
            What::Notes => {
                let what = DeckExport {
                    selection: engine.read(|view| self.selection(view))?,
                    format,
                    scheduling: self.with_scheduling,
                    deck_configs: self.with_deck_configs,
                    media,
                };
                let written = export_notes(&engine, &target, &what, &reporter)?;
                ExportReply {
                    notes: Some(written.notes),
                    cards: Some(written.cards),
                    media_files: written.media_files,
                }
            }
        };
        tracing::info!(path = %target.display(), "exported");
        Ok(reply)
    }
}

impl ExportFile {
    fn selection(&self, view: &View<'_>) -> Result<Selection, ApiError> {
        match (&self.deck, &self.query) {
            (Some(deck), _) => {
                let found = view.catalog().deck_by_name(&DeckName::normalized(deck));
                let found = found.ok_or_else(|| ApiError::DeckNotFound(deck.clone()))?;
                Ok(Selection::Deck(found.id))
            }
            (None, Some(query)) => Ok(Selection::Notes(view.find_notes(query)?)),
            (None, None) => Ok(Selection::All),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn what_is_exported_is_what_was_chosen() {
        let door = TestDoor::new();
        for (deck, front) in [("A", "a"), ("A::B", "b <img src=b.png>"), ("C", "c")] {
            door.result("createDeck", json!({ "deck": deck }));
            let fields = json!({ "Front": front });
            let note = json!({"deckName": deck, "modelName": "Basic", "fields": fields});
            door.result("addNote", json!({ "note": note }));
        }
        door.result(
            "storeMediaFile",
            json!({"filename": "b.png", "data": "aGFsbG8="}),
        );
        let count = |params: serde_json::Value| {
            let reply = door.result("exportFile", params);
            (reply["notes"].as_u64(), reply["mediaFiles"].as_u64())
        };
        let path = "../some.apkg";
        assert_eq!(count(json!({ "path": path })), (Some(3), Some(1)));
        assert_eq!(
            count(json!({"path": path, "deck": "A", "withMedia": false})),
            (Some(2), Some(0))
        );
        assert_eq!(
            count(json!({"path": path, "query": "deck:C", "legacy": true})),
            (Some(1), Some(0))
        );
        let whole = json!({"path": "../whole.colpkg", "what": "collection"});
        assert_eq!(count(whole), (None, Some(1)));
        assert!(door.folder().join("whole.colpkg").exists());
        assert_eq!(
            door.error("exportFile", json!({"path": path, "deck": "D"})),
            "deck was not found: D"
        );
    }
}
