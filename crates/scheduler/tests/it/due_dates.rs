//! Due dates by hand.

use ankid_scheduler::{DueDate, DueDays, Reset, manual_review};
use ankid_types::{Card, CardKind, CardQueue, DeckId, ReviewId, ReviewKind};

use crate::support::{NOW, TIMING, TODAY, new_card, review_card};

const IN_FOUR_DAYS: DueDate = DueDate {
    days: 4,
    sets_interval: false,
    initial_ease: 2.5,
    is_fsrs: false,
};

fn due(card: &Card, date: DueDate) -> Card {
    let mut card = card.clone();
    date.apply(&mut card, &TIMING);
    card
}

#[test]
fn days_are_a_number_or_a_range() {
    for (text, least, most, sets_interval) in [
        ("3", 3, 3, false),
        ("0", 0, 0, false),
        ("3-7", 3, 7, false),
        ("7-3", 3, 7, false),
        ("3!", 3, 3, true),
        ("1-2!", 1, 2, true),
    ] {
        let days = DueDays {
            least,
            most,
            sets_interval,
        };
        assert_eq!(DueDays::parse(text), Ok(days), "{text}");
    }
    for text in [
        "",
        "-2",
        "soon",
        "3-",
        "!",
        "1!2",
        " 3",
        "+3",
        "4294967296",
        "٣",
        "1-2-3",
    ] {
        let error = DueDays::parse(text).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn any_card_becomes_a_review() {
    let card = due(&new_card(), IN_FOUR_DAYS);
    assert_eq!(
        (card.kind, card.queue),
        (CardKind::Review, CardQueue::Review)
    );
    assert_eq!((card.due, card.interval_days), (TODAY.cast_signed() + 4, 4));
    assert_eq!(
        (card.ease_factor, card.data.as_str()),
        (2500, r#"{"pos":2}"#)
    );
}

#[test]
fn a_review_keeps_its_interval_unless_told_otherwise() {
    let card = Card {
        ease_factor: 1900,
        ..review_card(30)
    };
    assert_eq!(due(&card, IN_FOUR_DAYS).interval_days, 30);
    assert_eq!(due(&card, IN_FOUR_DAYS).ease_factor, 1900);
    let with_interval = DueDate {
        sets_interval: true,
        ..IN_FOUR_DAYS
    };
    assert_eq!(due(&card, with_interval).interval_days, 4);
    let today = DueDate {
        days: 0,
        ..with_interval
    };
    assert_eq!(due(&card, today).interval_days, 1);
}

#[test]
fn with_fsrs_the_interval_is_that_from_the_last_answer() {
    let fsrs = DueDate {
        is_fsrs: true,
        ..IN_FOUR_DAYS
    };
    assert_eq!(due(&new_card(), fsrs).interval_days, 0);
    let answered = Card {
        data: format!(r#"{{"lrt":{}}}"#, NOW - 6 * 86_400),
        ..review_card(30)
    };
    assert_eq!(due(&answered, fsrs).interval_days, 10);
    assert_eq!(due(&review_card(30), fsrs).interval_days, 34);
    let learning = Card {
        kind: CardKind::Relearning,
        queue: CardQueue::Learning,
        due: NOW as i32,
        ..review_card(30)
    };
    assert_eq!(due(&learning, fsrs).interval_days, 34);
}

#[test]
fn a_borrowed_card_goes_home() {
    let borrowed = Card {
        deck_id: DeckId(5),
        original_deck_id: DeckId(3),
        original_due: 9,
        ..new_card()
    };
    let card = due(&borrowed, IN_FOUR_DAYS);
    assert_eq!(
        (card.deck_id, card.original_deck_id, card.original_due),
        (DeckId(3), DeckId::NONE, 0)
    );
    assert_eq!(card.data, r#"{"pos":9}"#);
}

#[test]
fn a_card_made_new_gets_its_position_back() {
    let reset = Reset {
        position: 50,
        restores_position: true,
        resets_counts: false,
    };
    let mut card = Card {
        data: format!(r#"{{"pos":7,"s":3.0,"d":5.0,"lrt":{NOW}}}"#),
        ..review_card(30)
    };
    assert!(!reset.apply(&mut card));
    assert_eq!(
        (card.kind, card.queue, card.due),
        (CardKind::New, CardQueue::New, 7)
    );
    assert_eq!(
        (card.interval_days, card.ease_factor, card.reviews),
        (0, 0, 3)
    );
    assert_eq!(card.data, format!(r#"{{"lrt":{NOW}}}"#));
    let mut unknown = review_card(30);
    let reset = Reset {
        resets_counts: true,
        ..reset
    };
    assert!(reset.apply(&mut unknown));
    assert_eq!((unknown.due, unknown.reviews), (50, 0));
}

#[test]
fn the_log_tells_what_was_done_by_hand() {
    let card = due(&review_card(30), IN_FOUR_DAYS);
    let review = manual_review(&card, ReviewId(8), 30);
    assert_eq!(
        (review.id, review.kind, review.button),
        (ReviewId(8), ReviewKind::Manual, 0)
    );
    assert_eq!(
        (review.interval, review.last_interval, review.ease_factor),
        (30, 30, 2500)
    );
    let remembered = Card {
        data: r#"{"s":3.0,"d":6.9}"#.to_owned(),
        ..card
    };
    assert_eq!(manual_review(&remembered, ReviewId(8), 30).ease_factor, 755);
}
