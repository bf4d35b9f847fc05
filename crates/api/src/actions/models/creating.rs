//! Making note types.

use ankid_collection::{NotetypeEdit, Transaction, stock};
use ankid_types::{CardTemplate, NotetypeField, NotetypeKind};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::listing::dict;
use crate::action::{Action, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{List, Truth};

/// Makes a note type and answers it as Anki's own dictionary.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateModel {
    /// The name.
    model_name: String,
    /// The names of the fields, in order.
    in_order_fields: List<String>,
    /// The templates, in order.
    card_templates: List<NewTemplate>,
    /// The style sheet; Anki's own where it is null.
    #[serde(default)]
    css: Option<String>,
    /// Whether cards are made of cloze numbers.
    #[serde(default)]
    is_cloze: Truth,
}

/// A template.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewTemplate {
    /// The name; "Card 1", "Card 2" and so on where it is left out.
    pub(super) name: Option<String>,
    /// The front.
    pub(super) front: Option<String>,
    /// The back.
    pub(super) back: Option<String>,
}

impl NewTemplate {
    /// The template under a name.
    pub(super) fn named(self, name: String, id: i64) -> Result<CardTemplate, ApiError> {
        let front = self.front.ok_or(ApiError::MissingKey("Front"))?;
        let back = self.back.ok_or(ApiError::MissingKey("Back"))?;
        Ok(CardTemplate::new(name, front, back, id))
    }
}

impl Action for CreateModel {
    const SPEC: Spec = Spec::new(
        "createModel",
        &[example(
            r#"{
                "modelName": "newModelName",
                "inOrderFields": ["Field1", "Field2"],
                "css": ".card { color: black; }",
                "isCloze": false,
                "cardTemplates": [{"Name": "My Card 1", "Front": "{{Field1}}", "Back": "{{Field2}}"}]
            }"#,
            r#"{
                "id": 1767269400000, "name": "newModelName", "type": 0, "mod": 1767269400, "usn": -1,
                "sortf": 0, "did": null,
                "tmpls": [{
                    "name": "My Card 1", "ord": 0, "qfmt": "{{Field1}}", "afmt": "{{Field2}}",
                    "bqfmt": "", "bafmt": "", "did": null, "bfont": "", "bsize": 0,
                    "id": 3506992076740808482
                }],
                "flds": [{
                    "name": "Field1", "ord": 0, "sticky": false, "rtl": false, "font": "Arial",
                    "size": 20, "description": "", "plainText": false, "collapsed": false,
                    "excludeFromSearch": false, "id": 2293720739092316607, "tag": null,
                    "preventDeletion": false
                }, {
                    "name": "Field2", "ord": 1, "sticky": false, "rtl": false, "font": "Arial",
                    "size": 20, "description": "", "plainText": false, "collapsed": false,
                    "excludeFromSearch": false, "id": 4842868364230918250, "tag": null,
                    "preventDeletion": false
                }],
                "css": ".card { color: black; }", "latexPre": "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n",
                "latexPost": "\\end{document}",
                "latexsvg": false, "req": [[0, "any", [0]]], "originalStockKind": 1
            }"#,
        )],
    )
    .errors(&[
        "Must provide at least one field for inOrderFields",
        "Must provide at least one card for cardTemplates",
        "Model name already exists",
        "Card template N in note type 'NAME' has a problem.",
    ]);
    type Reply = Value;
}

impl WriteAction for CreateModel {
    fn run(self, transaction: &mut Transaction) -> Result<Value, ApiError> {
        if self.in_order_fields.0.is_empty() {
            return Err(ApiError::NoFieldsGiven);
        }
        if self.card_templates.0.is_empty() {
            return Err(ApiError::NoTemplatesGiven);
        }
        let taken = transaction.catalog().notetype_by_name(&self.model_name);
        if taken.is_some_and(|notetype| notetype.name == self.model_name) {
            return Err(ApiError::ModelNameTaken);
        }
        let mut edit = NotetypeEdit::of(&stock::basic(&self.model_name, &mut || 0));
        edit.fields.clear();
        edit.templates.clear();
        if self.is_cloze.0 {
            edit.settings.kind = NotetypeKind::Cloze;
        }
        edit.settings.css = self.css.unwrap_or(edit.settings.css);
        for name in self.in_order_fields.0 {
            edit.add_field(NotetypeField::new(name, transaction.random_id()));
        }
        for (place, mut template) in (1..).zip(self.card_templates.0) {
            let name = template
                .name
                .take()
                .unwrap_or_else(|| format!("Card {place}"));
            edit.add_template(template.named(name, transaction.random_id())?);
        }
        let id = transaction.add_notetype(edit)?;
        dict(transaction.catalog().require_notetype(id)?)
    }
}
