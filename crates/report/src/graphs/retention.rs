//! The share of reviews that were remembered, as a table.

use ankid_collection::stats::{RetentionCounts, TrueRetention};

use super::{Drawing, Graph, Panel, Range};
use crate::numbers::{percent, tenths, whole};
use crate::table::Table;
use crate::texts;

pub(super) fn graph(retention: &TrueRetention) -> Graph {
    let stretches = [
        &retention.today,
        &retention.yesterday,
        &retention.week,
        &retention.month,
        &retention.year,
    ];
    let rows = stretches.iter().zip(texts::STRETCHES);
    let rows = rows.map(|(counts, name)| row(name, counts));
    let panel = Panel {
        range: Range::Always,
        summary: Vec::new(),
        drawing: match retention.year.total() {
            0 => Drawing::Empty,
            _ => Drawing::Table,
        },
        legend: Vec::new(),
        table: Table {
            head: vec![
                "",
                texts::YOUNG,
                texts::MATURE,
                texts::TOTAL,
                texts::ANSWERS,
            ],
            rows: rows.collect(),
        },
    };
    Graph::new(texts::RETENTION, texts::RETENTION_ABOUT, vec![panel])
}

fn row(name: &str, counts: &RetentionCounts) -> Vec<String> {
    let share = |passed: u32, failed: u32| {
        let all = u64::from(passed) + u64::from(failed);
        match all {
            0 => "–".to_owned(),
            all => format!("{}%", tenths(percent(passed.into(), all))),
        }
    };
    vec![
        name.to_owned(),
        share(counts.young_passed, counts.young_failed),
        share(counts.mature_passed, counts.mature_failed),
        share(
            counts.young_passed + counts.mature_passed,
            counts.young_failed + counts.mature_failed,
        ),
        whole(counts.total().into()),
    ]
}
