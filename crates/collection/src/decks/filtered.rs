//! Filtered decks: borrowing cards that a search finds, and giving them back.

use std::collections::HashMap;

use ankid_scheduler::lend_card;
use ankid_search::parse;
use ankid_storage::{BorrowOrder, Borrowing};
use ankid_types::{
    Card, CardId, Deck, DeckId, DeckKind, DeckName, FilteredDeck, FilteredSearchOrder,
    FilteredSearchTerm, Usn,
};
use rand::seq::SliceRandom;

use crate::config::ConfigKey;
use crate::error::{CollectionError, Result};
use crate::search::SearchError;
use crate::transaction::Transaction;

/// How many searches of a filtered deck count.
const SEARCHES: usize = 2;
/// The position of the first borrowed card: before all cards that are due on a day.
const FIRST_POSITION: i32 = -100_000;
/// How Anki stores a search that leaves nothing out.
const EVERYTHING: &str = "deck:*";
/// What a filtered deck leaves alone.
const LEFT_ALONE: &str = "-is:suspended -is:buried -deck:filtered";

impl Transaction<'_> {
    /// Makes a filtered deck, with decks above it where they are missing, and lets it borrow what its
    /// searches find. It becomes the current deck. A name that is taken gets a plus sign.
    ///
    /// # Errors
    /// A search is refused or finds nothing, a deck above is filtered, or an error of the file.
    pub fn create_filtered_deck(&mut self, human: &str, settings: FilteredDeck) -> Result<DeckId> {
        self.set_label("Build Deck");
        let settings = with_normal_searches(settings)?;
        let name = DeckName::normalized(human);
        let name = self.below_existing_parent(self.free_name(name, DeckId::NONE))?;
        self.add_missing_parents(&name)?;
        let mut deck = Deck::new_normal(DeckId(self.now().0), name);
        deck.kind = DeckKind::Filtered(settings);
        deck.modified = self.now_secs();
        deck.usn = Usn::PENDING;
        deck.id = self.storage().add_deck(&deck)?;
        let id = deck.id;
        self.catalog_mut().put_deck(deck);
        self.fill_or_fail(id)
    }

    /// Gives a filtered deck other searches and options, and fills it anew. It becomes the current deck.
    ///
    /// # Errors
    /// The deck is missing or not a filtered one, a search is refused or finds nothing, or an error
    /// of the file.
    pub fn update_filtered_deck(&mut self, id: DeckId, settings: FilteredDeck) -> Result<DeckId> {
        self.set_label("Build Deck");
        let settings = with_normal_searches(settings)?;
        self.require_filtered(id)?;
        let mut deck = Deck::clone(self.catalog().require_deck(id)?);
        deck.kind = DeckKind::Filtered(settings);
        self.save_deck(deck)?;
        self.fill_or_fail(id)
    }

    /// Gives all cards of a filtered deck back and borrows anew what its searches find; how many.
    ///
    /// # Errors
    /// The deck is missing or not a filtered one, a search is refused, or an error of the file.
    pub fn rebuild_filtered_deck(&mut self, id: DeckId) -> Result<usize> {
        self.set_label("Rebuild");
        self.fill(id)
    }

    /// Gives all cards of a filtered deck back.
    ///
    /// # Errors
    /// The deck is missing or not a filtered one, or an error of the file.
    pub fn empty_filtered_deck(&mut self, id: DeckId) -> Result<()> {
        self.set_label("Empty");
        self.require_filtered(id)?;
        self.give_back(id)
    }

    /// Sends those of these cards that are in a filtered deck back to their own deck.
    pub(crate) fn send_home(&self, cards: &[CardId]) -> Result<()> {
        self.return_cards(self.storage().cards_by_id(cards)?)
    }

    fn require_filtered(&self, id: DeckId) -> Result<FilteredDeck> {
        let deck = self.catalog().require_deck(id)?;
        match &deck.kind {
            DeckKind::Filtered(settings) => Ok(settings.clone()),
            DeckKind::Normal(_) => Err(CollectionError::NotFiltered(deck.name.clone())),
        }
    }

    fn give_back(&mut self, id: DeckId) -> Result<()> {
        let borrowed = self.storage().cards_of_filtered_deck(id)?;
        self.return_cards(borrowed)
    }

    fn return_cards(&self, mut cards: Vec<Card>) -> Result<()> {
        cards.retain_mut(ankid_scheduler::return_home);
        self.save_cards(cards)?;
        Ok(())
    }

    fn fill_or_fail(&mut self, id: DeckId) -> Result<DeckId> {
        if self.fill(id)? == 0 {
            return Err(CollectionError::EmptyFilteredDeck);
        }
        self.set_config(ConfigKey::CurrentDeck, &id)?;
        Ok(id)
    }

    fn fill(&mut self, id: DeckId) -> Result<usize> {
        let settings = self.require_filtered(id)?;
        self.give_back(id)?;
        let mut borrowed = 0;
        for term in settings.search_terms.iter().take(SEARCHES) {
            let mut cards = self.cards_to_borrow(term)?;
            for card in &mut cards {
                let position = FIRST_POSITION.wrapping_add(borrowed);
                lend_card(card, id, position, settings.reschedule);
                borrowed += 1;
            }
            self.save_cards(cards)?;
        }
        Ok(usize::try_from(borrowed).unwrap_or(0))
    }

    /// The cards that a search of a filtered deck finds, in its order and up to its limit.
    fn cards_to_borrow(&mut self, term: &FilteredSearchTerm) -> Result<Vec<Card>> {
        let timing = self.timing_at(self.now_secs())?;
        let search = match term.search.trim() {
            "" => LEFT_ALONE.to_owned(),
            _ => format!("({}) {LEFT_ALONE}", term.search),
        };
        let query = self.query(&search)?;
        let is_random = term.order == FilteredSearchOrder::Random;
        let borrowing = Borrowing {
            order: BorrowOrder {
                order: term.order,
                is_fsrs: self.is_on(ConfigKey::Fsrs)?,
                today: timing.today,
                next_day_at: timing.next_day_at,
                now: timing.now,
            },
            limit: if is_random { u32::MAX } else { term.limit },
        };
        let mut ids = self.storage().find_cards_to_borrow(&query, &borrowing)?;
        if is_random {
            ids.shuffle(self.random);
            ids.truncate(term.limit as usize);
        }
        let cards = self.storage().cards_by_id(&ids)?;
        let mut cards: HashMap<CardId, Card> =
            cards.into_iter().map(|card| (card.id, card)).collect();
        Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
    }
}

/// The searches in the form that Anki stores, which reads as the same search.
fn with_normal_searches(mut settings: FilteredDeck) -> Result<FilteredDeck> {
    for term in &mut settings.search_terms {
        let normal = parse(&term.search).map_err(SearchError::from)?.to_string();
        term.search = if normal.is_empty() {
            EVERYTHING.to_owned()
        } else {
            normal
        };
    }
    Ok(settings)
}
