//! The list in a package that gives its media files their names.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Component, Path};

use ankid_collection::media::names;
use prost::Message;
use serde::de::{Deserializer as _, MapAccess, Visitor};

use crate::{PackageError, Result};

/// A media file in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaEntry {
    /// The file's name, in the form that Anki gives to names.
    pub(crate) name: String,
    /// The number that it has in the archive in place of a name.
    pub(crate) number: usize,
    /// The SHA-1 of its content; only the latest format has it.
    pub(crate) sha1: Option<[u8; 20]>,
}

/// A media file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    /// The SHA-1 of its content; only the latest format needs it.
    pub(crate) sha1: Option<[u8; 20]>,
}

#[derive(Clone, PartialEq, Message)]
struct EntriesMessage {
    #[prost(message, repeated, tag = "1")]
    entries: Vec<EntryMessage>,
}

#[derive(Clone, PartialEq, Message)]
struct EntryMessage {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "2")]
    size: u32,
    #[prost(bytes = "vec", tag = "3")]
    sha1: Vec<u8>,
    #[prost(uint32, optional, tag = "255")]
    legacy_zip_filename: Option<u32>,
}

/// The list in the latest format. Files have the numbers of their places in it.
pub(crate) fn to_message(files: Vec<Written>) -> Vec<u8> {
    let entries = files.into_iter().map(|file| EntryMessage {
        name: file.name,
        // As in Anki, a length that does not fit is none.
        size: u32::try_from(file.bytes).unwrap_or_default(),
        sha1: file.sha1.map_or_else(Vec::new, Vec::from),
        legacy_zip_filename: None,
    });
    let entries = entries.collect();
    EntriesMessage { entries }.encode_to_vec()
}

/// The list in the older formats. Files have the numbers of their places in it.
pub(crate) fn to_json(files: &[Written]) -> Result<Vec<u8>> {
    let map: serde_json::Map<_, _> = files
        .iter()
        .enumerate()
        .map(|(number, file)| (number.to_string(), file.name.as_str().into()))
        .collect();
    serde_json::to_vec(&map).map_err(|error| PackageError::Damaged(error.to_string()))
}

/// Reads the list of the latest format.
pub(crate) fn from_message(bytes: &[u8]) -> Result<Vec<MediaEntry>> {
    let message = EntriesMessage::decode(bytes).map_err(damaged)?;
    let mut names = HashSet::new();
    let entries = message.entries.into_iter().enumerate();
    entries
        .map(|(number, entry)| {
            if safe_name(&entry.name)? != entry.name {
                return Err(PackageError::UnsafeName(entry.name));
            }
            let sha1 = entry
                .sha1
                .try_into()
                .map_err(|_| PackageError::Damaged(format!("`{}` has no checksum", entry.name)))?;
            if !names.insert(entry.name.clone()) {
                return Err(PackageError::Duplicate(entry.name));
            }
            Ok(MediaEntry {
                name: entry.name,
                number,
                sha1: Some(sha1),
            })
        })
        .collect()
}

/// Reads the list of the older formats, sorted by number.
///
/// Names that Anki would write otherwise are put into its form; of two that become the same, the one
/// with the higher number stays.
pub(crate) fn from_json(bytes: &[u8]) -> Result<Vec<MediaEntry>> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let pairs = deserializer.deserialize_map(Pairs).map_err(damaged)?;
    deserializer.end().map_err(damaged)?;
    let (mut numbers, mut written) = (HashSet::new(), HashSet::new());
    let mut entries = Vec::with_capacity(pairs.len());
    for (key, name) in pairs {
        let number: usize = key
            .parse()
            .map_err(|_| PackageError::Damaged(format!("`{key}` is no number of a media file")))?;
        if !numbers.insert(number) {
            return Err(PackageError::Duplicate(key));
        }
        entries.push(MediaEntry {
            name: safe_name(&name)?,
            number,
            sha1: None,
        });
        if !written.insert(name.clone()) {
            return Err(PackageError::Duplicate(name));
        }
    }
    entries.sort_unstable_by_key(|entry| entry.number);
    let last: HashMap<String, usize> = entries
        .iter()
        .map(|entry| (entry.name.clone(), entry.number))
        .collect();
    entries.retain(|entry| last.get(&entry.name) == Some(&entry.number));
    Ok(entries)
}

/// The name in the form that Anki gives to names, if it can only be that of a file in one folder.
pub(crate) fn safe_name(name: &str) -> Result<String> {
    let mut components = Path::new(name).components();
    let plain = matches!(
        (components.next(), components.next()),
        (Some(Component::Normal(only)), None) if only == name
    );
    let normalized = names::normalized(name);
    if plain && !normalized.is_empty() && !name.contains('\0') {
        Ok(normalized)
    } else {
        Err(PackageError::UnsafeName(name.to_owned()))
    }
}

/// The pairs of a JSON object, doubles included.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, String)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of names by number")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

fn damaged(problem: impl fmt::Display) -> PackageError {
    PackageError::Damaged(format!("its list of media files cannot be read: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(entries: Result<Vec<MediaEntry>>) -> Result<Vec<(usize, String)>, String> {
        let pairs = |entries: Vec<MediaEntry>| {
            let pairs = entries.into_iter();
            pairs.map(|entry| (entry.number, entry.name)).collect()
        };
        entries.map(pairs).map_err(|error| error.to_string())
    }

    #[test]
    fn the_message_is_that_of_anki() {
        let file = Written {
            name: "m.png".to_owned(),
            bytes: 3,
            sha1: Some([7; 20]),
        };
        let bytes = to_message(vec![file]);
        let mut expected = vec![0x0a, 0x1f, 0x0a, 5];
        expected.extend(b"m.png");
        expected.extend([0x10, 3, 0x1a, 0x14]);
        expected.extend([7; 20]);
        assert_eq!(bytes, expected);
        let read = from_message(&bytes).unwrap();
        assert_eq!(read[0].sha1, Some([7; 20]));
        assert_eq!((read[0].name.as_str(), read[0].number), ("m.png", 0));
    }

    #[test]
    fn old_lists_may_have_gaps_and_names_of_other_forms() {
        let json = r#"{"7": "con.txt", "2": "a.png", "3": "cafe\u0301.mp3"}"#;
        let expected = [(2, "a.png"), (3, "café.mp3"), (7, "con_.txt")];
        let expected = expected.map(|(number, name)| (number, name.to_owned()));
        assert_eq!(names(from_json(json.as_bytes())), Ok(expected.to_vec()));
    }

    #[test]
    fn of_names_that_become_the_same_the_later_stays() {
        let json = r#"{"0": "a:b.png", "1": "ab.png"}"#;
        let expected = vec![(1, "ab.png".to_owned())];
        assert_eq!(names(from_json(json.as_bytes())), Ok(expected));
    }

    #[test]
    fn hostile_lists_are_refused() {
        for (json, expected) in [
            (r#"{"0": "../a"}"#, "it holds a file named `../a`"),
            (
                r#"{"0": "/etc/passwd"}"#,
                "it holds a file named `/etc/passwd`",
            ),
            (r#"{"0": "a/b"}"#, "it holds a file named `a/b`"),
            (r#"{"0": ".."}"#, "it holds a file named `..`"),
            (r#"{"0": ""}"#, "it holds a file named ``"),
            (r#"{"0": "???"}"#, "it holds a file named `???`"),
            (
                r#"{"0": "a", "0": "b"}"#,
                "two of its files have the name `0`",
            ),
            (
                r#"{"0": "a", "1": "a"}"#,
                "two of its files have the name `a`",
            ),
            (r#"{"x": "a"}"#, "`x` is no number"),
            (r#"{"-1": "a"}"#, "`-1` is no number"),
            (r#"{"0": 1}"#, "cannot be read"),
            (r#"{"0": "a"} {}"#, "cannot be read"),
            (r#"["a"]"#, "cannot be read"),
            ("", "cannot be read"),
        ] {
            let refused = names(from_json(json.as_bytes())).unwrap_err();
            assert!(refused.contains(expected), "{json}: {refused}");
        }
        let refused = |name: &str, sha1: Vec<u8>| {
            let entry = EntryMessage {
                name: name.to_owned(),
                size: 0,
                sha1,
                legacy_zip_filename: None,
            };
            let entries = vec![entry.clone(), entry];
            names(from_message(&EntriesMessage { entries }.encode_to_vec())).unwrap_err()
        };
        for (name, sha1, expected) in [
            ("../a", vec![0; 20], "it holds a file named `../a`"),
            ("con", vec![0; 20], "it holds a file named `con`"),
            ("a", vec![0; 19], "`a` has no checksum"),
            ("a", vec![0; 20], "two of its files have the name `a`"),
        ] {
            let refused = refused(name, sha1);
            assert!(refused.contains(expected), "{name}: {refused}");
        }
        assert!(names(from_message(b"\x0a\xff\xff\xff\xff\x0f")).is_err());
    }
}
