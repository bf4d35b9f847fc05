//! The end of a sync: one write job that stores what came and marks what was sent.
//!
//! Most of it is not recorded for undoing, which no step before or in a sync can be.

use std::collections::HashSet;

use ankid_storage::{ConfigEntry, Grave, GraveKind, RegisteredTag, SyncTable, Table, UndoPosition};
use ankid_types::{TimestampMillis, Usn};

use crate::error::{CollectionError, Result};
use crate::sync::meanwhile::Meanwhile;
use crate::sync::merge::{self, Gone};
use crate::sync::rows::IncomingRows;
use crate::sync::{Outgoing, Start, SyncChanges};
use crate::transaction::Transaction;

/// A sync that both sides agree on.
pub(super) struct Conclusion {
    pub(super) start: Start,
    pub(super) server_usn: Usn,
    pub(super) synced: TimestampMillis,
    pub(super) outgoing: Outgoing,
    pub(super) removed: Vec<GraveKind>,
    pub(super) changes: SyncChanges,
    pub(super) rows: IncomingRows,
}

impl Transaction<'_> {
    /// Lets go of the record of changes. Rows that were sent and changed again may have reached the server
    /// all the same, which then would take the new ones of the same second for the old.
    pub(super) fn give_up_sync(
        &mut self,
        position: UndoPosition,
        sent_notes: &[i64],
        sent_cards: &[i64],
    ) -> Result<()> {
        self.pin_changes(None);
        let meanwhile = Meanwhile::since(self.storage(), position)?;
        let both = |sent: &[i64], table| -> Vec<i64> {
            let changed = meanwhile.of(table);
            let sent = sent.iter().copied();
            sent.filter(|id| changed.contains(id)).collect()
        };
        let notes = both(sent_notes, SyncTable::Notes);
        let cards = both(sent_cards, SyncTable::Cards);
        if notes.is_empty() && cards.is_empty() {
            return Ok(());
        }
        self.forget_history();
        self.set_stamping();
        Ok(self.storage().outdate_sent_rows(&notes, &cards)?)
    }

    pub(super) fn conclude_sync(&mut self, conclusion: Conclusion) -> Result<()> {
        let Conclusion {
            start,
            server_usn,
            synced,
            outgoing,
            removed,
            changes,
            rows,
        } = conclusion;
        self.pin_changes(None);
        self.forget_history();
        self.set_stamping();
        let stamps = self.storage().stamps()?;
        if stamps.schema_modified != start.stamps.schema_modified {
            return Err(CollectionError::SchemaChanged);
        }
        let meanwhile = Meanwhile::since(self.storage(), start.position)?;
        let log = self.storage().undo_log();
        let touches_catalog = log.unrecorded(|| -> Result<bool> {
            self.mark_sent(&outgoing, &meanwhile, server_usn)?;
            self.store_removals(&removed, server_usn)?;
            let touches_catalog = self.store_changes(changes, &meanwhile, server_usn)?;
            self.store_rows(rows, &meanwhile)?;
            Ok(touches_catalog)
        })?;
        let sends_catalog = !(outgoing.notetypes.is_empty()
            && outgoing.decks.is_empty()
            && outgoing.deck_configs.is_empty());
        let removes_decks = removed
            .iter()
            .any(|grave| matches!(grave, GraveKind::Deck(_)));
        if touches_catalog || sends_catalog || removes_decks {
            self.reload_catalog()?;
        }
        self.storage()
            .set_sync_stamps(synced, Usn(server_usn.0 + 1))?;
        let modified = if meanwhile.is_empty() {
            synced
        } else {
            TimestampMillis(stamps.modified.0.max(synced.0 + 1))
        };
        Ok(self.storage().set_modified(modified)?)
    }

    fn mark_sent(&self, sent: &Outgoing, meanwhile: &Meanwhile, usn: Usn) -> Result<()> {
        let storage = self.storage();
        for (table, ids) in [
            (SyncTable::Notes, &sent.sent_notes),
            (SyncTable::Cards, &sent.sent_cards),
            (SyncTable::Reviews, &sent.sent_reviews),
            (SyncTable::Notetypes, &sent.notetypes),
            (SyncTable::Decks, &sent.decks),
            (SyncTable::DeckConfigs, &sent.deck_configs),
        ] {
            let still = meanwhile.of(table);
            let ids: Vec<i64> = ids
                .iter()
                .copied()
                .filter(|id| !still.contains(id))
                .collect();
            storage.mark_synced(table, &ids, usn)?;
        }
        for grave in &sent.graves {
            if !meanwhile.has_grave(*grave) {
                storage.mark_grave_synced(*grave, usn)?;
            }
        }
        for tag in sent
            .tags
            .iter()
            .filter(|tag| !meanwhile.tags().contains(*tag))
        {
            storage.mark_tag_synced(tag, usn)?;
        }
        if sent.config {
            let kept: Vec<String> = meanwhile.config().iter().cloned().collect();
            storage.mark_config_synced(&kept)?;
        }
        Ok(())
    }

    fn store_removals(&self, removed: &[GraveKind], usn: Usn) -> Result<()> {
        let (mut notes, mut cards) = (Vec::new(), Vec::new());
        for grave in removed {
            match grave {
                GraveKind::Note(id) => notes.push(*id),
                GraveKind::Card(id) => cards.push(*id),
                GraveKind::Deck(id) => drop(self.storage().remove_deck(*id)?),
            }
            self.storage().add_grave(Grave { of: *grave, usn })?;
        }
        self.storage().remove_notes(&notes)?;
        self.storage().remove_cards(&cards)?;
        let log = self.storage().undo_log();
        let notes: Vec<i64> = notes.iter().map(|note| note.0).collect();
        let cards: Vec<i64> = cards.iter().map(|card| card.0).collect();
        log.mention(Table::Notes, &notes)?;
        Ok(log.mention(Table::Cards, &cards)?)
    }

    /// Stores note types, decks, presets, tags and settings; whether there were any of the first three.
    fn store_changes(&self, changes: SyncChanges, meanwhile: &Meanwhile, usn: Usn) -> Result<bool> {
        let gone = Gone {
            notetypes: meanwhile.gone(self.storage(), SyncTable::Notetypes)?,
            decks: meanwhile.gone(self.storage(), SyncTable::Decks)?,
            deck_configs: meanwhile.gone(self.storage(), SyncTable::DeckConfigs)?,
        };
        let merged = merge::merge(self.catalog(), &changes, &gone)?;
        let storage = self.storage();
        for notetype in &merged.notetypes {
            if !storage.update_notetype(notetype)? {
                storage.add_notetype(notetype)?;
            }
        }
        for deck in &merged.decks {
            if !storage.update_deck(deck)? {
                storage.add_deck(deck)?;
            }
        }
        for config in &merged.deck_configs {
            if !storage.update_deck_config(config)? {
                storage.add_deck_config(config)?;
            }
        }
        for tag in changes.tags {
            if storage.get_tag(&tag)?.is_none() {
                storage.set_tag(&RegisteredTag {
                    name: tag,
                    usn,
                    collapsed: true,
                })?;
            }
        }
        if let Some(created) = changes.created {
            storage.set_created(created)?;
        }
        if let Some(config) = changes.config {
            self.replace_config(config, meanwhile.config(), usn)?;
        }
        Ok(!(merged.notetypes.is_empty()
            && merged.decks.is_empty()
            && merged.deck_configs.is_empty()))
    }

    /// Replaces all settings but those that requests changed meanwhile.
    fn replace_config(
        &self,
        config: Vec<(String, Vec<u8>)>,
        newer: &HashSet<String>,
        usn: Usn,
    ) -> Result<()> {
        self.settle_new_position()?;
        let wanted: HashSet<&str> = config.iter().map(|(key, _)| key.as_str()).collect();
        for entry in self.storage().all_config()? {
            if !wanted.contains(entry.key.as_str()) && !newer.contains(&entry.key) {
                self.storage().remove_config(&entry.key)?;
            }
        }
        let modified = self.now_secs();
        for (key, value) in config {
            if !newer.contains(&key) {
                self.storage().restamp_config(&ConfigEntry {
                    key,
                    value,
                    usn,
                    modified,
                })?;
            }
        }
        Ok(())
    }
}
