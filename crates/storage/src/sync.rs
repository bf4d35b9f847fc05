//! What waits for a sync, and the marks that a sync leaves on rows.

mod full;

use rusqlite::params;

use ankid_types::{
    Card, CardId, Note, NoteId, Review, ReviewId, TimestampMillis, TimestampSecs, Usn,
};

use crate::row::{TableRow, id_array};
use crate::{ConfigEntry, Grave, GraveKind, NoteDigest, Result, Storage};

/// A table whose rows have a number as id and carry a sync state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncTable {
    /// Notes.
    Notes,
    /// Cards.
    Cards,
    /// The review log.
    Reviews,
    /// Decks.
    Decks,
    /// Presets of deck options.
    DeckConfigs,
    /// Note types.
    Notetypes,
}

/// How many rows there are, which both sides of a sync compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// Notes.
    pub notes: u32,
    /// Cards.
    pub cards: u32,
    /// Entries of the review log.
    pub reviews: u32,
}

macro_rules! by_table {
    ($table:expr, $before:literal, $after:literal) => {
        match $table {
            SyncTable::Notes => concat!($before, "notes", $after),
            SyncTable::Cards => concat!($before, "cards", $after),
            SyncTable::Reviews => concat!($before, "revlog", $after),
            SyncTable::Decks => concat!($before, "decks", $after),
            SyncTable::DeckConfigs => concat!($before, "deck_config", $after),
            SyncTable::Notetypes => concat!($before, "notetypes", $after),
        }
    };
}

impl Storage {
    /// The ids of the rows that wait for the next sync, ascending.
    pub fn pending_ids(&self, table: SyncTable) -> Result<Vec<i64>> {
        self.sync_ids(
            by_table!(table, "SELECT id FROM ", " WHERE usn = -1 ORDER BY id"),
            [],
        )
    }

    /// Which of these ids a table has, ascending.
    pub fn existing_ids(&self, table: SyncTable, ids: &[i64]) -> Result<Vec<i64>> {
        let sql = by_table!(
            table,
            "SELECT id FROM ",
            " WHERE id IN rarray(?1) ORDER BY id"
        );
        self.sync_ids(sql, [id_array(ids.iter().copied())])
    }

    /// Gives rows that wait for a sync the state that it gave them.
    pub fn mark_synced(&self, table: SyncTable, ids: &[i64], usn: Usn) -> Result<()> {
        let sql = by_table!(
            table,
            // FAIL as in notes/update.sql.
            "UPDATE OR FAIL ",
            " SET usn = ?1 WHERE +usn = -1 AND id IN rarray(?2)"
        );
        self.connection()
            .prepare_cached(sql)?
            .execute(params![usn.0, id_array(ids.iter().copied())])?;
        Ok(())
    }

    /// Lets rows wait for the next sync, whatever they did before.
    pub fn mark_pending(&self, table: SyncTable, ids: &[i64]) -> Result<()> {
        let sql = by_table!(
            table,
            "UPDATE ",
            " SET usn = -1 WHERE usn != -1 AND id IN rarray(?1)"
        );
        self.connection()
            .prepare_cached(sql)?
            .execute([id_array(ids.iter().copied())])?;
        Ok(())
    }

    /// Moves notes and cards that wait for a sync a second ahead, so that they count as newer than
    /// what a server may have got of them in that second.
    pub fn outdate_sent_rows(&self, notes: &[i64], cards: &[i64]) -> Result<()> {
        let connection = self.connection();
        connection
            .prepare_cached("UPDATE notes SET mod = mod + 1 WHERE usn = -1 AND id IN rarray(?1)")?
            .execute([id_array(notes.iter().copied())])?;
        connection
            .prepare_cached("UPDATE cards SET mod = mod + 1 WHERE usn = -1 AND id IN rarray(?1)")?
            .execute([id_array(cards.iter().copied())])?;
        Ok(())
    }

    /// The removals that wait for the next sync.
    pub fn pending_graves(&self) -> Result<Vec<Grave>> {
        let mut graves = self.all_graves()?;
        graves.retain(|grave| grave.usn == Usn::PENDING);
        Ok(graves)
    }

    /// Gives a removal that waits for a sync the state that it gave it.
    pub fn mark_grave_synced(&self, of: GraveKind, usn: Usn) -> Result<()> {
        let (id, code) = of.id_and_code();
        self.connection()
            .prepare_cached("UPDATE graves SET usn = ?3 WHERE oid = ?1 AND type = ?2 AND usn = -1")?
            .execute(params![id, code, usn.0])?;
        Ok(())
    }

    /// Gives a tag that waits for a sync the state that it gave it.
    pub fn mark_tag_synced(&self, name: &str, usn: Usn) -> Result<()> {
        self.connection()
            .prepare_cached("UPDATE tags SET usn = ?2 WHERE tag = ?1 AND usn = -1")?
            .execute(params![name, usn.0])?;
        Ok(())
    }

    /// Takes the mark of waiting from every setting but those of these keys.
    pub fn mark_config_synced(&self, except: &[String]) -> Result<()> {
        for entry in self.all_config()? {
            if entry.usn != Usn(0) && !except.contains(&entry.key) {
                self.restamp_config(&ConfigEntry {
                    usn: Usn(0),
                    ..entry
                })?;
            }
        }
        Ok(())
    }

    /// Stores a setting with its stamps, even where its value is there already.
    pub fn restamp_config(&self, entry: &ConfigEntry) -> Result<()> {
        self.connection()
            .prepare_cached(include_str!("sync/set_config.sql"))?
            .execute(params![
                entry.key,
                entry.usn.0,
                entry.modified.0,
                entry.value
            ])?;
        Ok(())
    }

    /// Stores a note under its id, in place of one that has it.
    pub fn store_synced_note(&self, note: &Note, digest: &NoteDigest) -> Result<()> {
        if self.update_note(note, digest)? {
            return Ok(());
        }
        self.insert_note(note, digest)
    }

    /// Stores a card under its id, in place of one that has it.
    pub fn store_synced_card(&self, card: &Card) -> Result<()> {
        if self.update_card(card)? {
            return Ok(());
        }
        self.insert_card(card)
    }

    /// Which of some notes wait for the next sync, with when they last changed.
    pub fn pending_among_notes(&self, ids: &[NoteId]) -> Result<Vec<(NoteId, TimestampSecs)>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, mod FROM notes WHERE +usn = -1 AND id IN rarray(?1) ORDER BY id",
        )?;
        let times = statement.query_and_then([id_array(ids.iter().map(|id| id.0))], |row| {
            let row = TableRow::new("notes", row);
            Ok((NoteId(row.get(0)?), TimestampSecs(row.get(1)?)))
        })?;
        times.collect()
    }

    /// Which of some cards wait for the next sync, with when they last changed.
    pub fn pending_among_cards(&self, ids: &[CardId]) -> Result<Vec<(CardId, TimestampSecs)>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, mod FROM cards WHERE +usn = -1 AND id IN rarray(?1) ORDER BY id",
        )?;
        let times = statement.query_and_then([id_array(ids.iter().map(|id| id.0))], |row| {
            let row = TableRow::new("cards", row);
            Ok((CardId(row.get(0)?), TimestampSecs(row.get(1)?)))
        })?;
        times.collect()
    }

    /// The entries of the review log of some ids, ascending by id.
    pub fn reviews_by_id(&self, ids: &[ReviewId]) -> Result<Vec<Review>> {
        self.reviews(
            concat!(
                "SELECT id, cid, usn, ease, ivl, lastIvl, factor, time, type FROM revlog ",
                "WHERE id IN rarray(?1) ORDER BY id"
            ),
            [id_array(ids.iter().map(|id| id.0))],
        )
    }

    /// How many rows there are.
    pub fn row_counts(&self) -> Result<RowCounts> {
        let counts = self
            .connection()
            .prepare_cached(include_str!("sync/counts.sql"))?
            .query_one([], |row| {
                Ok(RowCounts {
                    notes: row.get(0)?,
                    cards: row.get(1)?,
                    reviews: row.get(2)?,
                })
            })?;
        Ok(counts)
    }

    /// Whether there is a card.
    pub fn has_cards(&self) -> Result<bool> {
        let found = self
            .connection()
            .prepare_cached("SELECT 1 FROM cards LIMIT 1")?
            .exists([])?;
        Ok(found)
    }

    /// Sets all stamps of the collection that follow the server's after a sync.
    pub fn set_sync_stamps(&self, synced: TimestampMillis, usn: Usn) -> Result<()> {
        self.set_last_sync(synced)?;
        self.set_usn(usn)
    }

    fn sync_ids(&self, sql: &'static str, arguments: impl rusqlite::Params) -> Result<Vec<i64>> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let ids = statement.query_map(arguments, |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }
}
