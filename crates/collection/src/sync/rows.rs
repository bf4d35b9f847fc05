//! The rows that came with a sync, and how they are stored: many at once, in the order of their ids.

use std::collections::HashSet;

use ankid_storage::{Grave, GraveKind, NoteDigest, SyncTable, Table};
use ankid_types::{Card, CardId, Note, NoteId, Review, Usn};

use crate::error::Result;
use crate::sync::meanwhile::Meanwhile;
use crate::sync::merge::Newer;
use crate::transaction::Transaction;

/// How many rows are compared with those here at once.
const ROWS_AT_ONCE: usize = 500;

/// Rows that the server sent.
#[derive(Debug, Default)]
pub(super) struct IncomingRows {
    pub(super) reviews: Vec<Review>,
    pub(super) cards: Vec<Card>,
    pub(super) notes: Vec<(Note, NoteDigest)>,
}

impl Transaction<'_> {
    /// Stores rows, but for those that were changed here later, or removed by a request.
    pub(super) fn store_rows(&self, rows: IncomingRows, meanwhile: &Meanwhile) -> Result<()> {
        let IncomingRows {
            mut reviews,
            mut cards,
            mut notes,
        } = rows;
        // One behind the other, rows go to the end of a table; servers send them backwards.
        bring_in_order(&mut reviews, |review| review.id.0);
        bring_in_order(&mut cards, |card| card.id.0);
        bring_in_order(&mut notes, |(note, _)| note.id.0);
        let missing_notes = meanwhile.gone(self.storage(), SyncTable::Notes)?;
        self.store_reviews(&reviews)?;
        self.store_notes(&notes, &missing_notes)?;
        let missing_cards = meanwhile.gone(self.storage(), SyncTable::Cards)?;
        self.store_cards(&cards, &missing_cards, &missing_notes)
    }

    fn store_reviews(&self, reviews: &[Review]) -> Result<()> {
        for review in reviews {
            self.storage().add_review_if_absent(review)?;
        }
        // Nobody asks which ones they are.
        let any: Vec<i64> = reviews
            .first()
            .map(|review| review.id.0)
            .into_iter()
            .collect();
        Ok(self.storage().undo_log().mention(Table::Reviews, &any)?)
    }

    fn store_notes(&self, notes: &[(Note, NoteDigest)], gone: &HashSet<i64>) -> Result<()> {
        for piece in notes.chunks(ROWS_AT_ONCE) {
            let ids: Vec<NoteId> = piece.iter().map(|(note, _)| note.id).collect();
            let newer = Newer::new(&self.storage().pending_among_notes(&ids)?);
            let mut stored = Vec::new();
            for (note, digest) in piece {
                if !newer.than(note.id, note.modified) && !gone.contains(&note.id.0) {
                    self.storage().store_synced_note(note, digest)?;
                    stored.push(note.id.0);
                }
            }
            self.storage().undo_log().mention(Table::Notes, &stored)?;
        }
        Ok(())
    }

    /// Stores cards; those of notes that requests removed meanwhile count as removed too.
    fn store_cards(
        &self,
        cards: &[Card],
        gone: &HashSet<i64>,
        gone_notes: &HashSet<i64>,
    ) -> Result<()> {
        for piece in cards.chunks(ROWS_AT_ONCE) {
            let ids: Vec<CardId> = piece.iter().map(|card| card.id).collect();
            let newer = Newer::new(&self.storage().pending_among_cards(&ids)?);
            let mut stored = Vec::new();
            for card in piece {
                if gone_notes.contains(&card.note_id.0) {
                    let of = GraveKind::Card(card.id);
                    let usn = Usn::PENDING;
                    self.storage().add_grave(Grave { of, usn })?;
                } else if !newer.than(card.id, card.modified) && !gone.contains(&card.id.0) {
                    self.storage().store_synced_card(card)?;
                    stored.push(card.id.0);
                }
            }
            self.storage().undo_log().mention(Table::Cards, &stored)?;
        }
        Ok(())
    }
}

/// Sorts rows by id; of several with the same id only the last stays.
fn bring_in_order<T>(rows: &mut Vec<T>, id: impl Fn(&T) -> i64) {
    rows.reverse();
    rows.sort_by_key(&id);
    rows.dedup_by_key(|row| id(row));
}

#[cfg(test)]
mod tests {
    use super::bring_in_order;

    #[test]
    fn of_rows_with_the_same_id_the_last_stays() {
        let mut rows = vec![(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd')];
        bring_in_order(&mut rows, |(id, _)| *id);
        assert_eq!(rows, [(1, 'b'), (2, 'd'), (3, 'c')]);
    }
}
