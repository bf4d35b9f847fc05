//! What requests changed since a sync started.

use std::collections::HashSet;

use ankid_storage::{GraveKind, Storage, SyncTable, Table, UndoPosition};

use crate::error::Result;

/// What requests changed since a sync started. It waits for the next one.
#[derive(Debug)]
pub(super) struct Meanwhile {
    notes: HashSet<i64>,
    cards: HashSet<i64>,
    reviews: HashSet<i64>,
    graves: HashSet<i64>,
    notetypes: HashSet<i64>,
    decks: HashSet<i64>,
    deck_configs: HashSet<i64>,
    config: HashSet<String>,
    tags: HashSet<String>,
}

impl Meanwhile {
    pub(super) fn since(storage: &Storage, position: UndoPosition) -> Result<Self> {
        let log = storage.undo_log();
        let numbers = |table| log.numbers_changed_since(position, table);
        let mut notetypes = numbers(Table::Notetypes)?;
        notetypes.extend(numbers(Table::Fields)?);
        notetypes.extend(numbers(Table::Templates)?);
        Ok(Self {
            notes: numbers(Table::Notes)?,
            cards: numbers(Table::Cards)?,
            reviews: numbers(Table::Reviews)?,
            graves: numbers(Table::Graves)?,
            notetypes,
            decks: numbers(Table::Decks)?,
            deck_configs: numbers(Table::DeckConfigs)?,
            config: log.names_changed_since(position, Table::Config)?,
            tags: log.names_changed_since(position, Table::Tags)?,
        })
    }

    pub(super) fn of(&self, table: SyncTable) -> &HashSet<i64> {
        match table {
            SyncTable::Notes => &self.notes,
            SyncTable::Cards => &self.cards,
            SyncTable::Reviews => &self.reviews,
            SyncTable::Decks => &self.decks,
            SyncTable::DeckConfigs => &self.deck_configs,
            SyncTable::Notetypes => &self.notetypes,
        }
    }

    pub(super) fn has_grave(&self, of: GraveKind) -> bool {
        self.graves.contains(&of.id())
    }

    pub(super) const fn config(&self) -> &HashSet<String> {
        &self.config
    }

    pub(super) const fn tags(&self) -> &HashSet<String> {
        &self.tags
    }

    pub(super) fn is_empty(&self) -> bool {
        let rows = [&self.notes, &self.cards, &self.reviews, &self.graves];
        let things = [&self.notetypes, &self.decks, &self.deck_configs];
        rows.into_iter().chain(things).all(HashSet::is_empty)
            && self.config.is_empty()
            && self.tags.is_empty()
    }

    /// Of the rows that were changed, those that are there no more.
    pub(super) fn gone(&self, storage: &Storage, table: SyncTable) -> Result<HashSet<i64>> {
        let ids: Vec<i64> = self.of(table).iter().copied().collect();
        let existing = storage.existing_ids(table, &ids)?;
        Ok(ids
            .into_iter()
            .filter(|id| existing.binary_search(id).is_err())
            .collect())
    }
}
