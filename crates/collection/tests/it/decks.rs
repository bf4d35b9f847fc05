//! Decks and presets.

use ankid_collection::{CollectionError, Transaction};
use ankid_storage::GraveKind;
use ankid_types::{CardId, DeckConfigId, DeckId};

use crate::support::Fixture;

impl Fixture {
    fn deck_names(&self) -> Vec<String> {
        self.read(|view| {
            Ok(view
                .catalog()
                .decks()
                .map(|deck| deck.name.human())
                .collect())
        })
    }

    fn make(&self, name: &'static str) -> DeckId {
        self.write(move |transaction| transaction.find_or_create_deck(name))
    }

    fn graves(&self) -> Vec<GraveKind> {
        let graves = self.read(|view| Ok(view.storage().all_graves()?));
        graves.into_iter().map(|grave| grave.of).collect()
    }
}

#[test]
fn a_deck_is_made_with_the_decks_above_it_and_found_in_any_case() {
    let fixture = Fixture::new();
    let deck = fixture.make("Japanese::Tokyo");
    assert_eq!(
        fixture.deck_names(),
        ["Default", "Japanese", "Japanese::Tokyo"]
    );
    for same in [
        "japanese::TOKYO",
        " Japanese ::Tokyo:",
        "Japanese::Tok\u{7}yo",
    ] {
        assert_eq!(fixture.make(same), deck, "{same}");
    }
    fixture.make("JAPANESE::Kyoto");
    fixture.make("jaPANese x");
    let names = [
        "Default",
        "Japanese",
        "Japanese::Kyoto",
        "Japanese::Tokyo",
        "jaPANese x",
    ];
    assert_eq!(fixture.deck_names(), names);
}

#[test]
fn a_name_may_have_eleven_new_levels() {
    let fixture = Fixture::new();
    let eleven = "1::2::3::4::5::6::7::8::9::10::11";
    let deeper = "a::2::3::4::5::6::7::8::9::10::11::12";
    let error = fixture
        .try_write(|transaction| transaction.find_or_create_deck(deeper))
        .unwrap_err();
    assert!(
        matches!(error, CollectionError::DeckTooDeep { limit: 11, .. }),
        "{error}"
    );
    assert_eq!(fixture.deck_names(), ["Default"]);
    fixture.make(eleven);
    fixture.make("1::2::3::4::5::6::7::8::9::10::11::12::13");
    assert_eq!(fixture.deck_names().len(), 14);
}

#[test]
fn decks_go_with_those_below_and_notes_without_cards() {
    let fixture = Fixture::new();
    let (top, below) = (fixture.make("A"), fixture.make("A::B"));
    fixture.make("AB");
    let both = fixture.add("Basic (and reversed card)", &["both", "x"], &[]);
    let alone = fixture.add("Basic", &["alone", "x"], &[]);
    let kept = fixture.cards(both)[0].id;
    let (moved, lost) = (fixture.cards(both)[1].id, fixture.cards(alone)[0].id);
    fixture.write(move |transaction| transaction.move_cards(&[moved, lost], below));
    let removed = fixture.write(move |transaction| transaction.remove_decks(&[top, below]));
    assert_eq!(removed, 2);
    assert_eq!(fixture.deck_names(), ["AB", "Default"]);
    let cards: Vec<_> = fixture
        .cards(both)
        .into_iter()
        .map(|card| card.id)
        .collect();
    assert_eq!(cards, [kept]);
    assert!(fixture.cards(alone).is_empty());
    let graves = [
        GraveKind::Card(moved),
        GraveKind::Card(lost),
        GraveKind::Note(alone),
        GraveKind::Deck(top),
        GraveKind::Deck(below),
    ];
    let found = fixture.graves();
    assert!(
        graves.iter().all(|grave| found.contains(grave)) && found.len() == 5,
        "{found:?}"
    );
    assert_eq!(fixture.undo(), Some("Delete Deck"));
    assert_eq!(fixture.deck_names(), ["A", "A::B", "AB", "Default"]);
    assert_eq!(fixture.cards(alone).len(), 1);
    assert!(fixture.graves().is_empty());
}

#[test]
fn the_default_deck_loses_its_cards_and_stays() {
    let fixture = Fixture::new();
    let note = fixture.add("Basic", &["front", ""], &[]);
    let removed = fixture.write(|transaction| transaction.remove_decks(&[DeckId::DEFAULT]));
    assert_eq!(removed, 1);
    assert_eq!(fixture.deck_names(), ["Default"]);
    assert!(fixture.cards(note).is_empty());
}

#[test]
fn only_cards_that_are_elsewhere_are_moved() {
    let fixture = Fixture::new();
    let deck = fixture.make("A");
    let note = fixture.add("Basic", &["front", ""], &[]);
    let card = fixture.cards(note)[0].id;
    let missing = CardId(5);
    let move_it = move || {
        move |transaction: &mut Transaction| transaction.move_cards(&[card, missing, card], deck)
    };
    fixture.clock.advance_millis(5000);
    assert_eq!(fixture.write(move_it()), 1);
    let modified = fixture.cards(note)[0].modified;
    fixture.clock.advance_millis(5000);
    assert_eq!(fixture.write(move_it()), 0);
    assert_eq!(fixture.cards(note)[0].deck_id, deck);
    assert_eq!(fixture.cards(note)[0].modified, modified);
}

#[test]
fn a_removed_preset_leaves_its_decks_with_the_default_one() {
    let fixture = Fixture::new();
    let deck = fixture.make("A");
    let config_of =
        |deck| fixture.read(move |view| Ok(view.catalog().require_deck(deck)?.config_id()));
    let clone = |transaction: &mut Transaction| {
        transaction.clone_deck_config(DeckConfigId::DEFAULT, "Copy".to_owned())
    };
    let copy = fixture.write(clone);
    assert!(fixture.write(move |transaction| transaction.set_config_of_deck(deck, copy)));
    assert_eq!(config_of(deck), Some(copy));
    fixture.write(move |transaction| transaction.remove_deck_config(copy));
    assert_eq!(config_of(deck), Some(DeckConfigId::DEFAULT));
    let default =
        |transaction: &mut Transaction| transaction.remove_deck_config(DeckConfigId::DEFAULT);
    let error = fixture.try_write(default).unwrap_err();
    assert!(
        matches!(error, CollectionError::DefaultDeckConfig),
        "{error}"
    );
    let again = move |transaction: &mut Transaction| transaction.remove_deck_config(copy);
    let error = fixture.try_write(again).unwrap_err();
    assert!(
        matches!(error, CollectionError::DeckConfigMissing(id) if id == copy),
        "{error}"
    );
    assert_eq!(fixture.undo(), Some("Deck Options"));
    assert_eq!(config_of(deck), Some(copy));
}
