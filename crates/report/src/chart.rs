//! Columns, rings and calendars, drawn as SVG by the charting library.

use charts_rs::{
    BarChart, CalendarChart, Color, Margin, PieChart, Series, SeriesCategory, YAxisConfig,
};

use crate::error::ReportError;
use crate::palette::{Amount, Tone};
use crate::texts;

/// The library leaves fixed margins between columns, so it draws on a large sheet, which is then
/// shown smaller.
const SCALE: f32 = 4.0;
const WIDTH: f32 = 400.0 * SCALE;
const HEIGHT: f32 = 210.0 * SCALE;
const FONT: f32 = 13.0 * SCALE;
/// The columns of half a year in a calendar.
const CALENDAR_WEEKS: f32 = 27.0;
/// Counts below this get an axis of whole numbers.
const FEW: u32 = 5;

/// Columns over labels, with or without a line over them.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    /// What stands under the columns.
    pub(crate) labels: Vec<String>,
    /// The columns.
    pub(crate) series: Vec<ColumnSeries>,
    /// Whether columns of the same label stand on each other, or else side by side.
    pub(crate) stacked: bool,
    /// A line with an axis of its own, in percent.
    pub(crate) line: Option<PercentLine>,
}

impl Columns {
    /// How many cards there are of each label.
    pub(crate) fn of_cards(labels: Vec<String>, values: Vec<u32>) -> Self {
        Self {
            labels,
            series: vec![ColumnSeries {
                name: texts::CARDS,
                tone: Tone::Plain,
                values,
            }],
            stacked: true,
            line: None,
        }
    }
}

/// Columns of one colour.
#[derive(Debug, Clone)]
pub(crate) struct ColumnSeries {
    /// What they show.
    pub(crate) name: &'static str,
    /// Their colour.
    pub(crate) tone: Tone,
    /// One value for each label.
    pub(crate) values: Vec<u32>,
}

/// A line over columns.
#[derive(Debug, Clone)]
pub(crate) struct PercentLine {
    /// What it shows.
    pub(crate) name: &'static str,
    /// One value for each label; `None` leaves a gap.
    pub(crate) values: Vec<Option<f32>>,
}

/// A part of a ring.
#[derive(Debug, Clone)]
pub(crate) struct Slice {
    /// What it shows.
    pub(crate) name: &'static str,
    /// Its colour.
    pub(crate) tone: Tone,
    /// Its size.
    pub(crate) value: u32,
}

/// A stretch of days, each in the colour of its amount.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    /// The first day, `2026-01-31`.
    pub(crate) first: String,
    /// The last day.
    pub(crate) last: String,
    /// The days on which something was done, and how much.
    pub(crate) days: Vec<(String, u32)>,
    /// The amounts from which on a day counts as some, much and most.
    pub(crate) steps: [u32; 3],
}

impl Columns {
    /// Whether all columns are empty.
    pub(crate) fn is_empty(&self) -> bool {
        let mut values = self.series.iter().flat_map(|series| &series.values);
        values.all(|value| *value == 0)
    }

    fn highest(&self) -> u32 {
        let at = |place: usize| {
            let values = self.series.iter();
            let values = values.filter_map(move |series| series.values.get(place).copied());
            match self.stacked {
                true => values.fold(0, u32::saturating_add),
                false => values.max().unwrap_or(0),
            }
        };
        (0..self.labels.len()).map(at).max().unwrap_or(0)
    }

    pub(crate) fn draw(&self, title: &'static str) -> Result<String, ReportError> {
        let series = self.series.iter().map(|columns| {
            let values = columns.values.iter().map(|value| *value as f32);
            let mut series = Series::new(columns.name.to_owned(), values.collect());
            series.stack = self.stacked.then(String::new);
            series
        });
        let mut series: Vec<Series> = series.collect();
        let mut colors: Vec<Color> = self.series.iter().map(|one| one.tone.drawn()).collect();
        if let Some(line) = &self.line {
            let mut drawn = Series::new_nullable(line.name.to_owned(), line.values.clone());
            drawn.category = Some(SeriesCategory::Line);
            drawn.y_axis_index = 1;
            series.push(drawn);
            colors.push(Tone::Line.drawn());
        }
        let mut chart = BarChart::new(series, self.labels.clone());
        (chart.width, chart.height) = (WIDTH, HEIGHT);
        chart.compact = true;
        chart.background_color = Color::transparent();
        chart.legend.show = Some(false);
        chart.margin = Margin {
            left: 2.0 * SCALE,
            top: 8.0 * SCALE,
            right: 16.0 * SCALE,
            bottom: 0.0,
        };
        chart.series.colors = colors;
        chart.series.stroke_width = 2.0 * SCALE;
        chart.series.symbol = Some(charts_rs::Symbol::None);
        chart.grid.stroke_color = Tone::Grid.drawn();
        chart.grid.stroke_width = SCALE;
        chart.x_axis.font.size = FONT;
        chart.x_axis.font.color = Tone::Label.drawn();
        chart.x_axis.stroke_color = Tone::Label.drawn();
        chart.x_axis.stroke_width = Some(SCALE);
        chart.x_axis.height = 28.0 * SCALE;
        chart.x_axis.name_gap = 6.0 * SCALE;
        let mut axis = axis();
        if self.highest() < FEW {
            axis.max = Some(FEW as f32);
            axis.split_number = FEW as usize;
        }
        chart.y_axis_configs = vec![axis];
        if self.line.is_some() {
            let mut percents = self::axis();
            (percents.min, percents.max) = (Some(0.0), Some(100.0));
            percents.formatter = Some("{c}%".to_owned());
            chart.y_axis_configs.push(percents);
        }
        chart.svg().map_err(|error| refused(title, &error))
    }
}

fn axis() -> YAxisConfig {
    let mut axis = YAxisConfig::default();
    axis.font.size = FONT;
    axis.font.color = Tone::Label.drawn();
    axis.stroke_color = Tone::Label.drawn();
    axis.split_number = 5;
    axis.name_gap = 4.0 * SCALE;
    axis
}

/// Draws the parts of a whole as a ring.
pub(crate) fn draw_ring(slices: &[Slice], title: &'static str) -> Result<String, ReportError> {
    let parts = slices.iter().filter(|slice| slice.value > 0);
    let series = parts
        .clone()
        .map(|slice| Series::new(slice.name.to_owned(), vec![slice.value as f32]));
    let mut chart = PieChart::new(series.collect());
    (chart.width, chart.height) = (HEIGHT, HEIGHT);
    chart.compact = true;
    chart.background_color = Color::transparent();
    chart.legend.show = Some(false);
    chart.radius = HEIGHT / 2.0 - 10.0 * SCALE;
    chart.inner_radius = chart.radius * 0.6;
    chart.border_radius = Some(0.0);
    chart.rose_type = Some(false);
    chart.min_show_label_angle = 361.0;
    chart.series.colors = parts.map(|slice| slice.tone.drawn()).collect();
    chart.svg().map_err(|error| refused(title, &error))
}

impl Calendar {
    pub(crate) fn draw(&self, title: &'static str) -> Result<String, ReportError> {
        let days = self.days.iter();
        let days = days.map(|(day, count)| (day.clone(), *count as f32));
        let mut chart = CalendarChart::new(days.collect(), 2000);
        chart.start_date.clone_from(&self.first);
        chart.end_date.clone_from(&self.last);
        chart.compact = true;
        chart.background_color = Color::transparent();
        chart.thresholds = self.steps.map(|step| step as f32).to_vec();
        let amounts = [Amount::Little, Amount::Some, Amount::Much, Amount::Most];
        chart.colors = amounts.map(|amount| Tone::Day(amount).drawn()).to_vec();
        chart.empty_color = Tone::Day(Amount::None).drawn();
        chart.x_axis.font.color = Tone::Label.drawn();
        chart.series.label.font.color = Tone::Label.drawn();
        chart.month_label_height = 24.0;
        let step = chart.cell_size + chart.cell_gap;
        chart.width = chart.week_label_width + CALENDAR_WEEKS * step + 10.0;
        chart.svg().map_err(|error| refused(title, &error))
    }
}

fn refused(graph: &'static str, error: &dyn std::error::Error) -> ReportError {
    ReportError::Drawing {
        graph,
        reason: error.to_string(),
    }
}
