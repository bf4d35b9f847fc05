//! Requests change the collection while a sync runs: nothing of that is lost, or taken for synced.

use std::sync::atomic::{AtomicU64, Ordering};

use ankid_collection::{CollectionError, NoteEdit};
use ankid_package::BackupChoices;
use ankid_sync::{Reply, Request, Transport, TransportError, Watch};

use crate::Outcome;
use crate::actors::{act_ours, act_theirs, next_second};
use crate::basics::add;
use crate::clients::{DONE, Pair};

/// Lets ankid change something before and after every request.
struct Busy<'p> {
    pair: &'p Pair,
    seed: AtomicU64,
}

impl Busy<'_> {
    fn act(&self) -> Result<(), TransportError> {
        let seed = self.seed.fetch_add(1, Ordering::Relaxed);
        act_ours(self.pair, seed, 2)
            .map_err(|problem| TransportError::Unreachable(problem.to_string()))
    }
}

impl Transport for Busy<'_> {
    fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError> {
        self.act()?;
        let reply = self.pair.transport().post(request)?;
        self.act()?;
        Ok(reply)
    }
}

#[test]
fn changes_made_while_a_sync_runs_go_with_the_next_one() -> Outcome {
    let mut pair = Pair::joined()?;
    for round in 0..8 {
        act_theirs(&mut pair, round, 8)?;
        assert_eq!(pair.sync_theirs()?, DONE);
        next_second();
        act_ours(&pair, 50 + round, 8)?;
        let busy = Busy {
            pair: &pair,
            seed: AtomicU64::new(1000 * (round + 1)),
        };
        let mut client = pair.client(&busy)?;
        let report = |_| {};
        ankid_sync::sync(pair.engine(), &mut client, &mut Watch::new(&report))?;
        drop(client);
        pair.sync()?;
        assert_eq!(pair.sync_theirs()?, DONE);
        pair.require_equal_but_for_marks(&format!("round {round}"))?;
    }
    Ok(())
}

#[test]
fn what_changes_during_an_upload_goes_with_the_next_sync() -> Outcome {
    struct Editing<'p>(&'p Pair);
    impl Transport for Editing<'_> {
        fn post(&self, request: &Request<'_>) -> Result<Reply, TransportError> {
            let reply = self.0.transport().post(request)?;
            if request.url.ends_with("/upload") {
                add(self.0, "added meanwhile").expect("a note can be added");
            }
            Ok(reply)
        }
    }
    let mut pair = Pair::new()?;
    let note = add(&pair, "before")?;
    let editing = Editing(&pair);
    let mut client = pair.client(&editing)?;
    let report = |_| {};
    let mut watch = Watch::new(&report);
    ankid_sync::upload(
        pair.engine(),
        &mut client,
        BackupChoices::default(),
        &mut watch,
    )?;
    drop(client);
    let edit = NoteEdit {
        tags: Some(vec!["later".to_owned()]),
        ..NoteEdit::default()
    };
    pair.engine()
        .write(move |transaction| transaction.edit_note(note, edit))?;
    pair.full_theirs(false)?;
    pair.sync()?;
    assert_eq!(pair.sync_theirs()?, DONE);
    pair.require_equal("after the upload")?;
    let notes = pair
        .engine()
        .read(|view| -> Result<_, CollectionError> { Ok(view.storage().all_note_ids()?) })?;
    assert_eq!(notes.len(), 2);
    Ok(())
}
