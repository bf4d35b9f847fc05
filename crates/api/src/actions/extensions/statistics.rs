//! The figures of the statistics page as numbers.

use std::collections::BTreeMap;

use ankid_collection::View;
use ankid_collection::stats;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, example};
use crate::error::ApiError;

/// Answers the figures of Anki's statistics page over the cards that a search finds, for a page or a
/// program that draws them itself. Lists of pairs hold an amount and how many there are of it; days
/// are counted from today, which is 0, so that -1 is yesterday.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CollectionStatistics {
    /// The search, as in Anki's browser; empty for the whole collection.
    #[serde(default)]
    query: String,
    /// How many days of reviews count, besides today; 0 for all.
    #[serde(default = "one_year")]
    days: u32,
}

const fn one_year() -> u32 {
    365
}

/// The figures.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Figures {
    /// Today, such as `2026-01-31`.
    day: Option<String>,
    /// The hour at which a day begins.
    rollover_hour: u8,
    /// Whether FSRS is on.
    fsrs: bool,
    /// Today's answers.
    today: Today,
    /// What falls due, new and suspended cards left out.
    future_due: FutureDue,
    /// The answers of each day.
    reviews: Vec<DayOfReviews>,
    /// How many cards there are of each stage.
    card_counts: CardCounts,
    /// The intervals in days of the cards that are reviewed.
    intervals: Pairs<u32>,
    /// The ease factors in percent of the cards without a memory state.
    eases: Distribution,
    /// The stability in days of the cards with a memory state.
    stability: Pairs<u32>,
    /// The difficulty in percent of the cards with a memory state.
    difficulty: Distribution,
    /// How likely the cards with a memory state are remembered now.
    retrievability: Retrievability,
    /// The answers by the hour of the day, local time.
    hours: Periods<Hours>,
    /// How often each button was pressed.
    buttons: Periods<Buttons>,
    /// How many cards were added on each day.
    added: Pairs<i32>,
    /// How many reviews of cards with intervals of a day or more were remembered.
    retention: Retention,
}

/// An amount, and how many there are of it.
type Pairs<K> = Vec<(K, u32)>;

/// Today's answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Today {
    /// All of them.
    answers: u32,
    /// How many milliseconds they took.
    millis: u32,
    /// Those that were not "again".
    correct: u32,
    /// Answers on cards whose interval was 21 days or more.
    mature: u32,
    /// Those of them that were not "again".
    mature_correct: u32,
    /// In learning steps.
    learning: u32,
    /// Reviews.
    review: u32,
    /// In relearning steps.
    relearning: u32,
    /// Ahead of time in filtered decks.
    filtered: u32,
}

/// What falls due.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FutureDue {
    /// How many cards on each day; negative days are overdue.
    by_day: Pairs<i32>,
    /// Whether any card is overdue.
    has_backlog: bool,
    /// How many reviews a day the intervals come to.
    daily_load: u32,
}

/// The answers of a day.
#[derive(Serialize, JsonSchema)]
struct DayOfReviews {
    /// The day.
    day: i32,
    /// How many answers.
    counts: ByKind,
    /// How many milliseconds they took.
    millis: ByKind,
}

/// A figure for each kind of answer.
#[derive(Serialize, JsonSchema)]
struct ByKind {
    /// In learning steps.
    learning: u32,
    /// In relearning steps.
    relearning: u32,
    /// Reviews of cards whose interval was below 21 days.
    young: u32,
    /// Reviews of the other cards.
    mature: u32,
    /// Ahead of time in filtered decks.
    filtered: u32,
}

/// The cards by how far they have come.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CardCounts {
    /// Suspended and buried cards counted like all others.
    including_inactive: Stages,
    /// Suspended and buried cards counted apart.
    excluding_inactive: Stages,
}

/// How many cards there are of each stage.
#[derive(Serialize, JsonSchema)]
struct Stages {
    /// Never answered.
    new: u32,
    /// In learning steps.
    learning: u32,
    /// In relearning steps.
    relearning: u32,
    /// Reviewed at intervals below 21 days.
    young: u32,
    /// Reviewed at longer intervals.
    mature: u32,
    /// Suspended.
    suspended: u32,
    /// Buried.
    buried: u32,
}

/// Cards by a percentage.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Distribution {
    /// How many cards.
    by_percent: Pairs<u32>,
    /// The one in the middle.
    median: f32,
}

/// Cards by the chance that they are remembered now.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Retrievability {
    /// How many cards.
    by_percent: Pairs<u32>,
    /// The mean, in percent.
    average: f32,
    /// How many cards are likely known.
    sum_by_card: f32,
    /// How many notes are likely known; a note counts as the mean of its cards.
    sum_by_note: f32,
}

/// The same figures over stretches of time that end with today.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Periods<T> {
    /// Of 30 days.
    month: T,
    /// Of 90 days.
    three_months: T,
    /// Of 365 days.
    year: T,
    /// Of as many days as were asked for.
    all: T,
}

/// The answers by hour, from midnight on.
#[derive(Serialize, JsonSchema)]
struct Hours {
    /// All of them.
    total: Vec<u32>,
    /// Those that were not "again".
    correct: Vec<u32>,
}

/// How often each button was pressed: again, hard, good, easy.
#[derive(Serialize, JsonSchema)]
struct Buttons {
    /// On cards in learning or relearning steps, and ahead of time in filtered decks.
    learning: [u32; 4],
    /// On reviews of cards whose interval was below 21 days.
    young: [u32; 4],
    /// On reviews of the other cards.
    mature: [u32; 4],
}

/// How much was remembered.
#[derive(Serialize, JsonSchema)]
struct Retention {
    /// Today.
    today: Remembered,
    /// Yesterday.
    yesterday: Remembered,
    /// Over 7 days.
    week: Remembered,
    /// Over 30 days.
    month: Remembered,
    /// Over 365 days.
    year: Remembered,
    /// Over as many days as were asked for.
    all: Remembered,
}

/// How many reviews were remembered and how many forgotten, of cards whose interval was below 21
/// days and of the others.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Remembered {
    /// Young cards, remembered.
    young_passed: u32,
    /// Young cards, forgotten.
    young_failed: u32,
    /// Mature cards, remembered.
    mature_passed: u32,
    /// Mature cards, forgotten.
    mature_failed: u32,
}

impl Action for CollectionStatistics {
    const SPEC: Spec = Spec::new(
        "collectionStatistics",
        &[example(
            r#"{"query": "deck:Default", "days": 30}"#,
            include_str!("statistics/example.json"),
        )],
    );
    type Reply = Figures;
}

impl ReadAction for CollectionStatistics {
    fn run(self, view: &View) -> Result<Figures, ApiError> {
        Ok(view.statistics(&self.query, self.days)?.into())
    }
}

impl From<stats::Statistics> for Figures {
    fn from(of: stats::Statistics) -> Self {
        Self {
            day: of.day.map(|day| day.to_string()),
            rollover_hour: of.rollover_hour,
            fsrs: of.fsrs,
            today: of.today.into(),
            future_due: FutureDue {
                by_day: pairs(of.future_due.by_day),
                has_backlog: of.future_due.has_backlog,
                daily_load: of.future_due.daily_load,
            },
            reviews: days_of_reviews(&of.reviews),
            card_counts: CardCounts {
                including_inactive: of.card_counts.including_inactive.into(),
                excluding_inactive: of.card_counts.excluding_inactive.into(),
            },
            intervals: pairs(of.intervals.by_days),
            eases: Distribution {
                by_percent: pairs(of.eases.by_percent),
                median: of.eases.median,
            },
            stability: pairs(of.stability.by_days),
            difficulty: Distribution {
                by_percent: pairs(of.difficulty.by_percent),
                median: of.difficulty.median,
            },
            retrievability: Retrievability {
                by_percent: pairs(of.retrievability.by_percent),
                average: of.retrievability.average,
                sum_by_card: of.retrievability.sum_by_card,
                sum_by_note: of.retrievability.sum_by_note,
            },
            hours: of.hours.into(),
            buttons: of.buttons.into(),
            added: pairs(of.added.by_day),
            retention: of.retention.into(),
        }
    }
}

fn pairs<K>(counts: BTreeMap<K, u32>) -> Pairs<K> {
    counts.into_iter().collect()
}

fn days_of_reviews(reviews: &stats::Reviews) -> Vec<DayOfReviews> {
    let days = reviews.counts.iter();
    days.map(|(day, counts)| DayOfReviews {
        day: *day,
        counts: (*counts).into(),
        millis: reviews.millis.get(day).copied().unwrap_or_default().into(),
    })
    .collect()
}

impl From<stats::Today> for Today {
    fn from(of: stats::Today) -> Self {
        Self {
            answers: of.answers,
            millis: of.millis,
            correct: of.correct,
            mature: of.mature,
            mature_correct: of.mature_correct,
            learning: of.learning,
            review: of.review,
            relearning: of.relearning,
            filtered: of.filtered,
        }
    }
}

impl From<stats::ByKind> for ByKind {
    fn from(of: stats::ByKind) -> Self {
        Self {
            learning: of.learning,
            relearning: of.relearning,
            young: of.young,
            mature: of.mature,
            filtered: of.filtered,
        }
    }
}

impl From<stats::CountsByStage> for Stages {
    fn from(of: stats::CountsByStage) -> Self {
        Self {
            new: of.new,
            learning: of.learning,
            relearning: of.relearning,
            young: of.young,
            mature: of.mature,
            suspended: of.suspended,
            buried: of.buried,
        }
    }
}

impl<F, T: From<F>> From<stats::Periods<F>> for Periods<T> {
    fn from(of: stats::Periods<F>) -> Self {
        Self {
            month: of.month.into(),
            three_months: of.three_months.into(),
            year: of.year.into(),
            all: of.all.into(),
        }
    }
}

impl From<stats::Hours> for Hours {
    fn from(of: stats::Hours) -> Self {
        let hours = of.by_hour.iter();
        Self {
            total: hours.clone().map(|hour| hour.total).collect(),
            correct: hours.map(|hour| hour.correct).collect(),
        }
    }
}

impl From<stats::Buttons> for Buttons {
    fn from(of: stats::Buttons) -> Self {
        Self {
            learning: of.learning,
            young: of.young,
            mature: of.mature,
        }
    }
}

impl From<stats::TrueRetention> for Retention {
    fn from(of: stats::TrueRetention) -> Self {
        Self {
            today: of.today.into(),
            yesterday: of.yesterday.into(),
            week: of.week.into(),
            month: of.month.into(),
            year: of.year.into(),
            all: of.all.into(),
        }
    }
}

impl From<stats::RetentionCounts> for Remembered {
    fn from(of: stats::RetentionCounts) -> Self {
        Self {
            young_passed: of.young_passed,
            young_failed: of.young_failed,
            mature_passed: of.mature_passed,
            mature_failed: of.mature_failed,
        }
    }
}
