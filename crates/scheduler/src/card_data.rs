//! The JSON text that a card keeps: its position when it was new, its memory state, custom data.

use ankid_types::{Card, TimestampSecs};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::memory::MemoryState;

/// The text of a card without data.
const EMPTY: &str = "{}";

/// What the column `data` of a card says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CardData {
    /// The position that the card had while it was new.
    pub original_position: Option<u32>,
    /// The memory state, where FSRS has calculated one.
    pub memory: Option<MemoryState>,
    /// The desired retention when the card was last answered.
    pub desired_retention: Option<f32>,
    /// The decay of the forgetting curve when the card was last answered.
    pub decay: Option<f32>,
    /// When the card was last answered.
    pub last_review: Option<TimestampSecs>,
    custom: String,
    /// What others keep here.
    other: Map<String, Value>,
}

/// The members in the order in which Anki writes them.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Members {
    #[serde(
        rename = "pos",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_if_unreadable"
    )]
    original_position: Option<u32>,
    #[serde(
        rename = "s",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_if_unreadable"
    )]
    stability: Option<f32>,
    #[serde(
        rename = "d",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_if_unreadable"
    )]
    difficulty: Option<f32>,
    #[serde(
        rename = "dr",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_if_unreadable"
    )]
    desired_retention: Option<f32>,
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_if_unreadable"
    )]
    decay: Option<f32>,
    #[serde(
        rename = "lrt",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_if_unreadable"
    )]
    last_review: Option<i64>,
    #[serde(rename = "cd", skip_serializing_if = "is_empty_object")]
    custom: String,
    #[serde(flatten)]
    other: Map<String, Value>,
}

impl CardData {
    /// Reads a card's text. As in Anki, what cannot be read counts as absent: older programs left
    /// all kinds of things here.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let members: Members = serde_json::from_str(text).unwrap_or_default();
        let memory = members.stability.zip(members.difficulty);
        Self {
            original_position: members.original_position,
            memory: memory.map(|(stability, difficulty)| MemoryState {
                stability,
                difficulty,
            }),
            desired_retention: members.desired_retention,
            decay: members.decay,
            last_review: members.last_review.map(TimestampSecs),
            custom: members.custom,
            other: members.other,
        }
    }

    /// The text to be stored, its numbers rounded as Anki rounds them.
    #[must_use]
    pub fn to_text(&self) -> String {
        let members = Members {
            original_position: self.original_position,
            stability: self.memory.map(|memory| rounded(memory.stability, 4)),
            difficulty: self.memory.map(|memory| rounded(memory.difficulty, 3)),
            desired_retention: self.desired_retention.map(|share| rounded(share, 2)),
            decay: self.decay.map(|decay| rounded(decay, 3)),
            last_review: self.last_review.map(|moment| moment.0),
            custom: self.custom.clone(),
            other: self.other.clone(),
        };
        serde_json::to_string(&members).expect("numbers and texts always make JSON")
    }
}

/// Writes the data of a card anew, as Anki does whenever it saves one.
pub fn rewrite_data(card: &mut Card) {
    if card.data != EMPTY {
        card.data = CardData::parse(&card.data).to_text();
    }
}

fn rounded(value: f32, places: i32) -> f32 {
    let factor = 10_f32.powi(places);
    (value * factor).round() / factor
}

fn is_empty_object(text: &str) -> bool {
    matches!(text, "" | "{}")
}

fn absent_if_unreadable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let value = Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_as_anki_writes_it() {
        for (stored, printed) in [
            ("", "{}"),
            ("{}", "{}"),
            ("not json", "{}"),
            ("[1]", "{}"),
            (
                r#"{"lrt":1700000000,"pos":3}"#,
                r#"{"pos":3,"lrt":1700000000}"#,
            ),
            (
                r#"{"s":123.45678,"d":1.234567,"dr":0.987654,"decay":0.123456}"#,
                r#"{"s":123.4568,"d":1.235,"dr":0.99,"decay":0.123}"#,
            ),
            (r#"{"s":5,"d":5}"#, r#"{"s":5.0,"d":5.0}"#),
            (r#"{"s":5}"#, "{}"),
            (r#"{"pos":"x","dr":0.9}"#, r#"{"dr":0.9}"#),
            (r#"{"cd":"{}"}"#, "{}"),
            (r#"{"cd":"{\"c\":1}"}"#, r#"{"cd":"{\"c\":1}"}"#),
        ] {
            assert_eq!(CardData::parse(stored).to_text(), printed, "{stored}");
        }
    }

    #[test]
    fn members_of_others_are_kept() {
        let stored = r#"{"pos":1,"mine":{"a":[1.5,null]},"x":"y"}"#;
        assert_eq!(CardData::parse(stored).to_text(), stored);
    }
}
