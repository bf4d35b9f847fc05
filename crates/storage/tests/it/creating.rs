//! What a new file holds.

use ankid_storage::{CollectionStamps, Storage, StorageError};
use ankid_types::{TimestampMillis, Usn};

use crate::support::{CREATION, Fixture, raw};

fn rows(path: &std::path::Path, sql: &str) -> Vec<String> {
    let connection = raw(path);
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_new_collection_has_the_stamps_it_was_given() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.storage.stamps().unwrap(),
        CollectionStamps {
            created: CREATION.created,
            modified: TimestampMillis(0),
            schema_modified: CREATION.schema_modified,
            last_sync: TimestampMillis(0),
            usn: Usn(0),
        }
    );
}

#[test]
fn a_new_collection_has_the_tables_and_indexes_of_anki() {
    let (_folder, path) = Fixture::new().close();
    insta::assert_snapshot!(
        rows(&path, "SELECT type || ' ' || name FROM sqlite_master ORDER BY 1").join("\n"),
        @"
        index idx_cards_odid
        index idx_decks_name
        index idx_fields_name_ntid
        index idx_graves_pending
        index idx_notes_mid
        index idx_notetypes_name
        index idx_notetypes_usn
        index idx_templates_name_ntid
        index idx_templates_usn
        index ix_cards_nid
        index ix_cards_sched
        index ix_cards_usn
        index ix_notes_csum
        index ix_notes_usn
        index ix_revlog_cid
        index ix_revlog_usn
        table cards
        table col
        table config
        table deck_config
        table decks
        table fields
        table graves
        table notes
        table notetypes
        table revlog
        table sqlite_stat1
        table sqlite_stat4
        table tags
        table templates
        "
    );
}

#[test]
fn a_new_collection_has_the_settings_of_anki() {
    let (_folder, path) = Fixture::new().close();
    insta::assert_snapshot!(
        rows(
            &path,
            "SELECT KEY || ' ' || typeof(val) || ' ' || CAST(val AS TEXT) || ' '
                 || usn || ' ' || mtime_secs
             FROM config ORDER BY KEY",
        )
        .join("\n"),
        @r#"
        activeDecks blob [1] 0 0
        addToCur blob true 0 0
        collapseTime blob 1200 0 0
        creationOffset blob -60 0 0
        curDeck blob 1 0 0
        curModel blob null 0 0
        dayLearnFirst blob false 0 0
        dueCounts blob true 0 0
        estTimes blob true 0 0
        newSpread blob 0 0 0
        nextPos blob 1 0 0
        sched2021 blob true 0 0
        schedVer blob 2 0 0
        sortBackwards blob false 0 0
        sortType blob "noteFld" 0 0
        timeLim blob 0 0 0
        "#
    );
}

#[test]
fn a_new_collection_has_the_default_deck_and_preset() {
    let (_folder, path) = Fixture::new().close();
    insta::assert_snapshot!(
        rows(
            &path,
            "SELECT concat_ws(' ', id, name, mtime_secs, usn, hex(common), hex(kind)) FROM decks
             UNION ALL
             SELECT concat_ws(' ', id, name, mtime_secs, usn, hex(config)) FROM deck_config",
        )
        .join("\n"),
        @"
        1 Default 0 0 08011001 0A020801
        1 Default 0 0 0A080000803F00002041120400002041221C0000803F0000803F0000803F0000803F0000803F0000803F0000803F481450C8015D00002040656666A63F6D9A99993F7D0000803F8001949D02880101900101980104A80101B00108C0013CAD026666663FC5026666663FE00201
        "
    );
}

#[test]
fn a_new_collection_has_the_statistics_that_anki_leaves() {
    let (_folder, path) = Fixture::new().close();
    insta::assert_snapshot!(
        rows(
            &path,
            "SELECT concat_ws(' ', tbl, ifnull(idx, '-'), stat) FROM sqlite_stat1 ORDER BY 1",
        )
        .join("\n"),
        @"
        cards idx_cards_odid 0 0
        col - 1
        config config 16 1
        "
    );
    let samples = rows(
        &path,
        "SELECT concat_ws(' ', tbl, neq, nlt, substr(CAST(sample AS TEXT), 3)) FROM sqlite_stat4",
    );
    insta::assert_snapshot!(samples.join("\n"), @"
        config 1 1 addToCur
        config 1 3 creationOffset
        config 1 5 curModel
        config 1 7 dueCounts
        config 1 9 newSpread
        config 1 11 sched2021
        config 1 13 sortBackwards
        config 1 15 timeLim
        ");
}

#[test]
fn an_existing_collection_is_not_created_anew() {
    let (_folder, path) = Fixture::new().close();
    let before = std::fs::read(&path).unwrap();
    let error = Storage::create(&path, &CREATION).unwrap_err();
    assert!(
        matches!(error, StorageError::AlreadyExists { .. }),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn an_empty_file_becomes_a_collection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.anki2");
    std::fs::write(&path, b"").unwrap();
    for open in [Storage::open_writer, Storage::open_reader] {
        let error = open(&path).unwrap_err();
        assert!(matches!(error, StorageError::Empty), "{error}");
    }
    Storage::create(&path, &CREATION).unwrap().close().unwrap();
    Storage::open_writer(&path).unwrap();
}

#[test]
fn a_collection_that_could_not_be_filled_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.anki2");
    let outcome = Storage::create_with(&path, &CREATION, |storage| {
        storage.remove_config("curDeck")?;
        Err(StorageError::Full)
    });
    assert!(matches!(outcome, Err(StorageError::Full)), "{outcome:?}");
    let error = Storage::open_writer(&path).unwrap_err();
    assert!(matches!(error, StorageError::Empty), "{error}");
    let storage = Storage::create_with(&path, &CREATION, |storage| {
        let removed = storage.remove_config("nextPos")?;
        assert!(removed);
        Ok::<_, StorageError>(())
    });
    let storage = storage.unwrap();
    assert!(!storage.in_transaction());
    storage.close().unwrap();
    let storage = Storage::open_writer(&path).unwrap();
    assert!(storage.get_config("curDeck").unwrap().is_some());
    assert!(storage.get_config("nextPos").unwrap().is_none());
}
