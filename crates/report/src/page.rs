//! The document around the graphs.

use ankid_collection::stats::Statistics;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::chart::draw_ring;
use crate::error::ReportError;
use crate::graphs::{self, Drawing, Graph, Panel, Range};
use crate::palette::dark_rules;
use crate::texts;

const STYLE: &str = include_str!("page/style.css");

/// What the figures are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All cards.
    Collection,
    /// The cards of a deck and of those below it.
    Deck {
        /// The full name of the deck.
        name: String,
    },
}

/// The page with all graphs.
///
/// The figures are to cover a year at least.
///
/// # Errors
/// The charting library refuses the numbers.
pub fn statistics_page(statistics: &Statistics, scope: &Scope) -> Result<String, ReportError> {
    let graphs = graphs::all(statistics);
    let graphs: Vec<Markup> = graphs.iter().map(graph).collect::<Result<_, _>>()?;
    let dark = dark_rules();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (texts::PAGE) }
                style { (PreEscaped(STYLE)) "@media (prefers-color-scheme:dark){" (PreEscaped(dark)) "}" }
            }
            body {
                div.ankid-statistics {
                    header {
                        h1 { (texts::PAGE) }
                        p { (scope_name(scope)) @if let Some(day) = statistics.day { " · " (day) } }
                    }
                    input.choice #ankid-month type="radio" name="ankid-range" checked;
                    label.choice for="ankid-month" { (texts::MONTH) }
                    input.choice #ankid-year type="radio" name="ankid-range";
                    label.choice for="ankid-year" { (texts::YEAR) }
                    main { @for graph in &graphs { (graph) } }
                }
            }
        }
    };
    Ok(page.into_string())
}

fn scope_name(scope: &Scope) -> String {
    match scope {
        Scope::Collection => texts::WHOLE_COLLECTION.to_owned(),
        Scope::Deck { name } => format!("{}{name}", texts::DECK),
    }
}

fn graph(graph: &Graph) -> Result<Markup, ReportError> {
    let panels = graph.panels.iter();
    let panels: Vec<Markup> = panels
        .map(|panel| self::panel(panel, graph))
        .collect::<Result<_, _>>()?;
    Ok(html! {
        section.wide[graph.is_wide] {
            h2 { (graph.title) }
            p.about { (graph.about) }
            @for panel in &panels { (panel) }
        }
    })
}

fn panel(panel: &Panel, graph: &Graph) -> Result<Markup, ReportError> {
    let class = match panel.range {
        Range::Always => "always",
        Range::Month => "month",
        Range::Year => "year",
    };
    let is_empty = matches!(panel.drawing, Drawing::Empty);
    let words = panel.summary.join(" ");
    let drawing = drawing(panel, graph.title, &words)?;
    Ok(html! {
        div class=(class) {
            (drawing)
            @if !panel.legend.is_empty() && !is_empty {
                ul.legend {
                    @for (tone, name) in &panel.legend {
                        li {
                            svg width="12" height="12" aria-hidden="true" {
                                rect width="12" height="12" rx="2" fill=(tone.hex()) {}
                            }
                            (name)
                        }
                    }
                }
            }
            @if !panel.summary.is_empty() && !is_empty {
                ul.summary { @for line in &panel.summary { li { (line) } } }
            }
            @match panel.drawing {
                Drawing::Empty => {}
                Drawing::Table => { @if !panel.table.rows.is_empty() { (panel.table.markup()) } }
                Drawing::Columns(_) | Drawing::Ring(_) | Drawing::Calendar(_) => {
                    details { summary { (texts::SHOW_TABLE) } (panel.table.markup()) }
                }
            }
        }
    })
}

fn drawing(panel: &Panel, title: &'static str, words: &str) -> Result<Markup, ReportError> {
    let named = |svg: String| PreEscaped(charts_rs::svg_with_accessibility(&svg, title, words));
    Ok(match &panel.drawing {
        Drawing::Empty => html! { p.empty { (texts::NO_DATA) } },
        Drawing::Table => html! {},
        Drawing::Columns(columns) => html! { div.chart { (named(columns.draw(title)?)) } },
        Drawing::Ring(slices) => html! { div.chart.ring { (named(draw_ring(slices, title)?)) } },
        Drawing::Calendar(halves) => html! {
            div.halves {
                @for half in halves { div.chart { (named(half.draw(title)?)) } }
            }
        },
    })
}
