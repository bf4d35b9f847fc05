//! At which hours of the day was answered.

use ankid_types::{Review, ReviewKind, TimestampSecs};

use super::Days;

/// The answers of an hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HourCounts {
    /// All of them.
    pub total: u32,
    /// Those that were not "again".
    pub correct: u32,
}

/// The answers by the hour of the day. Answers ahead of time in filtered decks do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    /// The hours from midnight on, local time.
    pub by_hour: [HourCounts; 24],
}

impl Hours {
    pub(super) fn add(&mut self, review: &Review, moment: TimestampSecs, days: &Days) {
        if review.kind == ReviewKind::Filtered {
            return;
        }
        let hour = ((moment.0 + days.utc_offset_secs) / 3600).rem_euclid(24);
        let hour = usize::try_from(hour).ok();
        if let Some(counts) = hour.and_then(|hour| self.by_hour.get_mut(hour)) {
            counts.total += 1;
            counts.correct += u32::from(review.button > 1);
        }
    }
}
