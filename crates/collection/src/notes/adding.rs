//! What a job knows of the notes that it added before, so that adding many does not read and write
//! the same settings for each.

use std::cell::Cell;

use ankid_storage::NoteDigest;
use ankid_types::{Card, DeckId, Note, NotetypeId};

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;

/// Of the notes that the present job added.
#[derive(Debug, Default)]
pub(crate) struct Added {
    /// The note type and deck of the last one, as the settings have it.
    last: Cell<Option<(NotetypeId, DeckId)>>,
    /// The position of the next new card, which the settings get when the job ends.
    next_position: Cell<Option<u32>>,
    /// The id after that of the last note.
    next_note: Cell<i64>,
    /// The id after that of the last card.
    next_card: Cell<i64>,
}

impl Added {
    /// Someone else changes settings.
    pub(crate) fn forget_last(&self) {
        self.last.set(None);
    }
}

impl Transaction<'_> {
    /// Notes the last deck of a note type and the last note type of a deck, as adding does.
    pub(super) fn remember_adding(&self, notetype: NotetypeId, deck: DeckId) -> Result<()> {
        if self.added().last.get() == Some((notetype, deck)) {
            return Ok(());
        }
        self.set_config(ConfigKey::LastDeckOf(notetype), &deck)?;
        self.set_config(ConfigKey::LastNotetypeOf(deck), &notetype)?;
        self.set_config(ConfigKey::CurrentNotetype, &notetype)?;
        self.added().last.set(Some((notetype, deck)));
        Ok(())
    }

    /// Adds a note under its id, or under the next one that is free.
    pub(super) fn add_note_row(&self, note: &mut Note, digest: &NoteDigest) -> Result<()> {
        let next = &self.added().next_note;
        note.id.0 = note.id.0.max(next.get());
        note.id = self.storage().add_note(note, digest)?;
        next.set(note.id.0.saturating_add(1));
        Ok(())
    }

    /// Adds a card under its id, or under the next one that is free.
    pub(crate) fn add_card_row(&self, card: &mut Card) -> Result<()> {
        let next = &self.added().next_card;
        card.id.0 = card.id.0.max(next.get());
        card.id = self.storage().add_card(card)?;
        next.set(card.id.0.saturating_add(1));
        Ok(())
    }

    pub(crate) fn take_new_position(&self) -> Result<u32> {
        let position = match self.added().next_position.get() {
            Some(position) => position,
            None => self.config(ConfigKey::NextNewPosition)?.unwrap_or(1),
        };
        let next = position.wrapping_add(1);
        self.added().next_position.set(Some(next));
        Ok(position)
    }

    /// Writes the position of the next new card where cards took some. To be called before anything else looks at
    /// that setting.
    pub(crate) fn settle_new_position(&self) -> Result<()> {
        match self.added().next_position.take() {
            Some(next) => self.set_config(ConfigKey::NextNewPosition, &next),
            None => Ok(()),
        }
    }
}
