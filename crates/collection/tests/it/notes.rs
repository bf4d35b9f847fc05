//! Notes and the cards that they make.

use ankid_collection::{CollectionError, DuplicateScope, NoteEdit};
use ankid_types::{CardQueue, DeckId, NoteId, Usn};

use crate::support::{Fixture, NOW};

#[test]
fn a_note_gets_its_cards_one_position_and_a_guid() {
    let fixture = Fixture::new();
    let first = fixture.add("Basic (and reversed card)", &["a", "b"], &["x"]);
    let second = fixture.add("Basic", &["c", ""], &[]);
    assert_eq!(
        (first, second),
        (NoteId(NOW.0), NoteId(NOW.0 + 1)),
        "the next id when one is taken"
    );
    let cards = fixture.cards(first);
    let shape = |card: &ankid_types::Card| (card.ordinal, card.due, card.queue, card.deck_id);
    let shapes: Vec<_> = cards.iter().map(shape).collect();
    let new = |ordinal| (ordinal, 1, CardQueue::New, DeckId::DEFAULT);
    assert_eq!(shapes, [new(0), new(1)]);
    assert_eq!(fixture.cards(second)[0].due, 2);
    let note = fixture.note(first);
    assert_eq!(
        (note.usn, note.modified, note.guid.is_empty()),
        (Usn::PENDING, NOW.as_secs(), false)
    );
}

#[test]
fn a_note_without_anything_to_ask_still_has_a_card() {
    let fixture = Fixture::new();
    let note = fixture.add("Cloze", &["no deletion", ""], &[]);
    assert_eq!(fixture.cards(note).len(), 1);
    let clozes = fixture.add("Cloze", &["{{c1::a}} {{c3::b}}", "{{c1::x}}"], &[]);
    let ordinals: Vec<_> = fixture
        .cards(clozes)
        .iter()
        .map(|card| card.ordinal)
        .collect();
    assert_eq!(ordinals, [0, 2]);
}

#[test]
fn an_edit_makes_missing_cards_beside_their_siblings_and_removes_none() {
    let fixture = Fixture::new();
    let id = fixture.add("Basic (and reversed card)", &["a", ""], &[]);
    fixture.add("Basic", &["other", ""], &[]);
    let edit = |fields: [&str; 2]| NoteEdit {
        fields: Some(fields.map(str::to_owned).to_vec()),
        ..NoteEdit::default()
    };
    let filled = edit(["a", "b"]);
    assert!(fixture.write(move |transaction| transaction.edit_note(id, filled)));
    let due: Vec<_> = fixture.cards(id).iter().map(|card| card.due).collect();
    assert_eq!(due, [1, 1], "a new sibling stands at the same position");
    let emptied = edit(["a", ""]);
    assert!(fixture.write(move |transaction| transaction.edit_note(id, emptied)));
    assert_eq!(fixture.cards(id).len(), 2);
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_trace() {
    let fixture = Fixture::new();
    let id = fixture.add("Basic", &["a", "b"], &["t"]);
    let before = fixture.note(id);
    fixture.clock.advance_millis(10_000);
    let same = NoteEdit {
        tags: Some(vec!["T".to_owned()]),
        ..NoteEdit::default()
    };
    assert!(!fixture.write(move |transaction| transaction.edit_note(id, same)));
    assert_eq!(fixture.note(id), before);
}

#[test]
fn a_wrong_number_of_fields_is_refused_and_nothing_is_added() {
    let fixture = Fixture::new();
    let id = fixture.add("Basic", &["a", "b"], &[]);
    let short = NoteEdit {
        fields: Some(vec!["only".to_owned()]),
        ..NoteEdit::default()
    };
    let refused = fixture.try_write(move |transaction| transaction.edit_note(id, short));
    assert!(matches!(
        refused,
        Err(CollectionError::FieldCount {
            actual: 1,
            expected: 2,
            ..
        })
    ));
    assert_eq!(fixture.note(id).fields, ["a", "b"]);
}

#[test]
fn removed_notes_leave_graves_and_come_back_without_them() {
    let fixture = Fixture::new();
    let id = fixture.add("Basic", &["a", "b"], &[]);
    let graves = || fixture.read(|view| Ok(view.storage().all_graves()?)).len();
    let missing = NoteId(5);
    assert_eq!(
        fixture.write(move |transaction| transaction.remove_notes(&[missing, id])),
        1
    );
    assert_eq!((fixture.cards(id).len(), graves()), (0, 2));
    assert_eq!(fixture.undo(), Some("Delete Note"));
    assert_eq!((fixture.cards(id).len(), graves()), (1, 0));
}

#[test]
fn duplicates_are_found_by_the_text_of_the_first_field() {
    let fixture = Fixture::new();
    let id = fixture.add("Basic", &["<b>dup</b>", ""], &[]);
    let basic = fixture.notetype("Basic");
    let other = fixture.notetype("Cloze");
    let found = |notetype, text: &str| fixture.read(|view| view.duplicate(notetype, text));
    assert_eq!(found(basic, "dup").map(|duplicate| duplicate.0), Some(id));
    assert_eq!(found(basic, "DUP"), None);
    assert_eq!(found(other, "dup"), None);
}

#[test]
fn a_scope_narrows_or_widens_where_duplicates_count() {
    let fixture = Fixture::new();
    fixture.add("Basic", &["dup", ""], &[]);
    let cloze = fixture.notetype("Cloze");
    let found = |decks: Option<&[DeckId]>, all_notetypes| {
        let decks = decks.map(|decks| decks.iter().copied().collect());
        let scope = DuplicateScope {
            decks,
            all_notetypes,
        };
        fixture
            .read(|view| view.duplicate_in(&scope, cloze, "dup"))
            .is_some()
    };
    assert!(found(None, true));
    assert!(found(Some(&[DeckId::DEFAULT]), true));
    assert!(!found(Some(&[DeckId(7)]), true));
    assert!(!found(None, false));
}
