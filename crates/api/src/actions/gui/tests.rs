//! The windows, driven as clients drive them.

use serde_json::{Value, json};

use crate::door::testing::TestDoor;
use crate::events::{Did, Event};

/// A door with notes in the deck `Q`; the ids of their cards.
fn door_with_cards(fronts: &[&str]) -> (TestDoor, Vec<i64>) {
    let door = TestDoor::new();
    door.result("createDeck", json!({"deck": "Q"}));
    for front in fronts {
        door.advance_millis(1000);
        let fields = json!({"Front": front, "Back": "[sound:a.mp3] back"});
        let note = json!({"deckName": "Q", "modelName": "Basic", "fields": fields});
        door.result("addNote", json!({ "note": note }));
    }
    let cards = door.result("findCards", json!({"query": "deck:Q"}));
    let mut cards: Vec<i64> = serde_json::from_value(cards).unwrap();
    cards.sort_unstable();
    door.take_told();
    (door, cards)
}

fn no(door: &TestDoor, action: &str) -> Value {
    door.result(action, json!({}))
}

fn current(door: &TestDoor) -> i64 {
    no(door, "guiCurrentCard")["cardId"].as_i64().unwrap()
}

fn answer(door: &TestDoor, ease: i64) {
    assert_eq!(no(door, "guiShowAnswer"), true);
    assert_eq!(door.result("guiAnswerCard", json!({ "ease": ease })), true);
}

#[test]
fn a_review_ends_and_an_undo_brings_its_last_card_back() {
    let (door, cards) = door_with_cards(&["a", "b"]);
    assert_eq!(door.result("guiDeckReview", json!({"name": "q"})), true);
    for card in &cards {
        assert_eq!(current(&door), *card);
        answer(&door, 4);
    }
    assert_eq!(no(&door, "guiReviewActive"), false);
    let main = &no(&door, "screenState")["main"];
    assert_eq!(main["place"], "finished");
    assert_eq!(no(&door, "guiUndo"), true);
    assert_eq!(current(&door), cards[1]);
    assert_eq!(door.result("guiAnswerCard", json!({"ease": 3})), false);
    answer(&door, 4);
    assert_eq!(no(&door, "guiReviewActive"), false);
}

#[test]
fn a_card_that_is_taken_away_meanwhile_gives_way_to_the_next() {
    let (door, cards) = door_with_cards(&["a", "b", "c"]);
    door.result("guiDeckReview", json!({"name": "Q"}));
    door.result("suspend", json!({"cards": [cards[0]]}));
    assert_eq!(current(&door), cards[1]);
    let notes = door.result("cardsToNotes", json!({"cards": [cards[1]]}));
    door.result("deleteNotes", json!({ "notes": notes }));
    assert_eq!(current(&door), cards[2]);
    door.result("deleteDecks", json!({"decks": ["Q"], "cardsToo": true}));
    assert_eq!(no(&door, "guiReviewActive"), false);
    assert_eq!(no(&door, "screenState")["main"]["place"], "decks");
}

#[test]
fn other_changes_leave_the_card_and_its_side_up() {
    let (door, cards) = door_with_cards(&["a", "b"]);
    door.result("guiDeckReview", json!({"name": "Q"}));
    no(&door, "guiShowAnswer");
    let note = json!({"deckName": "Q", "modelName": "Basic", "fields": {"Front": "new"}});
    door.result("addNote", json!({ "note": note }));
    let main = &no(&door, "screenState")["main"];
    assert_eq!(
        (&main["card"], &main["side"]),
        (&json!(cards[0]), &json!("answer"))
    );
    assert_eq!(no(&door, "reviewCard")["counts"]["new"], 3);
}

#[test]
fn one_showing_is_answered_once() {
    let (door, cards) = door_with_cards(&["a", "b"]);
    door.result("studyDeck", json!({"deck": deck_of(&door)}));
    let turn = no(&door, "reviewCard")["turn"].clone();
    let press = || {
        let answer = json!({"turn": turn, "ease": 3, "takenMillis": 1234});
        door.result("reviewAnswer", answer)
    };
    assert_eq!(press()["counted"], false);
    door.result("reviewShowAnswer", json!({ "turn": turn }));
    let first = press();
    assert_eq!(
        (&first["counted"], &first["card"]["card"]["id"]),
        (&json!(true), &json!(cards[1]))
    );
    no(&door, "guiShowAnswer");
    let second = press();
    assert_eq!(second["counted"], false);
    assert_eq!(second["card"]["turn"], first["card"]["turn"]);
    let log = door.result("cardReviews", json!({"deck": "Q", "startID": 0}));
    assert_eq!(log.as_array().map(Vec::len), Some(1));
    assert_eq!(log[0][7], 1234);
}

fn deck_of(door: &TestDoor) -> Value {
    no(door, "deckNamesAndIds")["Q"].clone()
}

#[test]
fn a_card_under_review_can_be_put_away_flagged_and_marked() {
    let (door, cards) = door_with_cards(&["a", "b", "c"]);
    door.result("studyDeck", json!({"deck": deck_of(&door)}));
    let flagged = door.result("reviewFlag", json!({"turn": 1, "flag": 3}));
    assert_eq!(
        (&flagged["turn"], &flagged["card"]["flag"]),
        (&json!(1), &json!(3))
    );
    let mark = || door.result("reviewMark", json!({"turn": 1}))["card"]["marked"].clone();
    assert_eq!((mark(), mark()), (json!(true), json!(false)));
    let buried = door.result("reviewBury", json!({"turn": 1, "scope": "card"}));
    assert_eq!(buried["card"]["card"]["id"], cards[1]);
    let stale = door.result("reviewSuspend", json!({"turn": 1, "scope": "note"}));
    assert_eq!(
        (&stale["counted"], &stale["card"]["card"]["id"]),
        (&json!(false), &json!(cards[1]))
    );
    let turn = stale["card"]["turn"].clone();
    let suspended = door.result("reviewSuspend", json!({"turn": turn, "scope": "note"}));
    assert_eq!(suspended["card"]["card"]["id"], cards[2]);
    assert_eq!(
        door.result("areSuspended", json!({"cards": [cards[1]]})),
        json!([true])
    );
    door.error("reviewFlag", json!({"turn": 1, "flag": 8}));
    door.error("reviewAnswer", json!({"turn": 1, "ease": 5}));
}

#[test]
fn pages_are_told_who_moved_the_screen_and_what_to_play() {
    let (door, _) = door_with_cards(&["a"]);
    no(&door, "guiPlayAudio");
    assert_eq!(door.take_told(), []);
    door.result("guiDeckReview", json!({"name": "Q"}));
    let told = door.take_told();
    assert!(
        matches!(
            &told[..],
            [
                Event::Screen { .. },
                Event::Toast {
                    did: Did::Review,
                    ..
                }
            ]
        ),
        "{told:?}"
    );
    assert_eq!(no(&door, "guiPlayAudio"), true);
    let audio = Event::Audio {
        side: "question",
        turn: 1,
    };
    assert_eq!(door.take_told(), [audio]);
}

#[test]
fn pages_begin_to_listen_while_the_screen_moves() {
    let (door, _) = door_with_cards(&["a"]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    assert_eq!(crate::greeting(&door).len(), 4);
                }
            });
            scope.spawn(|| {
                for _ in 0..25 {
                    door.result("showBrowser", json!({"query": "deck:Q"}));
                }
            });
        }
    });
}

#[test]
fn the_card_that_is_to_be_typed_says_what() {
    let (door, _) = door_with_cards(&[]);
    let fields = json!({"Front": "<b>f</b>", "Back": "two<br>lines &amp; more"});
    let note =
        json!({"deckName": "Q", "modelName": "Basic (type in the answer)", "fields": fields});
    door.result("addNote", json!({ "note": note }));
    door.result("guiDeckReview", json!({"name": "Q"}));
    let card = no(&door, "reviewCard");
    let expected = json!({
        "field": "Back", "expected": "two lines & more", "font": "Arial", "sizePx": 20, "combining": true
    });
    assert_eq!(card["typeAnswer"], expected);
    assert!(card["question"].as_str().unwrap().contains("[[type:Back]]"));
}

#[test]
fn a_selection_is_of_rows_that_are_there() {
    let (door, cards) = door_with_cards(&["b", "a"]);
    let selected = || no(&door, "guiSelectedNotes");
    let note_of = |card: i64| door.result("cardsToNotes", json!({"cards": [card]}));
    door.result("guiBrowse", json!({"query": "deck:Q"}));
    assert_eq!(selected(), note_of(cards[1]));
    door.result("guiSelectCard", json!({"card": cards[0]}));
    assert_eq!(selected(), note_of(cards[0]));
    door.result("guiBrowse", json!({"query": "front:a or tag:x"}));
    assert_eq!(selected(), note_of(cards[1]));
    door.result("guiSelectCard", json!({"card": cards[0]}));
    assert_eq!(selected(), json!([]));
    door.error("guiBrowse", json!({"query": "(deck:Q"}));
    let browser = &no(&door, "screenState")["browser"];
    assert_eq!(browser["query"], "front:a or tag:x");
    door.result("showBrowser", json!({"mode": "notes", "query": "deck:Q"}));
    door.result("guiSelectCard", json!({"card": cards[1]}));
    assert_eq!(selected(), note_of(cards[1]));
}

#[test]
fn a_note_that_is_removed_leaves_the_edit_dialog() {
    let (door, cards) = door_with_cards(&["a", "b"]);
    let notes = door.result("cardsToNotes", json!({ "cards": cards }));
    for note in notes.as_array().unwrap() {
        door.result("guiEditNote", json!({ "note": note }));
    }
    let edit = || no(&door, "screenState")["edit"].clone();
    assert_eq!((&edit()["history"], &edit()["note"]), (&notes, &notes[1]));
    door.result("deleteNotes", json!({"notes": [notes[1]]}));
    assert_eq!(edit()["history"], json!([notes[0]]));
    no(&door, "undo");
    assert_eq!(edit()["note"], notes[0]);
    door.result("deleteNotes", json!({"notes": [notes[0]]}));
    assert_eq!(edit(), Value::Null);
    door.error("guiEditNote", json!({"note": 1}));
}

#[test]
fn decks_move_with_those_below_them() {
    let door = TestDoor::new();
    for deck in ["a::b::c", "x"] {
        door.result("createDeck", json!({ "deck": deck }));
    }
    let ids = no(&door, "deckNamesAndIds");
    let names = || no(&door, "deckNames");
    door.result("moveDecks", json!({"decks": [ids["a"]], "under": ids["x"]}));
    assert_eq!(
        names(),
        json!(["Default", "x", "x::a", "x::a::b", "x::a::b::c"])
    );
    door.result(
        "moveDecks",
        json!({"decks": [ids["x"]], "under": ids["a::b"]}),
    );
    assert_eq!(
        names(),
        json!(["Default", "x", "x::a", "x::a::b", "x::a::b::c"])
    );
    door.result("renameDeck", json!({"deck": ids["a::b"], "name": "new::B"}));
    assert_eq!(
        names(),
        json!(["Default", "new", "new::B", "new::B::c", "x", "x::a"])
    );
    door.result("renameDeck", json!({"deck": ids["x"], "name": "default"}));
    assert_eq!(
        names(),
        json!([
            "Default",
            "default+",
            "default+::a",
            "new",
            "new::B",
            "new::B::c"
        ])
    );
    door.error(
        "renameDeck",
        json!({"deck": ids["x"], "name": "default+::below"}),
    );
    door.result("moveDecks", json!({"decks": [ids["a"]], "under": null}));
    no(&door, "undo");
    assert_eq!(names()[2], "default+::a");
}

#[test]
fn what_was_done_is_filed_with_its_error() {
    let (door, _) = door_with_cards(&[]);
    let before = door.done().len();
    door.error("guiEditNote", json!({"note": 1}));
    no(&door, "version");
    let done = door.done().split_off(before);
    assert_eq!(done[0].0, "guiEditNote");
    assert!(
        done[0]
            .1
            .as_deref()
            .is_some_and(|error| error.contains("not found"))
    );
    assert_eq!(done[1], ("version".to_owned(), None));
}
