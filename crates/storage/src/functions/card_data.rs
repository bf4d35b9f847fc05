//! Functions over the JSON text in the column `data` of cards.
//!
//! As in Anki, a text or member that cannot be read counts as absent here: these functions serve
//! searches over all cards.

use rusqlite::Connection;
use rusqlite::functions::Context;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::PURE;

pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function("extract_original_position", 1, PURE, original_position)?;
    connection.create_scalar_function("extract_custom_data", 2, PURE, custom_data)?;
    connection.create_scalar_function("extract_fsrs_variable", 2, PURE, fsrs_variable)
}

/// What the scheduler keeps with a card.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CardData {
    #[serde(rename = "pos", deserialize_with = "absent_if_unreadable")]
    original_position: Option<u32>,
    #[serde(rename = "s", deserialize_with = "absent_if_unreadable")]
    stability: Option<f32>,
    #[serde(rename = "d", deserialize_with = "absent_if_unreadable")]
    difficulty: Option<f32>,
    #[serde(rename = "dr", deserialize_with = "absent_if_unreadable")]
    pub(super) desired_retention: Option<f32>,
    #[serde(deserialize_with = "absent_if_unreadable")]
    pub(super) decay: Option<f32>,
    #[serde(rename = "lrt", deserialize_with = "absent_if_unreadable")]
    pub(super) last_review: Option<i64>,
    #[serde(rename = "cd")]
    custom_data: String,
}

impl CardData {
    /// The data in an argument; `None` where the argument is not a text or empty.
    pub(super) fn from_argument(context: &Context<'_>, index: usize) -> Option<Self> {
        match context.get_raw(index).as_str() {
            Ok("") | Err(_) => None,
            Ok(text) => Some(serde_json::from_str(text).unwrap_or_default()),
        }
    }

    /// The stability, of a card that has a memory state.
    pub(super) fn memory_stability(&self) -> Option<f32> {
        self.difficulty.and(self.stability)
    }
}

/// `extract_original_position(data)`: the position that the card had when it was new.
fn original_position(context: &Context<'_>) -> rusqlite::Result<Option<u32>> {
    Ok(CardData::from_argument(context, 0).and_then(|data| data.original_position))
}

/// `extract_custom_data(data, key)`: a member of the custom data, as text.
fn custom_data(context: &Context<'_>) -> rusqlite::Result<Option<String>> {
    let (Some(data), Ok(key)) = (
        CardData::from_argument(context, 0),
        context.get_raw(1).as_str(),
    ) else {
        return Ok(None);
    };
    let Ok(custom) = serde_json::from_str::<Value>(&data.custom_data) else {
        return Ok(None);
    };
    Ok(custom.get(key).map(|member| match member {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }))
}

/// `extract_fsrs_variable(data, 's' | 'd' | 'dr')`: stability, difficulty or desired retention.
fn fsrs_variable(context: &Context<'_>) -> rusqlite::Result<Option<f32>> {
    let Some(data) = CardData::from_argument(context, 0) else {
        return Ok(None);
    };
    match context.get_raw(1).as_str() {
        Ok("s") => Ok(data.stability),
        Ok("d") => Ok(data.difficulty),
        Ok("dr") => Ok(data.desired_retention),
        Ok(other) => Err(rusqlite::Error::UserFunctionError(
            format!("no variable `{other}`").into(),
        )),
        Err(_) => Ok(None),
    }
}

fn absent_if_unreadable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let value = Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}
