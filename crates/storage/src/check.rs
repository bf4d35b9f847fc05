//! What a check of the database mends in the rows as they lie, whether or not they can be read.
//!
//! The rules are those of Anki's "Check Database"; their order is the caller's.

use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Params, params};

use ankid_types::{CardId, DeckId, Note, NoteId, NotetypeId, TimestampMillis, TimestampSecs, Usn};

use crate::notes::{join_fields, join_tags};
use crate::row::{TableRow, id_array};
use crate::{NoteDigest, Result, Storage};

/// The stamps of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeStamp {
    /// When it is made.
    pub modified: TimestampSecs,
    /// The sync state afterwards.
    pub usn: Usn,
}

/// What the collection says about the values that cards may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardRules {
    /// The day of the collection.
    pub today: u32,
    /// Whether the scheduler is the one of before Anki 2.1, which uses original due dates otherwise.
    pub old_scheduler: bool,
    /// The stamps of what is mended.
    pub stamp: ChangeStamp,
}

impl Storage {
    /// What is wrong with the structure of the file, the first twenty faults; nothing in a sound one.
    pub fn file_faults(&self) -> Result<Vec<String>> {
        let mut statement = self.connection().prepare("PRAGMA quick_check(20)")?;
        let mut rows = statement.query([])?;
        let mut faults = Vec::new();
        while let Some(row) = rows.next()? {
            let line: String = row.get(0)?;
            if line != "ok" {
                faults.push(line);
            }
        }
        Ok(faults)
    }

    /// Packs the file, and makes its indexes and statistics anew. No transaction may be open.
    pub fn optimize(&self) -> Result<()> {
        // On a connection of its own: the copy that packing makes belongs into a file, and this
        // connection keeps what is temporary in memory.
        let connection = self.connect_again()?;
        connection.execute_batch("VACUUM; REINDEX; ANALYZE;")?;
        // A reader that needs the old pages keeps the log long, until the next time.
        connection.busy_timeout(Duration::ZERO)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_row| Ok(()))?;
        Ok(())
    }

    /// Brings positions of new cards from a million on back to just above it; how many.
    pub fn lower_high_positions(&self, stamp: ChangeStamp) -> Result<usize> {
        let stamp = params![stamp.modified.0, stamp.usn.0];
        self.change(
            "UPDATE cards SET due = 1000000 + due % 1000000, mod = ?1, usn = ?2
             WHERE type = 0 AND queue != 4 AND due >= 1000000 AND due != 1000000 + due % 1000000",
            stamp,
        )
    }

    /// Mends numbers of cards that are no whole numbers, or none that Anki can read; how many.
    pub fn mend_card_numbers(&self, rules: CardRules) -> Result<usize> {
        let CardRules { today, stamp, .. } = rules;
        let stamp = [stamp.modified.0, i64::from(stamp.usn.0)];
        let mut mended = self.change(
            "UPDATE cards SET due = ?3, mod = ?1, usn = ?2 WHERE queue = 2 AND due > 100000",
            params![stamp[0], stamp[1], today],
        )?;
        mended += self.change(include_str!("check/wrong_due.sql"), stamp)?;
        if !rules.old_scheduler {
            mended += self.change(
                "UPDATE cards SET odue = 0, mod = ?1, usn = ?2
                 WHERE odue > 0 AND (type = 1 OR queue = 2) AND NOT odid",
                stamp,
            )?;
        }
        mended += self.change(
            "UPDATE cards
             SET odue = min(max(round(odue), -2147483648), 2147483647), mod = ?1, usn = ?2
             WHERE odue != min(max(round(odue), -2147483648), 2147483647)",
            stamp,
        )?;
        mended += self.change(
            "UPDATE cards SET ivl = min(max(round(ivl), 0), 2147483647), mod = ?1, usn = ?2
             WHERE ivl != min(max(round(ivl), 0), 2147483647)",
            stamp,
        )?;
        mended += self.change(
            "UPDATE cards SET mod = CAST(mod AS INTEGER) WHERE mod != CAST(mod AS INTEGER)",
            [],
        )?;
        mended += self.change(
            "UPDATE cards SET ord = min(max(ord, 0), 30000), mod = ?1, usn = ?2
             WHERE ord NOT BETWEEN 0 AND 30000",
            stamp,
        )?;
        Ok(mended)
    }

    /// Hands over each card that is not new and has been answered or rescheduled: its data, as far
    /// as that is text, and when the review log says that it was last answered.
    pub fn for_each_last_answer(
        &self,
        visit: impl FnMut(CardId, &str, Option<TimestampSecs>),
    ) -> Result<()> {
        self.visit_last_answers(include_str!("check/last_answers.sql"), [], visit)
    }

    /// The same for some cards.
    pub fn for_each_last_answer_of(
        &self,
        cards: &[CardId],
        visit: impl FnMut(CardId, &str, Option<TimestampSecs>),
    ) -> Result<()> {
        let sql = concat!(
            include_str!("check/last_answers.sql"),
            " AND id IN rarray(?1)"
        );
        let cards = id_array(cards.iter().map(|card| card.0));
        self.visit_last_answers(sql, [cards], visit)
    }

    fn visit_last_answers(
        &self,
        sql: &'static str,
        arguments: impl Params,
        mut visit: impl FnMut(CardId, &str, Option<TimestampSecs>),
    ) -> Result<()> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query(arguments)?;
        while let Some(row) = rows.next()? {
            let data = match row.get_ref(1)? {
                ValueRef::Text(bytes) => String::from_utf8_lossy(bytes),
                _ => "".into(),
            };
            let row = TableRow::new("cards", row);
            let answered: Option<i64> = row.get(2)?;
            visit(CardId(row.get(0)?), &data, answered.map(TimestampSecs));
        }
        Ok(())
    }

    /// Stores what a card keeps besides its numbers; its stamps stay.
    pub fn set_card_data(&self, id: CardId, data: &str) -> Result<()> {
        self.change(
            "UPDATE cards SET data = ?2 WHERE id = ?1",
            params![id.0, data],
        )?;
        Ok(())
    }

    /// Removes the cards that have no note, without graves; how many.
    pub fn remove_cards_without_note(&self) -> Result<usize> {
        self.change(
            "DELETE FROM cards WHERE nid NOT IN (SELECT id FROM notes)",
            [],
        )
    }

    /// The decks that cards are in but that do not exist, ascending by id.
    pub fn missing_deck_ids(&self) -> Result<Vec<DeckId>> {
        let ids = self.ids(
            "SELECT DISTINCT did FROM cards WHERE did NOT IN (SELECT id FROM decks) ORDER BY did",
            [],
        )?;
        Ok(ids.into_iter().map(DeckId).collect())
    }

    /// Puts cards of one deck into another, their stamps included; how many.
    pub fn move_all_cards(&self, from: DeckId, to: DeckId, stamp: ChangeStamp) -> Result<usize> {
        self.change(
            "UPDATE cards SET did = ?2, mod = ?3, usn = ?4 WHERE did = ?1",
            params![from.0, to.0, stamp.modified.0, stamp.usn.0],
        )
    }

    /// Makes cards that say they are borrowed, but lie in none of the filtered decks, belong to the
    /// deck in which they are; their stamps stay. How many.
    pub fn end_false_loans(&self, filtered: &[DeckId]) -> Result<usize> {
        self.change(
            "UPDATE cards SET odid = 0, odue = 0 WHERE odid > 0 AND did NOT IN rarray(?1)",
            [id_array(filtered.iter().map(|deck| deck.0))],
        )
    }

    /// All notes with their note types, whether or not these exist, ascending by note type and note.
    pub fn note_ids_by_notetype(&self) -> Result<Vec<(NotetypeId, NoteId)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, mid FROM notes ORDER BY mid, id")?;
        let pairs = statement.query_and_then([], |row| {
            let row = TableRow::new("notes", row);
            Ok((NotetypeId(row.get(1)?), NoteId(row.get(0)?)))
        })?;
        pairs.collect()
    }

    /// Replaces bytes of a note that are no text by U+FFFD, and says whether there were any.
    pub fn mend_note_text(&self, id: NoteId) -> Result<bool> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT id, guid, tags, flds FROM notes WHERE id = ?1")?;
        let [guid, tags, fields] = statement.query_row([id.0], |row| {
            let bytes = |index| {
                let value = row.get_ref(index)?;
                Ok::<_, rusqlite::Error>(value.as_bytes_or_null()?.map(<[u8]>::to_vec))
            };
            Ok([bytes(1)?, bytes(2)?, bytes(3)?])
        })?;
        let columns = [guid, tags, fields].map(Option::unwrap_or_default);
        if columns
            .iter()
            .all(|bytes| std::str::from_utf8(bytes).is_ok())
        {
            return Ok(false);
        }
        let [guid, tags, fields] =
            columns.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        self.change(
            "UPDATE notes SET guid = ?2, tags = ?3, flds = ?4, sfld = '' WHERE id = ?1",
            params![id.0, guid, tags, fields],
        )?;
        Ok(true)
    }

    /// Stores a note with its own stamps where anything of it differs, and says whether it did.
    pub fn save_checked_note(&self, note: &Note, digest: &NoteDigest) -> Result<bool> {
        let changed = self.change(
            include_str!("check/save_note.sql"),
            params![
                note.id.0,
                note.notetype_id.0,
                note.modified.0,
                join_tags(&note.tags),
                join_fields(&note.fields),
                digest.sort_field,
                digest.checksum,
            ],
        )?;
        Ok(changed > 0)
    }

    /// The highest ordinal that a card of a note type has, whether or not that exists; 0 for none.
    pub fn highest_ordinal(&self, notetype: NotetypeId) -> Result<u16> {
        let mut statement = self.connection().prepare_cached(
            "SELECT max(ord) FROM cards WHERE nid IN (SELECT id FROM notes WHERE mid = ?1)",
        )?;
        let highest: Option<u16> = statement.query_one([notetype.0], |row| row.get(0))?;
        Ok(highest.unwrap_or(0))
    }

    /// Empties the registry of tags.
    pub fn remove_all_tags(&self) -> Result<()> {
        self.change("DELETE FROM tags", [])?;
        Ok(())
    }

    /// Lets lists show the tags below these.
    pub fn expand_tags(&self, names: &[String]) -> Result<()> {
        for name in names {
            self.change("UPDATE tags SET collapsed = 0 WHERE tag = ?1", [name])?;
        }
        Ok(())
    }

    /// Mends entries of the review log with values that Anki cannot read; how many.
    pub fn mend_reviews(&self) -> Result<usize> {
        self.change(include_str!("check/wrong_reviews.sql"), [])
    }

    /// The highest position of a new card.
    pub fn highest_position(&self) -> Result<Option<i64>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT max(due) FROM cards WHERE type = 0")?;
        Ok(statement.query_one([], |row| row.get(0))?)
    }

    /// Gives notes, cards and reviews whose ids lie after `latest` ids from `next` on, or after the
    /// highest of the others, in their order; how many.
    pub fn renumber_future_ids(
        &self,
        latest: TimestampMillis,
        next: TimestampMillis,
    ) -> Result<usize> {
        let mut renumbered = self.renumber(&NOTE_IDS, latest, next)?;
        renumbered += self.renumber(&CARD_IDS, latest, next)?;
        renumbered += self.renumber(&REVIEW_IDS, latest, next)?;
        Ok(renumbered)
    }

    fn renumber(
        &self,
        table: &IdStatements,
        latest: TimestampMillis,
        next: TimestampMillis,
    ) -> Result<usize> {
        let future = self.ids(table.after, [latest.0])?;
        let highest: Option<i64> = self
            .connection()
            .prepare_cached(table.highest_until)?
            .query_one([latest.0], |row| row.get(0))?;
        let first = highest.map_or(next.0, |highest| next.0.max(highest.saturating_add(1)));
        // Ascending, a new id is never one that is still to be replaced.
        for (old, new) in future.iter().zip(first..) {
            for statement in table.changes {
                self.change(statement, [*old, new])?;
            }
        }
        Ok(future.len())
    }

    fn ids(&self, sql: &'static str, arguments: impl Params) -> Result<Vec<i64>> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let ids = statement.query_map(arguments, |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    fn change(&self, sql: &'static str, arguments: impl Params) -> Result<usize> {
        Ok(self.connection().prepare_cached(sql)?.execute(arguments)?)
    }
}

/// How the ids of a table are found and changed.
struct IdStatements {
    after: &'static str,
    highest_until: &'static str,
    /// With the old id as `?1` and the new one as `?2`.
    changes: &'static [&'static str],
}

const NOTE_IDS: IdStatements = IdStatements {
    after: "SELECT id FROM notes WHERE id > ?1 ORDER BY id",
    highest_until: "SELECT max(id) FROM notes WHERE id <= ?1",
    changes: &[
        "UPDATE notes SET id = ?2 WHERE id = ?1",
        "UPDATE cards SET nid = ?2 WHERE nid = ?1",
    ],
};

const CARD_IDS: IdStatements = IdStatements {
    after: "SELECT id FROM cards WHERE id > ?1 ORDER BY id",
    highest_until: "SELECT max(id) FROM cards WHERE id <= ?1",
    changes: &[
        "UPDATE cards SET id = ?2 WHERE id = ?1",
        "UPDATE revlog SET cid = ?2 WHERE cid = ?1",
    ],
};

const REVIEW_IDS: IdStatements = IdStatements {
    after: "SELECT id FROM revlog WHERE id > ?1 ORDER BY id",
    highest_until: "SELECT max(id) FROM revlog WHERE id <= ?1",
    changes: &["UPDATE revlog SET id = ?2 WHERE id = ?1"],
};
