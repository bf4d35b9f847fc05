//! Texts imported and exported by ankid and by the official engine: both leave and write the same.

use std::fs;
use std::path::Path;

use ankid_collection::Engine;
use ankid_package::{
    CardsAsText, Matched, NotesAsText, Outcome as RowOutcome, PackageError, ParsedText, Refusal,
    Reporter, TextImport, TextReport, cards_as_text, notes_as_text,
};
use ankid_testkit::differences;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::{Outcome, Place, open};

const FILL: &str = include_str!("text/fill.py");
const THEIR_IMPORT: &str = "
from anki.collection import ImportCsvRequest
metadata = col.get_csv_metadata(path=args['path'], delimiter=None)
log = col.import_csv(ImportCsvRequest(path=args['path'], metadata=metadata)).log
kinds = ['new', 'updated', 'first_field_match', 'duplicate', 'conflicting', 'empty_first_field', 'missing_notetype', 'missing_deck']
result = {kind: len(getattr(log, kind)) for kind in kinds}";
const THEIR_NOTES: &str = "
from anki.collection import ExportLimit
col.export_note_csv(out_path=args['path'], limit=None, with_html=args['html'], with_tags=args['tags'], with_deck=args['deck'],
    with_notetype=args['notetype'], with_guid=args['guid'])";
const THEIR_CARDS: &str =
    "col.export_card_csv(out_path=args['path'], limit=None, with_html=args['html'])";

/// What the official engine remembers in the collection: what people chose last, and the hour at which days begin.
const OWN_KEYS: [&str; 3] = ["csvDuplicateResolution", "matchScope", "rollover"];

/// Texts with all directives, and rows that are hard to read.
const TEXTS: &[&str] = &[
    "front\tback\n",
    "a;b;c\nd;e\n",
    "one,two,tag1 tag2\n\"quoted, with \"\"quotes\"\"\nand lines\",\"x\ny\",t\n",
    "\u{feff}#separator:comma\n#html:true\n<b>x</b>,\"<i>\ny</i>\"\n",
    "#html:false\nx < y & \"z\"\t'single'\n",
    "tags:red  blue\n#separator:pipe\nx|y\n",
    "#separator:tab\n#columns:Back\tFront\tOther\nthe back\tthe front\tno field\n",
    "#separator:comma\n#columns:Nothing,Known\nx,y\n",
    "#notetype:Basic (and reversed card)\n#deck:New::Deck\nx\ty\tz1 z2\n",
    "#deck:Existing\nin existing\tx\n",
    "#separator:tab\n#notetype column:1\n#deck column:2\n#tags column:5\nBasic\tB::C\tf\tb\tt1\nCloze\tExisting\t{{c1::x}}\textra\tt2\nNope\tX\tf\tb\tt\nBasic\t99999\tf2\tb2\tt\n",
    "#separator:tab\n#guid column:1\n#tags column:4\nknown-guid\tchanged first\tchanged\tnew\nnew-guid\tanother\tone\t\nconflict\tx\ty\tz\n",
    "#if matches:keep current\nknown\tother back\nunknown\tx\n",
    "#if matches:keep both\nknown\tother back\nunknown\tx\n",
    "#if matches:update current\nknown\tother back\tadded\n",
    "#if matches:keep both\n#guid column:1\nknown-guid\tx\ty\n\tknown\tz\n",
    "#match scope:notetype + deck\n#deck:Existing\nknown\tnot in this deck\nexists\thas a card here\n",
    "#tags:all of them\nknown\told back\n",
    "#tags:all of them\nknown\n",
    "known\told back\tkept tag\n",
    "\tno first\nx\ty\n",
    "x\ny\nz\n",
    "# a comment\n#another\nx\ty\n#in between\n\n\nz\tw\n",
    "x\ty\r\nz\tw\r\n",
    "double\tone\ndouble\ttwo\n",
    "e\u{301}\tdecomposed\n\u{7}bell\tx\n",
    "\"unfinished\tquote\n",
    "a b c\n",
    "[sound:a.mp3]\tx\n<img src=\"b.jpg\">\ty\n",
    "&nbsp;known\tstripped\n",
    "#notetype:Cloze\nno cloze\textra\n{{c2::x}} {{c1::y}}\textra\ttag\n",
    "#html:true\n<br>known\tmarkup does not count\n",
    "#separator:,,,\n#html:true,,\nx,y\n",
    "x\ty\tz\tw\tv\n",
    "#tags column:1\n#guid column:3\n#separator:semicolon\nt1 t2;front;guid-9;back\n",
];

#[test]
fn texts_do_what_they_do_in_anki() -> Outcome {
    let mut place = Place::new()?;
    let base = filled(&mut place)?;
    for (number, text) in TEXTS.iter().enumerate() {
        import_both(&mut place, &base, &format!("fixed {number}"), text)?;
    }
    Ok(())
}

#[test]
fn random_texts_do_what_they_do_in_anki() -> Outcome {
    let mut place = Place::new()?;
    let base = filled(&mut place)?;
    for seed in 0..80 {
        let text = random_text(seed);
        import_both(&mut place, &base, &format!("random {seed}"), &text)?;
    }
    Ok(())
}

#[test]
fn exports_are_those_of_anki() -> Outcome {
    let mut place = Place::new()?;
    let base = filled(&mut place)?;
    let engine = open(&base)?;
    let mut ours = Vec::new();
    let switches: Vec<[bool; 5]> = (0..32u8)
        .map(|bits| std::array::from_fn(|place| bits & (1 << place) != 0))
        .collect();
    for [html, guid, notetype, deck, tags] in switches.iter().copied() {
        let what = NotesAsText {
            html,
            guid,
            notetype,
            deck,
            tags,
        };
        let written = to_text(&engine, |view, text| {
            notes_as_text(view, "", what, text, &Reporter::silent())
        })?;
        let args =
            json!({ "html": html, "guid": guid, "notetype": notetype, "deck": deck, "tags": tags });
        ours.push((THEIR_NOTES, args, written));
    }
    for html in [true, false] {
        let what = CardsAsText { html };
        let written = to_text(&engine, |view, text| {
            cards_as_text(view, "", what, text, &Reporter::silent())
        })?;
        ours.push((THEIR_CARDS, json!({ "html": html }), written));
    }
    engine.close()?;
    place.oracle.reopen(&base)?;
    for (code, mut args, ours) in ours {
        let path = place.path("theirs.txt");
        args["path"] = json!(path);
        place.oracle.run(code, &args)?;
        let theirs = fs::read_to_string(&path)?;
        assert_eq!(ours, theirs, "{code} {args}");
    }
    place.oracle.close()?;
    Ok(())
}

#[test]
fn an_export_brings_all_notes_back_into_an_empty_collection() -> Outcome {
    let mut place = Place::new()?;
    let base = filled(&mut place)?;
    let what = NotesAsText {
        html: true,
        guid: true,
        notetype: true,
        deck: true,
        tags: true,
    };
    let engine = open(&base)?;
    let text = to_text(&engine, |view, text| {
        notes_as_text(view, "", what, text, &Reporter::silent())
    })?;
    engine.close()?;
    let empty = place.collection("empty")?;
    import(&empty, &text)?;
    let notes = |contents: &Value| -> Vec<Value> {
        let notes = contents["notes"].as_array().cloned().unwrap_or_default();
        // Of style sheets and boxes to type in nothing is written.
        let whole = notes
            .into_iter()
            .filter(|note| !note["fields"].to_string().contains("like a comment"));
        let known = whole.map(|note| json!([note["guid"], note["fields"], note["tags"]]));
        let mut known: Vec<Value> = known.collect();
        known.sort_by_key(Value::to_string);
        known
    };
    let (before, after) = (place.contents(&base)?, place.contents(&empty)?);
    assert_eq!(notes(&before), notes(&after));
    Ok(())
}

fn filled(place: &mut Place) -> Result<std::path::PathBuf, Box<dyn std::error::Error>> {
    let path = place.collection("base")?;
    place.run(&path, FILL, &json!({}))?;
    Ok(path)
}

/// Imports a text into two copies of a collection, and compares them and what is said of the rows.
fn import_both(place: &mut Place, base: &Path, name: &str, text: &str) -> Outcome {
    let file = place.path("text.txt");
    fs::write(&file, text)?;
    let (ours, theirs) = (place.collection("ours")?, place.collection("theirs")?);
    fs::copy(base, &ours)?;
    fs::copy(base, &theirs)?;
    let their_log = place.run(&theirs, THEIR_IMPORT, &json!({ "path": file }));
    let our_log = import(&ours, text);
    let (their_log, our_log) = match (their_log, our_log) {
        (Ok(theirs), Ok(ours)) => (theirs, log(&ours)),
        (Err(_), Err(_)) => return Ok(()),
        (theirs, ours) => return Err(format!("{name}\n{text}\n{theirs:?}\n{ours:?}").into()),
    };
    assert_eq!(differences(&our_log, &their_log), [""; 0], "{name}\n{text}");
    let mut dump = |path: &Path| -> Result<Value, Box<dyn std::error::Error>> {
        place.oracle.reopen(path)?;
        let mut dump = place.oracle.dump()?;
        let guids = place.oracle.rows(
            "select guid from notes where guid like '%guid%' order by id",
            &[],
        )?;
        assert_eq!(place.oracle.check()?, [""; 0]);
        place.oracle.close()?;
        if let Some(config) = dump["config"].as_array_mut() {
            config.retain(|row| !OWN_KEYS.iter().any(|key| row["KEY"] == *key));
        }
        dump["guids"] = guids;
        Ok(dump)
    };
    let (ours, theirs) = (dump(&ours)?, dump(&theirs)?);
    assert_eq!(differences(&ours, &theirs), [""; 0], "{name}\n{text}");
    Ok(())
}

fn import(collection: &Path, text: &str) -> Result<TextReport, PackageError> {
    let engine = Engine::open(collection, Default::default())?;
    let report = ParsedText::parse(text, TextImport::default())
        .and_then(|parsed| engine.write(|transaction| parsed.import(transaction)));
    engine.close()?;
    report
}

/// What Anki would say of the rows.
fn log(report: &TextReport) -> Value {
    let mut log = json!({
        "new": 0, "updated": 0, "first_field_match": 0, "duplicate": 0, "conflicting": 0, "empty_first_field": 0,
        "missing_notetype": 0, "missing_deck": 0,
    });
    for row in &report.rows {
        let kind = match &row.outcome {
            RowOutcome::Added { matched: None, .. } => "new",
            RowOutcome::Updated {
                matched: Matched::Guid,
                ..
            } => "updated",
            RowOutcome::Added { .. }
            | RowOutcome::Updated { .. }
            | RowOutcome::Skipped(Refusal::Kept(_)) => "first_field_match",
            RowOutcome::Unchanged(_) | RowOutcome::Skipped(Refusal::GuidTaken(_)) => "duplicate",
            RowOutcome::Skipped(Refusal::OtherNotetype(_)) => "conflicting",
            RowOutcome::Skipped(Refusal::EmptyFirstField) => "empty_first_field",
            RowOutcome::Skipped(Refusal::NotetypeMissing) => "missing_notetype",
            RowOutcome::Skipped(Refusal::DeckMissing | Refusal::DeckFiltered) => "missing_deck",
        };
        log[kind] = json!(log[kind].as_u64().unwrap_or_default() + 1);
    }
    log
}

fn to_text(
    engine: &Engine,
    export: impl FnOnce(
        &ankid_collection::View<'_>,
        &mut dyn std::io::Write,
    ) -> Result<usize, PackageError>,
) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = Vec::new();
    engine.read(|view| export(view, &mut text))?;
    Ok(String::from_utf8(text)?)
}

const SEPARATORS: [(&str, &str); 6] = [
    ("tab", "\t"),
    ("comma", ","),
    ("semicolon", ";"),
    ("pipe", "|"),
    ("colon", ":"),
    ("space", " "),
];

const DIRECTIVES: &str = "#html:true
#html:false
#tags:t1 T2
#deck:Existing
#deck:Made::Up
#notetype:Basic
#notetype:Cloze
#notetype:Basic (and reversed card)
#tags column:3
#guid column:2
#deck column:4
#notetype column:1
#if matches:keep both
#if matches:keep current
#match scope:notetype + deck
# nothing";

#[rustfmt::skip]
const VALUES: &[&str] = &[
    "known", "exists", "new", "x y", "", "\"q\"\"q\"", "\"a\nb\"", "<b>m</b>", "{{c1::z}}", "Basic", "Cloze",
    "Existing", "known-guid", "conflict", "7", "&amp;", "t1 t3", "日本", "a'b", "1", "# no comment", "\"",
    "fresh::deck",
];

fn random_text(seed: u64) -> String {
    let mut random = StdRng::seed_from_u64(seed);
    let (name, separator) = *SEPARATORS.choose(&mut random).unwrap_or(&SEPARATORS[0]);
    let mut text = String::new();
    if random.random_bool(0.7) {
        text += &format!("#separator:{name}\n");
    }
    let directives: Vec<&str> = DIRECTIVES.lines().collect();
    for _ in 0..random.random_range(0..4) {
        text += directives.choose(&mut random).unwrap_or(&"");
        text.push('\n');
    }
    for _ in 0..random.random_range(1..9) {
        let columns = random.random_range(1..6);
        let row: Vec<&str> = (0..columns)
            .map(|_| *VALUES.choose(&mut random).unwrap_or(&""))
            .collect();
        text += &row.join(separator);
        text += if random.random_bool(0.9) {
            "\n"
        } else {
            "\r\n"
        };
    }
    text
}
