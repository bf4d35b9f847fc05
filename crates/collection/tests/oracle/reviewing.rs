//! Whole histories of reviews, given to our engine and to the official one at the same times.

mod ours;
mod plan;

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::{Oracle, differences};
use ankid_types::{Clock, DeckId, TimestampMillis, TimestampSecs};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tempfile::TempDir;

use self::ours::Player;
use self::plan::{Op, plan};
use crate::Outcome;

/// Each collection has about 25 cards, each with its history.
const COLLECTIONS: u64 = 80;
const NOTES: usize = 15;
const SITTINGS: usize = 12;

const BASE: &str = include_str!("reviewing/base.py");
const OFFICIAL: &str = include_str!("reviewing/official.py");

/// When the engine's days begin.
const DAYS: &str = "\
col.set_config('rollover', args['rollover'])
result = []
for moment in args['moments']:
    with open(args['clock'], 'w') as clock:
        clock.write('%d' % moment)
    timing = col._backend.sched_timing_today()
    result.append([timing.days_elapsed, timing.next_day_at])";

/// Time zones, each with a second some days before its clocks are changed.
const ZONES: [(&str, i64); 4] = [
    ("America/New_York", 1_709_600_000),
    ("Europe/Berlin", 1_698_000_000),
    ("Australia/Lord_Howe", 1_712_000_000),
    ("Asia/Kathmandu", 1_700_000_000),
];

/// What both must agree on at the end, besides what is seen on the way. How the settings say which
/// deck and note type were used last is not part of it, nor what Anki's dialog of options says of itself.
const TABLES: &str = "\
rows = lambda sql: [[bytes(v).hex() if isinstance(v, (bytes, list)) else v for v in row] for row in col.db.all(sql)]
result = {
    'revlog': rows('select * from revlog order by id'),
    'notes': rows('select id, mod, usn, tags from notes order by id'),
    'tags': rows('select tag, usn from tags order by tag'),
    'decks': rows('select id, name, mtime_secs, usn, common, kind from decks order by id'),
    'graves': rows('select * from graves order by oid'),
    'config': rows(\"select KEY, usn, val from config where KEY not in ('curDeck', 'schedVer', 'cardStateCustomizer', 'fsrsHealthCheck') \
        and KEY not like '\\\\_%' escape '\\\\' order by KEY\"),
}";

/// A clock in some time zone that is moved by hand.
pub(crate) struct MovableClock {
    now: AtomicI64,
    zone: TimeZone,
}

impl MovableClock {
    fn advance_secs(&self, secs: i64) {
        self.now.fetch_add(secs, Ordering::Relaxed);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> TimestampMillis {
        TimestampMillis(self.now.load(Ordering::Relaxed) * 1000)
    }

    fn utc_offset_secs(&self, moment: TimestampSecs) -> i32 {
        let moment = Timestamp::from_second(moment.0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone.to_offset(moment).seconds()
    }
}

#[test]
fn histories_of_reviews_are_those_of_anki() -> Outcome {
    let mut answers = 0;
    for (zone, start) in ZONES {
        let folder = fleeting_folder()?;
        let clock = folder.path().join("clock");
        fs::write(&clock, start.to_string())?;
        let mut oracle = Oracle::start_in_time(zone, &clock)?;
        for seed in seeds().filter(|seed| ZONES[*seed as usize % ZONES.len()].0 == zone) {
            let folder = folder.path().join(seed.to_string());
            fs::create_dir(&folder)?;
            let setting = Setting {
                zone,
                start,
                clock: &clock,
                folder: &folder,
            };
            answers += setting.compare(&mut oracle, seed)?;
            fs::remove_dir_all(&folder)?;
        }
    }
    assert!(answers > 15 * seeds().count(), "only {answers} answers");
    Ok(())
}

#[test]
fn days_begin_when_they_do_in_anki() -> Outcome {
    const MOMENTS: i64 = 40;
    let folder = TempDir::new()?;
    for (zone, start) in ZONES {
        let clock = folder
            .path()
            .join(format!("clock {}", zone.replace('/', " ")));
        fs::write(&clock, start.to_string())?;
        let mut oracle = Oracle::start_in_time(zone, &clock)?;
        for rollover in [0, 4, 23] {
            // Several weeks, on both sides of a change of clocks. More than a day apart: while a
            // collection is open, Anki sees such a change only with the next day.
            let moments: Vec<i64> = (0..MOMENTS).map(|step| start + step * 27 * 3_601).collect();
            let path = folder.path().join(format!("{start} {rollover}.anki2"));
            oracle.reopen(&path)?;
            let args = json!({ "clock": clock, "moments": moments, "rollover": rollover });
            let theirs = oracle.run(DAYS, &args)?;
            oracle.close()?;
            let ours = days(&path, zone, &moments)?;
            assert_same(&theirs, &ours, || format!("rollover {rollover} in {zone}"));
        }
    }
    Ok(())
}

fn days(path: &Path, zone: &str, moments: &[i64]) -> Result<Value, Box<dyn Error>> {
    let clock = Arc::new(MovableClock {
        now: AtomicI64::new(0),
        zone: TimeZone::get(zone)?,
    });
    let options = EngineOptions {
        clock: Arc::clone(&clock) as _,
        ..EngineOptions::default()
    };
    let engine = Engine::open(path, options)?;
    let mut days = Vec::new();
    for moment in moments {
        clock.now.store(*moment, Ordering::Relaxed);
        let timing = engine.read(|view| view.timing())?;
        days.push(json!([timing.today, timing.next_day_at.0]));
    }
    engine.close()?;
    Ok(Value::Array(days))
}

/// A folder in memory where there is one: each answer is a commit of its own, which a disk would make
/// us wait for.
fn fleeting_folder() -> io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        TempDir::new_in(memory)
    } else {
        TempDir::new()
    }
}

/// All histories, or the one that is asked for.
fn seeds() -> impl Iterator<Item = u64> {
    let chosen = std::env::var("ANKID_HISTORY").ok();
    let chosen: Option<u64> = chosen.and_then(|seed| seed.parse().ok());
    (0..COLLECTIONS).filter(move |seed| chosen.is_none_or(|chosen| chosen == *seed))
}

struct Setting<'a> {
    zone: &'a str,
    start: i64,
    clock: &'a Path,
    folder: &'a Path,
}

impl Setting<'_> {
    /// Plays the plan of a seed on both; how many answers are in the log at the end.
    fn compare(&self, oracle: &mut Oracle, seed: u64) -> Result<usize, Box<dyn Error>> {
        let (ours, theirs) = (
            self.folder.join("ours.anki2"),
            self.folder.join("theirs.anki2"),
        );
        let base = json!({
            "seed": seed, "path": theirs, "clock": self.clock, "start": self.start, "notes": NOTES
        });
        let base = oracle.run(BASE, &base)?;
        let now = base["now"].as_i64().ok_or("no time")?;
        fs::copy(&theirs, &ours)?;
        let ops = plan(seed, SITTINGS, base["fsrs"] == json!(true));
        oracle.reopen(&theirs)?;
        let plan =
            json!({ "plan": with_deck(&ops), "clock": self.clock, "start": now, "quiet": true });
        let seen = oracle.run(OFFICIAL, &plan)?;
        let their_tables = oracle.run(TABLES, &Value::Null)?;
        // Some moments of last answers that Anki itself leaves are not what its check wants.
        let their_faults = oracle.check()?;
        oracle.close()?;
        let mine = self.play(&ours, now, &ops)?;
        for (place, (theirs, ours)) in seen.as_array().into_iter().flatten().zip(&mine).enumerate()
        {
            let what = || {
                format!(
                    "history {seed} in {}, after step {place}: {:?}",
                    self.zone,
                    &with_deck(&ops)[place.saturating_sub(3)..=place]
                )
            };
            assert_same(theirs, ours, what);
        }
        assert_eq!(seen.as_array().map(Vec::len), Some(mine.len()));
        oracle.reopen(&ours)?;
        let our_tables = oracle.run(TABLES, &Value::Null)?;
        assert_same(&their_tables, &our_tables, || {
            format!("history {seed} in {} at the end", self.zone)
        });
        assert_eq!(oracle.check()?, their_faults, "history {seed}");
        oracle.close()?;
        Ok(our_tables["revlog"].as_array().map_or(0, Vec::len))
    }

    fn play(&self, path: &Path, now: i64, ops: &[Op]) -> Result<Vec<Value>, Box<dyn Error>> {
        let clock = Arc::new(MovableClock {
            now: AtomicI64::new(now),
            zone: TimeZone::get(self.zone)?,
        });
        let options = EngineOptions {
            clock: Arc::clone(&clock) as _,
            seed: Some(1),
            ..EngineOptions::default()
        };
        let engine = Engine::open(path, options)?;
        let mut player = Player {
            engine: &engine,
            clock,
            deck: DeckId::DEFAULT,
            top: None,
            has_answered: false,
        };
        let mut seen = Vec::new();
        for op in with_deck(ops) {
            seen.push(player.play(op)?);
        }
        engine.close()?;
        Ok(seen)
    }
}

/// A plan that begins with a deck to study.
fn with_deck(ops: &[Op]) -> Vec<Op> {
    let first = Op::StudyDeck { place: 1 };
    std::iter::once(first).chain(ops.iter().cloned()).collect()
}

fn assert_same(theirs: &Value, ours: &Value, what: impl Fn() -> String) {
    assert!(
        theirs == ours,
        "{}\n{:#?}",
        what(),
        differences(theirs, ours)
    );
}
