//! Entries of the review log.

use crate::coded::coded_enum;
use crate::{CardId, ReviewId, Usn};

coded_enum! {
    /// What an entry of the review log records.
    ReviewKind {
        /// An answer in the first learning steps.
        Learning = 0,
        /// An answer to a due review.
        Review = 1,
        /// An answer in relearning steps.
        Relearning = 2,
        /// An answer in a filtered deck, before the card was due.
        Filtered = 3,
        /// A due date set by hand, or a reset.
        Manual = 4,
        /// A due date that the scheduler moved.
        Rescheduled = 5,
    }
}

/// An entry of the review log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// When the card was answered; also the id.
    pub id: ReviewId,
    /// The card.
    pub card_id: CardId,
    /// The sync state.
    pub usn: Usn,
    /// The button: 1 again to 4 easy; 0 where no button was pressed.
    pub button: u8,
    /// The interval afterwards: days when positive, seconds when negative.
    pub interval: i32,
    /// The interval before: days when positive, seconds when negative.
    pub last_interval: i32,
    /// Thousandths of the ease factor, or the difficulty where FSRS was on.
    pub ease_factor: u32,
    /// How long the answer took, in milliseconds.
    pub taken_millis: u32,
    /// What the entry records.
    pub kind: ReviewKind,
}
