//! Suspending cards and taking that back, and the factor of their intervals.

use ankid_types::{Card, CardId, CardQueue, Usn};

use crate::error::Result;
use crate::transaction::Transaction;

impl Transaction<'_> {
    /// Takes cards out of study; how many were not out before.
    ///
    /// # Errors
    /// A card is missing, or an error of the file.
    pub fn suspend_cards(&mut self, cards: &[CardId]) -> Result<usize> {
        self.set_label("Suspend");
        self.change_cards(cards, |card| {
            let was_studied = card.queue != CardQueue::Suspended;
            card.queue = CardQueue::Suspended;
            was_studied
        })
    }

    /// Takes suspended cards back into study; how many there were. Buried cards stay buried.
    ///
    /// # Errors
    /// A card is missing, or an error of the file.
    pub fn unsuspend_cards(&mut self, cards: &[CardId]) -> Result<usize> {
        self.set_label("Unsuspend");
        self.change_cards(cards, |card| {
            card.queue == CardQueue::Suspended && ankid_scheduler::restore_queue(card)
        })
    }

    /// Sets the factor that a card's interval grows by, in thousandths; whether there is the card.
    ///
    /// # Errors
    /// An error of the file.
    pub fn set_ease_factor(&mut self, id: CardId, ease_factor: u16) -> Result<bool> {
        self.set_label("Update Card");
        let Some(mut card) = self.storage().get_card(id)? else {
            return Ok(false);
        };
        card.ease_factor = ease_factor;
        self.save_card(card)?;
        Ok(true)
    }

    /// Saves a changed card, stamped as changed now.
    pub(crate) fn save_card(&self, mut card: Card) -> Result<()> {
        card.modified = self.now_secs();
        card.usn = Usn::PENDING;
        self.storage().update_card(&card)?;
        Ok(())
    }

    /// Saves those cards that `change` says it changed; how many.
    fn change_cards(&self, cards: &[CardId], change: impl Fn(&mut Card) -> bool) -> Result<usize> {
        let mut changed = 0;
        for id in cards {
            let mut card = self.require_card(*id)?;
            if change(&mut card) {
                self.save_card(card)?;
                changed += 1;
            }
        }
        Ok(changed)
    }
}
