//! Upgrades: what becomes of files that no Anki of today writes, and what is left of those that
//! cannot be upgraded. The rules themselves are tested against the official engine.

use std::fs;
use std::path::{Path, PathBuf};

use ankid_storage::{Storage, StorageError};
use ankid_types::{DeckConfigId, NotetypeId, TimestampMillis, TimestampSecs, Usn};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Fixture, raw};

/// 23 January 2025, 04:05:06 UTC.
const NOW: TimestampMillis = TimestampMillis(1_737_605_106_789);

/// A file of schema 11 in a folder of its own.
struct Old {
    folder: TempDir,
    path: PathBuf,
}

impl Old {
    /// Puts objects into columns of `col`.
    fn new(columns: &[(&str, Value)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("collection.anki2");
        let connection = raw(&path);
        connection
            .execute_batch(include_str!("schema11.sql"))
            .unwrap();
        for (column, value) in columns {
            let sql = format!("UPDATE col SET {column} = ?1");
            connection.execute(&sql, [value.to_string()]).unwrap();
        }
        Self { folder, path }
    }

    fn backups(&self) -> PathBuf {
        self.folder.path().join("backups")
    }

    fn upgrade(&self) -> Result<Option<PathBuf>, StorageError> {
        Storage::upgrade(&self.path, &self.backups(), NOW)
    }

    fn upgraded(&self) -> Storage {
        assert!(self.upgrade().unwrap().is_some());
        Storage::open_writer(&self.path).unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn deck(id: i64, name: &str) -> Value {
    let none = json!([0, 0]);
    json!({
        "id": id, "name": name, "mod": 5, "usn": 3, "collapsed": false, "dyn": 0, "conf": 1,
        "lrnToday": none, "revToday": none, "newToday": none, "timeToday": none,
    })
}

fn notetype(id: i64, name: &str, fields: &[&str]) -> Value {
    let fields = fields.iter().map(
        |name| json!({ "name": name, "sticky": false, "rtl": false, "font": "Arial", "size": 20 }),
    );
    json!({
        "id": id, "name": name, "type": 0, "mod": 5, "usn": 3, "sortf": 0, "did": null, "css": "",
        "flds": fields.collect::<Vec<_>>(), "tmpls": [{ "name": "Card 1", "qfmt": "{{a}}" }],
    })
}

fn preset(id: i64) -> Value {
    json!({
        "id": id, "name": "Default", "mod": 5, "usn": 3, "maxTaken": 60, "autoplay": true, "timer": 0,
        "new": null, "rev": null, "lapse": null,
    })
}

#[test]
fn a_copy_of_the_old_file_tells_its_schema_and_the_time() {
    let old = Old::new(&[]);
    let copy = old.upgrade().unwrap().unwrap();
    let name = "collection-schema11-20250123T040506Z.anki2";
    assert_eq!(copy, old.backups().join(name));
    let version = |path: &Path| -> i64 {
        let connection = raw(path);
        connection
            .query_row("SELECT ver FROM col", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((version(&copy), version(&old.path)), (11, 18));

    fs::copy(&copy, &old.path).unwrap();
    let second = old.upgrade().unwrap().unwrap();
    assert_eq!(
        second,
        old.backups()
            .join("collection-schema11-20250123T040506Z-2.anki2")
    );
    assert_eq!(names(&old.backups()).len(), 2);
}

#[test]
fn a_collection_of_the_present_schema_is_left_alone() {
    let (folder, path) = Fixture::new().close();
    let before = fs::read(&path).unwrap();
    let backups = folder.path().join("backups");
    assert_eq!(Storage::upgrade(&path, &backups, NOW).unwrap(), None);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(!backups.exists());
}

#[test]
fn what_cannot_be_upgraded_stays_as_it_was_without_a_copy() {
    let check = |column: &str, value: Value, expected: &str| {
        let old = Old::new(&[(column, value)]);
        let before = fs::read(&old.path).unwrap();
        assert_eq!(old.upgrade().unwrap_err().to_string(), expected);
        assert_eq!(fs::read(&old.path).unwrap(), before);
        assert_eq!(names(&old.backups()), [""; 0]);
        assert_eq!(
            names(old.folder.path()),
            ["backups", "collection.anki2", "collection.anki2.ankid-lock"]
        );
    };
    let at = |column: &str, reason: &str| {
        format!("cannot read `{column}` of row `1` in table `col`: {reason}")
    };
    let no_object = "invalid type: sequence, expected a map at line 1 column 0";
    for column in ["conf", "models", "decks", "dconf", "tags"] {
        check(column, json!([]), &at(column, no_object));
    }
    check(
        "decks",
        json!({ "x": deck(5, "French") }),
        &at("decks", "the key `x` is no id"),
    );
    check(
        "decks",
        json!({ "5": { "name": "French" } }),
        &at("decks", "deck 5: `dyn` is missing"),
    );
    check(
        "models",
        json!({ "5": { "name": "Basic" } }),
        &at("models", "note type 5: `type` is missing"),
    );
    check(
        "dconf",
        json!({ "1": { "mod": "x" } }),
        &at(
            "dconf",
            r#"preset 1: `mod` must be a whole number, not "x""#,
        ),
    );
    check(
        "tags",
        json!({ "verb": null }),
        &at("tags", "the sync state of `verb` is no number"),
    );
}

#[test]
fn schemas_that_anki_does_not_upgrade_are_refused() {
    for version in [10, 12, 13, 19] {
        let old = Old::new(&[]);
        raw(&old.path)
            .execute("UPDATE col SET ver = ?1", [version])
            .unwrap();
        let before = fs::read(&old.path).unwrap();
        let error = old.upgrade().unwrap_err();
        match version {
            10 => assert!(matches!(error, StorageError::TooOld { version: 10 })),
            12 | 13 => assert!(matches!(error, StorageError::Beta { .. })),
            _ => assert!(matches!(error, StorageError::TooNew { version: 19 })),
        }
        assert_eq!(fs::read(&old.path).unwrap(), before);
        assert!(!old.backups().exists());
    }
}

#[test]
fn a_file_that_is_open_elsewhere_is_not_upgraded() {
    let old = Old::new(&[]);
    let other = raw(&old.path);
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert!(matches!(old.upgrade(), Err(StorageError::Locked(_))));
    other
        .execute_batch("ROLLBACK; BEGIN; SELECT ver FROM col")
        .unwrap();
    assert!(matches!(old.upgrade(), Err(StorageError::Locked(_))));
    assert_eq!(names(&old.backups()), [""; 0]);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(old.upgrade().unwrap().is_some());
}

#[test]
fn names_that_differ_only_in_case_are_told_apart() {
    let old = Old::new(&[
        (
            "decks",
            json!({
                "1": deck(1, "Default"), "5": deck(5, "French"), "6": deck(6, "FRENCH"),
                "7": deck(7, "french "),
            }),
        ),
        (
            "models",
            json!({
                "5": notetype(5, "Basic", &["a", "A", "b"]),
                "6": notetype(6, "BASIC", &["a"]),
            }),
        ),
        ("tags", json!({ "verb": 1, "VERB": 2 })),
    ]);
    let storage = old.upgraded();
    let decks = storage.all_decks().unwrap();
    let decks: Vec<_> = decks
        .iter()
        .map(|deck| (deck.name.human(), deck.modified, deck.usn))
        .collect();
    let renamed = |name: &str| (name.to_owned(), NOW.as_secs(), Usn::PENDING);
    let kept = |name: &str| (name.to_owned(), TimestampSecs(5), Usn(3));
    let expected = [
        kept("Default"),
        kept("French"),
        renamed("FRENCH_"),
        renamed("french__"),
    ];
    assert_eq!(decks, expected);

    let notetypes = storage.all_notetypes().unwrap();
    let names: Vec<&str> = notetypes
        .iter()
        .map(|notetype| notetype.name.as_str())
        .collect();
    assert_eq!(names, ["Basic", "BASIC_"]);
    let fields = notetypes[0].fields.iter().map(|field| field.name.as_str());
    assert_eq!(fields.collect::<Vec<_>>(), ["a", "A+", "b"]);

    let tags = storage.all_tags().unwrap();
    assert_eq!(tags.len(), 1);
    assert_eq!((tags[0].name.as_str(), tags[0].usn), ("verb", Usn(1)));
}

#[test]
fn the_key_decides_where_it_and_the_id_inside_differ() {
    let old = Old::new(&[
        ("dconf", json!({ "1": preset(77), "8": preset(1) })),
        ("decks", json!({ "1": deck(3, "Default") })),
        (
            "models",
            json!({ "0": notetype(0, "Nothing", &["a"]), "9": notetype(0, "Basic", &["a"]) }),
        ),
    ]);
    let storage = old.upgraded();
    let presets = storage.all_deck_configs().unwrap();
    let ids: Vec<DeckConfigId> = presets.iter().map(|preset| preset.id).collect();
    assert_eq!(ids, [DeckConfigId(1), DeckConfigId(8)]);
    assert_eq!(storage.all_decks().unwrap()[0].id.0, 1);
    let notetypes = storage.all_notetypes().unwrap();
    let ids: Vec<NotetypeId> = notetypes.iter().map(|notetype| notetype.id).collect();
    assert_eq!(ids, [NotetypeId(9), NotetypeId(NOW.0)]);
    assert_eq!(notetypes[1].fields.len(), 1);
}
