//! Collections that came from elsewhere.

use std::fs;
use std::path::Path;

use ankid_storage::{Scrutiny, Storage, StorageError};
use ankid_types::TimestampMillis;

use crate::support::{Fixture, card, raw};

const NOW: TimestampMillis = TimestampMillis(1_700_000_200_000);
const REVIEW: &str = "INSERT INTO revlog VALUES (1, 1, 0, 3, 10, 0, 2500, 900, 1), (2, 1, 0, 3, 20, 10, 2500, 900, 1)";

/// Opens the file of a collection with rows, after `damage`.
fn opened_after(damage: impl FnOnce(&Path), scrutiny: Scrutiny) -> Result<(), StorageError> {
    let fixture = Fixture::new();
    fixture.storage.add_card(&card(1, 1, 0)).unwrap();
    fixture.storage.add_card(&card(2, 1, 1)).unwrap();
    let (_folder, path) = fixture.close();
    raw(&path).execute_batch(REVIEW).unwrap();
    damage(&path);
    Storage::open_foreign(&path, scrutiny, NOW)?.close()
}

/// Lets an index stand for another column than the one it was made of.
fn misplaced(index: &str, sql: &str) -> impl FnOnce(&Path) {
    move |path| {
        let connection = raw(path);
        connection
            .pragma_update(None, "writable_schema", true)
            .unwrap();
        let changed = connection
            .execute(
                "UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1",
                [index, sql],
            )
            .unwrap();
        assert_eq!(changed, 1);
    }
}

#[test]
fn a_sound_collection_opens() {
    for scrutiny in [Scrutiny::Rows, Scrutiny::Indexes] {
        opened_after(|_path| (), scrutiny).unwrap();
    }
}

#[test]
fn an_index_that_lacks_rows_is_found_in_any_table() {
    for (index, sql) in [
        (
            "ix_revlog_cid",
            "CREATE INDEX ix_revlog_cid ON revlog (time)",
        ),
        ("ix_cards_nid", "CREATE INDEX ix_cards_nid ON cards (id)"),
        (
            "idx_decks_name",
            "CREATE UNIQUE INDEX idx_decks_name ON decks (mtime_secs)",
        ),
    ] {
        let opened = opened_after(misplaced(index, sql), Scrutiny::Indexes);
        let Err(StorageError::Corrupt { detail }) = opened else {
            panic!("{index}: {opened:?}");
        };
        assert!(
            detail.ends_with(&format!("missing from index {index}")),
            "{detail}"
        );
        // Rows alone are sound.
        opened_after(misplaced(index, sql), Scrutiny::Rows).unwrap();
    }
}

#[test]
fn a_page_that_is_no_page_is_found() {
    for scrutiny in [Scrutiny::Rows, Scrutiny::Indexes] {
        for table in ["revlog", "cards", "notes"] {
            let spoil = |path: &Path| {
                let root: u32 = raw(path)
                    .query_row(
                        "SELECT rootpage FROM sqlite_schema WHERE name = ?1",
                        [table],
                        |row| row.get(0),
                    )
                    .unwrap();
                let page = 4096 * usize::try_from(root).unwrap();
                let mut bytes = fs::read(path).unwrap();
                bytes[page - 4096..page].fill(0xaa);
                fs::write(path, bytes).unwrap();
            };
            let opened = opened_after(spoil, scrutiny);
            assert!(
                matches!(opened, Err(StorageError::Corrupt { .. })),
                "{table}: {opened:?}"
            );
        }
    }
}

#[test]
fn a_page_that_two_tables_share_is_found() {
    for scrutiny in [Scrutiny::Rows, Scrutiny::Indexes] {
        let share = |path: &Path| {
            let connection = raw(path);
            connection
                .pragma_update(None, "writable_schema", true)
                .unwrap();
            connection
                .execute(
                    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'notes') \
                     WHERE name = 'graves'",
                    [],
                )
                .unwrap();
        };
        let opened = opened_after(share, scrutiny);
        assert!(
            matches!(opened, Err(StorageError::Corrupt { .. })),
            "{opened:?}"
        );
    }
}
