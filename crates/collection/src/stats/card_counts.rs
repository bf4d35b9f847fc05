//! How far the cards have come.

use ankid_types::{Card, CardKind, CardQueue};

use super::MATURE_DAYS;

/// The cards by how far they have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CardCounts {
    /// Suspended and buried cards counted like all others.
    pub including_inactive: CountsByStage,
    /// Suspended and buried cards counted apart.
    pub excluding_inactive: CountsByStage,
}

/// How many cards there are of each stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountsByStage {
    /// Never answered.
    pub new: u32,
    /// In learning steps.
    pub learning: u32,
    /// In relearning steps.
    pub relearning: u32,
    /// Reviewed at intervals below 21 days.
    pub young: u32,
    /// Reviewed at longer intervals.
    pub mature: u32,
    /// Suspended.
    pub suspended: u32,
    /// Buried.
    pub buried: u32,
}

impl CardCounts {
    pub(super) fn add(&mut self, card: &Card) {
        self.including_inactive.add(card);
        let apart = &mut self.excluding_inactive;
        match card.queue {
            CardQueue::Suspended => apart.suspended += 1,
            CardQueue::SchedulerBuried | CardQueue::UserBuried => apart.buried += 1,
            CardQueue::New
            | CardQueue::Learning
            | CardQueue::Review
            | CardQueue::DayLearning
            | CardQueue::PreviewRepeat => apart.add(card),
        }
    }
}

impl CountsByStage {
    /// All cards.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.new
            + self.learning
            + self.relearning
            + self.young
            + self.mature
            + self.suspended
            + self.buried
    }

    fn add(&mut self, card: &Card) {
        let count = match card.kind {
            CardKind::New => &mut self.new,
            CardKind::Learning => &mut self.learning,
            CardKind::Review if card.interval_days < MATURE_DAYS.unsigned_abs() => &mut self.young,
            CardKind::Review => &mut self.mature,
            CardKind::Relearning => &mut self.relearning,
        };
        *count += 1;
    }
}
