//! All that is known about a card.

use ankid_collection::{CardDetails, Remembrance, View};
use ankid_types::{CardId, Review, ReviewKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;
use crate::wire::Id;

const DAY_SECS: i64 = 86_400;

/// Answers all that is known about a card: its state, what FSRS knows about its memory, and every entry of its
/// review log.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetCardDetails {
    /// The id of the card.
    card: Id<CardId>,
}

/// All that is known about a card.
#[derive(Serialize, JsonSchema)]
pub(super) struct Details {
    /// Its state.
    rows: DetailRows,
    /// Its review log, newest first.
    log: Vec<LogEntry>,
}

/// The state of a card.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DetailRows {
    /// When it was made, in milliseconds since 1970.
    added: i64,
    /// When it was first answered, in milliseconds since 1970; null if never.
    first_review: Option<i64>,
    /// When it was last answered, in milliseconds since 1970; null if never.
    latest_review: Option<i64>,
    /// The day that it is due, as `2026-12-31`; null for a new card.
    due: Option<String>,
    /// The interval in days; 0 before it has one.
    interval_days: u32,
    /// What intervals grow by; null before it has such a factor.
    ease: Option<f64>,
    /// How often it was answered.
    reviews: u32,
    /// How often it was forgotten.
    lapses: u32,
    /// How long an answer took on average.
    average_seconds: f64,
    /// How long all answers took.
    total_seconds: f64,
    /// The position that it has, or had while it was new; null if that is not known.
    position: Option<i64>,
    /// The name of the note type.
    notetype: String,
    /// What the card is called.
    template: String,
    /// The name of the deck that it is in.
    deck: String,
    /// The name of the deck that it belongs to; null unless a filtered deck has it.
    home_deck: Option<String>,
    /// The name of the preset that it is studied by.
    preset: String,
    /// What FSRS knows about it; null for nothing.
    memory: Option<Memory>,
    /// The id of the card.
    card_id: i64,
    /// The id of the note.
    note_id: i64,
}

/// How well a card is remembered.
#[derive(Serialize, JsonSchema)]
struct Memory {
    /// How long the memory lasts, in days.
    stability: f32,
    /// How difficult the card is, 0 to 1.
    difficulty: f32,
    /// How likely it is remembered now, 0 to 1.
    retrievability: f32,
}

/// An entry of the review log.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LogEntry {
    /// When it was made, in milliseconds since 1970.
    time: i64,
    /// What it records.
    kind: LogKind,
    /// The button, 1 again to 4 easy; 0 where none was pressed.
    button: u8,
    /// The interval afterwards, in seconds.
    interval_seconds: i64,
    /// What intervals grew by; where FSRS was on, the difficulty from 0.1 to 1.1; 0 where there was none.
    ease: f64,
    /// How long the answer took.
    taken_seconds: f64,
}

/// What an entry of the review log records.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum LogKind {
    /// An answer in the first learning steps.
    Learning,
    /// An answer to a due review.
    Review,
    /// An answer in relearning steps.
    Relearning,
    /// An answer in a filtered deck, before the card was due.
    Filtered,
    /// A due date set by hand, or a reset.
    Manual,
    /// A due date that the scheduler moved.
    Rescheduled,
}

impl Action for GetCardDetails {
    const SPEC: Spec = Spec::new(
        "cardDetails",
        &[
            example(
                r#"{"card": 1767268800000}"#,
                r#"{
                    "rows": {
                        "added": 1767268800000, "firstReview": null, "latestReview": null, "due": null,
                        "intervalDays": 0, "ease": null, "reviews": 0, "lapses": 0,
                        "averageSeconds": 0.0, "totalSeconds": 0.0, "position": 1,
                        "notetype": "Basic", "template": "Card 1", "deck": "Default",
                        "homeDeck": null, "preset": "Default", "memory": null,
                        "cardId": 1767268800000, "noteId": 1767268800000
                    },
                    "log": []
                }"#,
            ),
            example(
                r#"{"card": 1767268800000}"#,
                r#"{
                    "rows": {
                        "added": 1767268800000, "firstReview": 1767269000000,
                        "latestReview": 1767269000000, "due": "2026-01-04", "intervalDays": 3,
                        "ease": 2.5, "reviews": 0, "lapses": 0, "averageSeconds": 4.0,
                        "totalSeconds": 4.0, "position": 1, "notetype": "Basic",
                        "template": "Card 1", "deck": "Default", "homeDeck": null,
                        "preset": "Default", "memory": null, "cardId": 1767268800000,
                        "noteId": 1767268800000
                    },
                    "log": [
                        {
                            "time": 1767269400000, "kind": "manual", "button": 0,
                            "intervalSeconds": 259200, "ease": 2.5, "takenSeconds": 0.0
                        },
                        {
                            "time": 1767269000000, "kind": "learning", "button": 3,
                            "intervalSeconds": 600, "ease": 0.0, "takenSeconds": 4.0
                        }
                    ]
                }"#,
            )
            .after(&[
                (
                    "insertReviews",
                    r#"{"reviews": [[1767269000000, 1767268800000, -1, 3, -600, 0, 0, 4000, 0]]}"#,
                ),
                (
                    "setDueDate",
                    r#"{"cards": [1767268800000], "days": "3"}"#,
                ),
            ]),
        ],
    )
    .errors(&["Card was not found: ID"]);
    type Reply = Details;
}

impl ReadAction for GetCardDetails {
    fn run(self, view: &View) -> Result<Details, ApiError> {
        let details = view.card_details(self.card.0)?;
        Ok(Details {
            log: details.reviews.iter().rev().map(LogEntry::of).collect(),
            rows: DetailRows::from(details),
        })
    }
}

impl From<CardDetails> for DetailRows {
    fn from(details: CardDetails) -> Self {
        let (millis, answers) = details.time_taken();
        let total_seconds = millis as f64 / 1000.0;
        let first_review = details.answers().next().map(|review| review.id.0);
        let latest_review = details.answers().next_back().map(|review| review.id.0);
        let card = details.card;
        Self {
            added: card.id.0,
            first_review,
            latest_review,
            due: details.due.map(|day| day.to_string()),
            interval_days: card.interval_days,
            ease: (card.ease_factor > 0).then(|| f64::from(card.ease_factor) / 1000.0),
            reviews: card.reviews,
            lapses: card.lapses,
            average_seconds: total_seconds / answers.max(1) as f64,
            total_seconds,
            position: details.position,
            card_id: card.id.0,
            note_id: card.note_id.0,
            memory: details.memory.map(Memory::from),
            notetype: details.notetype,
            template: details.name,
            deck: details.deck,
            home_deck: details.home_deck,
            preset: details.preset,
        }
    }
}

impl From<Remembrance> for Memory {
    fn from(memory: Remembrance) -> Self {
        Self {
            stability: memory.stability,
            difficulty: memory.difficulty,
            retrievability: memory.retrievability,
        }
    }
}

impl LogEntry {
    fn of(review: &Review) -> Self {
        let interval = i64::from(review.interval);
        Self {
            time: review.id.0,
            kind: match review.kind {
                ReviewKind::Learning => LogKind::Learning,
                ReviewKind::Review => LogKind::Review,
                ReviewKind::Relearning => LogKind::Relearning,
                ReviewKind::Filtered => LogKind::Filtered,
                ReviewKind::Manual => LogKind::Manual,
                ReviewKind::Rescheduled => LogKind::Rescheduled,
            },
            button: review.button,
            interval_seconds: if interval < 0 {
                -interval
            } else {
                interval * DAY_SECS
            },
            ease: f64::from(review.ease_factor) / 1000.0,
            taken_seconds: f64::from(review.taken_millis) / 1000.0,
        }
    }
}
