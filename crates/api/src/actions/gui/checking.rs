//! The database check of the main window.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::events::Did;

/// Checks the collection and mends what is wrong, as `checkDatabase` does. Answers true when that is
/// done; what was found stands in the log.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiCheckDatabase {}

impl Action for GuiCheckDatabase {
    const SPEC: Spec = Spec::new("guiCheckDatabase", &[example("{}", "true")])
        .errors(&["the collection is damaged"]);
    type Reply = bool;
}

impl HostAction for GuiCheckDatabase {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        for problem in call.engine()?.check_database()?.sentences() {
            tracing::info!("{problem}");
        }
        call.say(Did::Check);
        Ok(true)
    }
}
