//! How long the intervals are, and the stabilities.

use std::collections::BTreeMap;

use ankid_scheduler::MemoryState;
use ankid_types::{Card, CardKind};

/// Cards by a length of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intervals {
    /// How many cards, by the number of days.
    pub by_days: BTreeMap<u32, u32>,
}

impl Intervals {
    /// Counts the interval of a card that is reviewed.
    pub(super) fn add_card(&mut self, card: &Card) {
        if matches!(card.kind, CardKind::Review | CardKind::Relearning) {
            self.add(card.interval_days);
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number below 0 counts as 0, as in Anki"
    )]
    pub(super) fn add_stability(&mut self, memory: MemoryState) {
        self.add(memory.stability.round() as u32);
    }

    fn add(&mut self, days: u32) {
        *self.by_days.entry(days).or_default() += 1;
    }
}
