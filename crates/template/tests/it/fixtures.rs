//! Note types, notes and cards for the tests.

use ankid_types::{
    Card, CardId, CardKind, CardQueue, CardTemplate, CardTemplateSettings, DeckId, Note, NoteId,
    Notetype, NotetypeField, NotetypeFieldSettings, NotetypeId, NotetypeKind, NotetypeSettings,
    StockKind, TimestampSecs, Usn,
};

/// A note type with these fields, and templates of a front and a back each, called "T1", "T2" and so on.
pub(crate) fn notetype(
    kind: NotetypeKind,
    fields: &[impl AsRef<str>],
    templates: &[(String, String)],
) -> Notetype {
    let fields = fields.iter().map(|name| field(name.as_ref())).collect();
    let templates = templates
        .iter()
        .zip(1..)
        .map(|((front, back), number)| template(format!("T{number}"), front, back))
        .collect();
    Notetype {
        id: NotetypeId(1),
        name: "NAME".to_owned(),
        modified: TimestampSecs(0),
        usn: Usn(0),
        settings: NotetypeSettings {
            kind,
            sort_field_index: 0,
            css: String::new(),
            latex_header: String::new(),
            latex_footer: String::new(),
            legacy_deck_id: DeckId::NONE,
            latex_svg: false,
            requirements: Vec::new(),
            stock_kind: StockKind::Unknown,
            original_id: None,
            other: Vec::new(),
        },
        fields,
        templates,
    }
}

fn field(name: &str) -> NotetypeField {
    NotetypeField {
        name: name.to_owned(),
        settings: NotetypeFieldSettings {
            sticky: false,
            right_to_left: false,
            font_name: "Arial".to_owned(),
            font_size: 20,
            description: String::new(),
            plain_text: false,
            collapsed: false,
            exclude_from_search: false,
            id: None,
            tag: None,
            prevent_deletion: false,
            other: Vec::new(),
        },
    }
}

fn template(name: String, front: &str, back: &str) -> CardTemplate {
    CardTemplate {
        name,
        modified: TimestampSecs(0),
        usn: Usn(0),
        settings: CardTemplateSettings {
            question_format: front.to_owned(),
            answer_format: back.to_owned(),
            browser_question_format: String::new(),
            browser_answer_format: String::new(),
            target_deck_id: DeckId::NONE,
            browser_font_name: String::new(),
            browser_font_size: 0,
            id: None,
            other: Vec::new(),
        },
    }
}

/// A note with these values and tags.
pub(crate) fn note(fields: Vec<String>, tags: Vec<String>) -> Note {
    Note {
        id: NoteId(1),
        guid: String::new(),
        notetype_id: NotetypeId(1),
        modified: TimestampSecs(0),
        usn: Usn(0),
        tags,
        fields,
    }
}

/// A new card.
pub(crate) fn card(id: i64, ordinal: u16, flags: u8) -> Card {
    Card {
        id: CardId(id),
        note_id: NoteId(1),
        deck_id: DeckId(1),
        ordinal,
        modified: TimestampSecs(0),
        usn: Usn(0),
        kind: CardKind::New,
        queue: CardQueue::New,
        due: 0,
        interval_days: 0,
        ease_factor: 0,
        reviews: 0,
        lapses: 0,
        remaining_steps: 0,
        original_due: 0,
        original_deck_id: DeckId::NONE,
        flags,
        data: String::new(),
    }
}
