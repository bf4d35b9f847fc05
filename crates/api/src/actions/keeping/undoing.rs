//! Taking changes back, and making them again.

use ankid_collection::{Transaction, UndoPosition, UndoStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, WriteAction, example};
use crate::activity;
use crate::door::Call;
use crate::error::ApiError;

/// Takes the newest change back that an action made, whoever asked for it: every note, card, deck, note type,
/// preset, tag and review is again exactly as it was. Media files stay as they are. The last 30 changes since the
/// start of the server can be taken back, one after the other.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Undo {
    /// Takes it back only if the page that asks made it. For pages of ankid: others make no change of their own.
    #[serde(default)]
    own: bool,
    /// Takes it back only if it is still this one, as `undoStatus` numbered it.
    step: Option<i64>,
}

/// Makes the change again that was taken back last. A new change ends what could be made again.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Redo {}

/// Tells what `undo` and `redo` would do.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UndoStatusAction {}

/// What can be undone and redone.
#[derive(Serialize, JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Steps {
    /// The name of the newest change, such as "Add Note"; null when there is nothing to take back.
    undo: Option<&'static str>,
    /// The name of the change that was taken back last; null when there is nothing to make again.
    redo: Option<&'static str>,
}

/// What can be undone and redone, and which change is the newest.
#[derive(Serialize, JsonSchema)]
pub(super) struct Status {
    #[serde(flatten)]
    steps: Steps,
    /// The number of the newest change, which no other has until the server starts anew; null when there is nothing to
    /// take back.
    step: Option<i64>,
}

/// What was done, and what can be undone and redone after it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Travelled {
    /// The name of the change that was taken back or made again; null when there was none.
    done: Option<&'static str>,
    #[serde(flatten)]
    steps: Steps,
}

impl From<UndoStatus> for Steps {
    fn from(UndoStatus { undo, redo, .. }: UndoStatus) -> Self {
        Self { undo, redo }
    }
}

impl Action for Undo {
    const SPEC: Spec = Spec::new(
        "undo",
        &[example(
            "{}",
            r#"{"done": "Add Deck", "undo": "Add Note", "redo": "Add Deck"}"#,
        )],
    );
    type Reply = Travelled;
}

impl WriteAction for Undo {
    fn run(self, transaction: &mut Transaction) -> Result<Travelled, ApiError> {
        if self.own {
            let page = activity::page_of_author(transaction.author());
            if page.is_none() || page != activity::page_of_author(transaction.newest_author()) {
                return Err(ApiError::NotOwnChange);
            }
        }
        if self.step.is_some() && self.step != number(transaction.undo_status()) {
            return Err(ApiError::NotOwnChange);
        }
        Ok(Travelled {
            done: transaction.undo()?,
            steps: transaction.undo_status().into(),
        })
    }
}

impl Action for Redo {
    const SPEC: Spec = Spec::new(
        "redo",
        &[example(
            "{}",
            r#"{"done": null, "undo": "Add Deck", "redo": null}"#,
        )],
    );
    type Reply = Travelled;
}

impl WriteAction for Redo {
    fn run(self, transaction: &mut Transaction) -> Result<Travelled, ApiError> {
        Ok(Travelled {
            done: transaction.redo()?,
            steps: transaction.undo_status().into(),
        })
    }
}

impl Action for UndoStatusAction {
    const SPEC: Spec = Spec::new(
        "undoStatus",
        &[example(
            "{}",
            r#"{"undo": "Add Deck", "redo": null, "step": 41}"#,
        )],
    );
    type Reply = Status;
}

impl HostAction for UndoStatusAction {
    fn run(self, call: &Call<'_>) -> Result<Status, ApiError> {
        let status = call.engine()?.undo_status();
        Ok(Status {
            step: number(status),
            steps: status.into(),
        })
    }
}

fn number(status: UndoStatus) -> Option<i64> {
    status.step.map(UndoPosition::number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::door::testing::TestDoor;

    #[test]
    fn a_page_takes_its_own_change_back_only_while_it_is_the_newest() {
        let mut door = TestDoor::new();
        let add = |door: &TestDoor, deck: &str| door.result("createDeck", json!({"deck": deck}));
        let own = json!({"own": true});
        let refused = "something else was changed since then, so nothing was taken back";
        door.ask_as(Some("here"));
        add(&door, "Mine");
        door.ask_as(None);
        add(&door, "Theirs");
        assert_eq!(door.error("undo", own.clone()), refused);
        for page in ["here", "there"] {
            door.ask_as(Some(page));
            assert_eq!(door.error("undo", own.clone()), refused);
        }
        door.ask_as(Some("here"));
        assert_eq!(door.result("undo", json!({}))["done"], "Add Deck");
        assert_eq!(door.result("undo", own.clone())["done"], "Add Deck");
        assert_eq!(door.result("deckNames", json!({})), json!(["Default"]));
        assert_eq!(door.error("undo", own), refused);
    }

    #[test]
    fn a_certain_change_is_taken_back_or_none() {
        let door = TestDoor::new();
        let step = |door: &TestDoor| door.result("undoStatus", json!({}))["step"].clone();
        assert_eq!(step(&door), json!(null));
        door.result("createDeck", json!({"deck": "First"}));
        let first = step(&door);
        door.result("createDeck", json!({"deck": "Second"}));
        let refused = "something else was changed since then, so nothing was taken back";
        assert_eq!(door.error("undo", json!({ "step": first })), refused);
        let second = step(&door);
        assert_eq!(
            door.result("undo", json!({ "step": second }))["done"],
            "Add Deck"
        );
        assert_eq!(
            door.result("undo", json!({ "step": first }))["done"],
            "Add Deck"
        );
        assert_eq!(door.error("undo", json!({ "step": first })), refused);
    }
}
