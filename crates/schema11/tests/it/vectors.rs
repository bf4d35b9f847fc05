//! What the official engine made of hundreds of dicts: `vectors/generate.py` tells how they came about.

use ankid_schema11::{
    NotetypeDict, Schema11Error, deck_config_from_dict, deck_config_to_dict, deck_from_dict,
    deck_to_dict, notetype_to_dict,
};
use serde_json::{Map, Value};

type Result = std::result::Result<Value, Schema11Error>;

/// A case with its changes carried out.
struct Case {
    name: String,
    input: Value,
    /// What the engine shows afterwards; `None` where it refuses the input.
    output: Option<Value>,
}

fn cases(text: &str) -> Vec<Case> {
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut base = None;
    let mut cases = Vec::new();
    for mut row in rows {
        let name = row["name"].as_str().unwrap().to_owned();
        let output = row["output"].take();
        if let Some(path) = row.get("path") {
            let (input, shown): &(Value, Value) = base.as_ref().unwrap();
            let mut input = input.clone();
            change(&mut input, path.as_array().unwrap(), row.get("value"));
            let output = output.as_object().map(|changed| {
                let mut shown = shown.clone();
                shown.as_object_mut().unwrap().extend(changed.clone());
                shown
            });
            cases.push(Case {
                name,
                input,
                output,
            });
        } else {
            let input = row["input"].take();
            if name == "base" {
                base = Some((input.clone(), output.clone()));
            }
            let output = (!output.is_null()).then_some(output);
            cases.push(Case {
                name,
                input,
                output,
            });
        }
    }
    assert!(!cases.is_empty());
    cases
}

/// Sets the value at a path, or takes its key out.
fn change(spot: &mut Value, path: &[Value], value: Option<&Value>) {
    let (last, path) = path.split_last().unwrap();
    let mut spot = spot;
    for step in path {
        spot = match step {
            Value::String(key) => &mut spot[key.as_str()],
            index => &mut spot[usize::try_from(index.as_u64().unwrap()).unwrap()],
        };
    }
    match (last, value) {
        (Value::String(key), Some(value)) => spot[key.as_str()] = value.clone(),
        (Value::String(key), None) => {
            spot.as_object_mut().unwrap().shift_remove(key).unwrap();
        }
        (index, value) => {
            let index = usize::try_from(index.as_u64().unwrap()).unwrap();
            spot[index] = value.unwrap().clone();
        }
    }
}

/// Asserts that reading and printing gives what the engine shows. `unknown` names the cases with a
/// number that has no meaning: the engine keeps the number, we refuse it.
fn check(text: &str, convert: fn(Value) -> Result, unknown: &[&str]) {
    let mut refused = Vec::new();
    for case in cases(text) {
        match (convert(case.input), case.output) {
            (Ok(ours), Some(mut theirs)) => {
                without_omitted(&mut theirs, &ours);
                assert_eq!(ours, theirs, "{}", case.name);
                check_order(&ours, &theirs, &case.name);
            }
            (Err(_), None) => {}
            (Err(Schema11Error::UnknownCode { .. }), Some(_)) => refused.push(case.name),
            (ours, theirs) => assert_eq!(ours.ok(), theirs, "{}", case.name),
        }
    }
    assert_eq!(refused, unknown);
}

/// Keys that are printed only when set cannot be told from the changed keys of a case.
fn without_omitted(theirs: &mut Value, ours: &Value) {
    if let (Some(theirs), false) = (
        theirs.as_object_mut(),
        ours.get("originalStockKind").is_some(),
    ) {
        theirs.shift_remove("originalStockKind");
    }
}

/// Asserts that the keys stand in the engine's order, which is random for keys that it does not know.
fn check_order(ours: &Value, theirs: &Value, name: &str) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let unknown = ["fuzz", "minSpace"];
            let known = |dict: &Map<String, Value>| -> Vec<String> {
                let keys = dict.keys().filter(|key| !unknown.contains(&key.as_str()));
                keys.cloned().collect()
            };
            assert_eq!(known(ours), known(theirs), "{name}");
            for (key, value) in ours {
                check_order(value, &theirs[key], name);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            for (ours, theirs) in ours.iter().zip(theirs) {
                check_order(ours, theirs, name);
            }
        }
        _ => {}
    }
}

#[test]
fn notetypes_read_and_print_as_in_the_official_engine() {
    check(
        include_str!("../vectors/notetypes.json"),
        |dict| notetype_to_dict(&NotetypeDict::from_value(dict)?.notetype),
        &["originalStockKind = -5"],
    );
}

#[test]
fn decks_read_and_print_as_in_the_official_engine() {
    check(
        include_str!("../vectors/decks.json"),
        |dict| deck_to_dict(&deck_from_dict(dict)?),
        &[],
    );
}

#[test]
fn presets_read_and_print_as_in_the_official_engine() {
    check(
        include_str!("../vectors/deck_configs.json"),
        |dict| {
            let mut config = deck_config_from_dict(dict)?;
            config.settings = config.settings.effective();
            deck_config_to_dict(&config)
        },
        &[
            "newMix = -5",
            "interdayLearningMix = -5",
            "reviewOrder = -5",
            "newSortOrder = -5",
            "newGatherPriority = -5",
        ],
    );
}
