//! Values as clients really send them: looser than their types, but no looser than AnkiConnect.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::action::decode;
use crate::error::ApiError;
use crate::python;

/// A list. An empty object is an empty list too: Lua knows but one kind of table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

/// One value, a list of them, or null; nulls in the list do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<T>);

/// Whether Python takes a value for true; `false` for null, 0 and whatever is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Truth(pub(crate) bool);

/// The number of a note, card, deck, note type or preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id<T>(pub(crate) T);

/// Such a number where AnkiConnect also takes its digits as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LooseId<T>(pub(crate) T);

/// A result that is false where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrFalse<T>(pub(crate) Option<T>);

/// An object whose keys are data, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entries<V>(pub(crate) Vec<(String, V)>);

/// A name. Anything else is taken for its text in Python, under which nothing will be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(pub(crate) String);

/// The tags of a note.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a list of tags, one text, or null")]
pub(crate) enum Tags {
    /// None given.
    Null,
    /// One text.
    Text(String),
    /// A list of tags.
    List(Vec<String>),
}

/// Values of fields by their names, in any letter case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

/// An item of a list that is answered item by item, however wrong it is.
#[derive(Debug, Clone)]
pub(crate) struct Each<T>(pub(crate) Result<T, String>);

impl Tags {
    /// The texts, each of which may be several tags with spaces between.
    pub(crate) fn into_texts(self) -> Vec<String> {
        match self {
            Self::Null => Vec::new(),
            Self::Text(text) => vec![text],
            Self::List(tags) => tags,
        }
    }
}

impl Fields {
    /// The value for a field of the note type: of several names that differ in case, the last.
    pub(crate) fn value_of(&self, field: &str) -> Option<&str> {
        let field = field.to_lowercase();
        let found = self
            .0
            .iter()
            .rev()
            .find(|(name, _)| name.to_lowercase() == field);
        found.map(|(_, value)| value.as_str())
    }
}

/// A value that is there, null included; for an `Option` that is `None` only where the key is missing.
pub(crate) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// An option that must be true or false and nothing like it; false where it is not given.
///
/// # Errors
///
/// Fails with AnkiConnect's sentence, which names the option.
pub(crate) fn strict_bool(value: Option<&Value>, option: &'static str) -> Result<bool, ApiError> {
    match value {
        None => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(ApiError::OptionNotBoolean(option)),
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<List<T>, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(items)).map(List)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<List<T>, A::Error> {
                match entries.next_key::<IgnoredAny>()? {
                    None => Ok(List(Vec::new())),
                    Some(_) => Err(A::Error::custom("invalid type: map, expected a list")),
                }
            }
        }

        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrManyVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object, a list of objects, or null")
            }

            fn visit_unit<E: Error>(self) -> Result<OneOrMany<T>, E> {
                Ok(OneOrMany(Vec::new()))
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<OneOrMany<T>, A::Error> {
                let one = T::deserialize(MapAccessDeserializer::new(entries))?;
                Ok(OneOrMany(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<OneOrMany<T>, A::Error> {
                let items = Vec::<Option<T>>::deserialize(SeqAccessDeserializer::new(items))?;
                Ok(OneOrMany(items.into_iter().flatten().collect()))
            }
        }

        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de> Deserialize<'de> for Truth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(python::is_true(&Value::deserialize(deserializer)?)))
    }
}

impl<'de, T: From<i64>> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(i64::deserialize(deserializer)?.into()))
    }
}

impl<'de, T: From<i64>> Deserialize<'de> for LooseId<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match whole_number(&value) {
            Some(id) => Ok(Self(id.into())),
            None => {
                let value = python::repr(&value);
                Err(D::Error::custom(format!(
                    "expected a whole number, not {value}"
                )))
            }
        }
    }
}

impl<T: Serialize> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Serialize> Serialize for OrFalse<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_bool(false),
        }
    }
}

impl<V: Serialize> Serialize for Entries<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(name) => Ok(Self(name)),
            other => Ok(Self(python::text(&other))),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of texts by field name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::with_capacity(entries.size_hint().unwrap_or_default());
                while let Some(entry) = entries.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Fields, A::Error> {
                match items.next_element::<IgnoredAny>()? {
                    None => Ok(Fields::default()),
                    Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
                }
            }
        }

        deserializer.deserialize_any(FieldsVisitor)
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Each<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(decode(value).map_err(|error| error.to_string())))
    }
}

/// The whole number that SQLite sees in a value: an integer, a float without fraction, digits.
pub(crate) fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::String(digits) => digits.trim().parse().ok(),
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
            // Beyond 2^53 a float no longer names one whole number.
            (float.abs() <= 9_007_199_254_740_992.0).then_some(float as i64)
        }),
        _ => None,
    }
}

macro_rules! schema_of {
    ($( impl<$($parameter:ident)?> $type:ty = $name:literal, $schema:expr; )+) => { $(
        impl<$($parameter: JsonSchema)?> JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let schema: fn(&mut SchemaGenerator) -> Schema = $schema;
                schema(generator)
            }
        }
    )+ };
}

schema_of! {
    impl<T> List<T> = "List", |generator| Vec::<T>::json_schema(generator);
    impl<T> Each<T> = "Each", |generator| generator.subschema_for::<T>();
    impl<T> OneOrMany<T> = "OneOrMany", |generator| {
        let item = generator.subschema_for::<T>();
        json_schema!({"anyOf": [item, {"type": "array", "items": item}, {"type": "null"}]})
    };
    impl<T> OrFalse<T> = "OrFalse", |generator| {
        let value = generator.subschema_for::<T>();
        json_schema!({"anyOf": [value, {"const": false}]})
    };
    impl<T> Entries<T> = "Entries", |generator| {
        let value = generator.subschema_for::<T>();
        json_schema!({"type": "object", "additionalProperties": value})
    };
    impl<> Truth = "Truth", |_| json_schema!({"type": "boolean"});
    impl<> Name = "Name", |_| json_schema!({"type": "string"});
    impl<> Fields = "Fields", |_| json_schema!({
        "type": "object", "additionalProperties": {"type": "string"}
    });
}

impl<T> JsonSchema for Id<T> {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "format": "int64"})
    }
}

impl<T> JsonSchema for LooseId<T> {
    fn schema_name() -> Cow<'static, str> {
        "LooseId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Id::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use ankid_types::NoteId;
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;

    fn read<T: DeserializeOwned>(value: Value) -> Result<T, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_object_is_an_empty_list() {
        let read = read::<List<i64>>;
        assert_eq!(read(json!([1, 2])), Ok(List(vec![1, 2])));
        assert_eq!(read(json!({})), Ok(List(vec![])));
        assert_eq!(
            read(json!({"a": 1})).unwrap_err(),
            "invalid type: map, expected a list"
        );
        assert_eq!(
            read(json!("12")).unwrap_err(),
            "invalid type: string \"12\", expected a list"
        );
        assert_eq!(
            read(json!(null)).unwrap_err(),
            "invalid type: null, expected a list"
        );
    }

    #[test]
    fn ids_are_whole_numbers() {
        let read = read::<Id<NoteId>>;
        assert_eq!(
            read(json!(1_700_000_000_000_i64)),
            Ok(Id(NoteId(1_700_000_000_000)))
        );
        for wrong in [
            json!("1"),
            json!(1.0),
            json!(true),
            json!(null),
            json!(u64::MAX),
        ] {
            read(wrong.clone()).expect_err(&wrong.to_string());
        }
    }

    #[test]
    fn loose_ids_may_be_texts_and_floats() {
        let read = read::<LooseId<NoteId>>;
        for right in [json!(12), json!("12"), json!(" 12 "), json!(12.0)] {
            assert_eq!(read(right), Ok(LooseId(NoteId(12))));
        }
        assert_eq!(
            read(json!("x")).unwrap_err(),
            "expected a whole number, not 'x'"
        );
        for wrong in [json!(1.5), json!(1e300), json!(null), json!(""), json!([1])] {
            read(wrong.clone()).expect_err(&wrong.to_string());
        }
    }

    #[test]
    fn one_or_many_leaves_out_nulls() {
        let read = read::<OneOrMany<std::collections::BTreeMap<String, i64>>>;
        let one = || [("a".to_owned(), 1)].into();
        assert_eq!(read(json!({"a": 1})), Ok(OneOrMany(vec![one()])));
        assert_eq!(
            read(json!([{"a": 1}, null, {"a": 1}])),
            Ok(OneOrMany(vec![one(), one()]))
        );
        assert_eq!(read(json!(null)), Ok(OneOrMany(vec![])));
        read(json!("x")).unwrap_err();
    }

    #[test]
    fn fields_are_found_in_any_case_and_the_last_one_counts() {
        let fields = read::<Fields>(json!({"FRONT": "1", "Éa": "2", "front": "3"})).unwrap();
        assert_eq!(fields.value_of("Front"), Some("3"));
        assert_eq!(fields.value_of("éA"), Some("2"));
        assert_eq!(fields.value_of("Back"), None);
        assert_eq!(read::<Fields>(json!([])), Ok(Fields::default()));
        read::<Fields>(json!({"Front": 5})).unwrap_err();
        read::<Fields>(json!(["x"])).unwrap_err();
    }

    #[test]
    fn tags_are_a_list_a_text_or_null() {
        let list = Tags::List(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(read::<Tags>(json!(["a", "b"])), Ok(list));
        assert_eq!(read::<Tags>(json!("a b")), Ok(Tags::Text("a b".to_owned())));
        assert_eq!(read::<Tags>(json!(null)), Ok(Tags::Null));
        let error = "expected a list of tags, one text, or null";
        assert_eq!(read::<Tags>(json!([1])).unwrap_err(), error);
    }

    #[test]
    fn a_name_that_is_no_text_is_looked_up_as_python_writes_it() {
        assert_eq!(read::<Name>(json!("Basic")), Ok(Name("Basic".to_owned())));
        assert_eq!(read::<Name>(json!(null)), Ok(Name("None".to_owned())));
        assert_eq!(read::<Name>(json!(["a"])), Ok(Name("['a']".to_owned())));
    }
}
