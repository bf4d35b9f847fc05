//! Filtered decks: how a card comes out of one, and which queue a card belongs in.

use ankid_types::{Card, CardKind, CardQueue, DeckId};

/// A due number above this is a second since 1970, not a day of the collection.
pub(crate) const FIRST_SECOND: i32 = 1_000_000_000;

/// Takes a card out of a filtered deck, as it was before it went in; whether it was in one.
pub fn return_home(card: &mut Card) -> bool {
    if card.original_deck_id == DeckId::NONE {
        return false;
    }
    if card.original_due != 0 {
        card.due = card.original_due;
    }
    leave_for_rescheduling(card);
    if card.queue.code() >= 0 {
        card.queue = queue_of(card);
    }
    true
}

/// Puts a card into a filtered deck, at a position there; one that is in such a deck stays there.
/// Where answers do not count, all cards wait among the reviews.
pub fn lend_card(card: &mut Card, filtered: DeckId, position: i32, reschedules: bool) {
    if card.original_due != 0 {
        return;
    }
    card.original_deck_id = card.deck_id;
    card.deck_id = filtered;
    card.original_due = card.due;
    if !reschedules {
        card.queue = CardQueue::Review;
    }
    if card.due > 0 {
        card.due = position;
    }
}

/// Puts a suspended or buried card back into its queue; whether it was one.
pub fn restore_queue(card: &mut Card) -> bool {
    let is_out = card.queue.code() < 0;
    if is_out {
        card.queue = queue_of(card);
    }
    is_out
}

/// Takes a card out of a filtered deck that is about to get a new due date and queue.
pub(crate) fn leave_for_rescheduling(card: &mut Card) {
    if card.original_deck_id != DeckId::NONE {
        card.deck_id = card.original_deck_id;
        card.original_deck_id = DeckId::NONE;
        card.original_due = 0;
    }
}

/// The queue of a card that is neither suspended nor buried.
fn queue_of(card: &Card) -> CardQueue {
    match card.kind {
        CardKind::New => CardQueue::New,
        CardKind::Review => CardQueue::Review,
        CardKind::Learning | CardKind::Relearning if card.due > FIRST_SECOND => CardQueue::Learning,
        CardKind::Learning | CardKind::Relearning => CardQueue::DayLearning,
    }
}
