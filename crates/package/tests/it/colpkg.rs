//! Whole collections out of and into packages.

use std::fs;
use std::sync::{Arc, Mutex};

use ankid_package::{
    BackupChoices, CollectionExport, Due, Format, PackageError, Reporter, Stage, back_up,
    export_collection,
};
use ankid_storage::StorageError;

use crate::support::{Place, add_basic, export, notes, open, restore};

const FORMATS: [Format; 2] = [Format::Latest, Format::Legacy];

#[test]
fn a_restored_collection_is_the_one_that_was_exported() {
    for format in FORMATS {
        let place = Place::new();
        let source = place.engine("source");
        add_basic(&source, "chat", "<img src=a.png>");
        place.write_media("source", "a.png", b"a picture");
        place.write_media("source", "日本.mp3", b"");
        export(&source, &place.path("all.colpkg"), format);
        let target = place.engine("target");
        add_basic(&target, "other", "");
        place.write_media("target", "a.png", b"another picture");
        place.write_media("target", "own.png", b"own");
        target.close().unwrap();
        let restored = restore(&place.path("all.colpkg"), &place.collection("target")).unwrap();
        assert_eq!(restored.media_files, 2, "{format:?}");
        let target = place.engine("target");
        assert_eq!(notes(&target), notes(&source), "{format:?}");
        assert_eq!(place.media("target", "a.png"), "a picture");
        let names = ["a.png", "own.png", "日本.mp3"];
        assert_eq!(place.names("target/collection.media"), names);
        assert_eq!(place.names("target/media.trash"), ["a.png"]);
        drop(target);
        let left = [
            "collection.anki2",
            "collection.anki2.ankid-lock",
            "collection.media",
        ];
        assert_eq!(place.names("target")[..3], left);
        let again = restore(&place.path("all.colpkg"), &place.collection("target")).unwrap();
        assert_eq!(again.media_files, 0, "{format:?}");
    }
}

#[test]
fn a_backup_has_no_media_and_leaves_them_alone() {
    let place = Place::new();
    let source = place.engine("source");
    add_basic(&source, "chat", "cat");
    place.write_media("source", "a.png", b"a picture");
    let stages = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&stages);
    let reporter = Reporter::new(move |progress| heard.lock().unwrap().push(progress));
    let made = back_up(&source, BackupChoices::default(), Due::Now, &reporter).unwrap();
    let backup = made.unwrap();
    assert_eq!(backup.bytes, fs::metadata(&backup.path).unwrap().len());
    let heard = stages.lock().unwrap();
    assert!(heard.iter().all(|progress| progress.stage == Stage::Backup));
    assert!(
        heard
            .last()
            .is_some_and(|last| last.done == last.total && last.total > 0)
    );
    add_basic(&source, "later", "");
    source.close().unwrap();
    let again = restore(&backup.path, &place.collection("source")).unwrap();
    assert_eq!(again.media_files, 0);
    assert_eq!(notes(&place.engine("source")).len(), 1);
    assert_eq!(place.media("source", "a.png"), "a picture");
}

#[test]
fn an_export_that_fails_leaves_what_was_there() {
    let place = Place::new();
    let source = place.engine("source");
    let target = place.path("out/all.colpkg");
    let what = CollectionExport {
        format: Format::Latest,
        media: true,
    };
    let silent = Reporter::silent();
    let refused = export_collection(&source, &target, what, &silent).unwrap_err();
    assert!(
        refused.to_string().contains("cannot write into"),
        "{refused}"
    );
    fs::create_dir(place.path("out")).unwrap();
    fs::write(&target, "before").unwrap();
    place.write_media("source", "a:b.png", b"");
    let refused = export_collection(&source, &target, what, &silent).unwrap_err();
    assert!(matches!(refused, PackageError::MediaName(name) if name == "a:b.png"));
    assert_eq!(fs::read_to_string(&target).unwrap(), "before");
    assert_eq!(place.names("out"), ["all.colpkg"]);
}

#[test]
fn an_open_collection_is_not_replaced() {
    let place = Place::new();
    let source = place.engine("source");
    add_basic(&source, "chat", "");
    place.write_media("source", "a.png", b"a picture");
    let package = place.path("all.colpkg");
    export(&source, &package, Format::Latest);
    let target = place.engine("target");
    add_basic(&target, "own", "");
    place.write_media("target", "a.png", b"own picture");
    let refused = restore(&package, &place.collection("target")).unwrap_err();
    let locked = matches!(refused, PackageError::Storage(StorageError::Locked(_)));
    assert!(locked, "{refused:?}");
    assert_eq!(notes(&target)[0].fields[0], "own");
    assert_eq!(place.media("target", "a.png"), "own picture");
    assert_eq!(place.names("target/media.trash"), [""; 0]);
}

#[test]
fn a_damaged_collection_stays_beside_the_restored_one() {
    let place = Place::new();
    let source = place.engine("source");
    add_basic(&source, "chat", "");
    let package = place.path("all.colpkg");
    export(&source, &package, Format::Latest);
    let target = place.collection("target");
    fs::write(&target, "no database").unwrap();
    fs::write(target.with_extension("anki2-wal"), "no log").unwrap();
    restore(&package, &target).unwrap();
    assert_eq!(notes(&open(&target)), notes(&source));
    let kept = fs::read_to_string(target.with_extension("anki2.damaged")).unwrap();
    assert_eq!(kept, "no database");
}
