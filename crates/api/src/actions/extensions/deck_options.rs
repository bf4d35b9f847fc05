//! The options of a deck as one dialog shows and saves them.

use ankid_collection::{DeckLimits, StudySwitches, Transaction, View};
use ankid_schema11::deck_config_from_dict;
use ankid_types::{DeckConfigId, DeckId, DeckKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::actions::decks::{preset_dict, preset_example};
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
    /// Its options, in the form in which `getDeckConfig` answers them.
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
        let users = |id| {
            let users = catalog.decks().filter(|deck| deck.config_id() == Some(id));
            users.count()
        };
        let presets = catalog.deck_configs().map(|config| {
            Ok(Preset {
                config: preset_dict(view, config.id)?,
                decks: users(config.id),
            })
        });
        let switches = view.study_switches()?;
        Ok(Self {
            name: deck.name.human(),
            preset: view.deck_config_or_default(normal.config_id)?.id.0,
            presets: presets.collect::<Result<_, ApiError>>()?,
            subdecks: view.decks_below(deck).count(),
            limits: DeckLimits::of(deck, view.timing()?.today).into(),
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

/// Saves the options of a deck as one step that can be undone. What is left out stays as it is. After a preset was
/// removed the next sync is a full one.
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
    /// The switches of the whole collection.
    switches: Option<Switches>,
    /// What the deck says about itself, as Markdown.
    description: Option<String>,
    /// What the caller has seen, as `deckOptions` answered it: where it is not so any more, nothing is saved.
    seen: Option<Seen>,
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
        for preset in self.removed {
            transaction.remove_deck_config(preset.0)?;
        }
        let mut last = None;
        for config in self.configs {
            last = Some(store(transaction, config)?);
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
        transaction.set_label("Deck Options");
        Ok(())
    }
}

/// Saves a preset, or makes a new one; its id.
fn store(
    transaction: &mut Transaction,
    mut dict: Map<String, Value>,
) -> Result<DeckConfigId, ApiError> {
    let id = dict.get("id").and_then(Value::as_i64).unwrap_or(0);
    dict.insert("id".to_owned(), id.into());
    dict.insert("mod".to_owned(), transaction.now_secs().0.into());
    dict.insert("usn".to_owned(), (-1).into());
    let config = deck_config_from_dict(Value::Object(dict))?;
    if id == 0 {
        return Ok(transaction.add_deck_config(config)?);
    }
    let id = config.id;
    transaction.update_deck_config(config)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
                "limits": {"newToday": 5},
                "switches": {"fsrs": true, "newCardsIgnoreReviewLimit": false, "applyAllParentLimits": true},
                "description": "about *A*",
            }),
        );
        let after = door.result("deckOptions", json!({ "deck": deck }));
        assert_ne!(after["preset"], before["preset"]);
        assert_eq!(after["presets"].as_array().map(Vec::len), Some(2));
        assert_eq!(after["limits"]["newToday"], json!(5));
        assert_eq!(after["switches"]["fsrs"], json!(true));
        assert_eq!(
            (&after["description"], &after["markdown"]),
            (&json!("about *A*"), &json!(true))
        );
        let of_below = door.result("deckOptions", json!({ "deck": below }));
        assert_eq!(of_below["preset"], after["preset"]);
        let undone = door.result("undo", json!({}));
        assert_eq!(undone["done"], json!("Deck Options"));
        assert_eq!(door.result("deckOptions", json!({ "deck": deck })), before);
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
