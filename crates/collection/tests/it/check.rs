//! The database check of sound collections; the oracle tests damage some.

use ankid_collection::CollectionError;

use crate::support::Fixture;

#[test]
fn a_sound_collection_stays_as_it_is() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic (and reversed card)", &["a", "b"], &["x::y", "Z"]);
    let before = (fixture.note(note), fixture.cards(note));
    let stamps = fixture.read(|view| Ok(view.storage().stamps()?));
    fixture.clock.advance_millis(5000);
    let report = fixture.engine.check_database().unwrap();
    assert!(report.is_clean() && report.sentences().is_empty());
    assert_eq!((fixture.note(note), fixture.cards(note)), before);
    assert_eq!(fixture.read(|view| view.tags()), ["x::y", "Z"]);
    let after = fixture.read(|view| Ok(view.storage().stamps()?));
    assert_eq!(after.schema_modified, stamps.schema_modified);
    assert_eq!(after.modified.0, stamps.modified.0 + 5000);
}

#[test]
fn nothing_before_a_check_can_be_undone() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", "b"], &[]);
    fixture.add("Basic", &["c", "d"], &[]);
    assert_eq!(fixture.undo(), Some("Add Note"));
    fixture.engine.check_database().unwrap();
    assert_eq!(fixture.undo(), None);
    assert_eq!(fixture.write(|transaction| transaction.redo()), None);
    fixture.add("Basic", &["e", "f"], &[]);
    assert_eq!(fixture.undo(), Some("Add Note"));
    assert_eq!(fixture.note(note).fields, ["a", "b"]);
}

#[test]
fn a_check_that_fails_keeps_the_steps_before_it() {
    let fixture = Fixture::new();
    fixture.add("Basic", &["a", "b"], &[]);
    let failed = fixture.try_write(|transaction| {
        transaction.check_database()?;
        Err::<(), _>(CollectionError::Closed)
    });
    assert!(failed.is_err());
    assert_eq!(fixture.undo(), Some("Add Note"));
}

#[test]
fn readers_go_on_while_the_file_is_packed() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", "b"], &[]);
    let checked = fixture.engine.read(|view| {
        let report = fixture.engine.check_database()?;
        assert_eq!(view.require_note(note)?.fields, ["a", "b"]);
        Ok::<_, CollectionError>(report)
    });
    assert!(checked.unwrap().is_clean());
}
