//! Rows come back as they were stored.

use ankid_storage::{
    CardMove, ConfigEntry, Grave, GraveKind, RegisteredTag, Storage, StorageError,
};
use ankid_types::{
    CardId, CardKind, CardQueue, DeckId, NoteId, NotetypeId, Review, ReviewId, ReviewKind,
    TimestampSecs, Usn,
};

use crate::support::{Fixture, card, digest, note, raw};

#[test]
fn a_note_comes_back_as_it_was_stored() {
    let storage = Fixture::new().storage;
    let note = note(5, &["front", "", "back\n"], &["a", "b::c"]);
    assert_eq!(
        storage.add_note(&note, &digest("front", 9)).unwrap(),
        note.id
    );
    assert_eq!(storage.get_note(note.id).unwrap(), Some(note));
    assert_eq!(storage.get_note(NoteId(6)).unwrap(), None);
}

#[test]
fn a_taken_id_is_replaced_by_the_one_after_the_highest() {
    let storage = Fixture::new().storage;
    let add_note = |id| {
        storage
            .add_note(&note(id, &["x"], &[]), &digest("x", 1))
            .unwrap()
    };
    assert_eq!(
        [add_note(5), add_note(90), add_note(5)].map(|id| id.0),
        [5, 90, 91]
    );
    let add_card = |id| storage.add_card(&card(id, 5, 0)).unwrap();
    assert_eq!(
        [add_card(5), add_card(90), add_card(5)].map(|id| id.0),
        [5, 90, 91]
    );
    let add_review = |id| storage.add_review(&review(id, 5)).unwrap();
    assert_eq!(
        [add_review(5), add_review(90), add_review(5)].map(|id| id.0),
        [5, 90, 91]
    );
}

#[test]
fn many_reviews_get_the_ids_that_they_would_get_one_by_one() {
    let ids = [5, 5, 5, 2, 7, 7, 5, 90, 90, 5, 8];
    let stored = |add: &dyn Fn(&Storage, &[Review])| {
        let storage = Fixture::new().storage;
        let reviews: Vec<_> = (1..).zip(ids).map(|(card, id)| review(id, card)).collect();
        add(&storage, &reviews);
        let cards: Vec<_> = (1..=11).map(CardId).collect();
        storage.reviews_of_cards(&cards).unwrap()
    };
    let one_by_one = stored(&|storage, reviews| {
        for review in reviews {
            storage.add_review(review).unwrap();
        }
    });
    assert_eq!(one_by_one.len(), ids.len());
    let at_once = stored(&|storage, reviews| storage.add_reviews(reviews).unwrap());
    assert_eq!(at_once, one_by_one);
}

#[test]
fn tags_are_stored_between_spaces() {
    let fixture = Fixture::new();
    for (id, tags) in [(1, &[][..]), (2, &["a", "b"])] {
        let note = note(id, &["x"], tags);
        fixture.storage.add_note(&note, &digest("x", 1)).unwrap();
    }
    let (_folder, path) = fixture.close();
    let tags = |id: i64| -> String {
        let sql = "SELECT tags FROM notes WHERE id = ?1";
        raw(&path).query_one(sql, [id], |row| row.get(0)).unwrap()
    };
    assert_eq!([tags(1), tags(2)], ["", " a b "]);
}

#[test]
fn sort_fields_that_look_like_numbers_are_stored_as_numbers() {
    let fixture = Fixture::new();
    for (id, text) in [(1, "007"), (2, "1.50"), (3, "7a"), (4, "")] {
        let note = note(id, &[text], &[]);
        fixture.storage.add_note(&note, &digest(text, 1)).unwrap();
    }
    let (_folder, path) = fixture.close();
    let connection = raw(&path);
    let mut statement = connection
        .prepare("SELECT typeof(sfld) || ' ' || sfld FROM notes ORDER BY id")
        .unwrap();
    let stored: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(stored, ["integer 7", "real 1.5", "text 7a", "text "]);
}

#[test]
fn notes_are_handed_over_in_the_wanted_order_with_gaps() {
    let storage = Fixture::new().storage;
    for id in 1..=3 {
        storage
            .add_note(&note(id, &["x"], &[]), &digest("x", 1))
            .unwrap();
    }
    let mut seen = Vec::new();
    storage
        .for_each_note(&[3, 9, 1, 3].map(NoteId), |id, note| {
            seen.push((id.0, note.map(|note| note.guid)));
            Ok::<_, StorageError>(())
        })
        .unwrap();
    let found = |id: i64| (id, Some(format!("guid{id}")));
    assert_eq!(seen, [found(3), (9, None), found(1), found(3)]);
}

#[test]
fn notes_are_found_by_checksum_and_note_type() {
    let storage = Fixture::new().storage;
    let mut other = note(3, &["c", "z"], &[]);
    other.notetype_id = NotetypeId(8);
    storage
        .add_note(&note(1, &["a", "x"], &[]), &digest("a", 11))
        .unwrap();
    storage
        .add_note(&note(2, &["b", "y"], &[]), &digest("b", 12))
        .unwrap();
    storage.add_note(&other, &digest("c", 11)).unwrap();
    assert_eq!(
        storage
            .first_fields_with_checksum(NotetypeId(7), 11)
            .unwrap(),
        [(NoteId(1), "a".to_owned())]
    );
    let all = storage.notes_with_checksum(11).unwrap();
    assert_eq!(all.iter().map(|note| note.id.0).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(all[1].fields, ["c", "z"]);
    assert_eq!(
        storage.note_ids_of_notetype(NotetypeId(7)).unwrap(),
        [NoteId(1), NoteId(2)]
    );
    assert_eq!(
        storage.count_notes_by_notetype().unwrap(),
        [(NotetypeId(7), 2), (NotetypeId(8), 1)]
    );
}

#[test]
fn an_updated_note_replaces_fields_and_digest() {
    let storage = Fixture::new().storage;
    let mut changed = note(1, &["a"], &[]);
    storage.add_note(&changed, &digest("a", 11)).unwrap();
    changed.fields = vec!["b".to_owned()];
    changed.tags = vec!["t".to_owned()];
    changed.modified = TimestampSecs(1_800_000_000);
    assert!(storage.update_note(&changed, &digest("b", 12)).unwrap());
    assert_eq!(storage.notes_with_checksum(11).unwrap(), []);
    assert_eq!(storage.notes_with_checksum(12).unwrap(), [changed.clone()]);
    assert_eq!(
        storage
            .note_modification_times(&[NoteId(2), changed.id])
            .unwrap(),
        [(changed.id, changed.modified)]
    );
    assert!(
        !storage
            .update_note(&note(2, &["a"], &[]), &digest("a", 1))
            .unwrap()
    );
}

#[test]
fn setting_tags_leaves_the_fields_alone() {
    let storage = Fixture::new().storage;
    storage
        .add_note(&note(1, &["a"], &["old"]), &digest("a", 1))
        .unwrap();
    let tags = ["new".to_owned(), "other".to_owned()];
    let present = [(NoteId(1), tags.to_vec()), (NoteId(2), tags.to_vec())];
    storage
        .set_note_tags(&present, TimestampSecs(8), Usn(4))
        .unwrap();
    assert_eq!(
        storage.note_tags(&[NoteId(2), NoteId(1)]).unwrap(),
        [(NoteId(1), tags.to_vec())]
    );
    let stored = storage.get_note(NoteId(1)).unwrap().unwrap();
    assert_eq!(stored.tags, tags);
    assert_eq!(stored.fields, ["a"]);
    assert_eq!((stored.modified, stored.usn), (TimestampSecs(8), Usn(4)));
    assert_eq!(
        storage.get_note_tags(NoteId(1)).unwrap(),
        Some(tags.to_vec())
    );
    assert_eq!(storage.get_note_tags(NoteId(2)).unwrap(), None);
}

#[test]
fn a_card_comes_back_as_it_was_stored() {
    let storage = Fixture::new().storage;
    let mut stored = card(50, 5, 3);
    storage.add_card(&stored).unwrap();
    assert_eq!(storage.get_card(stored.id).unwrap().as_ref(), Some(&stored));
    stored.kind = CardKind::Relearning;
    stored.queue = CardQueue::UserBuried;
    stored.due = -7;
    stored.interval_days = 21;
    stored.ease_factor = 2500;
    stored.reviews = 6;
    stored.lapses = 2;
    stored.remaining_steps = 2002;
    stored.original_due = 33;
    stored.original_deck_id = DeckId(12);
    stored.flags = 3;
    stored.data = r#"{"pos":4}"#.to_owned();
    assert!(storage.update_card(&stored).unwrap());
    assert_eq!(storage.get_card(stored.id).unwrap(), Some(stored));
    assert!(!storage.update_card(&card(51, 5, 0)).unwrap());
}

#[test]
fn cards_of_notes_are_ordered_by_ordinal() {
    let storage = Fixture::new().storage;
    for (id, note, ordinal) in [(10, 1, 2), (11, 1, 0), (12, 2, 0), (13, 1, 1)] {
        storage.add_card(&card(id, note, ordinal)).unwrap();
    }
    assert_eq!(
        storage.card_ids_of_note(NoteId(1)).unwrap(),
        [11, 13, 10].map(CardId)
    );
    let slots = storage
        .card_slots_of_notes(&[NoteId(2), NoteId(1)])
        .unwrap();
    let ids: Vec<_> = slots
        .iter()
        .map(|slot| (slot.note.0, slot.card.0))
        .collect();
    assert_eq!(ids, [(1, 11), (1, 13), (1, 10), (2, 12)]);
    assert_eq!(
        storage
            .note_ids_of_cards(&[12, 10, 13].map(CardId))
            .unwrap(),
        [NoteId(1), NoteId(2)]
    );
}

#[test]
fn cards_are_found_in_their_home_deck_too() {
    let storage = Fixture::new().storage;
    let mut lent = card(1, 1, 0);
    lent.deck_id = DeckId(20);
    lent.original_deck_id = DeckId(10);
    let mut elsewhere = card(2, 1, 0);
    elsewhere.deck_id = DeckId(30);
    let mut home = card(3, 1, 0);
    home.deck_id = DeckId(10);
    for card in [&lent, &elsewhere, &home] {
        storage.add_card(card).unwrap();
    }
    let in_decks = |decks: &[DeckId]| storage.card_ids_in_decks(decks).unwrap();
    assert_eq!(in_decks(&[DeckId(10)]), [CardId(1), CardId(3)]);
    assert_eq!(in_decks(&[DeckId(20)]), [CardId(1)]);
    assert_eq!(in_decks(&[DeckId(30), DeckId(10)]), [1, 2, 3].map(CardId));
    let moved = storage.move_cards(&CardMove {
        cards: &[CardId(2), CardId(99)],
        deck: DeckId(40),
        modified: TimestampSecs(77),
        usn: Usn(3),
    });
    assert_eq!(moved.unwrap(), 1);
    let card = storage.get_card(CardId(2)).unwrap().unwrap();
    assert_eq!(
        (card.deck_id, card.modified, card.usn),
        (DeckId(40), TimestampSecs(77), Usn(3))
    );
    assert_eq!(
        storage.count_cards_by_deck().unwrap(),
        [(DeckId(10), 1), (DeckId(20), 1), (DeckId(40), 1)]
    );
}

#[test]
fn many_cards_and_notes_are_read_at_once() {
    let storage = Fixture::new().storage;
    for id in 1..=3 {
        storage
            .add_note(&note(id, &["x"], &[]), &digest("x", 1))
            .unwrap();
        storage.add_card(&card(10 + id, id, 0)).unwrap();
    }
    let wanted = [13, 99, 11, 13].map(CardId);
    let cards = storage.cards_by_id(&wanted).unwrap();
    assert_eq!(cards, [card(11, 1, 0), card(13, 3, 0)]);
    let changed = card(11, 1, 0).modified;
    assert_eq!(
        storage.card_modification_times(&wanted).unwrap(),
        [(CardId(11), changed), (CardId(13), changed)]
    );
    let notes = storage.notes_by_id(&[3, 99, 1].map(NoteId)).unwrap();
    assert_eq!(notes, [note(1, &["x"], &[]), note(3, &["x"], &[])]);
}

#[test]
fn removing_says_how_many_were_there() {
    let storage = Fixture::new().storage;
    storage
        .add_note(&note(1, &["a"], &[]), &digest("a", 1))
        .unwrap();
    storage.add_card(&card(1, 1, 0)).unwrap();
    assert_eq!(storage.remove_notes(&[NoteId(1), NoteId(2)]).unwrap(), 1);
    assert_eq!(storage.remove_cards(&[CardId(1), CardId(2)]).unwrap(), 1);
    assert_eq!(storage.all_note_ids().unwrap(), []);
    assert_eq!(storage.all_card_ids().unwrap(), []);
}

fn review(id: i64, card: i64) -> Review {
    Review {
        id: ReviewId(id),
        card_id: CardId(card),
        usn: Usn::PENDING,
        button: 3,
        interval: -600,
        last_interval: 4,
        ease_factor: 2500,
        taken_millis: 6157,
        kind: ReviewKind::Rescheduled,
    }
}

#[test]
fn reviews_come_back_as_they_were_stored() {
    let storage = Fixture::new().storage;
    storage.add_card(&card(5, 1, 0)).unwrap();
    storage.add_review(&review(2000, 5)).unwrap();
    storage.add_review(&review(1000, 5)).unwrap();
    storage.add_review(&review(3000, 6)).unwrap();
    assert!(!storage.add_review_if_absent(&review(1000, 9)).unwrap());
    assert!(storage.add_review_if_absent(&review(4000, 9)).unwrap());
    assert_eq!(
        storage.get_review(ReviewId(1000)).unwrap(),
        Some(review(1000, 5))
    );
    assert_eq!(
        storage.reviews_of_card(CardId(5)).unwrap(),
        [review(1000, 5), review(2000, 5)]
    );
    assert_eq!(
        storage.reviews_of_cards(&[CardId(9), CardId(6)]).unwrap(),
        [review(3000, 6), review(4000, 9)]
    );
    assert_eq!(
        storage
            .newest_reviews_of_cards(&[CardId(5), CardId(7), CardId(6)])
            .unwrap(),
        [review(2000, 5), review(3000, 6)]
    );
    assert_eq!(
        storage
            .reviews_of_deck_after(DeckId(1), ReviewId(1000))
            .unwrap(),
        [review(2000, 5)]
    );
    assert_eq!(
        storage.latest_review_of_deck(DeckId(1)).unwrap(),
        Some(ReviewId(2000))
    );
    assert_eq!(storage.latest_review_of_deck(DeckId(2)).unwrap(), None);
    assert_eq!(storage.count_reviews_after(ReviewId(2000)).unwrap(), 2);
    let mut ids = Vec::new();
    let each = |id: ReviewId| {
        ids.push(id.0);
        Ok::<_, StorageError>(())
    };
    storage.for_each_review_id(each).unwrap();
    ids.sort_unstable();
    assert_eq!(ids, [1000, 2000, 3000, 4000]);
}

#[test]
fn graves_are_kept_once() {
    let storage = Fixture::new().storage;
    let grave = |of, usn| Grave { of, usn: Usn(usn) };
    storage
        .add_grave(grave(GraveKind::Note(NoteId(4)), 2))
        .unwrap();
    storage
        .add_grave(grave(GraveKind::Note(NoteId(4)), -1))
        .unwrap();
    storage
        .add_grave(grave(GraveKind::Card(CardId(4)), -1))
        .unwrap();
    assert_eq!(
        storage.all_graves().unwrap(),
        [
            grave(GraveKind::Card(CardId(4)), -1),
            grave(GraveKind::Note(NoteId(4)), -1)
        ]
    );
    assert!(storage.remove_grave(GraveKind::Card(CardId(4))).unwrap());
    assert!(!storage.remove_grave(GraveKind::Deck(DeckId(4))).unwrap());
}

#[test]
fn storing_the_same_setting_changes_nothing() {
    let storage = Fixture::new().storage;
    let entry = |value: &str, modified| ConfigEntry {
        key: "addon".to_owned(),
        value: value.as_bytes().to_owned(),
        usn: Usn::PENDING,
        modified: TimestampSecs(modified),
    };
    assert_eq!(storage.get_config("addon").unwrap(), None);
    assert!(storage.set_config(&entry("{\"a\":1}", 5)).unwrap());
    assert!(!storage.set_config(&entry("{\"a\":1}", 6)).unwrap());
    assert_eq!(storage.get_config("addon").unwrap().unwrap(), b"{\"a\":1}");
    assert_eq!(storage.get_config("ADDON").unwrap(), None);
    assert!(
        storage
            .all_config()
            .unwrap()
            .contains(&entry("{\"a\":1}", 5))
    );
    assert!(storage.remove_config("addon").unwrap());
    assert!(!storage.remove_config("addon").unwrap());
}

#[test]
fn tags_are_registered_regardless_of_case() {
    let storage = Fixture::new().storage;
    let tag = |name: &str| RegisteredTag {
        name: name.to_owned(),
        usn: Usn::PENDING,
        collapsed: true,
    };
    for name in ["b", "a::b", "Ä", "a"] {
        storage.set_tag(&tag(name)).unwrap();
    }
    let names = |storage: &Storage| -> Vec<String> {
        let tags = storage.all_tags().unwrap();
        tags.into_iter().map(|tag| tag.name).collect()
    };
    assert_eq!(names(&storage), ["a", "a::b", "b", "Ä"]);
    assert_eq!(storage.get_tag("A::B").unwrap(), Some(tag("a::b")));
    assert!(storage.remove_tag("ä").unwrap());
    storage.set_tag(&tag("B")).unwrap();
    assert_eq!(names(&storage), ["a", "a::b", "B"]);
}

#[test]
fn tags_in_use_are_listed_once() {
    let storage = Fixture::new().storage;
    for (id, tags) in [(1, &["x", "a"][..]), (2, &["X", "b"]), (3, &[])] {
        storage
            .add_note(&note(id, &["f"], tags), &digest("f", 1))
            .unwrap();
    }
    let used = storage.tags_in_use().unwrap();
    assert_eq!(used, ["a", "b", "x"]);
}

#[test]
fn a_value_that_does_not_fit_names_its_place() {
    let fixture = Fixture::new();
    fixture.storage.add_card(&card(50, 5, 3)).unwrap();
    fixture
        .storage
        .add_note(&note(5, &["x"], &[]), &digest("x", 1))
        .unwrap();
    let (_folder, path) = fixture.close();
    raw(&path)
        .execute_batch("UPDATE cards SET queue = 9; UPDATE notes SET flds = x'ff'")
        .unwrap();
    let storage = Storage::open_writer(&path).unwrap();
    let error = storage.get_card(CardId(50)).unwrap_err().to_string();
    insta::assert_snapshot!(error, @"cannot read `queue` of row `50` in table `cards`: no meaning for 9");
    let error = storage.get_note(NoteId(5)).unwrap_err().to_string();
    insta::assert_snapshot!(error, @"cannot read `flds` of row `5` in table `notes`: Invalid type");
}
