//! Cards whose memory state must be told from their reviews.

use ankid_scheduler::{CardData, Rating, SchedulerError};
use ankid_types::{Card, CardId, CardKind, Review, ReviewId, ReviewKind, Usn};

use crate::support::{Desk, NOW, new_card, review_card};

const DAY_MILLIS: i64 = 86_400_000;

fn review(days_ago: i64, button: u8, interval: i32, kind: ReviewKind) -> Review {
    Review {
        id: ReviewId(NOW * 1000 - days_ago * DAY_MILLIS),
        card_id: CardId(1_700_000_000_001),
        usn: Usn(0),
        button,
        interval,
        last_interval: 0,
        ease_factor: if kind == ReviewKind::Manual { 0 } else { 2500 },
        taken_millis: 0,
        kind,
    }
}

/// The stability that an answer leaves, given this history.
fn stability(desk: Desk, card: &Card) -> f32 {
    let answered = desk.answer(card, Rating::Good);
    CardData::parse(&answered.card.data)
        .memory
        .unwrap()
        .stability
}

fn with_history(reviews: Vec<Review>) -> Desk {
    Desk {
        reviews,
        ..Desk::fsrs()
    }
}

#[test]
fn a_whole_history_counts_from_its_last_beginning() {
    let card = review_card(10);
    let whole = vec![
        review(20, 3, -600, ReviewKind::Learning),
        review(19, 3, 4, ReviewKind::Review),
        review(10, 3, 10, ReviewKind::Review),
    ];
    let expected = stability(with_history(whole.clone()), &card);
    let mut longer = vec![
        review(90, 3, 1, ReviewKind::Learning),
        review(80, 1, 10, ReviewKind::Review),
    ];
    longer.extend(whole.clone());
    assert_eq!(stability(with_history(longer), &card), expected);
    let mut reset = vec![
        review(90, 3, 1, ReviewKind::Learning),
        review(80, 0, 0, ReviewKind::Manual),
    ];
    reset.extend(whole.clone());
    assert_eq!(stability(with_history(reset), &card), expected);
    let mut crammed = whole.clone();
    crammed.insert(
        1,
        Review {
            ease_factor: 0,
            ..review(19, 1, -60, ReviewKind::Filtered)
        },
    );
    assert_eq!(stability(with_history(crammed), &card), expected);
    let from_card = stability(with_history(Vec::new()), &card);
    assert_ne!(expected, from_card);
}

#[test]
fn a_history_without_its_beginning_starts_from_the_first_interval() {
    let card = review_card(10);
    let reviews = vec![
        review(40, 3, -600, ReviewKind::Relearning),
        review(30, 3, 8, ReviewKind::Review),
        review(10, 3, 10, ReviewKind::Review),
    ];
    let without_first = reviews[1..].to_vec();
    assert_eq!(
        stability(with_history(reviews), &card),
        stability(with_history(without_first), &card)
    );
}

#[test]
fn reviews_before_a_date_do_not_count() {
    let card = review_card(10);
    let reviews = vec![
        review(700, 3, -600, ReviewKind::Learning),
        review(699, 1, 1, ReviewKind::Review),
        review(10, 3, 10, ReviewKind::Review),
    ];
    let last = reviews[2..].to_vec();
    let mut desk = with_history(reviews);
    desk.settings.ignore_revlogs_before_date = "2023-01-01".to_owned();
    assert_eq!(stability(desk, &card), stability(with_history(last), &card));
    let mut desk = with_history(Vec::new());
    desk.settings.ignore_revlogs_before_date = "some day".to_owned();
    assert_eq!(
        desk.try_schedule(&card).unwrap_err(),
        SchedulerError::InvalidDate("some day".to_owned())
    );
}

#[test]
fn a_card_never_answered_since_its_reset_has_only_its_interval() {
    let card = review_card(10);
    let reviews = vec![
        review(30, 3, 8, ReviewKind::Review),
        review(5, 0, 0, ReviewKind::Manual),
    ];
    let desk = with_history(reviews);
    let answered = desk.answer(&card, Rating::Good);
    // The reset is no answer: the last one is thirty days ago.
    let mut told = card.clone();
    told.data = format!(r#"{{"lrt":{}}}"#, NOW - 30 * 86_400);
    let expected = Desk::fsrs().answer(&told, Rating::Good);
    assert_eq!(answered.card, expected.card);
}

#[test]
fn a_learning_card_without_history_is_begun_anew() {
    let card = Card {
        kind: CardKind::Learning,
        remaining_steps: 2,
        ..new_card()
    };
    assert_eq!(stability(Desk::fsrs(), &card), 2.3065);
}
