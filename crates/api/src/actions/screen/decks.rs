//! The list of decks, a deck before it is studied, and its options.

use ankid_collection::{DeckCounts, DeckLimits, Transaction, View};
use ankid_types::{DeckId, DeckKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::card::{Finished, StudiedToday};
use crate::action::{Action, HostAction, ReadAction, Spec, WriteAction, example};
use crate::actions::decks::{preset_dict, preset_example};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::Id;

/// The days that an overview looks ahead.
const WEEK: u32 = 7;

/// Answers all decks as Anki lists them, each before those below it, with what is left to do today.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DeckTree {}

/// The list of decks.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tree {
    /// The decks.
    decks: Vec<TreeDeck>,
    /// What was studied today.
    studied_today: StudiedToday,
    /// The id of the current deck.
    current: i64,
}

/// A deck of the list.
#[derive(Serialize, JsonSchema)]
struct TreeDeck {
    /// Its id.
    id: i64,
    /// Its whole name.
    name: String,
    /// How deep it lies; 1 for a deck at the top.
    level: usize,
    /// The id of the deck above it; null at the top.
    parent: Option<i64>,
    /// Whether those below it are hidden.
    folded: bool,
    /// Whether it is a filtered deck.
    filtered: bool,
    /// What is left to do today, within the limits, those below included.
    counts: DeckCountsShown,
    /// How many cards it and those below it have.
    total: u32,
}

/// What is left to do.
#[derive(Serialize, JsonSchema)]
struct DeckCountsShown {
    /// New cards.
    new: u32,
    /// Cards in learning.
    learning: u32,
    /// Reviews.
    review: u32,
}

impl DeckCountsShown {
    fn of(counts: &DeckCounts) -> Self {
        Self {
            new: counts.new,
            learning: counts.learning,
            review: counts.review,
        }
    }
}

impl Action for DeckTree {
    const SPEC: Spec = Spec::new(
        "deckTree",
        &[example(
            "{}",
            r#"{
                "decks": [
                    {
                        "id": 1, "name": "Default", "level": 1, "parent": null, "folded": true,
                        "filtered": false, "counts": {"new": 1, "learning": 0, "review": 0}, "total": 1
                    },
                    {
                        "id": 1767268801000, "name": "Japanese", "level": 1, "parent": null, "folded": true,
                        "filtered": false, "counts": {"new": 0, "learning": 0, "review": 0}, "total": 0
                    },
                    {
                        "id": 1767268801001, "name": "Japanese::JLPT N5", "level": 2,
                        "parent": 1767268801000, "folded": true, "filtered": false,
                        "counts": {"new": 0, "learning": 0, "review": 0}, "total": 0
                    }
                ],
                "studiedToday": {"cards": 0, "seconds": 0.0}, "current": 1
            }"#,
        )],
    );
    type Reply = Tree;
}

impl HostAction for DeckTree {
    fn run(self, call: &Call<'_>) -> Result<Tree, ApiError> {
        begin_day(call)?;
        call.engine()?.read(tree)
    }
}

/// Takes buried cards back on a new day; the writer is asked on no other.
fn begin_day(call: &Call<'_>) -> Result<(), ApiError> {
    let engine = call.engine()?;
    if engine.read(|view| view.has_day_changed())? {
        engine.write(|transaction| transaction.begin_day())?;
    }
    Ok(())
}

fn tree(view: &View) -> Result<Tree, ApiError> {
    let mut decks = Vec::new();
    // The decks that the next one may be below, topmost first.
    let mut above: Vec<DeckId> = Vec::new();
    for counts in view.deck_counts()? {
        let deck = view.catalog().require_deck(counts.deck)?;
        above.truncate(counts.level - 1);
        decks.push(TreeDeck {
            id: deck.id.0,
            name: deck.name.human(),
            level: counts.level,
            parent: above.last().map(|parent| parent.0),
            folded: deck.common.study_collapsed,
            filtered: deck.is_filtered(),
            counts: DeckCountsShown::of(&counts),
            total: counts.total_with_below,
        });
        above.push(deck.id);
    }
    Ok(Tree {
        decks,
        studied_today: StudiedToday::of(view)?,
        current: view.current_deck()?.id.0,
    })
}

/// Folds a deck of the list, so that those below it are hidden, or unfolds it.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SetDeckFolded {
    /// The id of the deck.
    deck: Id<DeckId>,
    /// Whether it is folded.
    folded: bool,
}

impl Action for SetDeckFolded {
    const SPEC: Spec = Spec::new(
        "setDeckFolded",
        &[example(
            r#"{"deck": 1767268801000, "folded": false}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for SetDeckFolded {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        Ok(transaction.fold_deck(self.deck.0, self.folded)?)
    }
}

/// Gives a deck another name; those below it move along. Where another deck has the name, a `+` is put behind it.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RenameDeck {
    /// The id of the deck.
    deck: Id<DeckId>,
    /// The whole new name, with `::` between its levels.
    name: String,
}

impl Action for RenameDeck {
    const SPEC: Spec = Spec::new(
        "renameDeck",
        &[example(
            r#"{"deck": 1767268801000, "name": "Languages::Japanese"}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for RenameDeck {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        Ok(transaction.rename_deck(self.deck.0, &self.name)?)
    }
}

/// Puts decks below another one, or at the top.
#[derive(Deserialize, JsonSchema)]
pub(super) struct MoveDecks {
    /// The ids of the decks.
    decks: Vec<Id<DeckId>>,
    /// The id of the deck that they go below; null for the top.
    under: Option<Id<DeckId>>,
}

impl Action for MoveDecks {
    const SPEC: Spec = Spec::new(
        "moveDecks",
        &[example(
            r#"{"decks": [1767268801001], "under": null}"#,
            "null",
        )],
    );
    type Reply = ();
}

impl WriteAction for MoveDecks {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let decks: Vec<DeckId> = self.decks.into_iter().map(|deck| deck.0).collect();
        Ok(transaction.move_decks(&decks, self.under.map(|under| under.0))?)
    }
}

/// Answers what there is to say about a deck before it is studied.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DeckOverview {
    /// The id of the deck.
    deck: Id<DeckId>,
}

/// A deck before it is studied.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview {
    /// Its id.
    id: i64,
    /// Its whole name.
    name: String,
    /// What its owner wrote about it: HTML, or Markdown. Not to be trusted.
    description: String,
    /// Whether the description is Markdown.
    markdown: bool,
    /// Whether it is a filtered deck.
    filtered: bool,
    /// What is left to do today.
    counts: DeckCountsShown,
    /// How many cards are due on each of seven days, today first; what is overdue counts as due today.
    week: Vec<u32>,
    /// What there is to tell where nothing is left; null otherwise.
    finished: Option<Finished>,
}

impl Action for DeckOverview {
    const SPEC: Spec = Spec::new(
        "deckOverview",
        &[example(
            r#"{"deck": 1}"#,
            r#"{
                "id": 1, "name": "Default", "description": "", "markdown": false, "filtered": false,
                "counts": {"new": 1, "learning": 0, "review": 0}, "week": [0, 0, 0, 0, 0, 0, 0],
                "finished": null
            }"#,
        )],
    )
    .errors(&["deck was not found: ID"]);
    type Reply = Overview;
}

impl HostAction for DeckOverview {
    fn run(self, call: &Call<'_>) -> Result<Overview, ApiError> {
        begin_day(call)?;
        call.engine()?.read(|view| overview(view, self.deck.0))
    }
}

fn overview(view: &View, id: DeckId) -> Result<Overview, ApiError> {
    let deck = view.catalog().deck(id);
    let deck = deck.ok_or_else(|| ApiError::DeckNotFound(id.to_string()))?;
    let counts = view
        .deck_counts()?
        .into_iter()
        .find(|counts| counts.deck == id);
    let counts = counts.map_or(
        DeckCountsShown {
            new: 0,
            learning: 0,
            review: 0,
        },
        |counts| DeckCountsShown::of(&counts),
    );
    let is_done = counts.new + counts.learning + counts.review == 0;
    let (description, markdown) = match &deck.kind {
        DeckKind::Normal(normal) => (normal.description.clone(), normal.markdown_description),
        DeckKind::Filtered(_) => (String::new(), false),
    };
    Ok(Overview {
        id: id.0,
        name: deck.name.human(),
        description,
        markdown,
        filtered: deck.is_filtered(),
        counts,
        week: view.due_on_days(id, WEEK)?,
        finished: is_done.then(|| Finished::of(view, id)).transpose()?,
    })
}

/// Answers the options of a deck: its preset, all presets, and its own limits.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DeckPresets {
    /// The id of the deck.
    deck: Id<DeckId>,
}

/// The options of a deck.
#[derive(Serialize, JsonSchema)]
pub(super) struct Presets {
    /// Its preset, as `getDeckConfig` answers it; null for a filtered deck.
    config: Option<Map<String, Value>>,
    /// All presets.
    presets: Vec<PresetShown>,
    /// The limits that the deck has for itself.
    limits: Limits,
    /// Whether FSRS is on.
    fsrs: bool,
}

/// A preset.
#[derive(Serialize, JsonSchema)]
struct PresetShown {
    /// Its id.
    id: i64,
    /// Its name.
    name: String,
    /// How many decks have it.
    decks: usize,
}

/// The limits that a deck has for itself; null where those of its preset count.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::actions) struct Limits {
    /// New cards a day.
    #[serde(default)]
    new_per_day: Option<u32>,
    /// Reviews a day.
    #[serde(default)]
    reviews_per_day: Option<u32>,
    /// New cards today only.
    #[serde(default)]
    new_today: Option<u32>,
    /// Reviews today only.
    #[serde(default)]
    reviews_today: Option<u32>,
}

impl From<DeckLimits> for Limits {
    fn from(limits: DeckLimits) -> Self {
        Self {
            new_per_day: limits.new_per_day,
            reviews_per_day: limits.reviews_per_day,
            new_today: limits.new_today,
            reviews_today: limits.reviews_today,
        }
    }
}

impl From<Limits> for DeckLimits {
    fn from(limits: Limits) -> Self {
        Self {
            new_per_day: limits.new_per_day,
            reviews_per_day: limits.reviews_per_day,
            new_today: limits.new_today,
            reviews_today: limits.reviews_today,
        }
    }
}

impl Action for DeckPresets {
    const SPEC: Spec = Spec::new(
        "deckPresets",
        &[example(
            r#"{"deck": 1}"#,
            concat!(
                r#"{"config": "#,
                preset_example!(),
                r#", "presets": [{"id": 1, "name": "Default", "decks": 3}],
                    "limits": {
                        "newPerDay": null, "reviewsPerDay": null, "newToday": null, "reviewsToday": null
                    },
                    "fsrs": false
                }"#,
            ),
        )],
    )
    .errors(&["deck was not found: ID"]);
    type Reply = Presets;
}

impl ReadAction for DeckPresets {
    fn run(self, view: &View) -> Result<Presets, ApiError> {
        let catalog = view.catalog();
        let deck = catalog.deck(self.deck.0);
        let deck = deck.ok_or_else(|| ApiError::DeckNotFound(self.deck.0.to_string()))?;
        let config = deck.config_id();
        let config = config.map(|id| preset_dict(view, id)).transpose()?;
        let limits = DeckLimits::of(deck, view.timing()?.today);
        Ok(Presets {
            config,
            presets: catalog
                .deck_configs()
                .map(|config| PresetShown {
                    id: config.id.0,
                    name: config.name.clone(),
                    decks: catalog.decks_with(config.id).count(),
                })
                .collect(),
            limits: limits.into(),
            fsrs: view.is_fsrs()?,
        })
    }
}

/// Gives a deck limits of its own, instead of all that it had. Answers false for a filtered deck, which has none.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SetDeckLimits {
    /// The id of the deck.
    deck: Id<DeckId>,
    /// The limits.
    limits: Limits,
}

impl Action for SetDeckLimits {
    const SPEC: Spec = Spec::new(
        "setDeckLimits",
        &[example(
            r#"{"deck": 1, "limits": {"newPerDay": 5, "reviewsToday": 100}}"#,
            "true",
        )],
    );
    type Reply = bool;
}

impl WriteAction for SetDeckLimits {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        Ok(transaction.limit_deck(self.deck.0, self.limits.into())?)
    }
}

/// Says what a deck is about, for its overview. Answers false for a filtered deck, which cannot say so.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SetDeckDescription {
    /// The id of the deck.
    deck: Id<DeckId>,
    /// The text: HTML, or Markdown.
    description: String,
    /// Whether it is Markdown.
    #[serde(default)]
    markdown: bool,
}

impl Action for SetDeckDescription {
    const SPEC: Spec = Spec::new(
        "setDeckDescription",
        &[example(
            r#"{"deck": 1, "description": "All **words** of the course.", "markdown": true}"#,
            "true",
        )],
    )
    .errors(&["deck `ID` does not exist"]);
    type Reply = bool;
}

impl WriteAction for SetDeckDescription {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        Ok(transaction.describe_deck(self.deck.0, self.description, self.markdown)?)
    }
}
