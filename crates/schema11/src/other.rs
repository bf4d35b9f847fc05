//! The bag of keys that Anki does not know: a JSON object in bytes, empty for none.

use serde_json::{Map, Value};

use crate::{Result, Schema11Error};

/// The bag as it is stored.
pub(crate) fn to_bytes(dict: Map<String, Value>) -> Vec<u8> {
    if dict.is_empty() {
        Vec::new()
    } else {
        Value::Object(dict).to_string().into_bytes()
    }
}

/// The keys in a stored bag.
pub(crate) fn from_bytes(
    bytes: &[u8],
    owner: impl FnOnce() -> String,
) -> Result<Map<String, Value>> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(bytes).map_err(|error| Schema11Error::OtherKeys {
        owner: owner(),
        reason: error.to_string(),
    })
}

/// Adds the keys of a bag to a dict, save those that are Anki's own.
pub(crate) fn add_to(dict: &mut Map<String, Value>, bag: Map<String, Value>, own: &[&str]) {
    for (key, value) in bag {
        if !own.contains(&key.as_str()) && !dict.contains_key(&key) {
            dict.insert(key, value);
        }
    }
}
