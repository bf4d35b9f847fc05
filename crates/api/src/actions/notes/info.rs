//! Reading notes.

use ankid_collection::View;
use ankid_types::{CardId, Note, NoteId, Notetype, TimestampSecs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ListAction, ListWriter, Spec, example};
use crate::actions::shown::{NoteFields, Nothing};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::{Id, List};

/// Answers fields, tags, note type and cards of notes, `{}` for an id that no note has.
#[derive(Deserialize, JsonSchema)]
pub(super) struct NotesInfo {
    /// The notes' ids.
    notes: Option<List<Option<Id<NoteId>>>>,
    /// A search that finds the notes; it counts before the ids.
    query: Option<String>,
}

impl Action for NotesInfo {
    const SPEC: Spec = Spec::new(
        "notesInfo",
        &[example(
            r#"{"notes": [1767268800000]}"#,
            r#"[{
                "noteId": 1767268800000, "profile": "User 1", "tags": ["sample"],
                "fields": {
                    "Front": {"value": "sample front", "order": 0},
                    "Back": {"value": "sample back", "order": 1}
                },
                "modelName": "Basic", "mod": 1767268800, "cards": [1767268800000]
            }]"#,
        )],
    )
    .errors(&["Must provide either \"notes\" or a \"query\""]);
    type Reply = Vec<NoteInfo<'static>>;
}

impl ListAction for NotesInfo {
    fn run(self, call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError> {
        let profile = call.host().active_profile().unwrap_or_default();
        let no_note = NoteId(0);
        let ids: Vec<NoteId> = match (self.query, self.notes) {
            (Some(query), _) => view.find_notes(&query)?,
            (None, Some(List(ids))) => ids
                .into_iter()
                .map(|id| id.map_or(no_note, |id| id.0))
                .collect(),
            (None, None) => return Err(ApiError::NoNotesNamed),
        };
        view.for_each_note_with_cards(&ids, |note| -> Result<(), ApiError> {
            match note {
                Some((note, notetype, cards)) => {
                    list.push(&NoteInfo::new(note, notetype, cards, &profile));
                }
                None => list.push(&Nothing {}),
            }
            Ok(())
        })
    }
}

/// A note, or `{}`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NoteInfo<'n> {
    /// Its id.
    #[schemars(with = "i64")]
    note_id: NoteId,
    /// The open profile.
    profile: &'n str,
    /// Its tags, sorted.
    tags: &'n [String],
    /// Its fields by name.
    fields: NoteFields<'n>,
    /// The name of its note type.
    model_name: &'n str,
    /// When it last changed, in seconds since 1970.
    #[serde(rename = "mod")]
    #[schemars(with = "i64")]
    modified: TimestampSecs,
    /// The ids of its cards, by template.
    #[schemars(with = "Vec<i64>")]
    cards: &'n [CardId],
}

impl<'n> NoteInfo<'n> {
    fn new(note: &'n Note, notetype: &'n Notetype, cards: &'n [CardId], profile: &'n str) -> Self {
        Self {
            note_id: note.id,
            profile,
            tags: &note.tags,
            fields: NoteFields { note, notetype },
            model_name: &notetype.name,
            modified: note.modified,
            cards,
        }
    }
}

/// Answers when notes last changed, `{}` for an id that no note has. Much cheaper than `notesInfo`.
#[derive(Deserialize, JsonSchema)]
pub(super) struct NotesModTime {
    /// The notes' ids.
    notes: List<Id<NoteId>>,
}

/// When a note last changed.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NoteModified {
    /// Its id.
    #[schemars(with = "i64")]
    note_id: NoteId,
    /// Seconds since 1970.
    #[serde(rename = "mod")]
    #[schemars(with = "i64")]
    modified: TimestampSecs,
}

impl Action for NotesModTime {
    const SPEC: Spec = Spec::new(
        "notesModTime",
        &[example(
            r#"{"notes": [1767268800000]}"#,
            r#"[{"noteId": 1767268800000, "mod": 1767268800}]"#,
        )],
    );
    type Reply = Vec<NoteModified>;
}

impl ListAction for NotesModTime {
    fn run(self, _call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError> {
        let ids: Vec<NoteId> = self.notes.0.into_iter().map(|Id(id)| id).collect();
        view.for_each_note_modification(&ids, |note_id, modified| {
            match modified {
                Some(modified) => list.push(&NoteModified { note_id, modified }),
                None => list.push(&Nothing {}),
            }
            Ok(())
        })
    }
}
