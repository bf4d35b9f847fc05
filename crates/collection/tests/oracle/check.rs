//! Damaged collections, mended by us and by the official engine.

use std::error::Error;
use std::fs;
use std::path::Path;

use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::{Oracle, TestkitError, differences};
use regex::{Captures, Regex};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

const DAMAGE: &str = include_str!("check/damage.py");
/// How many collections are damaged in several ways at once.
const MIXTURES: u64 = 20;

/// Isolates stand around the numbers in Anki's sentences.
const CHECK_TWICE: &str = "\
result = [[line.replace('\\u2068', '').replace('\\u2069', '') for line in col._backend.check_database()] for _ in range(2)]";

struct Workshop {
    oracle: Oracle,
    folder: TempDir,
}

impl Workshop {
    fn new() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            oracle: Oracle::start()?,
            folder: TempDir::new()?,
        })
    }

    /// Damages a new collection, lets both mend a copy of it, and compares reports and tables.
    fn compare(&mut self, damage: &Value) -> Result<Compared, Box<dyn Error>> {
        let folder = TempDir::new_in(self.folder.path())?;
        let theirs = folder.path().join("theirs.anki2");
        let ours = folder.path().join("ours.anki2");
        self.oracle.reopen(&theirs)?;
        let told = self.oracle.run(DAMAGE, damage)?;
        self.oracle.close()?;
        // The engine of this process has not opened the file yet.
        fs::copy(&theirs, &ours)?;
        let our_reports = mend(&ours)?;
        let left = self.check_officially(&ours)?;
        let our_tables = self.tables(&told)?;
        let chosen = &told["chosen"];
        assert_eq!(left, json!([[], []]), "{damage} {chosen}");
        let all = told["all"].as_array().ok_or("no list of damages")?.clone();
        let their_reports = match self.check_officially(&theirs) {
            Ok(reports) => reports,
            // New cards and cards of the future may get the same id there.
            Err(refused) if refused.to_string().contains("UNIQUE constraint") => {
                self.oracle.close()?;
                return Ok(Compared { all, both: false });
            }
            Err(other) => return Err(other.into()),
        };
        assert_eq!(json!(our_reports), their_reports, "{damage} {chosen}");
        let found = differences(&self.tables(&told)?, &our_tables);
        assert!(found.is_empty(), "{damage} {chosen}: {found:#?}");
        Ok(Compared { all, both: true })
    }

    /// What the engine's check finds, twice; the collection stays open.
    fn check_officially(&mut self, path: &Path) -> Result<Value, TestkitError> {
        self.oracle.reopen(path)?;
        self.oracle.run(CHECK_TWICE, &Value::Null)
    }

    /// Closes the collection; its tables. The names of recovered note types, and answers that were
    /// given in the future, get the moment of the check, which is hidden.
    fn tables(&mut self, told: &Value) -> Result<Value, Box<dyn Error>> {
        let tables = self.oracle.dump()?.to_string();
        self.oracle.close()?;
        let stamp = Regex::new(r"db-check-\d{13}")?;
        let tables = stamp.replace_all(&tables, "db-check-now");
        let answered = Regex::new(r#""lrt\\":(\d{10})"#)?;
        let now = told["now"].to_string();
        let tables = answered.replace_all(&tables, |found: &Captures<'_>| {
            let moment = if found[1] < *now { &found[1] } else { "now" };
            format!(r#""lrt\":{moment}"#)
        });
        Ok(serde_json::from_str(&tables)?)
    }
}

/// What became of a comparison.
struct Compared {
    /// All kinds of damage.
    all: Vec<Value>,
    /// Whether the engine's own check could mend the collection too.
    both: bool,
}

/// What a first and a second check find.
fn mend(path: &Path) -> Result<[Vec<String>; 2], Box<dyn Error>> {
    let engine = Engine::open(path, EngineOptions::default())?;
    let reports = [engine.check_database()?, engine.check_database()?];
    engine.close()?;
    Ok(reports.map(|report| report.sentences()))
}

#[test]
fn each_damage_is_mended_as_anki_mends_it() -> Outcome {
    let mut workshop = Workshop::new()?;
    let first = workshop.compare(&json!({ "seed": 0, "only": "graves" }))?;
    for (seed, only) in first.all.iter().enumerate() {
        let compared = workshop.compare(&json!({ "seed": seed, "only": only }))?;
        assert!(compared.both, "{only}");
    }
    Ok(())
}

/// The official check breaks off at these, and leaves all as it is.
#[test]
fn damage_that_stops_anki_is_mended() -> Outcome {
    let mut oracle = Oracle::start()?;
    for (damage, sentence) in [
        ("update cards set did = 0", "Fixed 1 invalid card property."),
        (
            "insert into revlog select 5, id, -1, 1, -99999999999, 1, 2500, 5, 1 from cards",
            "Fixed 1 review entry with invalid properties.",
        ),
        (
            "update notes set guid = cast(x'ff' as text)",
            "Fixed 1 note with invalid utf8 characters.",
        ),
    ] {
        let folder = TempDir::new()?;
        let path = folder.path().join("collection.anki2");
        let code = "\
note = col.new_note(col.models.by_name('Basic'))
note['Front'] = 'a'
col.add_note(note, 1)
col.db.execute(args)";
        oracle.reopen(&path)?;
        oracle.run(code, &json!(damage))?;
        assert!(oracle.check().is_err(), "{damage}");
        oracle.close()?;
        assert_eq!(
            mend(&path)?,
            [vec![sentence.to_owned()], vec![]],
            "{damage}"
        );
        oracle.reopen(&path)?;
        assert_eq!(oracle.check()?, [""; 0], "{damage}");
        oracle.close()?;
    }
    Ok(())
}

#[test]
fn mixtures_of_damages_are_mended_as_anki_mends_them() -> Outcome {
    let mut workshop = Workshop::new()?;
    let mut both = 0;
    for seed in 100..100 + MIXTURES {
        let compared = workshop.compare(&json!({ "seed": seed, "count": 3 + seed % 9 }))?;
        both += u64::from(compared.both);
    }
    assert!(both > MIXTURES * 2 / 3, "{both}");
    Ok(())
}
