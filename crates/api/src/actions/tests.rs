//! The examples of all actions, run.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::all;
use crate::door::testing::TestDoor;

/// How long after the collection was made the examples are run: their clock stands at
/// 1767269400000.
const LATER_MILLIS: i64 = 600_000;

/// Where the profile lies in the examples.
const EXAMPLE_FOLDER: &str = "/home/you/ankid/User 1";

/// A note that examples find, with its card, under the id 1767268800000.
const SAMPLE: &str = r#"{"note": {
    "deckName": "Default", "modelName": "Basic",
    "fields": {"Front": "sample front", "Back": "sample back"}, "tags": ["sample"]
}}"#;

#[test]
fn every_example_gives_its_result() {
    let mut wrong = String::new();
    for entry in all() {
        let name = entry.spec.name;
        assert!(!entry.spec.examples.is_empty(), "`{name}` has no example");
        for example in entry.spec.examples {
            let json = |text: &str| -> Value {
                serde_json::from_str(text).unwrap_or_else(|error| panic!("`{name}`: {error}"))
            };
            let door = TestDoor::new();
            door.result("addNote", json(SAMPLE));
            door.advance_millis(LATER_MILLIS);
            let reply = door.call(name, json(example.params));
            let folder = door.folder().display().to_string();
            let result = json(&example.result.replace(EXAMPLE_FOLDER, &folder));
            if reply != json!({"result": result, "error": null}) {
                wrong.push_str(&format!(
                    "`{name}` {}
  gives {reply}
",
                    example.params
                ));
            }
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn no_two_actions_have_the_same_name() {
    let mut names = HashSet::new();
    for entry in all() {
        for name in [entry.spec.name].iter().chain(entry.spec.aliases) {
            assert!(names.insert(*name), "`{name}` twice");
        }
    }
}
