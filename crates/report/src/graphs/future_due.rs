//! The cards that fall due.

use ankid_collection::stats::FutureDue;

use super::{Dates, Graph, Panel, Range};
use crate::numbers::{mean, tenths};
use crate::texts;

pub(super) fn graph(due: &FutureDue, dates: Dates) -> Graph {
    let panels = [Range::Month, Range::Year].map(|range| panel(due, dates, range));
    Graph::new(texts::FUTURE_DUE, texts::FUTURE_DUE_ABOUT, panels.into())
}

fn panel(due: &FutureDue, dates: Dates, range: Range) -> Panel {
    let bins = range.future();
    let values: Vec<u32> = bins.iter().map(|bin| bin.sum(&due.by_day)).collect();
    let total: u64 = values.iter().map(|count| u64::from(*count)).sum();
    let overdue = due.by_day.range(..0).map(|(_, count)| u64::from(*count));
    let overdue: u64 = overdue.sum();
    let tomorrow = due.by_day.get(&1).copied().unwrap_or(0);
    let days = u64::from(range.days().unsigned_abs());
    let mut summary = vec![
        format!(
            "{} due, {} a day on average.",
            texts::cards(total),
            tenths(mean(total, days)),
        ),
        format!("Due tomorrow: {}.", texts::cards(tomorrow.into())),
        format!("Daily load: {}.", texts::reviews(due.daily_load.into())),
    ];
    if overdue > 0 {
        summary.push(format!("{}: {}.", texts::OVERDUE, texts::cards(overdue)));
    }
    Panel::of_cards(range, summary, &bins, values, dates)
}
