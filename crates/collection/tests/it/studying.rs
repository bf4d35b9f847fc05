//! The queue of a deck: what comes next, and what answers, undo and other changes do to it.

use ankid_collection::{QueueKind, Rating, Study};
use ankid_types::{Card, CardId, CardQueue, DeckConfig, DeckConfigId, DeckId};

use crate::support::Fixture;

const MINUTE_MILLIS: i64 = 60_000;
const DAY_MILLIS: i64 = 86_400_000;

impl Fixture {
    fn new_cards(&self, count: usize) -> Vec<CardId> {
        let notes = (0..count).map(|number| self.add("Basic", &[&number.to_string(), ""], &[]));
        notes.map(|note| self.cards(note)[0].id).collect()
    }

    fn study(&self) -> Study {
        self.write(|transaction| transaction.study(DeckId::DEFAULT))
    }

    fn next(&self) -> Option<CardId> {
        self.study().next.map(|next| next.card.id)
    }

    fn left(&self) -> (u32, u32, u32) {
        let counts = self.study().counts;
        (counts.new, counts.learning, counts.review)
    }

    fn answer_next(&self, rating: Rating) -> CardId {
        let card = self.next().unwrap();
        self.write(move |transaction| {
            transaction.answer_queued(DeckId::DEFAULT, card, rating, 1000)
        });
        card
    }

    fn card_row(&self, id: CardId) -> Card {
        self.read(|view| view.require_card(id))
    }

    fn set_preset(&self, change: impl FnOnce(&mut DeckConfig) + Send + 'static) {
        self.write(move |transaction| {
            let preset = transaction.catalog().deck_config(DeckConfigId::DEFAULT);
            let mut preset = DeckConfig::clone(preset.unwrap());
            change(&mut preset);
            transaction.update_deck_config(preset)
        });
    }
}

#[test]
fn cards_come_one_after_the_other_and_learning_cards_come_back() {
    let fixture = Fixture::new();
    let cards = fixture.new_cards(2);
    let study = fixture.study();
    let next = study.next.unwrap();
    assert_eq!((next.card.id, next.kind), (cards[0], QueueKind::New));
    assert_eq!(next.button_texts[0], "<\u{2068}1\u{2069}m");
    assert_eq!(fixture.left(), (2, 0, 0));
    fixture.answer_next(Rating::Good);
    assert_eq!(fixture.left(), (1, 1, 0));
    assert_eq!(fixture.next(), Some(cards[1]));
    fixture.clock.advance_millis(15 * MINUTE_MILLIS);
    // A card is not pushed aside while somebody looks at it.
    assert_eq!(fixture.next(), Some(cards[1]));
    fixture.answer_next(Rating::Easy);
    let study = fixture.study();
    assert_eq!(study.next.unwrap().kind, QueueKind::Learning);
    assert_eq!(fixture.left(), (0, 1, 0));
    fixture.answer_next(Rating::Good);
    assert_eq!((fixture.left(), fixture.next()), ((0, 0, 0), None));
}

#[test]
fn learning_cards_are_shown_ahead_of_time_when_nothing_else_is_left() {
    let fixture = Fixture::new();
    let cards = fixture.new_cards(1);
    fixture.answer_next(Rating::Good);
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[0]), (0, 1, 0))
    );
    fixture.set_preset(|preset| preset.settings.learn_steps = vec![1.0, 60.0]);
    fixture.answer_next(Rating::Again);
    fixture.answer_next(Rating::Good);
    assert_eq!((fixture.next(), fixture.left()), (None, (0, 0, 0)));
    let end = fixture.read(|view| view.study_end(DeckId::DEFAULT));
    assert_eq!(end.learning, 1);
    let wait = end.next_learning_secs.unwrap();
    assert!((40 * 60..=45 * 60).contains(&wait), "{wait}");
    fixture.clock.advance_millis(45 * MINUTE_MILLIS);
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[0]), (0, 1, 0))
    );
}

#[test]
fn undoing_an_answer_puts_the_queue_back() {
    let fixture = Fixture::new();
    let cards = fixture.new_cards(3);
    for rating in [Rating::Again, Rating::Easy] {
        fixture.answer_next(rating);
    }
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[2]), (1, 1, 0))
    );
    assert_eq!(fixture.undo(), Some("Answer Card"));
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[1]), (2, 1, 0))
    );
    assert_eq!(fixture.undo(), Some("Answer Card"));
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[0]), (3, 0, 0))
    );
    fixture.write(|transaction| transaction.redo());
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[1]), (2, 1, 0))
    );
}

#[test]
fn other_changes_are_seen_at_once() {
    let fixture = Fixture::new();
    let cards = fixture.new_cards(3);
    assert_eq!(fixture.next(), Some(cards[0]));
    let first = cards[0];
    fixture.write(move |transaction| transaction.suspend_cards(&[first]));
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[1]), (2, 0, 0))
    );
    let second = cards[1];
    let study = fixture.write(move |transaction| {
        transaction.bury_cards(&[second])?;
        transaction.study(DeckId::DEFAULT)
    });
    assert_eq!(study.next.unwrap().card.id, cards[2]);
    let end = fixture.read(|view| view.study_end(DeckId::DEFAULT));
    assert!(end.buried_by_user && end.new_remaining && !end.buried_by_scheduler);
    fixture.clock.advance_millis(DAY_MILLIS);
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[1]), (2, 0, 0))
    );
    assert_eq!(fixture.undo(), None);
}

#[test]
fn a_flag_does_not_change_what_comes_next() {
    let fixture = Fixture::new();
    fixture.set_preset(|preset| preset.settings.learn_steps = vec![1.0]);
    fixture.new_cards(2);
    let card = fixture.answer_next(Rating::Again);
    fixture.clock.advance_millis(2 * MINUTE_MILLIS);
    let before = fixture.next();
    assert_ne!(before, Some(card));
    fixture.write(move |transaction| transaction.set_flag(&[card], 3));
    // A new queue would begin with the learning card, which has become due.
    assert_eq!(fixture.next(), before);
    fixture.write(move |transaction| transaction.set_ease_factor(card, 2100));
    assert_eq!(fixture.next(), Some(card));
    assert_eq!(fixture.card_row(card).flags, 3);
}

#[test]
fn a_card_that_is_not_at_hand_is_answered_all_the_same() {
    let fixture = Fixture::new();
    let cards = fixture.new_cards(3);
    assert_eq!(fixture.next(), Some(cards[0]));
    let last = cards[2];
    fixture.write(move |transaction| {
        transaction.answer_queued(DeckId::DEFAULT, last, Rating::Easy, 0)
    });
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[0]), (2, 0, 0))
    );
}

#[test]
fn a_failed_job_leaves_the_queue_as_it_was() {
    let fixture = Fixture::new();
    let cards = fixture.new_cards(2);
    let first = fixture.next().unwrap();
    let failed = fixture.try_write(move |transaction| {
        transaction.answer_queued(DeckId::DEFAULT, first, Rating::Easy, 0)?;
        transaction.answer_queued(DeckId::DEFAULT, CardId(1), Rating::Easy, 0)
    });
    failed.unwrap_err();
    assert_eq!(
        (fixture.next(), fixture.left()),
        (Some(cards[0]), (2, 0, 0))
    );
}

#[test]
fn siblings_are_left_out_where_the_preset_buries_them() {
    let fixture = Fixture::new();
    fixture.add("Basic (and reversed card)", &["front", "back"], &[]);
    assert_eq!(fixture.left(), (2, 0, 0));
    fixture.set_preset(|preset| preset.settings.bury_new = true);
    assert_eq!(fixture.left(), (1, 0, 0));
    let card = fixture.answer_next(Rating::Good);
    let note = fixture.card_row(card).note_id;
    let queues: Vec<_> = fixture.cards(note).iter().map(|card| card.queue).collect();
    assert_eq!(queues, [CardQueue::Learning, CardQueue::SchedulerBuried]);
}
