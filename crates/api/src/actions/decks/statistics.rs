//! What is left to do in decks.

use ankid_collection::{DeckCounts, Transaction, View};
use ankid_types::DeckId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::{Entries, List};

/// Answers what is left to do today in decks, within their limits and with the decks below them, by
/// the id of each deck. A deck that there is not yet is made. The default deck is left out while it
/// is empty and there are other decks, as Anki leaves it out of its list of decks.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetDeckStats {
    /// The full names of the decks.
    decks: List<String>,
}

/// What is left to do in a deck.
#[derive(Serialize, JsonSchema)]
pub(super) struct DeckStats {
    /// The id of the deck.
    #[schemars(with = "i64")]
    deck_id: DeckId,
    /// The last level of its name.
    name: String,
    /// New cards.
    new_count: u32,
    /// Cards in learning.
    learn_count: u32,
    /// Reviews.
    review_count: u32,
    /// All cards in the deck, due or not, without those of the decks below.
    total_in_deck: u32,
}

impl Action for GetDeckStats {
    const SPEC: Spec = Spec::new(
        "getDeckStats",
        &[example(
            r#"{"decks": ["Japanese::JLPT N5"]}"#,
            r#"{"1767268801001": {
                "deck_id": 1767268801001, "name": "JLPT N5", "new_count": 0, "learn_count": 0,
                "review_count": 0, "total_in_deck": 0
            }}"#,
        )],
    );
    type Reply = Entries<DeckStats>;
}

impl HostAction for GetDeckStats {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        let engine = call.engine()?;
        let names = self.decks.0;
        // Counting takes its time, and the writer is needed only once a day or for a new deck.
        let decks = engine.read(|view| ready_decks(view, &names))?;
        let decks = match decks {
            Some(decks) => decks,
            None => engine.write(move |transaction| make_ready(transaction, &names))?,
        };
        engine.read(|view| {
            let counts = view.deck_counts()?.into_iter();
            let wanted = counts.filter(|counts| decks.contains(&counts.deck));
            let stats = wanted.filter_map(|counts| stats(view, &counts));
            Ok(Entries(stats.collect()))
        })
    }
}

/// The decks of these names; `None` if one is missing, or if the day has yet to begin.
fn ready_decks(view: &View, names: &[String]) -> Result<Option<Vec<DeckId>>, ApiError> {
    if view.has_day_changed()? {
        return Ok(None);
    }
    let decks = names.iter().map(|name| Some(view.deck_named(name)?.id));
    Ok(decks.collect())
}

fn make_ready(transaction: &mut Transaction, names: &[String]) -> Result<Vec<DeckId>, ApiError> {
    transaction.begin_day()?;
    let decks = names
        .iter()
        .map(|name| Ok(transaction.find_or_create_deck(name)?));
    decks.collect()
}

fn stats(view: &View, counts: &DeckCounts) -> Option<(String, DeckStats)> {
    let deck = view.catalog().deck(counts.deck)?;
    let stats = DeckStats {
        deck_id: deck.id,
        name: deck.name.leaf().to_owned(),
        new_count: counts.new,
        learn_count: counts.learning,
        review_count: counts.review,
        total_in_deck: counts.total_in_deck,
    };
    Some((deck.id.to_string(), stats))
}
