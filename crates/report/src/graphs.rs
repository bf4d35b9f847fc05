//! What each graph shows: the figures as columns, rings or calendars, in words and as a table.

use std::collections::BTreeMap;

use ankid_collection::stats::Statistics;
use ankid_types::CalendarDay;

use crate::chart::{Calendar, ColumnSeries, Columns, Slice};
use crate::numbers::whole;
use crate::palette::Tone;
use crate::table::Table;
use crate::texts;

mod added;
mod buttons;
mod calendar;
mod card_counts;
mod future_due;
mod hours;
mod intervals;
mod memory;
mod retention;
mod reviews;
mod today;

/// A graph of the page.
pub(crate) struct Graph {
    /// Its heading.
    pub(crate) title: &'static str,
    /// What it is about.
    pub(crate) about: &'static str,
    /// Whether it takes the whole width of the page.
    pub(crate) is_wide: bool,
    /// What it shows, for each period.
    pub(crate) panels: Vec<Panel>,
}

/// What a graph shows of a period.
pub(crate) struct Panel {
    /// The period.
    pub(crate) range: Range,
    /// The figures in words.
    pub(crate) summary: Vec<String>,
    /// The drawing.
    pub(crate) drawing: Drawing,
    /// The names of the colours.
    pub(crate) legend: Vec<(Tone, String)>,
    /// The figures as a table.
    pub(crate) table: Table,
}

/// A period that the reader can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// Shown whatever is chosen.
    Always,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// What is drawn.
pub(crate) enum Drawing {
    /// There is nothing to draw.
    Empty,
    /// The table stands for itself.
    Table,
    /// Columns.
    Columns(Columns),
    /// A ring.
    Ring(Vec<Slice>),
    /// The halves of a year.
    Calendar([Calendar; 2]),
}

/// All graphs, in the order of the page.
pub(crate) fn all(statistics: &Statistics) -> Vec<Graph> {
    let dates = Dates(statistics.day);
    let mut graphs = vec![
        today::graph(&statistics.today),
        future_due::graph(&statistics.future_due, dates),
        calendar::graph(&statistics.reviews, dates),
        reviews::counts(&statistics.reviews, dates),
        reviews::times(&statistics.reviews, dates),
        card_counts::graph(&statistics.card_counts.excluding_inactive),
        intervals::graph(&statistics.intervals),
    ];
    if statistics.fsrs {
        graphs.push(intervals::stability(&statistics.stability));
        graphs.push(memory::difficulty(&statistics.difficulty));
        graphs.push(memory::retrievability(&statistics.retrievability));
    } else {
        graphs.push(memory::ease(&statistics.eases));
    }
    graphs.push(hours::graph(&statistics.hours));
    graphs.push(buttons::graph(&statistics.buttons));
    graphs.push(added::graph(&statistics.added, dates));
    graphs.push(retention::graph(&statistics.retention));
    graphs
}

impl Graph {
    fn new(title: &'static str, about: &'static str, panels: Vec<Panel>) -> Self {
        Self {
            title,
            about,
            is_wide: false,
            panels,
        }
    }
}

impl Panel {
    /// How many cards there are in each span of days.
    fn of_cards(
        range: Range,
        summary: Vec<String>,
        bins: &[Bin],
        values: Vec<u32>,
        dates: Dates,
    ) -> Self {
        let labels = bins.iter().map(|bin| dates.short(bin.first)).collect();
        let columns = Columns::of_cards(labels, values);
        let names = bins.iter().map(|bin| dates.full(bin.first)).collect();
        Self::of_columns(range, summary, columns, range.label(), names)
    }

    /// Columns with their legend and table; one series needs no legend.
    fn of_columns(
        range: Range,
        summary: Vec<String>,
        columns: Columns,
        label: &'static str,
        names: Vec<String>,
    ) -> Self {
        let mut table = Table::default();
        table.head.push(label);
        table
            .head
            .extend(columns.series.iter().map(|series| series.name));
        table.head.extend(columns.line.iter().map(|line| line.name));
        for (place, name) in names.into_iter().enumerate() {
            let mut row = vec![name];
            let values = columns.series.iter();
            row.extend(values.map(|series| {
                let value = series.values.get(place).copied();
                whole(value.unwrap_or(0).into())
            }));
            row.extend(columns.line.iter().map(|line| {
                let value = line.values.get(place).copied().flatten();
                value.map_or_else(String::new, |value| format!("{value:.0}%"))
            }));
            table.rows.push(row);
        }
        let mut legend = Vec::new();
        if columns.series.len() > 1 || columns.line.is_some() {
            legend.extend(columns.series.iter().map(ColumnSeries::legend));
            let line = columns.line.iter();
            legend.extend(line.map(|line| (Tone::Line, line.name.to_owned())));
        }
        Self {
            range,
            summary,
            drawing: match columns.is_empty() {
                true => Drawing::Empty,
                false => Drawing::Columns(columns),
            },
            legend,
            table,
        }
    }
}

impl ColumnSeries {
    fn legend(&self) -> (Tone, String) {
        (self.tone, self.name.to_owned())
    }
}

/// Names of days, counted from today.
#[derive(Debug, Clone, Copy)]
struct Dates(Option<CalendarDay>);

impl Dates {
    /// `2026-01-31`, or the number of days from today where the calendar ends.
    fn full(self, day: i32) -> String {
        let date = self.0.and_then(|today| today.plus_days(day));
        date.map_or_else(|| format!("{day:+}"), |date| date.to_string())
    }

    /// `01-31`.
    fn short(self, day: i32) -> String {
        let full = self.full(day);
        let short = full.split_once('-').map(|(_year, rest)| rest.to_owned());
        short.filter(|short| short.len() == 5).unwrap_or(full)
    }
}

/// Days that share a column.
#[derive(Debug, Clone, Copy)]
struct Bin {
    first: i32,
    last: i32,
}

impl Bin {
    fn sum(self, by_day: &BTreeMap<i32, u32>) -> u32 {
        let days = by_day.range(self.first..=self.last);
        days.fold(0, |sum, (_day, count)| sum.saturating_add(*count))
    }
}

impl Range {
    /// The number of days, today among them.
    const fn days(self) -> i32 {
        match self {
            Self::Month => 31,
            Self::Always | Self::Year => 364,
        }
    }

    const fn days_in_bin(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Always | Self::Year => 7,
        }
    }

    /// The columns of a period that ends with today.
    fn past(self) -> Vec<Bin> {
        self.bins(1 - self.days())
    }

    /// The columns of a period that begins with today.
    fn future(self) -> Vec<Bin> {
        self.bins(0)
    }

    fn bins(self, start: i32) -> Vec<Bin> {
        let step = self.days_in_bin();
        (0..self.days() / step)
            .map(|bin| Bin {
                first: start + bin * step,
                last: start + bin * step + step - 1,
            })
            .collect()
    }

    /// The heading of the days in a table.
    const fn label(self) -> &'static str {
        match self {
            Self::Month => texts::DAY,
            Self::Always | Self::Year => texts::WEEK_FROM,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_cover_the_period_without_gaps() {
        for range in [Range::Month, Range::Year] {
            let past = range.past();
            assert_eq!(past.last().map(|bin| bin.last), Some(0));
            assert_eq!(range.future().first().map(|bin| bin.first), Some(0));
            for pair in past.windows(2) {
                assert_eq!(pair[0].last + 1, pair[1].first);
            }
        }
        assert_eq!(
            (Range::Month.past().len(), Range::Year.past().len()),
            (31, 52)
        );
    }
}
