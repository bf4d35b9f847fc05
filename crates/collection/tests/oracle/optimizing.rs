//! The parameters that FSRS learns next to those that it learns in the official engine.

use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions, LearningProgress, Lessons};
use ankid_testkit::Oracle;
use ankid_types::{DeckConfig, DeckConfigSettings, SystemClock};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

const RUN: &str = include_str!("optimizing/run.py");
const NOTES: usize = 500;
/// Parameters that no reviews speak for.
const ODD: [f32; 21] = [
    9.0, 9.0, 9.0, 9.0, 9.0, 0.1, 0.1, 0.5, 0.1, 0.1, 0.1, 0.5, 0.2, 0.1, 0.1, 0.1, 1.0, 0.1, 0.1,
    0.1, 0.8,
];

/// What is asked for.
struct Variant {
    search: &'static str,
    ignored_days: Option<i64>,
    present: Vec<f32>,
    relearning_steps: usize,
}

fn variants() -> Vec<Variant> {
    let usual = || Variant {
        search: "",
        ignored_days: None,
        present: Vec::new(),
        relearning_steps: 1,
    };
    vec![
        usual(),
        Variant {
            present: ODD.to_vec(),
            ..usual()
        },
        Variant {
            relearning_steps: 3,
            ..usual()
        },
        Variant {
            ignored_days: Some(150),
            ..usual()
        },
        Variant {
            search: "deck:Other",
            ..usual()
        },
        Variant {
            search: "deck:none",
            present: ODD.to_vec(),
            ..usual()
        },
    ]
}

#[test]
fn parameters_are_learned_as_anki_learns_them() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut oracle = Oracle::open(&path)?;
    let variants = variants();
    let settings: Vec<DeckConfigSettings> = variants.iter().map(settings).collect();
    let asked = variants.iter().zip(&settings).map(|(variant, settings)| {
        json!({
            "search": variant.search, "present": variant.present,
            "relearning_steps": variant.relearning_steps,
            "ignored_before_millis": start_millis(&settings.ignore_revlogs_before_date),
        })
    });
    let asked: Vec<Value> = asked.collect();
    let args = json!({ "seed": 11, "notes": NOTES, "variants": asked });
    let theirs = oracle.run(RUN, &args)?;
    oracle.close()?;
    let options = EngineOptions {
        clock: Arc::new(SystemClock),
        ..EngineOptions::default()
    };
    let engine = Engine::open(&path, options)?;
    let mut learned = Vec::new();
    for (place, settings) in settings.into_iter().enumerate() {
        let (lessons, settings) = engine.read(|view| {
            let preset = view
                .catalog()
                .deck_configs()
                .find(|preset| preset.name == "Words");
            let preset = DeckConfig {
                settings,
                ..DeckConfig::clone(preset.expect("it was made"))
            };
            let lessons: Lessons = view.lessons(&preset)?;
            Ok::<_, ankid_collection::CollectionError>((lessons, preset.settings))
        })?;
        let progress = LearningProgress::new();
        let ours = lessons.learn(&settings, &progress)?;
        let theirs: Vec<f32> = serde_json::from_value(theirs[place]["parameters"].clone())?;
        assert_eq!(ours, theirs, "variant {place}");
        learned.push(ours);
    }
    let [all, from_odd, with_steps, newer, ..] = learned.as_slice() else {
        return Err("too few variants".into());
    };
    assert_eq!(all, from_odd);
    assert!(all != with_steps && all != newer, "{learned:?}");
    engine.close()?;
    Ok(())
}

fn settings(variant: &Variant) -> DeckConfigSettings {
    let ignored = variant.ignored_days.map(|days| {
        let moment = Timestamp::now() - (days * 24).hours();
        TimeZone::UTC.to_datetime(moment).date().to_string()
    });
    DeckConfigSettings {
        param_search: variant.search.to_owned(),
        ignore_revlogs_before_date: ignored.unwrap_or_default(),
        fsrs_params_6: variant.present.clone(),
        relearn_steps: vec![10.0; variant.relearning_steps],
        ..DeckConfigSettings::default()
    }
}

/// The first moment of a date in UTC; 0 for none.
fn start_millis(date: &str) -> i64 {
    let date: Option<jiff::civil::Date> = date.parse().ok();
    let start = date.and_then(|date| date.to_zoned(TimeZone::UTC).ok());
    start.map_or(0, |start| start.timestamp().as_millisecond())
}
