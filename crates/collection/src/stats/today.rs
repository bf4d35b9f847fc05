//! What was answered today.

use ankid_types::{Review, ReviewKind};

use super::{Days, MATURE_DAYS};

/// Today's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Today {
    /// All of them.
    pub answers: u32,
    /// How many milliseconds they took.
    pub millis: u32,
    /// Those that were not "again".
    pub correct: u32,
    /// Answers on cards whose interval was 21 days or more.
    pub mature: u32,
    /// Those of them that were not "again".
    pub mature_correct: u32,
    /// In learning steps.
    pub learning: u32,
    /// Reviews.
    pub review: u32,
    /// In relearning steps.
    pub relearning: u32,
    /// Ahead of time in filtered decks.
    pub filtered: u32,
}

impl Today {
    pub(super) fn add(&mut self, review: &Review, days: &Days) {
        if review.id.0 < days.days_before_end(1).as_millis().0 {
            return;
        }
        let is_correct = u32::from(review.button > 1);
        self.answers += 1;
        self.millis = self.millis.saturating_add(review.taken_millis);
        self.correct += is_correct;
        if review.last_interval >= MATURE_DAYS {
            self.mature += 1;
            self.mature_correct += is_correct;
        }
        match review.kind {
            ReviewKind::Learning => self.learning += 1,
            ReviewKind::Review => self.review += 1,
            ReviewKind::Relearning => self.relearning += 1,
            ReviewKind::Filtered => self.filtered += 1,
            ReviewKind::Manual | ReviewKind::Rescheduled => {}
        }
    }
}
