//! The table of the card browser.

use ankid_collection::{BrowserColumn, BrowserMode, BrowserOrder, BrowserRow, Sorting, View};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::action::{Action, HostAction, ListAction, ListWriter, ReadAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;

/// How many rows are answered at once.
const MAX_ROWS: usize = 1000;

/// Whether rows are cards or notes.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Mode {
    /// A row for each card.
    #[default]
    Cards,
    /// A row for each note.
    Notes,
}

impl From<Mode> for BrowserMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Cards => Self::Cards,
            Mode::Notes => Self::Notes,
        }
    }
}

/// A column under Anki's name for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnName(BrowserColumn);

impl<'de> Deserialize<'de> for ColumnName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        BrowserColumn::from_name(&name).map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("no column `{name}`; `browserColumns` has them all"))
        })
    }
}

/// What rows are sorted by.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Order {
    /// The column.
    #[schemars(with = "String")]
    column: ColumnName,
    /// Whether the last comes first.
    #[serde(default)]
    reverse: bool,
}

/// Answers the columns of the card browser, sorted by their headings.
#[derive(Deserialize, JsonSchema)]
pub(super) struct BrowserColumns {}

/// A column of the card browser.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ColumnInfo {
    /// Its name.
    id: &'static str,
    /// Its heading where rows are cards.
    cards: &'static str,
    /// Its heading where rows are notes.
    notes: &'static str,
    /// How it is sorted first where rows are cards; null for a column that cannot be sorted by.
    sort_cards: Option<Direction>,
    /// The same where rows are notes.
    sort_notes: Option<Direction>,
    /// Whether its cells are short figures.
    figures: bool,
}

/// A direction of sorting.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Direction {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

impl ColumnInfo {
    fn of(column: BrowserColumn) -> Self {
        let direction = |mode| match column.default_sorting(mode) {
            Sorting::None => None,
            Sorting::Ascending => Some(Direction::Ascending),
            Sorting::Descending => Some(Direction::Descending),
        };
        Self {
            id: column.name(),
            cards: column.label(BrowserMode::Cards),
            notes: column.label(BrowserMode::Notes),
            sort_cards: direction(BrowserMode::Cards),
            sort_notes: direction(BrowserMode::Notes),
            figures: column.is_figure(),
        }
    }
}

impl Action for BrowserColumns {
    const SPEC: Spec = Spec::new(
        "browserColumns",
        &[example("{}", include_str!("browser/columns_example.json"))],
    );
    type Reply = Vec<ColumnInfo>;
}

impl HostAction for BrowserColumns {
    fn run(self, _call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        Ok(BrowserColumn::ALL.map(ColumnInfo::of).into())
    }
}

/// Answers the ids of the cards or notes that a search finds, sorted by a column of the card browser.
#[derive(Deserialize, JsonSchema)]
pub(super) struct BrowserIds {
    /// A search in Anki's search language; an empty one finds everything.
    query: String,
    /// Whether the ids are those of cards or of notes.
    #[serde(default)]
    mode: Mode,
    /// What they are sorted by; by id without it.
    #[serde(default)]
    order: Option<Order>,
}

impl Action for BrowserIds {
    const SPEC: Spec = Spec::new(
        "browserIds",
        &[example(
            r#"{"query": "tag:sample", "mode": "notes", "order": {"column": "noteFld", "reverse": true}}"#,
            "[1767268800000]",
        )],
    )
    .errors(&["Invalid search: WHAT AND WHERE"]);
    type Reply = Vec<i64>;
}

impl ListAction for BrowserIds {
    fn run(self, _call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError> {
        let order = self.order.map(|order| BrowserOrder {
            column: order.column.0,
            reverse: order.reverse,
        });
        for id in view.browser_ids(&self.query, self.mode.into(), order)? {
            list.push(&id);
        }
        Ok(())
    }
}

/// Answers rows of the card browser, in the order of their ids. At most 1,000 are answered at once: ask for
/// those that are seen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct BrowserRows {
    /// The ids, of cards or of notes.
    ids: Vec<i64>,
    /// Which of the two they are.
    #[serde(default)]
    mode: Mode,
    /// The columns whose cells are wanted.
    #[schemars(with = "Vec<String>")]
    columns: Vec<ColumnName>,
}

/// A row of the card browser.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    /// The card; of a note, its oldest.
    card: i64,
    /// The note.
    note: i64,
    /// The cells as text, a column each.
    cells: Vec<String>,
    /// The flag of the card, 0 to 7.
    flag: u8,
    /// Whether the card, or each card of the note, is suspended.
    suspended: bool,
    /// Whether the card, or each card of the note, is buried.
    buried: bool,
    /// Whether the note is marked.
    marked: bool,
}

impl From<BrowserRow> for Row {
    fn from(row: BrowserRow) -> Self {
        Self {
            card: row.card.0,
            note: row.note.0,
            cells: row.cells,
            flag: row.flag,
            suspended: row.is_suspended,
            buried: row.is_buried,
            marked: row.is_marked,
        }
    }
}

impl Action for BrowserRows {
    const SPEC: Spec = Spec::new(
        "browserRows",
        &[example(
            r#"{"ids": [1767268800000, 1], "columns": ["noteFld", "cardDue", "deck", "answer"]}"#,
            r#"[{
                "card": 1767268800000, "note": 1767268800000,
                "cells": ["sample front", "New #1", "Default", "sample back"],
                "flag": 0, "suspended": false, "buried": false, "marked": false
            }, null]"#,
        )],
    )
    .errors(&["at most 1000 rows are answered at once"]);
    type Reply = Vec<Option<Row>>;
}

impl ReadAction for BrowserRows {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        if self.ids.len() > MAX_ROWS {
            let limit = format!("at most {MAX_ROWS} rows are answered at once");
            return Err(ApiError::Parameter(limit));
        }
        let columns: Vec<BrowserColumn> = self.columns.iter().map(|column| column.0).collect();
        let rows = view.browser_rows(self.mode.into(), &self.ids, &columns)?;
        Ok(rows.into_iter().map(|row| row.map(Row::from)).collect())
    }
}
