//! Setting single values of a card.

use ankid_collection::{CardValue, CollectionError, Transaction};
use ankid_types::{CardId, CardKind, CardQueue, DeckId, NoteId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::{Action, Spec, WriteAction, example};
use crate::error::ApiError;
use crate::python;
use crate::wire::OrFalse;

/// The values that are only set with the warning check.
const GUARDED: &[&str] = &[
    "did", "id", "ivl", "lapses", "left", "mod", "nid", "odid", "odue", "ord", "queue", "reps",
    "type", "usn",
];

/// Sets values of a card directly, past all rules of scheduling: for repairs and imports, by those
/// who know what the values mean to Anki.
///
/// All are set, or none. Answers `[true]`, or `[[false, "why not"]]`; or false if the lists do not
/// fit together, or a value that is not to be set lightly is named without the check.
///
/// The values are `due factor flags` and, with the check, `did ivl lapses left nid odid odue ord queue reps
/// type`. `mod` and `usn` always follow from the change itself; other keys mean nothing and are
/// passed over.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetSpecificValueOfCard {
    /// The id of the card.
    #[schemars(with = "i64")]
    card: Value,
    /// The names of the values.
    #[schemars(with = "Vec<String>")]
    keys: Value,
    /// The values, one for each key.
    #[schemars(with = "Vec<Value>")]
    new_values: Value,
    /// Whether values that are not to be set lightly may be set: anything but false.
    #[serde(default, rename = "warning_check")]
    #[schemars(with = "bool")]
    warning_check: WarningCheck,
}

/// Whether the caller was warned.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
struct WarningCheck(bool);

impl From<Value> for WarningCheck {
    fn from(value: Value) -> Self {
        Self(value != Value::Bool(false))
    }
}

/// Whether the values were set.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Outcome {
    /// They were: true.
    Set(bool),
    /// They were not: false, and why.
    Refused((bool, String)),
}

impl Action for SetSpecificValueOfCard {
    const SPEC: Spec = Spec::new(
        "setSpecificValueOfCard",
        &[
            example(
                r#"{"card": 1767268800000, "keys": ["flags", "due"], "newValues": [1, 100]}"#,
                "[true]",
            ),
            example(
                r#"{"card": 1767268800000, "keys": ["ivl"], "newValues": [10]}"#,
                "false",
            ),
            example(
                r#"{"card": 1767268800000, "keys": ["ivl"], "newValues": [10], "warning_check": true}"#,
                "[true]",
            ),
            example(
                r#"{"card": 1767268800000, "keys": ["factor"], "newValues": [-1]}"#,
                r#"[[false, "Value out of range: -1"]]"#,
            ),
        ],
    );
    type Reply = OrFalse<[Outcome; 1]>;
}

impl WriteAction for SetSpecificValueOfCard {
    fn run(self, transaction: &mut Transaction) -> Result<Self::Reply, ApiError> {
        let (Value::Array(keys), Value::Array(values)) = (&self.keys, &self.new_values) else {
            return Ok(OrFalse(None));
        };
        let is_guarded = |key: &Value| key.as_str().is_some_and(|key| GUARDED.contains(&key));
        let is_unwarned = !self.warning_check.0 && keys.iter().any(is_guarded);
        if self.card.is_array() || keys.len() != values.len() || is_unwarned {
            return Ok(OrFalse(None));
        }
        let outcome = match set(transaction, &self.card, keys.iter().zip(values)) {
            Ok(()) => Outcome::Set(true),
            Err(failure @ ApiError::Collection(CollectionError::Storage(_))) => {
                return Err(failure);
            }
            Err(refusal) => Outcome::Refused((false, refusal.to_string())),
        };
        Ok(OrFalse(Some([outcome])))
    }
}

fn set<'values>(
    transaction: &mut Transaction,
    card: &Value,
    given: impl Iterator<Item = (&'values Value, &'values Value)>,
) -> Result<(), ApiError> {
    let card = CardId(python::integer(card).map_err(ApiError::Parameter)?);
    transaction.require_card(card)?;
    let mut values = Vec::new();
    for (key, value) in given {
        let value = read_value(card, key, value).map_err(ApiError::Parameter)?;
        values.extend(value);
    }
    Ok(transaction.set_card_values(card, &values)?)
}

/// The value that a key and its value stand for; `None` for a key that means nothing.
fn read_value(card: CardId, key: &Value, value: &Value) -> Result<Option<CardValue>, String> {
    let Value::String(key) = key else {
        let kind = python::type_name(key);
        return Err(format!("attribute name must be string, not '{kind}'"));
    };
    let value = match key.as_str() {
        "id" if python::integer(value) != Ok(card.0) => {
            return Err("the id of a card cannot be changed".to_owned());
        }
        "nid" => CardValue::Note(NoteId(python::integer(value)?)),
        "did" => CardValue::Deck(DeckId(python::integer(value)?)),
        "ord" => CardValue::Ordinal(python::integer(value)?),
        "type" => {
            let kind = CardKind::from_code(python::integer(value)?);
            CardValue::Kind(kind.ok_or("invalid card type")?)
        }
        "queue" => {
            let queue = CardQueue::from_code(python::integer(value)?);
            CardValue::Queue(queue.ok_or("invalid card queue")?)
        }
        "due" => CardValue::Due(python::integer(value)?),
        "ivl" => CardValue::Interval(python::integer(value)?),
        "factor" => CardValue::EaseFactor(python::integer(value)?),
        "reps" => CardValue::Reviews(python::integer(value)?),
        "lapses" => CardValue::Lapses(python::integer(value)?),
        "left" => CardValue::RemainingSteps(python::integer(value)?),
        "odue" => CardValue::OriginalDue(python::integer(value)?),
        "odid" => CardValue::OriginalDeck(DeckId(python::integer(value)?)),
        "flags" => CardValue::Flags(python::integer(value)?),
        _ => return Ok(None),
    };
    Ok(Some(value))
}
