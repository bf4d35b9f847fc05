//! A note type made ready for many notes: its templates parsed once.

use ankid_types::{Notetype, NotetypeKind};

use crate::{ParsedTemplate, TemplateError};

/// What rendering and card generation need of a note type. Shared between threads, never changed.
#[derive(Debug, Clone)]
pub struct CompiledNotetype {
    pub(crate) name: String,
    pub(crate) kind: NotetypeKind,
    pub(crate) css: String,
    pub(crate) latex_svg: bool,
    pub(crate) field_names: Vec<String>,
    pub(crate) templates: Vec<CompiledTemplate>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledTemplate {
    pub(crate) name: String,
    pub(crate) front: Result<ParsedTemplate, TemplateError>,
    pub(crate) back: Result<ParsedTemplate, TemplateError>,
}

impl CompiledNotetype {
    /// Parses all templates. One that cannot be read makes no cards, and shows its error when rendered.
    #[must_use]
    pub fn new(notetype: &Notetype) -> Self {
        let templates = notetype.templates.iter().map(|template| CompiledTemplate {
            name: template.name.clone(),
            front: ParsedTemplate::parse(&template.settings.question_format),
            back: ParsedTemplate::parse(&template.settings.answer_format),
        });
        Self {
            name: notetype.name.clone(),
            css: notetype.settings.css.clone(),
            latex_svg: notetype.settings.latex_svg,
            kind: notetype.settings.kind,
            field_names: notetype
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect(),
            templates: templates.collect(),
        }
    }

    /// Why a side of the template at this position cannot be read; that of the front if neither can.
    #[must_use]
    pub fn template_error(&self, position: usize) -> Option<&TemplateError> {
        let template = self.templates.get(position)?;
        let error = template.front.as_ref().err();
        error.or_else(|| template.back.as_ref().err())
    }
}
