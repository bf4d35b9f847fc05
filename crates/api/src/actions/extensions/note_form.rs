//! A note as an editor holds it, and whether it is fit to be saved.

use ankid_collection::{FieldState, NotetypeEntry, View};
use ankid_types::{Card, CardQueue, DeckId, NoteId, Notetype, NotetypeField, NotetypeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;
use crate::screen::DeckShown;
use crate::wire::Id;

/// How many twins of a note are answered.
const MAX_TWINS: usize = 20;

/// Answers all that an editor needs of a note, or of one that is to be added: its values with the fonts and
/// switches of their fields, its tags, its cards.
#[derive(Deserialize, JsonSchema)]
pub(super) struct NoteForm {
    /// The id of the note; left out for a new one.
    note: Option<Id<NoteId>>,
    /// The id of a new note's type; that which Anki would start with if it is left out.
    notetype: Option<Id<NotetypeId>>,
    /// The id of a new note's deck; that which Anki would start with if it is left out.
    deck: Option<Id<DeckId>>,
}

/// A note in an editor.
#[derive(Serialize, JsonSchema)]
pub(super) struct Form {
    /// The id of the note; null for a new one.
    note: Option<i64>,
    /// The note type.
    notetype: FormNotetype,
    /// The id of the deck: of a new note where it goes to, else where its first card belongs.
    deck: i64,
    /// The fields, in order.
    fields: Vec<FormField>,
    /// The tags.
    tags: Vec<String>,
    /// The cards; none of a new note.
    cards: Vec<FormCard>,
    /// When the note last changed, in seconds since 1970; null for a new one.
    modified: Option<i64>,
}

/// The type of a note in an editor.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FormNotetype {
    /// Its id.
    id: i64,
    /// Its name.
    name: String,
    /// Whether cards are made of cloze numbers.
    is_cloze: bool,
    /// The positions of the fields that clozes belong in.
    cloze_fields: Vec<usize>,
}

/// A field in an editor.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FormField {
    /// Its name.
    name: String,
    /// The value: HTML, not to be trusted.
    value: String,
    /// The font.
    font: String,
    /// The size of the font.
    size_px: u32,
    /// Whether the text runs from right to left.
    rtl: bool,
    /// Whether the value is kept for the next new note.
    sticky: bool,
    /// What is to be seen in the empty field.
    description: String,
    /// Whether it opens as HTML source.
    plain_text: bool,
    /// Whether it opens folded.
    collapsed: bool,
}

/// A card of a note in an editor.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FormCard {
    /// Its id.
    id: i64,
    /// The position of the template, or the cloze number less one.
    ord: u16,
    /// What it is called.
    name: String,
    /// The id of the deck that it is in now.
    deck_id: i64,
    /// The name of that deck.
    deck_name: String,
    /// The flag, 0 for none.
    flag: u8,
    /// Whether it is suspended.
    suspended: bool,
}

impl Action for NoteForm {
    const SPEC: Spec = Spec::new(
        "noteForm",
        &[
            example(
                r#"{"note": 1767268800000}"#,
                r#"{
                    "note": 1767268800000,
                    "notetype": {
                        "id": 1767268800000, "name": "Basic", "isCloze": false, "clozeFields": []
                    },
                    "deck": 1,
                    "fields": [
                        {
                            "name": "Front", "value": "sample front", "font": "Arial", "sizePx": 20,
                            "rtl": false, "sticky": false, "description": "", "plainText": false,
                            "collapsed": false
                        },
                        {
                            "name": "Back", "value": "sample back", "font": "Arial", "sizePx": 20,
                            "rtl": false, "sticky": false, "description": "", "plainText": false,
                            "collapsed": false
                        }
                    ],
                    "tags": ["sample"],
                    "cards": [{
                        "id": 1767268800000, "ord": 0, "name": "Card 1", "deckId": 1,
                        "deckName": "Default", "flag": 0, "suspended": false
                    }],
                    "modified": 1767268800
                }"#,
            ),
            example(
                r#"{"notetype": 1767268800004, "deck": 1767268801000}"#,
                r#"{
                    "note": null,
                    "notetype": {
                        "id": 1767268800004, "name": "Cloze", "isCloze": true, "clozeFields": [0]
                    },
                    "deck": 1767268801000,
                    "fields": [
                        {
                            "name": "Text", "value": "", "font": "Arial", "sizePx": 20, "rtl": false,
                            "sticky": false, "description": "", "plainText": false, "collapsed": false
                        },
                        {
                            "name": "Back Extra", "value": "", "font": "Arial", "sizePx": 20,
                            "rtl": false, "sticky": false, "description": "", "plainText": false,
                            "collapsed": false
                        }
                    ],
                    "tags": [], "cards": [], "modified": null
                }"#,
            ),
        ],
    )
    .errors(&[
        "Note was not found: ID",
        "note type `ID` does not exist",
        "deck `ID` does not exist",
    ]);
    type Reply = Form;
}

impl ReadAction for NoteForm {
    fn run(self, view: &View) -> Result<Form, ApiError> {
        match self.note {
            Some(Id(note)) => filled(view, note),
            None => empty(view, self.notetype.map(|id| id.0), self.deck.map(|id| id.0)),
        }
    }
}

fn filled(view: &View, id: NoteId) -> Result<Form, ApiError> {
    let note = view.require_note(id)?;
    let notetype = view.catalog().require_notetype(note.notetype_id)?;
    let mut cards = Vec::new();
    let mut deck = None;
    view.for_each_card(
        &view.cards_of_notes(&[id])?,
        |card| -> Result<(), ApiError> {
            if let Some(card) = card {
                deck = deck.or(Some(card.home_deck_id()));
                cards.push(FormCard::of(card, notetype, view));
            }
            Ok(())
        },
    )?;
    Ok(Form {
        note: Some(id.0),
        notetype: FormNotetype::of(notetype),
        deck: deck.unwrap_or(DeckId::DEFAULT).0,
        fields: FormField::all(notetype, note.fields),
        tags: note.tags,
        cards,
        modified: Some(note.modified.0),
    })
}

fn empty(
    view: &View,
    notetype: Option<NotetypeId>,
    deck: Option<DeckId>,
) -> Result<Form, ApiError> {
    let start = view.adding_defaults()?;
    let notetype = match (notetype, deck) {
        (Some(notetype), _) => notetype,
        (None, Some(deck)) => view.notetype_for_adding(deck)?,
        (None, None) => start.notetype,
    };
    let notetype = view.catalog().require_notetype(notetype)?;
    let deck = view.catalog().require_deck(deck.unwrap_or(start.deck))?;
    Ok(Form {
        note: None,
        notetype: FormNotetype::of(notetype),
        deck: deck.id.0,
        fields: FormField::all(notetype, vec![String::new(); notetype.fields.len()]),
        tags: Vec::new(),
        cards: Vec::new(),
        modified: None,
    })
}

impl FormNotetype {
    fn of(notetype: &NotetypeEntry) -> Self {
        Self {
            id: notetype.id.0,
            name: notetype.name.clone(),
            is_cloze: notetype.is_cloze(),
            cloze_fields: notetype.compiled().cloze_field_ordinals(),
        }
    }
}

impl FormField {
    fn all(notetype: &Notetype, values: Vec<String>) -> Vec<Self> {
        let fields = notetype.fields.iter().zip(values);
        fields
            .map(|(field, value)| Self::of(field, value))
            .collect()
    }

    fn of(field: &NotetypeField, value: String) -> Self {
        let settings = &field.settings;
        Self {
            name: field.name.clone(),
            value,
            font: settings.font_name.clone(),
            size_px: settings.font_size,
            rtl: settings.right_to_left,
            sticky: settings.sticky,
            description: settings.description.clone(),
            plain_text: settings.plain_text,
            collapsed: settings.collapsed,
        }
    }
}

impl FormCard {
    fn of(card: &Card, notetype: &Notetype, view: &View) -> Self {
        Self {
            id: card.id.0,
            ord: card.ordinal,
            name: notetype.card_name(card.ordinal).unwrap_or_default(),
            deck_id: card.deck_id.0,
            deck_name: DeckShown::of(card.deck_id, view).name,
            flag: card.flags & 7,
            suspended: card.queue == CardQueue::Suspended,
        }
    }
}

/// Tells whether values are fit for a note of a type, and which notes have the same first field already.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CheckNote {
    /// The id of the note type.
    notetype: Id<NotetypeId>,
    /// The values, in the order of the fields.
    fields: Vec<String>,
    /// The id of the note that is edited, which is no twin of itself.
    note: Option<Id<NoteId>>,
}

/// Whether values are fit for a note.
#[derive(Serialize, JsonSchema)]
pub(super) struct NoteCheck {
    /// What is the matter with them.
    state: NoteState,
    /// The ids of the notes of the type with the same first field, at most 20.
    twins: Vec<i64>,
}

/// What is the matter with the values of a note.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum NoteState {
    /// Nothing.
    Ok,
    /// The first field is empty.
    Empty,
    /// Another note has the same first field.
    Duplicate,
    /// There is no cloze deletion where there should be one.
    MissingCloze,
    /// There is a cloze deletion, but the note type is not for them.
    NotetypeNotCloze,
    /// There is a cloze deletion in a field that is not for them.
    FieldNotCloze,
}

impl Action for CheckNote {
    const SPEC: Spec = Spec::new(
        "checkNote",
        &[
            example(
                r#"{"notetype": 1767268800000, "fields": ["<b>sample</b> front", ""]}"#,
                r#"{"state": "duplicate", "twins": [1767268800000]}"#,
            ),
            example(
                r#"{
                    "notetype": 1767268800000, "fields": ["sample front", "new back"],
                    "note": 1767268800000
                }"#,
                r#"{"state": "ok", "twins": []}"#,
            ),
            example(
                r#"{"notetype": 1767268800004, "fields": ["no cloze", ""]}"#,
                r#"{"state": "missingCloze", "twins": []}"#,
            ),
        ],
    )
    .errors(&["note type `ID` does not exist"]);
    type Reply = NoteCheck;
}

impl ReadAction for CheckNote {
    fn run(self, view: &View) -> Result<NoteCheck, ApiError> {
        let notetype = self.notetype.0;
        let state = view.field_state(notetype, &self.fields)?;
        let mut twins = match (state, self.fields.first()) {
            (FieldState::Empty, _) | (_, None) => Vec::new(),
            (_, Some(first)) => view.duplicates(notetype, first)?,
        };
        twins.retain(|twin| self.note.is_none_or(|own| own.0 != *twin));
        let state = match state {
            FieldState::Normal if twins.is_empty() => NoteState::Ok,
            FieldState::Normal => NoteState::Duplicate,
            FieldState::Empty => NoteState::Empty,
            FieldState::MissingCloze => NoteState::MissingCloze,
            FieldState::NotetypeNotCloze => NoteState::NotetypeNotCloze,
            FieldState::FieldNotCloze => NoteState::FieldNotCloze,
        };
        let twins = twins.into_iter().take(MAX_TWINS);
        Ok(NoteCheck {
            state,
            twins: twins.map(|twin| twin.0).collect(),
        })
    }
}
