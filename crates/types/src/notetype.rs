//! Note types: the fields that notes have, and the templates that make cards of them.

use crate::coded::coded_enum;
use crate::{DeckId, NotetypeId, TimestampSecs, Usn};

coded_enum! {
    /// How a note type makes cards.
    NotetypeKind {
        /// A card for each template.
        Normal = 0,
        /// A card for each cloze number, all with the one template.
        Cloze = 1,
    }
}

coded_enum! {
    /// The stock note type that a note type was made from.
    StockKind {
        /// Not known.
        Unknown = 0,
        /// "Basic".
        Basic = 1,
        /// "Basic (and reversed card)".
        BasicAndReversed = 2,
        /// "Basic (optional reversed card)".
        BasicOptionalReversed = 3,
        /// "Basic (type in the answer)".
        BasicTyping = 4,
        /// "Cloze".
        Cloze = 5,
        /// "Image Occlusion".
        ImageOcclusion = 6,
    }
}

coded_enum! {
    /// Which of the fields named by a [`CardRequirement`] must be filled.
    RequirementKind {
        /// The card is never made.
        None = 0,
        /// One of the fields is enough.
        Any = 1,
        /// All of the fields are needed.
        All = 2,
    }
}

/// A note type.
#[derive(Debug, Clone, PartialEq)]
pub struct Notetype {
    /// The note type's id.
    pub id: NotetypeId,
    /// The name; unique in the collection regardless of case.
    pub name: String,
    /// When the note type last changed.
    pub modified: TimestampSecs,
    /// The sync state.
    pub usn: Usn,
    /// All that is not a list of fields or templates.
    pub settings: NotetypeSettings,
    /// The fields, in order.
    pub fields: Vec<NotetypeField>,
    /// The templates, in order.
    pub templates: Vec<CardTemplate>,
}

/// The settings of a note type.
#[derive(Debug, Clone, PartialEq)]
pub struct NotetypeSettings {
    /// How cards are made.
    pub kind: NotetypeKind,
    /// Position of the field that notes are sorted by.
    pub sort_field_index: u32,
    /// The style sheet of all cards.
    pub css: String,
    /// The deck that very old clients added notes to; kept, never read.
    pub legacy_deck_id: DeckId,
    /// What LaTeX documents start with.
    pub latex_header: String,
    /// What LaTeX documents end with.
    pub latex_footer: String,
    /// Whether LaTeX becomes SVG rather than PNG.
    pub latex_svg: bool,
    /// Which fields make which card; kept for older clients.
    pub requirements: Vec<CardRequirement>,
    /// The stock note type that this one was made from.
    pub stock_kind: StockKind,
    /// The id in the collection that this note type was imported from.
    pub original_id: Option<i64>,
    /// A JSON object of keys that Anki does not know, as bytes; empty for none.
    pub other: Vec<u8>,
}

/// Which fields must be filled for a template to make a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRequirement {
    /// Position of the template.
    pub card_ordinal: u32,
    /// How many of the fields are needed.
    pub kind: RequirementKind,
    /// Positions of the fields, ascending.
    pub field_ordinals: Vec<u32>,
}

/// A field of a note type. Its position in the list is its ordinal.
#[derive(Debug, Clone, PartialEq)]
pub struct NotetypeField {
    /// The name; unique in the note type regardless of case.
    pub name: String,
    /// All else.
    pub settings: NotetypeFieldSettings,
}

/// The settings of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct NotetypeFieldSettings {
    /// Whether the editor keeps the value for the next note.
    pub sticky: bool,
    /// Whether the text runs from right to left.
    pub right_to_left: bool,
    /// The editor's font.
    pub font_name: String,
    /// The editor's font size, in pixels.
    pub font_size: u32,
    /// What the editor shows in the empty field.
    pub description: String,
    /// Whether the editor starts in HTML mode.
    pub plain_text: bool,
    /// Whether the editor shows the field folded.
    pub collapsed: bool,
    /// Whether searches without a field name skip the field.
    pub exclude_from_search: bool,
    /// A random number that tells renamed fields apart.
    pub id: Option<i64>,
    /// Which of its note type's special fields this is.
    pub tag: Option<u32>,
    /// Whether the note type editor refuses to delete the field.
    pub prevent_deletion: bool,
    /// A JSON object of keys that Anki does not know, as bytes; empty for none.
    pub other: Vec<u8>,
}

/// A template of a note type. Its position in the list is its ordinal.
#[derive(Debug, Clone, PartialEq)]
pub struct CardTemplate {
    /// The name; unique in the note type regardless of case.
    pub name: String,
    /// When the template last changed.
    pub modified: TimestampSecs,
    /// The sync state.
    pub usn: Usn,
    /// All else.
    pub settings: CardTemplateSettings,
}

/// The settings of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct CardTemplateSettings {
    /// The front.
    pub question_format: String,
    /// The back.
    pub answer_format: String,
    /// The front in the card browser; empty for the same.
    pub browser_question_format: String,
    /// The back in the card browser; empty for the same.
    pub browser_answer_format: String,
    /// The deck that cards of this template go to; `DeckId::NONE` for the note's.
    pub target_deck_id: DeckId,
    /// The card browser's font; empty for the default.
    pub browser_font_name: String,
    /// The card browser's font size; 0 for the default.
    pub browser_font_size: u32,
    /// A random number that tells renamed templates apart.
    pub id: Option<i64>,
    /// A JSON object of keys that Anki does not know, as bytes; empty for none.
    pub other: Vec<u8>,
}

impl NotetypeField {
    /// An empty field with the editor's default font; `id` is a random number.
    #[must_use]
    pub fn new(name: impl Into<String>, id: i64) -> Self {
        Self {
            name: name.into(),
            settings: NotetypeFieldSettings {
                sticky: false,
                right_to_left: false,
                font_name: "Arial".to_owned(),
                font_size: 20,
                description: String::new(),
                plain_text: false,
                collapsed: false,
                exclude_from_search: false,
                id: Some(id),
                tag: None,
                prevent_deletion: false,
                other: Vec::new(),
            },
        }
    }
}

impl CardTemplate {
    /// A template without settings of its own; `id` is a random number.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        question_format: impl Into<String>,
        answer_format: impl Into<String>,
        id: i64,
    ) -> Self {
        Self {
            name: name.into(),
            modified: TimestampSecs(0),
            usn: Usn(0),
            settings: CardTemplateSettings {
                question_format: question_format.into(),
                answer_format: answer_format.into(),
                browser_question_format: String::new(),
                browser_answer_format: String::new(),
                target_deck_id: DeckId::NONE,
                browser_font_name: String::new(),
                browser_font_size: 0,
                id: Some(id),
                other: Vec::new(),
            },
        }
    }
}

impl NotetypeSettings {
    /// Whether cards are made of cloze deletions.
    #[must_use]
    pub fn is_cloze(&self) -> bool {
        self.kind == NotetypeKind::Cloze
    }
}

impl Notetype {
    /// Whether cards are made of cloze numbers.
    #[must_use]
    pub fn is_cloze(&self) -> bool {
        self.settings.kind == NotetypeKind::Cloze
    }

    /// Position of the field with exactly this name.
    #[must_use]
    pub fn field_ordinal(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The template that a card with this ordinal is shown with: the only one for a cloze card.
    #[must_use]
    pub fn template_of(&self, card_ordinal: u16) -> Option<&CardTemplate> {
        match self.settings.kind {
            NotetypeKind::Normal => self.templates.get(usize::from(card_ordinal)),
            NotetypeKind::Cloze => self.templates.first(),
        }
    }

    /// What a card with this ordinal is called: its template's name, and its number behind it if that is
    /// the template of all. `None` where there is no template for it.
    #[must_use]
    pub fn card_name(&self, ordinal: u16) -> Option<String> {
        let name = &self.template_of(ordinal)?.name;
        Some(match self.settings.kind {
            NotetypeKind::Normal => name.clone(),
            NotetypeKind::Cloze => format!("{name} {}", u32::from(ordinal) + 1),
        })
    }
}
