//! Filtered decks: what they borrow, and how it comes back.

use ankid_collection::{CollectionError, Rating, Reposition};
use ankid_types::{
    Card, CardId, CardQueue, DeckId, FilteredDeck, FilteredSearchOrder, FilteredSearchTerm,
};

use crate::support::Fixture;

fn filtered(search: &str, limit: u32, order: FilteredSearchOrder) -> FilteredDeck {
    FilteredDeck {
        reschedule: true,
        search_terms: vec![FilteredSearchTerm {
            search: search.to_owned(),
            limit,
            order,
        }],
        ..FilteredDeck::default()
    }
}

impl Fixture {
    fn new_basic_cards(&self, count: usize) -> Vec<CardId> {
        let notes = (0..count).map(|number| self.add("Basic", &[&number.to_string(), ""], &[]));
        notes.map(|note| self.cards(note)[0].id).collect()
    }

    fn rows(&self, ids: &[CardId]) -> Vec<Card> {
        self.read(|view| Ok(view.storage().cards_by_id(ids)?))
    }

    fn create_filtered(&self, name: &'static str, settings: FilteredDeck) -> DeckId {
        self.write(move |transaction| transaction.create_filtered_deck(name, settings))
    }
}

#[test]
fn cards_are_borrowed_in_order_and_given_back() {
    let fixture = Fixture::new();
    let cards = fixture.new_basic_cards(3);
    let before = fixture.rows(&cards);
    let settings = filtered("deck:default", 2, FilteredSearchOrder::ReverseAdded);
    let deck = fixture.create_filtered("Cram::Today", settings);
    let places: Vec<_> = fixture
        .rows(&cards)
        .iter()
        .map(|card| (card.deck_id == deck, card.due, card.original_due))
        .collect();
    let expected = [(false, 1, 0), (true, -99_999, 2), (true, -100_000, 3)];
    assert_eq!(places, expected);
    let next = fixture.write(move |transaction| transaction.study(deck));
    assert_eq!(next.next.unwrap().card.id, cards[2]);
    fixture.write(move |transaction| transaction.empty_filtered_deck(deck));
    let home: Vec<_> = fixture.rows(&cards);
    assert_eq!(home, before);
    let borrowed = fixture.write(move |transaction| transaction.rebuild_filtered_deck(deck));
    assert_eq!(borrowed, 2);
    let other = filtered("is:suspended", 2, FilteredSearchOrder::Added);
    let refused =
        fixture.try_write(move |transaction| transaction.update_filtered_deck(deck, other));
    assert!(matches!(refused, Err(CollectionError::EmptyFilteredDeck)));
    assert_eq!(fixture.rows(&cards)[1].deck_id, deck);
}

#[test]
fn a_deck_by_chance_takes_no_more_than_its_limit() {
    let fixture = Fixture::new();
    let cards = fixture.new_basic_cards(20);
    let deck = fixture.create_filtered("Cram", filtered("", 5, FilteredSearchOrder::Random));
    let borrowed: Vec<_> = fixture.rows(&cards);
    let borrowed: Vec<_> = borrowed
        .iter()
        .filter(|card| card.deck_id == deck)
        .collect();
    assert_eq!(borrowed.len(), 5);
    let in_order: Vec<_> = borrowed.iter().map(|card| card.due).collect();
    assert!(!in_order.is_sorted(), "{in_order:?}");
}

#[test]
fn nothing_is_left_of_a_deck_that_finds_nothing_or_cannot_be() {
    let fixture = Fixture::new();
    fixture.new_basic_cards(1);
    for (name, search) in [("A", "tag:nothing"), ("A", "(")] {
        let settings = filtered(search, 5, FilteredSearchOrder::Added);
        fixture
            .try_write(move |transaction| transaction.create_filtered_deck(name, settings))
            .unwrap_err();
        let made = fixture.read(|view| Ok(view.deck_named("A").is_some()));
        assert!(!made);
    }
    let not_filtered =
        fixture.try_write(|transaction| transaction.rebuild_filtered_deck(DeckId::DEFAULT));
    let error = not_filtered.unwrap_err().to_string();
    assert_eq!(error, "deck `Default` is not a filtered deck");
    let settings = filtered("", 5, FilteredSearchOrder::Added);
    fixture.create_filtered("A", settings.clone());
    let below = fixture.try_write(|transaction| transaction.create_filtered_deck("A::B", settings));
    assert!(matches!(below, Err(CollectionError::FilteredParent(_))));
}

#[test]
fn a_preview_changes_nothing_about_the_schedule() {
    let fixture = Fixture::new();
    let cards = fixture.new_basic_cards(1);
    let before = fixture.rows(&cards);
    let settings = FilteredDeck {
        reschedule: false,
        preview_again_secs: 60,
        ..filtered("", 5, FilteredSearchOrder::Added)
    };
    let deck = fixture.create_filtered("Preview", settings);
    let card = cards[0];
    for (rating, queue) in [
        (Rating::Again, CardQueue::PreviewRepeat),
        (Rating::Good, CardQueue::New),
    ] {
        fixture.write(move |transaction| transaction.answer_queued(deck, card, rating, 0));
        assert_eq!(fixture.rows(&cards)[0].queue, queue);
    }
    assert_eq!(fixture.rows(&cards), before);
}

#[test]
fn new_cards_are_repositioned_with_their_siblings() {
    let fixture = Fixture::new();
    let first = fixture.add("Basic (and reversed card)", &["a", "b"], &[]);
    let second = fixture.add("Basic (and reversed card)", &["c", "d"], &[]);
    let cards: Vec<CardId> = [second, first]
        .iter()
        .flat_map(|note| fixture.cards(*note))
        .map(|card| card.id)
        .collect();
    let to = Reposition {
        start: 10,
        step: 5,
        is_random: false,
        shifts_others: false,
    };
    let ids = cards.clone();
    let moved = fixture.write(move |transaction| transaction.reposition_cards(&ids, to));
    assert_eq!(moved, 4);
    let positions = |fixture: &Fixture, note| {
        let cards = fixture.cards(note);
        cards.iter().map(|card| card.due).collect::<Vec<_>>()
    };
    assert_eq!(positions(&fixture, second), [10, 10]);
    assert_eq!(positions(&fixture, first), [15, 15]);
    let front = Reposition {
        start: 0,
        step: 1,
        is_random: true,
        shifts_others: true,
    };
    let one = cards[3];
    fixture.write(move |transaction| transaction.reposition_cards(&[one], front));
    assert_eq!(positions(&fixture, second), [11, 11]);
    assert_eq!(positions(&fixture, first), [16, 0]);
}
