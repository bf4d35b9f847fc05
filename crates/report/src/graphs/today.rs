//! Today's answers, in words.

use ankid_collection::stats::Today;

use super::{Drawing, Graph, Panel, Range};
use crate::numbers::{mean, percent, tenths, whole};
use crate::table::Table;
use crate::texts;

pub(super) fn graph(today: &Today) -> Graph {
    let millis = u64::from(today.millis);
    let answers = u64::from(today.answers);
    let mut table = Table::default();
    let summary = if answers == 0 {
        vec![texts::NOTHING_TODAY.to_owned()]
    } else {
        let again = u64::from(today.answers - today.correct);
        let share = percent(today.correct.into(), answers);
        let kinds = [
            (texts::LEARNING, today.learning),
            ("Review", today.review),
            (texts::RELEARNING, today.relearning),
            (texts::FILTERED, today.filtered),
        ];
        table.head = vec![texts::KIND, texts::ANSWERS];
        table.rows = kinds
            .map(|(name, count)| vec![name.to_owned(), whole(count.into())])
            .to_vec();
        vec![
            format!(
                "{} in {} ({}s a card).",
                texts::reviews(answers),
                texts::span(millis),
                tenths(mean(millis, answers) / 1000.0),
            ),
            format!("Again: {} ({}% correct).", whole(again), tenths(share),),
            match today.mature {
                0 => "No mature cards were studied.".to_owned(),
                mature => format!(
                    "Mature cards: {} of {} correct ({}%).",
                    whole(today.mature_correct.into()),
                    whole(mature.into()),
                    tenths(percent(today.mature_correct.into(), mature.into())),
                ),
            },
        ]
    };
    let panel = Panel {
        range: Range::Always,
        summary,
        drawing: Drawing::Table,
        legend: Vec::new(),
        table,
    };
    Graph::new(texts::TODAY, texts::TODAY_ABOUT, vec![panel])
}
