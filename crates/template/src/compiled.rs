//! A note type made ready for many notes: its templates parsed once.

use ankid_types::{Notetype, NotetypeKind};

use crate::{ParsedTemplate, TemplateError};

/// What card generation needs of a note type. Shared between threads, never changed.
#[derive(Debug, Clone)]
pub struct CompiledNotetype {
    pub(crate) kind: NotetypeKind,
    pub(crate) field_names: Vec<String>,
    pub(crate) templates: Vec<CompiledTemplate>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledTemplate {
    pub(crate) front: Result<ParsedTemplate, TemplateError>,
}

impl CompiledNotetype {
    /// Parses all templates. One that cannot be read makes no cards.
    #[must_use]
    pub fn new(notetype: &Notetype) -> Self {
        let templates = notetype.templates.iter().map(|template| CompiledTemplate {
            front: ParsedTemplate::parse(&template.settings.question_format),
        });
        Self {
            kind: notetype.settings.kind,
            field_names: notetype
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect(),
            templates: templates.collect(),
        }
    }
}
