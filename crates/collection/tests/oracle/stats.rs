//! The figures of the graphs next to those of the official engine.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ankid_collection::stats::{
    Buttons, ByKind, CountsByStage, Hours, Intervals, Periods, RetentionCounts, Reviews, Statistics,
};
use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::Oracle;
use ankid_types::{Clock, TimestampMillis, TimestampSecs};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

const FILL: &str = include_str!("stats/fill.py");
const GRAPHS: &str = include_str!("stats/graphs.py");
const NOTES: usize = 200;
const REVIEWS: usize = 2500;
/// Searches, and how many days of reviews.
const WANTED: [(&str, u32); 6] = [
    ("", 0),
    ("", 365),
    ("deck:current", 0),
    ("deck:C", 31),
    ("is:due or flag:1", 90),
    ("deck:nothing", 0),
];

struct Variant {
    seed: u64,
    zone: &'static str,
    rollover: u8,
    fsrs: bool,
    /// The share of cards with a memory state.
    with_data: f32,
}

const VARIANTS: [Variant; 6] = [
    Variant {
        seed: 1,
        zone: "UTC",
        rollover: 4,
        fsrs: false,
        with_data: 0.0,
    },
    Variant {
        seed: 2,
        zone: "Europe/Berlin",
        rollover: 0,
        fsrs: true,
        with_data: 1.0,
    },
    Variant {
        seed: 3,
        zone: "America/St_Johns",
        rollover: 23,
        fsrs: true,
        with_data: 0.7,
    },
    Variant {
        seed: 4,
        zone: "Asia/Kathmandu",
        rollover: 4,
        fsrs: false,
        with_data: 0.3,
    },
    Variant {
        seed: 5,
        zone: "Pacific/Kiritimati",
        rollover: 12,
        fsrs: true,
        with_data: 1.0,
    },
    Variant {
        seed: 6,
        zone: "Pacific/Pago_Pago",
        rollover: 2,
        fsrs: false,
        with_data: 0.1,
    },
];

/// A clock in a time zone, set to the second in which the official engine counted.
struct ZonedClock {
    zone: TimeZone,
    second: AtomicI64,
}

impl Clock for ZonedClock {
    fn now(&self) -> TimestampMillis {
        TimestampSecs(self.second.load(Ordering::Relaxed)).as_millis()
    }

    fn utc_offset_secs(&self, moment: TimestampSecs) -> i32 {
        let moment = Timestamp::from_second(moment.0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone.to_offset(moment).seconds()
    }
}

#[test]
fn graphs_count_what_anki_counts() -> Outcome {
    for variant in &VARIANTS {
        check(variant)?;
    }
    Ok(())
}

fn check(variant: &Variant) -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let theirs = counted_by_the_engine(&path, variant)?;
    let clock = Arc::new(ZonedClock {
        zone: TimeZone::get(variant.zone)?,
        second: AtomicI64::new(theirs[0]["second"].as_i64().ok_or("no second")?),
    });
    let options = EngineOptions {
        clock: Arc::clone(&clock) as _,
        ..EngineOptions::default()
    };
    let engine = Engine::open(&path, options)?;
    for ((search, days), theirs) in WANTED.iter().zip(theirs.as_array().ok_or("no list")?) {
        let second = theirs["second"].as_i64().ok_or("no second")?;
        clock.second.store(second, Ordering::Relaxed);
        let ours = engine.read(|view| view.statistics(search, *days))?;
        let place = format!("{}: {search} {days}", variant.zone);
        assert_same(&place, &graphs_response(&ours), &theirs["graphs"]);
        assert_eq!(ours.fsrs, variant.fsrs, "{place}");
    }
    engine.close()?;
    Ok(())
}

fn counted_by_the_engine(
    path: &Path,
    variant: &Variant,
) -> Result<Value, Box<dyn std::error::Error>> {
    let mut oracle = Oracle::start()?;
    let zone = "import os, time\nos.environ['TZ'] = args['zone']\ntime.tzset()";
    oracle.run(zone, &json!({ "zone": variant.zone }))?;
    oracle.reopen(path)?;
    let fill = json!({
        "seed": variant.seed, "fsrs": variant.fsrs, "rollover": variant.rollover,
        "with_data": variant.with_data, "notes": NOTES, "reviews": REVIEWS,
    });
    oracle.run(FILL, &fill)?;
    // The days are counted anew from the changed settings.
    oracle.close()?;
    oracle.reopen(path)?;
    let theirs = oracle.run(GRAPHS, &json!({ "wanted": WANTED }))?;
    oracle.close()?;
    Ok(theirs)
}

/// The figures in the shape of the engine's answer.
fn graphs_response(ours: &Statistics) -> Value {
    let today = &ours.today;
    json!({
        "added": { "added": ours.added.by_day },
        "buttons": periods(&ours.buttons, buttons),
        "card_counts": {
            "including_inactive": stages(&ours.card_counts.including_inactive),
            "excluding_inactive": stages(&ours.card_counts.excluding_inactive),
        },
        "hours": periods(&ours.hours, hours),
        "today": {
            "answer_count": today.answers, "answer_millis": today.millis,
            "correct_count": today.correct, "mature_correct": today.mature_correct,
            "mature_count": today.mature, "learn_count": today.learning,
            "review_count": today.review, "relearn_count": today.relearning,
            "early_review_count": today.filtered,
        },
        "eases": { "eases": ours.eases.by_percent, "average": ours.eases.median },
        "difficulty": { "eases": ours.difficulty.by_percent, "average": ours.difficulty.median },
        "intervals": intervals(&ours.intervals),
        "stability": intervals(&ours.stability),
        "future_due": {
            "future_due": ours.future_due.by_day, "have_backlog": ours.future_due.has_backlog,
            "daily_load": ours.future_due.daily_load,
        },
        "reviews": reviews(&ours.reviews),
        "rollover_hour": ours.rollover_hour,
        "fsrs": ours.fsrs,
        "retrievability": {
            "retrievability": ours.retrievability.by_percent,
            "average": ours.retrievability.average,
            "sum_by_card": ours.retrievability.sum_by_card,
            "sum_by_note": ours.retrievability.sum_by_note,
        },
        "true_retention": {
            "today": retention(&ours.retention.today),
            "yesterday": retention(&ours.retention.yesterday),
            "week": retention(&ours.retention.week),
            "month": retention(&ours.retention.month),
            "year": retention(&ours.retention.year),
            "all_time": retention(&ours.retention.all),
        },
    })
}

fn periods<T>(periods: &Periods<T>, value: fn(&T) -> Value) -> Value {
    json!({
        "one_month": value(&periods.month), "three_months": value(&periods.three_months),
        "one_year": value(&periods.year), "all_time": value(&periods.all),
    })
}

fn buttons(buttons: &Buttons) -> Value {
    json!({ "learning": buttons.learning, "young": buttons.young, "mature": buttons.mature })
}

fn hours(hours: &Hours) -> Value {
    let hour = hours.by_hour.iter();
    hour.map(|hour| json!({ "total": hour.total, "correct": hour.correct }))
        .collect()
}

fn stages(counts: &CountsByStage) -> Value {
    json!({
        "newCards": counts.new, "learn": counts.learning, "relearn": counts.relearning,
        "young": counts.young, "mature": counts.mature, "suspended": counts.suspended,
        "buried": counts.buried,
    })
}

fn intervals(intervals: &Intervals) -> Value {
    json!({ "intervals": intervals.by_days })
}

fn reviews(reviews: &Reviews) -> Value {
    let kinds = |kinds: &ByKind| {
        json!({
            "learn": kinds.learning, "relearn": kinds.relearning, "young": kinds.young,
            "mature": kinds.mature, "filtered": kinds.filtered,
        })
    };
    let by_day = |days: &std::collections::BTreeMap<i32, ByKind>| -> Value {
        let days = days.iter();
        days.map(|(day, counts)| (day.to_string(), kinds(counts)))
            .collect()
    };
    json!({ "count": by_day(&reviews.counts), "time": by_day(&reviews.millis) })
}

fn retention(counts: &RetentionCounts) -> Value {
    json!({
        "young_passed": counts.young_passed, "young_failed": counts.young_failed,
        "mature_passed": counts.mature_passed, "mature_failed": counts.mature_failed,
    })
}

/// Compares two values; sums of fractions may differ by the order in which they were added.
fn assert_same(place: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names = |map: &serde_json::Map<String, Value>| {
                let mut names: Vec<String> = map.keys().cloned().collect();
                names.sort();
                names
            };
            assert_eq!(names(ours), names(theirs), "{place}");
            for (name, value) in ours {
                assert_same(&format!("{place}, {name}"), value, &theirs[name]);
            }
        }
        _ if theirs.is_f64() => {
            let (ours, theirs) = (ours.as_f64(), theirs.as_f64().unwrap_or(f64::NAN));
            let allowed = 1e-5 * theirs.abs().max(1.0);
            let is_near = ours.is_some_and(|ours| (ours - theirs).abs() <= allowed);
            assert!(is_near, "{place}: {ours:?} {theirs}");
        }
        _ => assert_eq!(ours, theirs, "{place}"),
    }
}
