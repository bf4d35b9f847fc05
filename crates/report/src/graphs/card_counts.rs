//! The cards by how far they have come.

use ankid_collection::stats::CountsByStage;

use super::{Drawing, Graph, Panel, Range};
use crate::chart::Slice;
use crate::numbers::{percent, tenths, whole};
use crate::palette::Tone;
use crate::table::Table;
use crate::texts;

pub(super) fn graph(counts: &CountsByStage) -> Graph {
    let total = u64::from(counts.total());
    let slices = [
        (texts::NEW, Tone::Plain, counts.new),
        (texts::LEARNING, Tone::Learning, counts.learning),
        (texts::RELEARNING, Tone::Relearning, counts.relearning),
        (texts::YOUNG, Tone::Young, counts.young),
        (texts::MATURE, Tone::Mature, counts.mature),
        (texts::SUSPENDED, Tone::Suspended, counts.suspended),
        (texts::BURIED, Tone::Buried, counts.buried),
    ];
    let slices = slices.map(|(name, tone, value)| Slice { name, tone, value });
    let share = |slice: &Slice| format!("{}%", tenths(percent(slice.value.into(), total)));
    let rows = slices.iter().map(|slice| {
        let count = whole(slice.value.into());
        vec![slice.name.to_owned(), count, share(slice)]
    });
    let legend = slices.iter().map(|slice| {
        let count = whole(slice.value.into());
        (
            slice.tone,
            format!("{}: {count} ({})", slice.name, share(slice)),
        )
    });
    let panel = Panel {
        range: Range::Always,
        summary: vec![format!("{} in all.", texts::cards(total))],
        legend: legend.collect(),
        table: Table {
            head: vec![texts::KIND, texts::CARDS, texts::SHARE],
            rows: rows.collect(),
        },
        drawing: match total {
            0 => Drawing::Empty,
            _ => Drawing::Ring(slices.into()),
        },
    };
    Graph::new(texts::CARD_COUNTS, texts::CARD_COUNTS_ABOUT, vec![panel])
}
