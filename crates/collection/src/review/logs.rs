//! The logs of many cards, read piece by piece.

use ankid_types::{Card, CardId, DeckId, Review};

use super::AT_A_TIME;
use crate::error::Result;
use crate::view::View;

impl View<'_> {
    /// The cards of some decks, borrowed ones too, that `wanted` wants, ascending by id.
    pub(super) fn cards_in_decks(
        &self,
        decks: &[DeckId],
        wanted: impl Fn(&Card) -> bool,
    ) -> Result<Vec<CardId>> {
        let mut found = Vec::new();
        for ids in self.storage().card_ids_in_decks(decks)?.chunks(AT_A_TIME) {
            let cards = self.storage().cards_by_id(ids)?.into_iter();
            found.extend(cards.filter(&wanted).map(|card| card.id));
        }
        Ok(found)
    }

    /// Hands over the reviews of each card that has some, oldest first.
    pub(super) fn for_each_log(
        &self,
        cards: &[CardId],
        mut each: impl FnMut(CardId, &[Review]) -> Result<()>,
    ) -> Result<()> {
        for cards in cards.chunks(AT_A_TIME) {
            let reviews = self.storage().reviews_of_cards(cards)?;
            for reviews in reviews.chunk_by(|one, next| one.card_id == next.card_id) {
                each(reviews[0].card_id, reviews)?;
            }
        }
        Ok(())
    }
}
