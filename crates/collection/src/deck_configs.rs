//! Presets of deck options.

mod following;

use std::sync::Arc;

pub use following::OptionsInForce;

use ankid_scheduler::{MemoryModel, ignored_until_today};
use ankid_types::{Deck, DeckConfig, DeckConfigId, DeckKind, TimestampSecs, Usn};

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
        let settings = self.require_deck_config(from)?.settings.effective();
        self.add_deck_config(DeckConfig {
            id: DeckConfigId(0),
            name,
            modified: self.now_secs(),
            usn: Usn::PENDING,
            settings,
        })
    }

    /// Saves a preset, or adds it where its id is 0; its id. Parameters of older kinds of FSRS, which would count where
    /// there are no present ones, go with them; reviews of days to come are not ignored beforehand.
    ///
    /// # Errors
    /// The preset is missing, FSRS cannot calculate with its parameters, the date before which reviews do not count is
    /// none, or an error of the file.
    pub fn save_deck_config(&mut self, mut config: DeckConfig) -> Result<DeckConfigId> {
        let settings = &mut config.settings;
        if settings.fsrs_params_6.is_empty() {
            settings.fsrs_params_5.clear();
            settings.fsrs_params_4.clear();
        }
        MemoryModel::of(settings)?;
        let begin = self.timing()?.days_before_end(1);
        let begin = TimestampSecs(begin.0 + i64::from(self.clock().utc_offset_secs(begin)));
        let ignored = std::mem::take(&mut settings.ignore_revlogs_before_date);
        settings.ignore_revlogs_before_date = ignored_until_today(ignored, begin)?;
        let id = config.id;
        if id == DeckConfigId(0) {
            return self.add_deck_config(config);
        }
        self.update_deck_config(config)?;
        Ok(id)
    }

    /// Adds a preset; its id is given here.
    ///
    /// # Errors
    /// An error of the file.
    fn add_deck_config(&mut self, mut config: DeckConfig) -> Result<DeckConfigId> {
        self.set_label("Deck Options");
        config.id = DeckConfigId(self.now().0);
        config.modified = self.now_secs();
        config.usn = Usn::PENDING;
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
        let using = self.catalog().decks_with(id);
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
