//! The templates and styling of note types.

use std::sync::LazyLock;

use ankid_collection::{NotetypeEdit, Transaction, View};
use ankid_types::CardTemplate;
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::creating::NewTemplate;
use super::{MODEL_ERRORS, edit, model, reposition};
use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{Entries, Name, Truth};

const TEMPLATE_ERRORS: &[&str] = &[
    "model was not found: NAME",
    "template was not found in NAME: TEMPLATE",
];

/// Answers the front and back of each template.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelTemplates {
    /// The name of the note type, in any letter case.
    model_name: Name,
}

impl Action for ModelTemplates {
    const SPEC: Spec = Spec::new(
        "modelTemplates",
        &[example(
            r#"{"modelName": "Cloze"}"#,
            r#"{"Cloze": {
                "Front": "{{cloze:Text}}", "Back": "{{cloze:Text}}<br>\n{{Back Extra}}"
            }}"#,
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = Entries<Sides>;
}

impl ReadAction for ModelTemplates {
    fn run(self, view: &View) -> Result<Entries<Sides>, ApiError> {
        let sides = |template: &CardTemplate| {
            let settings = &template.settings;
            let sides = Sides {
                front: Some(settings.question_format.clone()),
                back: Some(settings.answer_format.clone()),
            };
            (template.name.clone(), sides)
        };
        Ok(Entries(
            model(view, &self.model_name)?
                .templates
                .iter()
                .map(sides)
                .collect(),
        ))
    }
}

/// Answers which fields stand on the front of each template, and which others on its back.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelFieldsOnTemplates {
    /// The name of the note type, in any letter case.
    model_name: Name,
}

impl Action for ModelFieldsOnTemplates {
    const SPEC: Spec = Spec::new(
        "modelFieldsOnTemplates",
        &[example(
            r#"{"modelName": "Basic (and reversed card)"}"#,
            r#"{"Card 1": [["Front"], ["Back"]], "Card 2": [["Back"], ["Front"]]}"#,
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = Entries<[Vec<String>; 2]>;
}

impl ReadAction for ModelFieldsOnTemplates {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let fields = |template: &CardTemplate| {
            let settings = &template.settings;
            let front = field_names(&settings.question_format, &[]);
            let back = field_names(&settings.answer_format, &front);
            (template.name.clone(), [front, back])
        };
        Ok(Entries(
            model(view, &self.model_name)?
                .templates
                .iter()
                .map(fields)
                .collect(),
        ))
    }
}

/// What stands in double braces, as AnkiConnect finds it: without sections and modifiers.
fn field_names(side: &str, known: &[String]) -> Vec<String> {
    static REPLACEMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\{\{([^#/}]+?)\}\}").expect("a pattern that does not change")
    });
    let inner = REPLACEMENT
        .captures_iter(side)
        .filter_map(|found| found.get(1));
    let names = inner.map(|inner| {
        let name = inner.as_str().replace('{', "");
        name.rsplit(':').next().unwrap_or_default().to_owned()
    });
    names
        .filter(|name| name != "FrontSide" && !known.contains(name))
        .collect()
}

/// Answers the style sheet of a note type.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelStyling {
    /// The name of the note type, in any letter case.
    model_name: Name,
}

/// The styling of a note type.
#[derive(Serialize, JsonSchema)]
pub(super) struct Styling {
    /// The style sheet.
    css: String,
}

impl Action for ModelStyling {
    const SPEC: Spec = Spec::new(
        "modelStyling",
        &[example(
            r#"{"modelName": "Basic"}"#,
            r#"{"css": ".card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n"}"#,
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = Styling;
}

impl ReadAction for ModelStyling {
    fn run(self, view: &View) -> Result<Styling, ApiError> {
        Ok(Styling {
            css: model(view, &self.model_name)?.settings.css.clone(),
        })
    }
}

/// Changes templates by name. Templates and sides that are not named, or empty, stay.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UpdateModelTemplates {
    /// The note type.
    model: TemplateUpdate,
}

/// A note type with new templates.
#[derive(Deserialize, JsonSchema)]
struct TemplateUpdate {
    /// The name of the note type, in any letter case.
    name: Option<Name>,
    /// The new sides, by the name of the template.
    templates: Option<Map<String, Value>>,
}

/// The sides of a template.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Sides {
    /// The front.
    front: Option<String>,
    /// The back.
    back: Option<String>,
}

impl Action for UpdateModelTemplates {
    const SPEC: Spec = Spec::new(
        "updateModelTemplates",
        &[example(
            r#"{"model": {
                "name": "Basic",
                "templates": {"Card 1": {"Front": "{{Front}}?", "Back": "{{Back}}!"}}
            }}"#,
            "null",
        )],
    )
    .errors(&[
        "model was not found: NAME",
        "Card template N in note type 'NAME' has a problem.",
    ]);
    type Reply = ();
}

impl WriteAction for UpdateModelTemplates {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = named(transaction, self.model.name)?;
        let mut given = self
            .model
            .templates
            .ok_or(ApiError::MissingKey("templates"))?;
        for template in &mut edit.templates {
            let Some(sides) = given.remove(&template.item.name) else {
                continue;
            };
            let sides: Option<Sides> = crate::action::decode(sides)?;
            let Sides { front, back } = sides.unwrap_or_default();
            let settings = &mut template.item.settings;
            let not_empty = |side: &String| !side.is_empty();
            if let Some(front) = front.filter(not_empty) {
                settings.question_format = front;
            }
            if let Some(back) = back.filter(not_empty) {
                settings.answer_format = back;
            }
        }
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Changes the style sheet of a note type.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UpdateModelStyling {
    /// The note type.
    model: StylingUpdate,
}

/// A note type with a new style sheet.
#[derive(Deserialize, JsonSchema)]
struct StylingUpdate {
    /// The name of the note type, in any letter case.
    name: Option<Name>,
    /// The style sheet.
    css: Option<String>,
}

impl Action for UpdateModelStyling {
    const SPEC: Spec = Spec::new(
        "updateModelStyling",
        &[example(
            r#"{"model": {"name": "Basic", "css": "p { color: blue; }"}}"#,
            "null",
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = ();
}

impl WriteAction for UpdateModelStyling {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = named(transaction, self.model.name)?;
        edit.settings.css = self.model.css.ok_or(ApiError::MissingKey("css"))?;
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Replaces text in the templates and styling of one note type, or of all; answers in how many it
/// was found.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindAndReplaceInModels {
    /// The name of the note type, in any letter case; empty or null for all.
    #[schemars(required)]
    model_name: Option<String>,
    /// The text to look for.
    find_text: String,
    /// The text to put in its place.
    replace_text: String,
    /// Whether fronts are looked through.
    #[serde(default = "yes")]
    front: Truth,
    /// Whether backs are looked through.
    #[serde(default = "yes")]
    back: Truth,
    /// Whether style sheets are looked through.
    #[serde(default = "yes")]
    css: Truth,
}

const fn yes() -> Truth {
    Truth(true)
}

impl Action for FindAndReplaceInModels {
    const SPEC: Spec = Spec::new(
        "findAndReplaceInModels",
        &[example(
            r#"{
                "modelName": "Basic", "findText": "black", "replaceText": "blue",
                "front": true, "back": true, "css": true
            }"#,
            "1",
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = usize;
}

impl WriteAction for FindAndReplaceInModels {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        let mut edits: Vec<NotetypeEdit> = match self.model_name.clone() {
            Some(name) if !name.is_empty() => vec![edit(transaction, &Name(name))?],
            _ => transaction
                .catalog()
                .notetypes()
                .map(|all| NotetypeEdit::of(all))
                .collect(),
        };
        edits.retain_mut(|edit| self.replace_in(edit));
        let found = edits.len();
        for edit in edits {
            transaction.update_notetype(edit)?;
        }
        Ok(found)
    }
}

impl FindAndReplaceInModels {
    /// Replaces the text in one note type; whether it was found.
    fn replace_in(&self, edit: &mut NotetypeEdit) -> bool {
        let mut found = false;
        let mut replace = |text: &mut String, wanted: &Truth| {
            if wanted.0 && text.contains(&self.find_text) {
                *text = text.replace(&self.find_text, &self.replace_text);
                found = true;
            }
        };
        replace(&mut edit.settings.css, &self.css);
        for template in &mut edit.templates {
            replace(&mut template.item.settings.question_format, &self.front);
            replace(&mut template.item.settings.answer_format, &self.back);
        }
        found
    }
}

/// Renames a template.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelTemplateRename {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The template's name.
    old_template_name: Name,
    /// Its new name.
    new_template_name: String,
}

impl Action for ModelTemplateRename {
    const SPEC: Spec = Spec::new(
        "modelTemplateRename",
        &[example(
            r#"{"modelName": "Basic", "oldTemplateName": "Card 1", "newTemplateName": "Card 1 renamed"}"#,
            "null",
        )],
    )
    .errors(TEMPLATE_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelTemplateRename {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_template(
            transaction,
            &self.model_name,
            &self.old_template_name,
            |edit, place| {
                edit.templates[place].item.name = self.new_template_name;
                Ok(())
            },
        )
    }
}

/// Moves a template to another position; its cards move with it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelTemplateReposition {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The template's name.
    template_name: Name,
    /// The new position, from 0; negative ones count from the end.
    index: i64,
}

impl Action for ModelTemplateReposition {
    const SPEC: Spec = Spec::new(
        "modelTemplateReposition",
        &[example(
            r#"{"modelName": "Basic (and reversed card)", "templateName": "Card 2", "index": 0}"#,
            "null",
        )],
    )
    .errors(TEMPLATE_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelTemplateReposition {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_template(
            transaction,
            &self.model_name,
            &self.template_name,
            |edit, place| {
                reposition(&mut edit.templates, place, self.index);
                Ok(())
            },
        )
    }
}

/// Adds a template, and the cards that it makes. A template of this name is given the new sides.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelTemplateAdd {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The template; it must have a name and both sides.
    template: NewTemplate,
}

impl Action for ModelTemplateAdd {
    const SPEC: Spec = Spec::new(
        "modelTemplateAdd",
        &[example(
            r#"{
                "modelName": "Basic",
                "template": {"Name": "Card 2", "Front": "{{Back}}", "Back": "{{Front}}"}
            }"#,
            "null",
        )],
    )
    .errors(MODEL_ERRORS);
    type Reply = ();
}

impl WriteAction for ModelTemplateAdd {
    fn run(mut self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut edit = edit(transaction, &self.model_name)?;
        let name = self
            .template
            .name
            .take()
            .ok_or(ApiError::MissingKey("Name"))?;
        let template = self.template.named(name, transaction.random_id())?;
        match edit.template_mut(&template.name) {
            Some((_place, present)) => {
                present.settings.question_format = template.settings.question_format;
                present.settings.answer_format = template.settings.answer_format;
            }
            None => edit.add_template(template),
        }
        Ok(transaction.update_notetype(edit)?)
    }
}

/// Removes a template with its cards.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelTemplateRemove {
    /// The name of the note type, in any letter case.
    model_name: Name,
    /// The template's name.
    template_name: Name,
}

impl Action for ModelTemplateRemove {
    const SPEC: Spec = Spec::new(
        "modelTemplateRemove",
        &[example(
            r#"{"modelName": "Basic (and reversed card)", "templateName": "Card 2"}"#,
            "null",
        )],
    )
    .errors(&[
        "model was not found: NAME",
        "template was not found in NAME: TEMPLATE",
        "must have 1 template",
    ]);
    type Reply = ();
}

impl WriteAction for ModelTemplateRemove {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        change_template(
            transaction,
            &self.model_name,
            &self.template_name,
            |edit, place| {
                if edit.templates.len() == 1 {
                    return Err(ApiError::LastTemplate);
                }
                edit.templates.remove(place);
                Ok(())
            },
        )
    }
}

/// Changes the template of exactly this name, which stands at the place that `change` is told.
fn change_template(
    transaction: &mut Transaction,
    name: &Name,
    template: &Name,
    change: impl FnOnce(&mut NotetypeEdit, usize) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut edit = edit(transaction, name)?;
    let Some((place, _template)) = edit.template_mut(&template.0) else {
        let template = template.0.clone();
        return Err(ApiError::TemplateNotFound {
            model: edit.name,
            template,
        });
    };
    change(&mut edit, place)?;
    Ok(transaction.update_notetype(edit)?)
}

/// The note type that an object names.
fn named(transaction: &Transaction, name: Option<Name>) -> Result<NotetypeEdit, ApiError> {
    edit(transaction, &name.ok_or(ApiError::MissingKey("name"))?)
}

#[cfg(test)]
mod tests {
    use super::field_names;

    #[test]
    fn fields_are_found_as_ankiconnect_finds_them() {
        let front =
            "{{#Two}}{{text:One}}{{/Two}}{{^Three}}{{hint:Two}}{{/Three}}{{type:Three}} {{ One }}";
        let names = field_names(front, &[]);
        assert_eq!(names, ["One", "^Three", "Two", "Three", " One "]);
        assert_eq!(
            field_names("{{FrontSide}} {{One}} {{Tags}}", &names),
            ["Tags"]
        );
    }
}
