//! Which backups need not be kept any more: the rules are Anki's.
//!
//! All of today and yesterday stay. Before that, going back in time, so many days keep their newest one, then so
//! many weeks, then so many months; what is older goes.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Backup, BackupLimits};

/// A stretch of time that keeps one backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
}

impl Unit {
    /// The number of the unit that a day lies in, counted from some day on. Weeks begin on Mondays.
    fn number(self, day: Date) -> i64 {
        let monday = Date::constant(1, 1, 1);
        let days = || {
            monday
                .until(day)
                .map_or(0, |span| i64::from(span.get_days()))
        };
        match self {
            Self::Day => days(),
            Self::Week => days().div_euclid(7),
            Self::Month => i64::from(day.year()) * 12 + i64::from(day.month()),
        }
    }
}

/// The backups that need not be kept, of those in a folder, newest first.
pub(super) fn obsolete(backups: Vec<Backup>, today: Date, limits: BackupLimits) -> Vec<Backup> {
    let yesterday = today.checked_sub(1.day()).unwrap_or(today);
    let mut left = [
        (Unit::Day, limits.daily),
        (Unit::Week, limits.weekly),
        (Unit::Month, limits.monthly),
    ];
    let mut last_kept: Option<Date> = None;
    let mut obsolete = Vec::new();
    for backup in backups {
        let day = backup.made.date();
        if day >= yesterday {
            last_kept = Some(day);
            continue;
        }
        let stage = left.iter_mut().find(|(_unit, left)| *left > 0);
        let kept = stage.is_some_and(|(unit, left)| {
            let is_new = last_kept.is_none_or(|last| unit.number(day) < unit.number(last));
            if is_new {
                *left -= 1;
            }
            is_new
        });
        if kept {
            last_kept = Some(day);
        } else {
            obsolete.push(backup);
        }
    }
    obsolete
}
