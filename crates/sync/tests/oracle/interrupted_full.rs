//! A full sync that is cut leaves both sides whole, and one more makes them equal.

use std::path::PathBuf;

use ankid_collection::Engine;
use ankid_package::BackupChoices;
use ankid_sync::{Client, Required, SyncError, Watch};
use serde_json::{Value, json};

use crate::Outcome;
use crate::actors::{act_ours, act_theirs};
use crate::basics::add;
use crate::clients::{DONE, Pair, differing_rows};
use crate::interrupted::{Failing, MOMENTS, Moment};

/// What a full sync asks of the server: what it has, and to take or to give all.
const REQUESTS: usize = 2;

/// A full sync in one direction.
type FullSync = fn(
    &Engine,
    &mut Client<'_>,
    BackupChoices,
    &mut Watch<'_>,
) -> Result<(ankid_sync::Outcome, PathBuf), SyncError>;

/// What both sides have before a full sync.
struct Before {
    ours: Value,
    servers: Value,
}

/// Lets both sides go ways that only a full sync brings together again.
fn part(pair: &mut Pair, seed: u64) -> Result<Before, Box<dyn std::error::Error>> {
    act_theirs(pair, 1000 + seed, 6)?;
    pair.theirs.run("col.mod_schema(check=False)", &json!({}))?;
    pair.full_theirs(true)?;
    let servers = pair.read_theirs()?;
    add(pair, &format!("ours {seed}"))?;
    act_ours(pair, seed, 6)?;
    let ours = pair.read_ours()?;
    assert_ne!(differing_rows(&ours, &servers), [""; 0]);
    Ok(Before { ours, servers })
}

/// Runs a full sync that fails at the request `at`; whether it got there. It must leave ours as it was then.
fn run_into(
    pair: &mut Pair,
    before: &Before,
    at: usize,
    moment: Moment,
    full_sync: FullSync,
) -> Result<bool, Box<dyn std::error::Error>> {
    let failing = Failing::new(pair.transport(), at, moment);
    let mut client = pair.client(&failing)?;
    let (engine, report) = (pair.engine(), |_| {});
    let mut watch = Watch::new(&report);
    let outcome = full_sync(engine, &mut client, BackupChoices::default(), &mut watch);
    drop(client);
    let reached = failing.was_reached();
    match outcome {
        Err(SyncError::Transport(_) | SyncError::Malformed { .. }) if reached => {
            assert_eq!(pair.leftovers()?, [""; 0]);
            assert_eq!(pair.read_ours()?, before.ours);
        }
        Ok(_) if !reached => {}
        other => return Err(format!("reached: {reached}, but {other:?}").into()),
    }
    Ok(reached)
}

/// Lets both clients go on with small syncs, and end equal.
fn go_on(pair: &mut Pair, context: &str) -> Outcome {
    pair.require_equal(context)?;
    add(pair, &format!("after {context}"))?;
    assert_eq!(pair.sync()?.required, Required::Normal, "{context}");
    assert_eq!(pair.sync_theirs()?, DONE, "{context}");
    pair.require_equal(context)?;
    assert_eq!(pair.check_ours()?, [""; 0], "{context}");
    Ok(())
}

#[test]
fn an_upload_that_is_cut_anywhere_leaves_both_sides_whole() -> Outcome {
    let mut pair = Pair::joined()?;
    for moment in MOMENTS {
        for at in 0..=REQUESTS {
            let context = format!("{moment:?}, request {at}");
            let before = part(&mut pair, at as u64)?;
            let reached = run_into(&mut pair, &before, at, moment, ankid_sync::upload)?;
            assert_eq!(reached, at < REQUESTS, "{context}");
            // The server took all or nothing.
            pair.full_theirs(false)?;
            let servers = pair.read_theirs()?;
            let has_taken = at >= REQUESTS || (at == 1 && moment != Moment::Before);
            let expected = if has_taken {
                &before.ours
            } else {
                &before.servers
            };
            assert_eq!(differing_rows(&servers, expected), [""; 0], "{context}");
            if reached {
                pair.upload()?;
                pair.full_theirs(false)?;
            }
            go_on(&mut pair, &context)?;
        }
    }
    Ok(())
}

#[test]
fn a_download_that_is_cut_anywhere_leaves_both_sides_whole() -> Outcome {
    let mut pair = Pair::joined()?;
    for moment in MOMENTS {
        for at in 0..=REQUESTS {
            let context = format!("{moment:?}, request {at}");
            let before = part(&mut pair, at as u64)?;
            let reached = run_into(&mut pair, &before, at, moment, ankid_sync::download)?;
            assert_eq!(reached, at < REQUESTS, "{context}");
            if reached {
                pair.download()?;
            }
            let ours = pair.read_ours()?;
            assert_eq!(differing_rows(&ours, &before.servers), [""; 0], "{context}");
            go_on(&mut pair, &context)?;
        }
    }
    Ok(())
}
