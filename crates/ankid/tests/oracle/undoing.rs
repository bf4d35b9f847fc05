//! Random actions, undone and redone: the file holds what it held before, to the last byte.

use ankid_testkit::{ServerSetup, rows};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::actor::{Actor, Served};
use crate::random::Script;
use crate::{ANKID, Outcome};

const ACTIONS: u64 = 250;
/// So many notes, or their cards, are recorded at once.
const MANY: usize = 2_100;
/// So many steps are remembered.
const STEPS_KEPT: usize = 30;

#[test]
fn random_actions_are_undone_and_redone_to_the_byte_first_seed() -> Outcome {
    check(11)
}

#[test]
fn random_actions_are_undone_and_redone_to_the_byte_second_seed() -> Outcome {
    check(12)
}

#[test]
fn changes_of_many_rows_are_undone_and_redone_to_the_byte() -> Outcome {
    let server = ServerSetup::new(ANKID).start()?;
    let client = server.client();
    let note = |number: usize| {
        let fields = json!({ "Front": format!("front {number}"), "Back": "b" });
        json!({ "deckName": "Default", "modelName": "Basic", "fields": fields, "tags": ["one"] })
    };
    let notes: Vec<Value> = (0..MANY).map(note).collect();
    let notes = client.call("addNotes", json!({ "notes": notes }))?;
    let cards = client.call("findCards", json!({ "query": "" }))?;
    let actions = [
        ("addTags", json!({ "notes": notes, "tags": "two three" })),
        (
            "replaceTags",
            json!({ "notes": notes, "tag_to_replace": "two", "replace_with_tag": "four" }),
        ),
        (
            "replaceTagsInAllNotes",
            json!({ "tag_to_replace": "three", "replace_with_tag": "one" }),
        ),
        (
            "renameTag",
            json!({ "tag": "four", "newName": "five::six" }),
        ),
        ("removeTags", json!({ "notes": notes, "tags": "one" })),
        (
            "repositionNewCards",
            json!({ "cards": cards, "start": 7, "step": 3 }),
        ),
        ("suspend", json!({ "cards": cards })),
        ("unsuspend", json!({ "cards": cards })),
        ("buryCards", json!({ "cards": cards })),
        ("unburyCards", json!({ "cards": cards })),
        ("setFlag", json!({ "cards": cards, "flag": 4 })),
        ("changeDeck", json!({ "cards": cards, "deck": "Other" })),
        ("setDueDate", json!({ "cards": cards, "days": "3-9" })),
        ("relearnCards", json!({ "cards": cards })),
        ("forgetCards", json!({ "cards": cards })),
    ];
    let file = server.collection();
    let mut states = vec![rows(&file)?];
    for (action, params) in actions {
        client.call(action, params)?;
        let now = rows(&file)?;
        let before = states.last().ok_or("no state")?;
        let unchanged = now.iter().filter(|row| before.binary_search(row).is_ok());
        let changed = now.len() - unchanged.count();
        assert!(changed >= MANY, "{action} changed {changed} rows");
        states.push(now);
    }
    travel(&client, &file, &states, states.len() - 1)
}

fn check(seed: u64) -> Outcome {
    let server = ServerSetup::new(ANKID).start()?;
    let client = server.client();
    let mut actor = Served::new(client.clone());
    let mut script = Script::new(seed);
    let mut random = StdRng::seed_from_u64(seed);
    let file = server.collection();
    // What the file held after each step that can be undone, and before the first of them.
    let mut states = vec![rows(&file)?];
    for number in 0..ACTIONS {
        script.look(&client)?;
        let (action, params) = script.next();
        let outcome = actor.act(action, &params);
        // Shown only if the test fails.
        println!("{number}: {action} {params}: {outcome:?}");
        if let Ok(answer) = &outcome {
            script.done(action, answer);
        }
        let now = rows(&file)?;
        let before = states.last().ok_or("no state")?;
        if outcome.is_err() {
            assert_eq!(
                &now, before,
                "{number}: {action} failed, and changed something"
            );
        }
        if &now != before {
            states.push(now);
        }
        let undoable = (states.len() - 1).min(STEPS_KEPT);
        let back = random.random_range(0..=undoable.min(4));
        travel(&server.client(), &file, &states, back)?;
    }
    travel(&server.client(), &file, &states, STEPS_KEPT)?;
    Ok(())
}

/// Goes back some steps and forth again, and compares the file with what it was at each of them.
fn travel(
    client: &ankid_testkit::Client,
    file: &std::path::Path,
    states: &[Vec<String>],
    steps: usize,
) -> Outcome {
    let last = states.len() - 1;
    for place in (last - steps..last).rev() {
        let done = client.call("undo", json!({}))?;
        assert_ne!(done["done"], Value::Null, "nothing to undo");
        assert!(rows(file)? == states[place], "undoing {}", done["done"]);
    }
    for place in last - steps..last {
        let done = client.call("redo", json!({}))?;
        assert_ne!(done["done"], Value::Null, "nothing to redo");
        assert!(rows(file)? == states[place + 1], "redoing {}", done["done"]);
    }
    Ok(())
}
