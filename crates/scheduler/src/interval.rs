//! Intervals in seconds and days, and how they are written on the answer buttons.

/// Keeps a number apart from the text around it, where the two may run in different directions.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

const MINUTE: f32 = 60.0;
const HOUR: f32 = 60.0 * MINUTE;
const DAY: f32 = 24.0 * HOUR;
const YEAR: f32 = 365.0 * DAY;
const MONTH: f32 = YEAR / 12.0;
pub(crate) const DAY_SECS: u32 = 86_400;

/// How long until a card is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// So many seconds, within the day.
    Secs(u32),
    /// So many days of the collection.
    Days(u32),
}

impl Interval {
    /// The interval in days, if it ends after today.
    #[must_use]
    pub fn across_days(self, secs_left_today: u32) -> Self {
        match self {
            Self::Secs(secs) if secs >= secs_left_today => {
                Self::Days((secs - secs_left_today) / DAY_SECS + 1)
            }
            within => within,
        }
    }

    /// The interval in seconds.
    #[must_use]
    pub fn as_secs(self) -> u32 {
        match self {
            Self::Secs(secs) => secs,
            Self::Days(days) => days.saturating_mul(DAY_SECS),
        }
    }

    /// The interval as the review log has it: days, or seconds as a negative number.
    #[must_use]
    pub fn as_logged(self) -> i32 {
        match self {
            Self::Secs(secs) => -i32::try_from(secs).unwrap_or(i32::MAX),
            Self::Days(days) => i32::try_from(days).unwrap_or(i32::MAX),
        }
    }
}

/// What stands on an answer button, such as `<10m` or `1.2mo` with the number isolated; times that
/// may be shown ahead begin with `<`.
#[must_use]
pub fn button_text(interval_secs: u32, learn_ahead_secs: u32) -> String {
    if interval_secs == 0 {
        return "(end)".to_owned();
    }
    let secs = interval_secs as f32;
    let (amount, unit) = match secs {
        _ if secs < MINUTE => (secs.round(), "s"),
        _ if secs < HOUR => ((secs / MINUTE).round(), "m"),
        _ if secs < DAY => (to_tenth(secs / HOUR), "h"),
        _ if secs < MONTH => ((secs / DAY).round(), "d"),
        _ if secs < YEAR => (to_tenth(secs / MONTH), "mo"),
        _ => (to_tenth(secs / YEAR), "y"),
    };
    let ahead = if interval_secs < learn_ahead_secs {
        "<"
    } else {
        ""
    };
    let (open, close) = ISOLATE;
    format!("{ahead}{open}{amount}{close}{unit}")
}

/// A time in words, in its largest unit, such as `1 day` or `2.5 months`.
#[must_use]
pub fn time_span(secs: f32) -> String {
    let (amount, unit) = match secs.abs() {
        size if size < MINUTE => (secs.round(), "second"),
        size if size < HOUR => (to_tenth(secs / MINUTE), "minute"),
        size if size < DAY => (to_tenth(secs / HOUR), "hour"),
        size if size < MONTH => ((secs / DAY).round(), "day"),
        size if size < YEAR => (to_tenth(secs / MONTH), "month"),
        _ => (to_tenth(secs / YEAR), "year"),
    };
    let plural = if amount == 1.0 { "" } else { "s" };
    format!("{amount} {unit}{plural}")
}

fn to_tenth(amount: f32) -> f32 {
    (amount * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_show_the_largest_fitting_unit() {
        const AHEAD: u32 = 1200;
        for (secs, text) in [
            (0, "(end)"),
            (1, "<1s"),
            (59, "<59s"),
            (60, "<1m"),
            (330, "<6m"),
            (1199, "<20m"),
            (1200, "20m"),
            (3599, "60m"),
            (3600, "1h"),
            (5400, "1.5h"),
            (86_399, "24h"),
            (86_400, "1d"),
            (30 * 86_400, "30d"),
            (31 * 86_400, "1mo"),
            (36 * 86_400, "1.2mo"),
            (365 * 86_400, "1y"),
            (36_500 * 86_400, "100y"),
        ] {
            let plain = button_text(secs, AHEAD).replace(['\u{2068}', '\u{2069}'], "");
            assert_eq!(plain, text, "{secs}");
        }
        assert_eq!(button_text(600, AHEAD), "<\u{2068}10\u{2069}m");
    }

    #[test]
    fn times_in_words_have_the_largest_fitting_unit() {
        for (secs, words) in [
            (0.0, "0 seconds"),
            (1.0, "1 second"),
            (90.0, "1.5 minutes"),
            (3600.0, "1 hour"),
            (86_400.0, "1 day"),
            (2.4 * 86_400.0, "2 days"),
            (36.5 * 86_400.0, "1.2 months"),
            (912.5 * 86_400.0, "2.5 years"),
        ] {
            assert_eq!(time_span(secs), words, "{secs}");
        }
    }

    #[test]
    fn what_ends_after_today_is_counted_in_days() {
        for (interval, left_today, across) in [
            (Interval::Secs(600), 601, Interval::Secs(600)),
            (Interval::Secs(600), 600, Interval::Days(1)),
            (Interval::Secs(86_400), 1, Interval::Days(1)),
            (Interval::Secs(86_401), 1, Interval::Days(2)),
            (Interval::Days(3), 600, Interval::Days(3)),
        ] {
            assert_eq!(interval.across_days(left_today), across);
        }
    }

    #[test]
    fn the_log_has_seconds_as_negative_numbers() {
        assert_eq!(Interval::Secs(600).as_logged(), -600);
        assert_eq!(Interval::Days(4).as_logged(), 4);
        assert_eq!(Interval::Secs(u32::MAX).as_logged(), -i32::MAX);
    }
}
