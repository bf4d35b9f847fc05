//! What falls due.

use std::collections::BTreeMap;

use ankid_types::{Card, CardKind, CardQueue};

use super::added::day_number;
use super::{DAY_SECS, Days};

/// A `due` above this is a second since 1970, not a day of the collection.
const LAST_DUE_DAY: i32 = 1_000_000_000;

/// The cards by the day on which they are due, new and suspended cards left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FutureDue {
    /// How many cards, by day: 0 is today; below it is what should have been done.
    pub by_day: BTreeMap<i32, u32>,
    /// Whether any card is overdue.
    pub has_backlog: bool,
    /// How many reviews a day the intervals come to.
    pub daily_load: u32,
}

#[derive(Default)]
pub(super) struct FutureDueCounter {
    by_day: BTreeMap<i32, u32>,
    daily_load: f32,
}

impl FutureDueCounter {
    pub(super) fn add(&mut self, card: &Card, days: &Days) {
        if card.kind == CardKind::New || card.queue == CardQueue::Suspended {
            return;
        }
        let due = card.home_due();
        let day = if due > LAST_DUE_DAY {
            day_number((i64::from(due) - days.end()) / DAY_SECS)
        } else {
            day_number(i64::from(due) - i64::from(days.timing.today))
        };
        self.daily_load += 1.0 / card.interval_days.max(1) as f32;
        let is_buried = matches!(
            card.queue,
            CardQueue::SchedulerBuried | CardQueue::UserBuried
        );
        if day > 0 || !is_buried {
            *self.by_day.entry(day).or_default() += 1;
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of positive numbers, cut to a whole one as Anki cuts it"
    )]
    pub(super) fn finish(self) -> FutureDue {
        FutureDue {
            has_backlog: self.by_day.keys().next().is_some_and(|day| *day < 0),
            by_day: self.by_day,
            daily_load: self.daily_load as u32,
        }
    }
}
