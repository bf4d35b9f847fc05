//! Texts that are good, bad and random.

use std::sync::{Arc, Mutex};

use ankid_package::{Outcome, ParsedText, Refusal, Reporter, TextImport, TextReport};
use ankid_testkit::rows;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Place;

fn import(place: &Place, text: &str, options: TextImport) -> Result<TextReport, String> {
    let engine = place.engine("one");
    let text = ParsedText::parse(text, options).map_err(|error| error.to_string())?;
    let report = engine.write(|transaction| text.import(transaction));
    report.map_err(|error| error.to_string())
}

#[test]
fn an_import_is_one_step_that_undo_takes_back() {
    let place = Place::new();
    let engine = place.engine("one");
    let file = place.collection("one");
    let before = rows(&file).unwrap();
    let text = "#deck:New\n#notetype:Basic\n#tags:t\na\tb\nc\td\n";
    let text = ParsedText::parse(text, TextImport::default()).unwrap();
    assert_eq!(text.len(), 2);
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&told);
    let text = text.reporting(Reporter::new(move |progress| {
        hears.lock().unwrap().push((progress.done, progress.total));
    }));
    let report = engine
        .write(|transaction| text.import(transaction))
        .unwrap();
    assert_eq!(*told.lock().unwrap(), [(1, 2), (2, 2)]);
    let added = |row: &ankid_package::RowReport| matches!(row.outcome, Outcome::Added { .. });
    assert!(report.rows.iter().all(added), "{report:?}");
    assert_eq!(engine.undo_status().undo, Some("Import"));
    engine.write(|transaction| transaction.undo()).unwrap();
    assert_eq!(rows(&file).unwrap(), before);
}

#[test]
fn rows_are_reported_with_the_lines_that_they_begin_in() {
    let place = Place::new();
    let text =
        "#notetype:Basic\n# a comment\n\n\"two\nlines\"\tx\n\n# another\n\tno front\nlast\ty";
    let report = import(&place, text, TextImport::default()).unwrap();
    let lines: Vec<usize> = report.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [4, 8, 9]);
    let refused = Outcome::Skipped(Refusal::EmptyFirstField);
    assert_eq!(report.rows[1].outcome, refused);
}

#[test]
fn what_cannot_be_imported_is_refused_whole() {
    let place = Place::new();
    let unknown = TextImport {
        notetype: Some("Nope".to_owned()),
        ..TextImport::default()
    };
    for (text, options, expected) in [
        ("", TextImport::default(), "the text has no rows"),
        (
            "#html:true\n",
            TextImport::default(),
            "the text has no rows",
        ),
        (
            "#notetype:Nope\nx\n",
            TextImport::default(),
            "line 1: there is no note type `Nope`",
        ),
        ("x\n", unknown, "there is no note type `Nope`"),
        (
            "#separator:x\n",
            TextImport::default(),
            "line 1: `x` is not tab, pipe, semicolon, colon, comma or space",
        ),
        (
            "#tags column:1\nx\n",
            TextImport::default(),
            "no column of the text is left for the first field",
        ),
    ] {
        assert_eq!(
            import(&place, text, options).unwrap_err(),
            expected,
            "{text:?}"
        );
    }
    let path = place.path("text.txt");
    std::fs::write(&path, b"good\nbad \xff\n").unwrap();
    let refused = ParsedText::read(&path, TextImport::default()).unwrap_err();
    assert_eq!(refused.to_string(), "line 2: the text is not UTF-8 here");
    let gone = place.path("gone.txt");
    assert!(ParsedText::read(&gone, TextImport::default()).is_err());
}

#[test]
fn no_text_breaks_the_import() {
    let place = Place::new();
    let engine = place.engine("one");
    let piece = prop_oneof![
        Just("#separator:".to_owned()),
        Just("#html:true\n".to_owned()),
        Just("#deck column:2\n".to_owned()),
        Just("#notetype column:1\n".to_owned()),
        Just("#guid column:9\n".to_owned()),
        Just("Basic\tDefault\t".to_owned()),
        "[#,;:|\t \"\r\n\u{feff}]{1,4}",
        "\\PC{0,6}",
    ];
    let texts = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    let config = Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRunner::deterministic().new_rng());
    let played = runner.run(&texts, |text| {
        let lines = text.split('\n').count();
        let Ok(parsed) = ParsedText::parse(&text, TextImport::default()) else {
            return Ok(());
        };
        let count = parsed.len();
        match engine.write(|transaction| parsed.import(transaction)) {
            Ok(report) => {
                prop_assert_eq!(report.rows.len(), count);
                let places: Vec<usize> = report.rows.iter().map(|row| row.line).collect();
                prop_assert!(
                    places.is_sorted() && places.iter().all(|line| *line <= lines),
                    "{places:?}"
                );
            }
            Err(error) => {
                let error = error.to_string();
                prop_assert!(!error.contains("inside the engine"), "{error}");
            }
        }
        Ok(())
    });
    assert!(played.is_ok(), "{}", played.unwrap_err());
}
