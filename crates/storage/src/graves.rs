//! Table `graves`: what was removed and not yet synced.

use rusqlite::{Row, params};

use ankid_types::{CardId, DeckId, NoteId, Usn};

use crate::row::TableRow;
use crate::{Result, Storage};

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GraveKind {
    /// A card.
    Card(CardId),
    /// A note.
    Note(NoteId),
    /// A deck.
    Deck(DeckId),
}

impl GraveKind {
    /// The id of what was removed, whatever it was.
    #[must_use]
    pub const fn id(self) -> i64 {
        self.id_and_code().0
    }

    pub(crate) const fn id_and_code(self) -> (i64, i32) {
        match self {
            Self::Card(id) => (id.0, 0),
            Self::Note(id) => (id.0, 1),
            Self::Deck(id) => (id.0, 2),
        }
    }

    const fn from_code(id: i64, code: i32) -> Option<Self> {
        match code {
            0 => Some(Self::Card(CardId(id))),
            1 => Some(Self::Note(NoteId(id))),
            2 => Some(Self::Deck(DeckId(id))),
            _ => None,
        }
    }
}

/// A removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grave {
    /// What was removed.
    pub of: GraveKind,
    /// The sync state.
    pub usn: Usn,
}

impl Storage {
    /// Records a removal.
    pub fn add_grave(&self, grave: Grave) -> Result<()> {
        let (id, code) = grave.of.id_and_code();
        self.connection()
            .prepare_cached(include_str!("graves/add.sql"))?
            .execute(params![id, code, grave.usn.0])?;
        Ok(())
    }

    /// Forgets a removal, and says whether it was recorded.
    pub fn remove_grave(&self, of: GraveKind) -> Result<bool> {
        let (id, code) = of.id_and_code();
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM graves WHERE oid = ?1 AND type = ?2")?
            .execute(params![id, code])?;
        Ok(removed > 0)
    }

    /// All removals, by id.
    pub fn all_graves(&self) -> Result<Vec<Grave>> {
        self.connection()
            .prepare_cached("SELECT oid, type, usn FROM graves ORDER BY oid, type")?
            .query_and_then([], row_to_grave)?
            .collect()
    }
}

fn row_to_grave(row: &Row<'_>) -> Result<Grave> {
    let row = TableRow::new("graves", row);
    let id = row.get(0)?;
    Ok(Grave {
        of: row.coded(1, |code| GraveKind::from_code(id, code))?,
        usn: Usn(row.get(2)?),
    })
}
