//! Values of cards that are set directly.

use serde_json::{Value, json};

use crate::door::testing::TestDoor;

/// The id of the card of the one note.
const CARD: i64 = 1_767_268_800_000;

fn door() -> TestDoor {
    let door = TestDoor::new();
    let note = json!({
        "deckName": "Default", "modelName": "Basic (and reversed card)",
        "fields": {"Front": "front", "Back": "back"}
    });
    door.result("addNote", json!({"note": note}));
    door.advance_millis(60_000);
    door
}

fn card(door: &TestDoor) -> Value {
    door.result("cardsInfo", json!({"cards": [CARD]}))[0].take()
}

/// Sets a value with the check.
fn set(door: &TestDoor, key: Value, value: Value) -> Value {
    let params = json!({"card": CARD, "keys": [key], "newValues": [value], "warning_check": true});
    door.result("setSpecificValueOfCard", params)
}

#[test]
fn every_value_can_be_set_and_marks_the_card_as_changed() {
    let door = door();
    door.result("createDeck", json!({"deck": "Other"}));
    let other = door.result("deckNamesAndIds", json!({}))["Other"].clone();
    for (key, value, shown) in [
        ("did", other, ("deckName", json!("Other"))),
        ("ivl", json!(12), ("interval", json!(12))),
        ("lapses", json!(3), ("lapses", json!(3))),
        ("left", json!(1001), ("left", json!(1001))),
        ("queue", json!(-2), ("queue", json!(-2))),
        ("reps", json!(9), ("reps", json!(9))),
        ("type", json!(3), ("type", json!(3))),
        ("factor", json!(65535), ("factor", json!(65535))),
        ("due", json!(-5), ("due", json!(-5))),
        ("flags", json!(9), ("flags", json!(9))),
        ("ord", json!(0), ("ord", json!(0))),
        ("odue", json!(7), ("due", json!(-5))),
        ("odid", json!(1), ("deckName", json!("Other"))),
        ("nid", json!(CARD), ("note", json!(CARD))),
        ("id", json!(CARD), ("cardId", json!(CARD))),
    ] {
        let (name, value_shown) = shown;
        assert_eq!(set(&door, json!(key), value), json!([true]), "{key}");
        assert_eq!(card(&door)[name], value_shown, "{key}");
    }
    assert_eq!(card(&door)["mod"], 1_767_268_860);
}

#[test]
fn what_follows_from_the_change_or_means_nothing_is_passed_over() {
    let door = door();
    let before = card(&door);
    for key in ["mod", "usn", "nope", "question"] {
        assert_eq!(set(&door, json!(key), json!(5)), json!([true]), "{key}");
    }
    let mut after = card(&door);
    assert_eq!(after["mod"], 1_767_268_860);
    after["mod"] = before["mod"].clone();
    assert_eq!(after, before);
}

#[test]
fn a_refused_value_says_why_and_keeps_the_others_from_being_set() {
    let door = door();
    let before = card(&door);
    let integer = |kind: &str| format!("'{kind}' object cannot be interpreted as an integer");
    for (key, value, why) in [
        (json!("flags"), json!("2"), integer("str")),
        (
            json!("flags"),
            json!(256),
            "Value out of range: 256".to_owned(),
        ),
        (json!("due"), json!(1.5), integer("float")),
        (json!("due"), json!(null), integer("NoneType")),
        (
            json!("factor"),
            json!(70000),
            "Value out of range: 70000".to_owned(),
        ),
        (json!("ivl"), json!(-1), "Value out of range: -1".to_owned()),
        (json!("type"), json!(4), "invalid card type".to_owned()),
        (json!("queue"), json!(-4), "invalid card queue".to_owned()),
        (
            json!("id"),
            json!(5),
            "the id of a card cannot be changed".to_owned(),
        ),
        (json!("did"), json!(5), "deck `5` does not exist".to_owned()),
        (
            json!("odid"),
            json!(5),
            "deck `5` does not exist".to_owned(),
        ),
        (json!("nid"), json!(5), "Note was not found: 5".to_owned()),
        (
            json!("ord"),
            json!(2),
            format!("card `{CARD}` has no template"),
        ),
        (
            json!("ord"),
            json!(1),
            format!(
                "note `{CARD}` has card `{}` with the ord 1 already",
                CARD + 1
            ),
        ),
        (
            json!(5),
            json!(5),
            "attribute name must be string, not 'int'".to_owned(),
        ),
    ] {
        let params = json!({
            "card": CARD, "keys": ["reps", key], "newValues": [7, value], "warning_check": true
        });
        let result = door.result("setSpecificValueOfCard", params);
        assert_eq!(result, json!([[false, why]]), "{key} {value}");
        assert_eq!(card(&door), before, "{key} {value}");
    }
}

#[test]
fn lists_that_do_not_fit_and_missing_checks_are_answered_with_false() {
    let door = door();
    let before = card(&door);
    for params in [
        json!({"card": CARD, "keys": ["flags", "due"], "newValues": [1]}),
        json!({"card": CARD, "keys": "flags", "newValues": [1]}),
        json!({"card": CARD, "keys": ["flags"], "newValues": 1}),
        json!({"card": [CARD], "keys": ["flags"], "newValues": [1]}),
        json!({"card": CARD, "keys": ["flags", "odue"], "newValues": [1, 5]}),
        json!({"card": CARD, "keys": ["ivl"], "newValues": [5], "warning_check": false}),
    ] {
        let result = door.result("setSpecificValueOfCard", params.clone());
        assert_eq!(result, json!(false), "{params}");
    }
    assert_eq!(card(&door), before);
    for check in [json!("yes"), json!(1), json!(0), json!(null)] {
        let params =
            json!({"card": CARD, "keys": ["ivl"], "newValues": [5], "warning_check": check});
        let result = door.result("setSpecificValueOfCard", params);
        assert_eq!(result, json!([true]), "{check}");
    }
}

#[test]
fn a_missing_card_is_named() {
    let door = door();
    let set = |card: Value| {
        let params = json!({"card": card, "keys": ["flags"], "newValues": [1]});
        door.result("setSpecificValueOfCard", params)
    };
    assert_eq!(set(json!(5)), json!([[false, "Card was not found: 5"]]));
    let error = "'str' object cannot be interpreted as an integer";
    assert_eq!(set(json!(CARD.to_string())), json!([[false, error]]));
}

#[test]
fn only_a_single_card_tells_that_it_was_suspended_already() {
    let door = door();
    let other = CARD + 1;
    let suspend = |cards: Value| door.result("suspend", json!({"cards": cards}));
    assert_eq!(suspend(json!([CARD])), json!(true));
    assert_eq!(suspend(json!([CARD])), json!(false));
    assert_eq!(suspend(json!([CARD, other])), json!(true));
    assert_eq!(suspend(json!([CARD, other])), json!(true));
    assert_eq!(suspend(json!([])), json!(false));
    let back = json!({"cards": [CARD], "suspend": false});
    assert_eq!(door.result("suspend", back.clone()), json!(true));
    assert_eq!(door.result("suspend", back), json!(false));
    let cards = json!({"cards": [CARD, other, null, 7]});
    assert_eq!(
        door.result("areSuspended", cards),
        json!([false, true, null, null])
    );
}

#[test]
fn answers_and_dates_that_cannot_be_read_change_nothing() {
    let door = door();
    let before = card(&door);
    let answers = |second: Value| json!({"answers": [{"cardId": CARD, "ease": 3}, second]});
    for (action, params, problem) in [
        (
            "answerCards",
            answers(json!({"cardId": CARD, "ease": 5})),
            "invalid ease",
        ),
        (
            "answerCards",
            answers(json!({"cardId": CARD, "ease": 0})),
            "invalid ease",
        ),
        (
            "setDueDate",
            json!({"cards": [CARD], "days": "soon"}),
            "soon",
        ),
        ("setDueDate", json!({"cards": [CARD], "days": "3-"}), "3-"),
    ] {
        assert_eq!(door.call(action, params)["error"], problem);
        assert_eq!(card(&door), before, "{action}");
    }
    let missing = answers(json!({"cardId": 1, "ease": 4}));
    assert_eq!(door.result("answerCards", missing), json!([true, false]));
    assert_eq!(card(&door)["reps"], 1);
}
