//! Note types as a list.

use ankid_collection::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;

/// Answers all note types, sorted regardless of case, with how many notes have them.
#[derive(Deserialize, JsonSchema)]
pub(super) struct NotetypeList {}

/// A note type of the list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListedNotetype {
    /// Its id.
    id: i64,
    /// Its name.
    name: String,
    /// How many notes have it.
    notes: u32,
    /// Whether cards are made of cloze numbers.
    is_cloze: bool,
}

impl Action for NotetypeList {
    const SPEC: Spec = Spec::new(
        "notetypeList",
        &[example(
            "{}",
            r#"[
                {"id": 1767268800000, "name": "Basic", "notes": 1, "isCloze": false},
                {
                    "id": 1767268800001, "name": "Basic (and reversed card)", "notes": 0,
                    "isCloze": false
                },
                {
                    "id": 1767268800002, "name": "Basic (optional reversed card)", "notes": 0,
                    "isCloze": false
                },
                {
                    "id": 1767268800003, "name": "Basic (type in the answer)", "notes": 0,
                    "isCloze": false
                },
                {"id": 1767268800004, "name": "Cloze", "notes": 0, "isCloze": true},
                {"id": 1767268800005, "name": "Image Occlusion", "notes": 0, "isCloze": true}
            ]"#,
        )],
    );
    type Reply = Vec<ListedNotetype>;
}

impl ReadAction for NotetypeList {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let notes = view.count_notes_by_notetype()?;
        let notetypes = view.catalog().notetypes();
        Ok(notetypes
            .map(|notetype| ListedNotetype {
                id: notetype.id.0,
                name: notetype.name.clone(),
                notes: notes.get(&notetype.id).copied().unwrap_or(0),
                is_cloze: notetype.is_cloze(),
            })
            .collect())
    }
}
