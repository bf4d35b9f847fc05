//! What is left of the limits of decks on a day.

use ankid_scheduler::Limits;
use ankid_types::{Deck, DeckKind};

use crate::catalog::Catalog;
use crate::config::ConfigKey;
use crate::error::Result;
use crate::view::View;

/// How the limits of a day are reckoned.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayLimits {
    pub(super) today: u32,
    pub(super) new_ignores_review: bool,
}

impl DayLimits {
    pub(super) fn new(view: &View<'_>, today: u32) -> Result<Self> {
        Ok(Self {
            today,
            new_ignores_review: view.is_on(ConfigKey::NewCardsIgnoreReviewLimit)?,
        })
    }

    /// What is left of the limits of a deck and its preset.
    pub(super) fn of(self, deck: &Deck, catalog: &Catalog) -> Limits {
        let config = deck.config_id().and_then(|id| catalog.deck_config(id));
        let (DeckKind::Normal(normal), Some(config)) = (&deck.kind, config) else {
            return Limits::NONE;
        };
        let settings = config.settings.effective();
        Limits::left_today(
            &deck.common,
            normal,
            &settings,
            self.today,
            self.new_ignores_review,
        )
    }
}
