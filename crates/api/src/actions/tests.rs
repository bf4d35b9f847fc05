//! The examples of all actions, run.

use std::collections::HashSet;

use serde_json::Value;

use super::{PREPARATION, all};
use crate::door::testing::TestDoor;

/// After each request of the preparation.
const BETWEEN_MILLIS: i64 = 1000;

/// How long after the collection was made the examples are run: their clock stands at
/// 1767269400000.
const LATER_MILLIS: i64 = 600_000;

/// Where the profile lies in the examples.
const EXAMPLE_FOLDER: &str = "/home/you/ankid/User 1";

#[test]
fn every_example_gives_its_result() {
    let mut wrong = String::new();
    for entry in all() {
        let name = entry.spec.name;
        assert!(!entry.spec.examples.is_empty(), "`{name}` has no example");
        for example in entry.spec.examples {
            let door = prepared_door();
            for (action, params) in example.before {
                door.result(action, json(params));
            }
            let reply = door.call(name, json(example.params));
            let folder = door.folder().display().to_string();
            let result = json(&example.result.replace(EXAMPLE_FOLDER, &folder));
            let fits = match result.as_str().and_then(|text| text.strip_suffix('…')) {
                Some(start) => reply["result"]
                    .as_str()
                    .is_some_and(|text| text.starts_with(start)),
                None => reply == serde_json::json!({"result": result, "error": null}),
            };
            if !fits {
                wrong.push_str(&format!("`{name}` {}\n  gives {reply}\n", example.params));
            }
        }
    }
    assert_eq!(wrong, "");
}

/// The collection that the examples are run on.
pub(super) fn prepared_door() -> TestDoor {
    let door = TestDoor::new();
    let mut left_millis = LATER_MILLIS;
    for (action, params) in PREPARATION {
        door.result(action, json(params));
        door.advance_millis(BETWEEN_MILLIS);
        left_millis -= BETWEEN_MILLIS;
    }
    door.advance_millis(left_millis);
    door
}

pub(super) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
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
