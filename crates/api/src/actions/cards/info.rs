//! Reading cards.

use ankid_collection::{CardWithNote, CollectionError, View};
use ankid_types::{CardId, NoteId, TimestampSecs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ListAction, ListWriter, ReadAction, Spec, example};
use crate::actions::decks::deck_or_default;
use crate::actions::shown::{NoteFields, Nothing};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::{Id, List, LooseId};

/// Answers fields, both sides, deck and scheduling of cards, `{}` for an id that no card has. What
/// stands on the answer buttons, such as `<10m` or `1.2mo`, has the marks U+2068 and U+2069 around
/// its number, as in Anki.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CardsInfo {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
}

impl Action for CardsInfo {
    const SPEC: Spec = Spec::new(
        "cardsInfo",
        &[example(
            r#"{"cards": [1767268800000, 1]}"#,
            r#"[{
                "cardId": 1767268800000,
                "fields": {
                    "Front": {"value": "sample front", "order": 0},
                    "Back": {"value": "sample back", "order": 1}
                },
                "fieldOrder": 0,
                "question": "<style>.card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n</style>sample front",
                "answer": "<style>.card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n</style>sample front\n\n<hr id=answer>\n\nsample back",
                "modelName": "Basic", "ord": 0, "deckName": "Default",
                "css": ".card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n",
                "factor": 0, "interval": 0, "note": 1767268800000, "type": 0, "queue": 0, "due": 1,
                "reps": 0, "lapses": 0, "left": 0, "mod": 1767268800,
                "nextReviews": ["<\u20681\u2069m", "<\u20686\u2069m", "<\u206810\u2069m", "\u20685\u2069d"],
                "flags": 0
            }, {}]"#,
        )],
    );
    type Reply = Vec<CardInfo<'static>>;
}

impl ListAction for CardsInfo {
    fn run(self, _call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError> {
        let ids: Vec<CardId> = or_no_card(self.cards);
        let mut buttons = view.answer_buttons()?;
        view.for_each_card_with_note(&ids, |shown| -> Result<(), ApiError> {
            let Some(shown) = shown else {
                list.push(&Nothing {});
                return Ok(());
            };
            match buttons.texts(shown.card) {
                Ok(next_reviews) => list.push(&CardInfo::new(view, shown, next_reviews)?),
                // The add-on overlooks a card whose deck is missing.
                Err(CollectionError::DeckMissing(_)) => list.push(&Nothing {}),
                Err(error) => return Err(error.into()),
            }
            Ok(())
        })
    }
}

/// A card, or `{}`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CardInfo<'n> {
    /// Its id.
    #[schemars(with = "i64")]
    card_id: CardId,
    /// The fields of its note by name.
    fields: NoteFields<'n>,
    /// The same as `ord`.
    field_order: u16,
    /// The front as HTML, the style sheet before it.
    question: String,
    /// The back as HTML, the style sheet before it.
    answer: String,
    /// The name of the note type.
    model_name: &'n str,
    /// The position of its template, or its cloze number less one.
    ord: u16,
    /// The deck that it is in now.
    deck_name: String,
    /// The style sheet of the note type.
    css: &'n str,
    /// Thousandths of the factor that its interval grows by: 2500 is 250%.
    factor: u16,
    /// Its interval in days.
    interval: u32,
    /// The id of its note.
    #[schemars(with = "i64")]
    note: NoteId,
    /// 0 new, 1 learning, 2 review, 3 relearning.
    #[serde(rename = "type")]
    kind: i32,
    /// 0 new, 1 learning, 2 review, 3 learning on another day, 4 preview, -1 suspended, -2 and -3
    /// buried.
    queue: i32,
    /// A position for a new card, a day of the collection for a review, a second since 1970 for a
    /// learning card.
    due: i32,
    /// How often it was answered.
    reps: u32,
    /// How often it was forgotten.
    lapses: u32,
    /// The learning steps that are left.
    left: u32,
    /// When it last changed, in seconds since 1970.
    #[serde(rename = "mod")]
    #[schemars(with = "i64")]
    modified: TimestampSecs,
    /// The intervals on the four answer buttons, "again" first.
    next_reviews: [String; 4],
    /// The colour of its flag, 0 for none.
    flags: u8,
}

impl<'n> CardInfo<'n> {
    fn new(
        view: &View,
        shown: CardWithNote<'n>,
        next_reviews: [String; 4],
    ) -> Result<Self, ApiError> {
        let CardWithNote {
            card,
            note,
            notetype,
        } = shown;
        let rendered = view.render_card(shown)?;
        Ok(Self {
            card_id: card.id,
            fields: NoteFields { note, notetype },
            field_order: card.ordinal,
            question: rendered.question_with_style(),
            answer: rendered.answer_with_style(),
            model_name: &notetype.name,
            ord: card.ordinal,
            deck_name: deck_or_default(view, Some(card.deck_id))?.name.human(),
            css: &notetype.settings.css,
            factor: card.ease_factor,
            interval: card.interval_days,
            note: card.note_id,
            kind: card.kind.code(),
            queue: card.queue.code(),
            due: card.due,
            reps: card.reviews,
            lapses: card.lapses,
            left: card.remaining_steps,
            modified: card.modified,
            next_reviews,
            flags: card.flags,
        })
    }
}

/// Answers when cards last changed, `{}` for an id that no card has. Much cheaper than `cardsInfo`.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CardsModTime {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
}

/// When a card last changed.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CardModified {
    /// Its id.
    #[schemars(with = "i64")]
    card_id: CardId,
    /// Seconds since 1970.
    #[serde(rename = "mod")]
    #[schemars(with = "i64")]
    modified: TimestampSecs,
}

impl Action for CardsModTime {
    const SPEC: Spec = Spec::new(
        "cardsModTime",
        &[example(
            r#"{"cards": [1767268800000, 1]}"#,
            r#"[{"cardId": 1767268800000, "mod": 1767268800}, {}]"#,
        )],
    );
    type Reply = Vec<CardModified>;
}

impl ListAction for CardsModTime {
    fn run(self, _call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError> {
        let ids = or_no_card(self.cards);
        view.for_each_card_modification(&ids, |card_id, modified| {
            match modified {
                Some(modified) => list.push(&CardModified { card_id, modified }),
                None => list.push(&Nothing {}),
            }
            Ok::<_, CollectionError>(())
        })?;
        Ok(())
    }
}

/// Answers the ids of the notes of cards, each once. Cards that do not exist are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CardsToNotes {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
}

impl Action for CardsToNotes {
    const SPEC: Spec = Spec::new(
        "cardsToNotes",
        &[example(
            r#"{"cards": [1767268800000, 1]}"#,
            "[1767268800000]",
        )],
    );
    type Reply = Vec<Id<NoteId>>;
}

impl ReadAction for CardsToNotes {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let cards: Vec<CardId> = self.cards.0.into_iter().map(|card| card.0).collect();
        let notes = view.note_ids_of_cards(&cards)?;
        Ok(notes.into_iter().map(Id).collect())
    }
}

/// The ids; that of no card for null.
pub(super) fn or_no_card(ids: List<Option<Id<CardId>>>) -> Vec<CardId> {
    let ids = ids.0.into_iter();
    ids.map(|id| id.map_or(CardId(0), |id| id.0)).collect()
}
