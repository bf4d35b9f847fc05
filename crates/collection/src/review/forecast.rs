//! What is to come: the reviews of the next days.

use ankid_types::DeckId;

use crate::error::Result;
use crate::view::View;

impl View<'_> {
    /// How many cards of a deck and those below it are due on each of the next days, today first; what is overdue
    /// counts as due today. New cards and steps within the day do not count.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn due_on_days(&self, deck: DeckId, days: u32) -> Result<Vec<u32>> {
        let deck = self.catalog().require_deck(deck)?;
        let below = self.decks_below(deck).map(|below| below.id);
        let decks: Vec<DeckId> = std::iter::once(deck.id).chain(below).collect();
        let today = self.timing()?.today;
        let mut due = vec![0; days as usize];
        for (day, count) in self.storage().count_due_by_day(&decks, today + days)? {
            let place = day.saturating_sub(today) as usize;
            if let Some(there) = due.get_mut(place) {
                *there += count;
            }
        }
        Ok(due)
    }

    /// How many answers were given today, and how many milliseconds they took.
    ///
    /// # Errors
    /// An error of the file.
    pub fn studied_today(&self) -> Result<(u32, u64)> {
        let start = self.timing()?.days_before_end(1).as_millis();
        Ok(self
            .storage()
            .sum_answers_after(ankid_types::ReviewId(start.0))?)
    }
}
