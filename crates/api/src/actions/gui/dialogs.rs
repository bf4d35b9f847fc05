//! The dialogs that add and edit notes and import files.

use ankid_collection::media::MediaPlan;
use ankid_desk::Draft;
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, HostAction, Spec, example};
use crate::actions::notes::{Candidate, append};
use crate::attachments::NoteMedia;
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::Id;

/// Opens the dialog that adds notes, filled with a note where one is given: its deck and note type become the
/// current ones, and its media are stored. Answers 0: the note has no id until somebody adds it.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiAddCards {
    /// The note to begin with.
    note: Option<Candidate>,
}

impl Action for GuiAddCards {
    const SPEC: Spec = Spec::new(
        "guiAddCards",
        &[
            example("{}", "0"),
            example(
                r#"{"note": {
                    "deckName": "Default", "modelName": "Cloze",
                    "fields": {"Text": "The capital of Romania is {{c1::Bucharest}}"}, "tags": ["countries"]
                }}"#,
                "0",
            ),
        ],
    )
    .errors(&["model was not found: NAME", "deck was not found: NAME"]);
    type Reply = i64;
}

impl HostAction for GuiAddCards {
    fn run(self, call: &Call<'_>) -> Result<i64, ApiError> {
        let draft = self.note.map(|note| prepare(note, call)).transpose()?;
        call.on_screen(|stage, _engine| {
            stage.show_add(draft);
            Ok(0)
        })
    }
}

/// Stores the media of a note that is to be shown in the dialog.
fn prepare(mut note: Candidate, call: &Call<'_>) -> Result<Draft, ApiError> {
    let engine = call.engine()?;
    let media = std::mem::take(&mut note.media);
    let staged = NoteMedia::stage_all(vec![media], engine.media());
    let staged = staged.into_iter().next().expect("one note for one");
    engine.write(move |transaction| {
        let mut draft = note.draft(transaction)?;
        let catalog = transaction.catalog();
        let notetype = catalog.require_notetype(draft.notetype_id)?.clone();
        let mut plan = MediaPlan::default();
        staged.attach(transaction.media(), &mut plan, |field, text| {
            append(&notetype, &mut draft.fields, field, text);
        })?;
        transaction.change_media(plan)?;
        transaction.select_notetype(draft.notetype_id)?;
        transaction.select_deck(draft.deck_id)?;
        Ok(Draft {
            deck: draft.deck_id,
            notetype: draft.notetype_id,
            fields: draft.fields,
            tags: draft.tags,
        })
    })
}

/// Opens the dialog that edits notes on a note. The notes that it showed before stay in its history.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiEditNote {
    /// The id of the note.
    note: Id<NoteId>,
}

impl Action for GuiEditNote {
    const SPEC: Spec = Spec::new(
        "guiEditNote",
        &[example(r#"{"note": 1767268800000}"#, "null")],
    )
    .errors(&["Note was not found: ID"]);
    type Reply = ();
}

impl HostAction for GuiEditNote {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        call.on_screen(|stage, engine| {
            engine.read(|view| view.require_note(self.note.0))?;
            stage.show_edit(self.note.0);
            Ok(())
        })
    }
}

/// Opens the dialog that imports a file. Nothing is imported until somebody at a page says so.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiImportFile {
    /// The path of the file on the server's machine; null to ask for one.
    path: Option<String>,
}

impl Action for GuiImportFile {
    const SPEC: Spec = Spec::new(
        "guiImportFile",
        &[example(r#"{"path": "/home/you/deck.apkg"}"#, "null")],
    );
    type Reply = ();
}

impl HostAction for GuiImportFile {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        call.on_screen(|stage, _engine| {
            stage.show_import(self.path);
            Ok(())
        })
    }
}
