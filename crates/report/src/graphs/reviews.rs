//! The answers by day or week, and the time that they took.

use std::collections::BTreeMap;

use ankid_collection::stats::{ByKind, Reviews};

use super::{Bin, Dates, Graph, Panel, Range};
use crate::chart::{ColumnSeries, Columns};
use crate::numbers::{mean, tenths, whole};
use crate::palette::Tone;
use crate::texts;

const MILLIS_OF_MINUTE: u64 = 60_000;

/// A kind of answer: its name, its colour, and its part of a figure.
type Kind = (&'static str, Tone, fn(&ByKind) -> u32);

const KINDS: [Kind; 5] = [
    (texts::LEARNING, Tone::Learning, |kinds| kinds.learning),
    (texts::RELEARNING, Tone::Relearning, |kinds| {
        kinds.relearning
    }),
    (texts::YOUNG, Tone::Young, |kinds| kinds.young),
    (texts::MATURE, Tone::Mature, |kinds| kinds.mature),
    (texts::FILTERED, Tone::Filtered, |kinds| kinds.filtered),
];

pub(super) fn counts(reviews: &Reviews, dates: Dates) -> Graph {
    let panels = [Range::Month, Range::Year].map(|range| {
        let (total, studied) = total(&reviews.counts, range);
        let days = u64::from(range.days().unsigned_abs());
        let summary = vec![
            format!(
                "{} on {} of {days} days.",
                texts::reviews(total),
                whole(studied)
            ),
            format!(
                "Average: {} on days studied, {} over all days.",
                tenths(mean(total, studied)),
                tenths(mean(total, days)),
            ),
        ];
        panel(&reviews.counts, range, dates, 1, summary)
    });
    Graph::new(texts::REVIEWS, texts::REVIEWS_ABOUT, panels.into())
}

pub(super) fn times(reviews: &Reviews, dates: Dates) -> Graph {
    let panels = [Range::Month, Range::Year].map(|range| {
        let (millis, studied) = total(&reviews.millis, range);
        let (answers, _) = total(&reviews.counts, range);
        let summary = vec![
            format!(
                "{}, {} minutes on days studied on average.",
                texts::span(millis),
                tenths(mean(millis, studied) / MILLIS_OF_MINUTE as f64),
            ),
            format!("{}s an answer.", tenths(mean(millis, answers) / 1000.0)),
        ];
        panel(&reviews.millis, range, dates, MILLIS_OF_MINUTE, summary)
    });
    Graph::new(texts::REVIEW_TIME, texts::REVIEW_TIME_ABOUT, panels.into())
}

/// All of a period, and on how many days there was any.
fn total(by_day: &BTreeMap<i32, ByKind>, range: Range) -> (u64, u64) {
    let days = by_day.range(1 - range.days()..=0);
    days.fold((0, 0), |(sum, count), (_day, kinds)| {
        (sum + kinds.total(), count + 1)
    })
}

fn panel(
    by_day: &BTreeMap<i32, ByKind>,
    range: Range,
    dates: Dates,
    unit: u64,
    summary: Vec<String>,
) -> Panel {
    let bins = range.past();
    let of_bin = |bin: &Bin, part: fn(&ByKind) -> u32| {
        let days = by_day.range(bin.first..=bin.last);
        let sum: u64 = days.map(|(_day, kinds)| u64::from(part(kinds))).sum();
        u32::try_from((sum + unit / 2) / unit).unwrap_or(u32::MAX)
    };
    let series = KINDS.map(|(name, tone, part)| ColumnSeries {
        name,
        tone,
        values: bins.iter().map(|bin| of_bin(bin, part)).collect(),
    });
    let columns = Columns {
        labels: bins.iter().map(|bin| dates.short(bin.first)).collect(),
        series: series.into(),
        stacked: true,
        line: None,
    };
    let names = bins.iter().map(|bin| dates.full(bin.first)).collect();
    Panel::of_columns(range, summary, columns, range.label(), names)
}
