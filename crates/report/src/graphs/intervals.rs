//! Lengths of time: intervals and stabilities.

use ankid_collection::stats::Intervals;

use super::{Graph, Panel, Range};
use crate::chart::Columns;
use crate::numbers::{mean, tenths};
use crate::texts::{self, LENGTHS};

pub(super) fn graph(intervals: &Intervals) -> Graph {
    let panel = panel(intervals, "interval");
    Graph::new(texts::INTERVALS, texts::INTERVALS_ABOUT, vec![panel])
}

pub(super) fn stability(stability: &Intervals) -> Graph {
    let panel = panel(stability, "stability");
    Graph::new(texts::STABILITY, texts::STABILITY_ABOUT, vec![panel])
}

fn panel(intervals: &Intervals, what: &str) -> Panel {
    let sum_of = |first: u32, next: Option<u32>| {
        let days = intervals.by_days.range(first..);
        days.take_while(|(days, _)| next.is_none_or(|next| **days < next))
            .fold(0_u32, |sum, (_, count)| sum.saturating_add(*count))
    };
    let next = LENGTHS.iter().skip(1).map(|(days, _)| Some(*days));
    let bounds = LENGTHS.iter().zip(next.chain([None]));
    let values = bounds.map(|((first, _name), next)| sum_of(*first, next));
    let labels: Vec<String> = LENGTHS.iter().map(|(_, name)| (*name).to_owned()).collect();
    let columns = Columns::of_cards(labels.clone(), values.collect());
    let each = intervals.by_days.iter();
    let (days, cards) = each.fold((0, 0), |(days, cards), (length, count)| {
        let count = u64::from(*count);
        (days + u64::from(*length) * count, cards + count)
    });
    let summary = vec![format!(
        "{}, average {what} {} days, median {}.",
        texts::cards(cards),
        tenths(mean(days, cards)),
        median(intervals, cards),
    )];
    Panel::of_columns(Range::Always, summary, columns, texts::TIME, labels)
}

/// The length that half of the cards do not exceed.
fn median(intervals: &Intervals, cards: u64) -> u32 {
    let mut seen = 0;
    for (days, count) in &intervals.by_days {
        seen += u64::from(*count);
        if seen * 2 >= cards {
            return *days;
        }
    }
    0
}
