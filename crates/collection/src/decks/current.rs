//! The deck and the note type that are current, and what adding starts with.

use ankid_types::{DeckId, NotetypeId};

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

impl View<'_> {
    /// The note type to start adding to a deck with: that which was added to it last, else the current one,
    /// else any.
    ///
    /// # Errors
    /// No note type is there, or an error of the file.
    pub fn notetype_for_adding(&self, deck: DeckId) -> Result<NotetypeId> {
        for key in [ConfigKey::LastNotetypeOf(deck), ConfigKey::CurrentNotetype] {
            let remembered: Option<NotetypeId> = self.config(key)?;
            if let Some(id) = remembered.filter(|id| self.catalog().notetype(*id).is_some()) {
                return Ok(id);
            }
        }
        let first = self.catalog().notetypes().next();
        Ok(first.map_or(NotetypeId(0), |notetype| notetype.id))
    }
}

impl Transaction<'_> {
    /// Makes a deck the current one.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn select_deck(&mut self, deck: DeckId) -> Result<()> {
        self.catalog().require_deck(deck)?;
        let current: Option<DeckId> = self.config(ConfigKey::CurrentDeck)?;
        if current != Some(deck) {
            self.set_label("Select Deck");
            self.set_config(ConfigKey::CurrentDeck, &deck)?;
        }
        Ok(())
    }

    /// Makes a note type the current one.
    ///
    /// # Errors
    /// The note type is missing, or an error of the file.
    pub fn select_notetype(&mut self, notetype: NotetypeId) -> Result<()> {
        self.catalog().require_notetype(notetype)?;
        let current: Option<NotetypeId> = self.config(ConfigKey::CurrentNotetype)?;
        if current != Some(notetype) {
            self.set_label("Update Config");
            self.set_config(ConfigKey::CurrentNotetype, &notetype)?;
        }
        Ok(())
    }
}
