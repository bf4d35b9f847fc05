//! What the review log tells FSRS about a card that has no memory state yet.

use ankid_types::{
    Card, CardKind, DeckConfigSettings, Review, ReviewId, ReviewKind, TimestampMillis,
    TimestampSecs,
};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::current::Circumstances;
use crate::error::SchedulerError;
use crate::interval::DAY_SECS;
use crate::memory::{MemoryModel, MemoryState, Recall};
use crate::timing::DayTiming;

const DATE: &str = "%Y-%m-%d";
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
    let logged = logged_memory(reviews, model, &circumstances.timing, settings)?;
    let logged = logged.map(|memory| memory.state);
    if logged.is_some() || card.kind == CardKind::New || card.interval_days == 0 {
        return Ok(logged);
    }
    let ease_factor = f32::from(card.ease_factor) / 1000.0;
    let days = card.interval_days as f32;
    model
        .state_of_sm2(ease_factor, days, settings.historical_retention)
        .map(Some)
}

/// The memory state that a card's reviews lead to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoggedMemory {
    /// The state.
    pub state: MemoryState,
    /// From how many answers it was calculated.
    pub answers: usize,
}

/// The last answer to a card that counted since the card last began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastAnswer {
    /// When it was given.
    pub at: TimestampSecs,
    /// The interval in days that the card had before it; 0 where it was forgotten or in learning.
    pub interval_before_days: u32,
}

impl LastAnswer {
    /// Finds it among the reviews of a card, oldest first.
    #[must_use]
    pub fn find(reviews: &[Review]) -> Option<Self> {
        let begin = reviews.iter().rposition(is_reset);
        let since = reviews.get(begin.map_or(0, |reset| reset + 1)..)?;
        let is_answer = |review: &&Review| review.button > 0 && !is_cram(review);
        let last = since.iter().rfind(is_answer)?;
        let before = u32::try_from(last.last_interval).ok();
        Some(Self {
            at: answered_at(last),
            interval_before_days: before.filter(|_| last.button > 1).unwrap_or(0),
        })
    }
}

/// The memory state that a card's reviews lead to, oldest first; `None` where they tell nothing.
///
/// # Errors
/// The preset's date from which on reviews count cannot be read, or FSRS cannot calculate with the reviews.
pub fn logged_memory(
    reviews: &[Review],
    model: &MemoryModel,
    timing: &DayTiming,
    settings: &DeckConfigSettings,
) -> Result<Option<LoggedMemory>, SchedulerError> {
    let ignored_before = start_of(&settings.ignore_revlogs_before_date)?;
    let history = history(reviews, ignored_before);
    history
        .map(|history| memory_after(&history, model, timing, settings.historical_retention))
        .transpose()
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
    timing: &DayTiming,
    retention: f32,
) -> Result<LoggedMemory, SchedulerError> {
    let recalls = recalls(&history.answers, timing);
    let (start, counting) = match history.answers.first() {
        Some(first) if !history.is_complete => {
            let start = state_at(first, model, retention)?;
            (Some(start), recalls.get(1..).unwrap_or_default())
        }
        _ => (None, recalls.as_slice()),
    };
    Ok(LoggedMemory {
        state: model.after(counting, start)?,
        answers: counting.len(),
    })
}

/// The state in which an answer left a card of which nothing older is known.
fn state_at(
    first: &Review,
    model: &MemoryModel,
    retention: f32,
) -> Result<MemoryState, SchedulerError> {
    let ease_factor = match first.ease_factor {
        0 => UNKNOWN_EASE_FACTOR,
        factor => factor,
    } as f32
        / 1000.0;
    let days = first.interval.max(1) as f32;
    let mut state = model.state_of_sm2(ease_factor, days, retention)?;
    if ease_factor <= MOST_LOGGED_DIFFICULTY {
        state.difficulty = (ease_factor - 0.1) * 9.0 + 1.0;
    }
    Ok(state)
}

/// Where what counts of the reviews of a card may begin.
struct Beginnings {
    /// The first answer of the last learning.
    learning: Option<usize>,
    /// The first answer that led to an interval in days and is not too old to count.
    in_days: Option<usize>,
    /// Whether the learning is the beginning of the card, or of what it became when it was reset.
    is_complete: bool,
}

impl Beginnings {
    /// Looks for them from the newest review backwards; `None` for a card that was not answered since its last reset.
    fn find(reviews: &[Review], ignored_before: TimestampMillis) -> Option<Self> {
        let mut found = Self {
            learning: None,
            in_days: None,
            is_complete: false,
        };
        for (index, review) in reviews.iter().enumerate().rev() {
            if is_cram(review) {
                continue;
            }
            let is_answer = review.button > 0;
            let in_days = review.interval >= 1 || review.interval <= -DAY_SECS.cast_signed();
            if is_answer && in_days && review.id.0 > ignored_before.0 {
                found.in_days = Some(index);
            }
            if is_answer && review.kind == ReviewKind::Learning {
                found.learning = Some(index);
                found.is_complete = true;
            } else if is_reset(review) {
                found.learning.or(found.in_days)?;
                found.is_complete = found.learning.is_some();
                break;
            } else if found.learning.is_some() {
                break;
            }
        }
        Some(found)
    }
}

/// The answers since the card last began, or since the first one that shows an interval in days.
fn history(reviews: &[Review], ignored_before: TimestampMillis) -> Option<History<'_>> {
    let mut begin = Beginnings::find(reviews, ignored_before)?;
    let is_ignored = |index: usize| {
        let learning = reviews.get(index);
        learning.is_some_and(|review| review.id.0 < ignored_before.0) && index + 1 < reviews.len()
    };
    if begin.learning.is_some_and(is_ignored) {
        begin.is_complete = false;
        begin.learning = None;
    }
    Some(History {
        answers: answers(reviews.get(begin.learning.or(begin.in_days)?..)?),
        is_complete: begin.is_complete,
    })
}

/// The answers of a card from which the parameters of FSRS are learned: all since it began, none where that is not known
/// or too old to count.
///
/// # Errors
/// The date `YYYY-MM-DD` from which on reviews count, which may be empty, cannot be read.
pub(crate) fn lesson(
    reviews: &[Review],
    timing: &DayTiming,
    ignored_before: &str,
) -> Result<Vec<(ReviewId, Recall)>, SchedulerError> {
    let ignored_before = start_of(ignored_before)?;
    let begin = Beginnings::find(reviews, ignored_before).and_then(|begin| begin.learning);
    let counting = begin.and_then(|begin| reviews.get(begin..)).unwrap_or(&[]);
    let is_ignored = |first: &Review| first.id.0 < ignored_before.0;
    if counting.first().is_some_and(is_ignored) {
        return Ok(Vec::new());
    }
    let answers = answers(counting);
    let ids = answers.iter().map(|answer| answer.id);
    Ok(ids.zip(recalls(&answers, timing)).collect())
}

fn answers(reviews: &[Review]) -> Vec<&Review> {
    let counts = |review: &&Review| review.button > 0 && !is_cram(review);
    reviews.iter().filter(counts).collect()
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

/// A date `YYYY-MM-DD` before which reviews do not count, as it is saved: no later than the date on which the day of the
/// collection began. That moment is given in local time, as seconds since 1970 in UTC would be.
///
/// # Errors
/// It is no date.
pub fn ignored_until_today(
    date: String,
    begin_of_day: TimestampSecs,
) -> Result<String, SchedulerError> {
    if date.is_empty() {
        return Ok(date);
    }
    let begin = Timestamp::from_second(begin_of_day.0).unwrap_or(Timestamp::MAX);
    let today = TimeZone::UTC.to_datetime(begin).date();
    if parse_date(&date)? <= today {
        return Ok(date);
    }
    Ok(today.strftime(DATE).to_string())
}

/// The first moment of a date `YYYY-MM-DD` in UTC; 1970 for no date.
fn start_of(date: &str) -> Result<TimestampMillis, SchedulerError> {
    if date.is_empty() {
        return Ok(TimestampMillis(0));
    }
    let start = parse_date(date)?.to_zoned(TimeZone::UTC);
    start
        .map(|start| TimestampMillis(start.timestamp().as_millisecond()))
        .map_err(|_| SchedulerError::InvalidDate(date.to_owned()))
}

fn parse_date(date: &str) -> Result<Date, SchedulerError> {
    Date::strptime(DATE, date).map_err(|_| SchedulerError::InvalidDate(date.to_owned()))
}
