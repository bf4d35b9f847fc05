//! Packages that older releases of Anki made, against what those releases said that they hold. How they were made
//! stands in `older/make.py`.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ankid_package::{ImportOptions, Limits, PreparedImport, Reporter};
use ankid_testkit::differences;
use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

use crate::support::{Place, open, restore};

const RELEASES: [&str; 6] = [
    "2.1.49-scheduler1",
    "2.1.49",
    "2.1.54",
    "2.1.66",
    "23.10.1",
    "25.9.2",
];

/// Media files that no release packed: one that no note refers to, and one that notes have as `p%20q.jpg`.
const LEFT_BEHIND: [&str; 2] = ["unused.png", "p q.jpg"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/older")
}

fn read_json(name: &str) -> Map<String, Value> {
    serde_json::from_slice(&fs::read(folder().join(name)).unwrap()).unwrap()
}

/// What a collection holds, asked as the older release was.
fn held(collection: &Path) -> Value {
    let database = Connection::open(collection).unwrap();
    let order = |left: &str, right: &str| left.to_lowercase().cmp(&right.to_lowercase());
    database.create_collation("unicase", order).unwrap();
    let ask = |sql: &Value| -> Value {
        let mut statement = database.prepare(sql.as_str().unwrap()).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            let value = |column| match row.get_unwrap(column) {
                SqlValue::Integer(number) => json!(number),
                SqlValue::Text(text) => json!(text),
                other => json!(format!("{other:?}")),
            };
            Ok((0..columns).map(value).collect::<Value>())
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    let queries = read_json("queries.json");
    let mut held: Map<String, Value> = queries
        .into_iter()
        .map(|(name, sql)| (name, ask(&sql)))
        .collect();
    held.insert("media".to_owned(), media(collection));
    held.into()
}

/// The names and hashes of the media files.
fn media(collection: &Path) -> Value {
    let entries = fs::read_dir(collection.with_extension("media")).unwrap();
    let mut files: Vec<[String; 2]> = entries
        .map(|entry| {
            let entry = entry.unwrap();
            let hash = Sha1::digest(fs::read(entry.path()).unwrap());
            let hash = hash.iter().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
            [entry.file_name().into_string().unwrap(), hash]
        })
        .collect();
    files.sort();
    json!(files)
}

fn assert_same(expected: &Value, found: &Value, what: &str) {
    assert_eq!(differences(expected, found), [""; 0], "{what}");
}

#[test]
fn a_collection_of_an_older_release_is_restored_whole() {
    let place = Place::new();
    for release in RELEASES {
        let expected: Value = read_json(&format!("{release}.json")).into();
        let collection = place.collection(release);
        restore(&folder().join(format!("{release}.colpkg")), &collection).unwrap();
        // Opening it again is what a user does next.
        open(&collection).close().unwrap();
        assert_same(&expected, &held(&collection), release);
    }
}

/// The rows about the cards that the other list has.
fn only_cards_of(rows: &mut Value, other: &Value) {
    let card = |row: &Value| (row[0].to_string(), row[1].to_string());
    let known: HashSet<_> = other.as_array().unwrap().iter().map(card).collect();
    let rows = rows.as_array_mut().unwrap();
    rows.retain(|row| known.contains(&card(row)));
}

#[test]
fn the_decks_of_an_older_release_are_imported_whole() {
    let place = Place::new();
    for release in RELEASES {
        let mut expected: Value = read_json(&format!("{release}.json")).into();
        let collection = place.collection(release);
        let engine = open(&collection);
        let package = folder().join(format!("{release}.apkg"));
        let (options, limits) = (ImportOptions::default(), Limits::default());
        let prepared =
            PreparedImport::new(&engine, &package, options, limits, &Reporter::silent()).unwrap();
        let report = engine.write(move |transaction| prepared.run(transaction));
        let notes = expected["notes"].as_array().unwrap().len();
        assert_eq!(report.unwrap().new.len(), notes, "{release}");
        engine.close().unwrap();
        let mut found = held(&collection);
        // Cards that were in a filtered deck have left it.
        only_cards_of(&mut found["cards"], &expected["cards"]);
        let files = expected["media"].as_array_mut().unwrap();
        files.retain(|file| !LEFT_BEHIND.iter().any(|name| file[0] == *name));
        assert_same(&expected, &found, release);
    }
}
