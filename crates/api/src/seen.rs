//! Saving over what one has seen, and over nothing else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ApiError;

/// What a caller has seen of what it saves. Numbers count as doubles, since JavaScript keeps no others.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Seen(Value);

impl Seen {
    /// Refuses to save over what is not there any more as it was seen.
    ///
    /// # Errors
    /// [`ApiError::Overtaken`].
    pub(crate) fn require(&self, present: &impl Serialize) -> Result<(), ApiError> {
        let present = serde_json::to_value(present).expect("numbers are finite, and keys are text");
        if is_same(&self.0, &present) {
            Ok(())
        } else {
            Err(ApiError::Overtaken)
        }
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_there =
                |(name, value)| other.get(name).is_some_and(|other| is_same(value, other));
            one.len() == other.len() && one.iter().all(is_there)
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_javascript_makes_of_a_value_is_the_same() {
        let present = json!({"id": 1_234_567_890_123_456_789_i64, "list": [1.0, null, {"a": "b"}], "no": false});
        for seen in [
            json!({"no": false, "list": [1, null, {"a": "b"}], "id": 1_234_567_890_123_456_800_i64}),
            present.clone(),
        ] {
            assert!(Seen(seen).require(&present).is_ok());
        }
        for other in [
            json!({"id": 1_234_567_890_123_456_789_i64, "list": [1.0, null, {"a": "b"}]}),
            json!({"id": 1_234_567_890_123_450_000_i64, "list": [1.0, null, {"a": "b"}], "no": false}),
            json!({"id": 1_234_567_890_123_456_789_i64, "list": [1.0, null, {"a": "c"}], "no": false}),
            json!({"id": 1_234_567_890_123_456_789_i64, "list": [1.0, null], "no": false}),
            json!(null),
        ] {
            assert!(matches!(
                Seen(other).require(&present),
                Err(ApiError::Overtaken)
            ));
        }
    }
}
