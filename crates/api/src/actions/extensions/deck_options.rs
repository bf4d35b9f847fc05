//! The options of a deck as one dialog shows and saves them.

use ankid_collection::{DeckLimits, StudySwitches, Transaction, View, fsrs_parameters};
use ankid_schema11::{decimal, deck_config_from_dict};
use ankid_types::{DeckConfig, DeckConfigId, DeckConfigSettings, DeckId, DeckKind};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::actions::decks::{preset_dict_with, preset_example};
use crate::actions::screen::Limits;
use crate::error::ApiError;
use crate::seen::Seen;
use crate::wire::Id;

const NOT_FOUND: &str = "deck was not found: ID";
const FILTERED: &str = "deck `NAME` is filtered: it has no preset";

/// Answers all that the options of a deck are made of: the presets in full, the deck's own limits and description,
/// and the switches of the whole collection.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DeckOptions {
    /// The id of the deck, which is not filtered.
    deck: Id<DeckId>,
}

/// The options of a deck.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Options {
    /// The deck's name.
    name: String,
    /// The id of its preset.
    preset: i64,
    /// All presets.
    presets: Vec<Preset>,
    /// How many decks lie below this one.
    subdecks: usize,
    /// The limits that the deck has for itself.
    limits: Limits,
    /// The desired retention that the deck has for itself; null for that of its preset.
    desired_retention: Option<f64>,
    /// The switches of the whole collection.
    switches: Switches,
    /// What the deck says about itself.
    description: String,
    /// Whether that is Markdown, and not HTML.
    markdown: bool,
}

/// A preset.
#[derive(Serialize, JsonSchema)]
struct Preset {
    /// Its options, in the form in which `getDeckConfig` answers them; `fsrsParams6` has the older parameters where there
    /// are only these.
    config: Map<String, Value>,
    /// How many decks have it.
    decks: usize,
}

/// Switches of the whole collection.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Switches {
    /// Whether FSRS is on.
    fsrs: bool,
    /// Whether the limit of reviews leaves new cards alone.
    new_cards_ignore_review_limit: bool,
    /// Whether the limits of all decks above count, and not only those of the deck being studied.
    apply_all_parent_limits: bool,
}

impl Action for DeckOptions {
    const SPEC: Spec = Spec::new(
        "deckOptions",
        &[example(
            r#"{"deck": 1}"#,
            concat!(
                r#"{
                "name": "Default", "preset": 1,
                "presets": [{"config": "#,
                preset_example!(),
                r#", "decks": 3}],
                "subdecks": 0,
                "limits": {
                    "newPerDay": null, "reviewsPerDay": null, "newToday": null, "reviewsToday": null
                },
                "desiredRetention": null,
                "switches": {
                    "fsrs": false, "newCardsIgnoreReviewLimit": false, "applyAllParentLimits": false
                },
                "description": "", "markdown": false
            }"#
            ),
        )],
    )
    .errors(&[NOT_FOUND, FILTERED]);
    type Reply = Options;
}

impl ReadAction for DeckOptions {
    fn run(self, view: &View) -> Result<Options, ApiError> {
        Options::of(view, self.deck.0)
    }
}

impl Options {
    fn of(view: &View, id: DeckId) -> Result<Self, ApiError> {
        let catalog = view.catalog();
        let deck = catalog.deck(id);
        let deck = deck.ok_or_else(|| ApiError::DeckNotFound(id.to_string()))?;
        let DeckKind::Normal(normal) = &deck.kind else {
            return Err(ApiError::NoPresetOfFiltered(deck.name.human()));
        };
        let presets = catalog.deck_configs().map(|config| {
            let mut settings = config.settings.effective();
            settings.fsrs_params_6 = fsrs_parameters(&settings).to_vec();
            Ok(Preset {
                config: preset_dict_with(config, settings)?,
                decks: catalog.decks_with(config.id).count(),
            })
        });
        let switches = view.study_switches()?;
        Ok(Self {
            name: deck.name.human(),
            preset: view.deck_config_or_default(normal.config_id)?.id.0,
            presets: presets.collect::<Result<_, ApiError>>()?,
            subdecks: view.decks_below(deck).count(),
            limits: DeckLimits::of(deck, view.timing()?.today).into(),
            desired_retention: normal
                .desired_retention
                .and_then(|retention| decimal(retention).as_f64()),
            switches: Switches {
                fsrs: switches.fsrs,
                new_cards_ignore_review_limit: switches.new_cards_ignore_review_limit,
                apply_all_parent_limits: switches.apply_all_parent_limits,
            },
            description: normal.description.clone(),
            markdown: normal.markdown_description,
        })
    }
}

/// Saves the options of a deck as one step that can be undone. What is left out stays as it is. Cards follow: where FSRS
/// is turned on or gets other parameters or another desired retention, their memory states are calculated anew from their
/// reviews; where the steps change, cards in learning keep their place; where the insertion order changes, new cards get
/// their positions anew. After a preset was removed the next sync is a full one.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SaveDeckOptions {
    /// The id of the deck, which is not filtered.
    deck: Id<DeckId>,
    /// Presets to save, in the form of `getDeckConfig`; one without an `id`, or with 0 as such, is made new.
    #[serde(default)]
    configs: Vec<Map<String, Value>>,
    /// The ids of presets to remove; decks that have one get the default one.
    #[serde(default)]
    removed: Vec<Id<DeckConfigId>>,
    /// The id of the preset that the deck gets; the last of `configs` where it is 0.
    preset: Option<Id<DeckConfigId>>,
    /// Whether the decks below it get the preset too.
    #[serde(default)]
    with_subdecks: bool,
    /// The limits that the deck has for itself, all of them.
    limits: Option<Limits>,
    /// The desired retention that the deck has for itself, between 0.7 and 0.99, in hundredths; null for that of its preset.
    #[serde(default, deserialize_with = "given")]
    desired_retention: Option<Option<OwnRetention>>,
    /// The switches of the whole collection.
    switches: Option<Switches>,
    /// What the deck says about itself, as Markdown.
    description: Option<String>,
    /// Whether cards get other intervals and due dates where their memory states are calculated anew: those that FSRS
    /// would give them now for their last answers.
    #[serde(default)]
    reschedule_cards: bool,
    /// What the caller has seen, as `deckOptions` answered it: where it is not so any more, nothing is saved.
    seen: Option<Seen>,
}

/// The desired retention of a deck, in hundredths: syncs carry no more.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(try_from = "f64")]
struct OwnRetention(f32);

impl TryFrom<f64> for OwnRetention {
    type Error = String;

    fn try_from(number: f64) -> Result<Self, String> {
        let retention = ((number * 100.0).round() / 100.0) as f32;
        if DeckConfigSettings::DESIRED_RETENTION.contains(&retention) {
            Ok(Self(retention))
        } else {
            Err(format!(
                "`{number}` is no desired retention; it lies between 0.7 and 0.99"
            ))
        }
    }
}

/// Reads what may be null, and is told apart from what is left out.
fn given<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

impl Action for SaveDeckOptions {
    const SPEC: Spec = Spec::new(
        "saveDeckOptions",
        &[example(
            r#"{
                "deck": 1, "preset": 0, "limits": {"newToday": 50}, "description": "Words of **the** week",
                "configs": [{
                    "name": "Quick", "maxTaken": 30, "autoplay": true, "timer": 0, "replayq": true,
                    "new": {
                        "bury": false, "delays": [10], "initialFactor": 2500, "ints": [1, 4, 0],
                        "order": 1, "perDay": 30
                    },
                    "rev": {
                        "bury": false, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 300,
                        "hardFactor": 1.2
                    },
                    "lapse": {
                        "delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0
                    }
                }]
            }"#,
            "null",
        )],
    )
    .errors(&[
        NOT_FOUND,
        FILTERED,
        "this was changed elsewhere meanwhile, so nothing was saved",
    ]);
    type Reply = ();
}

impl WriteAction for SaveDeckOptions {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let id = self.deck.0;
        let deck = transaction.catalog().deck(id).cloned();
        let deck = deck.ok_or_else(|| ApiError::DeckNotFound(id.to_string()))?;
        if deck.is_filtered() {
            return Err(ApiError::NoPresetOfFiltered(deck.name.human()));
        }
        if let Some(seen) = self.seen {
            seen.require(&Options::of(transaction, id)?)?;
        }
        let before = transaction.options_in_force()?;
        for preset in self.removed {
            transaction.remove_deck_config(preset.0)?;
        }
        let mut last = None;
        for config in self.configs {
            last = Some(transaction.save_deck_config(read_preset(config)?)?);
        }
        let preset = self.preset.map(|preset| preset.0);
        let preset = if preset == Some(DeckConfigId(0)) {
            last
        } else {
            preset
        };
        if let Some(preset) = preset {
            let below = transaction
                .decks_below(&deck)
                .filter(|_| self.with_subdecks);
            let decks: Vec<DeckId> = below.map(|deck| deck.id).chain([id]).collect();
            for deck in decks {
                transaction.set_config_of_deck(deck, preset)?;
            }
        }
        if let Some(limits) = self.limits {
            transaction.limit_deck(id, limits.into())?;
        }
        if let Some(retention) = self.desired_retention {
            transaction.set_desired_retention(id, retention.map(|OwnRetention(share)| share))?;
        }
        if let Some(switches) = self.switches {
            transaction.set_study_switches(StudySwitches {
                fsrs: switches.fsrs,
                new_cards_ignore_review_limit: switches.new_cards_ignore_review_limit,
                apply_all_parent_limits: switches.apply_all_parent_limits,
            })?;
        }
        if let Some(description) = self.description {
            transaction.describe_deck(id, description, true)?;
        }
        transaction.follow_options(&before, self.reschedule_cards)?;
        transaction.set_label("Deck Options");
        Ok(())
    }
}

/// Reads a preset in the form of `getDeckConfig`; one without an id has 0 as such.
pub(super) fn read_preset(mut dict: Map<String, Value>) -> Result<DeckConfig, ApiError> {
    for name in ["id", "mod", "usn"] {
        let number = dict.get(name).and_then(Value::as_i64).unwrap_or(0);
        dict.insert(name.to_owned(), number.into());
    }
    Ok(deck_config_from_dict(Value::Object(dict))?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::door::testing::TestDoor;

    #[test]
    fn options_are_saved_together_and_undone_together() {
        let door = TestDoor::new();
        let deck = door.result("createDeck", json!({"deck": "A"}));
        let below = door.result("createDeck", json!({"deck": "A::B"}));
        let before = door.result("deckOptions", json!({ "deck": deck }));
        let mut config = before["presets"][0]["config"].clone();
        config["id"] = json!(0);
        config["name"] = json!("Quick");
        config["new"]["perDay"] = json!(77);
        door.result(
            "saveDeckOptions",
            json!({
                "deck": deck, "configs": [config], "preset": 0, "withSubdecks": true,
                "limits": {"newToday": 5}, "desiredRetention": 0.83,
                "switches": {"fsrs": true, "newCardsIgnoreReviewLimit": false, "applyAllParentLimits": true},
                "description": "about *A*",
            }),
        );
        let after = door.result("deckOptions", json!({ "deck": deck }));
        assert_ne!(after["preset"], before["preset"]);
        assert_eq!(after["presets"].as_array().map(Vec::len), Some(2));
        assert_eq!(after["limits"]["newToday"], json!(5));
        assert_eq!(after["desiredRetention"], json!(0.83));
        assert_eq!(after["switches"]["fsrs"], json!(true));
        assert_eq!(
            (&after["description"], &after["markdown"]),
            (&json!("about *A*"), &json!(true))
        );
        let of_below = door.result("deckOptions", json!({ "deck": below }));
        assert_eq!(of_below["preset"], after["preset"]);
        assert_eq!(of_below["desiredRetention"], json!(null));
        let undone = door.result("undo", json!({}));
        assert_eq!(undone["done"], json!("Deck Options"));
        assert_eq!(door.result("deckOptions", json!({ "deck": deck })), before);
    }

    #[test]
    fn cards_follow_the_options() {
        let door = TestDoor::new();
        for front in ["a", "b", "c"] {
            let note = json!({"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "x"}});
            door.result("addNote", json!({ "note": note }));
        }
        let cards = door.result("findCards", json!({"query": ""}));
        let answers = json!([{"cardId": cards[0], "ease": 4}, {"cardId": cards[1], "ease": 3}]);
        door.result("answerCards", json!({ "answers": answers }));
        let remembered = |door: &TestDoor| {
            let found = door.result("findCards", json!({"query": "prop:s>0"}));
            found.as_array().map(Vec::len)
        };
        let infos = |door: &TestDoor| door.result("cardsInfo", json!({ "cards": cards }));
        let before = (infos(&door), remembered(&door));
        assert_eq!(
            (before.1, &before.0[1]["left"], &before.0[2]["due"]),
            (Some(0), &json!(1), &json!(3))
        );
        let options = door.result("deckOptions", json!({"deck": 1}));
        let mut config = options["presets"][0]["config"].clone();
        config["new"]["delays"] = json!([1, 5, 10, 15]);
        config["new"]["order"] = json!(0);
        let mut switches = options["switches"].clone();
        switches["fsrs"] = json!(true);
        door.result(
            "saveDeckOptions",
            json!({"deck": 1, "configs": [config], "switches": switches, "rescheduleCards": true}),
        );
        let after = infos(&door);
        assert_eq!(
            (remembered(&door), &after[1]["left"], &after[2]["due"]),
            (Some(2), &json!(3), &json!(1))
        );
        assert_ne!(after[0]["interval"], before.0[0]["interval"]);
        let undone = door.result("undo", json!({}));
        assert_eq!(undone["done"], json!("Deck Options"));
        assert_eq!((infos(&door), remembered(&door)), before);
    }

    #[test]
    fn options_that_nobody_can_study_by_are_refused() {
        let door = TestDoor::new();
        let before = door.result("deckOptions", json!({"deck": 1}));
        for (name, value, error) in [
            (
                "fsrsParams6",
                json!([1, 2]),
                "the FSRS parameters of the preset are not valid; there are 2 of them",
            ),
            (
                "ignoreRevlogsBeforeDate",
                json!("yesterday"),
                "`yesterday` is no date; reviews count from a date such as 2024-12-31",
            ),
        ] {
            let mut config = before["presets"][0]["config"].clone();
            config[name] = value;
            let save = json!({"deck": 1, "configs": [config], "limits": {"newToday": 5}});
            assert_eq!(door.error("saveDeckOptions", save), error);
        }
        assert_eq!(door.result("deckOptions", json!({"deck": 1})), before);
    }

    #[test]
    fn a_deck_has_its_own_desired_retention_until_it_is_taken_away() {
        let door = TestDoor::new();
        let save = |retention: Value| json!({"deck": 1, "desiredRetention": retention});
        let own = |door: &TestDoor| {
            door.result("deckOptions", json!({"deck": 1}))["desiredRetention"].clone()
        };
        door.result("saveDeckOptions", save(json!(0.951)));
        door.result(
            "saveDeckOptions",
            json!({"deck": 1, "description": "about"}),
        );
        assert_eq!(own(&door), json!(0.95));
        for wrong in [json!(0.5), json!(1), json!("high")] {
            let error = door.error("saveDeckOptions", save(wrong));
            assert!(error.contains("desiredRetention"), "{error}");
        }
        assert_eq!(own(&door), json!(0.95));
        door.result("saveDeckOptions", save(json!(null)));
        assert_eq!(own(&door), json!(null));
    }

    #[test]
    fn options_are_saved_over_what_was_seen_alone() {
        let door = TestDoor::new();
        let seen = door.result("deckOptions", json!({"deck": 1}));
        let save = |description: &str| json!({"deck": 1, "description": description, "limits": {"newToday": 5}, "seen": seen});
        door.result("saveDeckOptions", save("mine"));
        let overtaken = door.result("deckOptions", json!({"deck": 1}));
        let error = door.error("saveDeckOptions", save("too late"));
        assert_eq!(
            error,
            "this was changed elsewhere meanwhile, so nothing was saved"
        );
        assert_eq!(door.result("deckOptions", json!({"deck": 1})), overtaken);
        assert_eq!(overtaken["description"], json!("mine"));
    }

    #[test]
    fn a_removed_preset_gives_way_to_the_default_one() {
        let door = TestDoor::new();
        let preset = door.result("cloneDeckConfigId", json!({"name": "Other"}));
        door.result("saveDeckOptions", json!({"deck": 1, "preset": preset}));
        door.result("saveDeckOptions", json!({"deck": 1, "removed": [preset]}));
        assert_eq!(
            door.result("deckOptions", json!({"deck": 1}))["preset"],
            json!(1)
        );
        let error = door.error("saveDeckOptions", json!({"deck": 1, "removed": [1]}));
        assert!(!error.is_empty());
        assert_eq!(
            door.error("deckOptions", json!({"deck": 9})),
            "deck was not found: 9"
        );
    }
}
