//! Cards: making those that a note calls for, reading, rendering and changing them.

mod details;
mod reading;
mod repositioning;
mod state;
mod values;

use ankid_storage::{Grave, GraveKind};
use ankid_types::{
    Card, CardId, CardKind, DeckConfigId, DeckId, NewCardInsertOrder, Note, NoteId, Usn,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub use details::{CardDetails, Remembrance};
pub use reading::CardWithNote;
pub use repositioning::Reposition;
pub use values::CardValue;

use crate::catalog::NotetypeEntry;
use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::View;

/// Where the new cards of a note go, unless a template or the note's other cards say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardDestination {
    /// A deck; the default deck in its stead if it is missing or filtered.
    Given(DeckId),
    /// The default deck.
    Default,
}

impl View<'_> {
    /// The position of the next new card.
    ///
    /// # Errors
    /// An error of the file.
    pub fn next_new_position(&self) -> Result<u32> {
        Ok(self.config(ConfigKey::NextNewPosition)?.unwrap_or(0))
    }
}

impl Transaction<'_> {
    /// Makes the cards that the note calls for and does not have; how many.
    pub(crate) fn generate_cards(
        &mut self,
        note: &Note,
        notetype: &NotetypeEntry,
        existing: &[Card],
        destination: CardDestination,
    ) -> Result<usize> {
        let own: Vec<u16> = existing.iter().map(|card| card.ordinal).collect();
        let missing = notetype
            .compiled()
            .ordinals_to_add(&note.fields, &note.tags, &own);
        let siblings_deck = shared_deck(existing);
        let mut position = None;
        for ordinal in &missing {
            let wanted = (!notetype.is_cloze())
                .then(|| notetype.template_of(*ordinal))
                .flatten()
                .map(|template| template.settings.target_deck_id)
                .filter(|deck| *deck != DeckId::NONE)
                .or(siblings_deck);
            let (deck, config) = self.deck_for_adding(wanted, destination)?;
            let due = match sibling_position(existing) {
                Some(due) => due,
                None => self.new_position(config, &mut position)?,
            };
            self.add_new_card(note.id, *ordinal, deck, due)?;
        }
        Ok(missing.len())
    }

    /// Removes cards, each with a grave; their notes stay, even without any card.
    pub(crate) fn remove_cards_alone(&self, cards: &[CardId]) -> Result<()> {
        for card in cards {
            self.storage().add_grave(Grave {
                of: GraveKind::Card(*card),
                usn: Usn::PENDING,
            })?;
        }
        self.storage().remove_cards(cards)?;
        Ok(())
    }

    fn add_new_card(&self, note_id: NoteId, ordinal: u16, deck_id: DeckId, due: i32) -> Result<()> {
        let mut card = Card {
            id: CardId(self.now().0),
            modified: self.now_secs(),
            due,
            ..Card::new(note_id, deck_id, ordinal)
        };
        self.add_card_row(&mut card)
    }

    /// The normal deck that a card goes to, with its preset.
    fn deck_for_adding(
        &self,
        wanted: Option<DeckId>,
        destination: CardDestination,
    ) -> Result<(DeckId, DeckConfigId)> {
        let given = match destination {
            CardDestination::Given(deck) => deck,
            CardDestination::Default => DeckId::DEFAULT,
        };
        [wanted.unwrap_or(given), DeckId::DEFAULT]
            .into_iter()
            .find_map(|id| Some((id, self.catalog().deck(id)?.config_id()?)))
            .ok_or(CollectionError::DeckMissing(DeckId::DEFAULT))
    }

    /// The position for new cards of one note under a preset; the next free one is taken once.
    fn new_position(&self, config: DeckConfigId, taken: &mut Option<u32>) -> Result<i32> {
        let position = match *taken {
            Some(position) => position,
            None => *taken.insert(self.take_new_position()?),
        };
        let order = self
            .catalog()
            .deck_config(config)
            .or_else(|| self.catalog().deck_config(DeckConfigId::DEFAULT))
            .map_or(NewCardInsertOrder::Due, |config| {
                config.settings.new_card_insert_order
            });
        Ok(match order {
            NewCardInsertOrder::Due => position,
            NewCardInsertOrder::Random => random_position(position),
        } as i32)
    }
}

/// The deck that all these cards belong to.
fn shared_deck(cards: &[Card]) -> Option<DeckId> {
    let home = cards.first()?.home_deck_id();
    cards
        .iter()
        .all(|card| card.home_deck_id() == home)
        .then_some(home)
}

/// The position of a sibling that is still new: a note's new cards stand together.
fn sibling_position(cards: &[Card]) -> Option<i32> {
    let sibling = cards.iter().find(|card| card.kind == CardKind::New)?;
    Some(if sibling.original_due == 0 {
        sibling.due
    } else {
        sibling.original_due
    })
}

/// A position among all, the same each time for the same `highest`.
fn random_position(highest: u32) -> u32 {
    StdRng::seed_from_u64(u64::from(highest)).random_range(1..highest.max(1000))
}

#[cfg(test)]
mod tests {
    use super::random_position;

    #[test]
    fn random_positions_are_those_of_anki() {
        for (highest, position) in [
            (1, 825),
            (2, 82),
            (3, 647),
            (5, 180),
            (500, 13),
            (5001, 3731),
        ] {
            assert_eq!(random_position(highest), position, "{highest}");
        }
    }
}
