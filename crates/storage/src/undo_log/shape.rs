//! The tables that are watched, and the SQL that watches them and takes changes back.

use std::sync::LazyLock;

/// A table of the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Table {
    /// The collection's stamps.
    Col,
    /// Notes.
    Notes,
    /// Cards.
    Cards,
    /// The review log.
    Reviews,
    /// What was removed and not yet synced.
    Graves,
    /// Settings of the collection.
    Config,
    /// Presets of deck options.
    DeckConfigs,
    /// The registry of tags.
    Tags,
    /// Fields of note types.
    Fields,
    /// Templates of note types.
    Templates,
    /// Note types.
    Notetypes,
    /// Decks.
    Decks,
}

impl Table {
    /// Whether the code that adds rows records it, and no trigger.
    pub(super) const fn records_additions(self) -> bool {
        matches!(self, Self::Notes | Self::Cards | Self::Reviews)
    }
}

/// How a row changed. The number is what the log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum ChangeKind {
    Added,
    Changed,
    Removed,
}

pub(super) const CHANGE_KINDS: [ChangeKind; 3] =
    [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed];

/// The number of a change of which only the row is known. It cannot be taken back.
pub(super) const MENTIONED: u8 = CHANGE_KINDS.len() as u8;

/// What triggers watch for in every table.
const EVENTS: [&str; 3] = ["removed", CHANGED, "moved"];
const CHANGED: &str = "changed";

/// The columns of a table; the first `key` of them make up its primary key.
pub(super) struct TableShape {
    pub(super) table: Table,
    pub(super) name: &'static str,
    key: usize,
    pub(super) columns: &'static [&'static str],
}

#[rustfmt::skip]
pub(super) const SHAPES: [TableShape; 12] = [
    shape(Table::Col, "col", 1, &[
        "id", "crt", "mod", "scm", "ver", "dty", "usn", "ls", "conf", "models", "decks", "dconf",
        "tags",
    ]),
    shape(Table::Notes, "notes", 1, &[
        "id", "guid", "mid", "mod", "usn", "tags", "flds", "sfld", "csum", "flags", "data",
    ]),
    shape(Table::Cards, "cards", 1, &[
        "id", "nid", "did", "ord", "mod", "usn", "type", "queue", "due", "ivl", "factor", "reps",
        "lapses", "left", "odue", "odid", "flags", "data",
    ]),
    shape(Table::Reviews, "revlog", 1, &[
        "id", "cid", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type",
    ]),
    shape(Table::Graves, "graves", 2, &["oid", "type", "usn"]),
    shape(Table::Config, "config", 1, &["KEY", "usn", "mtime_secs", "val"]),
    shape(Table::DeckConfigs, "deck_config", 1, &["id", "name", "mtime_secs", "usn", "config"]),
    shape(Table::Tags, "tags", 1, &["tag", "usn", "collapsed", "config"]),
    shape(Table::Fields, "fields", 2, &["ntid", "ord", "name", "config"]),
    shape(Table::Templates, "templates", 2, &[
        "ntid", "ord", "name", "mtime_secs", "usn", "config",
    ]),
    shape(Table::Notetypes, "notetypes", 1, &["id", "name", "mtime_secs", "usn", "config"]),
    shape(Table::Decks, "decks", 1, &["id", "name", "mtime_secs", "usn", "common", "kind"]),
];

/// The name of each table of a collection, and its columns in order.
pub(crate) fn table_columns() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    SHAPES.iter().map(|shape| (shape.name, shape.columns))
}

/// What is executed for each change, by table and kind, with the change's number as `?1`.
pub(super) static TAKING_BACK: LazyLock<Vec<[String; 3]>> = LazyLock::new(|| {
    let of_table = |shape: &TableShape| CHANGE_KINDS.map(|kind| shape.taking_back(kind));
    SHAPES.iter().map(of_table).collect()
});

/// Makes the log and the triggers of all tables.
pub(super) fn installation() -> String {
    let widest = SHAPES.iter().map(|shape| shape.columns.len()).max();
    let columns = log_columns(widest.unwrap_or_default()).join(", ");
    let mut sql = format!(
        "CREATE TEMP TABLE undo_log (seq INTEGER PRIMARY KEY, tbl INTEGER, op INTEGER, {columns});"
    );
    for shape in &SHAPES {
        sql.push_str(&shape.triggers());
    }
    sql
}

/// Makes the triggers of the tables with many rows, as far as they are missing.
pub(super) fn watching() -> String {
    long_tables().map(TableShape::triggers).collect()
}

/// Removes the triggers of the tables with many rows.
pub(super) fn looking_away() -> String {
    long_tables().map(TableShape::removal).collect()
}

fn long_tables() -> impl Iterator<Item = &'static TableShape> {
    SHAPES
        .iter()
        .filter(|shape| shape.table.records_additions())
}

const fn shape(
    table: Table,
    name: &'static str,
    key: usize,
    columns: &'static [&'static str],
) -> TableShape {
    TableShape {
        table,
        name,
        key,
        columns,
    }
}

impl TableShape {
    /// Records how rows are whose keys are in the list `?1`; of tables whose key is one number.
    pub(super) fn recording_many(&self) -> String {
        let (name, columns) = (self.name, self.columns.join(", "));
        format!(
            "INSERT INTO temp.undo_log (tbl, op, {}) SELECT {}, {}, {columns} FROM main.{name}
             WHERE id IN rarray(?1)",
            log_columns(self.columns.len()).join(", "),
            self.table as u16,
            ChangeKind::Changed as u8,
        )
    }

    /// Removes the trigger that records changed rows.
    pub(super) fn looking_away_from_changes(&self) -> String {
        self.removal_of(CHANGED)
    }

    /// Makes the trigger that records changed rows.
    pub(super) fn watching_changes(&self) -> String {
        let changed = self.record(ChangeKind::Changed, "OLD");
        self.trigger(CHANGED, "UPDATE", &self.same_key(), &changed)
    }

    /// Of an added row only the key is recorded. A row that changes its key counts as removed and
    /// added, and so needs no kind of its own.
    ///
    /// Where many rows are added, whoever adds them records it: for a statement with triggers SQLite keeps a copy of
    /// each page that it changes, in case it fails half-way.
    fn triggers(&self) -> String {
        let added = self.record(ChangeKind::Added, "NEW");
        let removed = self.record(ChangeKind::Removed, "OLD");
        let key = self.key_columns().join(", ");
        let added_by_trigger = if self.table.records_additions() {
            String::new()
        } else {
            self.trigger("added", "INSERT", "true", &added)
        };
        let [on_removal, _, on_move] = EVENTS;
        [
            added_by_trigger,
            self.trigger(on_removal, "DELETE", "true", &removed),
            self.watching_changes(),
            self.trigger(
                on_move,
                // Statements that do not name the key are spared it.
                &format!("UPDATE OF {key}"),
                &format!("NOT ({})", self.same_key()),
                &(removed + &added),
            ),
        ]
        .concat()
    }

    /// Whether a change leaves the key as it was.
    fn same_key(&self) -> String {
        let same = |column: &&str| format!("OLD.{column} = NEW.{column}");
        let columns: Vec<_> = self.key_columns().iter().map(same).collect();
        columns.join(" AND ")
    }

    fn removal(&self) -> String {
        EVENTS.map(|event| self.removal_of(event)).concat()
    }

    fn removal_of(&self, event: &str) -> String {
        format!("DROP TRIGGER IF EXISTS temp.undo_{}_{event};", self.name)
    }

    fn trigger(&self, label: &str, event: &str, condition: &str, body: &str) -> String {
        let name = self.name;
        format!(
            "CREATE TEMP TRIGGER IF NOT EXISTS undo_{name}_{label} AFTER {event} ON main.{name}
             WHEN {condition} BEGIN {body} END;"
        )
    }

    fn record(&self, kind: ChangeKind, row: &str) -> String {
        let recorded = match kind {
            ChangeKind::Added => self.key_columns(),
            ChangeKind::Changed | ChangeKind::Removed => self.columns,
        };
        let values: Vec<_> = recorded
            .iter()
            .map(|column| format!("{row}.{column}"))
            .collect();
        format!(
            "INSERT INTO undo_log (tbl, op, {}) VALUES ({}, {}, {});",
            log_columns(recorded.len()).join(", "),
            self.table as u16,
            kind as u8,
            values.join(", ")
        )
    }

    fn taking_back(&self, kind: ChangeKind) -> String {
        let name = self.name;
        let columns = self.columns.join(", ");
        let key = self.key_columns().join(", ");
        let logged = |count| {
            let columns = log_columns(count).join(", ");
            format!("SELECT {columns} FROM temp.undo_log WHERE seq = ?1")
        };
        let logged_key = logged(self.key);
        let logged_row = logged(self.columns.len());
        match kind {
            ChangeKind::Added => format!("DELETE FROM main.{name} WHERE ({key}) = ({logged_key})"),
            ChangeKind::Changed => format!(
                "UPDATE main.{name} SET ({columns}) = ({logged_row}) WHERE ({key}) = ({logged_key})"
            ),
            ChangeKind::Removed => format!("INSERT INTO main.{name} ({columns}) {logged_row}"),
        }
    }

    pub(super) fn key_columns(&self) -> &'static [&'static str] {
        self.columns.split_at(self.key).0
    }
}

fn log_columns(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("c{index}")).collect()
}
