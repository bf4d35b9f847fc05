//! Why a dict cannot be read or printed.

use serde_json::Value;

/// How much of a wrong value an error shows.
const SHOWN_CHARS: usize = 60;

/// What is wrong with a dict. Keys of inner objects are written `new.delays`, items `flds.0.name`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Schema11Error {
    /// A key without a default is not there.
    #[error("`{key}` is missing")]
    Missing {
        /// The key.
        key: String,
    },
    /// A value is of the wrong kind.
    #[error("`{key}` must be {expected}, not {found}")]
    Unexpected {
        /// The key; `dict` for the whole.
        key: String,
        /// What is allowed.
        expected: &'static str,
        /// The value, as JSON.
        found: String,
    },
    /// A number has no meaning for Anki.
    #[error("`{key}` has the unknown value {code}")]
    UnknownCode {
        /// The key.
        key: String,
        /// The number.
        code: i32,
    },
    /// The stored unknown keys are no JSON object.
    #[error("the unknown keys stored with {owner} are not a JSON object: {reason}")]
    OtherKeys {
        /// What they belong to.
        owner: String,
        /// What the parser said.
        reason: String,
    },
}

impl Schema11Error {
    pub(crate) fn unexpected(key: String, expected: &'static str, found: &Value) -> Self {
        let mut text = found.to_string();
        if let Some((end, _)) = text.char_indices().nth(SHOWN_CHARS) {
            text.truncate(end);
            text.push('…');
        }
        Self::Unexpected {
            key,
            expected,
            found: text,
        }
    }
}
