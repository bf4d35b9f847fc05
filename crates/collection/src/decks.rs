//! Decks: finding them by name, making and removing them, and moving cards between them.

mod arranging;
mod current;
mod filtered;
mod options;

pub use arranging::DeckLimits;
pub use options::StudySwitches;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ankid_storage::{CardMove, Grave, GraveKind};
use ankid_types::{CardId, Deck, DeckConfigId, DeckId, DeckKind, DeckName, NoteId, Usn};
use unicase::UniCase;

use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::transaction::Transaction;
use crate::view::View;

/// The name that the default deck gets back when somebody removes it.
const DEFAULT_NAME: &str = "Default";

/// How many levels a new name may have where no level exists yet; Anki's own limit.
const MAX_NEW_LEVELS: usize = 11;

impl View<'_> {
    /// The deck that people call so, regardless of case and of how they write the name.
    #[must_use]
    pub fn deck_named(&self, human: &str) -> Option<&Arc<Deck>> {
        self.catalog().deck_by_name(&DeckName::normalized(human))
    }

    /// The deck that is being studied; the default one where none is noted, or where it is gone.
    ///
    /// # Errors
    /// [`CollectionError::DeckMissing`] if there is no default deck either, or an error of the file.
    pub fn current_deck(&self) -> Result<&Arc<Deck>> {
        let noted: Option<DeckId> = self.config(ConfigKey::CurrentDeck)?;
        match noted.and_then(|id| self.catalog().deck(id)) {
            Some(deck) => Ok(deck),
            None => self.catalog().require_deck(DeckId::DEFAULT),
        }
    }

    /// The deck that each of these cards is in now; a card that is missing is in none.
    ///
    /// # Errors
    /// An error of the file.
    pub fn decks_of_cards(&self, cards: &[CardId]) -> Result<HashMap<CardId, DeckId>> {
        let slots = self.storage().card_slots(cards)?;
        Ok(slots
            .into_iter()
            .map(|slot| (slot.card, slot.deck))
            .collect())
    }

    /// The decks below a deck, at any depth, sorted as all decks are.
    pub fn decks_below(&self, deck: &Deck) -> impl Iterator<Item = &Arc<Deck>> {
        let name = UniCase::new(deck.name.as_stored().to_owned());
        let levels = deck.name.levels().count();
        self.catalog().decks().filter(move |below| {
            let ancestor = below.name.first_levels(levels);
            ancestor.len() < below.name.as_stored().len() && UniCase::new(ancestor) == name
        })
    }
}

impl Transaction<'_> {
    /// The deck that people call so; makes it, and the decks above it, where there is none.
    ///
    /// # Errors
    /// A deck above it is filtered, the name has too many levels, or an error of the file.
    pub fn find_or_create_deck(&mut self, human: &str) -> Result<DeckId> {
        let name = DeckName::normalized(human);
        if let Some(deck) = self.catalog().deck_by_name(&name) {
            return Ok(deck.id);
        }
        self.set_label("Add Deck");
        let name = self.make_decks_above(name)?;
        self.add_normal_deck(name)
    }

    /// Makes the decks above a name that are missing; the name in the letter case of the others.
    pub(crate) fn make_decks_above(&mut self, name: DeckName) -> Result<DeckName> {
        let name = self.below_existing_parent(name)?;
        self.add_missing_parents(&name)?;
        Ok(name)
    }

    /// Removes decks, all decks below them, their cards, and the notes that have no card left; how
    /// many cards those were. Cards in a filtered deck go back to their own deck instead. Of the
    /// default deck only the cards are removed. Missing decks are passed over.
    ///
    /// # Errors
    /// An error of the file.
    pub fn remove_decks(&mut self, decks: &[DeckId]) -> Result<usize> {
        self.set_label("Delete Deck");
        let mut removed = 0;
        for id in decks {
            let Some(deck) = self.catalog().deck(*id).cloned() else {
                continue;
            };
            let below: Vec<_> = self.decks_below(&deck).cloned().collect();
            for deck in std::iter::once(deck).chain(below) {
                removed += self.remove_deck_alone(&deck)?;
            }
        }
        Ok(removed)
    }

    /// Puts cards into a normal deck, out of filtered decks too; how many were not there before.
    ///
    /// # Errors
    /// The deck is missing or filtered, or an error of the file.
    pub fn move_cards(&mut self, cards: &[CardId], deck: DeckId) -> Result<usize> {
        self.set_label("Change Deck");
        let target = self.catalog().require_deck(deck)?;
        if target.is_filtered() {
            return Err(CollectionError::FilteredTarget(target.name.clone()));
        }
        self.send_home(cards)?;
        let slots = self.storage().card_slots(cards)?;
        let elsewhere = slots.into_iter().filter(|slot| slot.deck != deck);
        let cards: Vec<_> = elsewhere.map(|slot| slot.card).collect();
        let modified = self.now_secs();
        let to = CardMove {
            cards: &cards,
            deck,
            modified,
            usn: Usn::PENDING,
        };
        Ok(self.storage().move_cards(&to)?)
    }

    /// Gives a normal deck another preset, be there one of that id or not; whether the deck could
    /// have one.
    ///
    /// # Errors
    /// The deck is missing, or an error of the file.
    pub fn set_config_of_deck(&mut self, deck: DeckId, config: DeckConfigId) -> Result<bool> {
        self.set_label("Update Deck");
        let mut changed = Deck::clone(self.catalog().require_deck(deck)?);
        let DeckKind::Normal(normal) = &mut changed.kind else {
            return Ok(false);
        };
        normal.config_id = config;
        self.save_deck(changed)?;
        Ok(true)
    }

    /// Writes the name below the nearest deck above it that there is, in that deck's letter case.
    fn below_existing_parent(&self, name: DeckName) -> Result<DeckName> {
        let levels: Vec<_> = name.levels().collect();
        let above = levels.len() - 1;
        for count in (1..=above).rev() {
            let ancestor = DeckName::from_stored(name.first_levels(count));
            let Some(parent) = self.catalog().deck_by_name(&ancestor) else {
                if above - count + 1 >= MAX_NEW_LEVELS {
                    return Err(CollectionError::DeckTooDeep {
                        name,
                        limit: MAX_NEW_LEVELS,
                    });
                }
                continue;
            };
            if parent.is_filtered() {
                return Err(CollectionError::FilteredParent(parent.name.clone()));
            }
            let rest = levels.iter().skip(count).copied();
            return Ok(DeckName::from_levels(parent.name.levels().chain(rest)));
        }
        Ok(name)
    }

    /// Makes the decks above a name that are missing, from the lowest up.
    fn add_missing_parents(&mut self, name: &DeckName) -> Result<()> {
        let mut above = name.parent();
        while let Some(parent) = above {
            above = parent.parent();
            if self.catalog().deck_by_name(&parent).is_none() {
                self.add_normal_deck(parent)?;
            }
        }
        Ok(())
    }

    fn add_normal_deck(&mut self, name: DeckName) -> Result<DeckId> {
        let mut deck = Deck::new_normal(DeckId(self.now().0), name);
        deck.modified = self.now_secs();
        deck.usn = Usn::PENDING;
        deck.id = self.storage().add_deck(&deck)?;
        let id = deck.id;
        self.catalog_mut().put_deck(deck);
        Ok(id)
    }

    /// Stores a deck, stamped as changed now if anything is different.
    ///
    /// # Errors
    /// An error of the file.
    pub fn save_deck(&mut self, deck: Deck) -> Result<()> {
        let known = self.catalog().deck(deck.id);
        if known.is_some_and(|known| **known == deck) {
            return Ok(());
        }
        self.stamp_deck(deck)
    }

    /// As [`save_deck`](Self::save_deck), be anything different or not.
    pub(crate) fn stamp_deck(&mut self, mut deck: Deck) -> Result<()> {
        deck.modified = self.now_secs();
        deck.usn = Usn::PENDING;
        self.storage().update_deck(&deck)?;
        self.catalog_mut().put_deck(deck);
        Ok(())
    }

    fn remove_deck_alone(&mut self, deck: &Deck) -> Result<usize> {
        let removed = match &deck.kind {
            DeckKind::Normal(_) => self.remove_cards_of_deck(deck.id)?,
            DeckKind::Filtered(_) => {
                let borrowed = self.storage().card_ids_in_decks(&[deck.id])?;
                self.send_home(&borrowed)?;
                0
            }
        };
        self.forget_deck(deck.id)?;
        if deck.id == DeckId::DEFAULT {
            let mut default = deck.clone();
            default.name = self.free_name(DeckName::from_stored(DEFAULT_NAME), deck.id);
            self.stamp_deck(default)?;
        } else {
            let of = GraveKind::Deck(deck.id);
            self.storage().add_grave(Grave {
                of,
                usn: Usn::PENDING,
            })?;
            self.storage().remove_deck(deck.id)?;
            self.catalog_mut().remove_deck(deck.id);
        }
        Ok(removed)
    }

    /// Removes the cards that belong to a deck, and the notes that have no card left.
    fn remove_cards_of_deck(&mut self, deck: DeckId) -> Result<usize> {
        let cards = self.storage().card_ids_in_decks(&[deck])?;
        let notes = self.storage().note_ids_of_cards(&cards)?;
        self.remove_cards_alone(&cards)?;
        let kept = self.storage().card_slots_of_notes(&notes)?;
        let kept: HashSet<NoteId> = kept.into_iter().map(|slot| slot.note).collect();
        let orphans: Vec<_> = notes
            .into_iter()
            .filter(|note| !kept.contains(note))
            .collect();
        self.remove_notes(&orphans)?;
        self.set_label("Delete Deck");
        Ok(cards.len())
    }

    /// The name with as many plus signs behind it as it takes to be no other deck's.
    pub(crate) fn free_name(&self, name: DeckName, id: DeckId) -> DeckName {
        let mut name = name;
        while self
            .catalog()
            .deck_by_name(&name)
            .is_some_and(|holder| holder.id != id)
        {
            name = DeckName::from_stored(format!("{}+", name.as_stored()));
        }
        name
    }
}
