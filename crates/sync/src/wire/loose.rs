//! Whole numbers as other clients have written them, and columns that nobody reads.

use std::fmt;

use serde::de::{Error, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Int(pub(crate) i64);

/// A column that is sent empty and computed anew by who gets it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Blank;

impl Int {
    /// The number in a smaller type, or what is wrong with it.
    pub(crate) fn fit<T: TryFrom<i64>>(self, what: &'static str) -> Result<T, String> {
        T::try_from(self.0).map_err(|_| format!("`{what}` is out of range: {}", self.0))
    }
}

impl Serialize for Int {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntVisitor)
    }
}

struct IntVisitor;

impl Visitor<'_> for IntVisitor {
    type Value = Int;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Int, E> {
        Ok(Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Int, E> {
        i64::try_from(number).map(Int).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Int, E> {
        // Anki drops a fraction too.
        const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
        if number.abs() <= LARGEST_EXACT {
            Ok(Int(number as i64))
        } else {
            Err(E::custom(format!("{number} is out of range")))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Int, E> {
        text.trim().parse().map(Int).map_err(E::custom)
    }
}

impl Serialize for Blank {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

impl<'de> Deserialize<'de> for Blank {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

#[cfg(test)]
mod tests {
    use super::Int;

    #[test]
    fn numbers_come_in_three_forms() {
        let read = |text| serde_json::from_str(text).ok().map(|Int(number)| number);
        for (text, expected) in [
            ("7", Some(7)),
            ("-7", Some(-7)),
            ("7.0", Some(7)),
            ("7.9", Some(7)),
            ("\" 7\"", Some(7)),
            ("\"x\"", None),
            ("1e300", None),
            ("18446744073709551615", None),
            ("null", None),
            ("true", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
