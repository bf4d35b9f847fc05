//! The days of a collection: which one it is, and when it ends.
//!
//! A day begins at the rollover hour of the local clock. Days are counted from the collection's creation.

use ankid_types::TimestampSecs;

/// The seconds of a day.
pub(crate) const DAY_SECS: i64 = 86_400;
const HOUR_SECS: i64 = 3_600;

/// Where a moment stands among the days of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTiming {
    /// The moment.
    pub now: TimestampSecs,
    /// The number of the day; the collection was created on day 0.
    pub today: u32,
    /// When the day ends.
    pub next_day_at: TimestampSecs,
}

/// What a collection says about its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRules {
    /// When the collection was created.
    pub created: TimestampSecs,
    /// How its days are counted.
    pub counting: DayCounting,
}

/// How the days of a collection are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayCounting {
    /// By the calendar; the offset is that of local time, ahead of UTC, at the creation.
    Calendar {
        /// The hour at which a day begins, 0 to 23.
        rollover_hour: u8,
        /// In seconds.
        creation_offset_secs: i32,
    },
    /// By spans of 24 hours from the rollover hour of the creation's day, in today's local time.
    SinceRollover {
        /// The hour at which a day begins, 0 to 23.
        rollover_hour: u8,
    },
    /// By spans of 24 hours from the creation.
    SinceCreation,
}

impl DayTiming {
    /// The timing of a moment; the offset is that of local time, ahead of UTC, at that moment.
    #[must_use]
    pub fn at(rules: DayRules, now: TimestampSecs, offset_secs: i32) -> Self {
        let created = rules.created.0;
        let (today, next_day_at) = match rules.counting {
            DayCounting::Calendar {
                rollover_hour,
                creation_offset_secs,
            } => {
                let rollover = rollover_of_day(now.0, offset_secs, rollover_hour);
                let is_past = rollover <= now.0;
                let days = local_day(now.0, offset_secs) - local_day(created, creation_offset_secs);
                if is_past {
                    (days, rollover + DAY_SECS)
                } else {
                    (days - 1, rollover)
                }
            }
            DayCounting::SinceRollover { rollover_hour } => {
                let start = rollover_of_day(created, offset_secs, rollover_hour);
                let rollover = rollover_of_day(now.0, offset_secs, rollover_hour);
                let next = if rollover < now.0 {
                    rollover + DAY_SECS
                } else {
                    rollover
                };
                ((now.0 - start) / DAY_SECS, next)
            }
            DayCounting::SinceCreation => {
                let days = (now.0 - created) / DAY_SECS;
                (days, created + (days + 1) * DAY_SECS)
            }
        };
        Self {
            now,
            today: u32::try_from(today.max(0)).unwrap_or(u32::MAX),
            next_day_at: TimestampSecs(next_day_at),
        }
    }

    /// The seconds that are left of the day.
    #[must_use]
    pub fn secs_left(&self) -> u32 {
        u32::try_from(self.next_day_at.0 - self.now.0).unwrap_or(0)
    }

    /// The whole days between a moment and the end of today.
    #[must_use]
    pub fn days_since(&self, moment: TimestampSecs) -> u32 {
        let secs = self.next_day_at.0.saturating_sub(moment.0).max(0);
        u32::try_from(secs / DAY_SECS).unwrap_or(u32::MAX)
    }

    /// The moment so many days before the end of today.
    #[must_use]
    pub const fn days_before_end(&self, days: i64) -> TimestampSecs {
        TimestampSecs(self.next_day_at.0 - days * DAY_SECS)
    }
}

fn local_day(moment: i64, offset_secs: i32) -> i64 {
    (moment + i64::from(offset_secs)).div_euclid(DAY_SECS)
}

/// When the rollover hour is on the local day of a moment.
fn rollover_of_day(moment: i64, offset_secs: i32, rollover_hour: u8) -> i64 {
    let midnight = local_day(moment, offset_secs) * DAY_SECS - i64::from(offset_secs);
    midnight + i64::from(rollover_hour) * HOUR_SECS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2023-11-14 22:13:20 UTC
    const NOW: i64 = 1_700_000_000;
    const NOON_OF_DAY_0: i64 = 1_699_963_200;

    #[track_caller]
    fn check(counting: DayCounting, offset_secs: i32, now: i64, expect: (u32, i64)) {
        let created = TimestampSecs(NOON_OF_DAY_0);
        let timing = DayTiming::at(
            DayRules { created, counting },
            TimestampSecs(now),
            offset_secs,
        );
        assert_eq!((timing.today, timing.next_day_at.0), expect);
        assert_eq!(timing.now.0, now);
    }

    #[test]
    fn days_of_the_calendar_begin_at_the_rollover_hour() {
        let counting = DayCounting::Calendar {
            rollover_hour: 4,
            creation_offset_secs: 0,
        };
        let midnight = 1_700_006_400;
        let rollover = midnight + 4 * HOUR_SECS;
        check(counting, 0, NOW, (0, rollover));
        check(counting, 0, midnight, (0, rollover));
        check(counting, 0, rollover - 1, (0, rollover));
        check(counting, 0, rollover, (1, rollover + DAY_SECS));
        check(
            counting,
            0,
            NOW - 5 * DAY_SECS,
            (0, rollover - 5 * DAY_SECS),
        );
        let east = 10 * 3_600;
        check(
            counting,
            east,
            NOW,
            (1, rollover + DAY_SECS - i64::from(east)),
        );
    }

    #[test]
    fn the_offset_of_the_creation_counts_for_its_day() {
        let counting = |hours: i32| DayCounting::Calendar {
            rollover_hour: 0,
            creation_offset_secs: hours * 3_600,
        };
        check(counting(-13), 0, NOW, (1, 1_700_006_400));
        check(
            counting(13),
            0,
            NOW + DAY_SECS,
            (0, 1_700_006_400 + DAY_SECS),
        );
    }

    #[test]
    fn older_collections_count_spans_of_a_day() {
        let since_rollover = DayCounting::SinceRollover { rollover_hour: 4 };
        let rollover = 1_700_006_400 + 4 * HOUR_SECS;
        check(since_rollover, 0, NOW, (0, rollover));
        check(since_rollover, 0, rollover, (1, rollover));
        check(since_rollover, 0, rollover + 1, (1, rollover + DAY_SECS));
        let since_creation = DayCounting::SinceCreation;
        check(since_creation, 0, NOW, (0, NOON_OF_DAY_0 + DAY_SECS));
        check(
            since_creation,
            0,
            NOON_OF_DAY_0 + DAY_SECS,
            (1, NOON_OF_DAY_0 + 2 * DAY_SECS),
        );
    }
}
