//! The card under review as a page shows it.

use ankid_collection::{CardWithNote, Engine, QueueKind, View};
use ankid_template::AvTag;
use ankid_template::cloze::text_to_type;
use ankid_template::text::html_to_text_line;
use ankid_types::{DeckConfigSettings, DeckId, Notetype};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::ApiError;
use crate::screen::{DeckShown, side_name};
use crate::stage::{Stage, Upcoming, now};

/// A card under review.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReviewCard {
    /// The number of this showing.
    turn: u64,
    /// `question` or `answer`.
    side: &'static str,
    /// The deck that is studied.
    deck: DeckShown,
    /// The card.
    card: CardShown,
    /// What is left to do.
    counts: Counts,
    /// The front as HTML, with tags like `[anki:play:q:0]` where something can be played, and `[[type:Field]]`
    /// where the answer is to be typed.
    question: String,
    /// The back as HTML.
    answer: String,
    /// The style sheet.
    css: String,
    /// The classes of the body, without those of the page's theme and platform.
    body_classes: String,
    /// What can be played on the front.
    question_sounds: Vec<Sound>,
    /// What can be played on the back.
    answer_sounds: Vec<Sound>,
    /// Whether it plays by itself.
    autoplay: bool,
    /// Whether the sounds of the front are played again before those of the back.
    replay_question_on_answer: bool,
    /// What is to be typed; null for nothing.
    type_answer: Option<TypeAnswer>,
    /// The answer buttons.
    buttons: [Button; 4],
    /// Whether a timer is to be seen.
    show_timer: bool,
    /// Whether the timer stops when the answer is shown.
    stop_timer_on_answer: bool,
    /// Longer than this is not counted.
    max_answer_seconds: u32,
    /// How long the card has been up.
    elapsed_millis: u32,
}

/// What a card is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CardShown {
    /// Its id.
    id: i64,
    /// The id of its note.
    note: i64,
    /// The id of the deck that it is in now.
    deck_id: i64,
    /// The name of that deck.
    deck_name: String,
    /// The name of the note type.
    notetype_name: String,
    /// The name of the template.
    template: String,
    /// The position of the template, or the cloze number less one.
    ord: u16,
    /// The flag, 0 for none.
    flag: u8,
    /// Whether the note has the tag `marked`.
    marked: bool,
}

/// What is left to do.
#[derive(Serialize, JsonSchema)]
struct Counts {
    /// New cards.
    new: u32,
    /// Cards in learning.
    learning: u32,
    /// Reviews.
    review: u32,
    /// Which of them the card is part of: `new`, `learning` or `review`.
    current: &'static str,
}

/// Something to play.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(in crate::actions) enum Sound {
    /// A media file.
    File {
        /// Its name.
        name: String,
    },
    /// Text to be spoken.
    Speech {
        /// The text.
        text: String,
        /// The language, as `en_US`.
        lang: String,
        /// The voices to choose from, in order of preference.
        voices: Vec<String>,
        /// How fast to speak; 1 is normal.
        speed: f32,
    },
}

/// An answer that is to be typed.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TypeAnswer {
    /// The name of the field.
    field: String,
    /// What should be typed, as text; empty if there is nothing to compare with.
    expected: String,
    /// The font of the field.
    font: String,
    /// The size of the font.
    size_px: u32,
    /// Whether combining characters such as accents must be right.
    combining: bool,
}

/// An answer button.
#[derive(Serialize, JsonSchema)]
struct Button {
    /// The number of the answer.
    ease: u8,
    /// `again`, `hard`, `good` or `easy`.
    label: &'static str,
    /// What the next interval would be.
    interval: String,
}

/// What there is to tell when nothing of a deck is left for now.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::actions) struct Finished {
    /// The deck.
    deck: DeckShown,
    /// What was studied today.
    studied_today: StudiedToday,
    /// In how many seconds the next learning card is due today; null for none.
    next_learning_seconds: Option<u32>,
    /// Whether cards were put off until tomorrow because a sibling was shown.
    buried_by_scheduler: bool,
    /// Whether cards were put off until tomorrow by hand.
    buried_by_user: bool,
    /// Whether there are new cards beyond today's limit.
    new_limited: bool,
    /// Whether there are reviews beyond today's limit.
    review_limited: bool,
}

/// What was studied today in the whole collection.
#[derive(Serialize, JsonSchema)]
pub(in crate::actions) struct StudiedToday {
    /// How many answers were given.
    cards: u32,
    /// How long they took.
    seconds: f64,
}

impl StudiedToday {
    pub(in crate::actions) fn of(view: &View) -> Result<Self, ApiError> {
        let (cards, millis) = view.studied_today()?;
        Ok(Self {
            cards,
            seconds: millis as f64 / 1000.0,
        })
    }
}

impl Finished {
    pub(in crate::actions) fn of(view: &View, deck: DeckId) -> Result<Self, ApiError> {
        let end = view.study_end(deck)?;
        Ok(Self {
            deck: DeckShown::of(deck, view),
            studied_today: StudiedToday::of(view)?,
            next_learning_seconds: end.next_learning_secs,
            buried_by_scheduler: end.buried_by_scheduler,
            buried_by_user: end.buried_by_user,
            new_limited: end.new_remaining,
            review_limited: end.reviews_remaining,
        })
    }
}

impl ReviewCard {
    /// The card under review, as it is in the collection now.
    pub(super) fn of(stage: &Stage, engine: &Engine) -> Result<Option<Self>, ApiError> {
        let Some(upcoming) = stage.upcoming() else {
            return Ok(None);
        };
        let mut built = None;
        let now = now(engine)?;
        engine.read::<_, ApiError>(|view| {
            let id = upcoming.queued.card.id;
            view.for_each_card_with_note(&[id], |shown| -> Result<(), ApiError> {
                if let (Some(shown), Some(review)) = (shown, stage.review()) {
                    let deck = DeckShown::of(review.deck, view);
                    let card = Self::built(view, shown, upcoming, deck)?;
                    built = Some(Self {
                        turn: review.turn.0,
                        side: side_name(review.side),
                        elapsed_millis: review.taken_millis(now),
                        ..card
                    });
                }
                Ok(())
            })
        })?;
        Ok(built)
    }

    fn built(
        view: &View,
        shown: CardWithNote<'_>,
        upcoming: &Upcoming,
        deck: DeckShown,
    ) -> Result<Self, ApiError> {
        let (card, notetype) = (shown.card, shown.notetype);
        let rendered = view.render_card(shown)?;
        let settings = settings(view, card.home_deck_id());
        let is_marked = |tag: &String| tag.eq_ignore_ascii_case("marked");
        Ok(Self {
            turn: 0,
            side: "",
            elapsed_millis: 0,
            deck,
            card: CardShown {
                id: card.id.0,
                note: card.note_id.0,
                deck_id: card.deck_id.0,
                deck_name: DeckShown::of(card.deck_id, view).name,
                notetype_name: notetype.name.clone(),
                template: notetype
                    .template_of(card.ordinal)
                    .map(|template| template.name.clone())
                    .unwrap_or_default(),
                ord: card.ordinal,
                flag: card.flags & 7,
                marked: shown.note.tags.iter().any(is_marked),
            },
            counts: Counts {
                new: upcoming.counts.new,
                learning: upcoming.counts.learning,
                review: upcoming.counts.review,
                current: match upcoming.queued.kind {
                    QueueKind::New => "new",
                    QueueKind::Learning => "learning",
                    QueueKind::Review => "review",
                },
            },
            type_answer: type_answer(&rendered.question.text, shown),
            question: rendered.question.text,
            answer: rendered.answer.text,
            css: rendered.css,
            body_classes: body_classes(card.ordinal),
            question_sounds: sounds(rendered.question.av_tags),
            answer_sounds: sounds(rendered.answer.av_tags),
            autoplay: !settings.disable_autoplay,
            replay_question_on_answer: !settings.skip_question_when_replaying_answer,
            buttons: buttons(&upcoming.queued.button_texts),
            show_timer: settings.show_timer,
            stop_timer_on_answer: settings.stop_timer_on_answer,
            max_answer_seconds: settings.cap_answer_time_to_secs,
        })
    }
}

/// The buttons with these intervals on them, "again" first.
fn buttons([again, hard, good, easy]: &[String; 4]) -> [Button; 4] {
    let button = |ease, label, interval: &String| Button {
        ease,
        label,
        interval: interval.clone(),
    };
    [
        button(1, "again", again),
        button(2, "hard", hard),
        button(3, "good", good),
        button(4, "easy", easy),
    ]
}

/// The options that a deck is studied by.
fn settings(view: &View, deck: DeckId) -> DeckConfigSettings {
    let catalog = view.catalog();
    let config = catalog.deck(deck).and_then(|deck| deck.config_id());
    config.map_or_else(DeckConfigSettings::default, |id| {
        catalog.studied_settings(id)
    })
}

/// The classes that the templates of a card may rely on.
pub(in crate::actions) fn body_classes(ordinal: u16) -> String {
    format!("card card{}", u32::from(ordinal) + 1)
}

/// What can be played, as pages are told.
pub(in crate::actions) fn sounds(tags: Vec<AvTag>) -> Vec<Sound> {
    let tags = tags.into_iter();
    tags.map(|tag| match tag {
        AvTag::SoundOrVideo { file_name } => Sound::File { name: file_name },
        AvTag::Speech {
            text,
            language,
            voices,
            speed,
            ..
        } => Sound::Speech {
            text,
            lang: language,
            voices,
            speed,
        },
    })
    .collect()
}

/// What is to be typed where the question has a `[[type:Field]]`; `cloze:` and `nc:` may stand before the name.
fn type_answer(question: &str, shown: CardWithNote<'_>) -> Option<TypeAnswer> {
    let (_, after) = question.split_once("[[type:")?;
    let (named, _) = after.split_once("]]")?;
    let (mut name, mut is_cloze, mut combining) = (named, false, true);
    loop {
        if let Some(rest) = name.strip_prefix("cloze:") {
            (name, is_cloze) = (rest, true);
        } else if let Some(rest) = name.strip_prefix("nc:") {
            (name, combining) = (rest, false);
        } else {
            break;
        }
    }
    let notetype: &Notetype = shown.notetype;
    let place = notetype
        .fields
        .iter()
        .position(|field| field.name == name)?;
    let field = notetype.fields.get(place)?;
    let value = shown.note.fields.get(place)?;
    let value = if is_cloze {
        text_to_type(value, shown.card.ordinal + 1)
    } else {
        value.clone()
    };
    Some(TypeAnswer {
        field: name.to_owned(),
        expected: html_to_text_line(&value, false).trim().to_owned(),
        font: field.settings.font_name.clone(),
        size_px: field.settings.font_size,
        combining,
    })
}
