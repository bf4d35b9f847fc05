//! Filtered decks: giving borrowed cards back.

use ankid_types::CardId;

use crate::error::Result;
use crate::transaction::Transaction;

impl Transaction<'_> {
    /// Sends those of these cards that are in a filtered deck back to their own deck.
    pub(crate) fn send_home(&self, cards: &[CardId]) -> Result<()> {
        for id in cards {
            let Some(mut card) = self.storage().get_card(*id)? else {
                continue;
            };
            if ankid_scheduler::return_home(&mut card) {
                self.save_card(card)?;
            }
        }
        Ok(())
    }
}
