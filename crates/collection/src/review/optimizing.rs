//! What FSRS can learn the parameters of a preset from.

use ankid_scheduler::Lessons;
use ankid_types::{CardQueue, DeckConfig, DeckId};

use crate::error::Result;
use crate::view::View;

impl View<'_> {
    /// The reviews from which FSRS can learn the parameters of a preset: those of the cards that the preset's own search
    /// finds or, where it has none, of all its cards that are not suspended.
    ///
    /// # Errors
    /// The preset's search or its date from which on reviews count cannot be read, or an error of the file.
    pub fn lessons(&self, preset: &DeckConfig) -> Result<Lessons> {
        let settings = &preset.settings;
        let timing = self.timing()?;
        let cards = match settings.param_search.trim() {
            "" => {
                let decks = self.catalog().decks_with(preset.id);
                let decks: Vec<DeckId> = decks.map(|deck| deck.id).collect();
                self.cards_in_decks(&decks, |card| card.queue != CardQueue::Suspended)?
            }
            search => self.find_cards(search)?,
        };
        let mut lessons = Lessons::default();
        self.for_each_log(&cards, |_, reviews| {
            Ok(lessons.add(reviews, &timing, &settings.ignore_revlogs_before_date)?)
        })?;
        Ok(lessons)
    }
}
