//! Reading, rendering and suspending cards.

use ankid_collection::{CollectionError, NotetypeEdit, Result};
use ankid_types::{CardId, CardKind, CardQueue, DeckId, NoteId, Usn};

use crate::support::{Fixture, NOW};

fn first_card(fixture: &Fixture, note: NoteId) -> CardId {
    fixture.cards(note)[0].id
}

/// The question and answer of a card without the style sheet.
fn shown(fixture: &Fixture, card: CardId) -> (String, String) {
    let mut sides = None;
    let read: Result<()> = fixture.engine.read(|view| {
        view.for_each_card_with_note(&[card], |found| {
            let rendered = view.render_card(found.expect("a card"))?;
            sides = Some((rendered.question.text, rendered.answer.text));
            Ok(())
        })
    });
    read.unwrap();
    sides.expect("a visit")
}

#[test]
fn cards_are_handed_over_in_the_wanted_order_with_gaps() {
    let fixture = Fixture::new();
    let ids: Vec<CardId> = (0..502)
        .map(|number| {
            let note = fixture.add("Basic", &[&format!("note {number}"), ""], &[]);
            first_card(&fixture, note)
        })
        .collect();
    let missing = CardId(1);
    let mut wanted: Vec<CardId> = ids.iter().rev().copied().collect();
    wanted.insert(250, missing);
    wanted.push(ids[0]);
    let expect: Vec<Option<CardId>> = wanted
        .iter()
        .map(|id| (*id != missing).then_some(*id))
        .collect();
    fixture.read(|view| {
        let mut cards = Vec::new();
        view.for_each_card(&wanted, |card| {
            cards.push(card.map(|card| card.id));
            Ok::<_, CollectionError>(())
        })?;
        assert_eq!(cards, expect);
        let mut with_notes = Vec::new();
        view.for_each_card_with_note(&wanted, |found| {
            with_notes.push(found.map(|found| {
                assert_eq!(found.card.note_id, found.note.id);
                assert_eq!(found.notetype.id, found.note.notetype_id);
                found.card.id
            }));
            Ok::<_, CollectionError>(())
        })?;
        assert_eq!(with_notes, expect);
        let mut modified = Vec::new();
        view.for_each_card_modification(&wanted, |id, time| {
            modified.push(time.map(|time| {
                assert_eq!(time, NOW.as_secs());
                id
            }));
            Ok::<_, CollectionError>(())
        })?;
        assert_eq!(modified, expect);
        Ok(())
    });
}

#[test]
fn a_card_without_its_note_counts_as_missing() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", ""], &[]);
    let card = first_card(&fixture, note);
    fixture.write(move |transaction| Ok(transaction.storage().remove_notes(&[note])?));
    fixture.read(|view| {
        view.for_each_card_with_note(&[card], |found| {
            assert!(found.is_none());
            Ok::<_, CollectionError>(())
        })
    });
}

#[test]
fn a_card_shows_its_home_deck_and_images_that_are_there() {
    let fixture = Fixture::new();
    fixture.write(|transaction| {
        let notetype = transaction.catalog().notetype_by_name("Basic").unwrap();
        let mut edit = NotetypeEdit::of(notetype);
        let (_place, template) = edit.template_mut("Card 1").unwrap();
        template.settings.question_format = "{{Front}} {{Deck}} {{CardFlag}}".to_owned();
        transaction.update_notetype(edit)
    });
    let note = fixture.add("Basic", &["[$]x[/$]", ""], &[]);
    let mut card = fixture.cards(note).remove(0);
    let id = card.id;
    let question = |fixture: &Fixture| shown(fixture, id).0;
    let disabled = "LaTeX image generation is disabled in the preferences.";
    let missing = question(&fixture);
    let name = missing
        .split('"')
        .find(|part| part.starts_with("latex-"))
        .unwrap_or_else(|| panic!("{missing}"))
        .to_owned();
    assert!(missing.ends_with(&format!(" Default flag0{disabled}")));
    std::fs::write(fixture.engine.media().path().join(name), "an image").unwrap();
    assert!(question(&fixture).ends_with(" Default flag0"));
    card.deck_id = DeckId(77);
    card.flags = 9;
    fixture.write(move |transaction| Ok(transaction.storage().update_card(&card)?));
    assert!(question(&fixture).ends_with(" (Deck) flag9"));
}

#[test]
fn a_card_without_a_template_cannot_be_shown() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", ""], &[]);
    let card = first_card(&fixture, note);
    fixture.write(move |transaction| {
        let (now, usn) = (transaction.now_secs(), Usn::PENDING);
        Ok(transaction.storage().set_card_ordinal(card, 5, now, usn)?)
    });
    let rendered = fixture.engine.read(|view| {
        view.for_each_card_with_note(&[card], |found| {
            view.render_card(found.expect("a card")).map(drop)
        })
    });
    assert!(matches!(rendered, Err(CollectionError::TemplateMissing(id)) if id == card));
}

#[test]
fn suspending_changes_only_cards_that_are_studied() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic (and reversed card)", &["a", "b"], &[]);
    let ids: Vec<CardId> = fixture.cards(note).iter().map(|card| card.id).collect();
    let [first, second] = ids[..] else {
        panic!("two cards")
    };
    fixture.write(move |transaction| transaction.suspend_cards(&[first]));
    fixture.clock.advance_millis(5000);
    let both = [first, second];
    let changed = fixture.write(move |transaction| transaction.suspend_cards(&both));
    assert_eq!(changed, 1);
    let state = |fixture: &Fixture| -> Vec<_> {
        let cards = fixture.cards(note);
        let state = cards
            .iter()
            .map(|card| (card.queue, card.modified.0 - NOW.as_secs().0));
        state.collect()
    };
    let (out, new) = (CardQueue::Suspended, CardQueue::New);
    assert_eq!(state(&fixture), [(out, 0), (out, 5)]);
    assert_eq!(fixture.undo(), Some("Suspend"));
    assert_eq!(state(&fixture), [(out, 0), (new, 0)]);
    let changed = fixture.write(move |transaction| transaction.unsuspend_cards(&both));
    assert_eq!(changed, 1);
    assert_eq!(state(&fixture), [(new, 5), (new, 0)]);
}

#[test]
fn an_unsuspended_card_waits_in_the_queue_of_its_kind() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", ""], &[]);
    let card = fixture.cards(note).remove(0);
    let id = card.id;
    for (queue, kind, due, expect) in [
        (CardQueue::Suspended, CardKind::New, 3, CardQueue::New),
        (CardQueue::Suspended, CardKind::Review, 3, CardQueue::Review),
        (
            CardQueue::Suspended,
            CardKind::Learning,
            1_700_000_000,
            CardQueue::Learning,
        ),
        (
            CardQueue::Suspended,
            CardKind::Relearning,
            3,
            CardQueue::DayLearning,
        ),
        (
            CardQueue::UserBuried,
            CardKind::Review,
            3,
            CardQueue::UserBuried,
        ),
    ] {
        let mut card = card.clone();
        (card.queue, card.kind, card.due) = (queue, kind, due);
        fixture.write(move |transaction| {
            transaction.storage().update_card(&card)?;
            transaction.unsuspend_cards(&[id])
        });
        assert_eq!(fixture.cards(note)[0].queue, expect, "{queue:?} {kind:?}");
    }
}

#[test]
fn a_missing_card_keeps_the_others_as_they_are() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", ""], &[]);
    let cards = [first_card(&fixture, note), CardId(7)];
    let refused = fixture.try_write(move |transaction| transaction.suspend_cards(&cards));
    assert!(matches!(
        refused,
        Err(CollectionError::CardMissing(CardId(7)))
    ));
    assert_eq!(fixture.cards(note)[0].queue, CardQueue::New);
}

#[test]
fn an_ease_factor_is_set_where_there_is_a_card() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["a", ""], &[]);
    let card = first_card(&fixture, note);
    fixture.clock.advance_millis(5000);
    assert!(fixture.write(move |transaction| transaction.set_ease_factor(card, 2100)));
    assert!(!fixture.write(|transaction| transaction.set_ease_factor(CardId(7), 2100)));
    let card = fixture.cards(note).remove(0);
    assert_eq!(
        (card.ease_factor, card.modified.0, card.usn),
        (2100, NOW.as_secs().0 + 5, Usn::PENDING)
    );
}
