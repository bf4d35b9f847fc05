//! Flags, burying, and the order of new cards.

use ankid_collection::{Reposition, Transaction};
use ankid_types::CardId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::wire::{Id, List};

/// Marks cards with a coloured flag. Answers how many had another one. Cards that do not exist are
/// passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SetFlag {
    /// The ids of the cards.
    cards: List<Id<CardId>>,
    /// The flag, 1 to 7: red, orange, green, blue, pink, turquoise, purple. 0 takes it away.
    #[schemars(range(max = 7))]
    flag: u8,
}

impl Action for SetFlag {
    const SPEC: Spec = Spec::new(
        "setFlag",
        &[example(r#"{"cards": [1767268800000, 1], "flag": 3}"#, "1")],
    )
    .errors(&["`8` is no flag; flags are 1 to 7, and 0 for none"]);
    type Reply = usize;
}

impl WriteAction for SetFlag {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        Ok(transaction.set_flag(&ids(self.cards), self.flag)?)
    }
}

/// Buries cards: they are not studied until tomorrow. Answers how many were not buried before.
/// Suspended cards and those that do not exist are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct BuryCards {
    /// The ids of the cards.
    cards: List<Id<CardId>>,
    /// Whether to bury all cards of their notes.
    #[serde(default)]
    siblings: bool,
}

impl Action for BuryCards {
    const SPEC: Spec = Spec::new(
        "buryCards",
        &[example(r#"{"cards": [1767268800000, 1]}"#, "1")],
    );
    type Reply = usize;
}

impl WriteAction for BuryCards {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        let cards = ids(self.cards);
        if self.siblings {
            let notes = transaction.note_ids_of_cards(&cards)?;
            return Ok(transaction.bury_notes(&notes)?);
        }
        Ok(transaction.bury_cards(&cards)?)
    }
}

/// Lets buried cards be studied today, and suspended ones too. Answers how many there were. Cards that
/// do not exist are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UnburyCards {
    /// The ids of the cards.
    cards: List<Id<CardId>>,
}

impl Action for UnburyCards {
    const SPEC: Spec = Spec::new(
        "unburyCards",
        &[example(r#"{"cards": [1767268800000, 1]}"#, "0")],
    );
    type Reply = usize;
}

impl WriteAction for UnburyCards {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        Ok(transaction.unbury_and_unsuspend_cards(&ids(self.cards))?)
    }
}

/// Changes the order in which new cards are learned. The cards of a note stand together. Answers how
/// many cards were new. Others and those that do not exist are passed over.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RepositionNewCards {
    /// The ids of the cards.
    cards: List<Id<CardId>>,
    /// The position of the first note.
    #[serde(default)]
    start: u32,
    /// How far apart the notes stand.
    #[serde(default = "one")]
    step: u32,
    /// Whether the notes come by chance, and not in the order of the cards.
    #[serde(default)]
    random: bool,
    /// Whether other new cards that stand there already move behind.
    #[serde(default)]
    shift_others: bool,
}

fn one() -> u32 {
    1
}

impl Action for RepositionNewCards {
    const SPEC: Spec = Spec::new(
        "repositionNewCards",
        &[example(
            r#"{"cards": [1767268800000], "start": 0, "shiftOthers": true}"#,
            "1",
        )],
    );
    type Reply = usize;
}

impl WriteAction for RepositionNewCards {
    fn run(self, transaction: &mut Transaction) -> Result<usize, ApiError> {
        let to = Reposition {
            start: self.start,
            step: self.step,
            is_random: self.random,
            shifts_others: self.shift_others,
        };
        Ok(transaction.reposition_cards(&ids(self.cards), to)?)
    }
}

fn ids(cards: List<Id<CardId>>) -> Vec<CardId> {
    cards.0.into_iter().map(|card| card.0).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn a_flag_is_shown_and_a_number_that_is_none_changes_nothing() {
        let door = TestDoor::new();
        let note = json!({
            "deckName": "Default", "modelName": "Basic (and reversed card)",
            "fields": {"Front": "a", "Back": "b"}
        });
        let note = door.result("addNote", json!({ "note": note }));
        let cards = door.result("findCards", json!({ "query": format!("nid:{note}") }));
        assert_eq!(
            door.result("setFlag", json!({ "cards": cards, "flag": 4 })),
            2
        );
        let refused = door.call("setFlag", json!({ "cards": cards, "flag": 8 }));
        assert_eq!(
            refused["error"],
            "`8` is no flag; flags are 1 to 7, and 0 for none"
        );
        assert_eq!(
            door.result("findCards", json!({ "query": "flag:4" })),
            cards
        );
        let one = json!({ "cards": [cards[0]], "siblings": true });
        assert_eq!(door.result("buryCards", one), 2);
        assert_eq!(
            door.result("findCards", json!({ "query": "is:buried" })),
            cards
        );
        assert_eq!(door.result("unburyCards", json!({ "cards": cards })), 2);
    }
}
