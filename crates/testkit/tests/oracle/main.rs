//! The driver of the official engine, tried on a collection that the engine itself makes.

use ankid_testkit::{Oracle, TestkitError};
use serde_json::json;
use tempfile::TempDir;

const ADD_NOTE: &str = "\
note = col.new_note(col.models.by_name('Basic'))
note.fields = args['fields']
col.add_note(note, col.decks.id('Languages::French'))
result = note.id";

#[test]
fn two_collections_with_the_same_history_have_the_same_dump() -> Result<(), TestkitError> {
    let folder = TempDir::new()?;
    let mut dumps = Vec::new();
    for name in ["one.anki2", "two.anki2"] {
        let mut oracle = Oracle::open(&folder.path().join(name))?;
        let note = oracle.run(ADD_NOTE, &json!({ "fields": ["chat", "cat"] }))?;
        assert_eq!(oracle.contents()?["notes"][0]["id"], note);
        assert_eq!(oracle.check()?, [""; 0]);
        dumps.push(oracle.dump()?);
    }
    assert_eq!(dumps[0], dumps[1]);
    assert_eq!(dumps[0]["cards"][0]["did"], "decks 3");
    Ok(())
}

#[test]
fn the_check_reports_and_mends_a_broken_collection() -> Result<(), TestkitError> {
    let folder = TempDir::new()?;
    let mut oracle = Oracle::open(&folder.path().join("collection.anki2"))?;
    oracle.run(ADD_NOTE, &json!({ "fields": ["chat", "cat"] }))?;
    oracle.run("col.db.execute('delete from notes')", &json!({}))?;
    assert_eq!(oracle.check()?.len(), 1);
    assert_eq!(oracle.check()?, [""; 0]);
    Ok(())
}

#[test]
fn an_exception_is_an_error_with_its_text() -> Result<(), TestkitError> {
    let error = Oracle::start()?.run("raise ValueError('no such deck')", &json!({}));
    assert_eq!(
        error.map_err(|error| error.to_string()),
        Err("ValueError: no such deck".to_owned())
    );
    Ok(())
}
