//! Where the time comes from. Engine code asks a [`Clock`], so that tests can stop it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{TimestampMillis, TimestampSecs};

/// A source of time and of the local time zone.
pub trait Clock: Send + Sync {
    /// The current moment.
    fn now(&self) -> TimestampMillis;

    /// Seconds that local time is ahead of UTC at `moment` (negative west of Greenwich).
    fn utc_offset_secs(&self, moment: TimestampSecs) -> i32;

    /// The current second.
    fn now_secs(&self) -> TimestampSecs {
        self.now().as_secs()
    }
}

/// The clock and time zone of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> TimestampMillis {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
        // A clock before 1970 is a machine without a battery: count from 1970.
        TimestampMillis(elapsed.map_or(0, |elapsed| elapsed.as_millis() as i64))
    }

    fn utc_offset_secs(&self, moment: TimestampSecs) -> i32 {
        let moment = Timestamp::from_second(moment.0).unwrap_or(Timestamp::UNIX_EPOCH);
        TimeZone::system().to_offset(moment).seconds()
    }
}

/// A clock in UTC that stands still until it is set; for tests.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn new(now: TimestampMillis) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the clock forward by so many milliseconds.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> TimestampMillis {
        TimestampMillis(self.0.load(Ordering::Relaxed))
    }

    fn utc_offset_secs(&self, _moment: TimestampSecs) -> i32 {
        0
    }
}
