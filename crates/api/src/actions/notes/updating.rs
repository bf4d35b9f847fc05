//! Changing and removing notes.

use ankid_collection::media::MediaPlan;
use ankid_collection::{NoteEdit, Transaction};
use ankid_types::{Note, NoteId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::candidate::append;
use super::tags::tag_texts;
use crate::action::{Action, PreparedAction, Spec, WriteAction, example};
use crate::attachments::{NoteMedia, StagedAttachments};
use crate::door::Call;
use crate::error::ApiError;
use crate::python;
use crate::wire::{Fields, Id, List, LooseId};

const NOT_FOUND: &[&str] = &["Note was not found: ID"];

/// Changes fields of a note. Fields that are not named stay; names that the note type does not have,
/// in just this spelling, are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UpdateNoteFields {
    /// The note.
    note: FieldUpdate,
}

/// A note with its new values.
#[derive(Deserialize, JsonSchema)]
pub(super) struct FieldUpdate {
    /// The note's id.
    id: Option<Id<NoteId>>,
    /// The values by field name.
    fields: Option<Fields>,
    /// Files that are stored and appended to fields.
    #[serde(flatten)]
    media: NoteMedia,
}

impl Action for UpdateNoteFields {
    const SPEC: Spec = Spec::new(
        "updateNoteFields",
        &[example(
            r#"{"note": {"id": 1767268800000, "fields": {"Front": "new front content"}}}"#,
            "null",
        )],
    )
    .errors(NOT_FOUND);
    type Reply = ();
}

impl PreparedAction for UpdateNoteFields {
    type Prepared = Update;

    fn prepare(self, call: &Call<'_>) -> Result<Update, ApiError> {
        let media = stage(self.note.media, call)?;
        Ok(Update {
            id: self.note.id,
            fields: self.note.fields,
            tags: None,
            media,
        })
    }

    fn run(update: Update, transaction: &mut Transaction) -> Result<(), ApiError> {
        if update.fields.is_none() {
            note_of(transaction, update.id)?;
            return Err(ApiError::MissingKey("fields"));
        }
        update.run(transaction)
    }
}

/// Changes fields, tags, or both of a note, in one step.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UpdateNote {
    /// The note.
    note: NoteUpdate,
}

/// A note with its new values and tags.
#[derive(Deserialize, JsonSchema)]
pub(super) struct NoteUpdate {
    /// The note's id.
    id: Option<Id<NoteId>>,
    /// The values by field name; left out to keep them.
    fields: Option<Fields>,
    /// All tags; left out to keep them.
    #[serde(default, deserialize_with = "crate::wire::given")]
    tags: Option<Value>,
    /// Files that are stored and appended to fields; they count only beside `fields`.
    #[serde(flatten)]
    media: NoteMedia,
}

impl Action for UpdateNote {
    const SPEC: Spec = Spec::new(
        "updateNote",
        &[example(
            r#"{"note": {"id": 1767268800000, "fields": {"Front": "x"}, "tags": ["new", "tags"]}}"#,
            "null",
        )],
    )
    .errors(&[
        "Note was not found: ID",
        "Must provide a \"fields\" or \"tags\" property.",
        "Must provide tags as a list of strings",
    ]);
    type Reply = ();
}

impl PreparedAction for UpdateNote {
    type Prepared = Update;

    fn prepare(self, call: &Call<'_>) -> Result<Update, ApiError> {
        let NoteUpdate {
            id,
            fields,
            tags,
            media,
        } = self.note;
        if fields.is_none() && tags.is_none() {
            return Err(ApiError::NothingToUpdate);
        }
        let media = if fields.is_some() {
            media
        } else {
            NoteMedia::default()
        };
        Ok(Update {
            id,
            fields,
            tags,
            media: stage(media, call)?,
        })
    }

    fn run(update: Update, transaction: &mut Transaction) -> Result<(), ApiError> {
        update.run(transaction)
    }
}

/// A change of a note whose media is fetched.
pub(super) struct Update {
    id: Option<Id<NoteId>>,
    fields: Option<Fields>,
    tags: Option<Value>,
    media: StagedAttachments,
}

impl Update {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let note = note_of(transaction, self.id)?;
        let notetype = transaction
            .catalog()
            .require_notetype(note.notetype_id)?
            .clone();
        let mut fields = note.fields;
        for (name, value) in self.fields.iter().flat_map(|given| &given.0) {
            let place = notetype.field_ordinal(name);
            if let Some(field) = place.and_then(|place| fields.get_mut(place)) {
                field.clone_from(value);
            }
        }
        let mut plan = MediaPlan::default();
        self.media
            .attach(transaction.media(), &mut plan, |field, text| {
                append(&notetype, &mut fields, field, text);
            })?;
        let tags = self.tags.as_ref().map(tag_texts).transpose()?;
        transaction.change_media(plan)?;
        let edit = NoteEdit {
            fields: Some(fields),
            ..NoteEdit::default()
        };
        transaction.edit_note(note.id, edit)?;
        if let Some(tags) = tags {
            transaction.set_tags(note.id, &tags)?;
            transaction.set_label("Update Note");
        }
        Ok(())
    }
}

fn stage(media: NoteMedia, call: &Call<'_>) -> Result<StagedAttachments, ApiError> {
    let staged = NoteMedia::stage_all(vec![media], call.engine()?.media());
    Ok(staged.into_iter().next().expect("one note's media for one"))
}

/// Gives a note another note type, with new values and tags. Tags that are left out are lost.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UpdateNoteModel {
    /// The note.
    note: ModelUpdate,
}

/// A note with its new note type.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ModelUpdate {
    /// The note's id.
    id: Option<Id<NoteId>>,
    /// The name of the new note type.
    #[serde(default)]
    model_name: Option<String>,
    /// The values by field name of the new note type, in any letter case.
    #[serde(default)]
    fields: Value,
    /// All tags.
    #[serde(default)]
    tags: Value,
}

impl Action for UpdateNoteModel {
    const SPEC: Spec = Spec::new(
        "updateNoteModel",
        &[example(
            r#"{"note": {
                "id": 1767268800000, "modelName": "Basic (and reversed card)",
                "fields": {"Front": "front", "Back": "back"}, "tags": ["new"]
            }}"#,
            "null",
        )],
    )
    .errors(&[
        "Note ID is required",
        "Model name is required",
        "Fields must be provided as a dictionary",
        "Note was not found: ID",
        "Model 'NAME' not found",
    ]);
    type Reply = ();
}

impl WriteAction for UpdateNoteModel {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let update = self.note;
        let id = update
            .id
            .filter(|id| id.0.0 != 0)
            .ok_or(ApiError::NoteIdRequired)?;
        let name = update.model_name.filter(|name| !name.is_empty());
        let name = name.ok_or(ApiError::ModelNameRequired)?;
        if !update.fields.is_object() || !python::is_true(&update.fields) {
            return Err(ApiError::FieldsRequired);
        }
        let given: Fields = crate::action::decode(update.fields)?;
        let note = note_of(transaction, Some(id))?;
        let notetype = transaction.catalog().notetype_by_name(&name);
        let notetype = notetype.ok_or(ApiError::NoSuchModel(name))?;
        let value = |name: &str| given.value_of(name).unwrap_or_default().to_owned();
        let tags = if update.tags.is_null() {
            Vec::new()
        } else {
            tag_texts(&update.tags)?
        };
        let edit = NoteEdit {
            notetype_id: Some(notetype.id),
            fields: Some(
                notetype
                    .fields
                    .iter()
                    .map(|field| value(&field.name))
                    .collect(),
            ),
            tags: Some(tags),
        };
        transaction.edit_note(note.id, edit)?;
        Ok(())
    }
}

/// Removes notes and all their cards. Ids of notes that are not there are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DeleteNotes {
    /// The notes' ids.
    notes: List<LooseId<NoteId>>,
}

impl Action for DeleteNotes {
    const SPEC: Spec = Spec::new(
        "deleteNotes",
        &[example(r#"{"notes": [1767268800000]}"#, "null")],
    );
    type Reply = ();
}

impl WriteAction for DeleteNotes {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let notes: Vec<NoteId> = self.notes.0.into_iter().map(|id| id.0).collect();
        transaction.remove_notes(&notes)?;
        Ok(())
    }
}

/// Removes the note types that no note uses, as AnkiConnect does under this name. A collection keeps
/// at least one note type.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RemoveEmptyNotes {}

impl Action for RemoveEmptyNotes {
    const SPEC: Spec = Spec::new("removeEmptyNotes", &[example("{}", "null")]);
    type Reply = ();
}

impl WriteAction for RemoveEmptyNotes {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        transaction.remove_unused_notetypes()?;
        Ok(())
    }
}

/// The note that a request names.
pub(super) fn note_of(transaction: &Transaction, id: Option<Id<NoteId>>) -> Result<Note, ApiError> {
    let Id(id) = id.ok_or(ApiError::MissingKey("id"))?;
    transaction.get_note(id)?.ok_or(ApiError::NoteNotFound(id))
}
