//! Table `col` of older schemas, which held everything but notes, cards and reviews as JSON.

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::row::TableRow;
use crate::{Result, Storage, StorageError};

/// A column with a JSON object, in files up to the schema that has a table instead.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    Conf,
    Models,
    Decks,
    Dconf,
    Tags,
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Conf => "conf",
            Self::Models => "models",
            Self::Decks => "decks",
            Self::Dconf => "dconf",
            Self::Tags => "tags",
        }
    }

    /// The object. Of a key that is there twice, the later value counts.
    pub(super) fn read(self, storage: &Storage) -> Result<Map<String, Value>> {
        let sql = match self {
            Self::Conf => "SELECT id, conf FROM col",
            Self::Models => "SELECT id, models FROM col",
            Self::Decks => "SELECT id, decks FROM col",
            Self::Dconf => "SELECT id, dconf FROM col",
            Self::Tags => "SELECT id, tags FROM col",
        };
        let mut statement = storage.connection().prepare(sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else {
            let detail = "table `col` is empty".to_owned();
            return Err(StorageError::Corrupt { detail });
        };
        let row = TableRow::new("col", row);
        serde_json::from_str(row.text(1)?).map_err(|error| row.undecodable(1, error.to_string()))
    }

    /// The objects in the object by the id that other rows know them by: the key. The id inside may
    /// differ, and is set to it.
    pub(super) fn read_by_id(self, storage: &Storage) -> Result<Vec<(i64, Value)>> {
        let entries = self.read(storage)?.into_iter();
        entries
            .map(|(key, mut value)| {
                let id: i64 = key
                    .parse()
                    .map_err(|_| self.undecodable(format!("the key `{key}` is no id")))?;
                if let Value::Object(dict) = &mut value {
                    dict.insert("id".to_owned(), id.into());
                }
                Ok((id, value))
            })
            .collect()
    }

    /// The error for an object that cannot be read.
    pub(super) fn undecodable(self, reason: impl Display) -> StorageError {
        StorageError::Undecodable {
            table: "col",
            id: "1".to_owned(),
            column: self.name().to_owned(),
            reason: reason.to_string(),
        }
    }
}
