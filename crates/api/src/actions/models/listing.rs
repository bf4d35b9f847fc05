//! Finding note types.

use ankid_collection::View;
use ankid_schema11::notetype_to_dict;
use ankid_types::{Notetype, NotetypeId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{MODEL_ERRORS, model};
use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;
use crate::python;
use crate::wire::{Entries, Id, List, Name};

/// Answers the names of all note types, sorted regardless of case.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ModelNames {}

impl Action for ModelNames {
    const SPEC: Spec = Spec::new(
        "modelNames",
        &[example(
            "{}",
            r#"["Basic", "Basic (and reversed card)", "Basic (optional reversed card)",
                "Basic (type in the answer)", "Cloze", "Image Occlusion"]"#,
        )],
    );
    type Reply = Vec<String>;
}

impl ReadAction for ModelNames {
    fn run(self, view: &View) -> Result<Vec<String>, ApiError> {
        Ok(view
            .catalog()
            .notetypes()
            .map(|notetype| notetype.name.clone())
            .collect())
    }
}

/// Answers the names and ids of all note types.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ModelNamesAndIds {}

impl Action for ModelNamesAndIds {
    const SPEC: Spec = Spec::new(
        "modelNamesAndIds",
        &[example(
            "{}",
            r#"{
            "Basic": 1767268800000, "Basic (and reversed card)": 1767268800001,
            "Basic (optional reversed card)": 1767268800002,
            "Basic (type in the answer)": 1767268800003,
            "Cloze": 1767268800004, "Image Occlusion": 1767268800005
        }"#,
        )],
    );
    type Reply = Entries<Id<NotetypeId>>;
}

impl ReadAction for ModelNamesAndIds {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let notetypes = view.catalog().notetypes();
        Ok(Entries(
            notetypes
                .map(|notetype| (notetype.name.clone(), Id(notetype.id)))
                .collect(),
        ))
    }
}

/// Answers note types as Anki's own dictionaries.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindModelsById {
    /// The ids.
    model_ids: List<Value>,
}

impl Action for FindModelsById {
    const SPEC: Spec =
        Spec::new("findModelsById", &[example(r#"{"modelIds": []}"#, "[]")]).errors(ID_ERRORS);
    type Reply = Vec<Value>;
}

impl ReadAction for FindModelsById {
    fn run(self, view: &View) -> Result<Vec<Value>, ApiError> {
        self.model_ids
            .0
            .iter()
            .map(|id| dict(by_id(view, id)?))
            .collect()
    }
}

/// Answers note types as Anki's own dictionaries.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindModelsByName {
    /// The names, in any letter case.
    model_names: List<Name>,
}

impl Action for FindModelsByName {
    const SPEC: Spec = Spec::new(
        "findModelsByName",
        &[example(r#"{"modelNames": []}"#, "[]")],
    )
    .errors(MODEL_ERRORS);
    type Reply = Vec<Value>;
}

impl ReadAction for FindModelsByName {
    fn run(self, view: &View) -> Result<Vec<Value>, ApiError> {
        self.model_names
            .0
            .iter()
            .map(|name| dict(model(view, name)?))
            .collect()
    }
}

/// Answers the name of a note type.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelNameFromId {
    /// The id.
    model_id: Value,
}

impl Action for ModelNameFromId {
    const SPEC: Spec = Spec::new(
        "modelNameFromId",
        &[example(r#"{"modelId": 1767268800000}"#, r#""Basic""#)],
    )
    .errors(ID_ERRORS);
    type Reply = String;
}

impl ReadAction for ModelNameFromId {
    fn run(self, view: &View) -> Result<String, ApiError> {
        Ok(by_id(view, &self.model_id)?.name.clone())
    }
}

const ID_ERRORS: &[&str] = &["model was not found: ID"];

/// The note type of an id, which may be given as text.
fn by_id<'v>(view: &'v View, id: &Value) -> Result<&'v Notetype, ApiError> {
    let text = python::text(id);
    let number = text.parse().ok().map(NotetypeId);
    let found = number.and_then(|id| view.catalog().notetype(id));
    Ok(found.ok_or(ApiError::ModelNotFound(text))?)
}

/// A note type as Anki's own dictionary.
pub(super) fn dict(notetype: &Notetype) -> Result<Value, ApiError> {
    Ok(notetype_to_dict(notetype)?)
}
