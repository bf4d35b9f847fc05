//! The blobs that the official engine stored for the dicts of the schema 11 crate's vectors.

use ankid_schema11::{deck_config_to_dict, deck_to_dict, notetype_to_dict};
use ankid_types::{
    CardTemplate, CardTemplateSettings, Deck, DeckCommon, DeckConfig, DeckConfigId,
    DeckConfigSettings, DeckId, DeckKind, DeckName, Notetype, NotetypeField, NotetypeFieldSettings,
    NotetypeId, NotetypeSettings, TimestampSecs, Usn,
};
use serde_json::Value;

use super::Blob;

const NOTETYPES: &str = include_str!("../../../schema11/tests/vectors/notetypes.json");
const DECKS: &str = include_str!("../../../schema11/tests/vectors/decks.json");
const DECK_CONFIGS: &str = include_str!("../../../schema11/tests/vectors/deck_configs.json");

/// The cases that the engine took.
fn taken(vectors: &str) -> Vec<Value> {
    let mut cases: Vec<Value> = serde_json::from_str(vectors).unwrap();
    cases.retain(|case| !case["blobs"].is_null());
    assert!(cases.len() > 50);
    cases
}

/// The blobs of one column of a case.
fn blobs(case: &Value, column: &str) -> Vec<Vec<u8>> {
    let texts = case["blobs"][column].as_array().unwrap();
    texts
        .iter()
        .map(|text| unhex(text.as_str().unwrap()))
        .collect()
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let bytes = digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8);
    bytes.collect()
}

/// Reads the blobs of a column and asserts that they are written the same. `None` if a number has no
/// meaning.
fn read<T: Blob>(case: &Value, column: &str) -> Option<Vec<T>> {
    let mut values = Vec::new();
    for bytes in blobs(case, column) {
        match T::from_bytes(&bytes) {
            Ok(value) => {
                assert_eq!(value.to_bytes(), bytes, "{}", case["name"]);
                values.push(value);
            }
            Err(problem) => {
                assert!(problem.contains("is unknown: -5"), "{problem}");
                return None;
            }
        }
    }
    Some(values)
}

fn one<T: Blob>(case: &Value, column: &str) -> Option<T> {
    let mut values = read(case, column)?;
    assert_eq!(values.len(), 1, "{}", case["name"]);
    values.pop()
}

/// Asserts that whole cases have the dict that the engine shows.
fn check_dict(case: &Value, dict: Value) {
    if case.get("input").is_some() {
        assert_eq!(dict, case["output"], "{}", case["name"]);
    }
}

fn text<'case>(case: &'case Value, key: &str) -> &'case str {
    case["output"][key].as_str().unwrap_or_default()
}

fn number(case: &Value, key: &str) -> i64 {
    case["output"][key].as_i64().unwrap_or_default()
}

#[test]
fn notetypes_are_stored_as_by_the_official_engine() {
    let mut unknown = 0;
    for case in taken(NOTETYPES) {
        let Some(settings) = one::<NotetypeSettings>(&case, "notetype") else {
            unknown += 1;
            continue;
        };
        let fields = read::<NotetypeFieldSettings>(&case, "fields").unwrap();
        let templates = read::<CardTemplateSettings>(&case, "templates").unwrap();
        let name = |list: &str, index: usize| {
            let name = case["output"][list][index]["name"].as_str();
            name.unwrap_or_default().to_owned()
        };
        let fields = fields.into_iter().enumerate();
        let templates = templates.into_iter().enumerate();
        let notetype = Notetype {
            id: NotetypeId(number(&case, "id")),
            name: text(&case, "name").to_owned(),
            modified: TimestampSecs(number(&case, "mod")),
            usn: Usn(number(&case, "usn") as i32),
            settings,
            fields: fields
                .map(|(index, settings)| NotetypeField {
                    name: name("flds", index),
                    settings,
                })
                .collect(),
            templates: templates
                .map(|(index, settings)| CardTemplate {
                    name: name("tmpls", index),
                    modified: TimestampSecs(0),
                    usn: Usn(0),
                    settings,
                })
                .collect(),
        };
        check_dict(&case, notetype_to_dict(&notetype).unwrap());
    }
    assert_eq!(unknown, 1);
}

#[test]
fn decks_are_stored_as_by_the_official_engine() {
    for case in taken(DECKS) {
        let deck = Deck {
            id: DeckId(number(&case, "id")),
            name: DeckName::from_human(text(&case, "name")),
            modified: TimestampSecs(number(&case, "mod")),
            usn: Usn(number(&case, "usn") as i32),
            common: one::<DeckCommon>(&case, "common").unwrap(),
            kind: one::<DeckKind>(&case, "kind").unwrap(),
        };
        check_dict(&case, deck_to_dict(&deck).unwrap());
    }
}

#[test]
fn presets_are_stored_as_by_the_official_engine() {
    let mut unknown = 0;
    for case in taken(DECK_CONFIGS) {
        let Some(settings) = one::<DeckConfigSettings>(&case, "config") else {
            unknown += 1;
            continue;
        };
        let config = DeckConfig {
            id: DeckConfigId(number(&case, "id")),
            name: text(&case, "name").to_owned(),
            modified: TimestampSecs(number(&case, "mod")),
            usn: Usn(number(&case, "usn") as i32),
            settings: settings.effective(),
        };
        check_dict(&case, deck_config_to_dict(&config).unwrap());
    }
    assert_eq!(unknown, 5);
}

#[test]
fn new_presets_and_decks_are_what_the_official_engine_starts_with() {
    let preset = "0a080000803f00002041120400002041221c0000803f0000803f0000803f0000803f\
        0000803f0000803f0000803f481450c8015d00002040656666a63f6d9a99993f7d0000803f8001949d028801\
        01900101980104a80101b00108c0013cad026666663fc5026666663fe00201";
    assert_eq!(DeckConfigSettings::default().to_bytes(), unhex(preset));
    let deck = Deck::new_normal(DeckId(1), DeckName::from_human("Default"));
    assert_eq!(deck.common.to_bytes(), unhex("08011001"));
    assert_eq!(deck.kind.to_bytes(), unhex("0a020801"));
}

#[test]
fn bytes_that_are_no_message_are_an_error() {
    for bytes in [
        &b"\x0a\x05abc"[..],
        b"\xff",
        b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ] {
        assert!(DeckCommon::from_bytes(bytes).is_err(), "{bytes:?}");
        assert!(DeckKind::from_bytes(bytes).is_err(), "{bytes:?}");
        assert!(DeckConfigSettings::from_bytes(bytes).is_err(), "{bytes:?}");
        assert!(NotetypeSettings::from_bytes(bytes).is_err(), "{bytes:?}");
        assert!(
            NotetypeFieldSettings::from_bytes(bytes).is_err(),
            "{bytes:?}"
        );
        assert!(
            CardTemplateSettings::from_bytes(bytes).is_err(),
            "{bytes:?}"
        );
    }
}
