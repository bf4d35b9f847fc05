//! How a new row gets its id.

use crate::{Result, Storage};

macro_rules! free_id_sql {
    ($table:literal) => {
        concat!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM ",
            $table,
            " WHERE id = ?1) THEN (SELECT max(id) + 1 FROM ",
            $table,
            ") ELSE ?1 END"
        )
    };
}

/// A table whose ids are the millisecond in which a row was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdTable {
    Notes,
    Cards,
    Reviews,
    Decks,
    DeckConfigs,
    Notetypes,
}

impl Storage {
    /// Lets `insert` add a row under the wanted id or, where it says that this is taken, under the id after the
    /// highest. Answers the id.
    pub(crate) fn add_under_free_id(
        &self,
        table: IdTable,
        wanted: i64,
        insert: impl Fn(i64) -> Result<bool>,
    ) -> Result<i64> {
        if insert(wanted)? {
            return Ok(wanted);
        }
        let id = self.free_id(table, wanted)?;
        insert(id)?;
        Ok(id)
    }

    /// The wanted id if no row has it, or else the id after the highest.
    pub(crate) fn free_id(&self, table: IdTable, wanted: i64) -> Result<i64> {
        let sql = match table {
            IdTable::Notes => free_id_sql!("notes"),
            IdTable::Cards => free_id_sql!("cards"),
            IdTable::Reviews => free_id_sql!("revlog"),
            IdTable::Decks => free_id_sql!("decks"),
            IdTable::DeckConfigs => free_id_sql!("deck_config"),
            IdTable::Notetypes => free_id_sql!("notetypes"),
        };
        let id = self
            .connection()
            .prepare_cached(sql)?
            .query_one([wanted], |row| row.get(0))?;
        Ok(id)
    }
}
