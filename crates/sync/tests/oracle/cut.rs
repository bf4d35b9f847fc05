//! A connection breaks in the middle of a body: nothing of it stays, and one more sync brings everything.

use std::fs;

use ankid_collection::{CollectionError, NewNote};
use ankid_package::BackupChoices;
use ankid_sync::{Cancellation, Client, Endpoint, HttpOptions, HttpTransport, SyncError, Watch};
use ankid_testkit::{Cut, CutLine, SyncServer, Way};
use ankid_types::DeckId;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::Outcome;
use crate::clients::{DONE, Pair};
use crate::media::converge;

/// After how many bytes a line breaks: before the reply, in its head, and in its body.
const PLACES: [usize; 5] = [0, 20, 400, 4_000, 12_000];

/// How many notes with long texts there are on a side: more than travel at once.
const LONG_NOTES: usize = 300;

/// Adds notes to theirs whose text nothing can compress. Their ids, one for each millisecond, run ahead of the clock;
/// it catches up with them before ours can get the same.
const ADD_NOTES: &str = "\
import random, time
chance = random.Random(args['seed'])
model = col.models.by_name('Basic')
for _ in range(args['count']):
    n = col.new_note(model)
    n.fields = [chance.randbytes(400).hex(), 'b']
    col.add_note(n, 1)
while time.time() * 1000 <= col.db.scalar('select max(id) from (select id from notes union all select id from cards)'):
    time.sleep(0.01)";

impl Pair {
    /// Lets `sync` run through a line that breaks at `cut`, which must make it fail and leave no files behind.
    fn run_into_cut(
        &self,
        line: &CutLine,
        cut: Cut,
        sync: impl FnOnce(&mut Client<'_>, &mut Watch<'_>) -> Result<(), SyncError>,
    ) -> Outcome {
        let (key, _endpoint) = self.log_in(SyncServer::PASSWORD)?;
        let transport = HttpTransport::new(&HttpOptions::default())?;
        let endpoint = Endpoint::parse(&line.endpoint())?;
        let mut client = Client::new(&transport, endpoint, key, Cancellation::default());
        let cuts_before = line.cuts_done();
        line.break_once(cut);
        let outcome = sync(&mut client, &mut Watch::new(&|_| {}));
        assert_eq!(line.cuts_done(), cuts_before + 1, "{cut:?}: {outcome:?}");
        assert!(
            matches!(
                outcome,
                Err(SyncError::Transport(_) | SyncError::Malformed { .. })
            ),
            "{cut:?}: {outcome:?}"
        );
        assert_eq!(self.leftovers()?, [""; 0], "{cut:?}");
        Ok(())
    }
}

/// Adds notes to ours whose text nothing can compress.
fn add_long_notes(pair: &Pair, label: &str) -> Outcome {
    let mut chance = StdRng::seed_from_u64(label.len() as u64);
    let label = label.to_owned();
    pair.engine().write(move |transaction| {
        let basic = transaction.catalog().notetype_by_name("Basic");
        let notetype_id = basic
            .map(|notetype| notetype.id)
            .expect("a stock note type");
        for _ in 0..LONG_NOTES {
            let number = || format!("{:08x}", chance.random::<u32>());
            let text: String = std::iter::repeat_with(number).take(100).collect();
            transaction.add_note(NewNote {
                notetype_id,
                deck_id: DeckId::DEFAULT,
                fields: vec![format!("{label} {text}"), String::new()],
                tags: Vec::new(),
            })?;
        }
        Ok::<_, CollectionError>(())
    })?;
    Ok(())
}

#[test]
fn a_collection_that_breaks_off_on_its_way_replaces_nothing() -> Outcome {
    let mut pair = Pair::joined()?;
    let line = CutLine::to(pair.server.port())?;
    pair.theirs
        .run(ADD_NOTES, &json!({ "seed": 1, "count": LONG_NOTES }))?;
    pair.theirs.run("col.mod_schema(check=False)", &json!({}))?;
    pair.full_theirs(true)?;
    add_long_notes(&pair, "ours")?;
    let (ours, theirs) = (pair.read_ours()?, pair.read_theirs()?);
    for (method, way) in [("download", Way::Reply), ("upload", Way::Request)] {
        for after in PLACES {
            let cut = Cut {
                method,
                spared: 0,
                way,
                after,
            };
            pair.run_into_cut(&line, cut, |client, watch| {
                let (engine, choices) = (pair.engine(), BackupChoices::default());
                let full_sync = match way {
                    Way::Reply => ankid_sync::download,
                    Way::Request => ankid_sync::upload,
                };
                full_sync(engine, client, choices, watch).map(drop)
            })?;
            assert_eq!(pair.read_ours()?, ours, "{cut:?}");
            // A server that took half of it would demand a full sync.
            assert_eq!(pair.sync_theirs()?, DONE, "{cut:?}");
            assert_eq!(pair.read_theirs()?["notes"], theirs["notes"], "{cut:?}");
        }
    }
    pair.download()?;
    pair.require_equal("after the download")?;
    assert_eq!(pair.check_ours()?, [""; 0]);
    Ok(())
}

#[test]
fn rows_that_break_off_on_their_way_come_with_the_next_sync() -> Outcome {
    let mut pair = Pair::joined()?;
    let line = CutLine::to(pair.server.port())?;
    for (method, way) in [("chunk", Way::Reply), ("applyChunk", Way::Request)] {
        for after in PLACES {
            let context = format!("{method} after {after}");
            // Three pieces on either side, of which the second breaks off.
            let notes = json!({ "seed": format!("{context}, theirs"), "count": LONG_NOTES });
            pair.theirs.run(ADD_NOTES, &notes)?;
            assert_eq!(pair.sync_theirs()?, DONE, "{context}");
            add_long_notes(&pair, &context)?;
            let cut = Cut {
                method,
                spared: 1,
                way,
                after,
            };
            pair.run_into_cut(&line, cut, |client, watch| {
                ankid_sync::sync(pair.engine(), client, watch).map(drop)
            })?;
            pair.sync()?;
            assert_eq!(pair.sync_theirs()?, DONE, "{context}");
            pair.require_equal_but_for_marks(&context)?;
        }
    }
    assert_eq!(pair.check_ours()?, [""; 0]);
    Ok(())
}

#[test]
fn media_that_break_off_on_their_way_come_with_the_next_sync() -> Outcome {
    let mut pair = Pair::joined()?;
    let line = CutLine::to(pair.server.port())?;
    let [ours, theirs] = pair.media_folders();
    let mut chance = StdRng::seed_from_u64(1);
    for (method, way) in [
        ("downloadFiles", Way::Reply),
        ("uploadChanges", Way::Request),
    ] {
        for after in PLACES {
            for number in 0..40 {
                let content: Vec<u8> = (0..5_000).map(|_| chance.random()).collect();
                fs::write(
                    theirs.join(format!("theirs {method} {after} {number}.jpg")),
                    &content,
                )?;
                fs::write(
                    ours.join(format!("ours {method} {after} {number}.jpg")),
                    &content,
                )?;
            }
            pair.sync_their_media()?;
            let known = fs::read_dir(&ours)?.count();
            let cut = Cut {
                method,
                spared: 0,
                way,
                after,
            };
            pair.run_into_cut(&line, cut, |client, watch| {
                ankid_sync::sync_media(pair.engine(), client, watch)
            })?;
            let arrived = if way == Way::Reply { 0 } else { 40 };
            assert_eq!(fs::read_dir(&ours)?.count(), known + arrived, "{cut:?}");
            converge(&mut pair, &format!("{cut:?}"))?;
        }
    }
    Ok(())
}
