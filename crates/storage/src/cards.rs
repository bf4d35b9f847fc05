//! Table `cards`.

mod deck_counts;

use rusqlite::{Params, Row, Statement, params};

use ankid_types::{
    Card, CardId, CardKind, CardQueue, DeckId, NoteId, NotetypeId, TimestampSecs, Usn,
};

pub(crate) use deck_counts::LastCount;
pub use deck_counts::{DueCounts, DueCutoff};

use crate::ids::IdTable;
use crate::row::{TableRow, id_array};
use crate::undo_log::Table;
use crate::{Result, Storage, StorageError};

/// All columns of cards, as [`row_to_card`] reads them.
pub(crate) const SELECT_CARDS: &str = include_str!("cards/select.sql");

macro_rules! select {
    ($condition:literal) => {
        concat!(include_str!("cards/select.sql"), $condition)
    };
}

macro_rules! select_slots {
    ($condition:literal) => {
        concat!("SELECT id, nid, ord, did FROM cards ", $condition)
    };
}

/// Sets all values of a card, and what is given. FAIL as in notes/update.sql.
macro_rules! update {
    ($more:literal) => {
        concat!(
            "UPDATE OR FAIL cards SET ",
            $more,
            include_str!("cards/update.sql")
        )
    };
}

/// Cards that go into another deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardMove<'cards> {
    /// The cards.
    pub cards: &'cards [CardId],
    /// The deck that they go into.
    pub deck: DeckId,
    /// When they move.
    pub modified: TimestampSecs,
    /// The sync state afterwards.
    pub usn: Usn,
}

/// Where a card stands, without its scheduling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardSlot {
    /// The card.
    pub card: CardId,
    /// Its note.
    pub note: NoteId,
    /// Position of its template, or its cloze number less one.
    pub ordinal: u16,
    /// The deck that it is in now.
    pub deck: DeckId,
}

impl Storage {
    /// Adds a card under its own id or, where that is taken, under the next one.
    pub fn add_card(&self, card: &Card) -> Result<CardId> {
        let sql = concat!(
            include_str!("cards/add.sql"),
            " ON CONFLICT (id) DO NOTHING"
        );
        let id = self.add_under_free_id(IdTable::Cards, card.id.0, |id| {
            self.insert_card_row(sql, CardId(id), card)
        })?;
        Ok(CardId(id))
    }

    /// Adds a card under its own id, which no card may have.
    pub fn insert_card(&self, card: &Card) -> Result<()> {
        self.insert_card_row(include_str!("cards/add.sql"), card.id, card)?;
        Ok(())
    }

    /// Stores a changed card, and says whether it was there.
    pub fn update_card(&self, card: &Card) -> Result<bool> {
        let sql = update!("nid = ?2,");
        Ok(self.write_card(sql, card.id, card)? > 0)
    }

    /// As [`update_card`](Self::update_card), for a card that stays with its note: its index by notes is left alone.
    pub fn update_card_of_note(&self, card: &Card) -> Result<bool> {
        let sql = update!("");
        Ok(self.write_card(sql, card.id, card)? > 0)
    }

    /// Stores changed cards that stay with their notes. Belongs into a transaction.
    pub fn update_cards_of_notes(&self, cards: &[Card]) -> Result<()> {
        let ids: Vec<i64> = cards.iter().map(|card| card.id.0).collect();
        self.undo_log().recording_many(Table::Cards, &ids, || {
            let mut statement = self.connection().prepare_cached(update!(""))?;
            for card in cards {
                execute_with(&mut statement, card.id, card)?;
            }
            Ok(())
        })
    }

    /// Removes cards, and says how many were there. Their notes and reviews are left alone.
    pub fn remove_cards(&self, ids: &[CardId]) -> Result<usize> {
        let removed = self
            .connection()
            .prepare_cached("DELETE FROM cards WHERE id IN rarray(?1)")?
            .execute([card_array(ids)])?;
        Ok(removed)
    }

    /// Puts cards into another deck; nothing else about them changes. Says how many were there. Belongs into a transaction.
    pub fn move_cards(&self, to: &CardMove<'_>) -> Result<usize> {
        let ids: Vec<i64> = to.cards.iter().map(|card| card.0).collect();
        self.undo_log().recording_many(Table::Cards, &ids, || {
            let moved = self
                .connection()
                .prepare_cached(
                    "UPDATE OR FAIL cards SET did = ?1, mod = ?2, usn = ?3 WHERE id IN rarray(?4)",
                )?
                .execute(params![
                    to.deck.0,
                    to.modified.0,
                    to.usn.0,
                    card_array(to.cards)
                ])?;
            Ok(moved)
        })
    }

    /// Gives a card another ordinal with the stamps of the change, and says whether it was there.
    pub fn set_card_ordinal(
        &self,
        id: CardId,
        ordinal: u16,
        modified: TimestampSecs,
        usn: Usn,
    ) -> Result<bool> {
        let updated = self
            .connection()
            .prepare_cached("UPDATE OR FAIL cards SET ord = ?2, mod = ?3, usn = ?4 WHERE id = ?1")?
            .execute(params![id.0, ordinal, modified.0, usn.0])?;
        Ok(updated > 0)
    }

    /// The card of an id.
    pub fn get_card(&self, id: CardId) -> Result<Option<Card>> {
        self.connection()
            .prepare_cached(select!("WHERE id = ?1"))?
            .query_and_then([id.0], row_to_card)?
            .next()
            .transpose()
    }

    /// The cards of some ids, ascending by id.
    pub fn cards_by_id(&self, ids: &[CardId]) -> Result<Vec<Card>> {
        self.cards(
            select!("WHERE id IN rarray(?1) ORDER BY id"),
            [card_array(ids)],
        )
    }

    /// The cards that are buried, by the scheduler or by the user, ascending by id.
    pub fn buried_cards(&self) -> Result<Vec<Card>> {
        self.cards(select!("WHERE queue IN (-2, -3) ORDER BY id"), [])
    }

    /// The new cards at or behind a position, ascending by id.
    pub fn new_cards_from_position(&self, position: u32) -> Result<Vec<Card>> {
        self.cards(
            select!("WHERE due >= ?1 AND type = 0 ORDER BY id"),
            [position],
        )
    }

    /// The cards of a note, by ordinal.
    pub fn cards_of_note(&self, note: NoteId) -> Result<Vec<Card>> {
        self.cards(select!("WHERE nid = ?1 ORDER BY ord, id"), [note.0])
    }

    /// The cards of some notes, by note id and ordinal.
    pub fn cards_of_notes(&self, notes: &[NoteId]) -> Result<Vec<Card>> {
        self.cards(
            select!("WHERE nid IN rarray(?1) ORDER BY nid, ord, id"),
            [note_array(notes)],
        )
    }

    /// The cards that a filtered deck has borrowed, ascending by id.
    pub fn cards_of_filtered_deck(&self, deck: DeckId) -> Result<Vec<Card>> {
        self.cards(
            select!("WHERE did = ?1 AND odid != 0 ORDER BY id"),
            [deck.0],
        )
    }

    /// The cards of a kind that belong to a deck, borrowed ones too, ascending by id.
    pub fn cards_of_kind_in_deck(&self, kind: CardKind, deck: DeckId) -> Result<Vec<Card>> {
        self.cards(
            select!("WHERE type = ?1 AND (did = ?2 OR odid != 0 AND odid = ?2) ORDER BY id"),
            [kind.code().into(), deck.0],
        )
    }

    /// Hands over every card, ascending by id.
    ///
    /// # Errors
    /// What `each` returns, or an error of the file.
    pub fn for_each_card<E: From<StorageError>>(
        &self,
        mut each: impl FnMut(&Card) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection()
            .prepare_cached(select!("ORDER BY id"))
            .map_err(StorageError::from)?;
        let mut rows = statement.query([]).map_err(StorageError::from)?;
        while let Some(row) = rows.next().map_err(StorageError::from)? {
            each(&row_to_card(row)?)?;
        }
        Ok(())
    }

    /// The ids of all cards, ascending.
    pub fn all_card_ids(&self) -> Result<Vec<CardId>> {
        self.card_ids("SELECT id FROM cards ORDER BY id", [])
    }

    /// The ids of a note's cards, by ordinal.
    pub fn card_ids_of_note(&self, note: NoteId) -> Result<Vec<CardId>> {
        self.card_ids(
            "SELECT id FROM cards WHERE nid = ?1 ORDER BY ord, id",
            [note.0],
        )
    }

    /// Where the cards of some notes stand, by note id and ordinal.
    pub fn card_slots_of_notes(&self, notes: &[NoteId]) -> Result<Vec<CardSlot>> {
        self.query_card_slots(
            select_slots!("WHERE nid IN rarray(?1) ORDER BY nid, ord, id"),
            [note_array(notes)],
        )
    }

    /// Where some cards stand, by ascending id.
    pub fn card_slots(&self, cards: &[CardId]) -> Result<Vec<CardSlot>> {
        self.query_card_slots(
            select_slots!("WHERE id IN rarray(?1) ORDER BY id"),
            [card_array(cards)],
        )
    }

    /// Where all cards of a note type stand, by note id and ordinal.
    pub fn card_slots_of_notetype(&self, notetype: NotetypeId) -> Result<Vec<CardSlot>> {
        self.query_card_slots(
            select_slots!(
                "WHERE nid IN (SELECT id FROM notes WHERE mid = ?1) ORDER BY nid, ord, id"
            ),
            [notetype.0],
        )
    }

    /// The ids of the cards in some decks, ascending; cards that a filtered deck has borrowed from
    /// one of them are among them.
    pub fn card_ids_in_decks(&self, decks: &[DeckId]) -> Result<Vec<CardId>> {
        self.card_ids(
            include_str!("cards/ids_in_decks.sql"),
            [id_array(decks.iter().map(|deck| deck.0))],
        )
    }

    /// The notes of some cards, each once, ascending.
    pub fn note_ids_of_cards(&self, cards: &[CardId]) -> Result<Vec<NoteId>> {
        self.connection()
            .prepare_cached("SELECT DISTINCT nid FROM cards WHERE id IN rarray(?1) ORDER BY nid")?
            .query_and_then([card_array(cards)], |row| {
                TableRow::new("cards", row).get(0).map(NoteId)
            })?
            .collect()
    }

    /// How many cards each template of a note type has, by ordinal; none for one without cards.
    pub fn count_cards_by_ordinal(&self, notetype: NotetypeId) -> Result<Vec<(u16, u32)>> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("cards/count_by_ordinal.sql"))?;
        let counts = statement.query_and_then([notetype.0], |row| {
            let row = TableRow::new("cards", row);
            Ok((row.get(0)?, row.get(1)?))
        })?;
        counts.collect()
    }

    /// How many cards each deck holds; none for a deck without cards.
    pub fn count_cards_by_deck(&self) -> Result<Vec<(DeckId, u32)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT did, count() FROM cards GROUP BY did ORDER BY did")?;
        let counts = statement.query_and_then([], |row| {
            let row = TableRow::new("cards", row);
            Ok((DeckId(row.get(0)?), row.get(1)?))
        })?;
        counts.collect()
    }

    /// How many cards of some decks are due on each day before `end`, learning steps within the day left out.
    pub fn count_due_by_day(&self, decks: &[DeckId], end: u32) -> Result<Vec<(u32, u32)>> {
        let mut statement = self
            .connection()
            .prepare_cached(include_str!("cards/count_due_by_day.sql"))?;
        let decks = id_array(decks.iter().map(|deck| deck.0));
        let counts = statement.query_and_then(params![decks, end], |row| {
            let row = TableRow::new("cards", row);
            Ok((row.get(0)?, row.get(1)?))
        })?;
        counts.collect()
    }

    /// When some cards last changed, by ascending id.
    pub fn card_modification_times(&self, ids: &[CardId]) -> Result<Vec<(CardId, TimestampSecs)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, mod FROM cards WHERE id IN rarray(?1) ORDER BY id")?;
        let times = statement.query_and_then([card_array(ids)], |row| {
            let row = TableRow::new("cards", row);
            Ok((CardId(row.get(0)?), TimestampSecs(row.get(1)?)))
        })?;
        times.collect()
    }

    fn cards(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<Card>> {
        self.connection()
            .prepare_cached(sql)?
            .query_and_then(arguments, row_to_card)?
            .collect()
    }

    fn card_ids(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<CardId>> {
        self.connection()
            .prepare_cached(sql)?
            .query_and_then(arguments, |row| {
                TableRow::new("cards", row).get(0).map(CardId)
            })?
            .collect()
    }

    fn query_card_slots(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<CardSlot>> {
        self.connection()
            .prepare_cached(sql)?
            .query_and_then(arguments, row_to_card_slot)?
            .collect()
    }

    fn insert_card_row(&self, sql: &'static str, id: CardId, card: &Card) -> Result<bool> {
        let added = self.write_card(sql, id, card)? > 0;
        if added {
            self.undo_log().record_added(Table::Cards, id.0)?;
        }
        Ok(added)
    }

    fn write_card(&self, sql: &'static str, id: CardId, card: &Card) -> Result<usize> {
        let mut statement = self.connection().prepare_cached(sql)?;
        execute_with(&mut statement, id, card)
    }
}

/// Runs a statement whose parameters are the columns of a card; how many rows it wrote.
fn execute_with(statement: &mut Statement<'_>, id: CardId, card: &Card) -> Result<usize> {
    Ok(statement.execute(params![
        id.0,
        card.note_id.0,
        card.deck_id.0,
        card.ordinal,
        card.modified.0,
        card.usn.0,
        card.kind.code(),
        card.queue.code(),
        card.due,
        card.interval_days,
        card.ease_factor,
        card.reviews,
        card.lapses,
        card.remaining_steps,
        card.original_due,
        card.original_deck_id.0,
        card.flags,
        card.data,
    ])?)
}

fn note_array(ids: &[NoteId]) -> rusqlite::vtab::array::Array {
    id_array(ids.iter().map(|id| id.0))
}

fn card_array(ids: &[CardId]) -> rusqlite::vtab::array::Array {
    id_array(ids.iter().map(|id| id.0))
}

pub(crate) fn row_to_card(row: &Row<'_>) -> Result<Card> {
    let row = TableRow::new("cards", row);
    Ok(Card {
        id: CardId(row.get(0)?),
        note_id: NoteId(row.get(1)?),
        deck_id: DeckId(row.get(2)?),
        ordinal: row.get(3)?,
        modified: TimestampSecs(row.get(4)?),
        usn: Usn(row.get(5)?),
        kind: row.coded(6, CardKind::from_code)?,
        queue: row.coded(7, CardQueue::from_code)?,
        due: row.get(8)?,
        interval_days: row.get(9)?,
        ease_factor: row.get(10)?,
        reviews: row.get(11)?,
        lapses: row.get(12)?,
        remaining_steps: row.get(13)?,
        original_due: row.get(14)?,
        original_deck_id: DeckId(row.get(15)?),
        flags: row.get(16)?,
        data: row.get(17)?,
    })
}

fn row_to_card_slot(row: &Row<'_>) -> Result<CardSlot> {
    let row = TableRow::new("cards", row);
    Ok(CardSlot {
        card: CardId(row.get(0)?),
        note: NoteId(row.get(1)?),
        ordinal: row.get(2)?,
        deck: DeckId(row.get(3)?),
    })
}
