//! Reading many rows takes as many statements as reading few.

use ankid_storage::statements_started;
use serde_json::{Value, json};

use crate::door::testing::TestDoor;

const FEW: usize = 5;
const MANY: usize = 300;

/// Notes of several tags with two cards each, in two decks; every third was studied.
fn filled() -> TestDoor {
    let door = TestDoor::new();
    door.result("createDeck", json!({"deck": "A::B"}));
    let notes: Vec<Value> = (0..MANY)
        .map(|number| {
            json!({
                "deckName": if number % 2 == 0 { "Default" } else { "A::B" },
                "modelName": "Basic (and reversed card)",
                "fields": {"Front": format!("front {number}"), "Back": "[sound:b.mp3]"},
                "tags": [format!("t{}", number % 7)],
            })
        })
        .collect();
    door.result("addNotes", json!({"notes": notes}));
    let cards = door.result("findCards", json!({"query": "card:1"}));
    let answers: Vec<Value> = cards
        .as_array()
        .unwrap()
        .iter()
        .step_by(3)
        .map(|card| json!({"cardId": card, "ease": 4}))
        .collect();
    door.result("answerCards", json!({"answers": answers}));
    door
}

/// How many statements an action needs about the first so many ids.
fn statements(door: &TestDoor, action: &str, key: &str, ids: &Value, count: usize) -> u64 {
    let ids: Vec<&Value> = ids.as_array().unwrap().iter().take(count).collect();
    assert_eq!(ids.len(), count);
    let mut params = json!({ key: ids });
    if action == "browserRows" {
        params["columns"] = json!(["question", "deck", "cardDue", "note", "noteTags"]);
    }
    let before = statements_started();
    door.result(action, params);
    statements_started() - before
}

#[test]
fn reading_many_rows_takes_as_many_statements_as_few() {
    let door = filled();
    let cards = door.result("findCards", json!({"query": "card:1"}));
    let notes = door.result("findNotes", json!({"query": ""}));
    for (action, key, ids) in [
        ("areDue", "cards", &cards),
        ("areSuspended", "cards", &cards),
        ("browserRows", "ids", &cards),
        ("cardsInfo", "cards", &cards),
        ("cardsModTime", "cards", &cards),
        ("cardsToNotes", "cards", &cards),
        ("getDecks", "cards", &cards),
        ("getEaseFactors", "cards", &cards),
        ("getIntervals", "cards", &cards),
        ("getReviewsOfCards", "cards", &cards),
        ("notesInfo", "notes", &notes),
        ("notesModTime", "notes", &notes),
    ] {
        // The first round prepares statements and fills caches.
        statements(&door, action, key, ids, FEW);
        let few = statements(&door, action, key, ids, FEW);
        let many = statements(&door, action, key, ids, MANY);
        assert_ne!(few, 0, "{action}");
        assert_eq!(many, few, "{action}");
    }
}
