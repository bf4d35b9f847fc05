//! Media folders of ours next to those of the official engine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ankid_collection::media::{
    MediaChanges, MediaFolder, MediaLimits, MediaPlan, MediaSource, SameName,
};
use ankid_testkit::Oracle;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

const STEPS: usize = 500;
/// Names are put together from these; most of them are trouble.
const PIECES: [&str; 39] = [
    "a",
    "B",
    "x.",
    ".Jpg",
    ".MP3",
    " ",
    "..",
    "_",
    "-",
    "?",
    "*",
    "[",
    "]",
    "^",
    "|",
    "<",
    ">",
    "\"",
    ":",
    "\\",
    "\n",
    "\u{7f}",
    "\u{a0}",
    "e\u{301}",
    "É",
    "日本",
    "İ",
    "ß",
    "\u{212b}",
    "\u{958}",
    "\u{1fae8}",
    "\u{1f600}",
    "\u{378}",
    "con",
    "Nul",
    "com1",
    "LPT9",
    "long-name-of-thirty-characters",
    "日日日日日日日日日日",
];
const CONTENTS: [&str; 4] = ["YQ==", "Yg==", "aGVsbG8=", "d29ybGQ="];

/// Does in Anki what AnkiConnect does for each step, and tells the names and what is left.
const RUN_STEPS: &str = "\
import base64, os
names = []
for step in args['steps']:
    try:
        if step['trash']:
            col.media.trash_files([step['name']])
        if step['data'] is None:
            names.append(None)
        else:
            name = os.path.basename(step['name'])
            names.append(col.media.write_data(name, base64.b64decode(step['data'])))
    except Exception as error:
        names.append('refused')
folder = col.media.dir()
files = {name: open(os.path.join(folder, name)).read() for name in os.listdir(folder)}
result = {'names': names, 'files': files}";

const CHECK: &str = "\
import os
folder = col.media.dir()
report = col.media.check()
again = [col.media.write_data(name, open(os.path.join(folder, name), 'rb').read())
    for name in sorted(os.listdir(folder))]
result = {'missing': list(report.missing), 'unused': sorted(report.unused), 'again': again,
    'report': report.report}";

struct Ours {
    home: TempDir,
    folder: Arc<MediaFolder>,
}

impl Ours {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let home = TempDir::new()?;
        let folder = MediaFolder::open(&home.path().join("ours.anki2"), MediaLimits::default())?;
        Ok(Self {
            home,
            folder: Arc::new(folder),
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The stored name; `refused` for an error.
    fn run(&self, step: &Value) -> Option<String> {
        let mut plan = MediaPlan::default();
        let name = step["name"].as_str().unwrap_or_default();
        let stored = match step["data"].as_str() {
            Some(data) => {
                let source = MediaSource::Data(data.to_owned());
                let same_name = if step["trash"] == true {
                    SameName::Replace
                } else {
                    SameName::Keep
                };
                let file = self.folder.stage(&source);
                file.and_then(|file| plan.store(&self.folder, name, file, same_name))
                    .map(Some)
            }
            None => plan.trash(&self.folder, name).map(|()| None),
        };
        let mut changes = MediaChanges::new(Arc::clone(&self.folder));
        let done = changes.apply(plan).and_then(|()| changes.seal());
        changes.keep();
        done.and(stored)
            .unwrap_or_else(|_refused| Some("refused".to_owned()))
    }
}

fn random_step(random: &mut StdRng, earlier: &[String]) -> Value {
    let pieces = random.random_range(1..5);
    let new: String = (0..pieces)
        .filter_map(|_| PIECES.choose(random))
        .copied()
        .collect();
    // Half of the names have been used before, in the form given or in the form stored.
    let name = earlier
        .choose(random)
        .filter(|_| random.random())
        .cloned()
        .unwrap_or(new);
    // The folder above is one that Anki tries to move to the trash, and stumbles.
    let name = if name == ".." { "...".to_owned() } else { name };
    let data = CONTENTS
        .choose(random)
        .filter(|_| random.random_ratio(4, 5));
    let trash = data.is_none() || random.random_ratio(1, 3);
    json!({ "name": name, "data": data, "trash": trash })
}

fn files(folder: &Path) -> Result<BTreeMap<String, String>, std::io::Error> {
    fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, fs::read_to_string(entry.path())?))
        })
        .collect()
}

#[test]
fn random_steps_lead_to_the_same_names_files_and_rows() -> Outcome {
    let ours = Ours::new()?;
    let mut random = StdRng::seed_from_u64(7);
    let (mut steps, mut names, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STEPS {
        let step = random_step(&mut random, &used);
        let name = ours.run(&step);
        used.extend(step["name"].as_str().map(str::to_owned));
        used.extend(name.clone());
        names.push(name);
        steps.push(step);
    }
    let mut oracle = Oracle::open(&ours.path("theirs.anki2"))?;
    let theirs = oracle.run(RUN_STEPS, &json!({ "steps": steps }))?;
    for ((step, name), expected) in steps
        .iter()
        .zip(&names)
        .zip(theirs["names"].as_array().into_iter().flatten())
    {
        assert_eq!(&json!(name), expected, "{step}");
    }
    assert_eq!(json!(files(ours.folder.path())?), theirs["files"]);
    let rows = "import sqlite3
result = sqlite3.connect(args).execute('select fname, csum, dirty from media order by fname').fetchall()";
    let our_rows = oracle.run(rows, &json!(ours.path("ours.media.db2")))?;
    assert_eq!(
        our_rows,
        oracle.run(rows, &json!(ours.path("theirs.media.db2")))?
    );
    Ok(())
}

#[test]
fn anki_finds_nothing_to_mend_in_a_folder_of_ours() -> Outcome {
    let ours = Ours::new()?;
    let mut random = StdRng::seed_from_u64(8);
    for _ in 0..300 {
        // Anki's own check renames what Anki itself stores for a name without extension that is taken.
        let mut step = random_step(&mut random, &[]);
        let name = step["name"].as_str().unwrap_or_default();
        step["name"] = json!(format!("{name}.mp3"));
        ours.run(&step);
    }
    let mut oracle = Oracle::open(&ours.path("ours.anki2"))?;
    let before = files(ours.folder.path())?;
    assert!(before.len() > 50);
    let told = oracle.run(CHECK, &Value::Null)?;
    assert_eq!(json!(files(ours.folder.path())?), json!(before));
    assert_eq!(told["missing"], json!([]));
    assert_eq!(told["again"], json!(before.keys().collect::<Vec<_>>()));
    let report = told["report"].as_str().unwrap_or_default();
    assert!(
        !report.contains("Renamed") && !report.contains("Subfolder"),
        "{report}"
    );
    Ok(())
}
