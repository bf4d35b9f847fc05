//! What is missing and what nobody uses, by us and by Anki's own media check.

use std::fs;

use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::Oracle;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

const ROUNDS: u64 = 6;
const NOTES: usize = 60;

/// Names, most of which a file of the folder has. The one of two that a browser takes for the other is always there:
/// Anki does not know that it does.
const NAMES: [&str; 12] = [
    "a.png",
    "B.png",
    "b.png",
    "ü nï.jpg",
    "日本.mp3",
    "_static.js",
    "_unused.css",
    "with space.gif",
    "with%20space.gif",
    "deep&amp;er.png",
    "deep&er.png",
    "c.mp4",
];

/// Ways in which a field refers to a file, and some that only look like it.
const WAYS: [&str; 10] = [
    "<img src=\"NAME\">",
    "<img src='NAME' width=10>",
    "<img alt=x src=NAME>",
    "[sound:NAME]",
    "<audio src=\"NAME\"></audio>",
    "<object data=\"NAME\">",
    "<img src=\"https://example.com/NAME\">",
    "<img src=\"file:///NAME\">",
    "<source SRC=\"NAME\">",
    "[sound:NAME",
];

const FILL: &str = "
model = col.models.by_name('Basic')
model['css'] += args['css']
model['tmpls'][0]['qfmt'] += args['template']
col.models.update_dict(model)
for number, value in enumerate(args['values']):
    note = col.new_note(model)
    note['Front'], note['Back'] = str(number), value
    col.add_note(note, 1)";

const CHECK: &str = "
found = col.media.check()
result = {'missing': sorted(found.missing), 'unused': sorted(found.unused)}";

#[test]
fn the_same_files_are_missing_and_unused_as_in_anki() -> Outcome {
    for round in 0..ROUNDS {
        check(round).map_err(|why| format!("round {round}: {why}"))?;
    }
    Ok(())
}

fn check(round: u64) -> Outcome {
    let folder = TempDir::new()?;
    let path = folder.path().join("collection.anki2");
    let mut random = StdRng::seed_from_u64(round);
    let mut reference = || {
        let name = NAMES.choose(&mut random).unwrap_or(&"");
        let way = WAYS.choose(&mut random).unwrap_or(&"");
        way.replace("NAME", name)
    };
    let values: Vec<String> = (0..NOTES)
        .map(|_| format!("{} and {}", reference(), reference()))
        .take(if round == 0 { 3 } else { NOTES })
        .collect();
    let args = json!({
        "values": values,
        "css": "@import url(_static.js); .card { background: url('a.png') }",
        "template": reference(),
    });
    let mut oracle = Oracle::open(&path)?;
    oracle.run(FILL, &args)?;
    oracle.close()?;
    let media = path.with_extension("media");
    fs::create_dir_all(&media)?;
    for name in NAMES {
        if name.contains('%') || random.random_ratio(3, 4) {
            fs::write(media.join(name), name)?;
        }
    }
    let engine = Engine::open(&path, EngineOptions::default())?;
    let report = engine.read(|view| view.check_media())?;
    engine.close()?;
    let mut missing: Vec<&String> = report.missing.iter().map(|file| &file.name).collect();
    missing.sort_unstable();
    let ours = json!({ "missing": missing, "unused": report.unused });
    oracle.reopen(&path)?;
    let theirs = oracle.run(CHECK, &Value::Null)?;
    assert_eq!(ours, theirs, "{values:?}");
    Ok(())
}
