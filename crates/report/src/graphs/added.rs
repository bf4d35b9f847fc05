//! The cards that were added.

use ankid_collection::stats::Added;

use super::{Dates, Graph, Panel, Range};
use crate::numbers::{mean, tenths};
use crate::texts;

pub(super) fn graph(added: &Added, dates: Dates) -> Graph {
    let panels = [Range::Month, Range::Year].map(|range| panel(added, dates, range));
    Graph::new(texts::ADDED, texts::ADDED_ABOUT, panels.into())
}

fn panel(added: &Added, dates: Dates, range: Range) -> Panel {
    let bins = range.past();
    let values: Vec<u32> = bins.iter().map(|bin| bin.sum(&added.by_day)).collect();
    let total: u64 = values.iter().map(|count| u64::from(*count)).sum();
    let days = u64::from(range.days().unsigned_abs());
    let summary = vec![format!(
        "{}, {} a day on average.",
        texts::cards(total),
        tenths(mean(total, days)),
    )];
    Panel::of_cards(range, summary, &bins, values, dates)
}
