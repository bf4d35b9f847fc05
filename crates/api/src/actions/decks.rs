//! Actions on decks and their presets.

mod statistics;

use std::collections::HashMap;
use std::sync::Arc;

use ankid_collection::{Transaction, View};
use ankid_schema11::{deck_config_from_dict, deck_config_to_dict, deck_to_dict};
use ankid_types::{CardId, Deck, DeckConfig, DeckConfigId, DeckConfigSettings, DeckId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::action::{Action, Entry, ReadAction, Spec, WriteAction, decode, example};
use crate::error::ApiError;
use crate::wire::{Entries, Id, List, LooseId, Name, OrFalse, Truth};

/// The default preset as a dictionary, for examples.
macro_rules! preset_example {
    () => {
        r#"{
            "id": 1, "mod": 0, "name": "Default", "usn": 0, "maxTaken": 60,
            "autoplay": true, "timer": 0, "replayq": true,
            "new": {
                "bury": false, "delays": [1.0, 10.0], "initialFactor": 2500,
                "ints": [1, 4, 0], "order": 1, "perDay": 20
            },
            "rev": {
                "bury": false, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500,
                "perDay": 200, "hardFactor": 1.2
            },
            "lapse": {
                "delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1,
                "mult": 0.0
            },
            "dyn": false, "newMix": 0, "newPerDayMinimum": 0, "interdayLearningMix": 0,
            "reviewOrder": 0, "newSortOrder": 0, "newGatherPriority": 0,
            "buryInterdayLearning": false, "fsrsWeights": [], "fsrsParams5": [],
            "fsrsParams6": [], "desiredRetention": 0.9, "ignoreRevlogsBeforeDate": "",
            "easyDaysPercentages": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
            "stopTimerOnAnswer": false, "secondsToShowQuestion": 0.0,
            "secondsToShowAnswer": 0.0, "questionAction": 0, "answerAction": 0,
            "waitForAudio": true, "sm2Retention": 0.9, "weightSearch": ""
        }"#
    };
}
pub(crate) use preset_example;

pub(crate) const ACTIONS: &[Entry] = &[
    Entry::read::<DeckNames>(),
    Entry::read::<DeckNamesAndIds>(),
    Entry::read::<GetDecks>(),
    Entry::write::<CreateDeck>(),
    Entry::write::<ChangeDeck>(),
    Entry::write::<DeleteDecks>(),
    Entry::read::<GetDeckConfig>(),
    Entry::write::<SaveDeckConfig>(),
    Entry::write::<SetDeckConfigId>(),
    Entry::write::<CloneDeckConfigId>(),
    Entry::write::<RemoveDeckConfigId>(),
    Entry::read::<DeckNameFromId>(),
    Entry::host::<statistics::GetDeckStats>(),
];

/// Answers the full names of all decks, each deck before those below it.
#[derive(Deserialize, JsonSchema)]
struct DeckNames {}

impl Action for DeckNames {
    const SPEC: Spec = Spec::new(
        "deckNames",
        &[example(
            "{}",
            r#"["Default", "Japanese", "Japanese::JLPT N5"]"#,
        )],
    );
    type Reply = Vec<String>;
}

impl ReadAction for DeckNames {
    fn run(self, view: &View) -> Result<Vec<String>, ApiError> {
        Ok(view
            .catalog()
            .decks()
            .map(|deck| deck.name.human())
            .collect())
    }
}

/// Answers the full names of all decks with their ids.
#[derive(Deserialize, JsonSchema)]
struct DeckNamesAndIds {}

impl Action for DeckNamesAndIds {
    const SPEC: Spec = Spec::new(
        "deckNamesAndIds",
        &[example(
            "{}",
            r#"{"Default": 1, "Japanese": 1767268801000, "Japanese::JLPT N5": 1767268801001}"#,
        )],
    );
    type Reply = Entries<Id<DeckId>>;
}

impl ReadAction for DeckNamesAndIds {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let decks = view.catalog().decks();
        Ok(Entries(
            decks.map(|deck| (deck.name.human(), Id(deck.id))).collect(),
        ))
    }
}

/// Sorts cards by the deck that they are in now. A card that does not exist counts as in the
/// default deck.
#[derive(Deserialize, JsonSchema)]
struct GetDecks {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
}

impl Action for GetDecks {
    const SPEC: Spec = Spec::new("getDecks", &[example(r#"{"cards": []}"#, "{}")]);
    type Reply = Entries<Vec<Id<CardId>>>;
}

impl ReadAction for GetDecks {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let cards: Vec<CardId> = self.cards.0.into_iter().map(|card| card.0).collect();
        let deck_of = view.decks_of_cards(&cards)?;
        let mut decks: Vec<(String, Vec<Id<CardId>>)> = Vec::new();
        let mut places = HashMap::new();
        for card in cards {
            let deck = deck_or_default(view, deck_of.get(&card).copied())?;
            let place = *places.entry(deck.id).or_insert_with(|| {
                decks.push((deck.name.human(), Vec::new()));
                decks.len() - 1
            });
            decks
                .get_mut(place)
                .into_iter()
                .for_each(|(_, cards)| cards.push(Id(card)));
        }
        Ok(Entries(decks))
    }
}

/// Makes a deck, and the decks above it that there are not yet. Answers the id of the deck, also
/// of one that there was already: names do not differ in case.
#[derive(Deserialize, JsonSchema)]
struct CreateDeck {
    /// The full name, levels separated by `::`.
    #[schemars(required)]
    deck: Option<String>,
}

impl Action for CreateDeck {
    const SPEC: Spec = Spec::new(
        "createDeck",
        &[example(r#"{"deck": "Japanese::Tokyo"}"#, "1767269400000")],
    );
    type Reply = Id<DeckId>;
}

impl WriteAction for CreateDeck {
    fn run(self, transaction: &mut Transaction) -> Result<Id<DeckId>, ApiError> {
        let name = self.deck.unwrap_or_default();
        Ok(Id(transaction.find_or_create_deck(&name)?))
    }
}

/// Puts cards into a deck, which is made if there is none of that name. Cards that do not exist
/// are passed over.
#[derive(Deserialize, JsonSchema)]
struct ChangeDeck {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
    /// The full name of the deck.
    #[schemars(required)]
    deck: Option<String>,
}

impl Action for ChangeDeck {
    const SPEC: Spec = Spec::new(
        "changeDeck",
        &[example(
            r#"{"cards": [], "deck": "Japanese::JLPT N3"}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for ChangeDeck {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let deck = transaction.find_or_create_deck(&self.deck.unwrap_or_default())?;
        let cards: Vec<CardId> = self.cards.0.into_iter().map(|card| card.0).collect();
        if !cards.is_empty() {
            transaction.move_cards(&cards, deck)?;
        }
        Ok(())
    }
}

/// Deletes decks with all decks below them, their cards, and the notes that have no card left.
/// Of the default deck only the cards are deleted. Names that no deck has are passed over.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeleteDecks {
    /// The full names of the decks, exact in case.
    decks: List<Name>,
    /// Must be true: decks cannot be deleted without their cards.
    #[serde(default)]
    cards_too: Truth,
}

impl Action for DeleteDecks {
    const SPEC: Spec = Spec::new(
        "deleteDecks",
        &[example(
            r#"{"decks": ["Japanese::JLPT N5"], "cardsToo": true}"#,
            "null",
        )],
    )
    .errors(&[
        "Since Anki 2.1.28 it's not possible to delete decks without deleting cards as well",
    ]);
    type Reply = ();
}

impl WriteAction for DeleteDecks {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        if !self.cards_too.0 {
            return Err(ApiError::CardsNotDeleted);
        }
        for name in self.decks.0 {
            if let Some(id) = deck_of_exact_name(transaction, &name.0).map(|deck| deck.id) {
                transaction.remove_decks(&[id])?;
            }
        }
        Ok(())
    }
}

/// Answers the options of a deck: those of its preset, or of the default preset where that is
/// missing. Answers false if there is no such deck.
#[derive(Deserialize, JsonSchema)]
struct GetDeckConfig {
    /// The full name of the deck, exact in case.
    deck: Name,
}

impl Action for GetDeckConfig {
    const SPEC: Spec = Spec::new(
        "getDeckConfig",
        &[
            example(r#"{"deck": "Default"}"#, preset_example!()),
            example(r#"{"deck": "no such deck"}"#, "false"),
        ],
    );
    type Reply = OrFalse<Map<String, Value>>;
}

impl ReadAction for GetDeckConfig {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let Some(deck) = deck_of_exact_name(view, &self.deck.0) else {
            return Ok(OrFalse(None));
        };
        let dict = match deck.config_id() {
            None => deck_to_dict(deck)?,
            Some(id) => return Ok(OrFalse(Some(preset_dict(view, id)?))),
        };
        Ok(OrFalse(dict.as_object().cloned()))
    }
}

/// A preset in the form of schema 11, within the bounds that Anki reads it in.
pub(super) fn preset_dict(view: &View, id: DeckConfigId) -> Result<Map<String, Value>, ApiError> {
    let config = view.deck_config_or_default(id)?;
    preset_dict_with(config, config.settings.effective())
}

/// A preset with these options in the form of schema 11.
pub(super) fn preset_dict_with(
    config: &DeckConfig,
    settings: DeckConfigSettings,
) -> Result<Map<String, Value>, ApiError> {
    let dict = deck_config_to_dict(&DeckConfig {
        settings,
        ..DeckConfig::clone(config)
    })?;
    Ok(dict.as_object().cloned().unwrap_or_default())
}

/// Saves the options of a preset. Answers false if there is no such preset, or if the options
/// cannot be read.
#[derive(Deserialize, JsonSchema)]
struct SaveDeckConfig {
    /// The options, in the form in which `getDeckConfig` answers them. Their `id` names the preset.
    config: Map<String, Value>,
}

impl Action for SaveDeckConfig {
    const SPEC: Spec = Spec::new(
        "saveDeckConfig",
        &[example(
            r#"{"config": {
                "id": 1, "name": "Default", "maxTaken": 60, "autoplay": true, "timer": 0,
                "replayq": true, "dyn": false,
                "new": {
                    "bury": false, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0],
                    "order": 1, "perDay": 30
                },
                "rev": {
                    "bury": false, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200,
                    "hardFactor": 1.2
                },
                "lapse": {
                    "delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0
                }
            }}"#,
            "true",
        )],
    );
    type Reply = bool;
}

impl WriteAction for SaveDeckConfig {
    fn run(mut self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        let id = self.config.get("id").cloned();
        let id = id.ok_or(ApiError::MissingKey("id"))?;
        let LooseId(id) = decode::<LooseId<DeckConfigId>>(id)?;
        if transaction.catalog().deck_config(id).is_none() || !self.config.contains_key("maxTaken")
        {
            return Ok(false);
        }
        self.config.insert("id".to_owned(), id.0.into());
        self.config
            .insert("mod".to_owned(), transaction.now_secs().0.into());
        self.config.insert("usn".to_owned(), (-1).into());
        let Ok(config) = deck_config_from_dict(Value::Object(self.config)) else {
            return Ok(false);
        };
        transaction.update_deck_config(config)?;
        Ok(true)
    }
}

/// Gives decks another preset. Answers false, and changes nothing, if there is no deck of one of
/// the names or if one of the decks is filtered. Whether there is such a preset is not checked:
/// without one, the deck has the default options.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SetDeckConfigId {
    /// The full names of the decks, exact in case.
    decks: List<Name>,
    /// The id of the preset.
    config_id: LooseId<DeckConfigId>,
}

impl Action for SetDeckConfigId {
    const SPEC: Spec = Spec::new(
        "setDeckConfigId",
        &[
            example(r#"{"decks": ["Japanese"], "configId": 1}"#, "true"),
            example(r#"{"decks": ["no such deck"], "configId": 1}"#, "false"),
        ],
    );
    type Reply = bool;
}

impl WriteAction for SetDeckConfigId {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        let decks = self.decks.0.iter().map(|name| {
            let deck = deck_of_exact_name(transaction, &name.0)?;
            deck.config_id().map(|_| deck.id)
        });
        let Some(decks) = decks.collect::<Option<Vec<DeckId>>>() else {
            return Ok(false);
        };
        for deck in decks {
            transaction.set_config_of_deck(deck, self.config_id.0)?;
        }
        Ok(true)
    }
}

/// Makes a new preset with the options of another. Answers its id, or false if there is no preset
/// to take the options from.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CloneDeckConfigId {
    /// The name of the new preset.
    name: String,
    /// The id of the preset whose options it gets; the default preset unless given.
    #[serde(default = "default_preset")]
    clone_from: LooseId<DeckConfigId>,
}

fn default_preset() -> LooseId<DeckConfigId> {
    LooseId(DeckConfigId::DEFAULT)
}

impl Action for CloneDeckConfigId {
    const SPEC: Spec = Spec::new(
        "cloneDeckConfigId",
        &[
            example(
                r#"{"name": "Copy of Default", "cloneFrom": 1}"#,
                "1767269400000",
            ),
            example(r#"{"name": "Copy", "cloneFrom": 99}"#, "false"),
        ],
    );
    type Reply = OrFalse<Id<DeckConfigId>>;
}

impl WriteAction for CloneDeckConfigId {
    fn run(self, transaction: &mut Transaction) -> Result<Self::Reply, ApiError> {
        if transaction
            .catalog()
            .deck_config(self.clone_from.0)
            .is_none()
        {
            return Ok(OrFalse(None));
        }
        let id = transaction.clone_deck_config(self.clone_from.0, self.name)?;
        Ok(OrFalse(Some(Id(id))))
    }
}

/// Removes a preset; decks that had it get the default preset. Answers false if there is no such
/// preset. The next synchronization after it must be a full one.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RemoveDeckConfigId {
    /// The id of the preset.
    config_id: LooseId<DeckConfigId>,
}

impl Action for RemoveDeckConfigId {
    const SPEC: Spec = Spec::new(
        "removeDeckConfigId",
        &[example(r#"{"configId": 1502972374573}"#, "false")],
    )
    .errors(&["can't delete default conf"]);
    type Reply = bool;
}

impl WriteAction for RemoveDeckConfigId {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        if transaction
            .catalog()
            .deck_config(self.config_id.0)
            .is_none()
        {
            return Ok(false);
        }
        transaction.remove_deck_config(self.config_id.0)?;
        Ok(true)
    }
}

/// Answers the full name of a deck. An id that no deck has, and null, count as the default deck.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeckNameFromId {
    /// The id of the deck.
    #[schemars(required)]
    deck_id: Option<LooseId<DeckId>>,
}

impl Action for DeckNameFromId {
    const SPEC: Spec = Spec::new(
        "deckNameFromId",
        &[example(r#"{"deckId": 1}"#, r#""Default""#)],
    );
    type Reply = String;
}

impl ReadAction for DeckNameFromId {
    fn run(self, view: &View) -> Result<String, ApiError> {
        Ok(deck_or_default(view, self.deck_id.map(|id| id.0))?
            .name
            .human())
    }
}

/// The deck that has this very name, letter case and all.
fn deck_of_exact_name<'view>(view: &'view View, human: &str) -> Option<&'view Arc<Deck>> {
    view.deck_named(human)
        .filter(|deck| deck.name.human() == human)
}

/// The deck with this id; the default deck where there is none, as Anki has it.
pub(super) fn deck_or_default<'view>(
    view: &'view View,
    id: Option<DeckId>,
) -> Result<&'view Arc<Deck>, ApiError> {
    let deck = id.and_then(|id| view.catalog().deck(id));
    match deck {
        Some(deck) => Ok(deck),
        None => Ok(view.catalog().require_deck(DeckId::DEFAULT)?),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::door::testing::TestDoor;

    #[test]
    fn a_null_name_is_an_empty_one_and_other_kinds_are_refused() {
        let door = TestDoor::new();
        let blank = door.result("createDeck", json!({"deck": null}));
        assert_eq!(door.result("createDeck", json!({"deck": " "})), blank);
        let error = door.error("createDeck", json!({"deck": 5}));
        assert_eq!(
            error,
            "`deck`: invalid type: integer `5`, expected a string"
        );
    }

    #[test]
    fn cards_are_sorted_by_deck_in_the_order_of_the_request() {
        let door = TestDoor::new();
        let note = |front: &str| {
            let fields = json!({"Front": front, "Back": "b"});
            let note = json!({"deckName": "Default", "modelName": "Basic", "fields": fields});
            door.result("addNote", json!({"note": note}))
        };
        let (one, two) = (note("one"), note("two"));
        door.result(
            "changeDeck",
            json!({"cards": [two.to_string()], "deck": "New::Deck"}),
        );
        let decks = door.result("getDecks", json!({"cards": [two, one, 5, two]}));
        assert_eq!(decks, json!({"New::Deck": [two, two], "Default": [one, 5]}));
        assert_eq!(door.result("getDecks", json!({"cards": {}})), json!({}));
        let error = door.error("getDecks", json!({"cards": ["x"]}));
        assert_eq!(error, "`cards[0]`: expected a whole number, not 'x'");
    }

    #[test]
    fn decks_are_deleted_by_exact_names_and_only_with_their_cards() {
        let door = TestDoor::new();
        door.result("createDeck", json!({"deck": "A::B"}));
        for cards_too in [json!(false), json!(null), json!(0)] {
            let params = json!({"decks": ["A"], "cardsToo": cards_too});
            let error = door.error("deleteDecks", params);
            assert!(error.starts_with("Since Anki 2.1.28"), "{error}");
        }
        door.result(
            "deleteDecks",
            json!({"decks": ["a", "A::b", " A", 5], "cardsToo": true}),
        );
        assert_eq!(
            door.result("deckNames", json!({})),
            json!(["A", "A::B", "Default"])
        );
        door.result(
            "deleteDecks",
            json!({"decks": ["A", "A::B"], "cardsToo": 1}),
        );
        assert_eq!(door.result("deckNames", json!({})), json!(["Default"]));
    }

    #[test]
    fn options_that_cannot_be_read_are_not_saved() {
        let door = TestDoor::new();
        let options = || door.result("getDeckConfig", json!({"deck": "Default"}));
        let before = options();
        let save = |changes: Value| {
            let mut config = before.as_object().cloned().unwrap();
            config.extend(changes.as_object().cloned().unwrap());
            door.call("saveDeckConfig", json!({"config": config}))["result"].take()
        };
        assert_eq!(save(json!({"id": 77})), false);
        assert_eq!(save(json!({"autoplay": "maybe"})), false);
        assert_eq!(
            door.result("saveDeckConfig", json!({"config": {"id": 1, "name": "x"}})),
            false
        );
        assert_eq!(
            door.error("saveDeckConfig", json!({"config": {"maxTaken": 5}})),
            "'id'"
        );
        assert_eq!(options(), before);
        assert_eq!(save(json!({"id": "1", "maxTaken": 30})), true);
        assert_eq!(options()["maxTaken"], 30);
        assert_eq!(options()["usn"], -1);
    }

    #[test]
    fn presets_are_given_to_all_decks_or_none() {
        let door = TestDoor::new();
        let copy = door.result(
            "cloneDeckConfigId",
            json!({"name": "Copy", "cloneFrom": "1"}),
        );
        let preset = || door.result("getDeckConfig", json!({"deck": "Default"}))["name"].take();
        let set = |decks: Value| {
            door.result("setDeckConfigId", json!({"decks": decks, "configId": copy}))
        };
        assert_eq!(set(json!(["Default", "default"])), false);
        assert_eq!(preset(), "Default");
        assert_eq!(set(json!(["Default"])), true);
        assert_eq!(preset(), "Copy");
        assert_eq!(
            door.result("removeDeckConfigId", json!({"configId": copy})),
            true
        );
        assert_eq!(preset(), "Default");
        let error = door.error("removeDeckConfigId", json!({"configId": 1}));
        assert_eq!(error, "can't delete default conf");
    }
}
