use std::path::Path;

use ankid_types::TimestampMillis;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use rusqlite::Connection;

use super::shape::SHAPES;
use super::*;
use crate::testing::create;

/// All rows of all tables, with the type and the bytes of each value.
fn dump(connection: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    for shape in &SHAPES {
        let values: Vec<_> = shape
            .columns
            .iter()
            .map(|column| format!("typeof({column}) || ' ' || hex({column})"))
            .collect();
        let sql = format!(
            "SELECT '{0} ' || {1} FROM {0} ORDER BY {2}",
            shape.name,
            values.join(" || ', ' || "),
            shape.key_columns().join(", ")
        );
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        lines.extend(rows.map(Result::unwrap));
    }
    lines
}

#[test]
fn the_log_knows_every_column_of_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    let columns_of = |name: &str| -> Vec<String> {
        let mut statement = storage
            .connection()
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap();
        let names = statement.query_map([name], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    for (index, shape) in SHAPES.iter().enumerate() {
        assert_eq!(columns_of(shape.name), shape.columns, "{}", shape.name);
        assert_eq!(shape.table as usize, index, "{}", shape.name);
    }
    let tables: usize = storage
        .connection()
        .query_row(
            "SELECT count() FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            [],
            |row| row.get::<_, u32>(0).map(|count| count as usize),
        )
        .unwrap();
    assert_eq!(tables, SHAPES.len());
}

#[test]
fn work_tells_which_tables_it_touched() {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    let log = storage.undo_log();
    let before = log.position().unwrap();
    assert!(log.changes_since(before).unwrap().is_empty());
    storage.remove_config("curDeck").unwrap();
    let between = log.position().unwrap();
    storage.set_modified(TimestampMillis(5)).unwrap();
    let touched = log.changes_since(before).unwrap();
    assert!(touched.contains(Table::Config) && touched.contains(Table::Col));
    assert!(!touched.contains(Table::Notes));
    let later = log.changes_since(between).unwrap();
    assert!(!later.contains(Table::Config) && later.contains(Table::Col));
}

#[test]
fn a_position_is_not_given_out_twice_after_forgetting() {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    let log = storage.undo_log();
    storage.remove_config("curDeck").unwrap();
    let position = log.position().unwrap();
    log.forget_before(position).unwrap();
    assert_eq!(log.position().unwrap(), position);
    storage.remove_config("nextPos").unwrap();
    assert!(log.position().unwrap() > position);
}

#[test]
fn what_a_savepoint_took_back_is_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    let log = storage.undo_log();
    let start = dump(storage.connection());
    let before = log.position().unwrap();
    storage.begin().unwrap();
    storage.remove_config("curDeck").unwrap();
    storage.savepoint().unwrap();
    storage.set_modified(TimestampMillis(5)).unwrap();
    storage.rollback_to().unwrap();
    assert!(!log.changes_since(before).unwrap().contains(Table::Col));
    storage.commit().unwrap();
    log.undo_range(before, log.position().unwrap()).unwrap();
    assert_eq!(dump(storage.connection()), start);
}

/// A writer with a note.
fn writer_with_note(folder: &Path) -> Storage {
    let storage = create(folder);
    let sql = "INSERT INTO notes VALUES (1, 'guid', 1, 1, 1, '', '', '', 1, 0, '')";
    storage.connection().execute(sql, []).unwrap();
    storage
}

/// Whether a changed note, an added review and a new stamp are recorded.
fn records(storage: &Storage) -> [bool; 3] {
    let log = storage.undo_log();
    let before = log.position().unwrap();
    let sql = "UPDATE notes SET usn = usn + 1; UPDATE col SET mod = mod + 1";
    storage.connection().execute_batch(sql).unwrap();
    log.record_added(Table::Reviews, 1).unwrap();
    let touched = log.changes_since(before).unwrap();
    [Table::Notes, Table::Reviews, Table::Col].map(|table| touched.contains(table))
}

#[test]
fn unrecorded_work_leaves_no_trace_and_what_comes_after_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let storage = writer_with_note(folder.path());
    let log = storage.undo_log();
    storage.begin().unwrap();
    let inside = log.unrecorded(|| Ok::<_, StorageError>(records(&storage)));
    assert_eq!(inside.unwrap(), [false, false, true]);
    assert_eq!(records(&storage), [true; 3]);
    let failed = log.unrecorded(|| Err::<(), _>(StorageError::Empty));
    assert!(failed.is_err());
    assert_eq!(records(&storage), [true; 3]);
    storage.commit().unwrap();
    assert_eq!(records(&storage), [true; 3]);
}

#[test]
fn unrecorded_work_that_is_rolled_back_half_way_is_recorded_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let storage = writer_with_note(folder.path());
    for alone in [true, false] {
        storage.begin().unwrap();
        if !alone {
            storage.savepoint().unwrap();
        }
        let work = std::panic::AssertUnwindSafe(|| {
            let work = || -> Result<()> { panic!("half-way") };
            storage.undo_log().unrecorded(work)
        });
        assert!(std::panic::catch_unwind(work).is_err());
        if alone {
            storage.rollback().unwrap();
            storage.begin().unwrap();
        } else {
            storage.rollback_to().unwrap();
        }
        assert_eq!(records(&storage), [true; 3]);
        storage.commit().unwrap();
        assert_eq!(records(&storage), [true; 3]);
    }
}

/// A writer with so many notes that they are recorded at once, and their ids.
fn writer_with_many_notes(folder: &Path) -> (Storage, Vec<i64>) {
    let storage = create(folder);
    let sql = "WITH RECURSIVE ids(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < ?1)
               INSERT INTO notes SELECT id, 'guid', 1, 1, 1, ' tag ', x'00', id, id, 0, '' FROM ids";
    let count = i64::try_from(MANY_ROWS).unwrap();
    storage.connection().execute(sql, [count]).unwrap();
    (storage, (1..=count).collect())
}

#[test]
fn many_rows_that_are_recorded_at_once_are_taken_back_and_redone() {
    let folder = tempfile::tempdir().unwrap();
    let (storage, ids) = writer_with_many_notes(folder.path());
    let (log, connection) = (storage.undo_log(), storage.connection());
    let change = |sql: &str| Ok(connection.execute_batch(sql)?);
    let before = (dump(connection), log.position().unwrap());
    storage.begin().unwrap();
    log.recording_many(Table::Notes, &ids, || {
        change("UPDATE notes SET tags = '', mod = 9; UPDATE notes SET usn = -1 WHERE id = 7")
    })
    .unwrap();
    let touched = log.rows_since(before.1).unwrap();
    assert_eq!(touched.notes.count(), MANY_ROWS);
    // One record for each: no trigger has recorded them again.
    let records = log.position().unwrap().0 - before.1.0;
    assert_eq!(usize::try_from(records).unwrap(), MANY_ROWS);
    change("DELETE FROM notes WHERE id > 100").unwrap();
    assert_eq!(self::records(&storage), [true; 3]);
    storage.commit().unwrap();
    let after = (dump(connection), log.position().unwrap());
    log.undo_range(before.1, after.1).unwrap();
    assert_eq!(dump(connection), before.0);
    log.undo_range(after.1, log.position().unwrap()).unwrap();
    assert_eq!(dump(connection), after.0);
}

#[test]
fn a_change_of_many_rows_that_is_rolled_back_half_way_is_recorded_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let (storage, ids) = writer_with_many_notes(folder.path());
    let before = dump(storage.connection());
    for panics in [true, false] {
        storage.begin().unwrap();
        storage.savepoint().unwrap();
        let work = std::panic::AssertUnwindSafe(|| {
            storage.undo_log().recording_many(Table::Notes, &ids, || {
                let sql = "UPDATE notes SET tags = ''";
                storage.connection().execute_batch(sql).unwrap();
                assert!(!panics, "half-way");
                Err::<(), _>(StorageError::Empty)
            })
        });
        assert_eq!(std::panic::catch_unwind(work).is_err(), panics);
        storage.rollback_to().unwrap();
        assert_eq!(dump(storage.connection()), before);
        assert_eq!(records(&storage), [true; 3]);
        storage.rollback().unwrap();
        assert_eq!(dump(storage.connection()), before);
    }
}

#[test]
fn rows_that_are_mentioned_count_as_touched_and_cannot_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    let log = storage.undo_log();
    let before = log.position().unwrap();
    log.mention(Table::Notes, &[]).unwrap();
    assert!(log.changes_since(before).unwrap().is_empty());
    log.mention(Table::Notes, &[7, 5, 7]).unwrap();
    let touched = log.rows_since(before).unwrap();
    assert_eq!(touched.notes.first, [7, 5]);
    assert_eq!((touched.notes.count(), touched.cards.count()), (2, 0));
    let undone = log.undo_range(before, log.position().unwrap());
    assert!(matches!(undone, Err(StorageError::Corrupt { .. })));
}

/// Values that are stored differently from what they look like, or collide regardless of case.
const VALUES: [&str; 14] = [
    "1",
    "2",
    "3",
    "-7",
    "'007'",
    "'1.50'",
    "2.0",
    "1.5",
    "'a'",
    "'A'",
    "'ä'",
    "x'00ff'",
    "''",
    "CAST(x'ff61' AS TEXT)",
];

#[derive(Debug, Clone)]
struct Operation {
    table: usize,
    kind: u8,
    column: usize,
    value: usize,
    pick: i64,
}

fn operation() -> impl Strategy<Value = Operation> {
    (
        0..SHAPES.len(),
        0..6_u8,
        0..18_usize,
        0..VALUES.len(),
        0..6_i64,
    )
        .prop_map(|(table, kind, column, value, pick)| Operation {
            table,
            kind,
            column,
            value,
            pick,
        })
}

impl Operation {
    fn sql(&self) -> String {
        let shape = &SHAPES[self.table];
        let (name, columns) = (shape.name, shape.columns);
        let value = VALUES[self.value];
        let row: Vec<_> = (0..columns.len())
            .map(|index| VALUES[(self.value + index * (self.column + 1)) % VALUES.len()])
            .collect();
        let picked = format!(
            "({0}) IN (SELECT {0} FROM {name} ORDER BY 1 LIMIT 2 OFFSET {1})",
            shape.key_columns().join(", "),
            self.pick
        );
        let column = columns[self.column % columns.len()];
        let row = row.join(", ");
        match self.kind {
            0 | 1 => format!("INSERT INTO {name} VALUES ({row})"),
            2 => format!("INSERT OR REPLACE INTO {name} VALUES ({row})"),
            3 => format!("UPDATE {name} SET {column} = {value} WHERE {picked}"),
            4 => format!("UPDATE OR REPLACE {name} SET {column} = {value} WHERE {picked}"),
            _ => format!("DELETE FROM {name} WHERE {picked}"),
        }
    }

    /// Records what no trigger sees, as those do who add rows.
    fn record(&self, storage: &Storage) {
        let table = SHAPES[self.table].table;
        if self.kind <= 2 && table.records_additions() {
            let id = storage.connection().last_insert_rowid();
            storage.undo_log().record_added(table, id).unwrap();
        }
    }
}

/// Runs operations in steps, takes all steps back and redoes them, comparing every state.
fn check_steps(storage: &Storage, operations: &[(Operation, bool)]) -> Result<(), TestCaseError> {
    let log = storage.undo_log();
    let connection = storage.connection();
    let state = || (dump(connection), log.position().unwrap());
    let mut states = vec![state()];
    for (operation, ends_step) in operations {
        // Values that do not fit and keys that are taken are refused; that must not matter.
        if connection.execute(&operation.sql(), []).is_err() {
            continue;
        }
        operation.record(storage);
        if *ends_step {
            states.push(state());
        }
    }
    states.push(state());
    let mut undone = Vec::new();
    for pair in states.windows(2).rev() {
        let before = log.position().unwrap();
        log.undo_range(pair[0].1, pair[1].1).unwrap();
        prop_assert_eq!(&dump(connection), &pair[0].0);
        undone.push((before, log.position().unwrap(), &pair[1].0));
    }
    for (from, to, expect) in undone.into_iter().rev() {
        log.undo_range(from, to).unwrap();
        prop_assert_eq!(&dump(connection), expect);
    }
    Ok(())
}

#[test]
fn taking_back_restores_every_value() {
    let folder = tempfile::tempdir().unwrap();
    let storage = create(folder.path());
    let steps = prop::collection::vec((operation(), prop::bool::weighted(0.2)), 1..120);
    TestRunner::default()
        .run(&steps, |operations| {
            storage.begin().unwrap();
            let outcome = check_steps(&storage, &operations);
            storage.rollback().unwrap();
            outcome
        })
        .unwrap();
}
