//! Collections of ours next to those of the official engine.

mod media;

use std::error::Error;
use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::Oracle;
use ankid_types::SystemClock;
use tempfile::TempDir;

type Outcome = Result<(), Box<dyn Error>>;

#[test]
fn a_new_collection_is_the_one_that_anki_makes() -> Outcome {
    let folder = TempDir::new()?;
    let ours = folder.path().join("ours.anki2");
    let options = EngineOptions {
        clock: Arc::new(SystemClock),
        seed: None,
        ..EngineOptions::default()
    };
    Engine::open(&ours, options)?.close()?;
    let mut oracle = Oracle::open(&folder.path().join("theirs.anki2"))?;
    let theirs = oracle.dump()?;
    oracle.close()?;
    oracle.reopen(&ours)?;
    let ours = oracle.dump()?;
    for (table, rows) in theirs.as_object().ok_or("no tables")? {
        assert_eq!(&ours[table], rows, "{table}");
    }
    assert_eq!(ours, theirs);
    Ok(())
}
