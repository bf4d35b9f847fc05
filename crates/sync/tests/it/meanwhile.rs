//! Requests while a sync waits for its server: they are answered, and see what was written before them.

use ankid_collection::{CollectionError, Engine, NewNote};
use ankid_package::BackupChoices;
use ankid_sync::Required;
use ankid_types::DeckId;
use serde_json::json;

use crate::support::{Answer, Fixture, meta, method, packed};

/// Adds a note, and looks for it.
fn write_and_read(engine: &Engine) {
    let note = engine
        .write(|transaction| {
            let basic = transaction.catalog().notetype_by_name("Basic");
            let notetype_id = basic.map(|notetype| notetype.id).unwrap();
            transaction.add_note(NewNote {
                notetype_id,
                deck_id: DeckId::DEFAULT,
                fields: vec!["meanwhile".to_owned(), String::new()],
                tags: Vec::new(),
            })
        })
        .unwrap();
    let found = engine.read(|view| view.get_note(note)).unwrap();
    assert!(found.is_some(), "an answer is older than a write");
}

fn count(engine: &Engine) -> usize {
    let notes = engine.read(|view| Ok::<_, CollectionError>(view.storage().all_note_ids()?));
    notes.unwrap().len()
}

fn well(url: &str) -> Answer {
    match method(url) {
        "meta" => meta(json!({})),
        "start" => packed(r#"{"cards": [], "notes": [], "decks": []}"#),
        "applyChanges" => packed(r#"{"models": [], "decks": [[], []], "tags": []}"#),
        "chunk" => packed(r#"{"done": true}"#),
        "sanityCheck2" => packed(r#"{"status": "ok"}"#),
        "finish" => packed("1800000000000"),
        "upload" => packed("OK"),
        _ => packed("null"),
    }
}

#[test]
fn requests_are_answered_while_the_server_takes_its_time() {
    let fixture = Fixture::new();
    let engine = &fixture.engine;
    let slow = |url: &str| {
        write_and_read(engine);
        well(url)
    };
    let outcome = fixture
        .speak("http://localhost/", slow, ankid_sync::sync)
        .unwrap();
    assert_eq!(outcome.required, Required::Normal);
    // One for each request; those after the first wait for the next sync.
    assert_eq!(count(engine), 7);
    let stamps = engine.read(|view| view.sync_stamps()).unwrap();
    assert!(stamps.modified > stamps.last_sync);
}

#[test]
fn requests_are_answered_while_the_whole_collection_travels() {
    let fixture = Fixture::new();
    let engine = &fixture.engine;
    let slow = |url: &str| {
        write_and_read(engine);
        match method(url) {
            "meta" => meta(json!({ "empty": true })),
            _ => well(url),
        }
    };
    fixture.speak("http://localhost/", slow, |engine, client, watch| {
        ankid_sync::upload(engine, client, BackupChoices::default(), watch).unwrap();
    });
    assert_eq!(count(engine), 2);
    let broken = |url: &str| {
        write_and_read(engine);
        match method(url) {
            "download" => packed("no collection"),
            _ => well(url),
        }
    };
    fixture.speak("http://localhost/", broken, |engine, client, watch| {
        ankid_sync::download(engine, client, BackupChoices::default(), watch).unwrap_err();
    });
    assert_eq!(count(engine), 4);
}
