//! The days of this collection: what its settings say about them.

use ankid_scheduler::{DayCounting, DayRules, DayTiming};
use ankid_types::TimestampSecs;

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

const DAY_SECS: i64 = 86_400;
const DEFAULT_ROLLOVER_HOUR: u8 = 4;
const DEFAULT_LEARN_AHEAD_SECS: u32 = 1200;
/// The scheduler of Anki before 2.1, which has days of its own.
const OLD_SCHEDULER: u8 = 1;

impl View<'_> {
    /// Whether FSRS is on.
    ///
    /// # Errors
    /// An error of the file.
    pub fn is_fsrs(&self) -> Result<bool> {
        self.is_on(ConfigKey::Fsrs)
    }

    /// Where now stands among the collection's days.
    ///
    /// # Errors
    /// An error of the file.
    pub fn timing(&self) -> Result<DayTiming> {
        self.timing_at(self.clock().now_secs())
    }

    /// Minutes that local time was west of UTC when the collection was made, where that is known.
    ///
    /// # Errors
    /// An error of the file.
    pub fn creation_minutes_west(&self) -> Result<Option<i32>> {
        self.config(ConfigKey::CreationOffset)
    }

    /// Where a moment stands among the collection's days.
    pub(crate) fn timing_at(&self, now: TimestampSecs) -> Result<DayTiming> {
        let offset_secs = self.clock().utc_offset_secs(now);
        Ok(DayTiming::at(self.day_rules()?, now, offset_secs))
    }

    /// How many seconds ahead of time learning cards may be shown.
    pub(crate) fn learn_ahead_secs(&self) -> Result<u32> {
        let secs = self.config(ConfigKey::LearnAheadSecs)?;
        Ok(secs.unwrap_or(DEFAULT_LEARN_AHEAD_SECS))
    }

    /// Whether the collection is on the scheduler of Anki before 2.1.
    ///
    /// # Errors
    /// An error of the file.
    pub fn has_old_scheduler(&self) -> Result<bool> {
        let scheduler: Option<u8> = self.config(ConfigKey::SchedulerVersion)?;
        Ok(scheduler.unwrap_or(OLD_SCHEDULER) == OLD_SCHEDULER)
    }

    /// The hour at which a day begins.
    pub(crate) fn rollover_hour(&self) -> Result<u8> {
        let hour = self.config(ConfigKey::RolloverHour)?;
        Ok(hour.unwrap_or(DEFAULT_ROLLOVER_HOUR))
    }

    fn day_rules(&self) -> Result<DayRules> {
        let counting = if self.has_old_scheduler()? {
            DayCounting::SinceCreation
        } else {
            let rollover_hour = self.rollover_hour()?.min(23);
            match self.creation_offset_secs()? {
                Some(creation_offset_secs) => DayCounting::Calendar {
                    rollover_hour,
                    creation_offset_secs,
                },
                None => DayCounting::SinceRollover { rollover_hour },
            }
        };
        Ok(DayRules {
            created: self.storage().stamps()?.created,
            counting,
        })
    }

    /// Stored in minutes west; one of a day or more does not count.
    fn creation_offset_secs(&self) -> Result<Option<i32>> {
        let minutes_west: Option<i32> = self.config(ConfigKey::CreationOffset)?;
        let offset = minutes_west.and_then(|minutes| minutes.checked_mul(-60));
        Ok(offset.filter(|secs| i64::from(secs.unsigned_abs()) < DAY_SECS))
    }
}

impl Transaction<'_> {
    /// Notes what other programs need to count the same days: the local offset, and the rollover hour
    /// where it is missing.
    pub(crate) fn note_day_settings(&self) -> Result<()> {
        let minutes_west = -self.clock().utc_offset_secs(self.now_secs()) / 60;
        let noted: Option<i32> = self.config(ConfigKey::LocalOffset)?;
        if noted.unwrap_or(0) != minutes_west {
            self.set_config(ConfigKey::LocalOffset, &minutes_west)?;
        }
        let scheduler: Option<u8> = self.config(ConfigKey::SchedulerVersion)?;
        let is_old = scheduler.unwrap_or(OLD_SCHEDULER) == OLD_SCHEDULER;
        let rollover: Option<u8> = self.config(ConfigKey::RolloverHour)?;
        if !is_old && rollover.is_none() {
            self.set_config(ConfigKey::RolloverHour, &DEFAULT_ROLLOVER_HOUR)?;
        }
        Ok(())
    }
}
