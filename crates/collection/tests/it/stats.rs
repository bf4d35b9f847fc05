//! Figures over the cards of a search.

use ankid_collection::NewNote;
use ankid_types::{CardId, DeckId, Review, ReviewId, ReviewKind, Usn};

use crate::support::{Fixture, NOW};

/// More than are looked up one by one.
const MANY: usize = 2100;

fn review(id: i64, card: CardId) -> Review {
    Review {
        id: ReviewId(id),
        card_id: card,
        usn: Usn::PENDING,
        button: 3,
        interval: 1,
        last_interval: 0,
        ease_factor: 2500,
        taken_millis: 1000,
        kind: ReviewKind::Review,
    }
}

/// A collection with many cards in one deck and one card in another, and three reviews: of a card
/// in each of the decks and of one that is gone.
fn collection() -> Fixture {
    let fixture = Fixture::new();
    let notetype_id = fixture.notetype("Basic");
    fixture.write(move |transaction| {
        let many = transaction.find_or_create_deck("Many")?;
        let one = transaction.find_or_create_deck("One")?;
        let mut add = |front: String, deck_id: DeckId| {
            let note = transaction.add_note(NewNote {
                notetype_id,
                deck_id,
                fields: vec![front, String::new()],
                tags: Vec::new(),
            })?;
            let cards = transaction.storage().cards_of_note(note)?;
            Ok::<_, ankid_collection::CollectionError>(cards[0].id)
        };
        let mut last = CardId(0);
        for number in 0..MANY {
            last = add(format!("front {number}"), many)?;
        }
        let single = add("single".to_owned(), one)?;
        for (place, card) in [last, single, CardId(1)].into_iter().enumerate() {
            let id = NOW.0 - 1000 - i64::try_from(place).unwrap();
            transaction.storage().add_review(&review(id, card))?;
        }
        Ok(())
    });
    fixture
}

#[test]
fn reviews_count_where_their_card_is_found() {
    let fixture = collection();
    let counted = |search: &str| {
        let statistics = fixture.read(|view| view.statistics(search, 30));
        let cards = statistics.card_counts.including_inactive.total();
        (cards as usize, statistics.today.answers)
    };
    assert_eq!(counted(""), (MANY + 1, 3), "one of a removed card");
    assert_eq!(counted("deck:*"), (MANY + 1, 2));
    assert_eq!(counted("deck:Many"), (MANY, 1));
    assert_eq!(counted("deck:One"), (1, 1));
    assert_eq!(counted("deck:Nowhere"), (0, 0));
}

#[test]
fn days_are_those_of_the_collection() {
    let fixture = Fixture::new();
    let day = |hours: i64| {
        fixture.clock.advance_millis(hours * 3_600_000);
        let day = fixture.read(|view| view.statistics("", 0)).day;
        day.map(|day| day.to_string())
    };
    assert_eq!(day(0).as_deref(), Some("2023-11-14"), "22:13");
    assert_eq!(day(5).as_deref(), Some("2023-11-14"), "03:13");
    assert_eq!(day(1).as_deref(), Some("2023-11-15"), "04:13");
}

#[test]
fn a_search_that_cannot_be_read_is_refused() {
    let fixture = Fixture::new();
    for search in ["(", "re:("] {
        let found = fixture.engine.read(|view| view.statistics(search, 0));
        assert!(found.is_err(), "{search}");
    }
}
