//! What requests that are wrong do: they are refused, and change nothing.

use std::collections::BTreeMap;

use ankid_collection::{CollectionError, View};
use ankid_types::TimestampMillis;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::all;
use crate::door::testing::TestDoor;

/// A door whose collection has a note, and whose clock stands later than all that is in it.
fn door() -> TestDoor {
    let door = TestDoor::new();
    let note = json!({"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a"}});
    door.result("addNote", json!({"note": note}));
    door.advance_millis(60_000);
    door
}

/// When the collection last changed; any write moves it.
fn modified(door: &TestDoor) -> TimestampMillis {
    let stamps = |view: &View| Ok::<_, CollectionError>(view.storage().stamps()?);
    door.engine().read(stamps).unwrap().modified
}

/// Requests that are wrong, each with a part of the error that it gets. The collection has a note 1767268800000.
const WRONG: &str = r#"
addNote {"note": 7} => expected
addNote {"note": {"modelName": "Basic", "fields": {}}} => 'deckName'
addNote {"note": {"deckName": "nope", "modelName": "Basic", "fields": {}}} => deck was not found: nope
addNote {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": ""}}} => empty
addNote {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a"}}} => duplicate
addNote {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": ["x"]}}} => expected
addNote {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "{{c1::x}}"}}} => unknown reason
addTags {"notes": ["x"], "tags": "t"} => whole number
updateNote {"note": {"id": 1, "tags": ["t"]}} => Note was not found: 1
updateNote {"note": {"id": 1767268800000, "fields": {"Front": "b"}, "tags": 5}} => list of strings
updateNoteModel {"note": {"id": 1767268800000, "modelName": "nope", "fields": {"Front": "x"}}} => not found
deleteNotes {"notes": {"a": 1}} => list
createModel {"modelName": "m", "inOrderFields": ["A"], "cardTemplates": [{"Front": "{{B}}", "Back": ""}]} => has a problem
modelFieldRemove {"modelName": "Basic", "fieldName": "nope"} => field was not found
modelFieldReposition {"modelName": "Basic", "fieldName": "Back", "index": "1"} => expected
modelTemplateRemove {"modelName": "Basic", "templateName": "Card 1"} => must have 1 template
answerCards {"answers": [{"cardId": 1767268800000, "ease": 3}, {"cardId": 1767268800000, "ease": 5}]} => invalid ease
answerCards {"answers": [{"cardId": 1767268800000}]} => 'ease'
answerCards {"answers": [{"ease": 1}]} => 'cardId'
answerCards {"answers": [1767268800000]} => expected
setDueDate {"cards": [1767268800000], "days": "soon"} => soon
setDueDate {"cards": [1767268800000], "days": 3} => expected
forgetCards {"cards": [1767268800000, "x"]} => whole number
cardsInfo {"cards": ["x"]} => cards[0]
cardsInfo {"cards": 1767268800000} => list
suspended {"card": 1} => Card was not found: 1
suspend {"cards": [1767268800000, 1]} => Card was not found: 1
unsuspend {"cards": [1]} => Card was not found: 1
setEaseFactors {"cards": [1767268800000, 1], "easeFactors": [2000]} => 1 values for 2 cards
setEaseFactors {"cards": [1767268800000], "easeFactors": ["2000"]} => 'str' object
setEaseFactors {"cards": [1767268800000, 1767268800000], "easeFactors": [2000, 70000]} => out of range: 70000
insertReviews {"reviews": [[1767268800000, 1767268800000, -1, 3, 4, -60, 2500]]} => 9 values
insertReviews {"reviews": [[1, 1767268800000, -1, 3, 4, -60, 2500, 6157, 0], [1, 1767268800000, -1, 3, 4, -60, 2500, 6157, 0]]} => review `1` exists
insertReviews {"reviews": [[1, 1767268800000, -1, 3, 4, -60, 2500, 6157, 0], [2, 1, -1, 3, 4, -60, 2500, 6157, 0]]} => Card was not found: 1
insertReviews {"reviews": [[1767268800000000, 1767268800000, -1, 3, 4, -60, 2500, 6157, 0]]} => in the future
insertReviews {"reviews": [[1, 1767268800000, -1, 5, 4, -60, 2500, 6157, 0]]} => `ease` must be
insertReviews {"reviews": [[1, 1767268800000, -1, 3, 4, -60, 2500, 6157, 6]]} => `type` must be
insertReviews {"reviews": [[1, 1767268800000, -1, 3, 4, -60, 2500, -1, 0]]} => `time` is negative
insertReviews {"reviews": [[1, 1767268800000, -1, 3, "x", -60, 2500, 6157, 0]]} => `ivl` must be a whole number
insertReviews {"reviews": [[1, 1767268800000, -1, 3, 4, -60, -1, 6157, 0]]} => `factor` is out of range: -1
cardReviews {"deck": "Default", "startID": "x"} => whole number
createDeck {"deck": 5} => expected
deleteDecks {"decks": ["Default"]} => without deleting cards
storeMediaFile {"filename": "a.txt"} => You must provide
storeMediaFile {"filename": "a.txt", "data": "a"} => base64
storeMediaFile {"filename": "a.txt", "path": "/nonexistent/file"} => /nonexistent/file
storeMediaFile {"filename": "a.txt", "url": "http://127.0.0.1:9/a"} => 127.0.0.1:9
storeMediaFile {"filename": "a.txt", "url": "file:///etc/hosts"} => http
storeMediaFile {"filename": "", "data": "YQ=="} => name
deleteMediaFile {"filename": "../collection.anki2"} => folder
getMediaFilesNames {"pattern": "../*"} => folder
"#;

#[test]
fn bad_requests_are_refused_and_change_nothing() {
    let door = door();
    let before = modified(&door);
    for line in WRONG.lines().filter(|line| !line.is_empty()) {
        let (request, expected) = line.rsplit_once(" => ").unwrap();
        let (action, params) = request.split_once(' ').unwrap();
        let error = door.error(action, serde_json::from_str(params).unwrap());
        assert!(error.contains(expected), "{line}: {error}");
        assert_eq!(modified(&door), before, "{line}");
        assert_eq!(
            door.result("getMediaFilesNames", json!({})),
            json!([]),
            "{line}"
        );
    }
}

/// Values that are wrong for most parameters, and right for some.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(1_767_268_800_000_i64)),
        Just(json!(u64::MAX)),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            "Basic", "Default", "Cloze", "Front", "Card 1", "actions", "a"
        ]
        .prop_map(Value::from),
    ];
    let keys = prop_oneof![
        "id",
        "fields",
        "Front",
        "deckName",
        "modelName",
        "name",
        "templates",
        "css",
        "tags",
        "Name",
        "Back",
        "options",
        "picture",
        "filename",
        "data",
        "new",
        "action",
        "params",
        "\\PC{0,6}",
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(keys.clone(), inner, 0..5).prop_map(
                |map: BTreeMap<String, Value>| map.into_iter().collect::<Map<_, _>>().into()
            ),
        ]
    })
}

#[test]
fn no_value_of_a_parameter_makes_an_action_panic() {
    let door = door();
    for entry in all() {
        let names: Vec<String> = entry
            .signature()
            .parameters()
            .iter()
            .map(|it| it.name.clone())
            .collect();
        let values = proptest::collection::vec(value(), names.len());
        let config = Config {
            cases: 40,
            failure_persistence: None,
            ..Config::default()
        };
        let played = TestRunner::new_with_rng(config, TestRunner::deterministic().new_rng()).run(
            &values,
            |values| {
                let params: Map<_, _> = names.iter().cloned().zip(values).collect();
                let reply = door.call(entry.spec.name, params.into());
                let error = reply["error"].as_str().unwrap_or_default();
                prop_assert!(!error.contains("internal error"), "{error}");
                Ok(())
            },
        );
        assert!(
            played.is_ok(),
            "`{}`: {}",
            entry.spec.name,
            played.unwrap_err()
        );
    }
}
