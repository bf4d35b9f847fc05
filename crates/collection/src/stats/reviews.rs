//! How much was answered on each day, and how long it took.

use std::collections::BTreeMap;

use ankid_types::{Review, ReviewKind, TimestampSecs};

use super::added::day_number;
use super::{DAY_SECS, Days, MATURE_DAYS};

/// The answers of each day: 0 is today, -1 yesterday.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reviews {
    /// How many answers.
    pub counts: BTreeMap<i32, ByKind>,
    /// How many milliseconds they took.
    pub millis: BTreeMap<i32, ByKind>,
}

/// A figure for each kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByKind {
    /// In learning steps.
    pub learning: u32,
    /// In relearning steps.
    pub relearning: u32,
    /// Reviews of cards whose interval was below 21 days.
    pub young: u32,
    /// Reviews of the other cards.
    pub mature: u32,
    /// Ahead of time in filtered decks.
    pub filtered: u32,
}

impl Reviews {
    pub(super) fn add(&mut self, review: &Review, moment: TimestampSecs, days: &Days) {
        let day = day_number((moment.0 - days.end()) / DAY_SECS);
        self.counts.entry(day).or_default().add(review, 1);
        let millis = self.millis.entry(day).or_default();
        millis.add(review, review.taken_millis);
    }
}

impl ByKind {
    /// All kinds together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.learning as u64
            + self.relearning as u64
            + self.young as u64
            + self.mature as u64
            + self.filtered as u64
    }

    fn add(&mut self, review: &Review, amount: u32) {
        let figure = match review.kind {
            ReviewKind::Learning => &mut self.learning,
            ReviewKind::Relearning => &mut self.relearning,
            ReviewKind::Review if review.last_interval < MATURE_DAYS => &mut self.young,
            ReviewKind::Review => &mut self.mature,
            ReviewKind::Filtered => &mut self.filtered,
            ReviewKind::Manual | ReviewKind::Rescheduled => return,
        };
        *figure = figure.saturating_add(amount);
    }
}
