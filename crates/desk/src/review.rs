//! A card under review: its side, its turn and its timer.

use ankid_types::{CardId, DeckId, TimestampMillis};

/// One showing of one card; each card that comes up gets a new one. What was meant for an earlier turn
/// is not taken for the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(pub u64);

/// The side of the card that is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The question alone.
    Question,
    /// The answer, with the buttons below it.
    Answer,
}

/// A card under review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The deck that is studied.
    pub deck: DeckId,
    /// The showing.
    pub turn: Turn,
    /// The card.
    pub card: CardId,
    /// The side that is up.
    pub side: Side,
    /// When the timer was started.
    pub since: TimestampMillis,
}

/// A card that may be answered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answering {
    /// The showing.
    pub turn: Turn,
    /// The card.
    pub card: CardId,
    /// How long it was looked at.
    pub taken_millis: u32,
}

impl Review {
    /// How long the card has been looked at.
    #[must_use]
    pub fn taken_millis(&self, now: TimestampMillis) -> u32 {
        let taken = now.0.saturating_sub(self.since.0).max(0);
        u32::try_from(taken).unwrap_or(u32::MAX)
    }
}
