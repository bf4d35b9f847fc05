//! The program is killed in the middle of full syncs, time and again: each side has what it had before, or all of
//! what the other has.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ankid_testkit::{Oracle, ServerSetup, SyncServer, TestServer};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stopped::copy_folder;
use crate::syncing::{download_by_official_client, log_in};
use crate::{ANKID, Outcome};

const ROUNDS: u32 = 12;
const NOTES: usize = 2_000;

/// Two profiles with a login of the same user, and the server, which has the notes of "theirs".
struct Scene {
    folder: TempDir,
    sync: SyncServer,
    random: StdRng,
    /// How long a full sync takes at least.
    shortest: Duration,
}

impl Scene {
    fn new(seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let scene = Self {
            folder: TempDir::new()?,
            sync: SyncServer::start()?,
            random: StdRng::seed_from_u64(seed),
            shortest: Duration::MAX,
        };
        for (name, count) in [("ours", NOTES / 2), ("theirs", NOTES)] {
            let mut server = serve(&scene.base(name))?;
            let note = |number: usize| {
                let fields =
                    json!({ "Front": format!("{name} {number}"), "Back": "b".repeat(500) });
                json!({ "deckName": "Default", "modelName": "Basic", "fields": fields })
            };
            let notes: Vec<Value> = (0..count).map(note).collect();
            server.call("addNotes", json!({ "notes": notes }))?;
            log_in(&server, &scene.sync)?;
            if name == "theirs" {
                server.call("fullSync", json!({ "mode": "upload" }))?;
            }
            server.stop()?;
        }
        Ok(scene)
    }

    fn base(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Begins a full sync and kills the program in its later half or just after it, but for the first time; whether
    /// it was acknowledged.
    fn sync_and_kill(
        &mut self,
        base: &Path,
        mode: &'static str,
    ) -> Result<bool, Box<dyn std::error::Error>> {
        let mut server = serve(base)?;
        let client = server.client();
        let start = Instant::now();
        let syncing = thread::spawn(move || client.call("fullSync", json!({ "mode": mode })));
        if self.shortest < Duration::MAX {
            thread::sleep(self.shortest.mul_f64(self.random.random_range(0.4..1.1)));
            server.kill()?;
        }
        let answer = syncing.join().map_err(|_| "the client panicked")?;
        if answer.is_ok() {
            self.shortest = self.shortest.min(start.elapsed());
        }
        Ok(answer.is_ok())
    }
}

fn serve(base: &Path) -> Result<TestServer, Box<dyn std::error::Error>> {
    Ok(ServerSetup::new(ANKID).base(base).start()?)
}

/// All notes of a profile, whose file the official engine must find in order.
fn notes(base: &Path, oracle: &mut Oracle) -> Result<Value, Box<dyn std::error::Error>> {
    let mut server = serve(base)?;
    let found = server.call("notesInfo", json!({ "query": "" }))?;
    server.stop()?;
    oracle.reopen(&server.collection())?;
    assert_eq!(oracle.check()?, [""; 0], "{}", base.display());
    oracle.close()?;
    Ok(found)
}

/// The first fields of notes, in their order.
fn fronts(notes: &Value) -> Value {
    let notes = notes.as_array().into_iter().flatten();
    notes
        .map(|note| &note["fields"]["Front"]["value"])
        .cloned()
        .collect()
}

#[test]
fn a_download_that_is_killed_happened_whole_or_not_at_all() -> Outcome {
    let mut scene = Scene::new(9)?;
    let mut oracle = Oracle::start()?;
    let ours = notes(&scene.base("ours"), &mut oracle)?;
    let theirs = notes(&scene.base("theirs"), &mut oracle)?;
    let mut undone = 0;
    for round in 0..ROUNDS {
        let base = scene.base(&format!("download {round}"));
        copy_folder(&scene.base("ours"), &base)?;
        let is_acknowledged = scene.sync_and_kill(&base, "download")?;
        let found = notes(&base, &mut oracle)?;
        if found == ours {
            assert!(!is_acknowledged, "round {round}: a download was lost");
            undone += 1;
        } else {
            assert!(found == theirs, "round {round}: {}", fronts(&found));
        }
        let mut server = serve(&base)?;
        server.call("fullSync", json!({ "mode": "download" }))?;
        server.stop()?;
        assert!(notes(&base, &mut oracle)? == theirs, "round {round}");
    }
    assert!(undone > 0 && undone < ROUNDS, "{undone} of {ROUNDS}");
    Ok(())
}

#[test]
fn an_upload_that_is_killed_leaves_one_of_both_collections_on_the_server() -> Outcome {
    let mut scene = Scene::new(10)?;
    let mut oracle = Oracle::start()?;
    let (mut there, mut next) = ("theirs", "ours");
    let mut undone = 0;
    for round in 0..ROUNDS {
        let base = scene.base(next);
        let before = notes(&base, &mut oracle)?;
        let is_acknowledged = scene.sync_and_kill(&base, "upload")?;
        assert!(notes(&base, &mut oracle)? == before, "round {round}");
        let found = download_by_official_client(&scene.sync)?;
        if found == fronts(&before) {
            (there, next) = (next, there);
        } else {
            assert!(!is_acknowledged, "round {round}: an upload was lost");
            let kept = notes(&scene.base(there), &mut oracle)?;
            assert!(found == fronts(&kept), "round {round}: {found}");
            undone += 1;
        }
    }
    assert!(undone > 0 && undone < ROUNDS, "{undone} of {ROUNDS}");
    Ok(())
}
