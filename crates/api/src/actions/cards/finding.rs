//! Finding cards.

use ankid_collection::View;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, ListAction, ListWriter, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::Id;

/// Answers the ids of the cards that a search in Anki's search language finds.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FindCards {
    /// The search; null finds nothing, an empty one everything.
    query: Option<String>,
}

impl Action for FindCards {
    const SPEC: Spec = Spec::new(
        "findCards",
        &[example(r#"{"query": "deck:current"}"#, "[1767268800000]")],
    )
    .errors(&["Invalid search: WHAT AND WHERE"]);
    type Reply = Vec<Id<i64>>;
}

impl ListAction for FindCards {
    fn run(self, _call: &Call<'_>, view: &View, list: &mut ListWriter<'_>) -> Result<(), ApiError> {
        let Some(query) = self.query else {
            return Ok(());
        };
        view.for_each_found_card(&query, |card| {
            list.push(&card);
            Ok(())
        })
    }
}
