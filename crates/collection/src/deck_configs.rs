//! Presets of deck options.

mod following;

use std::sync::Arc;

pub use following::OptionsInForce;

use ankid_types::{Deck, DeckConfig, DeckConfigId, DeckKind, Usn};

use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::View;

impl View<'_> {
    /// The preset of this id; in its stead, where there is none, the default one.
    ///
    /// # Errors
    /// Even the default preset is missing.
    pub fn deck_config_or_default(&self, id: DeckConfigId) -> Result<&Arc<DeckConfig>> {
        let config = self.catalog().deck_config(id);
        config
            .or_else(|| self.catalog().deck_config(DeckConfigId::DEFAULT))
            .ok_or(CollectionError::DeckConfigMissing(id))
    }
}

impl Transaction<'_> {
    /// Adds a preset with the options of another, all within the bounds that Anki reads them in.
    ///
    /// # Errors
    /// The other preset is missing, or an error of the file.
    pub fn clone_deck_config(&mut self, from: DeckConfigId, name: String) -> Result<DeckConfigId> {
        self.set_label("Deck Options");
        let source = self.require_deck_config(from)?;
        let mut config = DeckConfig {
            id: DeckConfigId(self.now().0),
            name,
            modified: self.now_secs(),
            usn: Usn::PENDING,
            settings: source.settings.effective(),
        };
        config.id = self.storage().add_deck_config(&config)?;
        let id = config.id;
        self.catalog_mut().put_deck_config(config);
        Ok(id)
    }

    /// Stores a changed preset, stamped as changed now.
    ///
    /// # Errors
    /// The preset is missing, or an error of the file.
    pub fn update_deck_config(&mut self, mut config: DeckConfig) -> Result<()> {
        self.set_label("Deck Options");
        self.require_deck_config(config.id)?;
        config.modified = self.now_secs();
        config.usn = Usn::PENDING;
        self.storage().update_deck_config(&config)?;
        self.catalog_mut().put_deck_config(config);
        Ok(())
    }

    /// Removes a preset; the decks that had it get the default one. The next sync is a full one.
    ///
    /// # Errors
    /// The preset is missing or the default one, or an error of the file.
    pub fn remove_deck_config(&mut self, id: DeckConfigId) -> Result<()> {
        self.set_label("Deck Options");
        if id == DeckConfigId::DEFAULT {
            return Err(CollectionError::DefaultDeckConfig);
        }
        self.require_deck_config(id)?;
        self.mark_schema_changed()?;
        let using = self
            .catalog()
            .decks()
            .filter(|deck| deck.config_id() == Some(id));
        let using: Vec<Deck> = using.map(|deck| Deck::clone(deck)).collect();
        for mut deck in using {
            if let DeckKind::Normal(normal) = &mut deck.kind {
                normal.config_id = DeckConfigId::DEFAULT;
                self.save_deck(deck)?;
            }
        }
        self.storage().remove_deck_config(id)?;
        self.catalog_mut().remove_deck_config(id);
        Ok(())
    }

    fn require_deck_config(&self, id: DeckConfigId) -> Result<&Arc<DeckConfig>> {
        let config = self.catalog().deck_config(id);
        config.ok_or(CollectionError::DeckConfigMissing(id))
    }
}
