//! Filtered decks: giving borrowed cards back.

use ankid_types::{Card, CardId, DeckId};

use crate::cards::restored_queue;
use crate::error::Result;
use crate::transaction::Transaction;

impl Transaction<'_> {
    /// Sends those of these cards that are in a filtered deck back to their own deck.
    pub(crate) fn send_home(&self, cards: &[CardId]) -> Result<()> {
        for id in cards {
            let Some(mut card) = self.storage().get_card(*id)? else {
                continue;
            };
            if restore(&mut card) {
                self.save_card(card)?;
            }
        }
        Ok(())
    }
}

/// Undoes what moving the card into a filtered deck did; whether it was in one.
fn restore(card: &mut Card) -> bool {
    if card.original_deck_id == DeckId::NONE {
        return false;
    }
    card.deck_id = card.original_deck_id;
    card.original_deck_id = DeckId::NONE;
    if card.original_due != 0 {
        card.due = card.original_due;
        card.original_due = 0;
    }
    if card.queue.code() >= 0 {
        card.queue = restored_queue(card);
    }
    true
}
