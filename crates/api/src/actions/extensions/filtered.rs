//! Filtered decks, which borrow the cards that a search finds.

use ankid_collection::{Transaction, View};
use ankid_types::{DeckId, FilteredDeck, FilteredSearchOrder, FilteredSearchTerm};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{Id, List};

/// Makes a filtered deck, which borrows the cards that its searches find until they are answered.
/// Suspended and buried cards, and those in other filtered decks, stay where they are. Answers the
/// id of the deck. It becomes the current deck. If nothing is found, no deck is made.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateFilteredDeck {
    /// The name, with `::` between levels. One that is taken gets a plus sign.
    deck: String,
    /// One or two searches.
    #[schemars(length(min = 1, max = 2))]
    searches: Vec<Search>,
    /// Whether answers change when the cards are due next. If not, they are only looked through.
    #[serde(default = "yes")]
    reschedule: bool,
    /// Without rescheduling: after how many seconds a card comes back that was answered "again",
    /// "hard" or "good". 0 sends it home.
    #[serde(default = "preview_delays")]
    preview_delays: [u32; 3],
}

/// A search of a filtered deck.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Search {
    /// What to search for, in Anki's search language.
    query: String,
    /// How many cards to take at most.
    #[serde(default = "hundred")]
    limit: u32,
    /// Which cards to take first.
    #[serde(default)]
    order: Order,
}

/// Which cards a filtered deck takes first.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Order {
    /// Longest not reviewed.
    OldestReviewed,
    /// By chance.
    #[default]
    Random,
    /// Shortest interval.
    ShortestInterval,
    /// Longest interval.
    LongestInterval,
    /// Most often forgotten.
    MostLapses,
    /// Oldest note.
    Added,
    /// Soonest due.
    Due,
    /// Newest note.
    LatestAdded,
    /// Least likely to be remembered; with FSRS.
    LowestRetrievability,
    /// Most likely to be remembered; with FSRS.
    HighestRetrievability,
    /// Most overdue for its interval.
    RelativeOverdueness,
}

fn yes() -> bool {
    true
}

fn hundred() -> u32 {
    100
}

fn preview_delays() -> [u32; 3] {
    [60, 600, 0]
}

impl From<Order> for FilteredSearchOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::OldestReviewed => Self::OldestReviewedFirst,
            Order::Random => Self::Random,
            Order::ShortestInterval => Self::IntervalsAscending,
            Order::LongestInterval => Self::IntervalsDescending,
            Order::MostLapses => Self::Lapses,
            Order::Added => Self::Added,
            Order::Due => Self::Due,
            Order::LatestAdded => Self::ReverseAdded,
            Order::LowestRetrievability => Self::RetrievabilityAscending,
            Order::HighestRetrievability => Self::RetrievabilityDescending,
            Order::RelativeOverdueness => Self::RelativeOverdueness,
        }
    }
}

impl Action for CreateFilteredDeck {
    const SPEC: Spec = Spec::new(
        "createFilteredDeck",
        &[example(
            r#"{
                "deck": "Cram",
                "searches": [{"query": "tag:sample", "limit": 20, "order": "due"}]
            }"#,
            "1767269400000",
        )],
    )
    .errors(&[
        "no cards match the searches of the filtered deck",
        "a filtered deck has one or two searches",
    ]);
    type Reply = Id<DeckId>;
}

impl WriteAction for CreateFilteredDeck {
    fn run(self, transaction: &mut Transaction) -> Result<Id<DeckId>, ApiError> {
        if !(1..=2).contains(&self.searches.len()) {
            let problem = "a filtered deck has one or two searches";
            return Err(ApiError::Parameter(problem.to_owned()));
        }
        let [again, hard, good] = self.preview_delays;
        let term = |search: Search| FilteredSearchTerm {
            search: search.query,
            limit: search.limit,
            order: search.order.into(),
        };
        let settings = FilteredDeck {
            reschedule: self.reschedule,
            search_terms: self.searches.into_iter().map(term).collect(),
            preview_again_secs: again,
            preview_hard_secs: hard,
            preview_good_secs: good,
            ..FilteredDeck::default()
        };
        Ok(Id(transaction.create_filtered_deck(&self.deck, settings)?))
    }
}

/// Sends all cards of filtered decks home and lets the decks borrow anew what their searches find.
/// Answers for each deck how many cards it has now, `null` for an id that no filtered deck has.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RebuildFilteredDecks {
    /// The ids of the decks.
    decks: List<Id<DeckId>>,
}

impl Action for RebuildFilteredDecks {
    const SPEC: Spec = Spec::new(
        "rebuildFilteredDecks",
        &[example(r#"{"decks": [1]}"#, "[null]")],
    );
    type Reply = Vec<Option<usize>>;
}

impl WriteAction for RebuildFilteredDecks {
    fn run(self, transaction: &mut Transaction) -> Result<Self::Reply, ApiError> {
        let mut counts = Vec::with_capacity(self.decks.0.len());
        for Id(deck) in self.decks.0 {
            counts.push(match is_filtered(transaction, deck) {
                true => Some(transaction.rebuild_filtered_deck(deck)?),
                false => None,
            });
        }
        Ok(counts)
    }
}

/// Sends all cards of filtered decks home. The decks stay. Answers for each deck whether it is a
/// filtered one.
#[derive(Deserialize, JsonSchema)]
pub(super) struct EmptyFilteredDecks {
    /// The ids of the decks.
    decks: List<Id<DeckId>>,
}

impl Action for EmptyFilteredDecks {
    const SPEC: Spec = Spec::new(
        "emptyFilteredDecks",
        &[example(r#"{"decks": [1]}"#, "[false]")],
    );
    type Reply = Vec<bool>;
}

impl WriteAction for EmptyFilteredDecks {
    fn run(self, transaction: &mut Transaction) -> Result<Self::Reply, ApiError> {
        let mut found = Vec::with_capacity(self.decks.0.len());
        for Id(deck) in self.decks.0 {
            let is_filtered = is_filtered(transaction, deck);
            if is_filtered {
                transaction.empty_filtered_deck(deck)?;
            }
            found.push(is_filtered);
        }
        Ok(found)
    }
}

fn is_filtered(view: &View, deck: DeckId) -> bool {
    let deck = view.catalog().deck(deck);
    deck.is_some_and(|deck| deck.is_filtered())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn cards_are_borrowed_and_sent_home() {
        let door = TestDoor::new();
        let note = json!({
            "deckName": "Default", "modelName": "Basic", "fields": {"Front": "a", "Back": "b"}
        });
        door.result("addNote", json!({ "note": note }));
        let search = json!({ "query": "is:new" });
        let deck = json!({ "deck": "Cram", "searches": [search], "reschedule": false });
        let deck = door.result("createFilteredDeck", deck);
        let borrowed = || door.result("findCards", json!({ "query": "deck:Cram" }));
        assert_eq!(borrowed().as_array().map(Vec::len), Some(1));
        let decks = json!({ "decks": [deck, 1] });
        assert_eq!(
            door.result("emptyFilteredDecks", decks.clone()),
            json!([true, false])
        );
        assert_eq!(borrowed(), json!([]));
        assert_eq!(door.result("rebuildFilteredDecks", decks), json!([1, null]));
        for (searches, problem) in [
            (json!([]), "a filtered deck has one or two searches"),
            (
                json!([search]),
                "no cards match the searches of the filtered deck",
            ),
        ] {
            let refused = json!({ "deck": "Other", "searches": searches });
            assert_eq!(door.call("createFilteredDeck", refused)["error"], problem);
        }
    }
}
