//! Collections of ours next to those of the official engine.

mod browser;
mod check;
mod media;
mod media_check;
mod optimizing;
mod rendering;
mod review_log;
mod reviewing;
mod search;
mod stats;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::Oracle;
use ankid_types::SystemClock;
use serde_json::json;
use tempfile::TempDir;

type Outcome = Result<(), Box<dyn Error>>;

fn open_and_close(path: &Path) -> Outcome {
    let options = EngineOptions {
        clock: Arc::new(SystemClock),
        seed: None,
        ..EngineOptions::default()
    };
    Ok(Engine::open(path, options)?.close()?)
}

#[test]
fn a_new_collection_is_the_one_that_anki_makes() -> Outcome {
    let folder = TempDir::new()?;
    let ours = folder.path().join("ours.anki2");
    open_and_close(&ours)?;
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

#[test]
fn a_collection_of_an_older_anki_is_upgraded_and_backed_up() -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut oracle = Oracle::start()?;
    let code = "\
from anki.collection import Collection
old = Collection(args['path'])
note = old.new_note(old.models.by_name('Cloze'))
note['Text'] = '{{c1::chat}} {{c2::chien}}'
old.add_note(note, old.decks.id('Languages::French'))
old.close(downgrade=True)";
    oracle.run(code, &json!({ "path": path }))?;
    open_and_close(&path)?;
    let backups: Vec<_> = folder.path().join("backups").read_dir()?.collect();
    let [Ok(copy)] = backups.as_slice() else {
        return Err(format!("{backups:?}").into());
    };
    let mut contents = Vec::new();
    for path in [path, copy.path()] {
        oracle.reopen(&path)?;
        assert_eq!(oracle.check()?, [""; 0]);
        contents.push(oracle.contents()?);
        oracle.close()?;
    }
    assert_eq!(contents[0]["cards"].as_array().map(Vec::len), Some(2));
    assert_eq!(contents[0], contents[1]);
    Ok(())
}
