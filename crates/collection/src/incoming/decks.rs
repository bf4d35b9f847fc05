//! Decks of another collection.

use ankid_types::{Card, CardKind, Deck, DeckConfigId, DeckId, DeckKind, DeckName, Usn};

use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

impl Transaction<'_> {
    /// Adds a deck under a new id, below the decks that its name tells, which are made where there are
    /// none. No deck may have the name.
    ///
    /// # Errors
    /// A deck above it is filtered, the name has too many levels, or an error of the file.
    pub fn adopt_deck(&mut self, mut deck: Deck) -> Result<DeckId> {
        let name = DeckName::normalized(&deck.name.human());
        let name = self.make_decks_above(name)?;
        deck.name = self.free_name(name, DeckId::NONE);
        deck.id = DeckId(self.now().0);
        deck.modified = self.now_secs();
        deck.usn = Usn::PENDING;
        deck.id = self.storage().add_deck(&deck)?;
        let id = deck.id;
        self.catalog_mut().put_deck(deck);
        Ok(id)
    }
}

/// What the scheduler of Anki before 2.1 needs to know of a borrowed card.
pub(super) struct Loan {
    /// Whether answers in the filtered deck reschedule.
    pub(super) reschedules: bool,
    /// How many steps there are at home, where the filtered deck has steps of its own.
    pub(super) home_steps: Option<u32>,
}

impl Loan {
    /// `None` for a card that no filtered deck has borrowed.
    pub(super) fn of(card: &Card, view: &View<'_>) -> Option<Self> {
        if card.original_deck_id == DeckId::NONE {
            return None;
        }
        let DeckKind::Filtered(filtered) = &view.catalog().deck(card.deck_id)?.kind else {
            return None;
        };
        let home_steps = (!filtered.delays.is_empty()).then(|| {
            let home = view.catalog().deck(card.original_deck_id);
            let config = home.and_then(|home| home.config_id());
            let config = view
                .catalog()
                .deck_config(config.unwrap_or(DeckConfigId::DEFAULT));
            let steps = config.map_or(0, |config| match card.kind {
                CardKind::Review => config.settings.relearn_steps.len(),
                _ => config.settings.learn_steps.len(),
            });
            steps as u32
        });
        Some(Self {
            reschedules: filtered.reschedule,
            home_steps,
        })
    }
}
