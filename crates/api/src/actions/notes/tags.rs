//! The tags of notes.

use ankid_collection::{Transaction, View};
use ankid_types::NoteId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::updating::note_of;
use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{Id, List, LooseId};

/// Gives a note these tags instead of those that it has.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UpdateNoteTags {
    /// The note's id.
    note: Id<NoteId>,
    /// A list of tags, or one text. A tag with spaces is several tags.
    tags: Value,
}

impl Action for UpdateNoteTags {
    const SPEC: Spec = Spec::new(
        "updateNoteTags",
        &[example(
            r#"{"note": 1767268800000, "tags": ["european-languages"]}"#,
            "null",
        )],
    )
    .errors(&[
        "Note was not found: ID",
        "Must provide tags as a list of strings",
    ]);
    type Reply = ();
}

impl WriteAction for UpdateNoteTags {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let tags = tag_texts(&self.tags)?;
        let note = note_of(transaction, Some(self.note))?;
        transaction.set_tags(note.id, &tags)?;
        Ok(())
    }
}

/// Answers the tags of a note.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetNoteTags {
    /// The note's id.
    note: Id<NoteId>,
}

impl Action for GetNoteTags {
    const SPEC: Spec = Spec::new(
        "getNoteTags",
        &[example(r#"{"note": 1767268800000}"#, r#"["sample"]"#)],
    )
    .errors(&["Note was not found: ID"]);
    type Reply = Vec<String>;
}

impl ReadAction for GetNoteTags {
    fn run(self, view: &View) -> Result<Vec<String>, ApiError> {
        view.get_note_tags(self.note.0)?
            .ok_or(ApiError::NoteNotFound(self.note.0))
    }
}

/// Adds tags to notes. Notes that are not there are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct AddTags {
    /// The notes' ids.
    notes: List<LooseId<NoteId>>,
    /// The tags, separated by spaces.
    tags: String,
    /// Whether the tags are added; `false` removes them.
    #[serde(default = "yes")]
    add: bool,
}

const fn yes() -> bool {
    true
}

impl Action for AddTags {
    const SPEC: Spec = Spec::new(
        "addTags",
        &[example(
            r#"{"notes": [1767268800000], "tags": "european-languages"}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for AddTags {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let notes = ids(self.notes);
        if self.add {
            transaction.add_tags(&notes, &self.tags)?;
        } else {
            transaction.remove_tags(&notes, &self.tags)?;
        }
        Ok(())
    }
}

/// Removes tags, and all tags below them, from notes.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RemoveTags {
    /// The notes' ids.
    notes: List<LooseId<NoteId>>,
    /// The tags, separated by spaces.
    tags: String,
}

impl Action for RemoveTags {
    const SPEC: Spec = Spec::new(
        "removeTags",
        &[example(
            r#"{"notes": [1767268800000], "tags": "european-languages"}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for RemoveTags {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        transaction.remove_tags(&ids(self.notes), &self.tags)?;
        Ok(())
    }
}

/// Answers all tags that the collection knows, those that no note has any more included.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetTags {}

impl Action for GetTags {
    const SPEC: Spec = Spec::new("getTags", &[example("{}", r#"["sample"]"#)]);
    type Reply = Vec<String>;
}

impl ReadAction for GetTags {
    fn run(self, view: &View) -> Result<Vec<String>, ApiError> {
        Ok(view.tags()?)
    }
}

/// Forgets all tags that no note has.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ClearUnusedTags {}

impl Action for ClearUnusedTags {
    const SPEC: Spec = Spec::new("clearUnusedTags", &[example("{}", "null")]);
    type Reply = ();
}

impl WriteAction for ClearUnusedTags {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        transaction.clear_unused_tags()?;
        Ok(())
    }
}

/// Replaces a tag on notes that have it, regardless of case. Tags below it stay.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReplaceTags {
    /// The notes' ids.
    notes: List<LooseId<NoteId>>,
    /// The tag to replace.
    tag_to_replace: String,
    /// What to put in its place.
    replace_with_tag: String,
}

impl Action for ReplaceTags {
    const SPEC: Spec = Spec::new(
        "replaceTags",
        &[example(
            r#"{
                "notes": [1767268800000],
                "tag_to_replace": "european-languages", "replace_with_tag": "french-languages"
            }"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for ReplaceTags {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let notes = ids(self.notes);
        transaction.replace_tag(&notes, &self.tag_to_replace, &self.replace_with_tag)?;
        Ok(())
    }
}

/// Replaces a tag on all notes that have it, regardless of case. Tags below it stay.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReplaceTagsInAllNotes {
    /// The tag to replace.
    tag_to_replace: String,
    /// What to put in its place.
    replace_with_tag: String,
}

impl Action for ReplaceTagsInAllNotes {
    const SPEC: Spec = Spec::new(
        "replaceTagsInAllNotes",
        &[example(
            r#"{"tag_to_replace": "european-languages", "replace_with_tag": "french-languages"}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for ReplaceTagsInAllNotes {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        transaction.replace_tag_everywhere(&self.tag_to_replace, &self.replace_with_tag)?;
        Ok(())
    }
}

/// Tags as a list of texts, or as one text.
pub(super) fn tag_texts(tags: &Value) -> Result<Vec<String>, ApiError> {
    match tags {
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(many) => {
            let texts = many.iter().map(|tag| tag.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().ok_or(ApiError::TagsNotTexts)
        }
        _ => Err(ApiError::TagsNotTexts),
    }
}

fn ids(notes: List<LooseId<NoteId>>) -> Vec<NoteId> {
    notes.0.into_iter().map(|id| id.0).collect()
}
