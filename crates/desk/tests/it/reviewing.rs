//! The main window.

use ankid_desk::{Answering, Desk, Main, Side, Turn};
use ankid_types::{CardId, DeckId, TimestampMillis};

const DECK: DeckId = DeckId(7);

fn at(millis: i64) -> TimestampMillis {
    TimestampMillis(millis)
}

#[test]
fn nothing_can_be_turned_or_answered_while_no_card_is_up() {
    let mut desk = Desk::new();
    for prepare in [
        |_: &mut Desk| {},
        |desk: &mut Desk| desk.show_overview(DECK),
        |desk: &mut Desk| desk.study(DECK, None, at(1)),
    ] {
        prepare(&mut desk);
        let before = desk.clone();
        assert!(!desk.show_side(Side::Question));
        assert!(!desk.show_side(Side::Answer));
        assert!(!desk.start_timer(at(2)));
        assert_eq!(desk.answering(at(2)), None);
        assert_eq!(desk, before);
    }
}

#[test]
fn a_card_is_answered_only_after_its_answer_was_shown() {
    let mut desk = Desk::new();
    desk.study(DECK, Some(CardId(1)), at(1000));
    assert_eq!(desk.answering(at(1500)), None);
    assert!(desk.show_side(Side::Answer));
    let expected = Answering {
        turn: Turn(1),
        card: CardId(1),
        taken_millis: 500,
    };
    assert_eq!(desk.answering(at(1500)), Some(expected));
    assert!(desk.show_side(Side::Question));
    assert_eq!(desk.answering(at(1500)), None);
}

#[test]
fn the_timer_starts_with_the_card_and_when_it_is_asked_to() {
    let mut desk = Desk::new();
    desk.study(DECK, Some(CardId(1)), at(1000));
    let taken = |desk: &Desk, now| desk.review().map(|review| review.taken_millis(at(now)));
    assert_eq!(taken(&desk, 4000), Some(3000));
    assert!(desk.start_timer(at(3000)));
    assert_eq!(taken(&desk, 4000), Some(1000));
    desk.next_card(Some(CardId(2)), at(5000));
    assert_eq!(taken(&desk, 5001), Some(1));
    // A clock that was set back.
    assert_eq!(taken(&desk, 4000), Some(0));
}

#[test]
fn every_card_that_comes_up_has_a_turn_of_its_own() {
    let mut desk = Desk::new();
    let turn = |desk: &Desk| desk.review().map(|review| review.turn);
    desk.study(DECK, Some(CardId(1)), at(1));
    assert_eq!(turn(&desk), Some(Turn(1)));
    desk.next_card(Some(CardId(1)), at(2));
    assert_eq!(turn(&desk), Some(Turn(2)));
    desk.next_card(None, at(3));
    assert_eq!(*desk.main(), Main::Finished(DECK));
    // A learning card came back.
    desk.next_card(Some(CardId(1)), at(4));
    assert_eq!(turn(&desk), Some(Turn(3)));
    desk.show_decks();
    desk.next_card(Some(CardId(1)), at(5));
    assert_eq!(*desk.main(), Main::Decks);
}

#[test]
fn what_is_done_shows_in_the_revision_and_what_comes_to_the_front_is_counted() {
    let mut desk = Desk::new();
    desk.study(DECK, Some(CardId(1)), at(1));
    let (revision, raised) = (desk.revision(), desk.raised());
    desk.show_side(Side::Answer);
    assert_eq!((desk.revision(), desk.raised()), (revision + 1, raised));
    desk.show_side(Side::Answer);
    assert_eq!((desk.revision(), desk.raised()), (revision + 1, raised));
    desk.show_overview(DECK);
    assert_eq!((desk.revision(), desk.raised()), (revision + 2, raised + 1));
}
