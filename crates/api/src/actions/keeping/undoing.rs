//! Taking changes back, and making them again.

use ankid_collection::{Transaction, UndoStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, HostAction, Spec, WriteAction, example};
use crate::door::Call;
use crate::error::ApiError;

/// Takes the newest change back that an action made, whoever asked for it: every note, card, deck, note type,
/// preset, tag and review is again exactly as it was. Media files stay as they are. The last 30 changes since the
/// start of the server can be taken back, one after the other.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Undo {}

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

/// What was done, and what can be undone and redone after it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Travelled {
    /// The name of the change that was taken back or made again; null when there was none.
    done: Option<&'static str>,
    #[serde(flatten)]
    steps: Steps,
}

impl From<UndoStatus> for Steps {
    fn from(UndoStatus { undo, redo }: UndoStatus) -> Self {
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
        &[example("{}", r#"{"undo": "Add Deck", "redo": null}"#)],
    );
    type Reply = Steps;
}

impl HostAction for UndoStatusAction {
    fn run(self, call: &Call<'_>) -> Result<Steps, ApiError> {
        Ok(call.engine()?.undo_status().into())
    }
}
