//! The answers by the hour of the day.

use ankid_collection::stats::{HourCounts, Hours, Periods};

use super::{Graph, Panel, Range};
use crate::chart::{ColumnSeries, Columns, PercentLine};
use crate::numbers::percent;
use crate::palette::Tone;
use crate::texts;

pub(super) fn graph(hours: &Periods<Hours>) -> Graph {
    let panels = vec![
        panel(Range::Month, &hours.month),
        panel(Range::Year, &hours.year),
    ];
    Graph::new(texts::HOURS, texts::HOURS_ABOUT, panels)
}

fn panel(range: Range, hours: &Hours) -> Panel {
    let by_hour = &hours.by_hour;
    let labels: Vec<String> = (0..by_hour.len())
        .map(|hour| format!("{hour}:00"))
        .collect();
    let share = |hour: &HourCounts| {
        let share = percent(hour.correct.into(), hour.total.into());
        (hour.total > 0).then_some(share as f32)
    };
    let busiest = by_hour.iter().zip(&labels);
    let busiest = busiest.max_by_key(|(hour, _)| hour.total);
    let summary = busiest
        .filter(|(hour, _)| hour.total > 0)
        .map(|(hour, label)| {
            let reviews = texts::reviews(hour.total.into());
            let share = percent(hour.correct.into(), hour.total.into());
            format!("Most from {label}: {reviews}, {share:.0}% correct.")
        });
    let columns = Columns {
        labels: (0..by_hour.len()).map(|hour| hour.to_string()).collect(),
        series: vec![ColumnSeries {
            name: texts::ANSWERS,
            tone: Tone::Plain,
            values: by_hour.iter().map(|hour| hour.total).collect(),
        }],
        stacked: true,
        line: Some(PercentLine {
            name: texts::CORRECT,
            values: by_hour.iter().map(share).collect(),
        }),
    };
    let summary = summary.into_iter().collect();
    Panel::of_columns(range, summary, columns, texts::HOUR, labels)
}
