//! Burying cards until tomorrow, and taking them back.

use ankid_types::{CardId, CardQueue, DeckId, NoteId};

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::view::View;

/// A day on which cards were last taken back that lies further ahead is a mistake of a clock.
const MOST_DAYS_AHEAD: u32 = 7;

/// Who has put cards off until tomorrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buried {
    /// Whoever.
    ByAnyone,
    /// The user.
    ByUser,
    /// The scheduler, because of a sibling.
    ByScheduler,
}

impl Buried {
    fn covers(self, queue: CardQueue) -> bool {
        match queue {
            CardQueue::UserBuried => self != Self::ByScheduler,
            CardQueue::SchedulerBuried => self != Self::ByUser,
            _ => false,
        }
    }
}

impl View<'_> {
    /// Whether cards that were buried on another day are still to be taken back.
    ///
    /// # Errors
    /// An error of the file.
    pub fn has_day_changed(&self) -> Result<bool> {
        self.is_unburying_due(self.timing()?.today)
    }

    fn is_unburying_due(&self, today: u32) -> Result<bool> {
        let last: Option<u32> = self.config(ConfigKey::LastUnburiedDay)?;
        let last = last.unwrap_or(0);
        Ok(last < today || today.saturating_add(MOST_DAYS_AHEAD) < last)
    }
}

impl Transaction<'_> {
    /// Takes back the cards that were buried on another day. They do not count as changed: every
    /// program does this for itself.
    ///
    /// # Errors
    /// An error of the file.
    pub fn begin_day(&mut self) -> Result<()> {
        self.note_day_settings()?;
        let today = self.timing_at(self.now_secs())?.today;
        self.unbury_if_day_changed(today)
    }

    pub(super) fn unbury_if_day_changed(&mut self, today: u32) -> Result<()> {
        if !self.is_unburying_due(today)? {
            return Ok(());
        }
        let mut buried = self.storage().buried_cards()?;
        for card in &mut buried {
            ankid_scheduler::restore_queue(card);
            ankid_scheduler::rewrite_data(card);
        }
        self.storage().update_cards_of_notes(&buried)?;
        self.set_config(ConfigKey::LastUnburiedDay, &today)
    }

    /// Puts cards off until tomorrow; how many. Suspended and missing cards are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn bury_cards(&mut self, cards: &[CardId]) -> Result<usize> {
        self.set_label("Bury");
        let mut found = self.storage().cards_by_id(cards)?;
        found.retain_mut(|card| {
            let was_studied = !matches!(card.queue, CardQueue::Suspended | CardQueue::UserBuried);
            card.queue = CardQueue::UserBuried;
            was_studied
        });
        self.save_cards(found)
    }

    /// Puts all cards of notes off until tomorrow; how many. Suspended ones are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn bury_notes(&mut self, notes: &[NoteId]) -> Result<usize> {
        let cards = self.storage().card_slots_of_notes(notes)?;
        let cards: Vec<CardId> = cards.into_iter().map(|slot| slot.card).collect();
        self.bury_cards(&cards)
    }

    /// Takes the cards back that were put off in a deck and those below it; how many.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn unbury_deck(&mut self, deck: DeckId, buried: Buried) -> Result<usize> {
        let deck = self.catalog().require_deck(deck)?;
        let decks = self.with_decks_below(deck);
        let cards = self.storage().card_ids_in_decks(&decks)?;
        let mut chosen = self.storage().cards_by_id(&cards)?;
        // Cards that a filtered deck has borrowed are in that deck.
        chosen.retain(|card| buried.covers(card.queue) && decks.contains(&card.deck_id));
        let cards: Vec<CardId> = chosen.iter().map(|card| card.id).collect();
        self.unbury_and_unsuspend_cards(&cards)
    }

    /// Takes buried and suspended cards back into study; how many. Missing cards are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn unbury_and_unsuspend_cards(&mut self, cards: &[CardId]) -> Result<usize> {
        self.set_label("Unbury/Unsuspend");
        let mut found = self.storage().cards_by_id(cards)?;
        found.retain_mut(ankid_scheduler::restore_queue);
        self.save_cards(found)
    }
}
