//! Anki and ankid never have the same collection open, whoever comes first.

use std::process::Command;

use ankid_testkit::{Oracle, ServerSetup};
use serde_json::json;
use tempfile::TempDir;

use crate::{ANKID, Outcome};

#[test]
fn anki_is_kept_out_while_ankid_runs_and_let_in_when_it_stops() -> Outcome {
    let mut server = ServerSetup::new(ANKID).start()?;
    server.call("createDeck", json!({ "deck": "From ankid" }))?;
    let mut oracle = Oracle::start()?;
    let refused = oracle.reopen(&server.collection());
    let refused = refused.map_err(|error| error.to_string());
    assert!(
        refused
            .as_ref()
            .is_err_and(|why| why.contains("already open")),
        "{refused:?}"
    );

    server.stop()?;
    oracle.reopen(&server.collection())?;
    let decks = oracle.run(
        "result = [deck.name for deck in col.decks.all_names_and_ids()]",
        &json!({}),
    )?;
    assert_eq!(decks, json!(["Default", "From ankid"]));
    Ok(())
}

#[test]
fn a_stopped_ankid_leaves_no_log_beside_the_collection() -> Outcome {
    let mut server = ServerSetup::new(ANKID).start()?;
    server.call("createDeck", json!({ "deck": "Written" }))?;
    server.stop()?;
    assert!(!server.collection().with_extension("anki2-wal").exists());
    Ok(())
}

#[test]
fn ankid_says_who_has_the_collection_when_anki_runs() -> Outcome {
    let base = TempDir::new()?;
    let mut server = ServerSetup::new(ANKID).base(base.path()).start()?;
    server.stop()?;
    let mut oracle = Oracle::open(&server.collection())?;

    let refused = Command::new(ANKID)
        .arg("--base")
        .arg(base.path())
        .args(["--port", "0"])
        .output()?;
    assert!(!refused.status.success());
    let message = String::from_utf8(refused.stderr)?;
    assert!(
        message.contains("Anki") && message.contains("close"),
        "{message}"
    );

    oracle.close()?;
    server.restart()?;
    assert_eq!(server.call("deckNames", json!({}))?, json!(["Default"]));
    Ok(())
}
