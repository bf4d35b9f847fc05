//! The positions of new cards: in which order they are to be learned.

use std::collections::{HashMap, HashSet};

use ankid_types::{Card, CardId, CardKind, CardQueue, DeckId, NewCardInsertOrder, NoteId};
use rand::seq::SliceRandom;

use crate::config::ConfigKey;
use crate::error::Result;
use crate::transaction::Transaction;

/// New positions for new cards. The cards of a note stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reposition {
    /// The position of the first note.
    pub start: u32,
    /// How far apart the notes stand.
    pub step: u32,
    /// Whether the notes come by chance, and not in the order of the cards.
    pub is_random: bool,
    /// Whether other new cards that stand there already move behind.
    pub shifts_others: bool,
}

impl Transaction<'_> {
    /// Gives new cards other positions; how many. The manner is remembered for Anki's dialog. Other cards and missing ones are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn reposition_cards(&mut self, ids: &[CardId], to: Reposition) -> Result<usize> {
        self.set_label("Reposition");
        self.switch(ConfigKey::RepositionRandomly, to.is_random)?;
        self.switch(ConfigKey::RepositionShiftsOthers, to.shifts_others)?;
        if to.shifts_others {
            let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            let by = to.step.wrapping_mul(count);
            let mut others = self.storage().new_cards_from_position(to.start)?;
            for card in &mut others {
                let position = card.due.cast_unsigned().wrapping_add(by);
                set_position(card, position);
            }
            self.save_cards(others)?;
        }
        let cards = self.cards_in_order(ids)?;
        self.position_cards(cards, to)
    }

    /// Gives the new cards of a deck, borrowed ones too, the positions from 1 on: by their notes, or by chance.
    pub(crate) fn sort_new_cards(&mut self, deck: DeckId, order: NewCardInsertOrder) -> Result<()> {
        let mut cards = self.storage().cards_of_kind_in_deck(CardKind::New, deck)?;
        cards.sort_by_key(|card| card.note_id);
        let to = Reposition {
            start: 1,
            step: 1,
            is_random: order == NewCardInsertOrder::Random,
            shifts_others: false,
        };
        self.position_cards(cards, to)?;
        Ok(())
    }

    /// Gives those of the cards that are new their positions; how many they are.
    fn position_cards(&mut self, mut cards: Vec<Card>, to: Reposition) -> Result<usize> {
        let positions = self.positions_of_notes(&cards, to);
        cards.retain_mut(|card| {
            let position = positions.get(&card.note_id).copied().unwrap_or_default();
            set_position(card, position)
        });
        self.save_cards(cards)
    }

    fn positions_of_notes(&mut self, cards: &[Card], to: Reposition) -> HashMap<NoteId, u32> {
        let mut seen = HashSet::new();
        let notes = cards.iter().map(|card| card.note_id);
        let mut notes: Vec<NoteId> = notes.filter(|note| seen.insert(*note)).collect();
        if to.is_random {
            notes.shuffle(self.random);
        }
        let positions = (0..).map(|place: u32| to.start.wrapping_add(place.wrapping_mul(to.step)));
        notes.into_iter().zip(positions).collect()
    }
}

/// Gives a new card a position; whether it is one.
fn set_position(card: &mut Card, position: u32) -> bool {
    let position = position.cast_signed();
    if card.kind == CardKind::New && card.original_deck_id != DeckId::NONE {
        card.original_due = position;
    } else if card.kind == CardKind::New || card.queue == CardQueue::New {
        card.due = position;
    } else {
        return false;
    }
    true
}
