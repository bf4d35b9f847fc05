//! The table of the card browser: which columns there are, in which order rows come, what their cells say.
//!
//! A table is asked for in two steps: the ids that a search finds, sorted, once; then the rows of those that
//! are seen. Its rules and words are those of Anki.

mod cells;
mod columns;
mod sides;

use ankid_storage::SortOrder;
use ankid_types::{Card, CardId, CardQueue, Note, NoteId};

use crate::error::Result;
use crate::view::{CHUNK, View};

use cells::Cells;
pub use columns::{BrowserColumn, Sorting};

/// What a row of the browser stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserMode {
    /// A card.
    Cards,
    /// A note.
    Notes,
}

/// The column that the browser is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrowserOrder {
    /// The column.
    pub column: BrowserColumn,
    /// Whether the last comes first.
    pub reverse: bool,
}

/// A row of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserRow {
    /// The note.
    pub note: NoteId,
    /// The card; of a note, its oldest.
    pub card: CardId,
    /// The texts of the cells, a column each.
    pub cells: Vec<String>,
    /// The flag of the card, 0 to 7; of a note none.
    pub flag: u8,
    /// Whether the card, or each card of the note, is suspended.
    pub is_suspended: bool,
    /// Whether the card, or each card of the note, is put off until tomorrow.
    pub is_buried: bool,
    /// Whether the note has the tag `marked`.
    pub is_marked: bool,
}

impl View<'_> {
    /// The ids of the cards or notes that a search finds, in the order of a column, or in that of their
    /// ids where there is none to sort by.
    ///
    /// # Errors
    /// [`CollectionError::Search`](crate::CollectionError::Search), or an error of the file.
    pub fn browser_ids(
        &self,
        search: &str,
        mode: BrowserMode,
        order: Option<BrowserOrder>,
    ) -> Result<Vec<i64>> {
        let sorted_by = order.and_then(|order| {
            let key = order.column.sort_key()?;
            (mode == BrowserMode::Cards || key.sorts_notes()).then_some((key, order.reverse))
        });
        let Some((key, reverse)) = sorted_by else {
            return self.browser_ids_by_id(search, mode);
        };
        let query = self.query(search)?;
        let timing = self.timing()?;
        let order = SortOrder {
            key,
            reverse,
            today: timing.today,
            next_day_at: timing.next_day_at,
            now: timing.now,
        };
        let found = match mode {
            BrowserMode::Cards => self.storage().found_cards_in_order(&query, order),
            BrowserMode::Notes => self.storage().found_notes_in_order(&query, order),
        };
        found.map_err(|error| self.search_error(search, error))
    }

    fn browser_ids_by_id(&self, search: &str, mode: BrowserMode) -> Result<Vec<i64>> {
        let mut ids: Vec<i64> = match mode {
            BrowserMode::Cards => self.find_cards(search)?.iter().map(|id| id.0).collect(),
            BrowserMode::Notes => self.find_notes(search)?.iter().map(|id| id.0).collect(),
        };
        ids.sort_unstable();
        Ok(ids)
    }

    /// The rows of some cards or notes, in their order; `None` for what is gone.
    ///
    /// # Errors
    /// A note without its note type, or an error of the file.
    pub fn browser_rows(
        &self,
        mode: BrowserMode,
        ids: &[i64],
        columns: &[BrowserColumn],
    ) -> Result<Vec<Option<BrowserRow>>> {
        let cells = Cells::new(self, mode, columns)?;
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            match mode {
                BrowserMode::Cards => self.rows_of_cards(&cells, chunk, &mut rows)?,
                BrowserMode::Notes => self.rows_of_notes(&cells, chunk, &mut rows)?,
            }
        }
        Ok(rows)
    }

    fn rows_of_cards(
        &self,
        cells: &Cells<'_>,
        ids: &[i64],
        rows: &mut Vec<Option<BrowserRow>>,
    ) -> Result<()> {
        let ids: Vec<CardId> = ids.iter().copied().map(CardId).collect();
        self.for_each_card_with_note(&ids, |found| {
            let row = found.map(|found| {
                let cards = std::slice::from_ref(found.card);
                BrowserRow {
                    flag: found.card.flags & 7,
                    ..row(cells, found.note, cards, found.notetype)
                }
            });
            rows.push(row);
            Ok(())
        })
    }

    fn rows_of_notes(
        &self,
        cells: &Cells<'_>,
        ids: &[i64],
        rows: &mut Vec<Option<BrowserRow>>,
    ) -> Result<()> {
        let ids: Vec<NoteId> = ids.iter().copied().map(NoteId).collect();
        let mut cards = self.storage().cards_of_notes(&ids)?;
        // The row shows the oldest card.
        cards.sort_unstable_by_key(|card| (card.note_id, card.id));
        self.storage().for_each_note(&ids, |id, note| {
            let start = cards.partition_point(|card| card.note_id < id);
            let end = cards.partition_point(|card| card.note_id <= id);
            // A note without cards has no row; the database check finds it.
            let found = note.zip(cards.get(start..end).filter(|cards| !cards.is_empty()));
            let Some((note, cards)) = found else {
                rows.push(None);
                return Ok(());
            };
            let notetype = self.catalog().require_notetype(note.notetype_id)?;
            rows.push(Some(row(cells, &note, cards, notetype)));
            Ok::<_, crate::CollectionError>(())
        })
    }
}

fn row(
    cells: &Cells<'_>,
    note: &Note,
    cards: &[Card],
    notetype: &crate::NotetypeEntry,
) -> BrowserRow {
    let is_buried = |queue| matches!(queue, CardQueue::UserBuried | CardQueue::SchedulerBuried);
    BrowserRow {
        note: note.id,
        card: cards.first().map_or(CardId(0), |card| card.id),
        cells: cells.of(note, cards, notetype),
        flag: 0,
        is_suspended: cards.iter().all(|card| card.queue == CardQueue::Suspended),
        is_buried: cards.iter().all(|card| is_buried(card.queue)),
        is_marked: note
            .tags
            .iter()
            .any(|tag| tag.eq_ignore_ascii_case("marked")),
    }
}
