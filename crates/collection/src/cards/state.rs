//! Suspending cards and taking that back, and the factor of their intervals.

use ankid_types::{Card, CardId, CardQueue, Usn};

use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;

/// The bits of a card's flags that hold the colour.
const FLAG_BITS: u8 = 0b111;

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
        self.set_label("Unbury/Unsuspend");
        self.change_cards(cards, |card| {
            card.queue == CardQueue::Suspended && ankid_scheduler::restore_queue(card)
        })
    }

    /// Marks cards with a coloured flag, 1 to 7, or with none, 0; how many had another one. Missing
    /// cards are passed over. As in Anki the cards are to be synced, but keep the time of their last
    /// change, and what is studied next does not change.
    ///
    /// # Errors
    /// The number is no flag's, or an error of the file.
    pub fn set_flag(&mut self, cards: &[CardId], flag: u8) -> Result<usize> {
        if flag > FLAG_BITS {
            return Err(CollectionError::NoFlag(flag));
        }
        self.set_label("Set Flag");
        let storage = self.storage();
        let mut found = storage.cards_by_id(cards)?;
        found.retain(|card| card.flags & FLAG_BITS != flag);
        let marked = found.len();
        for card in &mut found {
            card.flags = (card.flags & !FLAG_BITS) | flag;
            card.usn = Usn::PENDING;
            ankid_scheduler::rewrite_data(card);
        }
        self.queues.keeping(
            storage,
            |storage| Ok(storage.update_cards_of_notes(&found)?),
        )?;
        Ok(marked)
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

    /// Saves a changed card, stamped as changed now. It stays with its note.
    pub(crate) fn save_card(&self, card: Card) -> Result<()> {
        self.storage().update_card_of_note(&self.stamped(card))?;
        Ok(())
    }

    /// As [`save_card`](Self::save_card), for many; how many they are.
    pub(crate) fn save_cards(&self, cards: Vec<Card>) -> Result<usize> {
        let cards: Vec<Card> = cards.into_iter().map(|card| self.stamped(card)).collect();
        self.storage().update_cards_of_notes(&cards)?;
        Ok(cards.len())
    }

    /// As [`save_card`](Self::save_card), where the card may be of another note now.
    pub(super) fn save_moved_card(&self, card: Card) -> Result<()> {
        self.storage().update_card(&self.stamped(card))?;
        Ok(())
    }

    /// A card that is about to be saved. Its data is written anew, as Anki does at every save: that
    /// rounds the numbers in it again, and they may change in the last digit.
    fn stamped(&self, mut card: Card) -> Card {
        card.modified = self.now_secs();
        card.usn = Usn::PENDING;
        ankid_scheduler::rewrite_data(&mut card);
        card
    }

    /// Saves those cards that `change` says it changed; how many.
    fn change_cards(&self, cards: &[CardId], change: impl Fn(&mut Card) -> bool) -> Result<usize> {
        let mut found = self.storage().cards_by_id(cards)?;
        let is_missing = |id: &&CardId| found.binary_search_by_key(*id, |card| card.id).is_err();
        if let Some(missing) = cards.iter().find(is_missing) {
            return Err(CollectionError::CardMissing(*missing));
        }
        found.retain_mut(change);
        self.save_cards(found)
    }
}
