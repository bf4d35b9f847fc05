//! The card under review.

use ankid_collection::{CardWithNote, Rating, View};
use ankid_desk::Side;
use ankid_types::CardId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::action::{Action, HostAction, Spec, example};
use crate::actions::shown::NoteFields;
use crate::door::Call;
use crate::envelope::to_json;
use crate::error::ApiError;
use crate::events::Event;
use crate::screen::side_name;
use crate::stage::Upcoming;

/// Answers whether a card is under review.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiReviewActive {}

impl Action for GuiReviewActive {
    const SPEC: Spec = Spec::new("guiReviewActive", &[example("{}", "false")]);
    type Reply = bool;
}

impl HostAction for GuiReviewActive {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        call.on_screen(|stage, _engine| Ok(stage.review().is_some()))
    }
}

/// Answers what is known about the card under review.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiCurrentCard {}

/// The card under review.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CurrentCard<'n> {
    /// Its id.
    #[schemars(with = "i64")]
    card_id: CardId,
    /// The fields of its note by name.
    fields: NoteFields<'n>,
    /// The position of its template, or its cloze number less one.
    field_order: u16,
    /// The front as HTML, the style sheet before it.
    question: String,
    /// The back as HTML, the style sheet before it.
    answer: String,
    /// The answer buttons: 1 again, 2 hard, 3 good, 4 easy.
    buttons: [u8; 4],
    /// The intervals on the buttons.
    next_reviews: &'n [String; 4],
    /// The name of the note type.
    model_name: &'n str,
    /// The deck that it is in now.
    deck_name: String,
    /// The style sheet of the note type.
    css: &'n str,
    /// The name of the template.
    template: &'n str,
}

/// A result that is JSON already.
pub(super) struct Written(Vec<u8>);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &serde_json::value::RawValue =
            serde_json::from_slice(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl JsonSchema for Written {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CurrentCard".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        CurrentCard::<'static>::json_schema(generator)
    }
}

impl Action for GuiCurrentCard {
    const SPEC: Spec = Spec::new(
        "guiCurrentCard",
        &[example(
            "{}",
            r#"{
                "cardId": 1767268800000,
                "fields": {
                    "Front": {"value": "sample front", "order": 0},
                    "Back": {"value": "sample back", "order": 1}
                },
                "fieldOrder": 0,
                "question": "<style>.card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n</style>sample front",
                "answer": "<style>.card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n</style>sample front\n\n<hr id=answer>\n\nsample back",
                "buttons": [1, 2, 3, 4],
                "nextReviews": ["<\u20681\u2069m", "<\u20686\u2069m", "<\u206810\u2069m", "\u20685\u2069d"],
                "modelName": "Basic", "deckName": "Default", "css": ".card {\n    font-family: arial;\n    font-size: 20px;\n    line-height: 1.5;\n    text-align: center;\n    color: black;\n    background-color: white;\n}\n", "template": "Card 1"
            }"#,
        )
        .after(&[("guiDeckReview", r#"{"name": "Default"}"#)])],
    )
    .errors(&["Gui review is not currently active."]);
    type Reply = Written;
}

impl HostAction for GuiCurrentCard {
    fn run(self, call: &Call<'_>) -> Result<Written, ApiError> {
        call.on_screen(|stage, engine| {
            let upcoming = stage.upcoming().ok_or(ApiError::NotReviewing)?;
            let mut written = None;
            engine.read::<_, ApiError>(|view| {
                let id = upcoming.queued.card.id;
                view.for_each_card_with_note(&[id], |shown| -> Result<(), ApiError> {
                    let shown = shown.ok_or(ApiError::NotReviewing)?;
                    written = Some(to_json(&current_card(view, shown, upcoming)?));
                    Ok(())
                })
            })?;
            written.map(Written).ok_or(ApiError::NotReviewing)
        })
    }
}

fn current_card<'n>(
    view: &View,
    shown: CardWithNote<'n>,
    upcoming: &'n Upcoming,
) -> Result<CurrentCard<'n>, ApiError> {
    let CardWithNote {
        card,
        note,
        notetype,
    } = shown;
    let rendered = view.render_card(shown)?;
    let deck = view.catalog().deck(card.deck_id);
    Ok(CurrentCard {
        card_id: card.id,
        fields: NoteFields { note, notetype },
        field_order: card.ordinal,
        question: rendered.question_with_style(),
        answer: rendered.answer_with_style(),
        buttons: [1, 2, 3, 4],
        next_reviews: &upcoming.queued.button_texts,
        model_name: &notetype.name,
        deck_name: deck.map(|deck| deck.name.human()).unwrap_or_default(),
        css: &notetype.settings.css,
        template: notetype
            .template_of(card.ordinal)
            .map_or("", |template| &template.name),
    })
}

/// Starts the timer of the card under review anew; with it goes into the review log how long the answer took.
/// Answers whether there is such a card.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiStartCardTimer {}

impl Action for GuiStartCardTimer {
    const SPEC: Spec = Spec::new("guiStartCardTimer", &[example("{}", "false")]);
    type Reply = bool;
}

impl HostAction for GuiStartCardTimer {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        call.on_screen(|stage, engine| {
            let now = crate::stage::now(engine)?;
            Ok(stage.start_timer(now))
        })
    }
}

/// Turns the card under review to its question. Answers whether there is such a card.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiShowQuestion {}

impl Action for GuiShowQuestion {
    const SPEC: Spec = Spec::new("guiShowQuestion", &[example("{}", "false")]);
    type Reply = bool;
}

impl HostAction for GuiShowQuestion {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        call.on_screen(|stage, _engine| Ok(stage.show_side(Side::Question)))
    }
}

/// Turns the card under review to its answer. Answers whether there is such a card.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiShowAnswer {}

impl Action for GuiShowAnswer {
    const SPEC: Spec = Spec::new("guiShowAnswer", &[example("{}", "false")]);
    type Reply = bool;
}

impl HostAction for GuiShowAnswer {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        call.on_screen(|stage, _engine| Ok(stage.show_side(Side::Answer)))
    }
}

/// Answers the card under review, whose answer must be up, and shows the next. Answers whether that was done.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiAnswerCard {
    /// The button: 1 again, 2 hard, 3 good, 4 easy. Others are none, and nothing is done.
    ease: i64,
}

impl Action for GuiAnswerCard {
    const SPEC: Spec = Spec::new("guiAnswerCard", &[example(r#"{"ease": 1}"#, "false")]);
    type Reply = bool;
}

impl HostAction for GuiAnswerCard {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let rating = u8::try_from(self.ease).ok().and_then(Rating::from_number);
        let Some(rating) = rating else {
            return Ok(false);
        };
        let author = call.author();
        call.on_screen(|stage, engine| Ok(stage.answer(engine, author, rating, None)?.is_some()))
    }
}

/// Plays the sounds of the side that is up, on the open pages. Answers whether a card is under review.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiPlayAudio {}

impl Action for GuiPlayAudio {
    const SPEC: Spec = Spec::new("guiPlayAudio", &[example("{}", "false")]);
    type Reply = bool;
}

impl HostAction for GuiPlayAudio {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let playing = call.on_screen(|stage, _engine| {
            let review = stage.review();
            Ok(review.map(|review| (side_name(review.side), review.turn.0)))
        })?;
        let Some((side, turn)) = playing else {
            return Ok(false);
        };
        call.host().announce(&Event::Audio { side, turn });
        Ok(true)
    }
}
