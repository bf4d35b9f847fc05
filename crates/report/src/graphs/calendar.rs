//! A year of days.

use ankid_collection::stats::Reviews;

use super::{Dates, Drawing, Graph, Panel, Range};
use crate::chart::Calendar;
use crate::numbers::{mean, percent, tenths, whole};
use crate::palette::{Amount, Tone};
use crate::table::Table;
use crate::texts;

/// The days of the calendar, in two halves of 26 weeks.
const DAYS: i32 = 364;
const HALF: i32 = DAYS / 2;

pub(super) fn graph(reviews: &Reviews, dates: Dates) -> Graph {
    let counts = reviews.counts.range(1 - DAYS..=0);
    let days: Vec<(i32, u32)> = counts
        .map(|(day, kinds)| (*day, u32::try_from(kinds.total()).unwrap_or(u32::MAX)))
        .collect();
    let total: u64 = days.iter().map(|(_, count)| u64::from(*count)).sum();
    let studied = days.len() as u64;
    let summary = vec![
        format!(
            "Studied on {} of {DAYS} days ({}%).",
            whole(studied),
            tenths(percent(studied, DAYS.unsigned_abs().into())),
        ),
        format!(
            "{}, {} on each of these days on average.",
            texts::reviews(total),
            tenths(mean(total, studied)),
        ),
    ];
    let steps = steps(&days);
    let half = |first: i32| Calendar {
        first: dates.full(first),
        last: dates.full(first + HALF - 1),
        days: days
            .iter()
            .filter(|(day, _)| (first..first + HALF).contains(day))
            .map(|(day, count)| (dates.full(*day), *count))
            .collect(),
        steps,
    };
    let panel = Panel {
        range: Range::Always,
        summary,
        // Without a calendar there are no months to draw.
        drawing: match dates.0 {
            Some(_) if total > 0 => Drawing::Calendar([half(1 - DAYS), half(1 - HALF)]),
            _ => Drawing::Empty,
        },
        legend: legend(steps),
        table: Table {
            head: vec![texts::DAY, texts::ANSWERS],
            rows: days
                .iter()
                .rev()
                .map(|(day, count)| vec![dates.full(*day), whole((*count).into())])
                .collect(),
        },
    };
    Graph {
        is_wide: true,
        ..Graph::new(texts::CALENDAR, texts::CALENDAR_ABOUT, vec![panel])
    }
}

/// The counts from which on a day is some, much and most: the quarters of the days with answers.
fn steps(days: &[(i32, u32)]) -> [u32; 3] {
    let mut counts: Vec<u32> = days.iter().map(|(_, count)| *count).collect();
    counts.sort_unstable();
    let mut last = 1;
    [1, 2, 3].map(|quarter| {
        let step = counts.get(counts.len() * quarter / 4).copied().unwrap_or(0);
        last = step.max(last + 1);
        last
    })
}

fn legend([some, much, most]: [u32; 3]) -> Vec<(Tone, String)> {
    let from_to = |from: u32, before: u32| match before - from {
        1 => whole(from.into()),
        _ => format!("{}–{}", whole(from.into()), whole((before - 1).into())),
    };
    vec![
        (Tone::Day(Amount::None), "0".to_owned()),
        (Tone::Day(Amount::Little), from_to(1, some)),
        (Tone::Day(Amount::Some), from_to(some, much)),
        (Tone::Day(Amount::Much), from_to(much, most)),
        (Tone::Day(Amount::Most), format!("{}+", whole(most.into()))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_quarters_and_always_rise() {
        let days = |counts: &[u32]| -> Vec<(i32, u32)> {
            counts.iter().map(|count| (0, *count)).collect()
        };
        assert_eq!(steps(&days(&[])), [2, 3, 4]);
        assert_eq!(steps(&days(&[7, 7, 7, 7])), [7, 8, 9]);
        assert_eq!(steps(&days(&[1, 10, 20, 30])), [10, 20, 30]);
    }
}
