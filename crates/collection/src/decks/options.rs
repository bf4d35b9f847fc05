//! What Anki shows among the options of a deck: switches of the whole collection.

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
}
