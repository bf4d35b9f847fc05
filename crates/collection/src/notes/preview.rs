//! What the cards of a note would look like that stands in an editor, with templates that may stand in one too.

use ankid_template::{
    CardToRender, CompiledNotetype, RenderedCard, TemplateProblem, TemplateProblemKind,
    template_problems,
};
use ankid_types::{Card, Note, NoteId, Notetype, TimestampSecs, Usn};

use super::NewNote;
use crate::error::{CollectionError, Result};
use crate::view::View;

/// A card that a note makes, or would make of a template if it had something to show there.
#[derive(Debug, Clone, PartialEq)]
pub struct CardPreview {
    /// The position of the template, or the cloze number less one.
    pub ordinal: u16,
    /// What the card is called.
    pub name: String,
    /// Whether the note makes it.
    pub is_made: bool,
    /// Both sides.
    pub rendered: RenderedCard,
    /// What keeps the note type from being saved with this template.
    pub problem: Option<String>,
}

impl View<'_> {
    /// The cards that a note would have, with what is wrong with their templates: one for each template of a
    /// normal note type, one for each cloze number of the note otherwise.
    ///
    /// # Errors
    /// The number of values is wrong.
    pub fn preview_note(&self, notetype: &Notetype, draft: &NewNote) -> Result<Vec<CardPreview>> {
        if draft.fields.len() != notetype.fields.len() {
            return Err(CollectionError::FieldCount {
                note: NoteId(0),
                actual: draft.fields.len(),
                expected: notetype.fields.len(),
            });
        }
        let compiled = CompiledNotetype::new(notetype);
        let made = compiled.card_ordinals(&draft.fields, &draft.tags);
        let shown = if !notetype.is_cloze() {
            (0..).take(notetype.templates.len()).collect()
        } else if made.is_empty() {
            vec![0]
        } else {
            made.clone()
        };
        let problems: Vec<TemplateProblem> = template_problems(notetype).collect();
        let note = unsaved(draft);
        let deck = self.catalog().require_deck(draft.deck_id)?.name.human();
        let preview = |ordinal| {
            let card = CardToRender {
                note: &note,
                card: &Card::new(note.id, draft.deck_id, ordinal),
                deck_name: &deck,
                has_media: &|name| self.media().has(name),
            };
            let position = if notetype.is_cloze() {
                0
            } else {
                usize::from(ordinal)
            };
            let problem = problems.iter().find(|problem| problem.ordinal == position);
            Some(CardPreview {
                ordinal,
                name: notetype.card_name(ordinal)?,
                is_made: made.contains(&ordinal),
                rendered: compiled.render(&card)?,
                problem: problem.map(|problem| match compiled.template_error(position) {
                    Some(error) if problem.kind == TemplateProblemKind::Unreadable => {
                        error.to_string()
                    }
                    _ => problem.kind.to_string(),
                }),
            })
        };
        Ok(shown.into_iter().filter_map(preview).collect())
    }
}

fn unsaved(draft: &NewNote) -> Note {
    Note {
        id: NoteId(0),
        guid: String::new(),
        notetype_id: draft.notetype_id,
        modified: TimestampSecs(0),
        usn: Usn::PENDING,
        tags: draft.tags.clone(),
        fields: draft.fields.clone(),
    }
}
