//! How many rows there will be once both sides have everything, counted without storing anything.

use std::collections::HashSet;

use ankid_storage::RowCounts;

use crate::catalog::Catalog;

/// What both sides of a sync compare in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncCounts {
    /// Cards.
    pub cards: u32,
    /// Notes.
    pub notes: u32,
    /// Entries of the review log.
    pub reviews: u32,
    /// Note types.
    pub notetypes: u32,
    /// Decks.
    pub decks: u32,
    /// Presets.
    pub deck_configs: u32,
}

/// The counts of one state, and how what came changes them.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) notes: TableTally,
    pub(super) cards: TableTally,
    pub(super) reviews: TableTally,
}

/// The rows of a table.
#[derive(Debug, Default)]
pub(super) struct TableTally {
    before: u32,
    removed: HashSet<i64>,
    added: HashSet<i64>,
}

impl Tally {
    pub(super) fn new(before: RowCounts) -> Self {
        Self {
            notes: TableTally::new(before.notes),
            cards: TableTally::new(before.cards),
            reviews: TableTally::new(before.reviews),
        }
    }

    pub(super) fn counts(&self, catalog: &Catalog) -> SyncCounts {
        SyncCounts {
            cards: self.cards.count(),
            notes: self.notes.count(),
            reviews: self.reviews.count(),
            notetypes: count(catalog.notetypes()),
            decks: count(catalog.decks()),
            deck_configs: count(catalog.deck_configs()),
        }
    }
}

impl TableTally {
    fn new(before: u32) -> Self {
        Self {
            before,
            ..Self::default()
        }
    }

    /// Takes rows away, all of which were there before.
    pub(super) fn remove(&mut self, existing: &[i64]) {
        self.removed.extend(existing);
    }

    /// Puts rows in, of which some were there before; `existing` is in ascending order.
    pub(super) fn put(&mut self, ids: &[i64], existing: &[i64]) {
        for id in ids {
            let was_there = existing.binary_search(id).is_ok();
            if !self.removed.remove(id) && !was_there {
                self.added.insert(*id);
            }
        }
    }

    fn count(&self) -> u32 {
        let (added, removed) = (self.added.len() as u32, self.removed.len() as u32);
        (self.before + added).saturating_sub(removed)
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    things.count() as u32
}

#[cfg(test)]
mod tests {
    use super::TableTally;

    #[test]
    fn a_row_counts_once_however_often_it_comes() {
        let mut tally = TableTally::new(10);
        tally.put(&[1, 2], &[1]);
        tally.put(&[2], &[]);
        assert_eq!(tally.count(), 11);
        tally.remove(&[1, 3]);
        tally.remove(&[3]);
        assert_eq!(tally.count(), 9);
        tally.put(&[3], &[3]);
        assert_eq!(tally.count(), 10);
    }
}
