//! Filtered decks: giving borrowed cards back.

use ankid_types::{Card, CardId, CardKind, CardQueue, DeckId, Usn};

use crate::error::Result;
use crate::transaction::Transaction;

/// A due number above this is a second since 1970, not a day of the collection.
const FIRST_SECOND: i32 = 1_000_000_000;

impl Transaction<'_> {
    /// Sends those of these cards that are in a filtered deck back to their own deck.
    pub(crate) fn send_home(&self, cards: &[CardId]) -> Result<()> {
        for id in cards {
            let Some(mut card) = self.storage().get_card(*id)? else {
                continue;
            };
            if restore(&mut card) {
                card.modified = self.now_secs();
                card.usn = Usn::PENDING;
                self.storage().update_card(&card)?;
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
        card.queue = queue_of(card.kind, card.due);
    }
    true
}

/// The queue that a card waits in which is neither suspended nor buried.
fn queue_of(kind: CardKind, due: i32) -> CardQueue {
    match kind {
        CardKind::New => CardQueue::New,
        CardKind::Review => CardQueue::Review,
        CardKind::Learning | CardKind::Relearning if due > FIRST_SECOND => CardQueue::Learning,
        CardKind::Learning | CardKind::Relearning => CardQueue::DayLearning,
    }
}
