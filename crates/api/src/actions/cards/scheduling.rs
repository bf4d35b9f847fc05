//! Answering cards, and scheduling them by hand.

use ankid_collection::{CardIntervals, Rating, Transaction, View};
use ankid_types::CardId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::{Action, ReadAction, Spec, WriteAction, decode, example};
use crate::error::ApiError;
use crate::wire::{List, LooseId, Truth, given};

/// Answers for each card whether it is due; `null` for an id that no card has. New cards always
/// are. A card that waits for more than twenty minutes of learning is due when they are over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct AreDue {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
}

impl Action for AreDue {
    const SPEC: Spec = Spec::new(
        "areDue",
        &[example(r#"{"cards": [1767268800000, 1]}"#, "[true, null]")],
    );
    type Reply = Vec<Option<bool>>;
}

impl ReadAction for AreDue {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        Ok(view.are_due(&ids(self.cards))?)
    }
}

/// Answers the intervals that cards had after they were answered: days or, as negative numbers,
/// seconds. New cards have the interval 0.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetIntervals {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
    /// Whether to answer all intervals of each card, oldest first, and not only the last.
    #[serde(default)]
    complete: Truth,
}

/// The intervals of a card.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Intervals {
    /// The last one; `null` for an id that no card has.
    Last(Option<i32>),
    /// All, oldest first; none for an id that no card has.
    All(Vec<i32>),
}

impl Action for GetIntervals {
    const SPEC: Spec = Spec::new(
        "getIntervals",
        &[
            example(r#"{"cards": [1767268800000, 1]}"#, "[0, null]"),
            example(
                r#"{"cards": [1767268800000, 1], "complete": true}"#,
                "[0, []]",
            ),
        ],
    );
    type Reply = Vec<Intervals>;
}

impl ReadAction for GetIntervals {
    fn run(self, view: &View) -> Result<Self::Reply, ApiError> {
        let cards = ids(self.cards);
        let intervals = if self.complete.0 {
            view.intervals_of_cards(&cards)?
        } else {
            view.last_intervals_of_cards(&cards)?
        };
        let shown = intervals
            .into_iter()
            .map(|had| match (had, self.complete.0) {
                (CardIntervals::New, _) => Intervals::Last(Some(0)),
                (CardIntervals::Missing, true) => Intervals::All(Vec::new()),
                (CardIntervals::Missing, false) => Intervals::Last(None),
                (CardIntervals::Answered(all), true) => Intervals::All(all),
                (CardIntervals::Answered(all), false) => {
                    Intervals::Last(Some(all.last().copied().unwrap_or(0)))
                }
            });
        Ok(shown.collect())
    }
}

/// Makes cards new again, at the position that they had when they were new. Their reviews stay in
/// the log, and are still counted. Cards that do not exist are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ForgetCards {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
}

impl Action for ForgetCards {
    const SPEC: Spec = Spec::new(
        "forgetCards",
        &[example(r#"{"cards": [1767268800000]}"#, "null")],
    );
    type Reply = ();
}

impl WriteAction for ForgetCards {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        Ok(transaction.forget_cards(&ids(self.cards))?)
    }
}

/// Puts cards among those that are relearned. Nothing else about them changes. Cards that do not
/// exist are passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RelearnCards {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
}

impl Action for RelearnCards {
    const SPEC: Spec = Spec::new(
        "relearnCards",
        &[example(r#"{"cards": [1767268800000]}"#, "null")],
    );
    type Reply = ();
}

impl WriteAction for RelearnCards {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        Ok(transaction.relearn_cards(&ids(self.cards))?)
    }
}

/// Answers cards, due or not, as if the buttons of the reviewer were pressed. Answers for each
/// whether there is such a card. An ease that is none fails the request, and no card is answered.
#[derive(Deserialize, JsonSchema)]
pub(super) struct AnswerCards {
    /// The answers, given in this order.
    answers: List<CardAnswer>,
}

/// An answer to a card.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CardAnswer {
    /// The id of the card.
    #[serde(default, deserialize_with = "given")]
    #[schemars(required, with = "i64")]
    card_id: Option<Value>,
    /// The button: 1 again, 2 hard, 3 good, 4 easy.
    #[serde(default, deserialize_with = "given")]
    #[schemars(required, with = "u8", range(min = 1, max = 4))]
    ease: Option<Value>,
}

impl Action for AnswerCards {
    const SPEC: Spec = Spec::new(
        "answerCards",
        &[example(
            r#"{"answers": [{"cardId": 1767268800000, "ease": 2}, {"cardId": 1, "ease": 4}]}"#,
            "[true, false]",
        )],
    )
    .errors(&["invalid ease"]);
    type Reply = Vec<bool>;
}

impl WriteAction for AnswerCards {
    fn run(self, transaction: &mut Transaction) -> Result<Vec<bool>, ApiError> {
        let mut cards = Vec::with_capacity(self.answers.0.len());
        let mut eases = Vec::with_capacity(self.answers.0.len());
        for answer in self.answers.0 {
            let card = answer.card_id.ok_or(ApiError::MissingKey("cardId"))?;
            cards.push(decode::<LooseId<CardId>>(card)?.0);
            eases.push(answer.ease.ok_or(ApiError::MissingKey("ease"))?);
        }
        let mut answers = Vec::with_capacity(cards.len());
        let mut found = Vec::with_capacity(cards.len());
        let mut eases = eases.iter();
        transaction.for_each_card(&cards, |card| {
            // The ease of a card that is missing does not matter.
            if let (Some(card), Some(ease)) = (card, eases.next()) {
                answers.push((card.id, rating(ease)?));
                found.push(true);
            } else {
                found.push(false);
            }
            Ok::<_, ApiError>(())
        })?;
        transaction.answer_cards(&answers)?;
        Ok(found)
    }
}

/// Makes cards due in some days, and new ones reviews. Answers true. Cards that do not exist are
/// passed over.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SetDueDate {
    /// The ids of the cards.
    cards: List<LooseId<CardId>>,
    /// In how many days: `0` is today, `1!` is tomorrow with an interval of one day, `3-7` is by
    /// chance between three and seven days.
    days: String,
}

impl Action for SetDueDate {
    const SPEC: Spec = Spec::new(
        "setDueDate",
        &[example(
            r#"{"cards": [1767268800000, 1], "days": "3-7"}"#,
            "true",
        )],
    );
    type Reply = bool;
}

impl WriteAction for SetDueDate {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        transaction.set_due_date(&ids(self.cards), &self.days)?;
        Ok(true)
    }
}

fn ids(cards: List<LooseId<CardId>>) -> Vec<CardId> {
    cards.0.into_iter().map(|card| card.0).collect()
}

/// The button of a number; Python takes `3.0` and, for 1, `true` as such too.
fn rating(ease: &Value) -> Result<Rating, ApiError> {
    let number = match ease {
        Value::Bool(ease) => Some(f64::from(u8::from(*ease))),
        Value::Number(ease) => ease.as_f64(),
        _ => None,
    };
    let is_number = |rating: &Rating| number == Some(f64::from(rating.number()));
    let rating = Rating::ALL.into_iter().find(is_number);
    rating.ok_or(ApiError::InvalidEase)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_ease_is_what_python_takes_for_one_of_four_numbers() {
        for (ease, expected) in [
            (json!(1), Some(Rating::Again)),
            (json!(4), Some(Rating::Easy)),
            (json!(3.0), Some(Rating::Good)),
            (json!(true), Some(Rating::Again)),
            (json!(0), None),
            (json!(5), None),
            (json!(2.5), None),
            (json!("3"), None),
            (json!(null), None),
        ] {
            assert_eq!(rating(&ease).ok(), expected, "{ease}");
        }
    }
}
