//! Packages that must be refused, and leave everything as it was.

use std::fs;
use std::path::Path;

use ankid_collection::Engine;
use ankid_package::{Limits, PackageError};
use zip::CompressionMethod;

use crate::forging::{Forgery, collection, corrupt, media_list, zstd};
use crate::support::{Place, add_basic, import_within, notes, open, restore_within};

/// What each package is, its bytes, and what the refusal says.
type Case = (&'static str, Vec<u8>, &'static str);

const SMALL: Limits = Limits {
    entries: 10,
    media_file_bytes: 1000,
    total_bytes: 2_000_000,
    ratio: 100,
};

fn archives(good: &[u8]) -> Vec<Case> {
    let latest = Forgery::latest(good);
    let legacy = |media: &str| Forgery::legacy(good, media);
    let whole = latest.bytes();
    let many = (0..20).fold(latest.clone(), |package, number| {
        package.with(&number.to_string(), b"")
    });
    let twice = {
        // The names of both entries have one length, so that one can become the other.
        let bytes = legacy("{}").with("aaaa", b"1").with("bbbb", b"2").bytes();
        replace(&bytes, b"bbbb", b"aaaa")
    };
    vec![
        ("empty", Vec::new(), "is not a package"),
        ("text", b"front;back\n".to_vec(), "is not a package"),
        (
            "cut",
            whole[..whole.len() - 30].to_vec(),
            "is not a package",
        ),
        (
            "nothing inside",
            Forgery::new().bytes(),
            "no file `collection.anki2`",
        ),
        (
            "newer",
            latest.clone().with("meta", &[8, 4]).bytes(),
            "format 4",
        ),
        (
            "strange meta",
            latest.clone().with("meta", b"\xff\xff").bytes(),
            "`meta` cannot be read",
        ),
        (
            "traversal",
            latest.clone().with("../x", b"").bytes(),
            "named `../x`",
        ),
        (
            "absolute",
            latest.clone().with("/etc/x", b"").bytes(),
            "named `/etc/x`",
        ),
        ("twice", twice, "the same name"),
        ("many", many.bytes(), "10 is the limit"),
        (
            "no zstd",
            latest.with("collection.anki21b", good).bytes(),
            "cannot be unpacked",
        ),
    ]
}

fn bombs(good: &[u8]) -> Vec<Case> {
    let zeros = vec![0; 4_000_000];
    let mut deflated = Forgery::legacy(good, "{}").with("collection.anki21", &zeros);
    deflated.compression = CompressionMethod::Deflated;
    let compressed = Forgery::latest(good).with("collection.anki21b", &zstd(&zeros));
    vec![
        ("deflate bomb", deflated.bytes(), "too large"),
        ("zstd bomb", compressed.bytes(), "too large"),
    ]
}

fn media(good: &[u8]) -> Vec<Case> {
    let latest = Forgery::latest(good);
    let legacy = |media: &str| Forgery::legacy(good, media).bytes();
    let listed =
        |name: &str, sha1: [u8; 20]| latest.clone().with("media", &media_list(&[(name, sha1)]));
    vec![
        (
            "no list",
            latest.clone().with("media", b"x").bytes(),
            "cannot be unpacked",
        ),
        (
            "strange list",
            latest.clone().with("media", &zstd(b"\x0a\xff")).bytes(),
            "list of media",
        ),
        (
            "leads out",
            legacy(r#"{"0": "../../x"}"#),
            "named `../../x`",
        ),
        (
            "number twice",
            legacy(r#"{"0": "a", "0": "b"}"#),
            "the name `0`",
        ),
        ("not there", legacy(r#"{"0": "_a.png"}"#), "no file `0`"),
        (
            "leads out, latest",
            listed("../x", [0; 20]).with("0", &zstd(b"")).bytes(),
            "named `../x`",
        ),
        (
            "wrong checksum",
            listed("_a.png", [1; 20]).with("0", &zstd(b"abc")).bytes(),
            "checksum",
        ),
        (
            "too long",
            listed("_a.png", [1; 20])
                .with("0", &zstd(&[0; 2000]))
                .bytes(),
            "too large",
        ),
    ]
}

fn collections(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |what, sql: &str, says| {
        let bytes = collection(folder, |database| database.execute_batch(sql).unwrap());
        cases.push((what, Forgery::latest(&bytes).bytes(), says));
    };
    add(
        "trigger",
        "CREATE TRIGGER steal AFTER INSERT ON notes BEGIN DELETE FROM cards; END",
        "trigger `steal`",
    );
    add(
        "view",
        "ALTER TABLE notes RENAME TO other; CREATE VIEW notes AS SELECT * FROM other",
        "view `notes`",
    );
    add(
        "column",
        "ALTER TABLE cards ADD COLUMN extra",
        "table `cards`",
    );
    add(
        "generated column",
        "ALTER TABLE cards ADD COLUMN extra AS (abs(id)) VIRTUAL",
        "table `cards`",
    );
    add("lacking", "DROP TABLE revlog", "table `revlog`");
    add("newer schema", "UPDATE col SET ver = 99", "schema 99");
    add("old schema", "UPDATE col SET ver = 5", "schema 5");
    add("no row", "DELETE FROM col", "table `col` is empty");
    add(
        "no text",
        "UPDATE col SET ver = 'x'",
        "not an Anki collection",
    );
    add(
        "no tables",
        "PRAGMA writable_schema = on; DELETE FROM sqlite_master",
        "not an Anki collection",
    );
    cases.push((
        "no database",
        Forgery::latest(b"no database").bytes(),
        "not an Anki collection",
    ));
    let mut broken = collection(folder, |_database| ());
    let middle = broken.len() / 2 / 4096 * 4096;
    broken[middle..middle + 200].fill(0xff);
    cases.push(("broken page", Forgery::latest(&broken).bytes(), "damaged"));
    broken.truncate(middle);
    cases.push(("half", Forgery::latest(&broken).bytes(), "damaged"));
    cases
}

/// Messages in place of decks, presets and note types that are none.
fn messages(folder: &Path) -> Vec<Case> {
    let cases = [
        (
            "hostile deck",
            "UPDATE decks SET common = x'ffffff'",
            "table `decks`",
        ),
        (
            "hostile preset",
            "UPDATE deck_config SET config = x'ffffff'",
            "table `deck_config`",
        ),
        (
            "hostile note type",
            "INSERT INTO notetypes VALUES (1, 'x', 0, 0, x'ffffff')",
            "table `notetypes`",
        ),
    ];
    cases
        .map(|(what, sql, says)| {
            let bytes = collection(folder, |database| database.execute_batch(sql).unwrap());
            (what, Forgery::latest(&bytes).bytes(), says)
        })
        .to_vec()
}

/// All packages that are refused, with what is said of them.
fn refused_packages(place: &Place) -> Vec<Case> {
    let folder = place.path("");
    let good = collection(&folder, |_database| ());
    [
        archives(&good),
        bombs(&good),
        media(&good),
        collections(&folder),
        messages(&folder),
    ]
    .concat()
}

fn replace(bytes: &[u8], from: &[u8; 4], to: &[u8; 4]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == from[..] {
            bytes[at..at + 4].copy_from_slice(to);
        }
    }
    bytes
}

#[test]
fn what_is_refused_changes_nothing() {
    let place = Place::new();
    let engine = place.engine("user");
    add_basic(&engine, "own", "");
    engine.close().unwrap();
    place.write_media("user", "a.png", b"own picture");
    let target = place.collection("user");
    let before = fs::read(&target).unwrap();
    for (what, bytes, says) in refused_packages(&place) {
        let package = place.path("package");
        fs::write(&package, bytes).unwrap();
        let refused = match restore_within(&package, &target, SMALL) {
            Err(refused) => refused.to_string(),
            Ok(_) => panic!("{what} was restored"),
        };
        assert!(refused.contains(says), "{what}: {refused}");
        assert_eq!(fs::read(&target).unwrap(), before, "{what}");
        assert_eq!(place.names("user/collection.media"), ["a.png"], "{what}");
        assert_eq!(place.media("user", "a.png"), "own picture", "{what}");
        let left = place.names("user");
        let strangers = left
            .iter()
            .filter(|name| name.contains(".ankid-") && !name.ends_with("-lock"));
        assert_eq!(strangers.count(), 0, "{what}: {left:?}");
    }
    assert_eq!(notes(&open(&target)).len(), 1);
}

#[test]
fn what_is_refused_is_not_imported_either() {
    let place = Place::new();
    let engine = place.engine("user");
    add_basic(&engine, "own", "<img src=a.png>");
    place.write_media("user", "a.png", b"own picture");
    let before = state(&engine);
    for (what, bytes, says) in refused_packages(&place) {
        let package = place.path("package");
        fs::write(&package, bytes).unwrap();
        let refused = match import_within(&engine, &package, SMALL) {
            Err(refused) => refused.to_string(),
            Ok(_) => panic!("{what} was imported"),
        };
        assert!(refused.contains(says), "{what}: {refused}");
        assert_eq!(state(&engine), before, "{what}");
        assert_eq!(place.names("user/collection.media"), ["a.png"], "{what}");
        assert_eq!(place.media("user", "a.png"), "own picture", "{what}");
        let waiting = place.path("user/collection.media.staging");
        let left = fs::read_dir(waiting).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{what}");
    }
}

/// The stamps of a collection, and what is in it.
fn state(engine: &Engine) -> String {
    let state = engine.read(|view| {
        let stamps = view.storage().stamps()?;
        let (decks, notetypes) = (view.catalog().decks(), view.catalog().notetypes());
        let decks: Vec<String> = decks.map(|deck| format!("{deck:?}")).collect();
        let notetypes: Vec<i64> = notetypes.map(|notetype| notetype.id.0).collect();
        Ok::<_, PackageError>(format!("{stamps:?} {decks:?} {notetypes:?}"))
    });
    format!("{} {:?}", state.unwrap(), notes(engine))
}

#[test]
fn a_changed_byte_is_noticed() {
    let place = Place::new();
    let good = collection(&place.path(""), |_database| ());
    let package = Forgery::legacy(&good, "{}").write(&place.path("package"));
    corrupt(&package, 5000);
    let refused = restore_within(&package, &place.collection("user"), Limits::default());
    let refused = refused.unwrap_err();
    assert!(matches!(refused, PackageError::Damaged(_)), "{refused:?}");
}

#[test]
fn a_missing_package_and_a_folder_are_told_apart() {
    let place = Place::new();
    let target = place.collection("user");
    let refused = restore_within(&place.path("none"), &target, SMALL).unwrap_err();
    assert!(matches!(refused, PackageError::Missing(_)), "{refused:?}");
    let refused = restore_within(&place.path("user"), &target, SMALL).unwrap_err();
    assert!(
        matches!(refused, PackageError::NotAPackage(_)),
        "{refused:?}"
    );
}
