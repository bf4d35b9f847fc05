//! The answers by button.

use ankid_collection::stats::{ButtonCounts, Buttons, Periods};

use super::{Graph, Panel, Range};
use crate::chart::{ColumnSeries, Columns};
use crate::numbers::{percent, tenths};
use crate::palette::Tone;
use crate::texts;

const NAMES: [(&str, Tone); 4] = [
    (texts::AGAIN, Tone::Relearning),
    (texts::HARD, Tone::Learning),
    (texts::GOOD, Tone::Young),
    (texts::EASY, Tone::Plain),
];

pub(super) fn graph(buttons: &Periods<Buttons>) -> Graph {
    let panels = vec![
        panel(Range::Month, &buttons.month),
        panel(Range::Year, &buttons.year),
    ];
    Graph::new(texts::BUTTONS, texts::BUTTONS_ABOUT, panels)
}

fn panel(range: Range, buttons: &Buttons) -> Panel {
    let kinds: [(&str, &ButtonCounts); 3] = [
        (texts::LEARNING, &buttons.learning),
        (texts::YOUNG, &buttons.young),
        (texts::MATURE, &buttons.mature),
    ];
    let labels: Vec<String> = kinds.iter().map(|(name, _)| (*name).to_owned()).collect();
    let series = NAMES.iter().enumerate().map(|(place, (name, tone))| {
        let counts = kinds.iter().map(|(_, counts)| counts.get(place).copied());
        ColumnSeries {
            name,
            tone: *tone,
            values: counts.map(Option::unwrap_or_default).collect(),
        }
    });
    let columns = Columns {
        labels: labels.clone(),
        series: series.collect(),
        stacked: false,
        line: None,
    };
    let correct = kinds.iter().map(|(name, [again, hard, good, easy])| {
        let correct = u64::from(*hard) + u64::from(*good) + u64::from(*easy);
        let share = percent(correct, correct + u64::from(*again));
        format!("{name}: {}% correct.", tenths(share))
    });
    let summary = correct.collect();
    Panel::of_columns(range, summary, columns, texts::KIND, labels)
}
