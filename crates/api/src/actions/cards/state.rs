//! Suspending cards, and the factor of their intervals.

use ankid_collection::{Transaction, View};
use ankid_types::{CardId, CardQueue};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::info::or_no_card;
use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::python;
use crate::wire::{Id, List, Truth};

/// Answers the factors that the intervals of cards grow by, in thousandths, `null` for an id that
/// no card has.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetEaseFactors {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
}

impl Action for GetEaseFactors {
    const SPEC: Spec = Spec::new(
        "getEaseFactors",
        &[example(r#"{"cards": [1767268800000, 1]}"#, "[0, null]")],
    );
    type Reply = Vec<Option<u16>>;
}

impl ReadAction for GetEaseFactors {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let mut factors = Vec::with_capacity(self.cards.0.len());
        view.for_each_card(&or_no_card(self.cards), |card| -> Result<(), ApiError> {
            factors.push(card.map(|card| card.ease_factor));
            Ok(())
        })?;
        Ok(factors)
    }
}

/// Sets the factors that the intervals of cards grow by. Answers for each card whether there is
/// one. A factor that cannot be set fails the request, and nothing is changed.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetEaseFactors {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
    /// Their factors in thousandths, 0 to 65535: 2500 is 250%.
    #[schemars(with = "Vec<u16>")]
    ease_factors: List<Value>,
}

impl Action for SetEaseFactors {
    const SPEC: Spec = Spec::new(
        "setEaseFactors",
        &[example(
            r#"{"cards": [1767268800000, 1], "easeFactors": [4100, 3900]}"#,
            "[true, false]",
        )],
    );
    type Reply = Vec<bool>;
}

impl WriteAction for SetEaseFactors {
    fn run(self, transaction: &mut Transaction) -> Result<Vec<bool>, ApiError> {
        let cards = or_no_card(self.cards);
        let factors = self.ease_factors.0;
        if factors.len() < cards.len() {
            return Err(ApiError::Parameter(format!(
                "`easeFactors` has {} values for {} cards",
                factors.len(),
                cards.len()
            )));
        }
        let cards = cards.into_iter().zip(&factors).map(|(card, factor)| {
            let factor = python::integer(factor).map_err(ApiError::Parameter)?;
            Ok(transaction.set_ease_factor(card, factor)?)
        });
        cards.collect()
    }
}

/// Suspends cards: they are not studied until they are unsuspended. Answers false if there was
/// nothing to do: no card, or a single one that is suspended already.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Suspend {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
    /// False to unsuspend them instead.
    #[serde(default = "yes")]
    suspend: Truth,
}

fn yes() -> Truth {
    Truth(true)
}

impl Action for Suspend {
    const SPEC: Spec = Spec::new(
        "suspend",
        &[
            example(r#"{"cards": [1767268800000]}"#, "true"),
            example(r#"{"cards": []}"#, "false"),
        ],
    )
    .errors(&["Card was not found: ID"]);
    type Reply = bool;
}

impl WriteAction for Suspend {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        let cards = or_no_card(self.cards);
        let changed = match self.suspend.0 {
            true => transaction.suspend_cards(&cards)?,
            false => transaction.unsuspend_cards(&cards)?,
        };
        // Of several cards the add-on overlooks that there is nothing to do.
        Ok(changed > 0 || cards.len() > 1)
    }
}

/// Lets suspended cards be studied again.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Unsuspend {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
}

impl Action for Unsuspend {
    const SPEC: Spec = Spec::new(
        "unsuspend",
        &[example(r#"{"cards": [1767268800000]}"#, "null")],
    )
    .errors(&["Card was not found: ID"]);
    type Reply = ();
}

impl WriteAction for Unsuspend {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        transaction.unsuspend_cards(&or_no_card(self.cards))?;
        Ok(())
    }
}

/// Answers whether a card is suspended.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Suspended {
    /// The id of the card.
    card: Id<CardId>,
}

impl Action for Suspended {
    const SPEC: Spec = Spec::new(
        "suspended",
        &[example(r#"{"card": 1767268800000}"#, "false")],
    )
    .errors(&["Card was not found: ID"]);
    type Reply = bool;
}

impl ReadAction for Suspended {
    fn run(self, view: &View) -> Result<bool, ApiError> {
        let card = view.require_card(self.card.0)?;
        Ok(card.queue == CardQueue::Suspended)
    }
}

/// Answers for each card whether it is suspended, `null` for an id that no card has.
#[derive(Deserialize, JsonSchema)]
pub(super) struct AreSuspended {
    /// The ids of the cards.
    cards: List<Option<Id<CardId>>>,
}

impl Action for AreSuspended {
    const SPEC: Spec = Spec::new(
        "areSuspended",
        &[example(r#"{"cards": [1767268800000, 1]}"#, "[false, null]")],
    );
    type Reply = Vec<Option<bool>>;
}

impl ReadAction for AreSuspended {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let mut suspended = Vec::with_capacity(self.cards.0.len());
        view.for_each_card(&or_no_card(self.cards), |card| -> Result<(), ApiError> {
            suspended.push(card.map(|card| card.queue == CardQueue::Suspended));
            Ok(())
        })?;
        Ok(suspended)
    }
}
