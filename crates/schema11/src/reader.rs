//! Takes a dict apart key by key, until only the unknown keys are left.

use serde_json::{Map, Value};

use crate::loose::Loose;
use crate::other;
use crate::{Result, Schema11Error};

/// A dict on its way into a type.
pub(crate) struct Reader {
    /// What stands before a key in errors: empty, or ends with a point.
    prefix: String,
    dict: Map<String, Value>,
}

impl Reader {
    /// Reads a whole dict.
    pub(crate) fn new(value: Value) -> Result<Self> {
        Self::below(String::new(), "dict".to_owned(), value)
    }

    fn below(prefix: String, key: String, value: Value) -> Result<Self> {
        match value {
            Value::Object(dict) => Ok(Self { prefix, dict }),
            other => Err(Schema11Error::unexpected(key, "an object", &other)),
        }
    }

    /// The value of a key that must be there. Null counts as missing.
    pub(crate) fn required<T: Loose>(&mut self, key: &str) -> Result<T> {
        match self.take(key) {
            Some(value) => self.read(key, &value),
            None => Err(self.missing(key)),
        }
    }

    /// The value of a key, or a default if it is missing or null.
    pub(crate) fn optional<T: Loose>(&mut self, key: &str, default: T) -> Result<T> {
        match self.take(key) {
            Some(value) => self.read(key, &value),
            None => Ok(default),
        }
    }

    /// The value of a key, or a default if there is none of the right kind.
    pub(crate) fn lenient<T: Loose>(&mut self, key: &str, default: T) -> T {
        self.dict
            .shift_remove(key)
            .and_then(|value| T::read(&value))
            .unwrap_or(default)
    }

    /// The value of a key that must be there, or a default if it is of the wrong kind.
    pub(crate) fn present<T: Loose>(&mut self, key: &str, default: T) -> Result<T> {
        let value = self.take_any(key)?;
        Ok(T::read(&value).unwrap_or(default))
    }

    /// The meaning of a number, 0 if it is missing.
    pub(crate) fn coded<T>(&mut self, key: &str, from_code: fn(i32) -> Option<T>) -> Result<T> {
        let code = self.optional(key, 0)?;
        self.meaning(key, code, from_code)
    }

    /// The meaning of a number that must be there.
    pub(crate) fn required_coded<T>(
        &mut self,
        key: &str,
        from_code: fn(i32) -> Option<T>,
    ) -> Result<T> {
        let code = self.required(key)?;
        self.meaning(key, code, from_code)
    }

    fn meaning<T>(&self, key: &str, code: i32, from_code: fn(i32) -> Option<T>) -> Result<T> {
        from_code(code).ok_or_else(|| Schema11Error::UnknownCode {
            key: self.name(key),
            code,
        })
    }

    /// The value of a key that must be there, whatever it is.
    pub(crate) fn take_any(&mut self, key: &str) -> Result<Value> {
        self.dict.shift_remove(key).ok_or_else(|| self.missing(key))
    }

    /// The value of a key, unless it is missing or null.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        self.dict.shift_remove(key).filter(|value| !value.is_null())
    }

    /// The items of a list that must be there.
    pub(crate) fn items(&mut self, key: &str) -> Result<Vec<Value>> {
        match self.take(key) {
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(self.unexpected(key, "a list", &other)),
            None => Err(self.missing(key)),
        }
    }

    /// The dicts of a list that must be there.
    pub(crate) fn dicts(&mut self, key: &str) -> Result<Vec<Self>> {
        let name = self.name(key);
        let items = self.items(key)?.into_iter().enumerate();
        items
            .map(|(index, item)| {
                Self::below(format!("{name}.{index}."), format!("{name}.{index}"), item)
            })
            .collect()
    }

    /// A dict inside this one, given its value.
    pub(crate) fn inner(&self, key: &str, value: Value) -> Result<Self> {
        let name = self.name(key);
        Self::below(format!("{name}."), name, value)
    }

    /// The keys that are left, as they are stored.
    pub(crate) fn rest(self) -> Vec<u8> {
        other::to_bytes(self.dict)
    }

    /// The keys that are left.
    pub(crate) fn into_dict(self) -> Map<String, Value> {
        self.dict
    }

    /// The error for a value of the wrong kind.
    pub(crate) fn unexpected(
        &self,
        key: &str,
        expected: &'static str,
        found: &Value,
    ) -> Schema11Error {
        Schema11Error::unexpected(self.name(key), expected, found)
    }

    fn read<T: Loose>(&self, key: &str, value: &Value) -> Result<T> {
        T::read(value).ok_or_else(|| self.unexpected(key, T::EXPECTED, value))
    }

    fn missing(&self, key: &str) -> Schema11Error {
        Schema11Error::Missing {
            key: self.name(key),
        }
    }

    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}
