//! The card browser's table here and in the official engine.

use std::collections::HashMap;
use std::sync::Arc;

use ankid_collection::{
    BrowserColumn, BrowserMode, BrowserOrder, CollectionError, Engine, EngineOptions, Sorting,
};
use ankid_testkit::Oracle;
use ankid_types::SystemClock;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

const FILL: &str = include_str!("search/fill.py");
const RUN: &str = include_str!("browser/run.py");
const NOTES: usize = 250;
const SEARCHES: [&str; 3] = ["", "is:due OR is:suspended", "a"];

/// Numbers stand between marks that keep them apart from text of another direction.
fn plain(text: &Value) -> String {
    let text = text.as_str().unwrap_or_default();
    text.replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn rows_and_their_order_are_those_of_anki() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut oracle = Oracle::open(&path)?;
    let fill = json!({
        "seed": 5, "excluded": false, "ignore_accents": false, "normalize": true,
        "analyze": false, "notes": NOTES,
    });
    oracle.run(FILL, &fill)?;
    let columns = BrowserColumn::ALL.map(BrowserColumn::name);
    let theirs = oracle.run(RUN, &json!({ "searches": SEARCHES, "columns": columns }))?;
    oracle.close()?;
    let options = EngineOptions {
        clock: Arc::new(SystemClock),
        ..EngineOptions::default()
    };
    let engine = Engine::open(&path, options)?;
    for (mode, name) in [(BrowserMode::Cards, "cards"), (BrowserMode::Notes, "notes")] {
        check_labels(mode, &theirs[name]["labels"]);
        check_cells(&engine, mode, &theirs[name]["rows"])?;
        for column in BrowserColumn::ALL {
            let sorted = &theirs[name]["sorted"][column.name()];
            let sorting = column.default_sorting(mode);
            assert_eq!(sorted.is_null(), sorting == Sorting::None, "{column:?}");
            // Anki sorts by the position of whichever card of the note it meets.
            let is_by_chance = column == BrowserColumn::OriginalPosition;
            if sorting != Sorting::None && !is_by_chance {
                check_order(&engine, mode, column, sorted)?;
            }
        }
    }
    Ok(())
}

fn check_labels(mode: BrowserMode, theirs: &Value) {
    for column in BrowserColumn::ALL {
        let expected = plain(&theirs[column.name()]);
        assert_eq!(column.label(mode), expected, "{mode:?} {column:?}");
    }
}

fn check_cells(engine: &Engine, mode: BrowserMode, theirs: &Value) -> Outcome {
    let theirs: Vec<(i64, Option<Vec<Value>>)> = serde_json::from_value(theirs.clone())?;
    assert!(theirs.len() >= NOTES);
    let ids: Vec<i64> = theirs.iter().map(|(id, _)| *id).collect();
    let rows = engine.read(|view| view.browser_rows(mode, &ids, &BrowserColumn::ALL))?;
    let mut differences = String::new();
    for ((id, theirs), ours) in theirs.iter().zip(rows) {
        let theirs = theirs
            .as_ref()
            .map(|cells| cells.iter().map(plain).collect::<Vec<_>>());
        let mut ours = ours.map(|row| row.cells);
        if let Some((ours, theirs)) = ours.as_mut().zip(theirs.as_ref()) {
            forgive_retrievability(ours, theirs);
        }
        if ours != theirs {
            differences.push_str(&format!("{mode:?} {id}\n  {ours:?}\n  {theirs:?}\n"));
        }
    }
    assert_eq!(differences, "");
    Ok(())
}

/// Anki takes the moment at which a learning card without a known last answer will be due for that
/// of its last answer, and a moment to come for one of long ago; we say that it was just answered.
fn forgive_retrievability(ours: &mut [String], theirs: &[String]) {
    for (column, (ours, theirs)) in BrowserColumn::ALL.iter().zip(ours.iter_mut().zip(theirs)) {
        if *column == BrowserColumn::Retrievability && ours == "100%" {
            ours.clone_from(theirs);
        }
    }
}

/// Their order must go up through the groups of ours that are equal in the column.
fn check_order(
    engine: &Engine,
    mode: BrowserMode,
    column: BrowserColumn,
    theirs: &Value,
) -> Outcome {
    for (search, theirs) in SEARCHES.iter().zip(theirs.as_array().ok_or("no list")?) {
        let theirs: Vec<i64> = serde_json::from_value(theirs.clone())?;
        let ids = |reverse| {
            let order = Some(BrowserOrder { column, reverse });
            engine.read(|view| view.browser_ids(search, mode, order))
        };
        let group_of = groups(&ids(false)?, &ids(true)?);
        let mut sorted: Vec<i64> = theirs.clone();
        sorted.sort_unstable();
        let mut ours: Vec<i64> = group_of.keys().copied().collect();
        ours.sort_unstable();
        assert_eq!(ours, sorted, "{mode:?} {column:?} {search}");
        let groups: Vec<usize> = theirs.iter().map(|id| group_of[id]).collect();
        assert!(
            groups.is_sorted(),
            "{mode:?} {column:?} {search}: {theirs:?} {groups:?}"
        );
    }
    Ok(())
}

/// The place of each id's group: ids that are equal in the column come by id in either direction.
fn groups(forwards: &[i64], backwards: &[i64]) -> HashMap<i64, usize> {
    let place: HashMap<i64, usize> = backwards.iter().copied().zip(0..).collect();
    let mut group = 0;
    let mut last = None;
    let mut groups = HashMap::new();
    for id in forwards {
        if last.is_some_and(|last| place[&last] > place[id]) {
            group += 1;
        }
        groups.insert(*id, group);
        last = Some(*id);
    }
    groups
}

#[test]
fn a_search_that_cannot_be_read_is_refused() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let engine = Engine::open(&path, EngineOptions::default())?;
    let order = Some(BrowserOrder {
        column: BrowserColumn::Deck,
        reverse: false,
    });
    for search in ["(", "re:("] {
        let refused = engine.read(|view| view.browser_ids(search, BrowserMode::Cards, order));
        assert!(
            matches!(refused, Err(CollectionError::Search(_))),
            "{refused:?}"
        );
    }
    Ok(())
}
