//! The same random actions by ankid and by the official engine leave the same collection, which
//! the engine's own check finds healthy and which both describe alike.

use std::collections::BTreeSet;

use ankid_testkit::{Oracle, ServerSetup, TestkitError, differences};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::actor::{Actor, Official, Served};
use crate::random::{self, Script};
use crate::{ANKID, Outcome, view};

const ACTIONS: u64 = 500;

#[test]
fn random_actions_do_what_the_official_engine_does_first_seed() -> Outcome {
    check(1)
}

#[test]
fn random_actions_do_what_the_official_engine_does_second_seed() -> Outcome {
    check(2)
}

#[test]
fn random_actions_do_what_the_official_engine_does_third_seed() -> Outcome {
    check(3)
}

fn check(seed: u64) -> Outcome {
    let folder = TempDir::new()?;
    let mut server = ServerSetup::new(ANKID).start()?;
    let client = server.client();
    let mut ours = Served::new(client.clone());
    let mut theirs = Official::new(Oracle::open(&folder.path().join("collection.anki2"))?);
    let mut script = Script::new(seed);
    let mut done = BTreeSet::new();
    for number in 0..ACTIONS {
        script.look(&client)?;
        let (action, params) = script.next();
        let outcomes = (ours.act(action, &params), theirs.act(action, &params));
        // Shown only if the test fails.
        println!("{number}: {action} {params}: {outcomes:?}");
        if let Some(answer) = agreed(outcomes).map_err(|why| format!("{number}: {why}"))? {
            script.done(action, &answer);
            done.insert(action);
        }
        assert_eq!(
            ours.census()?,
            theirs.census()?,
            "{number}: cards of each note"
        );
        if number % 40 == 0 {
            change_preset(&mut ours, seed + number)?;
            change_preset(&mut theirs, seed + number)?;
        }
    }
    let missing: Vec<_> = random::actions()
        .filter(|action| !done.contains(action))
        .collect();
    assert_eq!(missing, [""; 0], "never succeeded");

    let through_the_api = view::through_the_api(&client, &ours.made().notes.clone())?;
    server.stop()?;
    let mut engine = Oracle::open(&server.collection())?;
    let through_the_engine = view::through_the_engine(&engine.contents()?);
    assert_eq!(differences(&through_the_api, &through_the_engine), [""; 0]);
    assert_eq!(
        differences(&engine.dump()?, &theirs.oracle.dump()?),
        [""; 0]
    );
    // Last, since the check also mends in silence what it thinks too small to report.
    assert_eq!(engine.check()?, theirs.oracle.check()?);
    Ok(())
}

/// The answer of an action that both did; none if both refused it, which some actions do with `false`.
fn agreed(
    outcomes: (Result<Value, TestkitError>, Result<Value, TestkitError>),
) -> Result<Option<Value>, String> {
    match outcomes {
        (Ok(Value::Bool(false)) | Err(TestkitError::Refused(_)), Err(TestkitError::Refused(_))) => {
            Ok(None)
        }
        (Ok(answer), Ok(_)) if answer != false => Ok(Some(answer)),
        (ours, theirs) => Err(format!(
            "ankid answers {ours:?}, the official engine {theirs:?}"
        )),
    }
}

fn change_preset(actor: &mut impl Actor, seed: u64) -> Result<(), TestkitError> {
    let mut preset = actor.perform("getDeckConfig", &json!({ "deck": "Default" }))?;
    random::change_preset(&mut preset, seed);
    actor
        .perform("saveDeckConfig", &json!({ "config": preset }))
        .map(drop)
}
