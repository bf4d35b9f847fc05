//! The program is killed in the middle of imports and restores, time and again: what was there before is there
//! afterwards, or all that was to come.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, io};

use ankid_testkit::{Oracle, ServerSetup, TestServer, TestkitError, rows};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{ANKID, Outcome};

const ROUNDS: u32 = 24;
const NOTES: usize = 400;
/// Files that both collections have, with other content, and files that only the package has.
const FILES: usize = 150;
/// How long after the first visible step of the media folder the kill comes at most.
const LATE_MILLIS: u64 = 15;

/// What the files of a folder hold, by name.
type Files = BTreeMap<String, Vec<u8>>;

/// When the program is killed.
enum Moment {
    /// After a while.
    After(Duration),
    /// So long after the media folder has changed.
    AfterMedia(Duration),
}

impl Moment {
    fn draw(round: u32, longest: Duration, random: &mut StdRng) -> Self {
        if round.is_multiple_of(2) {
            Self::After(longest.mul_f64(random.random()))
        } else {
            Self::AfterMedia(Duration::from_millis(random.random_range(0..LATE_MILLIS)))
        }
    }

    /// Waits for it, or until the work `is_over`.
    fn wait(&self, media: &Path, mut is_over: impl FnMut() -> bool) -> io::Result<()> {
        let before = fs::metadata(media)?.modified()?;
        let start = Instant::now();
        while !is_over() {
            let now = match self {
                Self::After(time) => start.elapsed() >= *time,
                Self::AfterMedia(_) => fs::metadata(media)?.modified()? != before,
            };
            if now {
                break;
            }
            thread::sleep(Duration::from_micros(200));
        }
        if let Self::AfterMedia(late) = self {
            thread::sleep(*late);
        }
        Ok(())
    }
}

/// A profile with notes and media, and a package of each kind of another one.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let scene = Self {
            folder: TempDir::new()?,
        };
        for (name, notes) in [("theirs", NOTES), ("ours", 5)] {
            let mut server = ServerSetup::new(ANKID).base(scene.path(name)).start()?;
            let count = if name == "theirs" { 2 * FILES } else { FILES };
            fill(&server, name, notes, count)?;
            if name == "theirs" {
                let out = scene.path("deck.apkg").display().to_string();
                server.call("exportPackage", json!({"deck": "Default", "path": out}))?;
            }
            server.stop()?;
        }
        let mut oracle = Oracle::open(&scene.collection("theirs"))?;
        let out = json!({ "out": scene.path("all.colpkg") });
        oracle.run(
            "col.export_collection_package(args['out'], True, False)",
            &out,
        )?;
        Ok(scene)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn collection(&self, base: &str) -> PathBuf {
        self.path(base).join("User 1/collection.anki2")
    }

    /// A fresh copy of our profile in a base folder of its own.
    fn copy(&self, name: &str) -> io::Result<PathBuf> {
        let target = self.path(name);
        copy_folder(&self.path("ours"), &target)?;
        Ok(target)
    }
}

/// Adds files, whose content tells whose they are, and notes that refer to them.
fn fill(server: &TestServer, whose: &str, notes: usize, files: usize) -> Outcome {
    let media = server.collection().with_extension("media");
    for number in 0..files {
        fs::write(media.join(format!("{number}.png")), whose)?;
    }
    let note = |number: usize| {
        let front = format!("{whose} {number} <img src={}.png>", number % files);
        let fields = json!({ "Front": front, "Back": whose });
        json!({ "deckName": "Default", "modelName": "Basic", "fields": fields })
    };
    let notes: Vec<Value> = (0..notes).map(note).collect();
    server.call("addNotes", json!({ "notes": notes }))?;
    Ok(())
}

/// Copies all that lies in a folder.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (source, target) = (entry?.path(), to.to_owned());
        let target = target.join(source.file_name().unwrap_or_default());
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<Files> {
    let entries = fs::read_dir(folder)?;
    entries
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, fs::read(entry.path())?))
        })
        .collect()
}

/// The rows about notes in a collection file.
fn notes(collection: &Path) -> Result<Vec<String>, TestkitError> {
    let mut rows = rows(collection)?;
    rows.retain(|row| row.starts_with("notes "));
    Ok(rows)
}

/// What a killed program may have left of files: all as they were, beside some of the package's own.
fn assert_untouched(before: &Files, found: &Files, round: u32) {
    for (name, content) in before {
        assert_eq!(found.get(name), Some(content), "round {round}: {name}");
    }
    let added = found.iter().filter(|(name, _)| !before.contains_key(*name));
    for (name, content) in added {
        assert_eq!(content, b"theirs", "round {round}: {name}");
    }
}

#[test]
fn an_import_that_is_killed_happened_whole_or_not_at_all() -> Outcome {
    let scene = Scene::new()?;
    let package = json!({ "path": scene.path("deck.apkg") });
    let mut random = StdRng::seed_from_u64(7);
    let mut oracle = Oracle::start()?;
    let (mut longest, mut undone) = (Duration::MAX, 0);
    for round in 0..ROUNDS {
        let base = scene.copy(&format!("import {round}"))?;
        let mut server = ServerSetup::new(ANKID).base(&base).start()?;
        let media = server.collection().with_extension("media");
        let (rows_before, files_before) = (rows(&server.collection())?, files(&media)?);
        let (client, params) = (server.client(), package.clone());
        let start = Instant::now();
        let importing = thread::spawn(move || client.call("importPackage", params));
        // The first one tells how long it takes.
        if round > 0 {
            let moment = Moment::draw(round, longest, &mut random);
            moment.wait(&media, || importing.is_finished())?;
            server.kill()?;
        }
        let answer = importing.join().map_err(|_| "the client panicked")?;
        longest = longest.min(start.elapsed());
        if round > 0 {
            server.restart()?;
        }
        assert_untouched(&files_before, &files(&media)?, round);
        let waiting = fs::read_dir(media.with_extension("media.staging"));
        assert_eq!(waiting.map_or(0, Iterator::count), 0, "round {round}");
        if rows(&server.collection())? == rows_before {
            assert!(answer.is_err(), "round {round}: an import was lost");
            undone += 1;
        } else {
            let found = server.call("findNotes", json!({ "query": "" }))?;
            assert_eq!(
                found.as_array().map(Vec::len),
                Some(NOTES + 5),
                "round {round}"
            );
            let report = server.call("checkMedia", json!({}))?;
            assert_eq!(report["missing"], json!([]), "round {round}");
        }
        server.stop()?;
        oracle.reopen(&server.collection())?;
        assert_eq!(oracle.check()?, [""; 0], "round {round}");
        oracle.close()?;
        fs::remove_dir_all(&base)?;
    }
    assert!(undone > 0 && undone < ROUNDS, "{undone} of {ROUNDS}");
    Ok(())
}

fn restore(base: &Path, package: &Path) -> io::Result<Child> {
    let mut command = Command::new(ANKID);
    command.arg("--base").arg(base).arg("restore").arg(package);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

#[test]
fn a_restore_that_is_killed_happened_whole_or_not_at_all() -> Outcome {
    let scene = Scene::new()?;
    let package = scene.path("all.colpkg");
    let (ours, theirs) = (
        notes(&scene.collection("ours"))?,
        notes(&scene.collection("theirs"))?,
    );
    let files_before = files(&scene.collection("ours").with_extension("media"))?;
    let files_after = files(&scene.collection("theirs").with_extension("media"))?;
    let mut random = StdRng::seed_from_u64(8);
    let (mut longest, mut undone) = (Duration::MAX, 0);
    for round in 0..ROUNDS {
        let base = scene.copy(&format!("restore {round}"))?;
        let collection = base.join("User 1/collection.anki2");
        let media = collection.with_extension("media");
        let start = Instant::now();
        let mut process = restore(&base, &package)?;
        if round > 0 {
            let moment = Moment::draw(round, longest, &mut random);
            moment.wait(&media, || !matches!(process.try_wait(), Ok(None)))?;
            process.kill()?;
        }
        process.wait()?;
        longest = longest.min(start.elapsed());
        // Any start brings back what was half-way.
        let mut server = ServerSetup::new(ANKID).base(&base).start()?;
        server.stop()?;
        let (notes, found) = (notes(&collection)?, files(&media)?);
        if notes == ours {
            assert_untouched(&files_before, &found, round);
            undone += 1;
        } else {
            assert_eq!(notes, theirs, "round {round}");
            assert!(found == files_after, "round {round}: files of before");
        }
        fs::remove_dir_all(&base)?;
    }
    assert!(undone > 0 && undone < ROUNDS, "{undone} of {ROUNDS}");
    Ok(())
}
