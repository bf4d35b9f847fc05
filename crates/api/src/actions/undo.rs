//! The examples of all actions, undone and redone.

use std::collections::BTreeSet;

use ankid_testkit::rows;
use serde_json::json;

use super::all;
use super::tests::{json, prepared_door};
use crate::door::testing::TestDoor;

/// Actions that change rows in other ways than by one step; `multi` makes one for each action in it.
const NO_STEPS: [&str; 6] = [
    "checkDatabase",
    "guiCheckDatabase",
    "guiUndo",
    "multi",
    "redo",
    "undo",
];

/// What steps are called: Anki's words, and below them those for what Anki never does as one step.
const STEPS: &str = "
Add Deck
Add Note
Add Note Type
Answer Card
Build Deck
Bury
Change Deck
Change Note Type
Deck Options
Delete Deck
Delete Note
Empty
Import
Expand/Collapse
Find and Replace
Remove Note Type
Reposition
Rename Deck
Rename Tag
Reset Card
Select Deck
Set Due Date
Set Flag
Suspend
Update Config
Unbury/Unsuspend
Update Card
Update Deck
Update Note
Update Note Type
Update Tag

Insert Reviews
Rebuild
Relearn Cards
";

fn contents(door: &TestDoor) -> Vec<String> {
    rows(&door.folder().join("collection.anki2")).unwrap()
}

#[test]
fn every_example_is_one_step_that_undo_takes_back_and_redo_makes_again() {
    let mut used = BTreeSet::new();
    for entry in all().filter(|entry| !NO_STEPS.contains(&entry.spec.name)) {
        for example in entry.spec.examples {
            let door = prepared_door();
            let step = play_back_and_forth(&door, entry.spec.name, example.params);
            used.extend(step);
        }
    }
    let known = |step: &&String| STEPS.lines().any(|known| known == step.as_str());
    let unknown: Vec<_> = used.iter().filter(|step| !known(step)).collect();
    assert_eq!(unknown, [""; 0], "is each of these what Anki says?");
    assert!(used.contains("Add Note"), "{used:?}");
}

/// Runs an action, undoes it and redoes it; the name of its step, if it changed anything.
fn play_back_and_forth(door: &TestDoor, action: &str, params: &str) -> Option<String> {
    let status = || door.result("undoStatus", json!({}))["undo"].clone();
    let before = (contents(door), status());
    door.call(action, json(params));
    let after = contents(door);
    if after == before.0 {
        assert_eq!(status(), before.1, "`{action}` changed nothing");
        return None;
    }
    let step = status();
    // Whatever is stamped anew from here on would show.
    door.advance_millis(60_000);
    let undone = door.result("undo", json!({}));
    assert_eq!(contents(door), before.0, "`{action}` was not undone");
    let expected = json!({ "done": step, "undo": before.1, "redo": step });
    assert_eq!(undone, expected, "`{action}`");
    door.advance_millis(60_000);
    let redone = door.result("redo", json!({}));
    assert_eq!(contents(door), after, "`{action}` was not redone");
    let expected = json!({ "done": step, "undo": step, "redo": null });
    assert_eq!(redone, expected, "`{action}`");
    step.as_str().map(ToOwned::to_owned)
}
