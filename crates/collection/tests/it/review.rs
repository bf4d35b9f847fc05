//! Answering cards, due dates, burying, and what is left to do.

use ankid_collection::{CardIntervals, CollectionError, DeckCounts, Rating, Result};
use ankid_types::{
    Card, CardId, CardKind, CardQueue, Deck, DeckConfig, DeckConfigId, DeckId, NoteId, Review,
    ReviewKind,
};

use crate::support::{Fixture, NOW};

const DAY_MILLIS: i64 = 86_400_000;

impl Fixture {
    fn card(&self, id: CardId) -> Card {
        self.read(|view| view.require_card(id))
    }

    fn first_card(&self, note: NoteId) -> CardId {
        self.cards(note)[0].id
    }

    fn reviews(&self, id: CardId) -> Vec<Review> {
        self.read(|view| Ok(view.storage().reviews_of_card(id)?))
    }

    fn answer(&self, id: CardId, rating: Rating) -> Card {
        self.write(move |transaction| transaction.answer_card(id, rating, 1500));
        self.card(id)
    }

    fn deck(&self, name: &str) -> Deck {
        self.read(|view| Ok(Deck::clone(view.deck_named(name).unwrap())))
    }

    fn add_to(&self, deck: &'static str, front: &str) -> CardId {
        let card = self.first_card(self.add("Basic", &[front, "back"], &[]));
        self.write(move |transaction| {
            let deck = transaction.find_or_create_deck(deck)?;
            transaction.move_cards(&[card], deck)
        });
        card
    }

    fn change_preset(&self, change: impl FnOnce(&mut DeckConfig) + Send + 'static) {
        self.write(move |transaction| {
            let preset = transaction.catalog().deck_config(DeckConfigId::DEFAULT);
            let mut preset = DeckConfig::clone(preset.unwrap());
            change(&mut preset);
            transaction.update_deck_config(preset)
        });
    }

    fn counts(&self, deck: &str) -> Option<DeckCounts> {
        let id = self.deck(deck).id;
        let counts = self.read(|view| view.deck_counts());
        counts.into_iter().find(|counts| counts.deck == id)
    }
}

fn due_counts(counts: Option<DeckCounts>) -> (u32, u32, u32) {
    let counts = counts.unwrap();
    (counts.new, counts.learning, counts.review)
}

#[test]
fn an_answer_changes_card_log_and_counts() {
    let fixture = Fixture::new();
    let card = fixture.add_to("Languages::French", "front");
    let answered = fixture.answer(card, Rating::Easy);
    assert_eq!(answered.kind, CardKind::Review);
    assert_eq!(answered.due.cast_unsigned(), answered.interval_days);
    assert_eq!(answered.modified, NOW.as_secs());
    let reviews = fixture.reviews(card);
    assert_eq!(reviews.len(), 1);
    assert_eq!((reviews[0].id.0, reviews[0].button), (NOW.0, 4));
    assert_eq!(reviews[0].taken_millis, 1500);
    for deck in ["Languages", "Languages::French"] {
        let common = fixture.deck(deck).common;
        assert_eq!(
            (common.new_studied, common.review_studied),
            (1, 0),
            "{deck}"
        );
        assert_eq!(common.milliseconds_studied, 1500);
    }
    assert_eq!(fixture.deck("Default").common.new_studied, 0);
    assert_eq!(fixture.undo(), Some("Answer Card"));
    assert_eq!(fixture.card(card).kind, CardKind::New);
    assert_eq!(fixture.reviews(card), []);
    assert_eq!(fixture.deck("Languages").common.new_studied, 0);
}

#[test]
fn counts_of_a_deck_begin_anew_the_next_day() {
    let fixture = Fixture::new();
    let first = fixture.add_to("French", "1");
    let second = fixture.add_to("French", "2");
    fixture.answer(first, Rating::Again);
    fixture.clock.advance_millis(DAY_MILLIS);
    fixture.answer(second, Rating::Again);
    let common = fixture.deck("French").common;
    assert_eq!((common.last_day_studied, common.new_studied), (1, 1));
}

#[test]
fn cards_answered_together_are_one_step() {
    let fixture = Fixture::new();
    let first = fixture.add_to("French", "1");
    let second = fixture.add_to("French", "2");
    let answers = [(first, Rating::Good), (second, Rating::Hard)];
    fixture.write(move |transaction| transaction.answer_cards(&answers));
    let ids = [first, second].map(|card| fixture.reviews(card)[0].id.0);
    assert_eq!(ids, [NOW.0, NOW.0 + 1]);
    assert_eq!(fixture.deck("French").common.new_studied, 2);
    fixture.undo();
    assert_eq!(fixture.reviews(second), []);
    let with_missing = [(first, Rating::Good), (CardId(1), Rating::Good)];
    let refused: Result<()> =
        fixture.try_write(move |transaction| transaction.answer_cards(&with_missing));
    assert!(matches!(
        refused,
        Err(CollectionError::CardMissing(CardId(1)))
    ));
    assert_eq!(fixture.reviews(first), []);
}

#[test]
fn cards_answered_together_keep_the_moments_of_their_log() {
    let fixture = Fixture::new();
    let cards = ["1", "2", "3", "4"].map(|front| fixture.add_to("French", front));
    // In the last but one millisecond of a second.
    fixture.clock.advance_millis(998 - NOW.0 % 1000);
    fixture.write(move |transaction| {
        transaction.answer_cards(&cards.map(|card| (card, Rating::Easy)))
    });
    let millis = cards.map(|card| fixture.reviews(card)[0].id.0 % 1000);
    assert_eq!(millis, [998, 999, 0, 1]);
    let report = fixture.engine.check_database().unwrap();
    assert_eq!(report.sentences(), [""; 0]);
}

#[test]
fn a_card_whose_deck_is_missing_cannot_be_answered() {
    let fixture = Fixture::new();
    let card = fixture.first_card(fixture.add("Basic", &["1", ""], &[]));
    fixture.write(move |transaction| {
        let mut card = transaction.require_card(card)?;
        card.deck_id = DeckId(77);
        Ok(transaction.storage().update_card(&card)?)
    });
    let answered: Result<()> =
        fixture.try_write(move |transaction| transaction.answer_card(card, Rating::Good, 0));
    let error = answered.unwrap_err();
    assert!(
        matches!(error, CollectionError::DeckMissing(DeckId(77))),
        "{error}"
    );
    assert_eq!(fixture.reviews(card), []);
}

#[test]
fn siblings_are_buried_as_the_preset_says_until_the_next_day() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic (and reversed card)", &["front", "back"], &[]);
    let [first, second] = [0, 1].map(|index| fixture.cards(note)[index].id);
    fixture.answer(first, Rating::Again);
    assert_eq!(fixture.card(second).queue, CardQueue::New);
    fixture.change_preset(|preset| preset.settings.bury_new = true);
    fixture.answer(first, Rating::Again);
    assert_eq!(fixture.card(second).queue, CardQueue::SchedulerBuried);
    fixture.write(|transaction| transaction.begin_day());
    assert_eq!(fixture.card(second).queue, CardQueue::SchedulerBuried);
    let before = fixture.card(second);
    fixture.clock.advance_millis(DAY_MILLIS);
    assert!(fixture.read(|view| view.has_day_changed()));
    fixture.write(|transaction| transaction.begin_day());
    assert!(!fixture.read(|view| view.has_day_changed()));
    let unburied = Card {
        queue: CardQueue::New,
        ..before
    };
    assert_eq!(fixture.card(second), unburied);
}

#[test]
fn reviews_are_not_buried_by_a_new_card() {
    let fixture = Fixture::new();
    fixture.change_preset(|preset| preset.settings.bury_reviews = true);
    let note = fixture.add("Basic (and reversed card)", &["front", "back"], &[]);
    let [first, second] = [0, 1].map(|index| fixture.cards(note)[index].id);
    fixture.write(move |transaction| transaction.set_due_date(&[second], "0"));
    fixture.answer(first, Rating::Again);
    assert_eq!(fixture.card(second).queue, CardQueue::Review);
    fixture.answer(first, Rating::Again);
    assert_eq!(fixture.card(second).queue, CardQueue::SchedulerBuried);
}

#[test]
fn a_leech_is_tagged() {
    let fixture = Fixture::new();
    fixture.change_preset(|preset| preset.settings.leech_threshold = 1);
    let note = fixture.add("Basic", &["front", "back"], &["old"]);
    let card = fixture.first_card(note);
    fixture.write(move |transaction| transaction.set_due_date(&[card], "0"));
    fixture.answer(card, Rating::Again);
    assert_eq!(fixture.note(note).tags, ["leech", "old"]);
    assert_eq!(fixture.undo(), Some("Answer Card"));
    assert_eq!(fixture.note(note).tags, ["old"]);
}

#[test]
fn due_dates_are_set_by_hand_and_logged() {
    let fixture = Fixture::new();
    let cards: Vec<CardId> = (0..20).map(|_| fixture.add_to("French", "front")).collect();
    let all = cards.clone();
    fixture.write(move |transaction| transaction.set_due_date(&all, "3-5"));
    let mut seen: Vec<i32> = cards.iter().map(|id| fixture.card(*id).due).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [3, 4, 5]);
    let review = fixture.reviews(cards[0])[0].clone();
    assert_eq!(
        (review.kind, review.button, review.ease_factor),
        (ReviewKind::Manual, 0, 2500)
    );
    let card = cards[0];
    let refused: Result<()> =
        fixture.try_write(move |transaction| transaction.set_due_date(&[card], "soon"));
    assert_eq!(refused.unwrap_err().to_string(), "soon");
}

#[test]
fn forgotten_cards_get_their_position_back_or_a_new_one() {
    let fixture = Fixture::new();
    let known = fixture.add_to("French", "1");
    let unknown = fixture.add_to("French", "2");
    fixture.answer(known, Rating::Easy);
    fixture.write(move |transaction| {
        let mut card = transaction.require_card(unknown)?;
        card.kind = CardKind::Review;
        card.queue = CardQueue::Review;
        Ok(transaction.storage().update_card(&card)?)
    });
    fixture.write(move |transaction| transaction.forget_cards(&[unknown, known, CardId(1)]));
    assert_eq!([known, unknown].map(|id| fixture.card(id).due), [1, 3]);
    let kinds = [known, unknown].map(|id| fixture.card(id).kind);
    assert_eq!(kinds, [CardKind::New; 2]);
    let reviews = fixture.reviews(known);
    assert_eq!(
        (reviews[1].kind, reviews[1].ease_factor),
        (ReviewKind::Manual, 0)
    );
    let third = fixture.add_to("French", "3");
    assert_eq!(fixture.card(third).due, 4);
}

#[test]
fn buttons_follow_the_memory_state_of_the_card() {
    let fixture = Fixture::new();
    let card = fixture.add_to("French", "1");
    let texts = |fixture: &Fixture| {
        let card = fixture.card(card);
        let texts = fixture.read(|view| view.answer_buttons()?.texts(&card));
        texts.map(|text| text.replace(['\u{2068}', '\u{2069}'], ""))
    };
    assert_eq!(texts(&fixture)[..3], ["<1m", "<6m", "<10m"]);
    fixture.write(|transaction| {
        let fsrs = ankid_storage::ConfigEntry {
            key: "fsrs".to_owned(),
            value: b"true".to_vec(),
            usn: ankid_types::Usn::PENDING,
            modified: NOW.as_secs(),
        };
        Ok(transaction.storage().set_config(&fsrs)?)
    });
    fixture.change_preset(|preset| preset.settings.learn_steps.clear());
    assert_eq!(texts(&fixture)[0], "5.1h");
    fixture.change_preset(|preset| preset.settings.fsrs_params_6 = vec![1.0; 3]);
    let card = fixture.card(card);
    let refused = fixture
        .engine
        .read(|view| view.answer_buttons()?.texts(&card));
    assert!(matches!(refused, Err(CollectionError::Scheduler(_))));
}

#[test]
fn counts_keep_within_the_limits_of_decks() {
    let fixture = Fixture::new();
    fixture.change_preset(|preset| preset.settings.new_per_day = 3);
    for number in 0..4 {
        fixture.add_to("A::B", &format!("b{number}"));
        fixture.add_to("A", &format!("a{number}"));
    }
    assert_eq!(due_counts(fixture.counts("A::B")), (3, 0, 0));
    assert_eq!(due_counts(fixture.counts("A")), (3, 0, 0));
    let counts = fixture.counts("A").unwrap();
    assert_eq!((counts.total_in_deck, counts.total_with_below), (4, 8));
    let card = fixture.add_to("A::B", "due");
    fixture.write(move |transaction| transaction.set_due_date(&[card], "0"));
    assert_eq!(due_counts(fixture.counts("A")), (3, 0, 1));
    fixture.change_preset(|preset| preset.settings.reviews_per_day = 2);
    assert_eq!(due_counts(fixture.counts("A")), (1, 0, 1));
    fixture.answer(card, Rating::Again);
    assert_eq!(due_counts(fixture.counts("A")), (1, 1, 0));
    let new = fixture.add_to("A", "new");
    fixture.answer(new, Rating::Easy);
    assert_eq!(due_counts(fixture.counts("A")), (0, 1, 0));
    assert_eq!(due_counts(fixture.counts("A::B")), (1, 1, 0));
}

#[test]
fn an_empty_default_deck_is_not_counted_beside_others() {
    let fixture = Fixture::new();
    assert!(fixture.counts("Default").is_some());
    fixture.write(|transaction| transaction.find_or_create_deck("A"));
    assert_eq!(fixture.counts("Default"), None);
    fixture.add("Basic", &["1", ""], &[]);
    assert_eq!(due_counts(fixture.counts("Default")), (1, 0, 0));
}

#[test]
fn cards_are_due_when_their_wait_is_over() {
    let fixture = Fixture::new();
    fixture.change_preset(|preset| preset.settings.learn_steps = vec![1.0, 60.0]);
    let [new, short, long, review] = ["1", "2", "3", "4"].map(|front| fixture.add_to("A", front));
    fixture.answer(short, Rating::Again);
    fixture.answer(long, Rating::Good);
    fixture.answer(review, Rating::Easy);
    let cards = [new, short, long, review, CardId(1)];
    let due = || fixture.read(|view| view.are_due(&cards));
    assert_eq!(
        due(),
        [Some(true), Some(true), Some(false), Some(false), None]
    );
    fixture.clock.advance_millis(3_600_100);
    assert_eq!(due()[2], Some(true));
    let intervals = fixture.read(|view| view.intervals_of_cards(&cards[..3]));
    let expected = [
        CardIntervals::New,
        CardIntervals::Answered(vec![-60]),
        CardIntervals::Answered(vec![-3600]),
    ];
    assert_eq!(intervals, expected);
}
