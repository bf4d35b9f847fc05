//! What came in through the API.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, HostAction, Spec, example};
use crate::activity::ActivityRow;
use crate::door::Call;
use crate::error::ApiError;

const DEFAULT_LIMIT: usize = 100;

/// Answers what came in through the API since the start of the server, the newest first; of long ago nothing is
/// known. What pages of ankid's own read is left out.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GetActivity {
    /// Only rows with a smaller number; null for the newest.
    before: Option<u64>,
    /// How many at most.
    limit: Option<usize>,
}

impl Action for GetActivity {
    const SPEC: Spec = Spec::new("activity", &[example("{}", "[]")]);
    type Reply = Vec<ActivityRow>;
}

impl HostAction for GetActivity {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        Ok(call.host().activity(self.before, limit))
    }
}
