//! The collection's part of a sync: what waits to be sent, what came, and how the two become one.
//!
//! A [`SyncSession`] reads one state of the collection and gathers beside it what the server sends, so that
//! requests go on while the network is slow. Only its end is a write job: it stores what came, and marks
//! what was sent. Rows that requests changed meanwhile are known from the record of changes and wait for
//! the next sync. Knows nothing of the network or of JSON.

mod apply;
mod full;
mod meanwhile;
mod merge;
mod rows;
mod tally;

use std::collections::BTreeSet;
use std::sync::Arc;

use ankid_storage::{ConfigEntry, Storage, SyncTable, UndoPosition};
use ankid_types::{
    Card, CardId, Deck, DeckConfig, Note, NoteId, Notetype, Review, ReviewId, TimestampMillis,
    TimestampSecs, Usn,
};

pub use ankid_storage::{CollectionStamps, GraveKind};
pub use full::UploadCopy;
pub use tally::SyncCounts;

use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::error::{CollectionError, Result};
use crate::sync::apply::Conclusion;
use crate::sync::rows::IncomingRows;
use crate::sync::tally::Tally;
use crate::transaction::Transaction;
use crate::view::View;

/// Note types, decks, presets, tags and settings, which travel all at once.
#[derive(Debug, Clone, Default)]
pub struct SyncChanges {
    /// Note types.
    pub notetypes: Vec<Notetype>,
    /// Decks.
    pub decks: Vec<Deck>,
    /// Presets.
    pub deck_configs: Vec<DeckConfig>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// All settings by key, each as JSON text, if they travel this way.
    pub config: Option<Vec<(String, Vec<u8>)>>,
    /// The start of the collection's first day, if it travels this way.
    pub created: Option<TimestampSecs>,
}

/// Rows that travel in pieces.
#[derive(Debug, Clone, Default)]
pub struct SyncRows {
    /// Entries of the review log.
    pub reviews: Vec<Review>,
    /// Cards.
    pub cards: Vec<Card>,
    /// Notes.
    pub notes: Vec<Note>,
}

impl SyncRows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reviews.len() + self.cards.len() + self.notes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the server sent.
#[derive(Debug, Default)]
struct Incoming {
    removed: Vec<GraveKind>,
    changes: SyncChanges,
    rows: IncomingRows,
}

/// What is sent, or was.
#[derive(Debug, Default)]
struct Outgoing {
    graves: Vec<GraveKind>,
    notetypes: Vec<i64>,
    decks: Vec<i64>,
    deck_configs: Vec<i64>,
    tags: Vec<String>,
    config: bool,
    waiting: Waiting,
    sent_reviews: Vec<i64>,
    sent_cards: Vec<i64>,
    sent_notes: Vec<i64>,
}

/// The rows that are still to be sent.
#[derive(Debug, Default)]
struct Waiting {
    reviews: BTreeSet<i64>,
    cards: BTreeSet<i64>,
    notes: BTreeSet<i64>,
}

/// Where a sync starts from.
#[derive(Debug, Clone, Copy)]
struct Start {
    position: UndoPosition,
    stamps: CollectionStamps,
}

/// A sync that runs. Dropped before its [`finish`](Self::finish), it has changed nothing.
pub struct SyncSession<'e> {
    engine: &'e Engine,
    /// A connection of its own, whose snapshot lasts as long as the sync.
    storage: Storage,
    /// Of the snapshot, with what came merged into it.
    catalog: Arc<Catalog>,
    start: Start,
    server_usn: Usn,
    outgoing: Outgoing,
    incoming: Incoming,
    tally: Tally,
    is_over: bool,
}

impl View<'_> {
    /// The collection's stamps, by which both sides of a sync tell what there is to do.
    ///
    /// # Errors
    /// An error of the file.
    pub fn sync_stamps(&self) -> Result<CollectionStamps> {
        Ok(self.storage().stamps()?)
    }

    /// Whether there is no card, so that nothing is lost by a full download.
    ///
    /// # Errors
    /// An error of the file.
    pub fn has_no_cards(&self) -> Result<bool> {
        Ok(!self.storage().has_cards()?)
    }
}

impl Engine {
    /// Starts a sync with a server whose sync state is `server_usn`. As in Anki, earlier steps can no
    /// longer be undone.
    ///
    /// # Errors
    /// An error of the file.
    pub fn begin_sync(&self, server_usn: Usn) -> Result<SyncSession<'_>> {
        let start = self.write(|transaction| transaction.start_sync())?;
        let storage = Storage::open_reader(self.path())?;
        storage.begin_snapshot()?;
        let catalog = Arc::new(Catalog::load(&storage)?);
        let graves = storage.pending_graves()?;
        let tags = storage.all_tags()?.into_iter();
        let waiting = |table| -> Result<BTreeSet<i64>> {
            Ok(storage.pending_ids(table)?.into_iter().collect())
        };
        let outgoing = Outgoing {
            graves: graves.into_iter().map(|grave| grave.of).collect(),
            notetypes: storage.pending_ids(SyncTable::Notetypes)?,
            decks: storage.pending_ids(SyncTable::Decks)?,
            deck_configs: storage.pending_ids(SyncTable::DeckConfigs)?,
            tags: tags
                .filter(|tag| tag.usn == Usn::PENDING)
                .map(|tag| tag.name)
                .collect(),
            waiting: Waiting {
                reviews: waiting(SyncTable::Reviews)?,
                cards: waiting(SyncTable::Cards)?,
                notes: waiting(SyncTable::Notes)?,
            },
            ..Outgoing::default()
        };
        let tally = Tally::new(storage.row_counts()?);
        Ok(SyncSession {
            engine: self,
            storage,
            catalog,
            start,
            server_usn,
            outgoing,
            incoming: Incoming::default(),
            tally,
            is_over: false,
        })
    }

    /// Lets the next sync be a full one.
    ///
    /// # Errors
    /// An error of the file.
    pub fn demand_full_sync(&self) -> Result<()> {
        self.write(|transaction| {
            transaction.forget_history();
            transaction.mark_schema_changed()
        })
    }
}

impl SyncSession<'_> {
    /// What was removed here.
    #[must_use]
    pub fn removals(&self) -> &[GraveKind] {
        &self.outgoing.graves
    }

    /// The changed note types, decks, presets and tags, with all settings where `with_config` says so.
    ///
    /// # Errors
    /// An error of the file.
    pub fn changes(&mut self, with_config: bool) -> Result<SyncChanges> {
        let usn = self.server_usn;
        let notetypes = self.outgoing.notetypes.iter().filter_map(|id| {
            let entry = self.catalog.notetype((*id).into())?;
            Some(Notetype {
                usn,
                ..Notetype::clone(entry)
            })
        });
        let decks = self.outgoing.decks.iter().filter_map(|id| {
            let deck = self.catalog.deck((*id).into())?;
            Some(Deck {
                usn,
                ..Deck::clone(deck)
            })
        });
        let deck_configs = self.outgoing.deck_configs.iter().filter_map(|id| {
            let config = self.catalog.deck_config((*id).into())?;
            Some(DeckConfig {
                usn,
                ..DeckConfig::clone(config)
            })
        });
        let changes = SyncChanges {
            notetypes: notetypes.collect(),
            decks: decks.collect(),
            deck_configs: deck_configs.collect(),
            tags: self.outgoing.tags.clone(),
            config: with_config.then(|| self.all_config()).transpose()?,
            created: with_config.then_some(self.start.stamps.created),
        };
        self.outgoing.config = with_config;
        Ok(changes)
    }

    /// The next rows to send, at most `limit` of them; fewer than that once there are no more.
    ///
    /// # Errors
    /// An error of the file.
    pub fn next_rows(&mut self, limit: usize) -> Result<SyncRows> {
        let waiting = &mut self.outgoing.waiting;
        let mut room = limit;
        let mut take = |ids: &mut BTreeSet<i64>| {
            let mut taken = Vec::new();
            while room > 0
                && let Some(id) = ids.pop_first()
            {
                taken.push(id);
                room -= 1;
            }
            taken
        };
        let reviews = take(&mut waiting.reviews);
        let notes = take(&mut waiting.notes);
        let cards = take(&mut waiting.cards);
        let mut rows = SyncRows {
            reviews: self.storage.reviews_by_id(&typed(&reviews, ReviewId))?,
            cards: self.storage.cards_by_id(&typed(&cards, CardId))?,
            notes: self.storage.notes_by_id(&typed(&notes, NoteId))?,
        };
        self.outgoing.sent_reviews.extend(reviews);
        self.outgoing.sent_notes.extend(notes);
        self.outgoing.sent_cards.extend(cards);
        let usn = self.server_usn;
        rows.reviews.iter_mut().for_each(|row| row.usn = usn);
        rows.cards.iter_mut().for_each(|row| row.usn = usn);
        rows.notes.iter_mut().for_each(|row| row.usn = usn);
        Ok(rows)
    }

    /// Takes what was removed elsewhere.
    ///
    /// # Errors
    /// An error of the file.
    pub fn receive_removals(&mut self, removed: Vec<GraveKind>) -> Result<()> {
        let ids = |kind: fn(&GraveKind) -> Option<i64>| removed.iter().filter_map(kind).collect();
        let notes: Vec<i64> = ids(|grave| match grave {
            GraveKind::Note(id) => Some(id.0),
            _ => None,
        });
        let cards: Vec<i64> = ids(|grave| match grave {
            GraveKind::Card(id) => Some(id.0),
            _ => None,
        });
        let waiting = &mut self.outgoing.waiting;
        for id in &notes {
            waiting.notes.remove(id);
        }
        for id in &cards {
            waiting.cards.remove(id);
        }
        let existing = self.storage.existing_ids(SyncTable::Notes, &notes)?;
        self.tally.notes.remove(&existing);
        let existing = self.storage.existing_ids(SyncTable::Cards, &cards)?;
        self.tally.cards.remove(&existing);
        let catalog = Arc::make_mut(&mut self.catalog);
        for grave in &removed {
            if let GraveKind::Deck(id) = grave {
                catalog.remove_deck(*id);
            }
        }
        self.incoming.removed.extend(removed);
        Ok(())
    }

    /// Takes note types, decks, presets, tags and settings that were changed elsewhere.
    ///
    /// # Errors
    /// A note type has other fields or templates than it has here: only a full sync can carry it over.
    pub fn receive_changes(&mut self, mut changes: SyncChanges) -> Result<()> {
        merge::settle_usns(&mut changes, self.server_usn);
        let merged = merge::merge(&self.catalog, &changes, &merge::Gone::default())?;
        let catalog = Arc::make_mut(&mut self.catalog);
        for notetype in merged.notetypes {
            catalog.put_notetype(notetype);
        }
        for deck in merged.decks {
            catalog.put_deck(deck);
        }
        for config in merged.deck_configs {
            catalog.put_deck_config(config);
        }
        self.incoming.changes = changes;
        Ok(())
    }

    /// Takes rows that were changed elsewhere, but for those that were changed here later.
    ///
    /// # Errors
    /// A note does not fit its note type, or an error of the file.
    pub fn receive_rows(&mut self, rows: SyncRows) -> Result<()> {
        self.receive_reviews(rows.reviews)?;
        self.receive_cards(rows.cards)?;
        self.receive_notes(rows.notes)
    }

    /// How many rows there are on both sides, once everything was sent and received.
    #[must_use]
    pub fn counts(&self) -> SyncCounts {
        self.tally.counts(&self.catalog)
    }

    /// Stores what came and marks what was sent, after the server said that it did the same at the
    /// moment `synced`.
    ///
    /// # Errors
    /// A request changed note types meanwhile so that only a full sync can carry it over, or an error of
    /// the file. Nothing is stored then, and the next sync brings the same.
    pub fn finish(mut self, synced: TimestampMillis) -> Result<()> {
        self.is_over = true;
        let Incoming {
            removed,
            changes,
            rows,
        } = std::mem::take(&mut self.incoming);
        let conclusion = Conclusion {
            start: self.start,
            server_usn: self.server_usn,
            synced,
            outgoing: std::mem::take(&mut self.outgoing),
            removed,
            changes,
            rows,
        };
        self.storage.end_snapshot()?;
        self.engine
            .write(move |transaction| transaction.conclude_sync(conclusion))
    }

    fn all_config(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let entries = self.storage.all_config()?.into_iter();
        let pairs = entries.map(|ConfigEntry { key, value, .. }| (key, value));
        Ok(pairs.collect())
    }

    fn receive_reviews(&mut self, mut reviews: Vec<Review>) -> Result<()> {
        let ids: Vec<i64> = reviews.iter().map(|review| review.id.0).collect();
        let existing = self.storage.existing_ids(SyncTable::Reviews, &ids)?;
        self.tally.reviews.put(&ids, &existing);
        for review in &mut reviews {
            review.usn = merge::settled(review.usn, self.server_usn);
        }
        self.incoming.rows.reviews.append(&mut reviews);
        Ok(())
    }

    fn receive_cards(&mut self, mut cards: Vec<Card>) -> Result<()> {
        let ids: Vec<CardId> = cards.iter().map(|card| card.id).collect();
        let pending = self.storage.pending_among_cards(&ids)?;
        let newer = merge::Newer::new(&pending);
        cards.retain(|card| !newer.than(card.id, card.modified));
        for card in &mut cards {
            self.outgoing.waiting.cards.remove(&card.id.0);
            card.usn = merge::settled(card.usn, self.server_usn);
        }
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let existing = self.storage.existing_ids(SyncTable::Cards, &ids)?;
        self.tally.cards.put(&ids, &existing);
        self.incoming.rows.cards.append(&mut cards);
        Ok(())
    }

    fn receive_notes(&mut self, mut notes: Vec<Note>) -> Result<()> {
        let ids: Vec<NoteId> = notes.iter().map(|note| note.id).collect();
        let pending = self.storage.pending_among_notes(&ids)?;
        let newer = merge::Newer::new(&pending);
        notes.retain(|note| !newer.than(note.id, note.modified));
        for mut note in notes {
            self.outgoing.waiting.notes.remove(&note.id.0);
            note.usn = merge::settled(note.usn, self.server_usn);
            let notetype = self.catalog.require_notetype(note.notetype_id)?;
            let digest = crate::notes::digest_synced(&mut note, notetype)?;
            self.incoming.rows.notes.push((note, digest));
        }
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let existing = self.storage.existing_ids(SyncTable::Notes, &ids)?;
        self.tally.notes.put(&ids, &existing);
        Ok(())
    }
}

impl Drop for SyncSession<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let notes = std::mem::take(&mut self.outgoing.sent_notes);
        let cards = std::mem::take(&mut self.outgoing.sent_cards);
        let position = self.start.position;
        let given_up = self
            .engine
            .write(move |transaction| transaction.give_up_sync(position, &notes, &cards));
        match given_up {
            Ok(()) | Err(CollectionError::Closed) => {}
            Err(problem) => tracing::error!(%problem, "a sync was not given up cleanly"),
        }
    }
}

impl Transaction<'_> {
    /// Brings the day's settings up to date, and keeps a record of what changes from here on.
    fn start_sync(&mut self) -> Result<Start> {
        self.forget_history();
        self.set_stamping();
        let stamps = self.storage().stamps()?;
        self.begin_day()?;
        let position = self.storage().undo_log().position()?;
        self.pin_changes(Some(position));
        Ok(Start { position, stamps })
    }
}

fn typed<Id>(ids: &[i64], id: fn(i64) -> Id) -> Vec<Id> {
    ids.iter().copied().map(id).collect()
}
