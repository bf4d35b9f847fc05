//! When the cards were added.

use std::collections::BTreeMap;

use ankid_types::Card;

use super::{DAY_SECS, Days};

/// The cards by the day on which they were added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Added {
    /// How many cards, by day: 0 is today, -1 yesterday.
    pub by_day: BTreeMap<i32, u32>,
}

impl Added {
    pub(super) fn add(&mut self, card: &Card, days: &Days) {
        let secs = card.id.0 / 1000 - days.end();
        // Rounded towards the later day.
        let day = -((-secs).div_euclid(DAY_SECS));
        *self.by_day.entry(day_number(day)).or_default() += 1;
    }
}

/// A number of days; one that does not fit is the furthest.
pub(super) fn day_number(day: i64) -> i32 {
    i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
}
