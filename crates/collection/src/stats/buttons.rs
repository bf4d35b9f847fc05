//! Which buttons were pressed.

use ankid_types::{Review, ReviewKind};

use super::MATURE_DAYS;

/// How often each button was pressed: again, hard, good, easy.
pub type ButtonCounts = [u32; 4];

/// The answers by button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buttons {
    /// On cards in learning or relearning steps, and ahead of time in filtered decks.
    pub learning: ButtonCounts,
    /// On reviews of cards whose interval was below 21 days.
    pub young: ButtonCounts,
    /// On reviews of the other cards.
    pub mature: ButtonCounts,
}

impl Buttons {
    pub(super) fn add(&mut self, review: &Review) {
        let counts = match review.kind {
            ReviewKind::Learning | ReviewKind::Relearning | ReviewKind::Filtered => {
                &mut self.learning
            }
            ReviewKind::Review if review.last_interval < MATURE_DAYS => &mut self.young,
            ReviewKind::Review => &mut self.mature,
            ReviewKind::Manual | ReviewKind::Rescheduled => return,
        };
        let place = usize::from(review.button).checked_sub(1);
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
}
