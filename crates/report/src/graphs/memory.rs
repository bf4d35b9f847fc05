//! Ease factors and, with FSRS, difficulty and retrievability.

use std::collections::BTreeMap;

use ankid_collection::stats::{Difficulty, Eases, Retrievability};

use super::{Graph, Panel, Range};
use crate::chart::Columns;
use crate::numbers::tenths;
use crate::texts;

/// Ease factors in columns of 20%, from the lowest that there is to the last that is told apart.
const EASES: Steps = Steps {
    first: 130,
    step: 20,
    last: 410,
};
/// Shares in columns of 5%.
const SHARES: Steps = Steps {
    first: 0,
    step: 5,
    last: 95,
};

/// Columns of the same width; the outer ones take what lies beyond them.
#[derive(Clone, Copy)]
struct Steps {
    first: u32,
    step: u32,
    last: u32,
}

pub(super) fn ease(eases: &Eases) -> Graph {
    let summary = vec![format!("Median: {}%.", tenths(eases.median.into()))];
    let panel = panel(&eases.by_percent, EASES, texts::EASE_PERCENT, summary);
    Graph::new(texts::EASE, texts::EASE_ABOUT, vec![panel])
}

pub(super) fn difficulty(difficulty: &Difficulty) -> Graph {
    let summary = vec![format!("Median: {}%.", tenths(difficulty.median.into()))];
    let label = texts::DIFFICULTY_PERCENT;
    let panel = panel(&difficulty.by_percent, SHARES, label, summary);
    Graph::new(texts::DIFFICULTY, texts::DIFFICULTY_ABOUT, vec![panel])
}

pub(super) fn retrievability(chances: &Retrievability) -> Graph {
    let summary = vec![
        format!("Average: {}%.", tenths(chances.average.into())),
        format!(
            "Likely known: {} cards, {} notes.",
            tenths(chances.sum_by_card.into()),
            tenths(chances.sum_by_note.into()),
        ),
    ];
    let label = texts::RETRIEVABILITY_PERCENT;
    let panel = panel(&chances.by_percent, SHARES, label, summary);
    Graph::new(
        texts::RETRIEVABILITY,
        texts::RETRIEVABILITY_ABOUT,
        vec![panel],
    )
}

fn panel(
    by_percent: &BTreeMap<u32, u32>,
    steps: Steps,
    label: &'static str,
    summary: Vec<String>,
) -> Panel {
    let starts: Vec<u32> = (steps.first..=steps.last)
        .step_by(steps.step as usize)
        .collect();
    let mut values = vec![0_u32; starts.len()];
    for (percent, count) in by_percent {
        let place = percent.saturating_sub(steps.first) / steps.step;
        let place = (place as usize).min(starts.len() - 1);
        values[place] = values[place].saturating_add(*count);
    }
    let labels: Vec<String> = starts.iter().map(|start| format!("{start}%")).collect();
    let columns = Columns::of_cards(labels.clone(), values);
    Panel::of_columns(Range::Always, summary, columns, label, labels)
}
