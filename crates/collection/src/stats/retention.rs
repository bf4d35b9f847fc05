//! How much was remembered.

use ankid_types::{Review, ReviewKind, TimestampSecs};

use super::{DAY_SECS, Days, MATURE_DAYS};

/// The share of reviews that were remembered, over some stretches of time. Counted are answers on
/// cards with intervals of a day or more, unless the answer left the schedule alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrueRetention {
    /// Of today.
    pub today: RetentionCounts,
    /// Of yesterday.
    pub yesterday: RetentionCounts,
    /// Of 7 days that end with today.
    pub week: RetentionCounts,
    /// Of 30 days that end with today.
    pub month: RetentionCounts,
    /// Of 365 days that end with today.
    pub year: RetentionCounts,
    /// Of as many days as were asked for.
    pub all: RetentionCounts,
}

/// How many reviews were remembered and how many forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RetentionCounts {
    /// Intervals below 21 days, remembered.
    pub young_passed: u32,
    /// Intervals below 21 days, forgotten.
    pub young_failed: u32,
    /// Longer intervals, remembered.
    pub mature_passed: u32,
    /// Longer intervals, forgotten.
    pub mature_failed: u32,
}

impl TrueRetention {
    pub(super) fn add(&mut self, review: &Review, moment: TimestampSecs, days: &Days) {
        if !counts(review) || moment.0 >= days.end() || moment.0 < 0 {
            return;
        }
        let since = |count: i64| moment >= days.days_before_end(count);
        let stretches = [
            (since(1), &mut self.today),
            (since(2) && !since(1), &mut self.yesterday),
            (since(7), &mut self.week),
            (since(30), &mut self.month),
            (since(365), &mut self.year),
            (true, &mut self.all),
        ];
        for (lies_in, counts) in stretches {
            if lies_in {
                counts.add(review);
            }
        }
    }
}

impl RetentionCounts {
    /// All reviews.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.young_passed + self.young_failed + self.mature_passed + self.mature_failed
    }

    fn add(&mut self, review: &Review) {
        let count = match (review.last_interval < MATURE_DAYS, review.button) {
            (true, 1) => &mut self.young_failed,
            (true, _) => &mut self.young_passed,
            (false, 1) => &mut self.mature_failed,
            (false, _) => &mut self.mature_passed,
        };
        *count += 1;
    }
}

fn counts(review: &Review) -> bool {
    let is_cramming = review.kind == ReviewKind::Filtered && review.ease_factor == 0;
    let had_a_day = review.last_interval >= 1 || i64::from(review.last_interval) <= -DAY_SECS;
    review.button > 0 && !is_cramming && (review.kind == ReviewKind::Review || had_a_day)
}
