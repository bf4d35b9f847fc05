//! What Anki shows among the options of a deck: switches of the whole collection, and new presets.

use ankid_scheduler::{MemoryModel, ignored_until_today};
use ankid_types::{DeckConfig, DeckConfigId, TimestampSecs, Usn};

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

/// Switches of the whole collection that Anki shows among the options of a deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudySwitches {
    /// Whether FSRS is on.
    pub fsrs: bool,
    /// Whether the limit of reviews leaves new cards alone.
    pub new_cards_ignore_review_limit: bool,
    /// Whether the limits of all decks above count, and not only those of the deck being studied.
    pub apply_all_parent_limits: bool,
}

impl View<'_> {
    /// The switches as they are.
    ///
    /// # Errors
    /// An error of the file.
    pub fn study_switches(&self) -> Result<StudySwitches> {
        Ok(StudySwitches {
            fsrs: self.is_on(ConfigKey::Fsrs)?,
            new_cards_ignore_review_limit: self.is_on(ConfigKey::NewCardsIgnoreReviewLimit)?,
            apply_all_parent_limits: self.is_on(ConfigKey::ApplyAllParentLimits)?,
        })
    }
}

impl Transaction<'_> {
    /// Sets the switches.
    ///
    /// # Errors
    /// An error of the file.
    pub fn set_study_switches(&mut self, switches: StudySwitches) -> Result<()> {
        self.set_label("Deck Options");
        let before = self.study_switches()?;
        for (key, before, after) in [
            (ConfigKey::Fsrs, before.fsrs, switches.fsrs),
            (
                ConfigKey::NewCardsIgnoreReviewLimit,
                before.new_cards_ignore_review_limit,
                switches.new_cards_ignore_review_limit,
            ),
            (
                ConfigKey::ApplyAllParentLimits,
                before.apply_all_parent_limits,
                switches.apply_all_parent_limits,
            ),
        ] {
            if before != after {
                self.set_config(key, &after)?;
            }
        }
        Ok(())
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
        MemoryModel::new(&settings.fsrs_params_6)?;
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
}
