//! Scheduling by hand: due dates, forgetting, relearning.

use ankid_scheduler::{DueDate, DueDays, Reset, manual_review};
use ankid_types::{Card, CardId, CardKind, CardQueue, Review, ReviewId};
use rand::RngExt;

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;

/// How cards are made new again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgetting {
    /// Whether a card gets the position back that it had when it was new, where that is known.
    pub restores_position: bool,
    /// Whether its reviews and lapses are counted anew.
    pub resets_counts: bool,
}

impl Default for Forgetting {
    fn default() -> Self {
        Self {
            restores_position: true,
            resets_counts: false,
        }
    }
}

impl Transaction<'_> {
    /// Makes cards due in `3` days or, each by chance, in `3-7`; new cards become reviews. `3!` also
    /// makes it the interval. Missing cards are passed over.
    ///
    /// # Errors
    /// The days cannot be read, a card's deck is missing, or an error of the file.
    pub fn set_due_date(&mut self, cards: &[CardId], days: &str) -> Result<()> {
        self.set_label("Set Due Date");
        let days = DueDays::parse(days)?;
        let mut session = self.start_session()?;
        let mut found = self.storage().cards_by_id(cards)?;
        let mut log = Vec::with_capacity(found.len());
        for card in &mut found {
            let last_interval = card.interval_days;
            let date = DueDate {
                days: self.random.random_range(days.least..=days.most),
                sets_interval: days.sets_interval,
                initial_ease: session.settings(self, card)?.initial_ease,
                is_fsrs: session.is_fsrs(),
            };
            date.apply(card, &session.timing);
            log.push(self.manual_review(card, last_interval));
        }
        self.storage().add_reviews(&log)?;
        self.save_cards(found)?;
        Ok(())
    }

    /// Makes cards new again, at the position that they had when they were new where it is known, and
    /// keeps their counts. Missing cards are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn forget_cards(&mut self, cards: &[CardId]) -> Result<()> {
        self.forget_cards_with(cards, Forgetting::default())
    }

    /// Makes cards new again. Missing cards are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn forget_cards_with(&mut self, cards: &[CardId], how: Forgetting) -> Result<()> {
        self.set_label("Reset Card");
        self.settle_new_position()?;
        let next: Option<u32> = self.config(ConfigKey::NextNewPosition)?;
        let mut position = next.unwrap_or(0);
        let mut found = self.cards_in_order(cards)?;
        let mut log = Vec::with_capacity(found.len());
        for card in &mut found {
            let last_interval = card.interval_days;
            let reset = Reset {
                position,
                restores_position: how.restores_position,
                resets_counts: how.resets_counts,
            };
            if reset.apply(card) {
                position = position.wrapping_add(1);
            }
            log.push(self.manual_review(card, last_interval));
        }
        self.storage().add_reviews(&log)?;
        self.save_cards(found)?;
        self.set_config(ConfigKey::NextNewPosition, &position)
    }

    /// Puts cards among those being relearned, and changes nothing else about them. Missing cards are
    /// passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn relearn_cards(&mut self, cards: &[CardId]) -> Result<()> {
        self.set_label("Relearn Cards");
        let mut found = self.storage().cards_by_id(cards)?;
        for card in &mut found {
            card.kind = CardKind::Relearning;
            card.queue = CardQueue::Learning;
        }
        self.save_cards(found)?;
        Ok(())
    }

    /// What the log says of a card that was scheduled by hand.
    fn manual_review(&self, card: &Card, last_interval_days: u32) -> Review {
        manual_review(card, ReviewId(self.now().0), last_interval_days)
    }
}
