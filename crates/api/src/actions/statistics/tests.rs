//! Reviews that come in and go out again.

use serde_json::{Value, json};

use crate::door::testing::TestDoor;

/// Noon of the first day of 2026, when the collection is made.
const NOON: i64 = 1_767_268_800_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A collection with a card in each of two decks, and their ids.
fn door_with_cards() -> (TestDoor, [i64; 2]) {
    let door = TestDoor::new();
    let card = |deck: &str| {
        door.result("createDeck", json!({"deck": deck}));
        let fields = json!({"Front": deck, "Back": ""});
        let note = json!({"deckName": deck, "modelName": "Basic", "fields": fields});
        let note = door.result("addNote", json!({"note": note}));
        let info = door.result("notesInfo", json!({"notes": [note]}));
        info[0]["cards"][0].as_i64().unwrap()
    };
    let cards = [card("Rev"), card("Rev::Sub")];
    (door, cards)
}

fn row(id: i64, card: i64) -> Value {
    json!([id, card, -1, 3, 4, -60, 2500, 6157, 1])
}

#[test]
fn inserted_reviews_are_answered_by_deck_and_by_card() {
    let (door, [first, second]) = door_with_cards();
    let (old, new) = (NOON - DAY, NOON - HOUR);
    let rows = [row(new, first), row(old, first), row(new + 1, second)];
    let inserted = door.result("insertReviews", json!({"reviews": rows}));
    assert_eq!(inserted, Value::Null);
    let of_deck = |deck: &str, start: Value| {
        door.result("cardReviews", json!({"deck": deck, "startID": start}))
    };
    assert_eq!(
        of_deck("Rev", json!(0)),
        json!([row(old, first), row(new, first)])
    );
    assert_eq!(
        of_deck("rev", json!(old.to_string())),
        json!([row(new, first)])
    );
    assert_eq!(
        of_deck("Rev::Sub", json!(0)),
        json!([row(new + 1, second)]),
        "the deck above does not count"
    );
    let latest = |deck: &str| door.result("getLatestReviewID", json!({"deck": deck}));
    assert_eq!([latest("Rev"), latest("Rev::Sub")], [new, new + 1]);
    let review = |id: i64| {
        json!({
            "id": id, "usn": -1, "ease": 3, "ivl": 4, "lastIvl": -60, "factor": 2500, "time": 6157,
            "type": 1
        })
    };
    let cards = json!([second, first.to_string(), 7, second]);
    let result = door.result("getReviewsOfCards", json!({"cards": cards}));
    let expected = [
        (second.to_string(), json!([review(new + 1)])),
        (first.to_string(), json!([review(old), review(new)])),
        ("7".to_owned(), json!([])),
    ];
    let entries: Vec<_> = result.as_object().unwrap().clone().into_iter().collect();
    assert_eq!(entries, expected);
}

#[test]
fn asking_for_reviews_of_an_unknown_deck_makes_it() {
    let door = TestDoor::new();
    let params = json!({"deck": "New::Sub", "startID": 0});
    assert_eq!(door.result("cardReviews", params), json!([]));
    let latest = door.result("getLatestReviewID", json!({"deck": "Other"}));
    assert_eq!(latest, 0);
    let decks = door.result("deckNames", json!({}));
    assert_eq!(decks, json!(["Default", "New", "New::Sub", "Other"]));
}

#[test]
fn reviews_are_counted_by_the_day_that_begins_at_four() {
    let (door, [card, _]) = door_with_cards();
    let start_of_today = NOON - 8 * HOUR;
    let ids = [
        start_of_today + 1,
        start_of_today,
        start_of_today - 1,
        start_of_today - DAY,
        start_of_today - 3 * DAY,
        NOON,
    ];
    let rows: Vec<Value> = ids.iter().map(|id| row(*id, card)).collect();
    door.result("insertReviews", json!({"reviews": rows}));
    let today = door.result("getNumCardsReviewedToday", json!({}));
    assert_eq!(
        today, 2,
        "the first millisecond does not count, as in the add-on"
    );
    assert_eq!(
        door.result("getNumCardsReviewedByDay", json!({})),
        json!([["2026-01-01", 3], ["2025-12-31", 2], ["2025-12-29", 1]])
    );
}

#[test]
fn values_may_be_texts_and_a_row_without_an_answer_is_a_rescheduling() {
    let (door, [card, _]) = door_with_cards();
    let rows = json!([
        ["1000", card.to_string(), "-1", "0", "5", "0", "0", "0", "0"],
        [
            2000.0,
            card,
            7,
            0,
            -2147483648_i64,
            2147483647,
            4294967295_u32,
            2147483647,
            4
        ],
    ]);
    door.result("insertReviews", json!({"reviews": rows}));
    assert_eq!(
        door.result("cardReviews", json!({"deck": "Rev", "startID": 0})),
        json!([
            [1000, card, -1, 0, 5, 0, 0, 0, 5],
            [
                2000,
                card,
                7,
                0,
                -2147483648_i64,
                2147483647,
                4294967295_u32,
                2147483647,
                4
            ],
        ])
    );
}
