//! One answer to a card of each kind.

use ankid_scheduler::{CardState, Interval, NormalState, Rating};
use ankid_types::{
    Card, CardKind, CardQueue, DeckId, FilteredDeck, LeechAction, ReviewKind, TimestampSecs,
};

use crate::support::{Desk, NOW, TODAY, new_card, review_card};

#[track_caller]
fn check(desk: &Desk, card: &Card, intervals: [i32; 4], texts: &str) {
    let logged = desk
        .schedule(card)
        .next_states()
        .intervals()
        .map(Interval::as_logged);
    assert_eq!(logged, intervals);
    assert_eq!(desk.texts(card), texts);
}

#[test]
fn the_buttons_show_what_anki_shows() {
    let sm2 = Desk::sm2();
    check(&sm2, &new_card(), [-60, -330, -600, 4], "<1m <6m <10m 4d");
    let ten_days = review_card(10);
    check(&sm2, &ten_days, [-600, 14, 28, 36], "<10m 14d 28d 1.2mo");
    let late = Card {
        due: ten_days.due - 4,
        ..ten_days.clone()
    };
    check(&sm2, &late, [-600, 14, 33, 50], "<10m 14d 1.1mo 1.6mo");
    check(&sm2, &review_card(1), [-600, 2, 4, 6], "<10m 2d 4d 6d");
    let hard = Card {
        ease_factor: 1300,
        reviews: 20,
        ..review_card(100)
    };
    check(&sm2, &hard, [-600, 128, 138, 179], "<10m 4.2mo 4.5mo 5.9mo");
    let relearning = Card {
        kind: CardKind::Relearning,
        queue: CardQueue::Learning,
        due: NOW as i32,
        ease_factor: 2300,
        remaining_steps: 1,
        ..review_card(7)
    };
    check(&sm2, &relearning, [-600, -900, 7, 8], "<10m <15m 7d 8d");
    let learning = Card {
        kind: CardKind::Learning,
        queue: CardQueue::Learning,
        remaining_steps: 1,
        reviews: 1,
        ..new_card()
    };
    check(&sm2, &learning, [-60, -600, 1, 4], "<1m <10m 1d 4d");
}

#[test]
fn with_fsrs_the_buttons_show_what_anki_shows() {
    let fsrs = Desk::fsrs();
    check(&fsrs, &new_card(), [-60, -330, -600, 8], "<1m <6m <10m 8d");
    let remembered = Card {
        data: format!(r#"{{"s":10,"d":5,"lrt":{}}}"#, NOW - 10 * 86_400),
        ..review_card(10)
    };
    check(
        &fsrs,
        &remembered,
        [-600, 26, 36, 56],
        "<10m 26d 1.2mo 1.8mo",
    );
    check(
        &fsrs,
        &review_card(10),
        [-600, 12, 15, 19],
        "<10m 12d 15d 19d",
    );
}

#[test]
fn an_interval_past_the_day_is_waited_for_in_days() {
    let mut desk = Desk::sm2();
    desk.settings.learn_steps = vec![600.0, 2100.0];
    assert_eq!(desk.texts(&new_card()), "1d 1d 2d 4d");
    let again = desk.answer(&new_card(), Rating::Again);
    assert_eq!(
        (again.card.queue, again.card.due),
        (CardQueue::DayLearning, TODAY.cast_signed() + 1)
    );
    assert_eq!(again.review.interval, 1);
}

#[test]
fn a_new_card_that_is_learned_keeps_its_position() {
    let desk = Desk::sm2();
    let learned = desk.answer(&new_card(), Rating::Good);
    let card = &learned.card;
    assert_eq!(
        (card.kind, card.queue),
        (CardKind::Learning, CardQueue::Learning)
    );
    assert_eq!((card.reviews, card.remaining_steps), (1, 1));
    assert_eq!(card.data, format!(r#"{{"pos":2,"lrt":{NOW}}}"#));
    let due = i64::from(card.due) - NOW;
    assert!((600..750).contains(&due), "{due}");
    let review = &learned.review;
    assert_eq!(review.id.0, NOW * 1000 + 7);
    assert_eq!((review.button, review.taken_millis), (3, 60_000));
    assert_eq!((review.interval, review.last_interval), (-600, 0));
    assert_eq!((review.ease_factor, review.kind), (0, ReviewKind::Learning));

    let graduated = desk.answer(card, Rating::Good);
    let card = &graduated.card;
    assert_eq!(
        (card.kind, card.queue),
        (CardKind::Review, CardQueue::Review)
    );
    assert_eq!((card.interval_days, card.due), (1, TODAY.cast_signed() + 1));
    assert_eq!(
        (card.ease_factor, card.reviews, card.remaining_steps),
        (2500, 2, 0)
    );
    let review = &graduated.review;
    assert_eq!((review.interval, review.last_interval), (1, -600));
    assert_eq!(
        (review.ease_factor, review.kind),
        (2500, ReviewKind::Learning)
    );
}

#[test]
fn a_forgotten_card_lapses_and_may_become_a_leech() {
    let mut desk = Desk::sm2();
    let card = Card {
        lapses: 7,
        ..review_card(30)
    };
    let forgotten = desk.answer(&card, Rating::Again);
    assert!(forgotten.is_leech);
    assert_eq!(forgotten.card.queue, CardQueue::Learning);
    assert_eq!(forgotten.card.kind, CardKind::Relearning);
    assert_eq!(
        (forgotten.card.lapses, forgotten.card.interval_days),
        (8, 1)
    );
    assert_eq!(forgotten.card.ease_factor, 2300);
    assert_eq!(forgotten.review.kind, ReviewKind::Review);
    desk.settings.leech_action = LeechAction::Suspend;
    assert_eq!(
        desk.answer(&card, Rating::Again).card.queue,
        CardQueue::Suspended
    );
    desk.settings.leech_threshold = 9;
    assert!(!desk.answer(&card, Rating::Again).is_leech);
}

#[test]
fn fsrs_keeps_its_state_with_the_card() {
    let answered = Desk::fsrs().answer(&new_card(), Rating::Easy);
    let data = format!(r#"{{"pos":2,"s":8.2956,"d":1.0,"dr":0.9,"decay":0.154,"lrt":{NOW}}}"#);
    assert_eq!(answered.card.data, data);
    assert_eq!(answered.review.ease_factor, 100);
    let card = Card {
        data: r#"{"s":8.3,"d":1.0,"dr":0.9,"decay":0.154}"#.to_owned(),
        ..review_card(8)
    };
    let answered = Desk::sm2().answer(&card, Rating::Good);
    assert_eq!(
        answered.card.data,
        format!(r#"{{"decay":0.154,"lrt":{NOW}}}"#)
    );
}

#[test]
fn fsrs_waits_less_than_a_day_only_where_it_may() {
    let mut desk = Desk::fsrs();
    let secs = (0.212 * 86_400.0) as i32;
    desk.settings.learn_steps.clear();
    let logged = |desk: &Desk| {
        let next = *desk.schedule(&new_card()).next_states();
        next.intervals().map(Interval::as_logged)
    };
    assert_eq!(logged(&desk)[..2], [-secs, 1]);
    desk.settings.learn_steps = vec![1.0];
    desk.short_term_with_steps = true;
    assert_eq!(logged(&desk)[..2], [-60, -90]);
    desk.settings.learn_steps.clear();
    desk.model = Some(ankid_scheduler::MemoryModel::new(&[0.3; 17]).unwrap());
    assert!(logged(&desk)[0] > 0);
}

#[test]
fn a_filtered_deck_sends_a_card_home_when_it_is_a_review() {
    let mut desk = Desk::sm2();
    desk.filtered = Some(filtered(true));
    let borrowed = Card {
        deck_id: DeckId(5),
        original_deck_id: DeckId(3),
        original_due: TODAY.cast_signed() + 10,
        due: -100_000,
        ..review_card(20)
    };
    // Ten of twenty days have passed.
    assert_eq!(desk.texts(&borrowed), "<10m 12d 25d 29d");
    let again = desk.answer(&borrowed, Rating::Again);
    assert_eq!(again.review.kind, ReviewKind::Filtered);
    assert_eq!(
        (again.card.deck_id, again.card.original_deck_id),
        (DeckId(5), DeckId(3))
    );
    assert_eq!(again.card.original_due, again.card.due);
    let state = desk.schedule(&again.card).state();
    assert!(matches!(
        state,
        CardState::Rescheduling(NormalState::Relearning(_))
    ));
    let good = desk.answer(&borrowed, Rating::Good);
    assert_eq!(
        (good.card.deck_id, good.card.original_deck_id),
        (DeckId(3), DeckId::NONE)
    );
    assert_eq!(
        (good.card.original_due, good.card.due),
        (0, TODAY.cast_signed() + 25)
    );
}

#[test]
fn a_preview_changes_nothing_but_when_it_is_repeated() {
    let mut desk = Desk::sm2();
    desk.filtered = Some(filtered(false));
    let borrowed = Card {
        deck_id: DeckId(5),
        original_deck_id: DeckId(3),
        original_due: TODAY.cast_signed() + 10,
        due: -100_000,
        ..review_card(20)
    };
    assert_eq!(desk.texts(&borrowed), "<1m <10m (end) (end)");
    let hard = desk.answer(&borrowed, Rating::Hard);
    assert_eq!(hard.card.queue, CardQueue::PreviewRepeat);
    assert!(hard.card.due >= TimestampSecs(NOW + 600).0 as i32);
    assert_eq!(hard.card.reviews, borrowed.reviews);
    assert_eq!(
        (hard.review.interval, hard.review.last_interval),
        (-600, -60)
    );
    assert_eq!(
        (hard.review.ease_factor, hard.review.kind),
        (0, ReviewKind::Filtered)
    );
    let easy = desk.answer(&hard.card, Rating::Easy);
    let home = Card {
        deck_id: DeckId(3),
        due: TODAY.cast_signed() + 10,
        ..review_card(20)
    };
    assert_eq!(easy.card, home);
}

fn filtered(reschedule: bool) -> FilteredDeck {
    FilteredDeck {
        reschedule,
        search_terms: Vec::new(),
        delays: Vec::new(),
        preview_delay: 0,
        preview_again_secs: 60,
        preview_hard_secs: 600,
        preview_good_secs: 0,
    }
}
