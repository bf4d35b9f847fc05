//! Random actions, undone and redone: the file holds what it held before, to the last byte.

use ankid_testkit::{ServerSetup, rows};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::actor::{Actor, Served};
use crate::random::Script;
use crate::{ANKID, Outcome};

const ACTIONS: u64 = 250;
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
