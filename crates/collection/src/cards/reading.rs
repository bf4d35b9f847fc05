//! Reading many cards at once, and what they look like.

use std::collections::HashMap;

use ankid_template::{CardToRender, RenderedCard};
use ankid_types::{Card, CardId, Note, NoteId, TimestampSecs};

use crate::catalog::NotetypeEntry;
use crate::error::{CollectionError, Result};
use crate::view::{CHUNK, View};

/// What Anki calls the deck of a card whose deck is missing.
const MISSING_DECK: &str = "(Deck)";

/// A card with all that it shows.
#[derive(Debug, Clone, Copy)]
pub struct CardWithNote<'a> {
    /// The card.
    pub card: &'a Card,
    /// Its note.
    pub note: &'a Note,
    /// The note's type.
    pub notetype: &'a NotetypeEntry,
}

impl View<'_> {
    /// Hands over each wanted card in the wanted order, `None` where there is none.
    ///
    /// # Errors
    /// That of `visit`, or an error of the file.
    pub fn for_each_card<E: From<CollectionError>>(
        &self,
        ids: &[CardId],
        mut visit: impl FnMut(Option<&Card>) -> Result<(), E>,
    ) -> Result<(), E> {
        for chunk in ids.chunks(CHUNK) {
            let cards = self.cards_by_id(chunk)?;
            for id in chunk {
                visit(cards.get(id))?;
            }
        }
        Ok(())
    }

    /// Hands over each wanted card in the wanted order with its note and note type; `None` where
    /// there is no card, or no note to it.
    ///
    /// # Errors
    /// That of `visit`, a note without its note type, or an error of the file.
    pub fn for_each_card_with_note<E: From<CollectionError>>(
        &self,
        ids: &[CardId],
        mut visit: impl FnMut(Option<CardWithNote<'_>>) -> Result<(), E>,
    ) -> Result<(), E> {
        for chunk in ids.chunks(CHUNK) {
            let cards = self.cards_by_id(chunk)?;
            let notes = self.notes_of(&cards)?;
            for id in chunk {
                let found = cards
                    .get(id)
                    .and_then(|card| Some((card, notes.get(&card.note_id)?)));
                let Some((card, note)) = found else {
                    visit(None)?;
                    continue;
                };
                let notetype = self.catalog().require_notetype(note.notetype_id)?;
                visit(Some(CardWithNote {
                    card,
                    note,
                    notetype,
                }))?;
            }
        }
        Ok(())
    }

    /// Hands over when each wanted card last changed, in the wanted order; `None` where there is no
    /// card.
    ///
    /// # Errors
    /// That of `visit`, or an error of the file.
    pub fn for_each_card_modification<E: From<CollectionError>>(
        &self,
        ids: &[CardId],
        mut visit: impl FnMut(CardId, Option<TimestampSecs>) -> Result<(), E>,
    ) -> Result<(), E> {
        for chunk in ids.chunks(CHUNK) {
            let times = self
                .storage()
                .card_modification_times(chunk)
                .map_err(CollectionError::from)?;
            let times: HashMap<_, _> = times.into_iter().collect();
            for id in chunk {
                visit(*id, times.get(id).copied())?;
            }
        }
        Ok(())
    }

    /// The card with this id.
    ///
    /// # Errors
    /// [`CollectionError::CardMissing`], or an error of the file.
    pub fn require_card(&self, id: CardId) -> Result<Card> {
        self.storage()
            .get_card(id)?
            .ok_or(CollectionError::CardMissing(id))
    }

    /// The notes of some cards, each once, ascending. Missing cards are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn note_ids_of_cards(&self, cards: &[CardId]) -> Result<Vec<NoteId>> {
        Ok(self.storage().note_ids_of_cards(cards)?)
    }

    /// Both sides of a card as Anki shows them.
    ///
    /// # Errors
    /// [`CollectionError::TemplateMissing`].
    pub fn render_card(&self, shown: CardWithNote<'_>) -> Result<RenderedCard> {
        let rendered =
            self.with_card_to_render(shown, |card| shown.notetype.compiled().render(card));
        rendered.ok_or(CollectionError::TemplateMissing(shown.card.id))
    }

    /// Hands over what a card's sides may show.
    pub(crate) fn with_card_to_render<T>(
        &self,
        shown: CardWithNote<'_>,
        render: impl FnOnce(&CardToRender<'_>) -> T,
    ) -> T {
        let deck_name = match self.catalog().deck(shown.card.home_deck_id()) {
            Some(deck) => deck.name.human(),
            None => MISSING_DECK.to_owned(),
        };
        let card = CardToRender {
            note: shown.note,
            card: shown.card,
            deck_name: &deck_name,
            has_media: &|name| self.media().has(name),
        };
        render(&card)
    }

    /// The cards of some ids, in their order and each once; ids without a card are passed over.
    pub(crate) fn cards_in_order(&self, ids: &[CardId]) -> Result<Vec<Card>> {
        let mut found = self.cards_by_id(ids)?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    fn cards_by_id(&self, ids: &[CardId]) -> Result<HashMap<CardId, Card>> {
        let cards = self.storage().cards_by_id(ids)?;
        Ok(cards.into_iter().map(|card| (card.id, card)).collect())
    }

    fn notes_of(&self, cards: &HashMap<CardId, Card>) -> Result<HashMap<NoteId, Note>> {
        let ids: Vec<NoteId> = cards.values().map(|card| card.note_id).collect();
        self.notes_by_id(&ids)
    }
}
