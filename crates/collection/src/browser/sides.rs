//! The question and the answer of a card as the browser shows them: one line of text each.

use ankid_template::text::html_to_text_line;
use ankid_types::{Card, Note};

use crate::cards::CardWithNote;
use crate::catalog::NotetypeEntry;
use crate::view::View;

/// Both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sides {
    pub(super) question: String,
    pub(super) answer: String,
}

impl Sides {
    pub(super) fn of(view: &View<'_>, note: &Note, card: &Card, notetype: &NotetypeEntry) -> Self {
        let shown = CardWithNote {
            card,
            note,
            notetype,
        };
        let templates = notetype.compiled_for_browser();
        match view.with_card_to_render(shown, |card| templates.render_for_browser(card)) {
            Some(Ok((question, answer))) => {
                let alone = answer.strip_prefix(question.as_str()).unwrap_or(&answer);
                Self {
                    answer: html_to_text_line(alone, true).into_owned(),
                    question: html_to_text_line(&question, true).into_owned(),
                }
            }
            // The cell is the place where Anki says it.
            Some(Err(mistake)) => Self {
                question: mistake.to_string(),
                answer: mistake.to_string(),
            },
            None => Self::default(),
        }
    }
}
