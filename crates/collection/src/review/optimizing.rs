//! What FSRS can learn the parameters of a preset from.

use ankid_scheduler::Lessons;
use ankid_types::{CardId, CardQueue, DeckConfig, DeckId};

use super::AT_A_TIME;
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
            "" => self.studied_cards(preset)?,
            search => self.find_cards(search)?,
        };
        let mut lessons = Lessons::default();
        for cards in cards.chunks(AT_A_TIME) {
            let reviews = self.storage().reviews_of_cards(cards)?;
            for reviews in reviews.chunk_by(|one, next| one.card_id == next.card_id) {
                lessons.add(reviews, &timing, &settings.ignore_revlogs_before_date)?;
            }
        }
        Ok(lessons)
    }

    /// The cards of a preset that are not suspended.
    fn studied_cards(&self, preset: &DeckConfig) -> Result<Vec<CardId>> {
        let decks = self.catalog().decks();
        let decks = decks.filter(|deck| deck.config_id() == Some(preset.id));
        let decks: Vec<DeckId> = decks.map(|deck| deck.id).collect();
        let mut studied = Vec::new();
        for ids in self.storage().card_ids_in_decks(&decks)?.chunks(AT_A_TIME) {
            let cards = self.storage().cards_by_id(ids)?.into_iter();
            let cards = cards.filter(|card| card.queue != CardQueue::Suspended);
            studied.extend(cards.map(|card| card.id));
        }
        Ok(studied)
    }
}
