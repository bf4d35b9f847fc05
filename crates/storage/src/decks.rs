//! Table `decks`.

use rusqlite::{Row, params};

use ankid_types::{Deck, DeckId, DeckName, TimestampSecs, Usn};

use crate::blobs::Blob;
use crate::ids::IdTable;
use crate::row::TableRow;
use crate::{Result, Storage};

impl Storage {
    /// All decks, sorted by stored name regardless of case.
    pub fn all_decks(&self) -> Result<Vec<Deck>> {
        self.connection()
            .prepare_cached(
                "SELECT id, name, mtime_secs, usn, common, kind FROM decks ORDER BY name",
            )?
            .query_and_then([], row_to_deck)?
            .collect()
    }

    /// Adds a deck under its own id or, where that is taken, under the next one.
    pub fn add_deck(&self, deck: &Deck) -> Result<DeckId> {
        let id = DeckId(self.free_id(IdTable::Decks, deck.id.0)?);
        self.write_deck(
            "INSERT INTO decks VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            id,
            deck,
        )?;
        Ok(id)
    }

    /// Stores a changed deck, and says whether it was there.
    pub fn update_deck(&self, deck: &Deck) -> Result<bool> {
        let updated = self.write_deck(include_str!("decks/update.sql"), deck.id, deck)?;
        Ok(updated > 0)
    }

    /// Removes a deck, and says whether it was there. Its cards are left alone.
    pub fn remove_deck(&self, id: DeckId) -> Result<bool> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM decks WHERE id = ?1")?
            .execute([id.0])?;
        Ok(removed > 0)
    }

    fn write_deck(&self, sql: &'static str, id: DeckId, deck: &Deck) -> Result<usize> {
        let written = self.connection().prepare_cached(sql)?.execute(params![
            id.0,
            deck.name.as_stored(),
            deck.modified.0,
            deck.usn.0,
            deck.common.to_bytes(),
            deck.kind.to_bytes(),
        ])?;
        Ok(written)
    }
}

fn row_to_deck(row: &Row<'_>) -> Result<Deck> {
    let row = TableRow::new("decks", row);
    Ok(Deck {
        id: DeckId(row.get(0)?),
        name: DeckName::from_stored(row.text(1)?),
        modified: TimestampSecs(row.get(2)?),
        usn: Usn(row.get(3)?),
        common: row.blob(4)?,
        kind: row.blob(5)?,
    })
}
