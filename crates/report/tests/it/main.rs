//! The page as readers get it.

#![expect(clippy::unwrap_used, reason = "a fixture that fails is a failed test")]

use std::collections::BTreeMap;

use ankid_collection::stats::{ByKind, CountsByStage, HourCounts, Statistics};
use ankid_report::{Scope, statistics_page};
use ankid_types::{CalendarDay, TimestampSecs};

const TITLES: [&str; 12] = [
    "Today",
    "Future due",
    "Calendar",
    "Reviews",
    "Review time",
    "Card counts",
    "Review intervals",
    "Card ease",
    "Hourly breakdown",
    "Answer buttons",
    "Added",
    "True retention",
];
const FSRS_TITLES: [&str; 3] = ["Card stability", "Card difficulty", "Card retrievability"];

/// Figures with something in every graph.
fn figures() -> Statistics {
    let mut figures = Statistics {
        day: CalendarDay::of(TimestampSecs(1_767_268_800), 0),
        ..Statistics::default()
    };
    let kinds = ByKind {
        learning: 3,
        relearning: 1,
        young: 20,
        mature: 1234,
        filtered: 2,
    };
    figures.today.answers = 7;
    figures.today.correct = 6;
    figures.today.millis = 70_000;
    for day in [-300, -20, -1, 0] {
        figures.reviews.counts.insert(day, kinds);
        figures.reviews.millis.insert(day, kinds);
        figures.added.by_day.insert(day, 4);
        figures.future_due.by_day.insert(-day, 5);
    }
    figures.card_counts.excluding_inactive = CountsByStage {
        new: 10,
        young: 30,
        suspended: 1,
        ..CountsByStage::default()
    };
    figures.intervals.by_days = BTreeMap::from([(1, 2), (40, 3)]);
    figures.stability.by_days = BTreeMap::from([(0, 1), (4000, 3)]);
    figures.eases.by_percent = BTreeMap::from([(130, 1), (250, 5), (990, 1)]);
    figures.difficulty.by_percent = BTreeMap::from([(0, 1), (99, 5)]);
    figures.retrievability.by_percent = BTreeMap::from([(0, 1), (99, 5)]);
    let hour = HourCounts {
        total: 8,
        correct: 6,
    };
    figures.hours.month.by_hour[9] = hour;
    figures.hours.year.by_hour[9] = hour;
    figures.buttons.month.young = [1, 2, 3, 4];
    figures.buttons.year.young = [1, 2, 3, 4];
    figures.retention.year.young_passed = 3;
    figures
}

fn page(figures: &Statistics) -> String {
    statistics_page(figures, &Scope::Collection).unwrap()
}

fn headings(page: &str) -> Vec<&str> {
    let parts = page.split("<h2>").skip(1);
    parts
        .filter_map(|part| part.split("</h2>").next())
        .collect()
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[test]
fn every_graph_has_its_place() {
    let mut figures = figures();
    assert_eq!(headings(&page(&figures)), TITLES);
    figures.fsrs = true;
    let page = page(&figures);
    for title in FSRS_TITLES {
        assert!(headings(&page).contains(&title), "{title}");
    }
    assert!(!headings(&page).contains(&"Card ease"));
}

#[test]
fn every_drawing_is_named_and_has_a_table() {
    let page = page(&figures());
    let drawings = page.matches("<svg").count() - page.matches("aria-hidden").count();
    assert_eq!(drawings, 15);
    assert_eq!(page.matches("role=\"img\"").count(), drawings);
    // The halves of the calendar share their table.
    assert_eq!(page.matches("<details>").count(), drawings - 1);
}

#[test]
fn numbers_are_in_words_and_in_tables() {
    let page = page(&figures());
    for text in [
        "7 reviews in 1.2 minutes (10s a card).",
        "<td>1,234</td>",
        "Due tomorrow: 5 cards.",
        "Young: 30 (73.2%)",
        "Most from 9:00: 8 reviews, 75% correct.",
        "Studied on 4 of 364 days (1.1%).",
        "<th scope=\"row\">2025-12-31</th>",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn every_colour_of_a_drawing_changes_on_dark_ground() {
    let mut figures = figures();
    figures.fsrs = true;
    let page = page(&figures);
    let (style, body) = page.split_once("</style>").unwrap();
    let dark = style.split_once("prefers-color-scheme:dark").unwrap().1;
    for attribute in ["fill", "stroke"] {
        for value in values(body, attribute) {
            let rule = format!("[{attribute}=\"{value}\"]");
            assert!(value == "none" || dark.contains(&rule), "{rule}");
        }
    }
}

#[test]
fn the_page_needs_nothing_else() {
    let page = page(&figures());
    for forbidden in ["<script", "javascript:", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let addresses = page.matches("http").count();
    let namespaces = page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count();
    assert_eq!(addresses, namespaces);
}

#[test]
fn names_of_decks_are_text() {
    let scope = Scope::Deck {
        name: "<img src=x onerror=alert(1)>\"&'".to_owned(),
    };
    let page = statistics_page(&Statistics::default(), &scope).unwrap();
    assert!(page.contains("Deck: &lt;img src=x onerror=alert(1)&gt;&quot;&amp;'"));
    assert!(!page.contains("<img"));
}

#[test]
fn an_empty_collection_has_a_page_too() {
    let page = page(&Statistics::default());
    assert_eq!(headings(&page), TITLES);
    assert!(page.contains("No cards were studied today."));
    assert_eq!(page.matches("role=\"img\"").count(), 0);
}

#[test]
fn figures_beyond_all_bounds_are_drawn() {
    let mut figures = figures();
    figures.future_due.by_day =
        BTreeMap::from([(i32::MIN, u32::MAX), (0, u32::MAX), (1, u32::MAX)]);
    figures.eases.by_percent = BTreeMap::from([(u32::MAX, u32::MAX), (0, 1)]);
    figures.difficulty.median = f32::NAN;
    figures.retrievability.average = f32::NAN;
    figures.fsrs = true;
    figures.day = None;
    assert!(page(&figures).contains("Card retrievability"));
}
