//! What the review log tells FSRS about a card that has no memory state yet.

use ankid_types::{Card, CardKind, Review, ReviewKind, TimestampMillis, TimestampSecs};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::current::Circumstances;
use crate::error::SchedulerError;
use crate::interval::DAY_SECS;
use crate::memory::{MemoryModel, MemoryState, Recall};
use crate::timing::DayTiming;

/// Of an older review without an ease factor.
const UNKNOWN_EASE_FACTOR: u32 = 2500;
/// Smaller ease factors in the log are difficulties.
const MOST_LOGGED_DIFFICULTY: f32 = 1.1;

/// The part of a history that counts.
struct History<'a> {
    answers: Vec<&'a Review>,
    /// Whether it reaches back to the card's beginning.
    is_complete: bool,
}

/// The memory state of a card that has none: from its reviews, oldest first, or else from its
/// interval and ease factor.
pub(crate) fn memory_of(
    card: &Card,
    reviews: &[Review],
    model: &MemoryModel,
    circumstances: &Circumstances<'_>,
) -> Result<Option<MemoryState>, SchedulerError> {
    let settings = circumstances.settings;
    let ignored_before = start_of(&settings.ignore_revlogs_before_date)?;
    let retention = settings.historical_retention;
    if let Some(history) = history(reviews, ignored_before) {
        return memory_after(&history, model, circumstances).map(Some);
    }
    if card.kind == CardKind::New || card.interval_days == 0 {
        return Ok(None);
    }
    let ease_factor = f32::from(card.ease_factor) / 1000.0;
    model
        .state_of_sm2(ease_factor, card.interval_days as f32, retention)
        .map(Some)
}

/// When a card was last answered so that it counted.
pub(crate) fn last_answer(reviews: &[Review]) -> Option<TimestampSecs> {
    let is_answer = |review: &&Review| (1..=4).contains(&review.button) && !is_cram(review);
    let last = reviews.iter().rev().find(is_answer)?;
    Some(answered_at(last))
}

fn memory_after(
    history: &History<'_>,
    model: &MemoryModel,
    circumstances: &Circumstances<'_>,
) -> Result<MemoryState, SchedulerError> {
    let recalls = recalls(&history.answers, &circumstances.timing);
    let (Some(first), false) = (history.answers.first(), history.is_complete) else {
        return model.after(&recalls, None);
    };
    let ease_factor = match first.ease_factor {
        0 => UNKNOWN_EASE_FACTOR,
        factor => factor,
    } as f32
        / 1000.0;
    let days = first.interval.max(1) as f32;
    let retention = circumstances.settings.historical_retention;
    let mut start = model.state_of_sm2(ease_factor, days, retention)?;
    if ease_factor <= MOST_LOGGED_DIFFICULTY {
        start.difficulty = (ease_factor - 0.1) * 9.0 + 1.0;
    }
    let rest = recalls.get(1..).unwrap_or_default();
    model.after(rest, Some(start))
}

/// The answers since the card last began, or since the first one that shows an interval in days.
fn history(reviews: &[Review], ignored_before: TimestampMillis) -> Option<History<'_>> {
    let mut first_learning = None;
    let mut first_in_days = None;
    let mut is_complete = false;
    for (index, review) in reviews.iter().enumerate().rev() {
        if is_cram(review) {
            continue;
        }
        let is_answer = review.button > 0;
        let in_days = review.interval >= 1 || review.interval <= -DAY_SECS.cast_signed();
        if is_answer && in_days && review.id.0 > ignored_before.0 {
            first_in_days = Some(index);
        }
        if is_answer && review.kind == ReviewKind::Learning {
            first_learning = Some(index);
            is_complete = true;
        } else if is_reset(review) {
            if first_learning.is_none() {
                first_in_days?;
            }
            is_complete = first_learning.is_some();
            break;
        } else if first_learning.is_some() {
            break;
        }
    }
    let is_ignored = |index: usize| {
        let learning = reviews.get(index);
        learning.is_some_and(|review| review.id.0 < ignored_before.0) && index + 1 < reviews.len()
    };
    if first_learning.is_some_and(is_ignored) {
        is_complete = false;
        first_learning = None;
    }
    let counting = reviews.get(first_learning.or(first_in_days)?..)?;
    let counts = |review: &&Review| review.button > 0 && !is_cram(review);
    Some(History {
        answers: counting.iter().filter(counts).collect(),
        is_complete,
    })
}

fn recalls(answers: &[&Review], timing: &DayTiming) -> Vec<Recall> {
    let mut recalls = Vec::with_capacity(answers.len());
    let mut previous = None;
    for review in answers {
        let days_ago = timing.days_since(answered_at(review));
        recalls.push(Recall {
            button: review.button,
            days: previous.map_or(0, |previous: u32| previous.saturating_sub(days_ago)),
        });
        previous = Some(days_ago);
    }
    recalls
}

fn answered_at(review: &Review) -> TimestampSecs {
    TimestampMillis(review.id.0).as_secs()
}

/// An answer in a filtered deck whose answers do not count.
fn is_cram(review: &Review) -> bool {
    review.kind == ReviewKind::Filtered && review.ease_factor == 0
}

/// The card was made new again.
fn is_reset(review: &Review) -> bool {
    review.kind == ReviewKind::Manual && review.ease_factor == 0
}

/// The first moment of a date `YYYY-MM-DD` in UTC; 1970 for no date.
fn start_of(date: &str) -> Result<TimestampMillis, SchedulerError> {
    if date.is_empty() {
        return Ok(TimestampMillis(0));
    }
    let start = Date::strptime("%Y-%m-%d", date).and_then(|date| date.to_zoned(TimeZone::UTC));
    start
        .map(|start| TimestampMillis(start.timestamp().as_millisecond()))
        .map_err(|_| SchedulerError::InvalidDate(date.to_owned()))
}
