//! The fields of note types.

use ankid_collection::{NotetypeEdit, Transaction, View};
use ankid_types::NotetypeField;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{MODEL_ERRORS, edit, model, reposition};
use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::python;
use crate::wire::{Entries, Name};

const FIELD_ERRORS: &[&str] = &[
    "model was not found: NAME",
    "field was not found in NAME: FIELD",
];

/// Answers the names of a note type's fields, in order.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldNames {
    /// The name of the note type, in any letter case.
    model_name: Name,
}

impl Action for ModelFieldNames {
    const SPEC: Spec = Spec::new(
        "modelFieldNames",
        &[example(r#"{"modelName": "Basic"}"#, r#"["Front", "Back"]"#)],
    )
    .errors(MODEL_ERRORS);
    type Reply = Vec<String>;
}

impl ReadAction for ModelFieldNames {
    fn run(self, view: &View) -> Result<Vec<String>, ApiError> {
        let fields = &model(view, &self.model_name)?.fields;
        Ok(fields.iter().map(|field| field.name.clone()).collect())
    }
}

/// Answers the descriptions of a note type's fields, which Anki's editor shows in empty fields.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldDescriptions {
    /// The name of the note type, in any letter case.
    model_name: Name,
}

impl Action for ModelFieldDescriptions {
    const SPEC: Spec = Spec::new(
        "modelFieldDescriptions",
        &[example(r#"{"modelName": "Basic"}"#, r#"["", ""]"#)],
    )
    .errors(MODEL_ERRORS);
    type Reply = Vec<String>;
}

impl ReadAction for ModelFieldDescriptions {
    fn run(self, view: &View) -> Result<Vec<String>, ApiError> {
        let fields = &model(view, &self.model_name)?.fields;
        Ok(fields
            .iter()
            .map(|field| field.settings.description.clone())
            .collect())
    }
}

/// Answers the editor's font and font size of each field.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldFonts {
    /// The name of the note type, in any letter case.
    model_name: Name,
}

/// What the editor shows a field in.
#[derive(Serialize, JsonSchema)]
pub(super) struct Font {
    /// The font.
    font: String,
    /// The size in pixels.
    size: u32,
}

impl Action for ModelFieldFonts {
    const SPEC: Spec = Spec::new(
        "modelFieldFonts",
        &[example(
            r#"{"modelName": "Basic"}"#,
            r#"{"Front": {"font": "Arial", "size": 20}, "Back": {"font": "Arial", "size": 20}}"#,
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = Entries<Font>;
}

impl ReadAction for ModelFieldFonts {
    fn run(self, view: &View) -> Result<Entries<Font>, ApiError> {
        let font = |field: &NotetypeField| {
            let settings = &field.settings;
            let font = Font {
                font: settings.font_name.clone(),
                size: settings.font_size,
            };
            (field.name.clone(), font)
        };
        Ok(Entries(
            model(view, &self.model_name)?
                .fields
                .iter()
                .map(font)
                .collect(),
        ))
    }
}

/// Renames a field, in templates too.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldRename {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    old_field_name: Name,
    /// Its new name. What templates could not tell from their own signs is left out of it.
    new_field_name: String,
}

impl Action for ModelFieldRename {
    const SPEC: Spec = Spec::new(
        "modelFieldRename",
        &[example(
            r#"{"modelName": "Basic", "oldFieldName": "Front", "newFieldName": "FrontRenamed"}"#,
            "null",
        )],
    )
    .errors(FIELD_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelFieldRename {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_field(
            transaction,
            &self.model_name,
            &self.old_field_name,
            |edit, place| {
                edit.fields[place].item.name = self.new_field_name;
                Ok(())
            },
        )
    }
}

/// Moves a field to another position; the values of all notes move with it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldReposition {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    field_name: Name,
    /// The new position, from 0; negative ones count from the end.
    index: i64,
}

impl Action for ModelFieldReposition {
    const SPEC: Spec = Spec::new(
        "modelFieldReposition",
        &[example(
            r#"{"modelName": "Basic", "fieldName": "Back", "index": 0}"#,
            "null",
        )],
    )
    .errors(FIELD_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelFieldReposition {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_field(
            transaction,
            &self.model_name,
            &self.field_name,
            |edit, place| {
                reposition(&mut edit.fields, place, self.index);
                Ok(())
            },
        )
    }
}

/// Adds a field, empty in all notes. A field of this name that is there already is only moved.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldAdd {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    field_name: String,
    /// Its position, from 0; at the end where it is null.
    #[serde(default)]
    index: Option<i64>,
}

impl Action for ModelFieldAdd {
    const SPEC: Spec = Spec::new(
        "modelFieldAdd",
        &[example(
            r#"{"modelName": "Basic", "fieldName": "NewField", "index": 0}"#,
            "null",
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelFieldAdd {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = edit(transaction, &self.model_name)?;
        let mut place = edit
            .field_mut(&self.field_name)
            .map(|(place, _field)| place);
        if place.is_none() {
            place = Some(edit.fields.len());
            edit.add_field(NotetypeField::new(self.field_name, transaction.random_id()));
        }
        if let (Some(place), Some(index)) = (place, self.index) {
            reposition(&mut edit.fields, place, index);
        }
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Removes a field with its values; templates lose it too.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldRemove {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    field_name: Name,
}

impl Action for ModelFieldRemove {
    const SPEC: Spec = Spec::new(
        "modelFieldRemove",
        &[example(
            r#"{"modelName": "Basic", "fieldName": "Back"}"#,
            "null",
        )],
    )
    .errors(FIELD_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelFieldRemove {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_field(
            transaction,
            &self.model_name,
            &self.field_name,
            |edit, place| {
                edit.fields.remove(place);
                Ok(())
            },
        )
    }
}

/// Sets the font that Anki's editor shows a field in.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldSetFont {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    field_name: Name,
    /// The font, a text.
    font: Value,
}

impl Action for ModelFieldSetFont {
    const SPEC: Spec = Spec::new(
        "modelFieldSetFont",
        &[example(
            r#"{"modelName": "Basic", "fieldName": "Front", "font": "Courier"}"#,
            "null",
        )],
    )
    .errors(FIELD_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelFieldSetFont {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_field(
            transaction,
            &self.model_name,
            &self.field_name,
            |edit, place| {
                edit.fields[place].item.settings.font_name = text_of("font", &self.font)?;
                Ok(())
            },
        )
    }
}

/// Sets the size that Anki's editor shows a field in.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldSetFontSize {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    field_name: Name,
    /// The size in pixels, a whole number.
    font_size: Value,
}

impl Action for ModelFieldSetFontSize {
    const SPEC: Spec = Spec::new(
        "modelFieldSetFontSize",
        &[example(
            r#"{"modelName": "Basic", "fieldName": "Front", "fontSize": 10}"#,
            "null",
        )],
    )
    .errors(FIELD_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelFieldSetFontSize {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_field(
            transaction,
            &self.model_name,
            &self.field_name,
            |edit, place| {
                let size = self
                    .font_size
                    .as_u64()
                    .and_then(|size| u32::try_from(size).ok());
                let wrong = || ApiError::NotAnInteger("fontSize", python::text(&self.font_size));
                edit.fields[place].item.settings.font_size = size.ok_or_else(wrong)?;
                Ok(())
            },
        )
    }
}

/// Sets the text that Anki's editor shows in an empty field.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldSetDescription {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The field's name.
    field_name: Name,
    /// The description, a text.
    description: Value,
}

impl Action for ModelFieldSetDescription {
    const SPEC: Spec = Spec::new(
        "modelFieldSetDescription",
        &[example(
            r#"{"modelName": "Basic", "fieldName": "Front", "description": "example text"}"#,
            "true",
        )],
    )
    .aliases(&["modelFieldsetDescription"])
    .errors(FIELD_ERRORS);
    type Reply = bool;
}

impl WriteAction for ModelFieldSetDescription {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        change_field(
            transaction,
            &self.model_name,
            &self.field_name,
            |edit, place| {
                edit.fields[place].item.settings.description =
                    text_of("description", &self.description)?;
                Ok(())
            },
        )?;
        Ok(true)
    }
}

/// Changes the field of exactly this name, which stands at the place that `change` is told.
fn change_field(
    transaction: &mut Transaction,
    name: &Name,
    field: &Name,
    change: impl FnOnce(&mut NotetypeEdit, usize) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut edit = edit(transaction, name)?;
    let Some((place, _field)) = edit.field_mut(&field.0) else {
        return Err(ApiError::FieldNotFound {
            model: edit.name,
            field: field.0.clone(),
        });
    };
    change(&mut edit, place)?;
    Ok(transaction.update_notetype(edit)?)
}

fn text_of(parameter: &'static str, value: &Value) -> Result<String, ApiError> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| ApiError::NotAString(parameter, python::text(value)))
}
