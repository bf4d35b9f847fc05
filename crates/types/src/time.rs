//! Points in time, with their unit in the type.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Seconds since 1970 (UTC).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TimestampSecs(pub i64);

/// Milliseconds since 1970 (UTC).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TimestampMillis(pub i64);

impl TimestampMillis {
    /// The whole second that this moment lies in.
    #[must_use]
    pub const fn as_secs(self) -> TimestampSecs {
        TimestampSecs(self.0.div_euclid(1000))
    }
}

impl TimestampSecs {
    /// The first millisecond of this second.
    #[must_use]
    pub const fn as_millis(self) -> TimestampMillis {
        TimestampMillis(self.0 * 1000)
    }
}

/// A day of the calendar, written as `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDay(Date);

impl CalendarDay {
    /// The day of a moment where local time is so many seconds ahead of UTC; `None` beyond the year 9999.
    #[must_use]
    pub fn of(moment: TimestampSecs, utc_offset_secs: i32) -> Option<Self> {
        let moment = Timestamp::from_second(moment.0).ok()?;
        let offset = Offset::from_seconds(utc_offset_secs).ok()?;
        Some(Self(offset.to_datetime(moment).date()))
    }

    /// The day so many days later, or earlier; `None` beyond the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.0
            .checked_add(Span::new().try_days(days).ok()?)
            .ok()
            .map(Self)
    }
}

impl fmt::Display for CalendarDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A minute of the calendar, written as `2026-12-31 @ 23:59`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(DateTime);

impl LocalTime {
    /// The minute of a moment where local time is so many seconds ahead of UTC; `None` beyond the year 9999.
    #[must_use]
    pub fn of(moment: TimestampSecs, utc_offset_secs: i32) -> Option<Self> {
        let moment = Timestamp::from_second(moment.0).ok()?;
        let offset = Offset::from_seconds(utc_offset_secs).ok()?;
        Some(Self(offset.to_datetime(moment)))
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(time) = self;
        let (date, hour, minute) = (time.date(), time.hour(), time.minute());
        write!(formatter, "{date} @ {hour:02}:{minute:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_lies_on_the_local_day() {
        let midnight = TimestampSecs(1_767_225_600);
        let day = |secs, offset| {
            let moment = TimestampSecs(midnight.0 + secs);
            CalendarDay::of(moment, offset).map(|day| day.to_string())
        };
        assert_eq!(day(0, 0).as_deref(), Some("2026-01-01"));
        assert_eq!(day(-1, 0).as_deref(), Some("2025-12-31"));
        assert_eq!(day(-1, 3600).as_deref(), Some("2026-01-01"));
        assert_eq!(day(3599, -3600).as_deref(), Some("2025-12-31"));
        assert_eq!(day(i64::MAX / 2, 0), None);
    }

    #[test]
    fn days_are_counted_along_the_calendar() {
        let day = CalendarDay::of(TimestampSecs(1_767_225_600), 0).unwrap();
        let later = |days| day.plus_days(days).map(|day| day.to_string());
        assert_eq!(later(0).as_deref(), Some("2026-01-01"));
        assert_eq!(later(-1).as_deref(), Some("2025-12-31"));
        assert_eq!(later(59).as_deref(), Some("2026-03-01"));
        assert_eq!(later(i32::MAX), None);
    }

    #[test]
    fn a_moment_has_a_local_minute() {
        let minute = |secs, offset| {
            let moment = TimestampSecs(secs);
            LocalTime::of(moment, offset).map(|minute| minute.to_string())
        };
        assert_eq!(minute(0, 0).as_deref(), Some("1970-01-01 @ 00:00"));
        assert_eq!(minute(-1, 3600).as_deref(), Some("1970-01-01 @ 00:59"));
        assert_eq!(minute(i64::MAX / 2, 0), None);
    }
}
