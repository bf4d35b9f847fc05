//! Cards that a filtered deck has borrowed: ankid moves and deletes them as the official engine does.

use std::fs;

use ankid_testkit::{Oracle, ServerSetup, differences};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{ANKID, Outcome};

/// New, learning, review, suspended and buried cards of the decks `A` and `A::B`, all borrowed by
/// the filtered deck `A::F`; besides them a card of `A` that is not, and a filtered deck `G`.
const BORROW: &str = r#"
import time

decks = [col.decks.id(name) for name in ("A", "A::B", "Elsewhere")]
notetype = col.models.by_name("Basic (and reversed card)")
for number in range(24):
    note = col.new_note(notetype)
    note.fields = ["front %d" % number, "back"]
    col.add_note(note, decks[number % 3])
cards = col.db.list("select id from cards order by id")
col.sched.set_due_date(cards[10:20], "2-30")
col.decks.set_current(decks[0])
for ease in (1, 3, 3, 1, 2):
    # Reviews of one millisecond are logged in later ones, and so maybe in another second than the card keeps.
    time.sleep(0.02)
    card = col.sched.getCard()
    col.sched.answerCard(card, ease)

def borrow(name, search, reschedule):
    deck = col.sched.get_or_create_filtered_deck(0)
    deck.name = name
    deck.config.reschedule = reschedule
    del deck.config.search_terms[:]
    deck.config.search_terms.add(search=search, limit=99, order=5)
    col.sched.add_or_update_filtered_deck(deck)

borrow("A::F", "deck:A -front:*23* -front:*21*", True)
borrow("G", "deck:Elsewhere", False)
borrowed = col.db.list("select id from cards where odid != 0 order by id")
col.sched.suspend_cards(borrowed[3:5])
col.sched.bury_cards(borrowed[6:7])
result = borrowed
"#;

#[test]
fn borrowed_cards_move_and_go_as_in_the_official_engine() -> Outcome {
    let folder = TempDir::new()?;
    let (base, theirs) = (
        folder.path().join("base"),
        folder.path().join("theirs.anki2"),
    );
    let ours = base.join("User 1/collection.anki2");
    fs::create_dir_all(base.join("User 1"))?;
    let mut oracle = Oracle::open(&ours)?;
    let borrowed = oracle.run(BORROW, &json!({}))?;
    oracle.close()?;
    fs::copy(&ours, &theirs)?;
    let every_third: Vec<&Value> = borrowed
        .as_array()
        .into_iter()
        .flatten()
        .step_by(3)
        .collect();

    let mut server = ServerSetup::new(ANKID).base(&base).start()?;
    server.call(
        "changeDeck",
        json!({"cards": every_third, "deck": "Elsewhere"}),
    )?;
    server.call(
        "deleteDecks",
        json!({"decks": ["A::B", "G"], "cardsToo": true}),
    )?;
    let into_filtered = server.call("changeDeck", json!({"cards": every_third, "deck": "A::F"}));
    assert!(
        into_filtered.is_err(),
        "cards went into a filtered deck by hand"
    );
    let below_filtered = server.call("createDeck", json!({"deck": "a::f::child"}));
    assert!(
        below_filtered.is_err(),
        "a deck was made below a filtered deck"
    );
    server.call("deleteDecks", json!({"decks": ["A::F"], "cardsToo": true}))?;
    server.stop()?;

    let mut engine = Oracle::open(&theirs)?;
    let code = r#"
col.set_deck(args["cards"], col.decks.id("Elsewhere"))
for name in ("A::B", "G", "A::F"):
    col.decks.remove([col.decks.id(name, create=False)])
"#;
    engine.run(code, &json!({"cards": every_third}))?;
    let expected = engine.dump()?;
    engine.close()?;
    oracle.reopen(&ours)?;
    assert_eq!(differences(&oracle.dump()?, &expected), [""; 0]);
    assert_eq!(oracle.check()?, [""; 0]);
    Ok(())
}
