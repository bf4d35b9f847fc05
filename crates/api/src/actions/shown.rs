//! What answers about notes and about cards have in common.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ankid_types::{Note, Notetype};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// The fields of a note by name, in their order.
pub(super) struct NoteFields<'n> {
    /// The note.
    pub(super) note: &'n Note,
    /// Its note type.
    pub(super) notetype: &'n Notetype,
}

/// A field.
#[derive(Serialize, JsonSchema)]
struct FieldInfo<'n> {
    /// Its value.
    value: &'n str,
    /// Its position.
    order: usize,
}

/// What stands for a note or card that is not there.
#[derive(Serialize)]
pub(super) struct Nothing {}

impl Serialize for NoteFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self.notetype.fields.iter().zip(&self.note.fields);
        serializer.collect_map(
            fields
                .enumerate()
                .map(|(order, (field, value))| (&field.name, FieldInfo { value, order })),
        )
    }
}

impl JsonSchema for NoteFields<'_> {
    fn schema_name() -> Cow<'static, str> {
        "NoteFields".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, FieldInfo<'static>>::json_schema(generator)
    }
}
