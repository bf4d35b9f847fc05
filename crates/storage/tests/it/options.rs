//! Decks and their presets.

use ankid_storage::StorageError;
use ankid_types::{
    Deck, DeckConfig, DeckConfigId, DeckConfigSettings, DeckId, DeckName, TimestampSecs, Usn,
};

use crate::support::{Fixture, raw};

fn deck(id: i64, name: &str) -> Deck {
    Deck::new_normal(DeckId(id), DeckName::from_human(name))
}

fn config(id: i64, name: &str) -> DeckConfig {
    DeckConfig {
        id: DeckConfigId(id),
        name: name.to_owned(),
        modified: TimestampSecs(7),
        usn: Usn::PENDING,
        settings: DeckConfigSettings::default(),
    }
}

#[test]
fn children_follow_their_parent_and_case_does_not_count() {
    let fixture = Fixture::new();
    for (id, name) in [
        (10, "b"),
        (11, "A b"),
        (12, "a::C"),
        (13, "A"),
        (14, "a::c::D"),
    ] {
        assert_eq!(
            fixture.storage.add_deck(&deck(id, name)).unwrap(),
            DeckId(id)
        );
    }
    let decks = fixture.storage.all_decks().unwrap();
    let names: Vec<String> = decks.iter().map(|deck| deck.name.human()).collect();
    assert_eq!(names, ["A", "a::C", "a::c::D", "A b", "b", "Default"]);
}

#[test]
fn decks_are_changed_and_removed() {
    let fixture = Fixture::new();
    let mut french = deck(10, "French");
    fixture.storage.add_deck(&french).unwrap();
    assert_eq!(
        fixture.storage.add_deck(&deck(1, "Taken")).unwrap(),
        DeckId(11)
    );
    assert!(fixture.storage.remove_deck(DeckId(11)).unwrap());
    french.name = DeckName::from_human("Languages::French");
    french.common.new_studied = -3;
    french.usn = Usn(5);
    assert!(fixture.storage.update_deck(&french).unwrap());
    let default = deck(1, "Default");
    assert_eq!(
        fixture.storage.all_decks().unwrap(),
        [default, french.clone()]
    );
    assert!(fixture.storage.remove_deck(french.id).unwrap());
    assert!(!fixture.storage.remove_deck(french.id).unwrap());
    assert!(!fixture.storage.update_deck(&french).unwrap());
}

#[test]
fn presets_may_share_a_name_and_keep_numbers_out_of_range() {
    let fixture = Fixture::new();
    let mut hard = config(10, "Default");
    hard.settings.initial_ease = 9.0;
    fixture.storage.add_deck_config(&hard).unwrap();
    let taken = fixture
        .storage
        .add_deck_config(&config(1, "Taken"))
        .unwrap();
    assert_eq!(taken, DeckConfigId(11));
    assert!(fixture.storage.remove_deck_config(taken).unwrap());
    hard.settings.new_per_day = 99_999;
    assert!(fixture.storage.update_deck_config(&hard).unwrap());
    let stored = fixture.storage.all_deck_configs().unwrap();
    assert_eq!(stored[1], hard);
    assert!(!fixture.storage.remove_deck_config(taken).unwrap());
    assert!(
        !fixture
            .storage
            .update_deck_config(&config(11, "Gone"))
            .unwrap()
    );
}

#[test]
fn an_undecodable_blob_names_its_place() {
    let (_folder, path) = Fixture::new().close();
    let check = |sql: &str, expected: &str| {
        raw(&path).execute_batch(sql).unwrap();
        let storage = ankid_storage::Storage::open_writer(&path).unwrap();
        let errors = [
            storage.all_decks().err(),
            storage.all_deck_configs().err(),
            storage.all_notetypes().err(),
        ];
        let errors: Vec<StorageError> = errors.into_iter().flatten().collect();
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(texts, [expected]);
        storage.close().unwrap();
    };
    check(
        "UPDATE decks SET kind = x''",
        "cannot read `kind` of row `1` in table `decks`: it is neither a normal nor a filtered deck",
    );
    check(
        "UPDATE decks SET kind = x'0a020801', common = 5",
        "cannot read `common` of row `1` in table `decks`: Integer is not bytes",
    );
    check(
        "UPDATE decks SET common = x'08011001'; UPDATE deck_config SET config = x'f80107'",
        "cannot read `config` of row `1` in table `deck_config`: `interday_learning_mix` is unknown: 7",
    );
    check(
        "UPDATE deck_config SET config = x'';
         INSERT INTO notetypes VALUES (5, 'x', 0, 0, x'0803')",
        "cannot read `config` of row `5` in table `notetypes`: `kind` is unknown: 3",
    );
}
