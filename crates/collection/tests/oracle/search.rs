//! The same searches here and in the official engine.

use std::path::PathBuf;
use std::sync::Arc;

use ankid_collection::{CollectionError, Engine, EngineOptions, SearchError};
use ankid_testkit::Oracle;
use ankid_types::SystemClock;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

use self::queries::{Known, Queries};

mod queries;

const FILL: &str = include_str!("search/fill.py");
const RUN: &str = include_str!("search/run.py");
const NOTES: usize = 250;
const QUERIES: usize = 2500;

/// Stands for all that is said of a regular expression that cannot be compiled.
const BAD_REGEX: &str = "bad regular expression";

/// What one engine says to a search.
#[derive(Debug, PartialEq)]
enum Found {
    Ids(Vec<i64>),
    Error(String),
}

struct Variant {
    seed: u64,
    excluded: bool,
    ignore_accents: bool,
    normalize: bool,
    analyze: bool,
}

#[test]
fn searches_find_what_anki_finds() -> Outcome {
    check(&Variant {
        seed: 1,
        excluded: false,
        ignore_accents: false,
        normalize: true,
        analyze: false,
    })
}

#[test]
fn searches_skip_the_fields_that_anki_skips() -> Outcome {
    check(&Variant {
        seed: 2,
        excluded: true,
        ignore_accents: false,
        normalize: true,
        analyze: true,
    })
}

#[test]
fn searches_ignore_accents_as_anki_does() -> Outcome {
    check(&Variant {
        seed: 3,
        excluded: false,
        ignore_accents: true,
        normalize: false,
        analyze: false,
    })
}

fn check(variant: &Variant) -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut oracle = Oracle::open(&path)?;
    let fill = json!({
        "seed": variant.seed,
        "excluded": variant.excluded,
        "ignore_accents": variant.ignore_accents,
        "normalize": variant.normalize,
        "analyze": variant.analyze,
        "notes": NOTES,
    });
    let known: Known = serde_json::from_value(oracle.run(FILL, &fill)?)?;
    let mut queries = Queries::new(StdRng::seed_from_u64(variant.seed), known);
    let searches: Vec<(bool, String)> = (0..QUERIES).map(|_| queries.search()).collect();
    let theirs = oracle.run(RUN, &json!({ "searches": searches }))?;
    oracle.close()?;
    let ours = run(path, &searches)?;
    compare(
        &searches,
        &serde_json::from_value::<Vec<Value>>(theirs)?,
        &ours,
    );
    Ok(())
}

fn run(path: PathBuf, searches: &[(bool, String)]) -> Result<Vec<Found>, CollectionError> {
    let options = EngineOptions {
        clock: Arc::new(SystemClock),
        ..EngineOptions::default()
    };
    let engine = Engine::open(&path, options)?;
    let mut found = Vec::with_capacity(searches.len());
    for (for_notes, search) in searches {
        let ids = engine.read(|view| {
            Ok::<Vec<i64>, CollectionError>(if *for_notes {
                view.find_notes(search)?.iter().map(|id| id.0).collect()
            } else {
                view.find_cards(search)?.iter().map(|id| id.0).collect()
            })
        });
        found.push(match ids {
            Ok(ids) => Found::Ids(ids),
            Err(CollectionError::Search(SearchError::Parse(error))) => {
                Found::Error(error.sentence())
            }
            Err(CollectionError::Search(SearchError::Regex(_))) => {
                Found::Error(BAD_REGEX.to_owned())
            }
            Err(error) => return Err(error),
        });
    }
    engine.close()?;
    Ok(found)
}

/// The same ids in the same order, or the same sentence of an error.
fn compare(searches: &[(bool, String)], theirs: &[Value], ours: &[Found]) {
    assert_eq!(theirs.len(), ours.len());
    let (mut hits, mut errors) = (0, 0);
    let mut differences = Vec::new();
    for (((_, search), theirs), ours) in searches.iter().zip(theirs).zip(ours) {
        let theirs = match theirs {
            // Anki draws a picture of the expression there; we say it in a line.
            Value::String(error)
                if error.starts_with("<pre>regex parse error")
                    || error.starts_with("<pre>Compiled regex exceeds") =>
            {
                Found::Error(BAD_REGEX.to_owned())
            }
            Value::String(error) => Found::Error(error.clone()),
            ids => Found::Ids(serde_json::from_value(ids.clone()).expect("ids are numbers")),
        };
        hits += usize::from(matches!(ours, Found::Ids(ids) if !ids.is_empty()));
        errors += usize::from(matches!(ours, Found::Error(_)));
        let same = match (&theirs, ours) {
            (Found::Error(theirs), Found::Error(_)) if is_broken_sql(search, theirs) => true,
            (theirs, ours) => theirs == ours,
        };
        if !same {
            differences.push(format!(
                "{search}\n  theirs: {theirs:?}\n  ours:   {ours:?}"
            ));
        }
    }
    let (all, different) = (searches.len(), differences.len());
    println!("{all} searches: {hits} find something, {errors} are errors, {different} differ");
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Whether Anki hands SQLite broken SQL for the search, and notices only then, or finds another
/// error first; we have a sentence of our own there.
fn is_broken_sql(search: &str, error: &str) -> bool {
    let breaks = ["inf", "-and", "-or"]
        .iter()
        .any(|part| search.contains(part));
    error.starts_with("DbError") || breaks
}
