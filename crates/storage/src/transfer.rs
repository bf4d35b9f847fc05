//! What travels between collection files: rows of some notes read in bulk, and written under their
//! own ids into a file that is made for the journey.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{OpenFlags, Row, ToSql, params};

use ankid_types::{
    Card, CardId, Deck, DeckConfig, DeckId, Note, NoteId, Notetype, NotetypeId, Review,
    TimestampSecs,
};

use crate::blobs::Blob;
use crate::cards::row_to_card;
use crate::notes::{note_array, row_to_note};
use crate::reviews::row_to_review;
use crate::row::TableRow;
use crate::storage::connect;
use crate::undo_log::Table;
use crate::{Creation, NoteDigest, Result, Storage, StorageError, create, version};

/// What is known of a note without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteStub {
    /// The note.
    pub id: NoteId,
    /// Its note type.
    pub notetype_id: NotetypeId,
    /// When it last changed.
    pub modified: TimestampSecs,
}

impl Storage {
    /// Makes a collection file for a journey: nothing of it is durable before it is closed, nothing can
    /// be taken back, and nobody else may use it. A transaction is open.
    pub fn create_scratch(path: &Path, creation: &Creation) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(path, flags)?;
        if version::inspect(&connection)? != version::Found::Nothing {
            return Err(StorageError::AlreadyExists {
                path: path.to_owned(),
            });
        }
        connection.pragma_update(None, "page_size", 4096)?;
        connection.pragma_update_and_check(None, "journal_mode", "off", |_row| Ok(()))?;
        connection.pragma_update(None, "synchronous", "off")?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        create::fill(&connection, creation)?;
        Self::unguarded(path, connection)
    }

    /// Ends a file for a journey.
    pub fn finish_scratch(self) -> Result<()> {
        self.connection().execute_batch("COMMIT")?;
        self.close()
    }

    /// Each pair of the deck that cards of these notes are in, and the deck that they were borrowed from.
    pub fn deck_pairs_of_notes(&self, notes: &[NoteId]) -> Result<Vec<(DeckId, DeckId)>> {
        self.connection()
            .prepare_cached(include_str!("transfer/deck_pairs.sql"))?
            .query_and_then([note_array(notes)], |row| {
                let row = TableRow::new("cards", row);
                Ok((DeckId(row.get(0)?), DeckId(row.get(1)?)))
            })?
            .collect()
    }

    /// The note types of some notes, by id.
    pub fn notetype_ids_of_notes(&self, notes: &[NoteId]) -> Result<Vec<NotetypeId>> {
        self.connection()
            .prepare_cached("SELECT DISTINCT mid FROM notes WHERE id IN rarray(?1) ORDER BY mid")?
            .query_and_then([note_array(notes)], |row| {
                TableRow::new("notes", row).get(0).map(NotetypeId)
            })?
            .collect()
    }

    /// Hands over the cards of some notes, by id.
    pub fn for_each_card_of_notes<E: From<StorageError>>(
        &self,
        notes: &[NoteId],
        visit: impl FnMut(Card) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each(
            include_str!("transfer/cards.sql"),
            notes,
            row_to_card,
            visit,
        )
    }

    /// Hands over what was answered on the cards of some notes, oldest first.
    pub fn for_each_review_of_notes<E: From<StorageError>>(
        &self,
        notes: &[NoteId],
        visit: impl FnMut(Review) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each(
            include_str!("transfer/reviews.sql"),
            notes,
            row_to_review,
            visit,
        )
    }

    /// Hands over the guid of every note with what is known of it, in no order.
    pub fn for_each_guid<E: From<StorageError>>(
        &self,
        mut visit: impl FnMut(&str, NoteStub) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, guid, mid, mod FROM notes")
            .map_err(StorageError::from)?;
        let mut rows = statement.query([]).map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            let row = TableRow::new("notes", row);
            let stub = NoteStub {
                id: NoteId(row.get(0)?),
                notetype_id: NotetypeId(row.get(2)?),
                modified: TimestampSecs(row.get(3)?),
            };
            visit(row.text(1)?, stub)?;
        }
        Ok(())
    }

    /// Copies notes into `target` under their own ids, after `change` has looked at each. The fields must
    /// stay as they are: their digest is copied.
    pub fn copy_notes<E: From<StorageError>>(
        &self,
        notes: &[NoteId],
        target: &Self,
        mut change: impl FnMut(&mut Note) -> Result<(), E>,
    ) -> Result<(), E> {
        let with_digest = |row: &Row<'_>| {
            let note = row_to_note(row)?;
            let row = TableRow::new("notes", row);
            let digest: (Value, i64) = (row.get(7)?, row.get(8)?);
            Ok((note, digest))
        };
        let sql = include_str!("transfer/notes.sql");
        self.for_each(sql, notes, with_digest, |(mut note, digest)| {
            change(&mut note)?;
            target.put_note(&note, digest).map_err(E::from)
        })
    }

    /// Adds a note under its own id, which no note may have.
    pub fn insert_note(&self, note: &Note, digest: &NoteDigest) -> Result<()> {
        self.put_note(note, digest.columns())
    }

    /// Adds a deck under its own id, in place of one of that id or name.
    pub fn put_deck(&self, deck: &Deck) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT OR REPLACE INTO decks VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                deck.id.0,
                deck.name.as_stored(),
                deck.modified.0,
                deck.usn.0,
                deck.common.to_bytes(),
                deck.kind.to_bytes(),
            ])?;
        Ok(())
    }

    /// Adds a preset under its own id, in place of one of that id.
    pub fn put_deck_config(&self, config: &DeckConfig) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT OR REPLACE INTO deck_config VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                config.id.0,
                config.name,
                config.modified.0,
                config.usn.0,
                config.settings.to_bytes(),
            ])?;
        Ok(())
    }

    /// Adds note types under their own ids, which no note type may have.
    pub fn insert_notetypes<'n>(
        &self,
        notetypes: impl IntoIterator<Item = &'n Notetype>,
    ) -> Result<()> {
        for notetype in notetypes {
            self.add_notetype(notetype)?;
        }
        Ok(())
    }

    /// The ids of all cards, and the note and ordinal of each, in no order.
    pub fn for_each_card_place<E: From<StorageError>>(
        &self,
        mut visit: impl FnMut(CardId, NoteId, u16) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, nid, ord FROM cards")
            .map_err(StorageError::from)?;
        let mut rows = statement.query([]).map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            let row = TableRow::new("cards", row);
            visit(CardId(row.get(0)?), NoteId(row.get(1)?), row.get(2)?)?;
        }
        Ok(())
    }

    /// Whether any card is anywhere but among the new ones.
    pub fn has_studied_cards(&self) -> Result<bool> {
        let found = self
            .connection()
            .prepare_cached("SELECT 1 FROM cards WHERE queue != 0")?
            .exists([])?;
        Ok(found)
    }

    /// The cards that the scheduler of Anki before 2.1 leaves in a state that there is no more: those
    /// in filtered decks, and reviews.
    pub fn cards_of_old_scheduler(&self) -> Result<Vec<Card>> {
        self.connection()
            .prepare_cached(include_str!("transfer/old_scheduler.sql"))?
            .query_and_then([], row_to_card)?
            .collect()
    }

    /// Counts the answers in learning as the present scheduler does: there was no "hard" before.
    pub fn modernize_answers(&self) -> Result<()> {
        self.connection().execute(
            "UPDATE revlog SET ease = ease + 1 WHERE ease IN (2, 3) AND type IN (0, 2)",
            [],
        )?;
        Ok(())
    }

    fn put_note(&self, note: &Note, digest: (impl ToSql, impl ToSql)) -> Result<()> {
        self.write_note(include_str!("notes/add.sql"), note.id, note, digest)?;
        self.undo_log().record_added(Table::Notes, note.id.0)
    }

    fn for_each<T, E: From<StorageError>>(
        &self,
        sql: &'static str,
        notes: &[NoteId],
        from_row: impl Fn(&Row<'_>) -> Result<T>,
        mut visit: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached(sql)
            .map_err(StorageError::from)?;
        let rows = statement.query([note_array(notes)]);
        let mut rows = rows.map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            visit(from_row(row)?)?;
        }
        Ok(())
    }
}
